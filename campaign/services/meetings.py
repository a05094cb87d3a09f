"""Meetings and their records: recorded, confirmed, and what was resolved followed up.

The form is that of a meeting's record (会议记录): time, place, host, present, in attendance,
absent, recorder, agenda, points, resolutions with owner and date, confirmation.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from accounts.models import Department, User
from accounts.selectors import officers_of
from campaign.enums import MeetingKind
from campaign.models import Campaign, Meeting, Resolution
from campaign.permissions import OFFICE, OWN, StreamRole, check_stream
from campaign.services import rows
from campaign.services.study import search_text
from core.clock import local_date
from core.errors import Invalid, TransitionNotAllowed
from notifications.enums import MessageKind
from notifications.services import Fact, tell_many

MOST_RESOLUTIONS = 60
CONFIRMS_OWN = (StreamRole.HEAD, StreamRole.TEAM)
CONFIRMS_CITY = (StreamRole.GROUP_LEADER, StreamRole.OFFICE_HEAD)


@dataclass(frozen=True)
class ResolutionContent:
    """A resolution (议定事项): who does what by when. `uid` names one that is there already."""

    text: str
    owner_department: Department | None = None
    due_on: date | None = None
    uid: str = ""


@dataclass(frozen=True)
class MeetingContent:
    """A meeting as its recorder writes it down."""

    kind: str
    title: str
    held_on: date | None
    host: str
    place: str = ""
    present: str = ""
    in_attendance: str = ""
    absent: str = ""
    recorder: str = ""
    agenda: str = ""
    points: str = ""
    resolutions: Sequence[ResolutionContent] = ()


TEXTS = (
    "title", "host", "place", "present", "in_attendance", "absent", "recorder", "agenda", "points"
)  # fmt: skip


@transaction.atomic
def record_meeting(
    *,
    campaign: Campaign,
    department: Department | None,
    content: MeetingContent,
    by: User,
    at: datetime,
) -> Meeting:
    """Write down a meeting of a department, or of the city's leading group (no department).

    Denied for anybody but the department's own people, the office for the city's; Invalid with a
    sentence a field.
    """
    roles = _check(by, campaign, department, at, "登记会议")
    fields = _checked(content, department, at)
    meeting = Meeting.objects.create(
        campaign=campaign, department=department, created_by=by, created_at=at, **fields
    )
    count = _write_resolutions(meeting, content.resolutions)
    data = {"kind": meeting.kind, "held_on": meeting.held_on, "resolutions": count}
    rows.note(meeting, type="meeting.recorded", by=by, at=at, roles=roles, data=data)
    return meeting


@transaction.atomic
def change_meeting(
    *, meeting: Meeting, content: MeetingContent, by: User, at: datetime, version: int | None
) -> Meeting:
    """Change a record before it is confirmed.

    TransitionNotAllowed afterwards; Conflict where somebody was faster; else as for recording it.
    """
    current = rows.locked(meeting)
    roles = _check(by, current.campaign, current.department, at, "修改会议记录")
    fields = _checked(content, current.department, at)
    yours = {name: getattr(content, name) for name in TEXTS}
    rows.held(current, version, meeting_facts(current), yours)
    _unconfirmed(current, "修改")
    rows.put(current, **fields)
    count = _write_resolutions(current, content.resolutions)
    data = {"resolutions": count}
    rows.note(current, type="meeting.changed", by=by, at=at, roles=roles, data=data)
    return current


@transaction.atomic
def confirm_meeting(*, meeting: Meeting, by: User, at: datetime, version: int | None) -> Meeting:
    """Confirm a record (审签); the liaisons of those who are to act are told.

    Done by the department's first-in-charge or team; for the city's leading group by its leader or
    the head of its office. TransitionNotAllowed where it has been confirmed.
    """
    current = rows.locked(meeting)
    wanted = CONFIRMS_OWN if current.department_id else CONFIRMS_CITY
    roles = check_stream(
        by,
        wanted,
        campaign=current.campaign,
        department=current.department,
        on=local_date(at),
        what="审签会议记录",
    )
    rows.held(current, version, meeting_facts(current), {})
    _unconfirmed(current, "审签")
    rows.put(current, confirmed_by=by, confirmed_at=at)
    rows.note(current, type="meeting.confirmed", by=by, at=at, roles=roles)
    _tell_owners(current, by, at)
    return current


def meeting_facts(meeting: Meeting) -> dict[str, Any]:
    """What a conflict shows of a meeting."""
    return {name: getattr(meeting, name) for name in TEXTS}


def _unconfirmed(meeting: Meeting, what: str) -> None:
    if meeting.confirmed_at is not None:
        raise TransitionNotAllowed(f"会议记录已审签，不能再{what}。")


def _check(
    by: User, campaign: Campaign, department: Department | None, at: datetime, what: str
) -> frozenset[StreamRole]:
    wanted: Iterable[StreamRole] = OWN if department else OFFICE
    on = local_date(at)
    return check_stream(by, wanted, campaign=campaign, department=department, on=on, what=what)


def _checked(
    content: MeetingContent, department: Department | None, at: datetime
) -> dict[str, Any]:
    texts = {name: getattr(content, name).strip() for name in TEXTS}
    problems = rows.unfit(Meeting, texts)
    if not texts["title"]:
        problems["title"] = "请填写会议名称。"
    if not texts["host"]:
        problems["host"] = "请填写主持人。"
    if content.kind not in MeetingKind.values:
        problems["kind"] = "请选择会议类别。"
    elif content.kind == MeetingKind.PARTY_GROUP and department is None:
        problems["kind"] = "党组（党委）会是单位的会议，请选择单位。"
    if content.held_on is None:
        problems["held_on"] = "请填写会议日期。"
    elif content.held_on > local_date(at):
        problems["held_on"] = f"会议日期{content.held_on}晚于今天，请在会后登记。"
    problems |= _unfit_resolutions(content.resolutions)
    rows.refuse(problems)
    words = search_text(texts["title"], texts["host"], texts["agenda"])
    return {**texts, "kind": content.kind, "held_on": content.held_on, "search_text": words}


def _unfit_resolutions(resolutions: Sequence[ResolutionContent]) -> dict[str, str]:
    if len(resolutions) > MOST_RESOLUTIONS:
        return {"resolutions": f"一次会议最多{MOST_RESOLUTIONS}条议定事项。"}
    for number, one in enumerate(resolutions, 1):
        text = one.text.strip()
        if not text:
            return {"resolutions": f"第{number}条议定事项没有填写内容。"}
        if len(text) > 500:
            return {"resolutions": f"第{number}条议定事项最多500个字，现有{len(text)}个字。"}
        owner = one.owner_department
        if not one.uid and owner is not None and not owner.is_active:
            return {"resolutions": f"第{number}条议定事项：{owner.end_refusal}"}
    return {}


def _write_resolutions(meeting: Meeting, given: Sequence[ResolutionContent]) -> int:
    known = {str(row.uid): row for row in meeting.resolutions.order_by("id")}
    old, new = [], []
    for order, one in enumerate(given):
        row = known.pop(one.uid, None)
        target = new if row is None else old
        row = row or Resolution(meeting=meeting)
        row.text, row.owner_department = one.text.strip(), one.owner_department
        row.due_on, row.order = one.due_on, order
        target.append(row)
    gone = [row.pk for row in known.values()]
    try:
        Resolution.objects.filter(pk__in=gone).delete()
    except ProtectedError:
        raise Invalid.at("resolutions", "已转为整改事项的议定事项不能删去。") from None
    Resolution.objects.bulk_update(old, ["text", "owner_department", "due_on", "order"])
    Resolution.objects.bulk_create(new)
    return len(given)


def _tell_owners(meeting: Meeting, by: User, at: datetime) -> None:
    resolutions = meeting.resolutions.exclude(owner_department=None).order_by("order", "id")
    wanted = list(resolutions)
    officers = officers_of([one.owner_department_id for one in wanted], local_date(at))
    facts = []
    for one in wanted:
        due = f"，{one.due_on.month}月{one.due_on.day}日前完成" if one.due_on else ""
        posts = officers.get(one.owner_department_id, [])
        facts.append(
            Fact(
                people=[post.person for post in posts],
                kind=MessageKind.INFORMED,
                key=f"resolution:{one.uid}:confirmed",
                subject=meeting,
                text=f"{meeting.title[:60]}议定：{one.text[:120]}{due}。",
                by=by,
            )
        )
    tell_many(facts=facts, at=at)
