"""What was compared, through the API: counts, signed blanks, and signatures by password."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.models import NothingFound
from campaign.services import review
from core import clock
from journal.models import Entry
from tests.api import ApiClient
from tests.campaign.reviewing import (
    add_lists,
    dimension,
    giver,
    method,
    registered,
    sensitive,
)
from tests.personas import PASSWORD, City, at

pytestmark = pytest.mark.django_db
BODY = {"dimension": "d2", "reason": "逐条对照，征求意见42条", "password": PASSWORD}


@pytest.fixture(autouse=True)
def ground(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    add_lists(city)
    monkeypatch.setattr(clock, "now", lambda: at(hour=12))


def signed(city: City, code: str = "d2") -> NothingFound:
    return review.sign_nothing_found(
        campaign=city.campaign,
        department=city.lead,
        dimension=dimension(city, code),
        reason="逐条对照",
        by=city.first_in_charge,
        at=at(),
    )


def row_of(client: ApiClient, city: City) -> dict[str, Any]:
    return client.get(f"coverage/{city.lead.uid}").json()


def test_a_row_counts_by_dimension_and_tells_how_problems_were_found(city: City) -> None:
    client = ApiClient(city.officer)
    empty = row_of(client, city)
    assert [cell["count"] for cell in empty["cells"]] == [0, 0]
    assert empty["found_by"]["heard_nobody"] is False
    registered(city)
    row = row_of(client, city)
    assert row["found_by"]["heard_nobody"] is True
    registered(city, text="第二条问题表述", method=method(city, "masses_raised"), giver=giver(city))
    mark = signed(city)
    row = row_of(client, city)
    assert [(cell["dimension"]["code"], cell["count"]) for cell in row["cells"]] == [
        ("d1", 2),
        ("d2", 0),
    ]
    assert row["cells"][0]["signed"] is None
    closed = row["cells"][1]["signed"]
    assert (closed["uid"], closed["signed_by"]["name"]) == (str(mark.uid), "卫某丙")
    assert row["found_by"] == {
        "total": 2,
        "self_found": 1,
        "masses_raised": 1,
        "collective_discussed": 0,
        "superior_pointed": 0,
        "heard_nobody": False,
    }


@pytest.mark.parametrize("name", ["first_in_charge", "office_head", "resident", "office"])
def test_no_number_tells_of_a_sensitive_problem(city: City, name: str) -> None:
    client = ApiClient(city.people[name])
    signed(city, "d1")
    before = row_of(client, city)
    sensitive(city)
    assert row_of(client, city) == before
    assert before["cells"][0]["signed"] is not None


def test_who_reads_which_rows(city: City) -> None:
    registered(city)
    mark = signed(city)
    everybody = ["001", "010", "014", "015", "023", "040"]
    for name, codes in {
        "officer": ["014", "01401"],
        "deputy_leader": ["014", "01401", "015", "040"],
        "office": everybody,
        "guidance": everybody,
        "stranger": ["015"],
        "sub_unit_officer": ["01401"],
        "sys_admin": [],
        "sec_admin": [],
        "audit_admin": [],
    }.items():
        client = ApiClient(city.people[name])
        rows = client.get("coverage").json()["results"]
        assert [row["department"]["code"] for row in rows] == codes, name
        status = 200 if "014" in codes else 404
        assert client.get(f"coverage/{city.lead.uid}").status_code == status, name
        assert client.get(f"nothing-found/{mark.uid}").status_code == status, name
        assert len(client.get("nothing-found").json()["results"]) == (status == 200), name
    assert ApiClient(city.office).get("coverage?campaign=none").status_code == 404
    assert ApiClient(city.office).get("coverage?sort=total").status_code == 400


def test_lists_make_equal_statements(city: City) -> None:
    registered(city)
    review.revoke_nothing_found(signed=signed(city), by=city.office, at=at())
    office = ApiClient(city.office)
    for path in ("coverage", "nothing-found"):
        with CaptureQueriesContext(connection) as few:
            assert len(office.get(f"{path}?limit=1").json()["results"]) == 1
        if path == "nothing-found":
            for _ in range(3):
                review.revoke_nothing_found(signed=signed(city), by=city.office, at=at())
        with CaptureQueriesContext(connection) as many:
            assert len(office.get(path).json()["results"]) >= 4
        assert len(few) == len(many), path


@pytest.mark.django_db(transaction=True)
def test_the_first_in_charge_signs_with_his_password_alone(city: City) -> None:
    head = ApiClient(city.first_in_charge)
    for password in ("wrong", "", None, 7):
        body = {**BODY, "password": password}
        refused = head.post("nothing-found", body, Idempotency_Key="sign-1")
        assert refused.status_code in (403, 422), password
        if isinstance(password, str):
            assert refused.json()["code"] == "reauthentication_required"
    assert not NothingFound.objects.exists()
    made = head.post("nothing-found", BODY, Idempotency_Key="sign-1")
    assert made.status_code == 201, made.json()
    assert (made.json()["dimension"]["code"], made.json()["post_title"]) == (
        "d2",
        "党组书记、局长",
    )
    path = made["Location"].partition("/api/v1/")[2]
    assert head.get(path).json() == made.json()
    again = head.post("nothing-found", BODY)
    assert (again.status_code, "已经签署" in again.json()["detail"]) == (409, True)
    assert PASSWORD not in str(list(Entry.objects.values_list("data", flat=True)))


def test_nobody_else_signs_whatever_his_password(city: City) -> None:
    for name in (
        "officer",
        "portfolio_leader",
        "office_head",
        "group_leader",
        "deputy_leader",
        "stranger_head",
        "sys_admin",
        "sec_admin",
        "audit_admin",
    ):
        body = {**BODY, "department": "014"}
        refused = ApiClient(city.people[name]).post("nothing-found", body)
        assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied"), name
    assert not NothingFound.objects.exists()


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"reason": " "}, 422, "invalid"),
        ({"dimension": "d9"}, 422, "invalid"),
        ({"score": 5}, 400, "unknown_field"),
        ({"dimension": "d1"}, 422, "guard_failed"),
    ],
)
def test_what_a_signature_may_not_say(
    city: City, change: dict[str, Any], status: int, code: str
) -> None:
    registered(city)
    refused = ApiClient(city.first_in_charge).post("nothing-found", BODY | change)
    assert (refused.status_code, refused.json()["code"]) == (status, code), refused.json()
    assert not NothingFound.objects.exists()


def test_a_signature_is_taken_back_once(city: City) -> None:
    mark = signed(city)
    path = f"nothing-found/{mark.uid}/actions/revoke"
    for name, status in {
        "officer": 403,
        "group_leader": 403,
        "deputy_leader": 403,
        "guidance": 403,
        "stranger_head": 404,
        "sys_admin": 404,
    }.items():
        assert ApiClient(city.people[name]).post(path).status_code == status, name
    office = ApiClient(city.office)
    assert office.post(path, {"why": "x"}).status_code == 400
    assert office.get("nothing-found?is_standing=1&dimension=d2").json()["results"]
    taken = office.post(path)
    assert (taken.status_code, taken.json()["revoked_at"] is not None) == (200, True)
    assert office.post(path).status_code == 422
    assert not office.get("nothing-found?is_standing=1").json()["results"]
    assert len(office.get("nothing-found?is_standing=0&department=014").json()["results"]) == 1
    assert row_of(office, city)["cells"][1]["signed"] is None
