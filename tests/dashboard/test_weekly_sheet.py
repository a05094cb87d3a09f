"""The leaders' weekly sheet: exceptions only, one page, every figure opens exactly its rows."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import workdays
from rectification import services
from rectification.enums import EscalationLevel, EscalationReason, Kind, State
from rectification.models import Item
from tests.dashboard.test_overview_figures import late, sensitive
from tests.factories import Walk, fresh, item_at
from tests.personas import TODAY, City, at
from tests.rectification.pages import browser_of, stop_clock
from tests.rectification.test_speed_statements import copies

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    stop_clock(monkeypatch)


def sheet(city: City, name: str, query: str = "") -> Any:
    answer = browser_of(city.people[name]).get(f"/weekly{query}")
    assert answer.status_code == 200
    return answer


def reopened(city: City) -> Item:
    item = item_at(city, State.CLOSED, kind=Kind.IMMEDIATE)
    services.reopen(
        item=item,
        by=city.office,
        at=at(hour=11),
        version=item.version,
        reason="问题反弹",
        basis="10月14日群众来信",
        new_due_on=TODAY + timedelta(days=30),
    )
    return fresh(item)


def second_extension(city: City, item: Item) -> None:
    """The first one is granted, the second waits."""
    days = workdays.load()
    for ordinal in (1, 2):
        item = fresh(item)
        services.request_extension(
            item=item,
            by=city.first_in_charge,
            at=at(hour=10 + ordinal),
            version=item.version,
            reason="管材到货推迟",
            progress="完成一半",
            interim_measure="临时供热",
            new_due_on=days.add(max(item.due_on, TODAY), 5),
        )
        item = fresh(item)
        if ordinal == 1:
            services.grant_extension(
                item=item, by=city.office, at=at(hour=11, minute=5), version=item.version, note=""
            )


def links(context: Any) -> list[tuple[str, int, str]]:
    found = [(f["label"], f["value"], f["url"]) for f in context["figures"]]
    found += [(u["name"], u["late"], u["late_url"]) for u in context.get("units", [])]
    for desk in context.get("desks", []):
        found += [(desk["label"], desk["total"], desk["url"])]
        found += [(desk["label"], desk["late"], desk["late_url"])]
    for row in context.get("targets", []):
        found += [(row["name"], cell["n"], cell["url"]) for cell in row["cells"]]
    return [one for one in found if one[2]]


def a_week(city: City) -> None:
    late(city)
    late(city, lead_department=city.vacant)
    assigned = {"found_on": TODAY - timedelta(days=41), "due_on": TODAY - timedelta(days=8)}
    Walk(
        city, when=at(TODAY - timedelta(days=40)), lead_department=city.coop, **assigned
    ).assigned()
    reopened(city)
    item_at(city, State.CLOSED, kind=Kind.IMMEDIATE)
    item_at(city, State.REGISTERED, when=at(TODAY - timedelta(days=20)))
    item_at(city, State.AWAITING_VERIFICATION)
    sensitive(city, 1)


@pytest.mark.parametrize("name", ["group_leader", "office", "deputy_leader"])
def test_every_figure_opens_exactly_its_rows(city: City, name: str) -> None:
    a_week(city)
    browser = browser_of(city.people[name])
    figures = links(browser.get("/weekly").context)
    assert len(figures) >= 5
    for where, number, url in figures:
        assert len(browser.get(url).context["rows"]) == number, (where, url)


def test_a_deputy_sees_exceptions_of_his_departments_only(city: City) -> None:
    a_week(city)
    context = sheet(city, "deputy_leader").context
    units = [(u["name"], u["late"], u["is_vacant"]) for u in context["units"]]
    assert units == [("市住建局", 1, False), ("市招商局", 1, True)]
    assert context["quiet_units"] == 1
    assert {row["lead"] for row in context["late"]} == {"市住建局", "市招商局"}
    assert "desks" not in context
    assert "targets" not in context
    text = sheet(city, "deputy_leader").content.decode()
    assert "按机构序列，不作排名" in text
    assert "敏感" not in text


def test_the_group_leader_sees_the_office_first_and_few_sensitive_items_as_a_bound(
    city: City,
) -> None:
    a_week(city)
    answer = sheet(city, "group_leader")
    registered, waiting = answer.context["desks"]
    assert (registered["total"], registered["late"], registered["url"]) == (1, 1, "")
    assert (waiting["total"], waiting["late"]) == (1, 0)
    text = answer.content.decode()
    assert text.index("办公室自身办理") < text.index("逾期最久的事项")
    assert len(answer.context["late"]) == 3
    assert [row["title"] for row in answer.context["reopened"]]
    [family] = [t for t in answer.context["targets"] if "亲属" in t["name"]]
    assert family["cells"][0] == {"n": "≤2", "x": "", "url": ""}


def test_second_extensions_and_escalations_want_a_word(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    second_extension(city, item)
    old = late(city)
    services.propose_escalation(
        item=old,
        at=at(),
        reason=EscalationReason.OVERDUE,
        level=EscalationLevel.DEPUTY_LEADER,
    )
    context = sheet(city, "deputy_leader").context
    assert [row["words"][:6] for row in context["extensions"]] == ["第 2 次，"]
    assert [row["tag"] for row in context["escalations"]] == [("待确认", "warn")]


def test_lists_stay_on_one_page_and_cost_the_same(city: City) -> None:
    item = late(city)
    browser = browser_of(city.deputy_leader)
    browser.get("/weekly")
    with CaptureQueriesContext(connection) as one:
        browser.get("/weekly")
    copies(item, 30)
    services.recount(campaign=city.campaign)
    with CaptureQueriesContext(connection) as many:
        context = browser.get("/weekly").context
    assert (len(context["late"]), context["late_rest"]) == (10, 21)
    assert len(many) == len(one) + 1  # how many there are beyond the list


def test_what_is_suspended_for_more_than_ninety_days_in_all_is_shown(city: City) -> None:
    item = Walk(city, when=at(TODAY - timedelta(days=20))).suspended().item
    assert sheet(city, "group_leader").context["pauses"] == []
    earlier = item.suspensions.get()
    earlier.pk, earlier.uid = None, uuid4()
    earlier.started_on, earlier.ended_on = TODAY - timedelta(days=110), TODAY - timedelta(days=39)
    earlier.save(force_insert=True)
    for name in ("group_leader", "deputy_leader"):
        [row] = sheet(city, name).context["pauses"]
        assert ("累计中止 91 天" in row["words"], row["url"]) == (True, f"/items/{item.uid}")


def test_a_past_week_tells_what_can_be_told(city: City) -> None:
    old = Walk(
        city,
        when=at(TODAY - timedelta(days=40)),
        found_on=TODAY - timedelta(days=41),
        due_on=TODAY - timedelta(days=12),
    )
    old.in_progress()
    last = TODAY - timedelta(days=7)
    answer = sheet(city, "deputy_leader", f"?on={last.isoformat()}")
    assert answer.context["week"].is_past
    assert [u["late"] for u in answer.context["units"]][0] == 1
    long_ago = TODAY - timedelta(days=21)
    assert sheet(city, "deputy_leader", f"?on={long_ago.isoformat()}").context["late"] == []
    ahead = sheet(city, "deputy_leader", "?on=2030-01-01").context["week"]
    assert ahead.monday == sheet(city, "deputy_leader", "?on=rubbish").context["week"].monday


@pytest.mark.parametrize(
    "name", ["officer", "first_in_charge", "guidance", "stranger", "sys_admin", "audit_admin"]
)
def test_nobody_else_reads_it(city: City, name: str) -> None:
    browser = browser_of(city.people[name])
    assert browser.get("/weekly").status_code == 403
    overview = browser.get("/overview")
    assert "/weekly" not in overview.content.decode()


def test_the_overview_leads_leaders_to_it(city: City) -> None:
    for name in ("group_leader", "deputy_leader", "office"):
        assert 'href="/weekly"' in browser_of(city.people[name]).get("/overview").content.decode()
