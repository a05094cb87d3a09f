"""Where the rows of an office's ledger enter, and what they carry: the sheet's word is kept."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from accounts.models import Post
from core.errors import GuardFailed, Invalid
from journal.models import Entry
from notifications.models import Message
from rectification.enums import (
    ClearanceKind,
    Kind,
    MeasureState,
    PlanState,
    State,
    VoidReason,
)
from rectification.models import Clearance, ImportRow, Item, ItemOrigin
from rectification.services import ledger, recount, request_closure
from rectification.services.ledger import apply as applying
from tests.factories import closure
from tests.personas import TODAY, City, at

from .imports import applied, items_of, opened, rows_of, said, states_of

SENSITIVE = {"专项整治类别": "领导干部亲属违规经商办企业"}


def one(city: City, **cells: object) -> Item:
    """The item that one row became, brought in by the head of the office."""
    return items_of(applied(city, cells, by=city.office_head))[0]


@pytest.mark.parametrize(
    ("word", "more", "state"),
    [
        ("", {}, State.ASSIGNED),
        ("未启动", {}, State.ASSIGNED),
        ("未开始", {}, State.ASSIGNED),
        ("待办", {}, State.ASSIGNED),
        ("未启动", {"牵头单位": ""}, State.REGISTERED),
        ("整改中", {}, State.IN_PROGRESS),
        ("推进中", {}, State.IN_PROGRESS),
        ("办理中", {}, State.IN_PROGRESS),
        ("正在整改", {}, State.IN_PROGRESS),
        ("整改中", {"整改措施": ""}, State.ACCEPTED),
        ("待审核", {}, State.IN_PROGRESS),
        ("待签批", {}, State.IN_PROGRESS),
        ("待验收", {}, State.IN_PROGRESS),
        ("申请销号", {}, State.IN_PROGRESS),
        ("已销号", {}, State.CLOSED),
        ("已完成", {}, State.CLOSED),
        ("已整改", {}, State.CLOSED),
        ("办结", {}, State.CLOSED),
        ("已销号", {"整改类型": "长期坚持", "整改时限": ""}, State.SUSTAINED),
        ("阶段性完成", {}, State.SUSTAINED),
        ("长期坚持", {}, State.SUSTAINED),
        ("不予立项", {"备注": "经核不属实"}, State.VOIDED),
        ("移交", {"备注": "移送市纪委"}, State.VOIDED),
    ],
)
def test_the_word_decides(city: City, word: str, more: dict[str, Any], state: State) -> None:
    item = one(city, **{"状态": word, **more})
    assert item.state == state and item.number.startswith("ZG-2019-")
    entry = Entry.objects.filter(subject_type="rectification.item", subject_id=item.pk).get()
    assert entry.type == "item.imported"
    assert (entry.data["word"], entry.data["enters"]) == (word, state)
    assert recount(campaign=city.campaign) == 0


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"状态": "不予立项"}, "要写明原因"),
        ({"状态": "已并案"}, "并入哪一项"),
        ({"状态": "已并案", "备注": "并入 ZG-2018-0001"}, "没有找到所并入的事项"),
        ({"状态": "等研究"}, "不是认得的状态"),
        ({"状态": "已销号", "牵头单位": ""}, "补写牵头单位"),
        ({"牵头单位": "市房产服务中心"}, "（承办：市房产服务中心）"),
        ({"牵头单位": "市不存在局"}, "单位名册中没有"),
    ],
)
def test_what_no_state_fits_is_refused(city: City, cells: dict[str, Any], reason: str) -> None:
    row = rows_of(opened(city, cells))[0]
    assert row.outcome == "refused" and reason in said(row, "error")
    with pytest.raises(GuardFailed, match="没有可以导入的行"):
        ledger.apply_batch(batch=row.batch, by=city.office, at=at())


def test_reasons_of_what_left_the_path(city: City) -> None:
    item = one(city, 状态="移交", 备注="移送市纪委，纪〔2019〕5号")
    assert item.void_reason == VoidReason.TRANSFERRED
    entry = Entry.objects.get(type="item.imported")
    assert entry.data["reason"] == "移送市纪委，纪〔2019〕5号"
    assert (
        one(city, 存在问题="另一件", 状态="撤销", 备注="重复").void_reason
        == VoidReason.NOT_A_PROBLEM
    )


def test_merged_rows_find_the_other_in_the_ledger_or_the_file(city: City) -> None:
    other = one(city, 存在问题="先登记的一件")
    batch = applied(
        city,
        {"状态": "已并案", "备注": f"并入{other.number}"},
        {"事项编号": "XS-2019-07"},
        {"状态": "已并案", "备注": "并入XS-2019-07号"},
    )
    first, target, second = items_of(batch)
    assert (first.state, first.merged_into) == (State.MERGED, other)
    assert (second.state, second.merged_into) == (State.MERGED, target)


def test_a_plan_in_force_is_not_asked_again(city: City) -> None:
    item = one(city, 整改措施="1.建章立制\n2.公开结果", 状态="整改中")
    plan = item.plans.get()
    assert (plan.version, plan.state, plan.author) == (1, PlanState.ADOPTED, None)
    assert [row["action"] for row in plan.frozen] == ["建章立制", "公开结果"]
    assert [m.state for m in item.measures.order_by("order")] == [MeasureState.OPEN] * 2
    done = request_closure(
        item=item, content=closure(item, at()), by=city.officer, at=at(), version=1
    )
    assert done.state in (State.CLOSURE_REVIEW, State.AWAITING_SIGNOFF)


def test_measures_of_what_has_not_begun_are_a_prefilled_plan(city: City) -> None:
    item = one(city, 状态="未启动")
    assert item.measures.count() == 2 and not item.plans.exists()
    assert item.assignments.get().accepted_at is None


def test_a_closure_from_before_keeps_the_words_of_the_sheet(city: City) -> None:
    item = one(
        city, 状态="已完成", 销号时间="2019.9.3", 第一责任人签批时间="卫某丙 9月3日", 整改时限=""
    )
    closed = item.legacy_closure
    assert (item.sign_off, item.verification, item.closed_at) == (None, None, None)
    assert (closed.words, closed.date_words) == ("已完成", "2019.9.3")
    assert closed.signer_words == "卫某丙 9月3日" and closed.row == 2
    assert (closed.confirmed_by, closed.file_name) == (city.office_head, "台账.xlsx")
    assert item.due_on is None and not item.assignments.exists()
    assert list(item.measures.values_list("state", flat=True)) == [MeasureState.DONE] * 2


def test_past_dates_are_kept_and_clocks_start_at_the_import(city: City) -> None:
    item = one(city, 整改时限="2019年9月15日")
    assert (item.due_on, item.original_due_on) == (date(2019, 9, 15), date(2019, 9, 15))
    assert item.effective_due_on == date(2019, 9, 12)  # 中秋
    assert (item.state_since, item.due_set_by_system) == (at(), False)
    assert "导入时已逾期" in said(ImportRow.objects.get())
    assert Item.objects.overdue(TODAY).get() == item


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        ("立行立改", date(2019, 11, 5)),
        ("限期整改", TODAY + timedelta(days=90)),
        ("长期坚持", TODAY + timedelta(days=90)),
    ],
)
def test_a_missing_date_is_set_and_said(city: City, kind: str, due: date) -> None:
    item = one(city, 整改类型=kind, 整改时限="")
    assert (item.due_on, item.due_set_by_system, item.due_version) == (due, True, 1)
    assert f"系统设定为{due}" in said(ImportRow.objects.get())
    assert Entry.objects.get(type="item.imported").data["due_set_by_system"] == due.isoformat()


def test_a_missing_kind_follows_the_date_column(city: City) -> None:
    items = items_of(
        applied(
            city,
            {"整改类型": "", "整改时限": "立行立改"},
            {"整改类型": "", "整改时限": "长期坚持"},
            {"整改类型": ""},
        )
    )
    assert [item.kind for item in items] == [Kind.IMMEDIATE, Kind.LONG_TERM, Kind.TIME_LIMITED]


def test_what_belongs_to_an_item(city: City) -> None:
    item = one(
        city,
        问题来源="巡视巡察反馈、群众反映",
        配合单位="市财政局",
        经办人="秦某丙 000-1234",
        事项编号="巡-07",
    )
    assert (item.is_key, item.is_mass, item.handler) == (True, True, city.second_officer)
    assert [part.department for part in item.cooperations.all()] == [city.coop]
    origins = ItemOrigin.objects.filter(item=item).order_by("id")
    assert {o.source.name for o in origins} == {"群众反映", "巡视巡察反馈"}
    assert origins[0].document_number == "巡-07"
    assignment = item.assignments.get()
    assert (assignment.due_on, assignment.assigned_by) == (item.due_on, city.office_head)
    assert assignment.snapshot["first_in_charge"] == "卫某丙"


def test_a_sub_unit_handles_for_its_superior(city: City) -> None:
    item = one(city, 牵头单位="市住房和城乡建设局（承办：市房产服务中心）")
    assert (item.lead_department, item.handling_unit) == (city.lead, city.sub_unit)


def test_each_unit_is_told_once(city: City) -> None:
    applied(city, {}, {}, {"状态": "未启动"}, {"牵头单位": "市交通运输局"})
    told = Message.objects.filter(kind="assigned")
    assert told.filter(person=city.officer).count() == 1
    text = told.get(person=city.officer).text
    assert "有3件在办事项" in text and "待签收1件" in text
    assert told.filter(person=city.stranger).count() == 1
    assert not Message.objects.filter(person=city.office).exists()


def test_a_vacant_lead_is_a_warning_and_the_office_is_told(city: City) -> None:
    batch = applied(city, {"牵头单位": "市招商局"})
    row = rows_of(batch)[0]
    assert row.outcome == "new" and "第一责任人空缺" in said(row, "note")
    told = Message.objects.filter(kind="vacancy").values_list("person__username", flat=True)
    assert {"deputy_leader", "office_head", "secretary"} <= set(told)


def test_another_name_than_the_holder_is_a_note(city: City) -> None:
    batch = opened(city, {"第一责任人": "许某丁"}, {"第一责任人": "卫某丙"}, {"第一责任人": "局长"})
    rows = rows_of(batch)
    assert "现任第一责任人是卫某丙" in said(rows[0], "note")
    assert [row.outcome for row in rows] == ["new"] * 3
    assert "现任" not in said(rows[1]) + said(rows[2])


def test_a_sensitive_row_is_for_the_named_few(city: City) -> None:
    cells = {**SENSITIVE, "经办人": "秦某丙"}
    item = items_of(applied(city, cells))[0]
    assert item.is_sensitive and item.sensitivity_answered
    named = Clearance.objects.filter(item=item).values_list("person__username", "kind")
    assert set(named) == {
        ("second_officer", ClearanceKind.HANDLER),
        ("office", ClearanceKind.OFFICE),
    }
    sees = Item.objects.fully_visible_to
    assert sees(city.second_officer, on=TODAY).exists() and sees(city.office, on=TODAY).exists()
    assert sees(city.first_in_charge, on=TODAY).exists()
    assert not sees(city.officer, on=TODAY).exists()
    assert not sees(city.office_clerk, on=TODAY).exists()
    texts = " ".join(Message.objects.values_list("text", flat=True))
    assert item.title not in texts and "1件敏感事项由您经办" in texts


def test_without_a_handler_only_the_heads_see_it(city: City) -> None:
    batch = applied(city, {**SENSITIVE, "经办人": "查无此人"})
    item, row = items_of(batch)[0], rows_of(batch)[0]
    assert not Clearance.objects.exists() and "没有在牵头单位找到经办人" in said(row)
    sees = Item.objects.fully_visible_to
    assert sees(city.first_in_charge, on=TODAY).exists()
    assert sees(city.office_head, on=TODAY).exists()
    for name in ("office", "office_clerk", "officer", "second_officer", "portfolio_leader"):
        assert not sees(city.people[name], on=TODAY).exists(), name
    told = Message.objects.filter(kind="to_do").values_list("person__username", flat=True)
    assert {"first_in_charge", "office_head"} <= set(told)
    assert item.handler is None


def test_a_handler_of_another_unit_is_none(city: City) -> None:
    item = one(city, 经办人="尤某丁")
    assert item.handler is None
    Post.objects.filter(person=city.second_officer).update(ends_on=TODAY)
    assert one(city, 存在问题="另一件", 经办人="秦某丙").handler is None


def test_a_department_enters_drafts_whatever_the_column_says(city: City) -> None:
    batch = applied(
        city, {"状态": "已销号"}, {"状态": "整改中"}, by=city.officer, department=city.lead
    )
    assert states_of(batch) == [State.DRAFT] * 2
    item = items_of(batch)[0]
    assert (item.number, item.submitting_department, item.author) == (None, city.lead, city.officer)
    assert item.legacy_closure is None and item.lead_department is None and item.due_on is None
    data = Entry.objects.filter(type="item.imported").order_by("id").first().data
    assert (data["word"], data["enters"], data["would_enter"]) == ("已销号", "draft", "closed")
    assert not Message.objects.exists() and recount(campaign=city.campaign) == 0


def test_a_department_may_bring_the_same_file_once(city: City) -> None:
    for outcome in ("new", "duplicate"):
        batch = opened(city, {}, {"牵头单位": ""}, by=city.officer, department=city.lead)
        assert {row.outcome for row in rows_of(batch)} <= {outcome, "doubtful"}
        if outcome == "new":
            ledger.apply_batch(batch=batch, by=city.officer, at=at())
    assert {row.outcome for row in rows_of(batch)} == {"duplicate"}


def test_a_crash_in_the_middle_writes_nothing(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = opened(city, {}, {"状态": "未启动"}, {"状态": "移交", "备注": "移送"})
    steps = ["reserve_numbers", "_enter_late", "_note_rows", "_close_batch", "tell_applied"]
    for step in steps:
        with monkeypatch.context() as broken:

            def crash(*args: object, **named: object) -> None:
                raise IntegrityError("gone")

            broken.setattr(applying, step, crash)
            with pytest.raises(IntegrityError):
                ledger.apply_batch(batch=batch, by=city.office, at=at())
        assert not Item.objects.exists() and not Message.objects.exists()
        assert not Entry.objects.filter(type__startswith="item.").exists()
        batch.refresh_from_db()
        assert batch.state == "preview"
    ledger.apply_batch(batch=batch, by=city.office, at=at())
    assert Item.objects.count() == 3


def test_a_row_that_no_longer_fits_stops_all(city: City) -> None:
    batch = opened(city, {}, {"专项整治类别": "贯彻落实不力"})
    city.targets["decision_implementation"].delete()
    with pytest.raises(Invalid, match="第3行：专项或来源清单在核对之后有变动"):
        ledger.apply_batch(batch=batch, by=city.office, at=at())
    assert not Item.objects.exists()


def test_intake_that_is_closed_takes_no_ledger(city: City) -> None:
    batch = opened(city, {})
    city.campaign.intake_closed_on = TODAY
    city.campaign.save(update_fields=["intake_closed_on"])
    for by in (city.office, None):
        with pytest.raises(GuardFailed, match="停止登记"):
            ledger.apply_batch(batch=batch, by=by, at=at())
