"""The item's pages in a real browser: sound at both widths, and one item signed on a phone."""

import pytest
from playwright.sync_api import Page

from rectification.enums import State
from rectification.models import Item
from tests.browser.conftest import (
    OpenPage,
    assert_accessible,
    assert_no_horizontal_scroll,
    assert_sound_at_both_widths,
)
from tests.factories import fresh, item_at
from tests.personas import PASSWORD, City, build_city
from tests.rectification.pages import act_path, browser_of, item_path, stop_clock

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = [
    (State.IN_PROGRESS, "officer", ""),
    (State.CLOSED, "office", ""),
    (State.IN_PROGRESS, "officer", "request-closure"),
    (State.ACCEPTED, "officer", "submit-plan"),
    (State.REGISTERED, "office", "assign"),
    (State.AWAITING_VERIFICATION, "office_clerk", "verify"),
    (State.AWAITING_SIGNOFF, "first_in_charge", "sign-off"),
]


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> City:
    stop_clock(monkeypatch)
    return build_city()


def session_of(city: City, who: str) -> str:
    return browser_of(city.people[who]).session.session_key


@pytest.mark.parametrize(("state", "who", "action"), PAGES)
def test_pages_are_sound_at_both_widths(
    town: City, open_page: OpenPage, state: State, who: str, action: str
) -> None:
    item = item_at(town, state)
    path = act_path(item, action) if action else item_path(item)
    assert_sound_at_both_widths(open_page(path, session=session_of(town, who)))


@pytest.mark.parametrize("who", ["office", "officer"])
def test_the_new_page_is_sound(town: City, open_page: OpenPage, who: str) -> None:
    assert_sound_at_both_widths(open_page("/items/new", session=session_of(town, who)))


def small_targets(page: Page) -> list[str]:
    """Buttons and links of the bar that are lower than 44 px."""
    found = page.eval_on_selector_all(
        ".btn, .mtop a, summary",
        "all => all.filter(e => e.offsetHeight && e.offsetHeight < 44).map(e => e.innerText)",
    )
    return list(found)


def press(page: Page, value: str) -> None:
    with page.expect_navigation():
        page.click(f'button[value="{value}"]')


@pytest.mark.parametrize("scripts", [True, False])
def test_a_leader_signs_on_a_phone_and_takes_it_back(
    town: City, open_page: OpenPage, scripts: bool
) -> None:
    item: Item = item_at(town, State.AWAITING_SIGNOFF)
    session = session_of(town, "first_in_charge")
    page = open_page(f"{item_path(item)}/sign", "phone", scripts=scripts, session=session).page
    assert small_targets(page) == [] if scripts else True
    press(page, "sign-off")
    page.fill("#f_password", PASSWORD)
    assert_no_horizontal_scroll(page)
    press(page, "confirm")
    assert fresh(item).state == State.AWAITING_VERIFICATION
    assert "已签批" in page.inner_text("[role=status]")
    with page.expect_navigation():
        page.click("[role=status] button")
    assert fresh(item).state == State.AWAITING_SIGNOFF


def test_an_error_takes_the_focus_and_keeps_the_words(town: City, open_page: OpenPage) -> None:
    item = item_at(town, State.IN_PROGRESS)
    session = session_of(town, "officer")
    page = open_page(act_path(item, "request-extension"), session=session).page
    page.fill("#f_new_due_on", "尽快")
    page.fill("#f_reason", "热源厂检修")
    with page.expect_navigation():
        page.click("main .btn.p")
    assert page.title().startswith("有误：")
    assert page.evaluate("document.activeElement.className") == "err"
    assert page.input_value("#f_reason") == "热源厂检修"
    assert_accessible(page)
