"""A later due date: asked for, endorsed by the first-in-charge, decided one level up."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from core.errors import GuardFailed
from notifications.enums import DigestSection, MessageKind
from rectification.enums import Action, ExtensionState, Role
from rectification.models import Extension, Item
from rectification.permissions import Situation
from rectification.permissions.guards import extension_decider
from rectification.selectors.seats import holders_of_role, office_people_for
from rectification.services.base import (
    begin,
    change,
    due_changes,
    naming,
    need,
    need_text,
    tell,
    write_down,
)


def _request_problems(s: Situation, new_due_on: date | None, texts: dict[str, str]) -> dict:
    labels = {
        "reason": "请写明延期理由。",
        "progress": "请写明目前进展。",
        "interim_measure": "请写明延期期间的过渡措施。",
    }
    problems = {name: labels[name] for name, text in texts.items() if not text.strip()}
    if new_due_on is None:
        problems["new_due_on"] = "请填写拟延至的日期。"
    elif new_due_on <= s.on or new_due_on <= s.item.due_on:
        problems["new_due_on"] = f"拟延至的日期须晚于今天，也晚于现时限{s.item.due_on}。"
    elif not s.workdays.is_workday(new_due_on):
        before = s.workdays.last_on_or_before(new_due_on)
        problems["new_due_on"] = f"{new_due_on}不是工作日，请改为工作日（如{before}）。"
    return problems


@transaction.atomic
def request_extension(
    *,
    item: Item,
    by: User,
    at: datetime,
    version: int | None,
    new_due_on: date,
    reason: str,
    progress: str,
    interim_measure: str,
) -> Extension:
    """Ask for a later date. After the due date it is marked 逾期后申请.

    Asked by the first-in-charge it needs no endorsement; with the post vacant the endorsement is
    noted as absent.
    """
    s = begin(item=item, by=by, at=at, action=Action.REQUEST_EXTENSION, version=version)
    texts = {"reason": reason, "progress": progress, "interim_measure": interim_measure}
    need(_request_problems(s, new_due_on, texts))
    granted = Extension.objects.filter(item=s.item, state=ExtensionState.GRANTED)
    own = Role.FIRST_IN_CHARGE in s.roles
    vacant = s.seats.is_vacant
    asked = Extension.objects.create(
        item=s.item,
        cycle=s.item.cycle,
        ordinal=granted.filter(cycle=s.item.cycle).count() + 1,
        state=ExtensionState.ENDORSED if own or vacant else ExtensionState.PENDING,
        asked_by=by,
        asked_at=at,
        old_due_on=s.item.due_on,
        new_due_on=new_due_on,
        is_after_due=s.on > s.item.due_on,
        endorsed_by=by if own else None,
        endorsed_at=at if own else None,
        endorsement_absent="第一责任人空缺" if vacant else "",
        **{name: text.strip()[:500] for name, text in texts.items()},
    )
    _write_asked(s, asked)
    return asked


def _write_asked(s: Situation, asked: Extension) -> None:
    change(s, {})
    data = {"new_due_on": asked.new_due_on.isoformat(), "after_due": asked.is_after_due}
    write_down(s, Action.REQUEST_EXTENSION, data)
    _tell_next(Situation(s.user, s.item, s.at))


def deciders(s: Situation) -> list[User]:
    """The people whose decision the pending extension is."""
    role = extension_decider(s)
    if role == Role.DEPUTY_LEADER:
        return s.deputies
    if role == Role.GROUP_LEADER:
        return holders_of_role(s.item.campaign_id, "group_leader", s.on)
    if role == Role.OFFICE_HEAD:
        return holders_of_role(s.item.campaign_id, "office_supervisor", s.on)
    return office_people_for(s.item, s.on)


def _tell_next(s: Situation) -> None:
    asked = s.extension
    text = f"{naming(s.item)}申请延期至{asked.new_due_on}，请您"
    if asked.state == ExtensionState.PENDING:
        head = [s.seats.head.person] if s.seats.head else []
        to_sign = DigestSection.TO_SIGN
        tell(s, head, MessageKind.TO_DO, f"{text}表态。", node="extension", section=to_sign)
        return
    tell(s, deciders(s), MessageKind.TO_DO, f"{text}审批。", node="extension-decide")


@transaction.atomic
def endorse_extension(
    *, item: Item, by: User, at: datetime, version: int | None, comment: str = ""
) -> Extension:
    """The first-in-charge agrees; the decision is one level up."""
    s = begin(item=item, by=by, at=at, action=Action.ENDORSE_EXTENSION, version=version)
    asked = s.extension
    Extension.objects.filter(pk=asked.pk).update(
        state=ExtensionState.ENDORSED, endorsed_by=by, endorsed_at=at
    )
    change(s, {})
    write_down(s, Action.ENDORSE_EXTENSION, {"comment": comment.strip()})
    _tell_next(Situation(by, s.item, at))
    asked.refresh_from_db()
    return asked


@transaction.atomic
def decline_extension(
    *, item: Item, by: User, at: datetime, version: int | None, reason: str
) -> Extension:
    """The first-in-charge does not agree: the request ends."""
    s = begin(item=item, by=by, at=at, action=Action.DECLINE_EXTENSION, version=version)
    why = need_text("reason", reason, "请写明不同意的理由。")
    return _end(s, Action.DECLINE_EXTENSION, ExtensionState.DECLINED, why)


def _end(s: Situation, action: Action, state: str, note: str) -> Extension:
    asked = s.extension
    changes: dict[str, Any] = {"state": state, "decided_at": s.at, "decision_note": note[:500]}
    if action != Action.DECLINE_EXTENSION:
        changes["decided_by"] = s.user
    Extension.objects.filter(pk=asked.pk).update(**changes)
    due: dict[str, Any] = {}
    if action == Action.GRANT_EXTENSION:
        due = due_changes(s.item, asked.new_due_on, s.workdays)
    change(s, due)
    data = {"note": note, "due_on": s.item.due_on.isoformat(), "ordinal": asked.ordinal}
    write_down(s, action, data)
    word = ExtensionState(state).label
    text = f"{naming(s.item)}的延期申请{word}，时限{s.item.due_on}。{note}"[:300]
    tell(s, [asked.asked_by], MessageKind.INFORMED, text, node=f"extension:{asked.pk}")
    asked.refresh_from_db()
    return asked


@transaction.atomic
def grant_extension(
    *, item: Item, by: User, at: datetime, version: int | None, note: str = ""
) -> Extension:
    """Grant the later date: the due version rises, the original date is kept.

    Where the first-in-charge has been silent for two working days the decision is made without
    him, and his word is noted as absent.
    """
    s = begin(item=item, by=by, at=at, action=Action.GRANT_EXTENSION, version=version)
    asked = s.extension
    if asked.new_due_on <= s.on:
        raise GuardFailed(f"拟延至的日期{asked.new_due_on}已过，请不批准并由单位重新申请。")
    if asked.state == ExtensionState.PENDING:
        days = s.rule("endorse_extension_days")
        Extension.objects.filter(pk=asked.pk).update(
            endorsement_absent=f"第一责任人{days}个工作日内未表态"
        )
    return _end(s, Action.GRANT_EXTENSION, ExtensionState.GRANTED, note.strip())


@transaction.atomic
def refuse_extension(
    *, item: Item, by: User, at: datetime, version: int | None, reason: str
) -> Extension:
    """Refuse the later date, with the reason."""
    s = begin(item=item, by=by, at=at, action=Action.REFUSE_EXTENSION, version=version)
    why = need_text("reason", reason, "请写明不批准的理由。")
    return _end(s, Action.REFUSE_EXTENSION, ExtensionState.REFUSED, why)
