"""A real browser against Django's live server: one browser a session, one page a test.

The helpers say what every page must hold: no axe violation, no console message, no sideways
scrolling, no request to another host.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright

SIZES = {"desktop": (1366, 768), "phone": (390, 844)}
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
CHROMIUM_ARGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for the session."""
    # From here on an event loop runs in this thread, and Django keeps other connections for it; a
    # process that a test forks has no loop, and would find and use the old ones of its parent.
    connections.close_all()
    # The sync API runs an event loop in this thread; Django would refuse every query.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGS)
        yield running
        running.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@dataclass
class Watched:
    """A page and what was seen on it: console lines, requests and answers."""

    page: Page
    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)

    def go(self, path: str) -> "Watched":
        """Open another page in the same tab, as if nothing had been seen before."""
        for seen in (self.console, self.requests, self.responses):
            seen.clear()
        self.page.goto(urljoin(self.page.url, path), wait_until="load")
        return self

    def heard(self, message: ConsoleMessage) -> None:
        """Keep errors and warnings; what a browser merely mentions is left out."""
        if message.type in ("error", "warning"):
            self.console.append(f"{message.type}: {message.text}")


def watch(page: Page) -> Watched:
    """Listen to a page from its first request."""
    watched = Watched(page)
    page.on("console", watched.heard)
    page.on("pageerror", lambda e: watched.console.append(f"error: {e}"))
    page.on("request", lambda r: watched.requests.append(r.url))
    page.on("response", lambda r: watched.responses.append(r))
    return watched


OpenPage = Callable[..., Watched]


@pytest.fixture
def open_page(browser: Browser, live_server: object) -> Iterator[OpenPage]:
    """open_page("/kit", size="phone", scripts=False, big=True) -> Watched, once it has loaded.

    `session` is the key of a signed-in session (client.session.session_key).
    """
    contexts = []
    url = str(live_server)

    def opened(
        path: str,
        size: str = "desktop",
        scripts: bool = True,
        big: bool = False,
        session: str = "",
    ) -> Watched:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=size == "phone",
            is_mobile=size == "phone",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        cookies = {"big": "1"} if big else {}
        if session:
            cookies["sessionid"] = session
        context.add_cookies([{"name": k, "value": v, "url": url} for k, v in cookies.items()])
        watched = watch(context.new_page())
        watched.page.goto(url + path, wait_until="load")
        return watched

    yield opened
    for context in contexts:
        context.close()


def axe_violations(page: Page) -> list[str]:
    """What axe-core finds wrong: rule, help text and the first places."""
    found = Axe().run(page, options={"runOnly": AXE_TAGS, "resultTypes": ["violations"]})
    return [
        f"{v['id']}: {v['help']} — {[n['target'] for n in v['nodes'][:3]]}"
        for v in found.response["violations"]
    ]


def assert_accessible(page: Page) -> None:
    """No violation of WCAG 2.0–2.2 A and AA or of axe's best practice."""
    assert axe_violations(page) == []


def assert_no_console_errors(watched: Watched) -> None:
    """Nothing in the console: scripts run, and the content security policy refuses nothing."""
    assert watched.console == []


def assert_no_horizontal_scroll(page: Page) -> None:
    """The page itself never scrolls sideways (tables may, in their own region)."""
    wide = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide[0] <= wide[1]


def assert_no_external_requests(watched: Watched) -> None:
    """Every request went to the server of this test."""
    here = urlsplit(watched.page.url).netloc
    away = [u for u in watched.requests if urlsplit(u).netloc != here and not u.startswith("data:")]
    assert away == []


def assert_sound(watched: Watched) -> None:
    """All four."""
    assert_accessible(watched.page)
    assert_no_console_errors(watched)
    assert_no_horizontal_scroll(watched.page)
    assert_no_external_requests(watched)


def assert_sound_at_both_widths(watched: Watched) -> None:
    """All four at 1366 and at 390 wide."""
    for width, height in SIZES.values():
        watched.page.set_viewport_size({"width": width, "height": height})
        assert_sound(watched)
