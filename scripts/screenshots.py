"""Pictures of the running system for docs/screenshots: one per persona, page and width.

    python scripts/screenshots.py http://127.0.0.1:8000 --password … [--only ledger] [--out DIR]

The server must hold demo data (`make run`). Needs Chromium on PATH (or CHROMIUM) and playwright
from requirements-dev.txt. A page that does not answer 200 is an error: the list is kept true.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, BrowserContext, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
HEIGHTS = {1366: 768, 390: 844}
ARGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]


class Shot(NamedTuple):
    """A picture: who looks (a demo account, "" for nobody), at what, and how wide."""

    persona: str
    path: str
    name: str
    widths: tuple[int, ...] = (1366, 390)
    full: bool = False


SHOTS: tuple[Shot, ...] = (
    Shot("", "/login", "sign-in"),
    Shot("group_leader", "/overview", "overview", full=True),
    Shot("group_leader", "/weekly", "weekly", full=True),
    Shot("deputy_leader", "/weekly", "weekly-deputy", full=True),
    Shot("office", "/workdays", "workdays", (1366,), full=True),
    Shot("officer", "/work", "work"),
    Shot("office", "/ledger", "ledger"),
    Shot("officer", "/review", "problems"),
    Shot("office", "/review/coverage", "coverage"),
    Shot("officer", "/messages", "messages"),
    Shot("officer", "/messages/settings", "messages-settings", (390,)),
    Shot("sys_admin", "/admin/deliveries", "deliveries", (1366,)),
    Shot("office", "/queues", "queues", (1366,)),
    Shot("office_head", "/campaign/ladder", "ladder", full=True),
    Shot("office", "/notices?tab=all", "notices"),
    Shot("office_head", "/circulars", "circulars", (1366,)),
    Shot("office", "/import", "import", (1366,)),
    Shot("sec_admin", "/admin/grants/campaigns", "grants"),
    Shot("office", "/items/new", "new-item", (1366,), full=True),
    Shot("sys_admin", "/admin/operation", "operation", full=True),
    Shot("officer", "first:main a[href^='/items/']", "item", full=True),
    Shot("officer", "/study", "study"),
    Shot("office", "/study/matrix", "study-matrix", (1366,), full=True),
    Shot("officer", "/research", "research"),
    Shot("group_leader", "/streams", "streams"),
    Shot("group_leader", "/burden", "burden", full=True),
    Shot("office", "/opinions", "opinions"),
    Shot("officer", "/feedback/new?page=campaign%3Aproblem_new", "feedback", (390,)),
    Shot("office", "/lineage", "lines", (1366,)),
    Shot("office", "/rhythm", "rhythm", full=True),
    Shot("office", "/goals", "goals"),
    Shot("officer", "/tasks/mine", "tasks"),
    Shot("officer", "first:main a[href^='/handovers/']", "handover", full=True),
    Shot("first_in_charge", "first:main a[href$='/sign']", "sign-off", (390,)),
)
"""`path` may be "first:<css>": behind the first link of the persona's home that matches."""


def sign_in(context: BrowserContext, base: str, persona: str, password: str) -> None:
    """Through the sign-in page, as a person does."""
    page = context.new_page()
    page.goto(f"{base}/login")
    page.fill("input[name=username]", persona)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state("load")
    if "/login" in page.url:
        raise SystemExit(f"{persona}: the password was not accepted")
    page.close()


def resolve(context: BrowserContext, base: str, path: str) -> str:
    """The address of a shot; "first:<css>" is looked up on the home page."""
    if not path.startswith("first:"):
        return base + path
    page = context.new_page()
    page.goto(f"{base}/")
    found = page.locator(path.removeprefix("first:")).first.get_attribute("href") or "/"
    page.close()
    return base + found


def shoot(context: BrowserContext, base: str, shot: Shot, out: Path) -> Iterable[Path]:
    """Take the pictures of one entry; a status other than 200 stops the run."""
    url = resolve(context, base, shot.path)
    for width in shot.widths:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 800)})
        answer = page.goto(url, wait_until="load")
        if answer is None or answer.status != 200:
            raise SystemExit(f"{shot.name}: {url} answered {answer and answer.status}")
        target = out / f"{shot.name}-{width}.png"
        page.screenshot(path=target, full_page=shot.full, scale="css")
        page.close()
        yield target


def take(browser: Browser, options: argparse.Namespace) -> int:
    """All pictures, one signed-in context a persona; the number taken."""
    base, out = options.url.rstrip("/"), Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    wanted = sorted(s for s in SHOTS if not options.only or options.only in s.name)
    taken = 0
    for persona, shots in groupby(wanted, key=lambda s: s.persona):
        context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
        if persona:
            sign_in(context, base, persona, options.password)
        for shot in shots:
            for path in shoot(context, base, shot, out):
                taken += 1
                print(f"{path.name}: {path.stat().st_size // 1024} KB")
        context.close()
    return taken


def main(arguments: list[str] | None = None) -> int:
    """0 when every picture was taken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("url")
    parser.add_argument("--password", default=os.environ.get("DEMO_PASSWORD", ""))
    parser.add_argument("--only", default="", help="part of a name")
    parser.add_argument("--out", default=str(ROOT / "docs" / "screenshots"))
    options = parser.parse_args(arguments)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        taken = take(browser, options)
        browser.close()
    print(f"{taken} pictures in {options.out}")
    return 0 if taken else 1


if __name__ == "__main__":
    sys.exit(main())
