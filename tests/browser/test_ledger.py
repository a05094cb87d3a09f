"""Ledger, desk and overview in a browser: sound at both widths, with and without scripts."""

from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import expect

from accounts.models import User
from core import clock
from rectification.enums import State
from tests.browser.conftest import OpenPage, assert_sound_at_both_widths
from tests.factories import fresh, item_at
from tests.personas import TODAY, City, at, build_city

PAGES = (
    ("officer", "/work"),
    ("office", "/ledger"),
    ("office", "/ledger?due_before=13月5日"),
    ("office", "/queues"),
    ("office", "/notices"),
    ("office", "/ledger/views"),
    ("office", "/ledger/export"),
    ("group_leader", "/overview"),
    ("first_in_charge", "/departments/014/items"),
)


@pytest.fixture
def town(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> City:
    """The small city with items on every desk, a fortnight later."""
    monkeypatch.setattr(clock, "now", lambda: at(TODAY + timedelta(days=20), 9))
    city = build_city()
    for state in (State.REGISTERED, State.ASSIGNED, State.IN_PROGRESS, State.AWAITING_SIGNOFF):
        item_at(city, state)
    return city


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.session.session_key


def test_pages_are_sound(open_page: OpenPage, town: City) -> None:
    for name, path in PAGES:
        watched = open_page(path, session=session_of(town.people[name]))
        refused = [line for line in watched.console if "422" not in line]
        watched.console[:] = refused
        assert_sound_at_both_widths(watched)


def test_progress_takes_a_field_and_a_button(open_page: OpenPage, town: City) -> None:
    page = open_page("/work", session=session_of(town.officer), scripts=False).page
    page.fill("input[name=text]", "东关小区已焊接")
    page.click("button[value=report]")
    assert "进展已填报" in page.inner_text("main")
    assert "东关小区已焊接" in {fresh(item).last_progress for item in town.lead.led_items.all()}


def test_a_filter_changes_the_list_and_the_address(open_page: OpenPage, town: City) -> None:
    page = open_page("/ledger", session=session_of(town.office)).page
    expect(page.locator("tbody tr")).to_have_count(4)
    page.select_option("#q_bucket", "assigned")
    page.wait_for_url("**bucket=assigned**")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.go_back()
    expect(page.locator("tbody tr")).to_have_count(4)
