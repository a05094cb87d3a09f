"""A form that is sent with its choices alone is answered with sentences, whoever sends it."""

from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from tests.campaign import streams
from tests.campaign.reviewing import add_lists
from tests.personas import City, build_city
from tests.rectification.pages import browser_of, stop_clock

pytestmark = pytest.mark.django_db


class Choices(HTMLParser):
    """Of each form that posts: its hidden fields, its first choices, and its buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str], list[tuple[str, str]]]] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = found.get("action", "") if found.get("method") == "post" else "-"
            self.forms.append((action, {}, []))
        if not self.forms:
            return
        _, fields, buttons = self.forms[-1]
        name, value = found.get("name", ""), found.get("value", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and value and self._select:
            fields.setdefault(self._select, value)
        elif tag == "button" and name:
            buttons.append((name, value))
        elif tag == "input" and name and found.get("type") in ("hidden", "radio", "checkbox"):
            fields.setdefault(name, value)


def pages() -> list[str]:
    """Addresses of the form pages that need no row."""
    found = []
    for place in settings.FORM_PAGES:
        for name in import_string(place):
            try:
                found.append(reverse(name))
            except NoReverseMatch:
                continue
    return sorted(set(found))


def send(browser: Client, path: str) -> int:
    """Send each form of a page with every one of its buttons; returns how many were sent."""
    parser = Choices()
    parser.feed(browser.get(path).content.decode())
    sent = 0
    for action, fields, buttons in parser.forms:
        if action == "-" or action.startswith("/logout"):
            continue
        for button in buttons or [("", "")]:
            data = fields | ({button[0]: button[1]} if button[0] else {})
            answer = browser.post(action or path, data)
            assert answer.status_code < 500, (path, button)
            assert "该字段是必填项" not in answer.content.decode(), (path, button)
            sent += 1
    return sent


@pytest.mark.parametrize("name", ["office", "officer", "first_in_charge"])
def test_choices_alone_are_answered(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    stop_clock(monkeypatch)
    city: City = streams.with_lists(build_city())
    add_lists(city)
    browser = browser_of(city.people[name])
    sent = {path: send(browser, path) for path in pages()}
    assert sum(sent.values()) > 5, sent
