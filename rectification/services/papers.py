"""Circulars and interviews after their draft: edited, issued, decided, recorded."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction

from accounts.models import User
from accounts.permissions import post_title_of
from accounts.selectors import heads_of
from campaign.enums import CampaignRole, PaperKind
from campaign.services.papers import count_paper
from core.clock import local_date
from core.errors import Conflict, GuardFailed, Invalid
from journal import services as journal
from notifications import services as notifications
from notifications.enums import MessageKind
from rectification.enums import (
    CircularAct,
    CircularState,
    InterviewAct,
    InterviewState,
)
from rectification.models import Circular, CircularRow, Interview
from rectification.permissions import Situation
from rectification.permissions.papers import check_circular, check_interview
from rectification.selectors.seats import deputies_of, holders_of_role, office_people_for
from rectification.services.base import need, need_text
from rectification.services.drafts import circular_text

Paper = TypeVar("Paper", Circular, Interview)
_JOINS = {
    Circular: ("campaign",),
    Interview: ("item__campaign", "item__lead_department", "item__owner_post", "department"),
}


def _locked(paper: Paper, version: int | None) -> Paper:
    """The row as it stands, locked; Conflict where somebody was faster."""
    model = type(paper)
    rows = model.objects.select_for_update(of=("self",)).select_related(*_JOINS[model])
    current = rows.get(pk=paper.pk)
    if version is not None and version != current.version:
        raise Conflict(
            "他人刚刚改动过，请核对最新内容后再提交，您填写的内容已保留。",
            current={"version": current.version, "text": current.text, "state": current.state},
            yours={"version": version},
        )
    return current


def _write(paper: Paper, by: User, at: datetime, act: str, changes: dict, **data: Any) -> Paper:
    """Write the fields and their journal entry."""
    model = type(paper)
    model.objects.filter(pk=paper.pk).update(version=paper.version + 1, **changes)
    campaign = paper.campaign_id if isinstance(paper, Circular) else paper.item.campaign_id
    journal.record(
        type=f"{model._meta.model_name}.{act}",
        subject=paper,
        by=by,
        at=at,
        post=post_title_of(by, local_date(at)),
        data=data,
        campaign_id=campaign,
    )
    paper.refresh_from_db()
    return paper


# --- circulars ------------------------------------------------------------------


@transaction.atomic
def edit_circular(
    *, circular: Circular, by: User, at: datetime, version: int | None, title: str, text: str
) -> Circular:
    """Change title and text of a draft; from then on the system leaves the text alone."""
    current = _locked(circular, version)
    check_circular(current, CircularAct.EDIT, by, at)
    changes = {
        "title": need_text("title", title, "请填写标题。", limit=100),
        "text": need_text("text", text, "正文不能为空。", limit=20000),
        "edited_by": by,
        "edited_at": at,
    }
    return _write(current, by, at, "edited", changes)


@transaction.atomic
def rewrite_circular(
    *, circular: Circular, by: User, at: datetime, version: int | None
) -> Circular:
    """Write the text anew from the items; what was edited is gone."""
    current = _locked(circular, version)
    check_circular(current, CircularAct.REWRITE, by, at)
    changes = {"text": circular_text(current, at), "edited_by": None, "edited_at": None}
    return _write(current, by, at, "rewritten", changes)


@transaction.atomic
def remove_from_circular(
    *, circular: Circular, row: CircularRow, by: User, at: datetime, version: int | None
) -> Circular:
    """Take an item out of a draft; an unedited text is written anew."""
    current = _locked(circular, version)
    check_circular(current, CircularAct.REMOVE, by, at)
    removed = CircularRow.objects.filter(pk=row.pk, circular=current).delete()[0]
    if not removed:
        raise GuardFailed("该事项已不在本通报中。")
    changes = {} if current.edited_at else {"text": circular_text(current, at)}
    return _write(current, by, at, "row_removed", changes, item=row.item.number)


@transaction.atomic
def issue_circular(*, circular: Circular, by: User, at: datetime, version: int | None) -> Circular:
    """Issue it: the heads of the departments named, and their city leaders, are told.

    Refused without items, and where one of them has become sensitive.
    """
    current = _locked(circular, version)
    check_circular(current, CircularAct.ISSUE, by, at)
    rows = list(current.rows.select_related("item").order_by("id"))
    if not rows:
        raise GuardFailed("通报中没有事项，不能印发。")
    closed_off = [row.item.number for row in rows if row.item.is_sensitive]
    if closed_off:
        raise GuardFailed(f"{'、'.join(closed_off)}已列为敏感事项，请先移出并重新生成正文。")
    changes = {"state": CircularState.ISSUED, "ended_by": by, "ended_at": at}
    issued = _write(current, by, at, "issued", changes, items=[r.item.number for r in rows])
    _count_sheet(issued, rows, at)
    _tell(_named_in(rows, local_date(at)), issued, f"通报已印发：{issued.title}。", by, at)
    return issued


def _count_sheet(circular: Circular, rows: list[CircularRow], at: datetime) -> None:
    """A circular whose text nobody has edited is a paper that the system made: item, date, days
    late, times urged and its notices."""
    if circular.edited_at is None:
        count_paper(
            campaign_id=circular.campaign_id,
            kind=PaperKind.CIRCULAR,
            about=str(circular.uid),
            cells=sum(5 if row.notices else 4 for row in rows),
            items=len(rows),
            at=at,
        )


def _named_in(rows: Iterable[CircularRow], on: date) -> list[User]:
    found = list(rows)
    heads = [head.user for head in heads_of({r.department_id for r in found}, on).values()]
    leads = {row.department_id: row.item for row in found}
    leaders = [person for item in leads.values() for person in deputies_of(item, on)]
    return [*heads, *leaders]


@transaction.atomic
def cancel_circular(
    *, circular: Circular, by: User, at: datetime, version: int | None, reason: str
) -> Circular:
    """Do not issue it, and say why; its items are not proposed again for the same date."""
    current = _locked(circular, version)
    check_circular(current, CircularAct.CANCEL, by, at)
    why = need_text("reason", reason, "请写明不印发的理由。")
    changes = {
        "state": CircularState.CANCELLED,
        "ended_by": by,
        "ended_at": at,
        "end_reason": why,
    }
    return _write(current, by, at, "cancelled", changes, reason=why)


# --- interviews -----------------------------------------------------------------


def interviewers_for(s: Situation) -> list[User]:
    """Who may hold it: deputies in charge and the group leader, never the head himself."""
    head = s.seats.head.person_id if s.seats.head else None
    leaders = [*s.deputies, *holders_of_role(s.item.campaign_id, CampaignRole.GROUP_LEADER, s.on)]
    return list({p.pk: p for p in leaders if p.pk != head}.values())


@transaction.atomic
def decide_interview(
    *,
    interview: Interview,
    by: User,
    at: datetime,
    version: int | None,
    planned_on: date | None,
    interviewer: User | None = None,
) -> Interview:
    """Decide to hold it: with the head of the lead as of today, by `interviewer` (else oneself)."""
    current = _locked(interview, version)
    check_interview(current, InterviewAct.DECIDE, by, at)
    on = local_date(at)
    if planned_on is None or planned_on < on:
        raise Invalid.at("planned_on", "请填写约谈日期，不早于今天。")
    s = Situation(by, current.item, at)
    head, who = s.seats.head, interviewer or by
    if who not in interviewers_for(s):
        raise Invalid.at("interviewer", "约谈人应是分管的副组长或组长，且不是约谈对象本人。")
    changes = {
        "state": InterviewState.DECIDED,
        "post": head,
        "interviewer": who,
        "planned_on": planned_on,
        "decided_by": by,
        "decided_at": at,
    }
    decided = _write(current, by, at, "decided", changes, planned_on=str(planned_on))
    number = current.item.number
    text = f"{who.name}定于{planned_on}就{number}约谈{head.title}{head.person.name}。"
    people = [head.person, who, *office_people_for(current.item, on)]
    _tell(people, decided, text, by, at)
    return decided


@transaction.atomic
def record_interview(
    *,
    interview: Interview,
    by: User,
    at: datetime,
    version: int | None,
    held_on: date | None,
    outcome: str,
) -> Interview:
    """Record that it was held, and what came of it."""
    current = _locked(interview, version)
    check_interview(current, InterviewAct.RECORD, by, at)
    problems = {}
    if held_on is None or held_on > local_date(at):
        problems["held_on"] = "请填写实际约谈日期，不晚于今天。"
    if not outcome.strip():
        problems["outcome"] = "请写明约谈结果：问题、承诺的完成日期。"
    need(problems)
    changes = {
        "state": InterviewState.HELD,
        "held_on": held_on,
        "outcome": need_text("outcome", outcome, "", limit=1000),
        "recorded_by": by,
        "recorded_at": at,
    }
    return _write(current, by, at, "held", changes, held_on=str(held_on))


@transaction.atomic
def cancel_interview(
    *, interview: Interview, by: User, at: datetime, version: int | None, reason: str
) -> Interview:
    """Do not hold it, and say why; who had been told of a date is told of this."""
    current = _locked(interview, version)
    check_interview(current, InterviewAct.CANCEL, by, at)
    why = need_text("reason", reason, "请写明不约谈的理由。")
    told = [current.post.person] if current.post_id else []
    people = [*told, *office_people_for(current.item, local_date(at))]
    changes = {"state": InterviewState.CANCELLED, "cancel_reason": why}
    ended = _write(current, by, at, "cancelled", changes, reason=why)
    _tell(people, ended, f"{current.item.number}不再约谈：{why}"[:300], by, at)
    return ended


def _tell(people: Iterable[User], paper: Paper, text: str, by: User, at: datetime) -> None:
    notifications.tell(
        people=list(people),
        kind=MessageKind.INFORMED,
        key=f"{paper._meta.model_name}:{paper.uid}:{paper.version}",
        subject=paper,
        text=text[:300],
        at=at,
        by=by,
    )
