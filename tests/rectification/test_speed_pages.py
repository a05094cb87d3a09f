"""Pages and acts keep within their budget of statements: 12 to read, 20 to write."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rectification.models import Item
from tests.factories import item_at
from tests.personas import TODAY, City, at
from tests.rectification.pages import browser_of, item_path, stop_clock
from tests.rectification.test_speed_statements import copies

pytestmark = pytest.mark.django_db

TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch, at(TODAY, 12))


def count(client: Client, path: str, data: dict[str, str] | None = None) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path) if data is None else client.post(path, data)
    assert answer.status_code == (200 if data is None else 303), answer.content.decode()[:500]
    return sum(not q["sql"].startswith(TRANSACTION) for q in captured.captured_queries)


@pytest.mark.parametrize(
    ("name", "page", "statements"),
    [
        ("group_leader", "dashboard:overview", 11),
        ("office", "rectification:ledger", 8),
        ("officer", "rectification:ledger", 8),
        ("office", "rectification:work", 12),
        ("officer", "rectification:work", 11),
        ("first_in_charge", "rectification:work", 12),
    ],
)
def test_a_page_costs_the_same_for_one_item_and_for_fifty(
    city: City, name: str, page: str, statements: int
) -> None:
    for state in ("registered", "in_progress", "awaiting_signoff", "awaiting_verification"):
        item_at(city, state)
    client, path = browser_of(city.people[name]), reverse(page)
    client.get(path)  # writes when the session began, and what is kept for ten minutes
    few = count(client, path)
    copies(Item.objects.get(state="in_progress"), 50)
    assert (few, count(client, path)) == (statements, statements)


def test_an_items_page(city: City) -> None:
    item = item_at(city, "in_progress")
    client = browser_of(city.officer)
    client.get(item_path(item))
    assert count(client, item_path(item)) <= 12


def test_a_draft_and_an_acceptance(city: City) -> None:
    item = item_at(city, "assigned")
    client = browser_of(city.officer)
    client.get(item_path(item))
    draft = {
        "act": "draft",
        "problem": "村道硬化列入年度实事，上报已完工，实有2.3公里未动工",
        "found_on": "2019年9月10日",
        "sources": str(city.sources["research"].uid),
        "target": str(city.targets["initiative"].uid),
    }
    assert count(client, reverse("rectification:new"), draft) <= 20
    accepted = {"version": str(item.version), "section": ""}
    assert count(client, f"{item_path(item)}/actions/accept", accepted) <= 20
    item.refresh_from_db()
    assert item.state == "accepted"
