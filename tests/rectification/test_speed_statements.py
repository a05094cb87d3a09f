"""A list costs the same statements however many rows it has, whoever asks.

GET /api/v1/items, by token: token with person · posts, delegations, team, grants and what he is in
the campaigns · the rows · the calendar's overrides = 4, where the budget is 8. By session it is
session · person · standing with the calendar · rows.
"""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.permissions import read_standing
from accounts.services import issue_token
from campaign.permissions import read_campaign_standing
from core import clock
from rectification.models import Item
from tests.factories import item_at
from tests.personas import TODAY, City

pytestmark = pytest.mark.django_db

MANY = 50
LIST = "/api/v1/items?lead=014&state=in_progress"
PEOPLE = ["office", "officer", "portfolio_leader", "group_leader", "guidance", "deputy_leader"]


def copies(item: Item, count: int) -> None:
    """`count` more items like `item`; how they came about does not matter to a list."""
    rows = []
    for n in range(count):
        copy = Item.objects.get(pk=item.pk)
        copy.pk, copy.number = None, f"ZG-2019-9{n:03d}"
        copy.uid = Item._meta.get_field("uid").get_default()
        rows.append(copy)
    Item.objects.bulk_create(rows)


def asked(client: Client, path: str) -> tuple[int, int]:
    """Rows answered, statements sent."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    assert response.status_code == 200, response.content
    return len(response.json()["results"]), len(captured)


def by_token(user: User) -> Client:
    token = issue_token(user=user, by=None, at=clock.now(), days=1)
    return Client(headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize("name", PEOPLE)
def test_one_row_and_fifty_cost_the_same_by_token(city: City, name: str) -> None:
    item = item_at(city, "in_progress")
    client = by_token(city.people[name])
    assert asked(client, LIST) == (1, 4)
    copies(item, MANY)
    assert asked(client, LIST) == (MANY, 4)


@pytest.mark.parametrize("name", ["office", "officer"])
def test_one_row_and_fifty_cost_the_same_by_session(city: City, name: str) -> None:
    item = item_at(city, "in_progress")
    client = Client()
    client.force_login(city.people[name], "django.contrib.auth.backends.ModelBackend")
    client.get(LIST)  # the first request of a session writes when it began
    assert asked(client, LIST) == (1, 4)
    copies(item, MANY)
    assert asked(client, LIST) == (MANY, 4)


@pytest.mark.parametrize("name", [*PEOPLE, "stranger", "supervisor", "office_head"])
def test_standing_is_one_statement(city: City, name: str) -> None:
    user = city.people[name]
    with CaptureQueriesContext(connection) as captured:
        read_standing(user, TODAY)
        assert len(captured) == 1
        read_campaign_standing(user, TODAY)
    assert len(captured) == 2  # afresh: no door keeps the first here
