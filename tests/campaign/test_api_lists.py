"""The API of campaigns and lists: read only, strict, several campaigns apart."""

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from campaign.models import Campaign, Target
from tests.campaign.test_imports_preset import PRESET
from tests.personas import City

LISTS = {"streams": 4, "targets": 5, "sources": 4, "dimensions": 1, "methods": 1}
SECOND = {"streams": 4, "targets": 5, "sources": 4, "dimensions": 8, "methods": 5}


@pytest.fixture
def api(city: City, client: Client) -> Client:
    client.force_login(city.officer)
    return client


@pytest.mark.parametrize("name", ["campaigns", *LISTS])
def test_signing_in_is_asked(city: City, client: Client, name: str) -> None:
    response = client.get(f"/api/v1/{name}")
    assert response.status_code in (401, 403)
    assert response["Content-Type"] == "application/problem+json"


def test_lists_are_those_of_the_current_campaign_unless_asked(api: Client) -> None:
    call_command("load_preset", PRESET)
    for name, count in LISTS.items():
        rows = api.get(f"/api/v1/{name}").json()["results"]
        assert (len(rows), {row["campaign"] for row in rows}) == (count, {"test"}), name
    for name, count in SECOND.items():
        rows = api.get(f"/api/v1/{name}?campaign=2019-second-batch").json()["results"]
        assert len(rows) == count, name
        assert [row["order"] for row in rows] == sorted(row["order"] for row in rows)


def test_rows_say_what_the_speech_says(api: Client) -> None:
    call_command("load_preset", PRESET, "--default")
    targets = api.get("/api/v1/targets").json()["results"]
    assert targets[4]["code"] == "relatives_business"
    assert targets[4]["is_sensitive_by_default"] is True
    assert targets[4]["source_text"] == "整治领导干部配偶、子女及其配偶违规经商办企业的问题"
    assert "T5" in targets[4]["aliases"]
    assert api.get("/api/v1/streams").json()["results"][0]["motto"] == "学习教育要往深里走"
    one = api.get(f"/api/v1/targets/{targets[4]['uid']}").json()
    assert one == targets[4]


def test_a_campaign_tells_its_facts_and_limits(city: City, api: Client) -> None:
    Campaign.objects.update(rules={"desk_assigned": 4})
    [row] = api.get("/api/v1/campaigns").json()["results"]
    assert (row["code"], row["is_default"], row["starts_on"]) == ("test", True, "2019-09-01")
    assert (row["rules"]["desk_assigned"], row["rules"]["desk_accepted"]) == (4, 5)
    assert row["office_department"]["code"] == "001"
    assert api.get(f"/api/v1/campaigns/{city.campaign.uid}").json() == row
    assert set(api.get("/api/v1/campaigns?fields=code,name").json()["results"][0]) == {
        "code",
        "name",
    }


def test_a_row_put_away_is_left_out_of_the_list_but_found(city: City, api: Client) -> None:
    target = city.targets["formalism"]
    Target.objects.filter(pk=target.pk).update(is_active=False)
    codes = [row["code"] for row in api.get("/api/v1/targets").json()["results"]]
    assert "formalism" not in codes
    assert api.get(f"/api/v1/targets/{target.uid}").json()["is_active"] is False


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("targets?campaign=none", 404, "not_found"),
        ("targets?colour=red", 400, "unknown_parameter"),
        ("campaigns?campaign=test", 400, "unknown_parameter"),
        ("targets?limit=201", 400, "bad_request"),
        ("targets?fields=secret", 400, "unknown_parameter"),
        ("targets/0198c5a0-0000-7000-8000-000000000000", 404, "not_found"),
        ("targets/x", 404, "not_found"),
        ("targets/", 404, "not_found"),
    ],
)
def test_what_is_wrong_is_said(api: Client, query: str, status: int, code: str) -> None:
    response = api.get(f"/api/v1/{query}")
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == code


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written(city: City, api: Client, method: str) -> None:
    for url in ("/api/v1/targets", f"/api/v1/targets/{city.targets['formalism'].uid}"):
        assert getattr(api, method)(url).status_code == 405


# session, person · campaign · rows
@pytest.mark.parametrize("name", list(LISTS))
def test_a_list_costs_the_same_for_few_rows_and_many(
    city: City,
    api: Client,
    name: str,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    api.get(f"/api/v1/{name}")
    with django_assert_num_queries(4):
        api.get(f"/api/v1/{name}")
    model = type(getattr(city.campaign, name).first())
    model.objects.bulk_create(
        model(campaign=city.campaign, code=f"x{n}", name=f"x{n}", order=9) for n in range(50)
    )
    with django_assert_num_queries(4):
        assert len(api.get(f"/api/v1/{name}?limit=200").json()["results"]) >= 50
