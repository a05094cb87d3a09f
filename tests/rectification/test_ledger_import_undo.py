"""An import taken back within a day, confirmed, given up; and who may do what with it."""

from datetime import timedelta

import pytest
from django.db.models import Sum

from core.errors import Conflict, Denied, GuardFailed, Invalid
from journal.models import Entry
from notifications.models import Message
from rectification.enums import BatchState, RowChoice, State, VoidReason
from rectification.models import (
    Clearance,
    ImportBatch,
    ImportRow,
    Item,
    ItemCount,
    LegacyClosure,
)
from rectification.selectors.imports import batches_visible_to, hidden_rows, unconfirmed
from rectification.services import accept, amend, ledger, merge, note_reading, recount
from tests.personas import TODAY, City, at

from .imports import applied, items_of, opened, rows_of, said

LATER = at(hour=15)
SENSITIVE = {"专项整治类别": "领导干部亲属违规经商办企业", "经办人": "秦某丙"}


def counted() -> int:
    return ItemCount.objects.filter(kind="state").aggregate(n=Sum("n"))["n"] or 0


def test_what_nobody_touched_goes(city: City) -> None:
    batch = applied(
        city, {}, {"状态": "已销号"}, {"状态": "未启动"}, SENSITIVE, by=city.office_head
    )
    assert counted() == 4
    n, moved = ledger.undo_batch(batch=batch, by=city.office_head, at=LATER)
    assert (n, moved) == (4, [])
    items = Item.objects.order_by("id")
    assert {item.state for item in items} == {State.VOIDED}
    assert {item.void_reason for item in items} == {VoidReason.IMPORT_UNDONE}
    assert all(item.number and item.version == 2 for item in items)
    assert not Item.objects.listed().exists() and counted() == 0
    assert recount(campaign=city.campaign) == 0
    assert not Clearance.objects.filter(ended_at__isnull=True).exists()
    assert not Item.objects.filter(assignments__end="").exists()
    batch.refresh_from_db()
    assert (batch.state, batch.undone_by) == (BatchState.UNDONE, city.office_head)
    assert Entry.objects.filter(type="item.import_undone").count() == 4
    assert Message.objects.filter(text__contains="导入已撤销", person=city.officer).count() == 1


def test_undone_rows_are_no_twins(city: City) -> None:
    batch = applied(city, {}, {"牵头单位": ""})
    ledger.undo_batch(batch=batch, by=city.office, at=LATER)
    again = opened(city, {}, {"牵头单位": ""}, when=LATER)
    assert {row.outcome for row in rows_of(again)} == {"new", "doubtful"}


def test_what_has_moved_stays_and_is_named(city: City) -> None:
    batch = applied(city, {"状态": "未启动"}, {"状态": "未启动"}, {}, {})
    first, _, third, _ = items_of(batch)
    accept(item=first, by=city.officer, at=at(hour=11), version=1)
    amend(item=third, by=city.office_clerk, at=at(hour=11), version=1, reason="更正", title="新题")
    plan = ledger.undo_plan(batch=batch, by=city.office, at=LATER)
    assert [(m.item, m.who, m.what) for m in plan.moved] == [
        (first, "朱某丙", "item.accepted"),
        (third, "卫某甲", "item.amended"),
    ]
    with pytest.raises(GuardFailed, match="第2行ZG-2019-0001：朱某丙已办理"):
        ledger.undo_batch(batch=batch, by=city.office, at=LATER)
    assert not Item.objects.filter(state=State.VOIDED).exists()
    with pytest.raises(Conflict, match="重新查看"):
        ledger.undo_batch(batch=batch, by=city.office, at=LATER, leaving=1)
    n, moved = ledger.undo_batch(batch=batch, by=city.office, at=LATER, leaving=2)
    assert (n, len(moved)) == (2, 2)
    states = list(Item.objects.order_by("id").values_list("state", flat=True))
    assert states == [State.ACCEPTED, State.VOIDED, State.IN_PROGRESS, State.VOIDED]
    batch.refresh_from_db()
    assert batch.state == BatchState.APPLIED and counted() == 2


def test_reading_is_no_move_and_holding_another_is(city: City) -> None:
    batch = applied(city, SENSITIVE, {}, by=city.office_head)
    secret, into = items_of(batch)
    note_reading(item=secret, by=city.first_in_charge, at=at(hour=11))
    other = items_of(applied(city, {"存在问题": "另一件", "牵头单位": ""}))[0]
    merge(item=other, by=city.office, at=at(hour=11), version=1, into=into)
    plan = ledger.undo_plan(batch=batch, by=city.office_head, at=LATER)
    assert [row.item for row in plan.free] == [secret]
    assert [moved.item for moved in plan.moved] == [into]


def test_drafts_of_a_department_are_deleted(city: City) -> None:
    batch = applied(city, {}, {}, by=city.officer, department=city.lead)
    ledger.undo_batch(batch=batch, by=city.officer, at=LATER)
    assert not Item.objects.exists()
    assert Entry.objects.filter(type="item.import_undone").count() == 2


def test_after_a_day_it_is_too_late(city: City) -> None:
    batch = applied(city, {})
    with pytest.raises(GuardFailed, match="超过24小时"):
        ledger.undo_batch(batch=batch, by=city.office, at=at() + timedelta(hours=24, minutes=1))
    ledger.undo_batch(batch=batch, by=city.office, at=at() + timedelta(hours=23, minutes=59))


@pytest.mark.parametrize(
    "name", ["office_clerk", "officer", "group_leader", "guidance", "stranger", "supervisor"]
)
def test_only_who_applied_it_or_the_head_takes_it_back(city: City, name: str) -> None:
    batch = applied(city, {})
    with pytest.raises(Denied, match="导入人本人或领导小组办公室主任"):
        ledger.undo_batch(batch=batch, by=city.people[name], at=LATER)
    ledger.undo_batch(batch=batch, by=city.office_head, at=LATER)


def test_who_applied_a_part_takes_back_that_part(city: City) -> None:
    batch = applied(city, {}, {"状态": "已销号"})
    assert [item.state for item in items_of(batch)] == [State.IN_PROGRESS]
    ledger.apply_batch(batch=batch, by=city.office_head, at=at(hour=11))
    assert ledger.undo_batch(batch=batch, by=city.office, at=LATER)[0] == 1
    left = Item.objects.exclude(state=State.VOIDED).get()
    assert left.state == State.CLOSED and left.legacy_closure.confirmed_by == city.office_head


def test_a_corrected_item_gets_its_old_values_back(city: City) -> None:
    item = items_of(applied(city, {"整改目标": "旧"}))[0]
    again = opened(city, {"整改类型": "立行立改", "配合单位": "市财政局", "整改时限": "2019-10-25"})
    row = rows_of(again)[0]
    assert row.outcome == "duplicate" and item.number in said(row)
    found = {
        d.field: d.may
        for d in ledger.differences(row.parsed, ledger.with_parts([item.pk])[item.pk])
    }
    assert found == {"kind": True, "coop": True, "due": False}
    ledger.choose(batch=again, choices={row.pk: RowChoice.AMEND}, by=city.office, at=at(hour=11))
    done = ledger.apply_batch(batch=again, by=city.office, at=at(hour=11))
    assert (done.created, done.amended) == ([], [item])
    item.refresh_from_db()
    assert (item.kind, item.due_on.isoformat(), item.version) == ("immediate", "2019-12-31", 2)
    assert [part.department for part in item.cooperations.all()] == [city.coop]
    ledger.undo_batch(batch=again, by=city.office, at=LATER)
    item.refresh_from_db()
    assert (item.kind, item.state, item.version) == ("time_limited", State.IN_PROGRESS, 3)
    assert not item.cooperations.exists() and recount(campaign=city.campaign) == 0


def test_a_corrected_item_that_was_touched_since_stays(city: City) -> None:
    item = items_of(applied(city, {}))[0]
    again = opened(city, {"整改类型": "长期坚持"})
    row = rows_of(again)[0]
    ledger.choose(batch=again, choices={row.pk: RowChoice.AMEND}, by=city.office, at=at(hour=11))
    ledger.apply_batch(batch=again, by=city.office, at=at(hour=11))
    amend(item=item, by=city.office_clerk, at=at(hour=12), version=2, reason="更正", title="新题")
    with pytest.raises(GuardFailed, match="卫某甲已办理"):
        ledger.undo_batch(batch=again, by=city.office, at=LATER)
    item.refresh_from_db()
    assert item.kind == "long_term"


def test_what_does_not_differ_can_not_be_corrected(city: City) -> None:
    applied(city, {})
    again = opened(city, {})
    row = rows_of(again)[0]
    ledger.choose(batch=again, choices={row.pk: RowChoice.AMEND}, by=city.office, at=at(hour=11))
    with pytest.raises(Invalid, match="没有可更正的差别"):
        ledger.apply_batch(batch=again, by=city.office, at=at(hour=11))


def test_closed_rows_are_the_heads_and_the_rest_goes_in(city: City) -> None:
    batch = opened(city, {}, {"状态": "已销号"}, {"状态": "长期坚持", "整改时限": ""})
    done = ledger.apply_batch(batch=batch, by=city.office, at=at())
    assert len(done.created) == 1 and len(done.left) == 2
    assert "由领导小组办公室主任导入" in done.left[0][1]
    told = Message.objects.filter(text__contains="等您核对导入")
    assert set(told.values_list("person__username", flat=True)) == {"office_head", "secretary"}
    with pytest.raises(GuardFailed, match="由领导小组办公室主任导入"):
        ledger.apply_batch(batch=batch, by=city.office, at=at(hour=11))
    assert len(ledger.apply_batch(batch=batch, by=city.office_head, at=LATER).created) == 2


def test_nobody_brings_in_the_closures_of_his_own_house(city: City) -> None:
    own = {"状态": "已销号", "牵头单位": "市政府办公室"}
    batch = opened(city, own, {"状态": "已销号"})
    done = ledger.apply_batch(batch=batch, by=city.office_head, at=at())
    assert [item.lead_department for item in done.created] == [city.lead]
    assert "由办公室事项的分管副组长导入" in done.left[0][1]
    done = ledger.apply_batch(batch=batch, by=city.supervisor, at=at(hour=11))
    assert [item.lead_department for item in done.created] == [city.office_department]


def test_the_supervisor_brings_in_nothing_else(city: City) -> None:
    batch = opened(city, {})
    with pytest.raises(GuardFailed, match="由领导小组办公室导入"):
        ledger.apply_batch(batch=batch, by=city.supervisor, at=at())


def test_who_may_not_read_a_row_does_not_bring_it_in(city: City) -> None:
    batch = opened(city, {}, SENSITIVE)
    done = ledger.apply_batch(batch=batch, by=city.office_clerk, at=at())
    assert len(done.created) == 1 and "敏感事项由上传台账的人" in done.left[0][1]
    assert len(ledger.apply_batch(batch=batch, by=city.office, at=at(hour=11)).created) == 1
    mine = opened(city, {"存在问题": "另一件"}, SENSITIVE, by=city.officer, department=city.lead)
    done = ledger.apply_batch(batch=mine, by=city.second_officer, at=at())
    assert len(done.created) == 1 and len(done.left) == 1


def test_a_command_s_closures_wait_for_the_heads(city: City) -> None:
    own = {"状态": "已销号", "牵头单位": "市政府办公室"}
    batch = applied(city, {"状态": "已销号"}, own, {}, system=True)
    assert unconfirmed(batch).count() == 2
    assert Message.objects.filter(text__contains="待您确认", person=city.supervisor).exists()
    for name in ("office", "officer", "group_leader"):
        with pytest.raises(Denied, match="领导小组办公室主任确认"):
            ledger.confirm_batch(batch=batch, by=city.people[name], at=LATER)
    assert ledger.confirm_batch(batch=batch, by=city.office_head, at=LATER) == 1
    with pytest.raises(GuardFailed, match="分管副组长确认"):
        ledger.confirm_batch(batch=batch, by=city.office_head, at=LATER)
    assert ledger.confirm_batch(batch=batch, by=city.supervisor, at=LATER) == 1
    assert not LegacyClosure.objects.filter(confirmed_at__isnull=True).exists()
    batch.refresh_from_db()
    assert batch.confirmed_by == city.supervisor
    ledger.undo_batch(batch=batch, by=city.office_head, at=LATER)


def test_an_import_is_given_up_whole(city: City) -> None:
    batch = opened(city, {})
    with pytest.raises(Denied):
        ledger.discard_batch(batch=batch, by=city.officer, at=at())
    ledger.discard_batch(batch=batch, by=city.office_clerk, at=at())
    batch = ImportBatch.objects.get()
    assert (batch.state, bytes(batch.content)) == (BatchState.DISCARDED, b"")
    assert not ImportRow.objects.exists()
    done = applied(city, {})
    with pytest.raises(GuardFailed, match="不能放弃"):
        ledger.discard_batch(batch=done, by=city.office, at=at())


@pytest.mark.parametrize("name", ["officer", "first_in_charge", "stranger", "group_leader"])
def test_only_the_office_imports_for_the_office(city: City, name: str) -> None:
    with pytest.raises(Denied):
        opened(city, {}, by=city.people[name])
    batch = opened(city, {})
    for act in (ledger.apply_batch, ledger.discard_batch):
        with pytest.raises(Denied):
            act(batch=batch, by=city.people[name], at=at())
    row = rows_of(batch)[0]
    with pytest.raises(Denied):
        ledger.choose(batch=batch, choices={row.pk: "skip"}, by=city.people[name], at=at())


def test_a_department_s_import_is_its_own(city: City) -> None:
    with pytest.raises(Denied, match="不能代其登记"):
        opened(city, {}, by=city.officer, department=city.other)
    batch = opened(city, {}, by=city.officer, department=city.lead)
    with pytest.raises(Denied):
        ledger.apply_batch(batch=batch, by=city.office, at=at())
    ledger.apply_batch(batch=batch, by=city.second_officer, at=at())


def test_who_sees_which_imports(city: City) -> None:
    office = opened(city, {}, SENSITIVE)
    mine = opened(city, {}, SENSITIVE, by=city.officer, department=city.lead)
    seen = {name: set(batches_visible_to(user, TODAY)) for name, user in city.people.items()}
    for name in ("office", "office_clerk", "office_head", "seconded", "supervisor"):
        assert seen[name] == {office}, name
    for name in ("officer", "second_officer"):
        assert seen[name] == {mine}, name
    for name in ("stranger", "first_in_charge", "guidance", "group_leader", "sys_admin"):
        assert seen[name] == set(), name

    def hides(name: str, batch: ImportBatch) -> bool:
        return bool(hidden_rows(city.people[name], batch, rows_of(batch), TODAY))

    assert not hides("office", office) and not hides("office_head", office)
    assert hides("office_clerk", office) and hides("seconded", office)
    assert not hides("officer", mine) and hides("second_officer", mine)
    ledger.apply_batch(batch=office, by=city.office_head, at=at())
    assert hides("office", office) and not hides("office_head", office)


def test_choices_fit_the_row(city: City) -> None:
    applied(city, {})
    batch = opened(city, {}, {"存在问题": "新的"}, {"存在问题": "错的", "整改时限": "尽快"})
    twin, fresh, wrong = rows_of(batch)
    for row, choice in ((fresh, "as_new"), (wrong, "import"), (fresh, "amend"), (twin, "import")):
        with pytest.raises(Invalid, match="不能选择"):
            ledger.choose(batch=batch, choices={row.pk: choice}, by=city.office, at=at())
    ledger.choose(
        batch=batch, choices={twin.pk: "as_new", fresh.pk: "skip"}, by=city.office, at=at()
    )
    done = ledger.apply_batch(batch=batch, by=city.office, at=at(hour=11))
    assert [item.problem for item in done.created] == [items_of(batch)[0].problem]
    assert Item.objects.count() == 2
