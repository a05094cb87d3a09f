"""Kept filters by REST: one's own, by name."""

import pytest

from rectification.models import SavedView
from tests.api import ApiClient
from tests.personas import City

pytestmark = pytest.mark.django_db


def test_a_filter_is_kept_replaced_and_forgotten(city: City) -> None:
    client = ApiClient(city.officer)
    made = client.post("saved-views", {"name": "逾期", "query": "?light=bad"})
    assert made.status_code == 201
    assert made.json()["query"] == "light=bad"
    client.post("saved-views", {"name": "逾期", "query": "overdue=1"})
    (row,) = client.get("saved-views").json()["results"]
    assert (row["name"], row["query"]) == ("逾期", "overdue=1")
    other = ApiClient(city.second_officer)
    assert other.get("saved-views").json()["results"] == []
    assert other.delete(f"saved-views/{row['uid']}").status_code == 404
    assert client.delete(f"saved-views/{row['uid']}").status_code == 204
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": "", "query": "x=1"}, "/name"),
        ({"name": "长" * 31, "query": "x=1"}, "/name"),
        ({"name": "x", "query": "x" * 501}, "/query"),
        ({"name": "x"}, "/query"),
    ],
)
def test_a_wrong_one_is_refused(city: City, body: dict, pointer: str) -> None:
    answer = ApiClient(city.officer).post("saved-views", body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_there_is_an_end_to_it(city: City) -> None:
    client = ApiClient(city.officer)
    for n in range(30):
        assert client.post("saved-views", {"name": f"筛选{n}", "query": ""}).status_code == 201
    refused = client.post("saved-views", {"name": "又一个", "query": ""})
    assert (refused.status_code, refused.json()["code"]) == (422, "guard_failed")
