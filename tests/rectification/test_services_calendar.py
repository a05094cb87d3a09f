"""A declared day moves the dates in force of open items, once, with its cause, and the counts."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import workdays
from core.errors import Denied, Invalid, NotFound
from core.models import WorkdayOverride
from journal.models import Entry
from notifications.models import Message
from rectification import services
from rectification.enums import State
from rectification.models import Item
from rectification.selectors.calendar import calendar_with, count_moved
from rectification.services import WorkdayRow
from tests.factories import fresh, item_at
from tests.personas import TODAY, City, at
from tests.rectification.test_speed_statements import copies

pytestmark = pytest.mark.django_db
DUE = date(2019, 11, 12)  # a Tuesday
OFF = [WorkdayRow(DUE, is_workday=False, name="停办")]
EARLY = at(date(2019, 10, 9))


def moves(item: Item) -> list[dict]:
    entries = Entry.objects.filter(type="item.due_recomputed", subject_id=item.pk)
    return [entry.data for entry in entries.order_by("id")]


def test_a_day_off_moves_the_date_in_force_and_says_why(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS, due_on=DUE)
    assert fresh(item).effective_due_on == DUE
    done = services.declare_workdays(
        rows=OFF, source_doc="样例市政办〔2019〕9号", by=city.office, at=at()
    )
    assert (done.days, done.moved) == (1, 1)
    moved = fresh(item)
    assert (moved.due_on, moved.effective_due_on) == (DUE, date(2019, 11, 11))
    assert (moved.version, moved.due_version) == (item.version, item.due_version)
    [data] = moves(item)
    assert (data["old"], data["new"]) == ("2019-11-12", "2019-11-11")
    assert data["cause"] == "样例市政办〔2019〕9号"
    [entry] = Entry.objects.filter(type="workdays.declared")
    assert entry.actor == city.office
    assert entry.data["days"] == [["2019-11-12", False, "停办", "样例市政办〔2019〕9号"]]
    assert services.recount(campaign=city.campaign) == 0  # the counts have moved along


def test_taking_a_day_back_moves_the_date_back(city: City) -> None:
    item = item_at(city, State.ASSIGNED, due_on=DUE)
    services.declare_workdays(rows=OFF, by=city.office_head, at=at())
    done = services.retract_workday(day=DUE, by=city.office_head, at=at(hour=11))
    assert done.moved == 1
    assert fresh(item).effective_due_on == DUE
    assert [data["new"] for data in moves(item)] == ["2019-11-11", "2019-11-12"]
    assert not WorkdayOverride.objects.exists()
    assert services.recount(campaign=city.campaign) == 0
    with pytest.raises(NotFound):
        services.retract_workday(day=DUE, by=city.office_head, at=at(hour=12))


def test_a_make_up_day_moves_a_date_on_a_weekend_to_itself(city: City) -> None:
    saturday = date(2019, 11, 16)
    item = item_at(city, State.IN_PROGRESS, due_on=saturday)
    assert fresh(item).effective_due_on == date(2019, 11, 15)
    services.declare_workdays(rows=[WorkdayRow(saturday, True)], by=city.office, at=at())
    assert fresh(item).effective_due_on == saturday


def test_closed_items_and_archived_campaigns_stay_as_they_are(city: City) -> None:
    closed = item_at(city, State.CLOSED, due_on=DUE)
    opened = item_at(city, State.SUSPENDED, due_on=DUE)
    services.declare_workdays(rows=OFF, by=city.office, at=at(hour=18))
    assert fresh(closed).effective_due_on == DUE
    assert moves(closed) == []
    assert fresh(opened).effective_due_on == date(2019, 11, 11)
    city.campaign.archived_at = at(hour=19)
    city.campaign.save()
    services.retract_workday(day=DUE, by=None, at=at(hour=20))
    assert len(moves(opened)) == 1


def test_the_same_table_twice_writes_no_second_entry(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS, due_on=DUE)
    for hour in (10, 11):
        services.declare_workdays(rows=OFF, by=city.office, at=at(hour=hour))
    assert len(moves(item)) == 1
    assert WorkdayOverride.objects.count() == 1


def test_many_items_cost_the_statements_of_one(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS, due_on=DUE)

    def cost(day: date) -> tuple[int, int]:
        rows = [WorkdayRow(day, is_workday=False)]
        with CaptureQueriesContext(connection) as captured:
            moved = services.declare_workdays(rows=rows, by=None, at=at()).moved
        return moved, len(captured)

    one = cost(DUE)
    copies(fresh(item), 49)
    services.recount(campaign=city.campaign)
    many = cost(DUE - timedelta(days=1))
    assert (one[0], many[0]) == (1, 50)
    assert one[1] == many[1]
    assert services.recount(campaign=city.campaign) == 0


@pytest.mark.parametrize(
    "name",
    ["officer", "first_in_charge", "group_leader", "deputy_leader", "guidance", "stranger"]
    + ["sys_admin", "sec_admin", "audit_admin"],
)
def test_only_the_office_declares_days(city: City, name: str) -> None:
    with pytest.raises(Denied):
        services.declare_workdays(rows=OFF, by=city.people[name], at=at())
    assert not WorkdayOverride.objects.exists()


def test_wrong_rows_are_refused_and_nothing_is_written(city: City) -> None:
    good = WorkdayRow(date(2027, 1, 1), is_workday=False)
    for bad in (good, WorkdayRow(date(1926, 1, 1), False), WorkdayRow(DUE, False, name="长" * 61)):
        with pytest.raises(Invalid):
            services.declare_workdays(rows=[good, bad], by=city.office, at=at())
    with pytest.raises(Invalid):
        services.declare_workdays(rows=[], by=city.office, at=at())
    assert not WorkdayOverride.objects.exists()
    assert not Entry.objects.filter(type="workdays.declared").exists()


def test_a_preview_counts_what_would_move_without_moving_it(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS, due_on=DUE)
    assert count_moved(calendar_with({DUE: False})) == 1
    assert count_moved(calendar_with({DUE - timedelta(days=1): False})) == 0
    assert fresh(item).effective_due_on == DUE


def test_2027_works_once_it_is_declared(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    Item.objects.filter(pk=item.pk).update(
        due_on=date(2027, 2, 8), effective_due_on=date(2027, 2, 8)
    )
    services.recount(campaign=city.campaign)
    spring = [WorkdayRow(date(2027, 2, 5) + timedelta(days=n), False) for n in range(8)]
    services.declare_workdays(rows=spring, name="春节", by=city.office, at=at())
    assert fresh(item).effective_due_on == date(2027, 2, 4)
    assert workdays.load().add(date(2027, 2, 4), 1) == date(2027, 2, 15)
    assert WorkdayOverride.objects.filter(name="春节").count() == 8


def test_the_tick_follows_a_library_that_has_learnt_a_year(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS, due_on=DUE)
    WorkdayOverride.objects.create(date=DUE, is_workday=False)  # as if the library said so
    assert services.recompute_due_dates(at=at()) == 1
    assert services.recompute_due_dates(at=at()) == 0
    [data] = moves(item)
    assert data["cause"] == "系统所带的放假数据已更新"
    assert fresh(item).effective_due_on < TODAY + timedelta(days=60)


def told() -> dict[str, Message]:
    """What was said of dates that moved, by account."""
    rows = Message.objects.filter(key__startswith="workdays:").select_related("person")
    return {row.person.username: row for row in rows}


def test_the_desk_of_an_item_reads_that_its_date_has_moved(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS, due_on=DUE)
    services.declare_workdays(rows=OFF, by=city.office, at=at())
    assert set(told()) == {"officer"}
    message = told()["officer"]
    assert (message.kind, message.cadence, message.subject_uid) == ("informed", "daily", item.uid)
    assert f"{item.number}“{item.title}”的计时时限由11月12日改为11月11日" in message.text
    assert "整改时限本身不变" in message.text


@pytest.mark.parametrize(
    ("state", "desk"),
    [
        (State.PLAN_REVIEW, {"portfolio_leader"}),
        (State.CLOSURE_REVIEW, {"portfolio_leader"}),
        (State.AWAITING_SIGNOFF, {"first_in_charge"}),
        (State.SUSPENDED, {"secretary", "office_head"}),
    ],
)
def test_whose_desk_it_is_follows_the_state(city: City, state: State, desk: set[str]) -> None:
    item_at(city, state, due_on=DUE)
    services.declare_workdays(rows=OFF, by=None, at=at())
    assert set(told()) == desk


def test_many_dates_are_one_line_a_person(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS, due_on=DUE)
    copies(fresh(item), 9)
    item_at(city, State.AWAITING_SIGNOFF, due_on=DUE)
    services.declare_workdays(rows=OFF, by=None, at=at())
    said = told()
    assert set(said) == {"officer", "first_in_charge"}
    assert "您手上10件事项" in said["officer"].text
    assert said["officer"].text.count("改为11月11日") == 3
    assert said["officer"].subject_uid == city.lead.uid
    assert Message.objects.filter(key__startswith="workdays:").count() == 2


def test_of_a_sensitive_item_the_named_read_the_number_alone(city: City) -> None:
    typed = {"is_sensitive": True, "target": city.targets["relatives_business"]}
    item = item_at(city, State.IN_PROGRESS, due_on=DUE, **typed)
    services.declare_workdays(rows=OFF, by=None, at=at())
    assert set(told()) == {"officer"}
    assert item.title not in told()["officer"].text
    assert item.number in told()["officer"].text


def test_who_declared_the_days_is_not_told_of_them(city: City) -> None:
    item_at(city, State.SUSPENDED, due_on=DUE)
    services.declare_workdays(rows=OFF, by=city.office_head, at=at())
    assert "office_head" not in told()
