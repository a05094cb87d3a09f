"""The supervision notice (督办通知单): issued by the office, answered by the department."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.models import User
from campaign.enums import PaperKind
from campaign.models import Campaign
from campaign.services.papers import count_paper
from core.clock import local_date
from notifications.enums import MessageKind
from rectification.enums import Action, NoticeState, Role
from rectification.models import Item, NoticeSequence, SupervisionNotice
from rectification.permissions import Situation
from rectification.selectors.seats import office_people_for, officers_of
from rectification.services.base import (
    begin,
    naming,
    need,
    need_text,
    post_words,
    tell,
    write_down,
)


def lateness(s: Situation) -> str:
    """“整改时限2019-10-15，逾期8个工作日，已催办2次。”: the problem, as the rows have it."""
    due = f"整改时限{s.item.due_on}" if s.item.due_on else "未定时限"
    late = f"逾期{s.days_late}个工作日" if s.days_late else "尚未逾期"
    urged = f"已催办{s.times_urged}次" if s.times_urged else "未曾催办"
    return f"{due}，{late}，{urged}。"


def proposed_notice(s: Situation) -> dict[str, Any]:
    """What the office finds filled in: basis, requirement, reply date and contact."""
    asked = s.asking_instruction
    if asked is not None:
        who = " ".join(filter(None, [asked.post_title, asked.by.name]))
        basis = f"{who} {local_date(asked.at)}批示：{asked.text}"
    else:
        basis = f"本事项整改时限为{s.item.due_on}，至今未销号。"
    return {
        "basis": basis[:500],
        "requirement": "请查明原因，明确完成日期和责任人，抓紧整改，并按期书面反馈。",
        "reply_due_on": s.workdays.add(s.on, s.rule("notice_reply_days")),
        "contact": " ".join(filter(None, [s.user.name, s.user.phone])),
    }


def next_ordinal(campaign: Campaign, year: int) -> int:
    """The next number of the year from one locked row; may have gaps, never given twice."""
    row = NoticeSequence(campaign=campaign, year=year)
    NoticeSequence.objects.bulk_create([row], ignore_conflicts=True)
    sequence = NoticeSequence.objects.filter(campaign=campaign, year=year)
    sequence.update(last=F("last") + 1)
    return sequence.values_list("last", flat=True).get()


def _check_reply_due(s: Situation, reply_due_on: date | None) -> dict[str, str]:
    days = s.rule("notice_reply_days")
    latest = s.workdays.add(s.on, days)
    if reply_due_on is None or not s.on < reply_due_on <= latest:
        return {"reply_due_on": f"反馈期限须晚于今天，最长{days}个工作日，请不晚于{latest}。"}
    if not s.workdays.is_workday(reply_due_on):
        before = s.workdays.last_on_or_before(reply_due_on)
        return {"reply_due_on": f"{reply_due_on}不是工作日，请改为工作日（如{before}）。"}
    return {}


_TEXTS = {
    "basis": ("请写明领导批示或依据。", 500),
    "requirement": ("请写明办理要求。", 500),
    "contact": ("请填写联系人和电话。", 100),
}


def _checked(s: Situation, reply_due_on: date | None, texts: dict[str, str]) -> dict[str, str]:
    """The texts trimmed; Invalid with every sentence at once."""
    problems = _check_reply_due(s, reply_due_on)
    found = {name: (text or "").strip() for name, text in texts.items()}
    for name, (sentence, limit) in _TEXTS.items():
        if not found[name]:
            problems[name] = sentence
        elif len(found[name]) > limit:
            problems[name] = f"最多{limit}个字，现有{len(found[name])}个字，请精简。"
    need(problems)
    return found


@transaction.atomic
def issue_notice(
    *,
    item: Item,
    by: User,
    at: datetime,
    basis: str,
    requirement: str,
    reply_due_on: date | None,
    contact: str,
) -> SupervisionNotice:
    """Issue the notice of one item (一事一单) under the next number of the year.

    The problem is computed: working days late, times urged. Raises GuardFailed where the item is
    neither late enough nor asked for by an instruction, or has a notice that waits for its reply.
    """
    s = begin(item=item, by=by, at=at, action=Action.ISSUE_NOTICE, version=None)
    given = {"basis": basis, "requirement": requirement, "contact": contact}
    texts = _checked(s, reply_due_on, given)
    notice = SupervisionNotice.objects.create(
        item=s.item,
        campaign=s.campaign,
        cycle=s.item.cycle,
        year=s.on.year,
        ordinal=next_ordinal(s.campaign, s.on.year),
        department=s.item.lead_department,
        instruction=s.asking_instruction,
        problem=lateness(s),
        days_late=s.days_late,
        times_urged=s.times_urged,
        reply_due_on=reply_due_on,
        issued_by=by,
        issuer_title=post_words(s),
        issued_at=at,
        **texts,
    )
    data = {"notice": str(notice.uid), "number": notice.number, "reply_due_on": str(reply_due_on)}
    write_down(s, Action.ISSUE_NOTICE, data)
    text = f"{notice.number}：请就{naming(s.item)}于{reply_due_on}前书面反馈，由第一责任人确认。"
    tell(s, _department(s), MessageKind.NOTICE, text[:300], node=f"notice:{notice.pk}")
    return _counted(s, notice)


FILLED = ("number", "department", "item", "problem", "issuer", "issued_at")
"""What of a notice nobody types."""


def _counted(s: Situation, notice: SupervisionNotice) -> SupervisionNotice:
    """The notice, counted as a paper that the system made but for its typed texts; sensitive ones
    are not."""
    if s.item.is_sensitive:
        return notice
    count_paper(
        campaign_id=s.item.campaign_id,
        kind=PaperKind.NOTICE,
        about=str(notice.uid),
        cells=len(FILLED),
        items=1,
        department=notice.department_id,
        at=s.at,
    )
    return notice


def _department(s: Situation) -> list[User]:
    """Who answers: the officers and the first-in-charge."""
    return [*officers_of(s.item, s.on), *([s.seats.head.person] if s.seats.head else [])]


@transaction.atomic
def reply_notice(*, item: Item, by: User, at: datetime, reply: str) -> SupervisionNotice:
    """The department's word: drafted by the officer, confirmed by the first-in-charge.

    What the first-in-charge sends is confirmed at once, whether he wrote it or took the draft.
    While his post is vacant the officer's reply stands, and that is noted.
    """
    s = begin(item=item, by=by, at=at, action=Action.REPLY_NOTICE, version=None)
    text = need_text("reply", reply, "请写明办理情况：原因、已做的、何时完成。", limit=1000)
    notice, signs = s.live_notice, Role.FIRST_IN_CHARGE in s.roles
    done = signs or s.seats.is_vacant
    changes: dict[str, Any] = {"reply": text, "state": NoticeState.DRAFTED}
    if not signs or notice.state != NoticeState.DRAFTED:
        changes |= {"replied_by": by, "replied_at": at}
    if done:
        changes["state"] = NoticeState.REPLIED
    if signs:
        changes |= {"confirmed_by": by, "confirmed_at": at, "confirmer_title": post_words(s)}
    elif done:
        changes["confirmation_absent"] = "第一责任人空缺"
    SupervisionNotice.objects.filter(pk=notice.pk).update(**changes)
    data = {"notice": str(notice.uid), "number": notice.number, "confirmed": done}
    write_down(s, Action.REPLY_NOTICE, data)
    _tell_reply(s, notice, done=done)
    notice.refresh_from_db()
    return notice


def _tell_reply(s: Situation, notice: SupervisionNotice, *, done: bool) -> None:
    node = f"notice:{notice.pk}:{s.at.timestamp():.0f}"
    if done:
        issuer = notice.issued_by
        people = [issuer] if issuer.is_active else office_people_for(s.item, s.on)
        text = f"{notice.number}（{naming(s.item)}）已回复。"
        tell(s, people, MessageKind.INFORMED, text[:300], node=node)
        return
    text = f"{notice.number}（{naming(s.item)}）的回复已拟好，请您确认。"
    people = [s.seats.head.person] if s.seats.head else []
    tell(s, people, MessageKind.TO_DO, text[:300], node=node)


@transaction.atomic
def return_reply(*, item: Item, by: User, at: datetime, reason: str) -> SupervisionNotice:
    """Send a reply back that says nothing: once, with the reason and a new date."""
    s = begin(item=item, by=by, at=at, action=Action.RETURN_REPLY, version=None)
    why = need_text("reason", reason, "请写明回复缺什么。")
    notice = s.answered_notice
    due = s.workdays.add(s.on, s.rule("notice_reply_days"))
    SupervisionNotice.objects.filter(pk=notice.pk).update(
        state=NoticeState.RETURNED,
        returned_by=by,
        returned_at=at,
        return_reason=why,
        reply_due_on=due,
        confirmed_by=None,
        confirmed_at=None,
        confirmer_title="",
        confirmation_absent="",
    )
    data = {"notice": str(notice.uid), "number": notice.number, "reason": why}
    write_down(s, Action.RETURN_REPLY, {**data, "reply_due_on": str(due)})
    text = f"{notice.number}的回复被退回：{why} 请于{due}前重报。"
    node = f"notice:{notice.pk}:returned"
    tell(s, _department(s), MessageKind.RETURNED, text[:300], node=node)
    notice.refresh_from_db()
    return notice
