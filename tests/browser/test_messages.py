"""Inbox, its settings, what did not arrive: sound at both widths."""

from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from notifications.channels import Outcome, Result
from notifications.services import deliver_due, tell, withdraw
from rectification.enums import State
from tests.browser.conftest import OpenPage, assert_sound_at_both_widths
from tests.factories import item_at
from tests.notifications.senders import Recorder, mailbox, with_address
from tests.personas import at, build_city


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.session.session_key


def test_pages_are_sound(open_page: OpenPage, transactional_db: None, settings: Settings) -> None:
    city = build_city()
    item = item_at(city, State.IN_PROGRESS)
    mailbox(settings)
    with_address(city.officer)
    Recorder.script.append(Result(Outcome.PERMANENT, "550 查无此人"))
    for section in ("red", "yellow", "to_sign"):
        tell(people=[city.officer], kind="reminder", key=section, subject=item, text="请及时办理",
             at=at(hour=7), section=section, topic=section)  # fmt: skip
    withdraw(topics=["yellow"], at=at(hour=7))
    assert deliver_due(at=at(hour=9)).failed == 1
    for name, path in (
        ("officer", "/messages"),
        ("first_in_charge", "/messages/settings"),
        ("sys_admin", "/admin/deliveries"),
        ("office", f"/items/{item.uid}/reminders"),
    ):
        assert_sound_at_both_widths(open_page(path, session=session_of(city.people[name])))
