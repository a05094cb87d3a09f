"""The week's page and the days off in a real browser: sound, and the week on one sheet of paper."""

import re

import pytest
from django.test import Client

from accounts.models import User
from rectification.enums import State
from tests.browser.conftest import OpenPage, assert_sound_at_both_widths
from tests.factories import item_at
from tests.personas import City, build_city

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db: None) -> City:
    return build_city()


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client.session.session_key


def test_the_week_is_sound_and_prints_on_one_sheet(city: City, open_page: OpenPage) -> None:
    for _ in range(12):
        item_at(city, State.ASSIGNED)  # of 2019: late by years
    for name in ("group_leader", "deputy_leader"):
        session = session_of(city.people[name])
        watched = open_page("/weekly", session=session)
        assert_sound_at_both_widths(watched)
        paper = watched.page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) == 1


def test_the_days_off_are_sound(city: City, open_page: OpenPage) -> None:
    session = session_of(city.office)
    watched = open_page("/workdays", session=session)
    watched.page.fill("textarea[name=text]", "2031-01-01\t放假\t元旦")
    watched.page.click("button[value=preview]")
    watched.page.wait_for_load_state("load")
    assert "将登记以下各天" in watched.page.content()
    assert_sound_at_both_widths(watched)
