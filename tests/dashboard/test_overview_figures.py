"""Every figure of the overview opens exactly its rows; what may not be listed is not told."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rectification import services
from rectification.enums import Kind, State
from rectification.models import Item
from tests.factories import Walk, assignment, content, item_at
from tests.personas import TODAY, City, at
from tests.rectification.pages import browser_of, stop_clock

pytestmark = pytest.mark.django_db
READERS = ("office", "group_leader", "deputy_leader", "officer")


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    stop_clock(monkeypatch)


def sensitive(city: City, n: int = 1) -> list[Item]:
    typed = content(city, target=city.targets["relatives_business"], is_sensitive=True)
    given = assignment(city, handler=city.officer, office_person=city.office)
    return [
        services.register_and_assign(
            campaign=city.campaign, content=typed, assignment=given, by=city.office_head, at=at()
        )
        for _ in range(n)
    ]


def late(city: City, **changes: Any) -> Item:
    early = at(TODAY - timedelta(days=40))
    due = TODAY - timedelta(days=8)
    return Walk(city, when=early, found_on=early.date(), due_on=due, **changes).in_progress().item


def a_mixed_ledger(city: City) -> None:
    late(city)
    item_at(city, State.ASSIGNED, due_on=TODAY + timedelta(days=2))
    item_at(city, State.ASSIGNED, lead_department=city.other)
    item_at(city, State.CLOSED, kind=Kind.IMMEDIATE)
    item_at(city, State.SUSTAINED)
    item_at(city, State.SUSPENDED)
    item_at(city, State.AWAITING_VERIFICATION)
    item_at(city, State.VOIDED)
    item_at(city, State.ASSIGNED, origins=[services.Origin(city.sources["masses"])])
    recalled = item_at(city, State.ASSIGNED)
    services.recall(
        item=recalled, by=city.office, at=at(hour=11), version=recalled.version, reason="改派"
    )
    item_at(city, State.REGISTERED, origins=[services.Origin(city.sources["inspection"])])


def figures_of(context: Any) -> list[tuple[str, Any, str]]:
    """Every number with its link: (where, number, url)."""
    found = [(f["label"], f["value"], f["url"]) for f in (*context["figures"], *context["others"])]
    for row in context["heat"]["rows"]:
        cells = [*row["cells"], row["total"]]
        found += [(row["label"], cell["n"], cell["url"]) for cell in cells if cell["n"]]
    for row in context["sources"]:
        found += [(row["name"], cell["n"], cell["url"]) for cell in row["cells"]]
    return found


@pytest.mark.parametrize("name", READERS)
def test_every_figure_opens_exactly_its_rows(city: City, name: str) -> None:
    a_mixed_ledger(city)
    browser = browser_of(city.people[name])
    figures = figures_of(browser.get("/overview").context)
    assert len(figures) > 12
    for where, number, url in figures:
        answer = browser.get(url)
        assert answer.status_code == 200, url
        assert len(answer.context["rows"]) == number, (where, url)


def test_the_total_is_the_sum_of_what_is_shown(city: City) -> None:
    a_mixed_ledger(city)
    context = browser_of(city.office).get("/overview").context
    total, *lights = [figure["value"] for figure in context["figures"]]
    assert total == 11
    others = {other["label"]: other["value"] for other in context["others"]}
    assert total == sum(lights) + sum(others.values()), others


def test_closures_from_before_are_never_added(city: City) -> None:
    labels = ("阶段性完成并长期坚持", "导入前已销号")
    item_at(city, State.SUSTAINED)
    item_at(city, State.CLOSED)
    context = browser_of(city.office).get("/overview").context
    closed = next(f for f in context["figures"] if f["label"] == "已销号")
    assert closed["value"] == 1
    assert [o["label"] for o in context["others"] if o["label"] in labels] == [labels[0]]


@pytest.mark.parametrize(("n", "shown", "words"), [(1, "≤2", ""), (3, 3, "含敏感 3 项")])
def test_the_group_leader_gets_few_sensitive_items_as_a_bound(
    city: City, n: int, shown: Any, words: str
) -> None:
    sensitive(city, n)
    context = browser_of(city.group_leader).get("/overview").context
    [row] = context["heat"]["rows"]
    cell = row["cells"][-1]
    assert (cell["n"], cell["x"], cell["url"]) == (shown, words, "")
    total = context["figures"][0]
    assert total["value"] == (3 if n == 3 else 0)
    assert ("含敏感 3 项" if n == 3 else "≤2") in total["note"]


def test_other_departments_learn_nothing_of_sensitive_items(city: City) -> None:
    item_at(city, State.ASSIGNED, lead_department=city.other)
    sensitive(city, 3)
    for name in ("stranger", "second_officer", "cooperator"):
        context = browser_of(city.people[name]).get("/overview").context
        notes = [figure["note"] for figure in context["figures"]]
        assert not any("敏感" in note for note in notes), name
        cells = [cell["n"] for row in context["heat"]["rows"] for cell in row["cells"]]
        assert sum(cells) == (1 if name == "stranger" else 0)


def test_the_named_see_their_sensitive_items_as_rows(city: City) -> None:
    [item] = sensitive(city)
    for name in ("office", "office_head", "first_in_charge", "officer"):
        browser = browser_of(city.people[name])
        context = browser.get("/overview").context
        cell = context["heat"]["rows"][0]["cells"][-1]
        assert cell["n"] == 1
        rows = browser.get(cell["url"]).context["rows"]
        assert [row["number"] for row in rows] == [item.number]


def test_departments_stand_in_rank_order(city: City) -> None:
    for lead in (city.vacant, city.other, city.lead):
        item_at(city, State.ASSIGNED, lead_department=lead)
    answer = browser_of(city.group_leader).get("/overview")
    rows = answer.context["heat"]["rows"]
    assert [row["label"] for row in rows] == ["市住建局", "市交通局", "市招商局"]
    assert "按机构序列，不作排名" in answer.content.decode()


def test_the_oldest_overdue_come_first_with_who_answers(city: City) -> None:
    item = late(city)
    leader = browser_of(city.group_leader).get("/overview").context["overdue"]
    assert [(row["title"], row["head"]) for row in leader] == [
        (item.title, city.first_in_charge.name)
    ]
    assert leader[0]["act"].endswith("/actions/instruct")
    assert browser_of(city.office).get("/overview").context["overdue"][0]["act"] == ""


def test_weeks_tell_what_was_registered_and_closed(city: City) -> None:
    late(city)
    item_at(city, State.CLOSED, kind=Kind.IMMEDIATE)
    for name in ("office", "officer"):
        rows = browser_of(city.people[name]).get("/overview").context["trend"]["rows"]
        assert len(rows) == 12
        assert rows[-1] == ("10/14", 1, 1, 1)
        assert sum(row[1] for row in rows) == 2
        assert [row[3] for row in rows[-4:]] == [0, 1, 1, 1]  # in force since 30 September


@pytest.mark.parametrize("name", ["office", "officer"])
def test_the_trend_ends_with_what_is_late_now(city: City, name: str) -> None:
    """What waits for its check, or is suspended, is late no more, whatever its date."""
    late(city)
    early = at(TODAY - timedelta(days=40))
    walk = Walk(city, when=early, found_on=early.date(), due_on=TODAY - timedelta(days=8))
    walk.awaiting_verification()
    context = browser_of(city.people[name]).get("/overview").context
    shown = {figure["label"]: figure["value"] for figure in context["figures"]}
    assert context["trend"]["rows"][-1][3] == shown["逾期"] == 1


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("group_leader", "/overview"),
        ("deputy_leader", "/overview"),
        ("first_in_charge", "/work"),
        ("portfolio_leader", "/work"),
        ("office", "/work"),
        ("officer", "/work"),
        ("guidance", "/work"),
        ("sys_admin", "/departments"),
    ],
)
def test_everybody_begins_where_his_work_is(city: City, name: str, page: str) -> None:
    assert browser_of(city.people[name]).get("/").url == page


@pytest.mark.parametrize("name", ["group_leader", "office", "officer"])
def test_statements_do_not_grow_with_items(city: City, name: str) -> None:
    late(city)
    browser = browser_of(city.people[name])
    browser.get("/overview")
    with CaptureQueriesContext(connection) as few:
        browser.get("/overview")
    for lead in (city.lead, city.other, city.vacant):
        item_at(city, State.ASSIGNED, lead_department=lead)
    with CaptureQueriesContext(connection) as many:
        browser.get("/overview")
    assert len(many) == len(few)
    assert len(many) <= 22, "\n".join(q["sql"][:160] for q in many)


def late_and_recalled(city: City) -> Item:
    """Late, and taken back from its lead: nobody has been given it."""
    early = at(TODAY - timedelta(days=40))
    due = TODAY - timedelta(days=8)
    item = Walk(city, when=early, found_on=early.date(), due_on=due).assigned().item
    services.recall(item=item, by=city.office, at=at(hour=9), version=item.version, reason="改派")
    return item


@pytest.mark.parametrize("path", ["/overview", "/weekly", "/work", "/ledger", "/queues"])
def test_what_is_late_before_anybody_has_it_is_listed(city: City, path: str) -> None:
    item = late_and_recalled(city)
    answer = browser_of(city.office).get(path)
    assert answer.status_code == 200
    if path != "/weekly":
        assert item.title in answer.content.decode()
    if path == "/overview":
        assert "待交办" in answer.content.decode()


@pytest.mark.parametrize("name", ["cooperator", "officer", "deputy_leader", "office"])
def test_a_department_of_the_table_leads_to_what_the_reader_may_open(city: City, name: str) -> None:
    item_at(city, State.IN_PROGRESS, cooperating=[city.coop])
    browser = browser_of(city.people[name])
    rows = browser.get("/overview").context["heat"]["rows"]
    assert rows
    for row in rows:
        answer = browser.get(row["url"])
        assert answer.status_code == 200, row["url"]
