"""The style sheet and the templates keep to Chromium 80 and to the content security policy.

Browsers on government desktops lag by years: nothing newer than Chromium 80 may carry the layout.
Inline scripts and styles would need holes in `script-src 'self'; style-src 'self'`.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CSS = sorted((ROOT / "static").rglob("*.css"))
JS = sorted((ROOT / "static").rglob("*.js"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

TOO_NEW = {
    "gap (flex: 84; for grid write grid-gap)": r"(?<![\w-])(row-|column-)?gap\s*:",
    "inset (87)": r"(?<![\w-])inset(-\w+)*\s*:",
    "aspect-ratio (88)": r"aspect-ratio\s*:",
    ":is, :where (88)": r":(is|where)\(",
    "accent-color (93)": r"accent-color\s*:",
    "@layer (99)": r"@layer",
    ":has, @container (105)": r":has\(|@container|container-type",
    "dvh, svh, lvh (108)": r"\d[dsl]vh",
    "oklch, color-mix (111)": r"oklch|oklab|color-mix",
    "nesting (112)": r"(^|[{;])\s*&",
    "light-dark (123)": r"light-dark",
    "min(), max(), clamp() work since 79; math in 80 is fine, trigonometry (111) is not": (
        r"(?<![\w-])(sin|cos|tan|round|mod)\("
    ),
    "media range syntax (104)": r"@media[^{]*[<>]=?",
    "scrollbar-gutter (94), content-visibility (85)": r"scrollbar-gutter|content-visibility",
    "@import and outside addresses": r"@import|url\(\s*['\"]?(https?:)?//",
}
FORBIDDEN_IN_TEMPLATES = {
    "style attribute": r"\sstyle\s*=",
    "style element": r"<style\b",
    "inline handler": r"\son[a-z]+\s*=\s*[\"']",
    "inline script": r"<script(?![^>]*\bsrc=)",
    "javascript: address": r"javascript:",
    "another host": r"(src|href)\s*=\s*[\"']\s*(https?:)?//",
    "hx-on and evaluated htmx values": r"hx-on|hx-vals\s*=\s*[\"']js:|hx-trigger=[\"'][^\"']*\[",
}


def css_problems(text: str) -> list[str]:
    """Features of the list above in a style sheet, comments left out."""
    bare = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    return [name for name, pattern in TOO_NEW.items() if re.search(pattern, bare, re.M)]


def template_problems(text: str) -> list[str]:
    """Inline style and script in a template, comments left out."""
    bare = re.sub(r"{% comment %}.*?{% endcomment %}|{#.*?#}", "", text, flags=re.S)
    return [n for n, pattern in FORBIDDEN_IN_TEMPLATES.items() if re.search(pattern, bare, re.I)]


@pytest.mark.parametrize("path", CSS, ids=lambda p: p.name)
def test_style_sheet_needs_no_more_than_chromium_80(path: Path) -> None:
    assert css_problems(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_template_has_no_inline_style_or_script(path: Path) -> None:
    assert template_problems(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", JS, ids=lambda p: p.name)
def test_script_evaluates_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\beval\(|new Function|innerHTML|document\.write|\?\?=|\.at\(", text)


def test_there_is_one_style_sheet_within_its_size() -> None:
    assert len(CSS) == 1
    assert CSS[0].stat().st_size <= 32 * 1024


def test_every_component_says_what_it_takes() -> None:
    components = (ROOT / "templates" / "_components").glob("*.html")
    silent = [p.name for p in components if not p.read_text("utf-8").startswith("{% comment %}")]
    assert silent == []


@pytest.mark.parametrize(
    "css",
    [
        "a { display: flex; gap: 1px }",
        "a { row-gap: 1px }",
        "a { inset: 0 }",
        "a:is(b) {}",
        "a { & b {} }",
        "a:has(b) {}",
        "@layer x;",
        "a { height: 100dvh }",
        "@media (width >= 600px) {}",
        "@import 'x.css';",
    ],
)
def test_floor_check_sees_what_is_too_new(css: str) -> None:
    assert css_problems(css)


@pytest.mark.parametrize(
    "css", ["a { grid-gap: 1px }", "a { box-shadow: inset 0 0 }", "/* gap: */"]
)
def test_floor_check_lets_old_things_pass(css: str) -> None:
    assert css_problems(css) == []


@pytest.mark.parametrize(
    "html",
    [
        '<p style="color:red">',
        "<style>p{}</style>",
        '<a onclick="x()">',
        "<script>x</script>",
        '<a href="javascript:x">',
        '<img src="//cdn.example/x.png">',
        '<a hx-on:click="x">',
    ],
)
def test_inline_check_sees_what_the_policy_refuses(html: str) -> None:
    assert template_problems(html)
