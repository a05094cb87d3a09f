"""Every component, at both widths, with and without scripts, in normal and in large print."""

import gzip
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import (
    OpenPage,
    Watched,
    assert_no_horizontal_scroll,
    assert_sound,
    assert_sound_at_both_widths,
)
from tests.browser.kit_urls import PAGES

pytestmark = [pytest.mark.urls("tests.browser.kit_urls"), pytest.mark.django_db(transaction=True)]
KIB = 1024


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_pages_are_sound(open_page: OpenPage, size: str) -> None:
    """A phone here, with touch and its own viewport; other tests only make the page narrow."""
    watched = open_page(f"/{PAGES[0]}", size=size)
    for name in PAGES:
        assert_sound(watched.go(f"/{name}"))


def test_large_print_is_sound(open_page: OpenPage) -> None:
    watched = open_page(f"/{PAGES[0]}", big=True)
    for name in PAGES:
        watched.go(f"/{name}")
        size = watched.page.evaluate("getComputedStyle(document.documentElement).fontSize")
        assert size == "20px"
        assert_sound_at_both_widths(watched)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_page_looks_the_same_without_scripts(open_page: OpenPage, size: str) -> None:
    def text(watched: Watched) -> str:
        return watched.page.locator("main").inner_text().replace("打印", "").strip()

    assert text(open_page("/kit", size, scripts=False)) == text(open_page("/kit", size))


def test_controls_are_large_enough_for_a_finger(open_page: OpenPage) -> None:
    small = open_page("/kit", size="phone").page.evaluate(
        "Array.from(document.querySelectorAll('.btn, .nav a, .views a, .tools a, summary, .in'))"
        ".map(e => [e.textContent.trim().slice(0, 12), e.getBoundingClientRect().height])"
        ".filter(p => p[1] > 0 && p[1] < 42)"
    )
    assert small == []


def test_every_column_keeps_its_name_in_card_mode(open_page: OpenPage) -> None:
    page = open_page("/kit", size="phone").page
    cell = page.locator(".cards td[data-l=时限]").first
    assert cell.evaluate("e => getComputedStyle(e, '::before').content") == '"时限"'


def test_filters_open_without_script_on_a_phone(open_page: OpenPage) -> None:
    page = open_page("/kit", size="phone", scripts=False).page
    box = page.locator("#q_q")
    assert box.is_visible()  # two filters are in use: open from the start
    page.locator("label.ftl").click()
    assert not box.is_visible()


def test_refused_button_says_why_without_script(open_page: OpenPage) -> None:
    page = open_page("/kit_item", scripts=False).page
    button = page.get_by_role("button", name="申请销号")
    assert button.is_disabled()
    reason = page.locator("#" + str(button.get_attribute("aria-describedby")))
    assert reason.is_visible()
    assert "没有产出性佐证" in reason.inner_text()


def test_many_reasons_are_folded_and_can_be_opened(open_page: OpenPage) -> None:
    page = open_page("/kit_item", scripts=False).page
    reason = page.locator("#more-archive")
    assert not reason.is_visible()
    page.get_by_text("灰色按钮现在不能办的原因（3）").click()
    assert reason.inner_text() == "归档：回头看还没有做"


def test_error_summary_has_focus_and_leads_to_the_field(open_page: OpenPage) -> None:
    for scripts in (True, False):
        page = open_page("/kit_errors", scripts=scripts).page
        assert page.title().startswith("有误：")
        expect(page.locator(".err")).to_be_focused()
        page.keyboard.press("Tab")  # from the summary to its first link
        page.keyboard.press("Enter")
        page.wait_for_url("**#f_say")


def test_field_names_its_hint_and_its_error(open_page: OpenPage) -> None:
    page = open_page("/kit_errors").page
    field = page.locator("#f_due")
    said = [
        page.locator(f"#{name}").inner_text()
        for name in str(field.get_attribute("aria-describedby")).split()
    ]
    assert said == ["如 2025-11-30，须是工作日", "输入一个有效的日期。"]
    assert field.get_attribute("aria-invalid") == "true"
    assert field.input_value() == "11月底"
    assert page.locator("label[for=f_due]").inner_text() == "申请延至必填"


def test_status_line_offers_to_take_the_act_back(open_page: OpenPage) -> None:
    page = open_page("/kit").page
    lines = page.locator("[role=status] .flash")
    assert lines.count() == 4
    assert lines.first.locator("form").get_attribute("action") == "/undo"


def test_selection_is_counted_and_marked(open_page: OpenPage) -> None:
    page = open_page("/kit").page
    count = page.locator("[data-count]")
    assert count.inner_text() == "请勾选事项"
    page.locator("tbody input[type=checkbox]").first.check()
    assert count.inner_text() == "已选 1 项"
    assert page.evaluate("document.querySelector('[data-all]').indeterminate")
    page.locator("[data-all]").check()
    assert page.locator("tr.sel").count() == 6


def test_slash_goes_to_the_search_box(open_page: OpenPage) -> None:
    page = open_page("/kit").page
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"


def test_menu_closes_with_escape(open_page: OpenPage) -> None:
    page = open_page("/kit").page
    page.get_by_text("赵某甲").first.click()
    assert page.get_by_role("button", name="退出登录").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("button", name="退出登录").is_visible()


def test_draft_outlives_a_reload_and_ends_with_the_session(open_page: OpenPage) -> None:
    page = open_page("/kit_phone", size="phone").page
    page.locator("#say").fill("退回：缺审批单原件")
    page.reload()
    assert page.locator("#say").input_value() == "退回：缺审批单原件"
    page.goto(page.url.replace("kit_phone", "kit"))
    page.get_by_text("赵某甲").first.evaluate("e => { e.closest('details').open = true }")
    page.get_by_role("button", name="退出登录").click()
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_bar_of_the_phone_page_never_hides_the_end(open_page: OpenPage) -> None:
    page = open_page("/kit_phone", size="phone").page
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    end = page.locator("p.ct").bounding_box()
    bar = page.locator(".sbar").bounding_box()
    assert end and bar
    assert end["y"] + end["height"] <= bar["y"]


def test_pages_fit_narrow_and_wide_screens(open_page: OpenPage) -> None:
    watched = open_page(f"/{PAGES[0]}")
    for name in PAGES:
        page = watched.go(f"/{name}").page
        for width in (320, 800, 1180, 1920):
            page.set_viewport_size({"width": width, "height": 800})
            assert_no_horizontal_scroll(page)


def test_print_leaves_only_the_content(open_page: OpenPage) -> None:
    page = open_page("/kit").page
    page.emulate_media(media="print")
    for hidden in (".topbar", ".filt", ".bulk", ".pager", "main .btn", ".g-top", "[role=status]"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator(".heat").first.is_visible()


def test_first_load_keeps_its_budget(open_page: OpenPage) -> None:
    """≤ 45 KB compressed and six requests, ≤ 20 KB of script, ≤ 9 KB of style."""
    watched = open_page("/kit")
    weights: dict[str, int] = {}
    for response in watched.responses:
        kind = urlsplit(response.url).path.rpartition(".")[2] if "." in response.url else "html"
        kind = kind if kind in ("js", "css", "svg") else "html"
        weights[kind] = weights.get(kind, 0) + len(gzip.compress(response.body()))
    assert len(watched.responses) <= 6
    assert weights["js"] <= 20 * KIB
    assert weights["css"] <= 9 * KIB
    assert sum(weights.values()) <= 45 * KIB
