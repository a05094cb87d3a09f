"""What has changed since: an OA that asks by `changed_since` misses no act on an item."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from core import clock, workdays
from journal.models import Entry
from rectification import services
from rectification.models import Item
from tests.api import ApiClient
from tests.factories import Walk, fresh, item_at
from tests.personas import City, at
from tests.rectification.imports import applied

pytestmark = pytest.mark.django_db

LATER = at() + timedelta(hours=5)


def last_said(item: Item) -> datetime:
    """When the journal last said something of the item."""
    return Entry.objects.filter(subject_uid=item.uid).latest("id").at


def asked(city: City, since: datetime | str, name: str = "office", **more: str) -> list[dict]:
    text = since if isinstance(since, str) else since.isoformat()
    query = urlencode({"changed_since": text, "order": "changed", **more})
    answer = ApiClient(city.people[name]).get(f"items?{query}")
    assert answer.status_code == 200, answer.json()
    return answer.json()["results"]


@pytest.mark.parametrize("state", ["closed", "sustained", "suspended", "merged", "voided"])
def test_every_step_to_a_state_is_a_change(city: City, state: str) -> None:
    item = item_at(city, state)
    assert item.changed_at == last_said(item)
    other = item.merged_into
    assert other is None or other.changed_at == last_said(other)


def progress(city: City, item: Item) -> None:
    content = services.ProgressContent(text="完成三成", percent=30)
    services.progress(item=item, content=content, by=city.officer, at=LATER)


def urge(city: City, item: Item) -> None:
    services.urge(item=item, by=city.office, at=LATER, note="请加快")


def instruct(city: City, item: Item) -> None:
    services.instruct(item=item, by=city.deputy_leader, at=LATER, text="抓紧办理")


def confirm(city: City, item: Item) -> None:
    services.confirm_part(item=item, by=city.cooperator, at=LATER)


def notice(city: City, item: Item) -> None:
    services.instruct(item=item, by=city.deputy_leader, at=at(), text="抓紧办理", asks_notice=True)
    services.issue_notice(
        item=item,
        by=city.office,
        at=LATER,
        basis="进展缓慢",
        requirement="明确完成日期",
        reply_due_on=workdays.load().add(LATER.date(), 2),
        contact="褚某甲",
    )


def escalate(city: City, item: Item) -> None:
    services.propose_escalation(item=item, at=LATER, level="deputy_leader")


def calendar(city: City, item: Item) -> None:
    day = services.WorkdayRow(item.effective_due_on, is_workday=False, name="调休")
    services.declare_workdays(rows=[day], source_doc="样例通知", by=city.office, at=LATER)


@pytest.mark.parametrize(
    "act", [progress, urge, instruct, confirm, notice, escalate, calendar], ids=lambda f: f.__name__
)
def test_acts_that_leave_the_state_are_changes_too(city: City, act: Any) -> None:
    item = item_at(city, "in_progress", cooperating=[city.coop])
    other = item_at(city, "accepted")
    Item.objects.filter(pk=other.pk).update(effective_due_on=None, due_on=None)
    act(city, item)
    assert fresh(item).changed_at == LATER
    found = asked(city, LATER)
    assert [row["number"] for row in found] == [item.number]
    assert found[0]["changed_at"] == clock.local_time(LATER).isoformat(timespec="seconds")
    assert fresh(other).changed_at == last_said(other)


def test_the_moment_never_goes_back(city: City) -> None:
    item = item_at(city, "in_progress")
    progress(city, item)
    before = LATER - timedelta(hours=1)
    services.urge(item=item, by=city.office, at=before, note="请加快")
    services.propose_escalation(item=item, at=before, level="deputy_leader")
    assert fresh(item).changed_at == LATER


def test_a_look_back_is_a_change(city: City) -> None:
    item = item_at(city, "closed")
    services.look_back(item=item, by=city.office, at=LATER, result="consolidated", finding="已巩固")
    assert fresh(item).changed_at == LATER


def test_reminders_and_readings_are_none(city: City) -> None:
    item = item_at(city, "in_progress")
    services.send_due(at=at(item.due_on))
    assert fresh(item).changed_at == item.changed_at


def test_an_import_and_its_undoing_are_changes(city: City) -> None:
    batch = applied(city, {})
    item = Item.objects.get()
    assert item.changed_at == last_said(item)
    when = at() + timedelta(minutes=5)
    services.ledger.undo_batch(batch=batch, by=city.office, at=when)
    assert Item.objects.get().changed_at == when


def test_pages_in_the_order_of_change_hold_each_row_once(city: City) -> None:
    items = [Walk(city, when=at() + timedelta(hours=n)).assigned().item for n in (2, 0, 1, 3)]
    instruct(city, items[1])
    client = ApiClient(city.office)
    query = urlencode({"changed_since": (at() + timedelta(hours=1)).isoformat()})
    url, seen = f"/api/v1/items?{query}&order=changed&limit=2", []
    while url:
        page = client.get(url).json()
        seen += [row["number"] for row in page["results"]]
        url = page["next"]
    assert seen == [items[n].number for n in (2, 0, 3, 1)]


def test_the_moment_itself_counts_and_any_offset_will_do(city: City) -> None:
    item = item_at(city, "accepted")
    at_utc = item.changed_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert len(asked(city, at_utc)) == 1
    assert len(asked(city, (item.changed_at + timedelta(seconds=1)).isoformat())) == 0
    plain = item.changed_at.astimezone(clock.LOCAL_ZONE).isoformat()
    unquoted = ApiClient(city.office).get(f"items?changed_since={plain}")
    assert len(unquoted.json()["results"]) == 1


@pytest.mark.parametrize(
    "text", ["2019-10-31", "2019-10-31T09:00:00", "gestern", "0001-01-01T00:00Z"]
)
def test_a_moment_without_its_offset_is_refused(city: City, text: str) -> None:
    answer = ApiClient(city.office).get(f"items?changed_since={text}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/changed_since"
    assert "时区" in answer.json()["detail"]


def test_others_learn_nothing(city: City) -> None:
    progress(city, item_at(city, "in_progress"))
    assert asked(city, LATER, "officer") and not asked(city, LATER, "stranger")
