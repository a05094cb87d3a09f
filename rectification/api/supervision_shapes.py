"""Notices, circulars and interviews as documents, and as OpenAPI knows them."""

from typing import Any

from rest_framework import serializers

from rectification.api.schemas import (
    DepartmentRefSerializer,
    ItemRefSerializer,
    PersonRefSerializer,
    text,
    word,
)
from rectification.api.schemas import day as day_field
from rectification.api.schemas import moment as moment_field
from rectification.api.shapes import day, department, moment, person
from rectification.enums import CircularState, InterviewState, NoticeState
from rectification.models import Circular, CircularRow, Interview, SupervisionNotice


def _someone() -> PersonRefSerializer:
    return PersonRefSerializer(allow_null=True)


class NoticeSerializer(serializers.Serializer):
    uid = serializers.UUIDField()
    number = text(help_text="主教督〔年〕n号")
    state = word(NoticeState.choices)
    state_label = text()
    item = ItemRefSerializer()
    department = DepartmentRefSerializer()
    basis = text()
    problem = text()
    days_late = serializers.IntegerField(help_text="签发时逾期工作日")
    times_urged = serializers.IntegerField()
    requirement = text()
    reply_due_on = serializers.DateField()
    contact = text()
    issued_by = PersonRefSerializer()
    issued_at = moment_field()
    reply = text(help_text="第一责任人确认后才有")
    replied_by = _someone()
    confirmed_by = _someone()
    confirmed_at = moment_field(allow_null=True)
    confirmation_absent = text()
    return_reason = text()


class CircularItemSerializer(serializers.Serializer):
    item = ItemRefSerializer()
    department = DepartmentRefSerializer()
    days_late = serializers.IntegerField(help_text="列入时逾期工作日")
    times_urged = serializers.IntegerField()
    notices = text()


class CircularSerializer(serializers.Serializer):
    uid = serializers.UUIDField()
    version = serializers.IntegerField()
    state = word(CircularState.choices)
    state_label = text()
    title = text()
    text = serializers.CharField()
    created_at = moment_field()
    edited_by = _someone()
    edited_at = moment_field(allow_null=True)
    ended_by = _someone()
    ended_at = moment_field(allow_null=True)
    end_reason = serializers.CharField()
    items = CircularItemSerializer(many=True, help_text="按机构序列")


class InterviewSerializer(serializers.Serializer):
    uid = serializers.UUIDField()
    version = serializers.IntegerField()
    state = word(InterviewState.choices)
    state_label = text()
    item = ItemRefSerializer()
    department = DepartmentRefSerializer()
    text = serializers.CharField()
    proposed_at = moment_field()
    interviewee = _someone()
    interviewer = _someone()
    planned_on = day_field()
    decided_by = _someone()
    held_on = day_field()
    outcome = serializers.CharField()
    recorded_by = _someone()
    cancel_reason = serializers.CharField()


def item_ref(item: Any) -> dict[str, Any]:
    return {"uid": str(item.uid), "number": item.number}


def notice_document(row: SupervisionNotice) -> dict[str, Any]:
    """A notice; its reply once it is confirmed."""
    done = row.state == NoticeState.REPLIED
    return {
        "uid": str(row.uid),
        "number": row.number,
        "state": row.state,
        "state_label": NoticeState(row.state).label,
        "item": item_ref(row.item),
        "department": department(row.department),
        "basis": row.basis,
        "problem": row.problem,
        "days_late": row.days_late,
        "times_urged": row.times_urged,
        "requirement": row.requirement,
        "reply_due_on": day(row.reply_due_on),
        "contact": row.contact,
        "issued_by": person(row.issued_by),
        "issued_at": moment(row.issued_at),
        "reply": row.reply if done else "",
        "replied_by": person(row.replied_by) if done else None,
        "confirmed_by": person(row.confirmed_by) if done else None,
        "confirmed_at": moment(row.confirmed_at) if done else None,
        "confirmation_absent": row.confirmation_absent,
        "return_reason": row.return_reason,
    }


def circular_document(row: Circular) -> dict[str, Any]:
    return {
        "uid": str(row.uid),
        "version": row.version,
        "state": row.state,
        "state_label": CircularState(row.state).label,
        "title": row.title,
        "text": row.text,
        "created_at": moment(row.created_at),
        "edited_by": person(row.edited_by),
        "edited_at": moment(row.edited_at),
        "ended_by": person(row.ended_by),
        "ended_at": moment(row.ended_at),
        "end_reason": row.end_reason,
        "items": [circular_item(one) for one in row.rows.all()],
    }


def circular_item(row: CircularRow) -> dict[str, Any]:
    return {
        "item": item_ref(row.item),
        "department": department(row.department),
        "days_late": row.days_late,
        "times_urged": row.times_urged,
        "notices": row.notices,
    }


def interview_document(row: Interview) -> dict[str, Any]:
    return {
        "uid": str(row.uid),
        "version": row.version,
        "state": row.state,
        "state_label": InterviewState(row.state).label,
        "item": item_ref(row.item),
        "department": department(row.department),
        "text": row.text,
        "proposed_at": moment(row.proposed_at),
        "interviewee": person(row.post.person) if row.post else None,
        "interviewer": person(row.interviewer),
        "planned_on": day(row.planned_on),
        "decided_by": person(row.decided_by),
        "held_on": day(row.held_on),
        "outcome": row.outcome,
        "recorded_by": person(row.recorded_by),
        "cancel_reason": row.cancel_reason,
    }
