"""A page offers what opens: an item is made of a row by those who register items."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from tests.campaign import research, streams
from tests.campaign.reviewing import add_lists, registered
from tests.personas import City, build_city
from tests.rectification.pages import browser_of, stop_clock

pytestmark = pytest.mark.django_db
NEW = "/items/new?from="
REGISTRARS = {"officer", "second_officer"}
OTHERS = {"first_in_charge", "portfolio_leader"}


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch) -> City:
    stop_clock(monkeypatch)
    city = streams.with_lists(build_city())
    add_lists(city)
    return city


def offers(user: User, url: str) -> bool:
    """Whether the page has the way to a new item, which then must open."""
    browser = browser_of(user)
    text = browser.get(url).content.decode()
    for piece in text.split('href="')[1:]:
        link = piece.partition('"')[0]
        if link.startswith(NEW):
            assert browser.get(link).status_code == 200
            return True
    return False


def pages(city: City) -> list[str]:
    session = streams.held(city)
    streams.outcome_of(city, session)
    finding: Any = research.found(city)
    problem = registered(city)
    return [
        reverse("campaign:study_session", args=[session.uid]),
        reverse("campaign:study_outcomes"),
        reverse("campaign:research_topic", args=[finding.topic.uid]),
        reverse("campaign:research_findings"),
        reverse("campaign:problem", args=[problem.uid]),
    ]


def test_who_registers_items_is_offered_to_make_one(city: City) -> None:
    for url in pages(city):
        assert {name for name in REGISTRARS | OTHERS if offers(city.people[name], url)} == (
            REGISTRARS
        ), url


def test_the_tab_of_opinions_stands_for_whoever_may_open_it(city: City) -> None:
    for name in ("office", "officer", "guidance", "resident"):
        browser = browser_of(city.people[name])
        opens = browser.get("/opinions").status_code == 200
        for page in ("/campaign", "/workdays"):
            assert ('href="/opinions"' in browser.get(page).content.decode()) == opens, (name, page)


def test_a_blank_cell_leads_to_the_form_for_whoever_may_fill_it_in(city: City) -> None:
    for name, expected in (("officer", True), ("office", True), ("guidance", False)):
        browser = browser_of(city.people[name])
        text = browser.get("/review/coverage/014/d2").content.decode()
        assert (
            ('href="/review/new"' in text)
            == expected
            == (browser.get("/review/new").status_code == 200)
        ), name
