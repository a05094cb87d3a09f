"""Reading items by REST: who sees what, strictness, paging."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from journal.models import Entry
from rectification import services
from rectification.models import Item
from tests.api import ApiClient
from tests.factories import assignment, content, item_at
from tests.personas import City, at

pytestmark = pytest.mark.django_db

SHELL = {
    "uid",
    "access",
    "number",
    "state",
    "state_label",
    "version",
    "changed_at",
    "target",
    "lead",
    "due_on",
    "original_due_on",
    "effective_due_on",
    "assigned_at",
    "closed_at",
    "light",
    "days_late",
}


def rows(client: ApiClient, query: str = "") -> list[dict[str, Any]]:
    response = client.get(f"items{query}")
    assert response.status_code == 200, response.json()
    return response.json()["results"]


def numbers(client: ApiClient, query: str = "") -> list[str]:
    return [row["number"] for row in rows(client, query)]


def sensitive(city: City) -> Item:
    """A sensitive item, accepted; its handler and the office person are named."""
    item = services.register_and_assign(
        campaign=city.campaign,
        content=content(city, target=city.targets["relatives_business"], is_sensitive=True),
        assignment=assignment(city, handler=city.officer, office_person=city.office),
        by=city.office_head,
        at=at(),
    )
    return services.accept(
        item=item, by=city.officer, at=at(), version=item.version, section="城建科"
    )


def test_a_row_says_what_the_ledger_shows(city: City) -> None:
    item = item_at(city, "in_progress")
    (row,) = rows(ApiClient(city.officer))
    assert row["access"] == "full"
    assert row["number"] == item.number
    assert row["title"] == item.title
    assert row["state_label"] == "整改中"
    assert row["lead"] == {"code": "014", "name": "市住房和城乡建设局", "short_name": "市住建局"}
    assert row["due_on"] == item.due_on.isoformat()
    assert row["light"] == "bad"
    assert row["days_late"] == (clock.local_date(clock.now()) - item.effective_due_on).days
    assert row["state_since"].endswith("+08:00")


def test_the_list_has_what_each_may_see(city: City) -> None:
    item_at(city, "in_progress")
    seen = {name: len(rows(ApiClient(city.people[name]))) for name in city.people}
    full = {
        "group_leader", "deputy_leader", "office_head", "secretary", "office", "office_clerk",
        "seconded", "first_in_charge", "portfolio_leader", "second_leader", "officer",
        "second_officer", "guidance", "resident",
    }  # fmt: skip
    assert {name for name, n in seen.items() if n} == full


def test_a_shell_has_no_text_and_no_names(city: City) -> None:
    other = item_at(city, "in_progress")
    Item.objects.filter(pk=other.pk).update(submitting_department=city.other)
    client = ApiClient(city.stranger)
    (row,) = rows(client)
    assert row["access"] == "shell"
    assert set(row) == SHELL
    one = client.get(f"items/{other.uid}")
    assert set(one.json()) == SHELL
    assert one["ETag"] == f'"{other.version}"'
    for child in ("measures", "progress", "evidence", "timeline", "lineage", "closure-sheet"):
        assert client.get(f"items/{other.uid}/{child}").status_code == 404
    assert client.get(f"items/{other.uid}/extensions").status_code == 404


def test_nobody_finds_out_about_a_shell_by_asking(city: City) -> None:
    item = item_at(city, "in_progress")
    Item.objects.filter(pk=item.pk).update(submitting_department=city.other)
    client = ApiClient(city.stranger)
    assert len(rows(client)) == 1
    hidden = (
        "q=1142", f"q={item.number}", "source=research", "kind=time_limited", "is_key=0",
        "is_mass=0", "desk=officer", "coop=010",
    )  # fmt: skip
    for query in hidden:
        assert rows(client, f"?{query}") == [], query
    for query in ("state=in_progress", "lead=014", "target=initiative", "overdue=1", "light=bad"):
        assert len(rows(client, f"?{query}")) == 1, query


def test_a_stale_version_shows_no_text_of_a_shell(city: City) -> None:
    item = item_at(city, "in_progress")
    Item.objects.filter(pk=item.pk).update(submitting_department=city.other)
    client = ApiClient(city.stranger)
    answer = client.post(f"items/{item.uid}/actions/recall", {"version": 1, "reason": "x"})
    assert answer.status_code == 409
    assert answer.json()["current"]["version"] == item.version
    assert item.title not in answer.content.decode()
    assert "problem" not in answer.json()["current"]


def test_a_sensitive_item_is_there_for_the_named_few_only(city: City) -> None:
    item = sensitive(city)
    whole = {n for n in city.people if any(
        row["access"] == "full" for row in rows(ApiClient(city.people[n])))}  # fmt: skip
    assert whole == {
        "office_head", "secretary", "office", "officer", "first_in_charge", "portfolio_leader",
    }  # fmt: skip
    assert ApiClient(city.group_leader).get(f"items/{item.uid}").status_code == 404
    assert ApiClient(city.office_clerk).get(f"items/{item.uid}").status_code == 404


def test_reading_a_sensitive_item_is_journalled_once_a_day(city: City) -> None:
    item = sensitive(city)
    client = ApiClient(city.first_in_charge)
    client.get(f"items/{item.uid}")
    client.get(f"items/{item.uid}/measures")
    told = client.get(f"items/{item.uid}/timeline").json()["results"]
    assert Entry.objects.filter(type="item.read", subject_id=item.pk).count() == 1
    assert told and "item.read" not in {row["type"] for row in told}  # who read it is not told


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=in_progress", 1),
        ("state=in_progress&state=registered", 2),
        ("bucket=open", 2),
        ("bucket=closed", 1),
        ("bucket=closed_before", 0),
        ("lead=014", 2),
        ("lead=014&lead=015", 2),
        ("lead=nobody", 0),
        ("target=initiative", 3),
        ("target=formalism", 0),
        ("source=research", 3),
        ("source=masses", 0),
        ("q=供热+1142", 3),
        ("q=LJXQGR", 3),
        ("q=不存在", 0),
        ("desk=officer", 1),
        ("desk=office", 2),
        ("overdue=1", 1),
        ("overdue=0", 2),
        ("light=bad", 1),
        ("light=ok", 0),
        ("due_before=2019-12-31", 2),
        ("due_after=2019-12-31", 0),
        ("kind=time_limited", 2),
        ("is_key=1", 0),
        ("campaign=test", 3),
        ("campaign=other", 0),
    ],
)
def test_filters(city: City, query: str, found: int) -> None:
    for state in ("registered", "in_progress", "closed"):
        item_at(city, state)
    assert len(rows(ApiClient(city.office_clerk), f"?{query}")) == found


def test_mine_is_what_lies_with_a_unit_of_the_person(city: City) -> None:
    item = item_at(city, "in_progress", cooperating=[city.coop])
    item_at(city, "in_progress", lead_department=city.vacant)
    assert numbers(ApiClient(city.cooperator), "?mine=1") == [item.number]
    assert numbers(ApiClient(city.deputy_leader), "?mine=1") == []
    assert len(rows(ApiClient(city.deputy_leader))) == 2


@pytest.mark.parametrize(
    ("query", "code", "pointer"),
    [
        ("colour=red", "unknown_parameter", "/colour"),
        ("fields=secret", "unknown_parameter", "/fields"),
        ("expand=everything", "unknown_parameter", "/expand"),
        ("state=lost", "bad_request", "/state"),
        ("overdue=maybe", "bad_request", "/overdue"),
        ("due_before=2019-1-1x", "bad_request", "/due_before"),
        ("order=title", "bad_request", "/order"),
        ("limit=201", "bad_request", "/limit"),
    ],
)
def test_what_the_list_does_not_know_is_refused(
    city: City, query: str, code: str, pointer: str
) -> None:
    answer = ApiClient(city.office).get(f"items?{query}")
    assert answer.status_code == 400
    assert answer.json()["code"] == code
    assert [row["pointer"] for row in answer.json()["errors"]] == [pointer]
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("order", ["due", "-due", "number", "-number", "created", "-changed"])
def test_pages_hold_every_row_once_in_every_order(city: City, order: str) -> None:
    days = [None, None, 3, 3, 1, 2, None]
    twins(item_at(city, "in_progress"), days)
    client, seen = ApiClient(city.office), []
    url = f"/api/v1/items?limit=3&total=1&order={order}"
    while url:
        page = client.get(url).json()
        assert page["total"] == len(days) + 1
        seen += [row["number"] for row in page["results"]]
        url = page["next"]
    assert len(seen) == len(set(seen)) == len(days) + 1
    dues = {row["number"]: row["due_on"] for row in rows(client)}
    if order == "due":
        given = [dues[n] for n in seen if dues[n]]
        assert given == sorted(given)
        assert [dues[n] for n in seen][-3:] == [None, None, None]


def test_fields_and_expand(city: City) -> None:
    item_at(city, "in_progress", cooperating=[city.coop])
    (row,) = rows(ApiClient(city.office), "?fields=number,title")
    assert set(row) == {"uid", "access", "number", "title"}
    (row,) = rows(ApiClient(city.office), "?expand=cooperating,first_in_charge")
    assert [unit["code"] for unit in row["cooperating"]] == ["010"]
    assert row["first_in_charge"]["name"] == "卫某丙"
    whole = ApiClient(city.office).get(
        f"items/{row['uid']}?expand=measures,evidence&fields=measures"
    )
    assert set(whole.json()) == {"uid", "access", "measures"}
    assert len(whole.json()["measures"]) == 2


def twins(item: Item, days: list[int | None]) -> None:
    """Copies of an item that differ in number and date (None: no date)."""
    for n, later in enumerate(days):
        due = date(2019, 11, 1) + timedelta(days=later) if later is not None else None
        twin = Item.objects.get(pk=item.pk)
        twin.pk, twin.number, twin.due_on, twin.effective_due_on = None, f"X-{n:03d}", due, due
        twin.uid = Item._meta.get_field("uid").get_default()
        twin.save(force_insert=True)


# the token, what the person is (2), the rows, the calendar; one for each of the two expansions
def test_the_list_costs_the_same_for_one_row_and_for_fifty(city: City) -> None:
    first = item_at(city, "in_progress", cooperating=[city.coop])
    client, query = ApiClient(city.office), "?lead=014&expand=cooperating,first_in_charge"
    counts = []
    for more in (0, 49):
        twins(first, [n % 7 for n in range(more)])
        with CaptureQueriesContext(connection) as asked:
            assert len(rows(client, f"{query}&state=in_progress")) == more + 1
        counts.append(len(asked))
    assert counts == [6, 6]


def test_list_and_detail_agree_for_everybody(city: City) -> None:
    items = [item_at(city, "in_progress"), item_at(city, "registered"), sensitive(city)]
    for name, user in city.people.items():
        client = ApiClient(user)
        listed = {row["uid"]: row["access"] for row in rows(client)}
        for item in items:
            one = client.get(f"items/{item.uid}")
            access = one.json()["access"] if one.status_code == 200 else None
            assert access == listed.get(str(item.uid)), (name, item.number)


def test_search_takes_patterns_as_text(city: City) -> None:
    item_at(city, "in_progress", problem="完成率仅为50%_以下的项目有3个")
    client = ApiClient(city.office)
    assert len(rows(client, "?q=50%25_")) == 1
    assert rows(client, "?q=5%25%25") == []
    assert rows(client, "?q=" + "长" * 100) == []
    assert client.get("items?q=" + "长" * 101).status_code == 400
