"""The check by somebody else, the look back, and the way out of closure again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from core.errors import GuardFailed, Invalid
from journal.selectors import timeline
from notifications.enums import Cadence, MessageKind
from rectification.enums import (
    Action,
    ClearanceKind,
    EscalationLevel,
    EscalationReason,
    LookBackResult,
    State,
    VerificationMethod,
    VerificationResult,
)
from rectification.models import Item, LookBack, Verification, VerificationDraw
from rectification.permissions import Situation
from rectification.selectors.seats import office_people_for, officers_of
from rectification.services.assigning import ask_parts_anew, clear
from rectification.services.base import (
    begin,
    change,
    due_changes,
    move,
    naming,
    need,
    need_text,
    tell,
    touch,
    write_down,
)
from rectification.services.escalation import propose_escalation
from rectification.services.evidence import EvidenceContent, write_evidence


@dataclass(frozen=True)
class VerificationContent:
    """What a verifier writes on the sheet. `method` empty takes the one that was drawn."""

    opinion: str
    method: str = ""
    inspectors: Sequence[User] = ()
    inspector_names: str = ""
    reply_text: str = ""
    next_look_back_on: date | None = None


def _draw(s: Situation) -> VerificationDraw:
    draw = VerificationDraw.objects.filter(item=s.item, cycle=s.item.cycle).first()
    if draw is None:
        raise GuardFailed("没有验收方式抽取记录，请联系管理员核查数据。")
    return draw


def _names(draw: VerificationDraw, content: VerificationContent) -> list[str]:
    """Each inspector once: as named, else as written."""
    named = list(content.inspectors) or list(draw.inspectors.order_by("id"))
    if named:
        return list({person.pk: person.name for person in named}.values())
    written = re.split(r"[、,，;；\s]+", content.inspector_names)
    return list(dict.fromkeys(name for name in written if name))


def _sheet_problems(
    s: Situation, draw: VerificationDraw, content: VerificationContent
) -> dict[str, str]:
    problems: dict[str, str] = {}
    if not content.opinion.strip():
        problems["opinion"] = "请写明验收意见：核对了什么、看到了什么。"
    method = content.method or draw.method
    if method not in VerificationMethod.values:
        problems["method"] = "请选择验收方式。"
    softer = draw.method in (VerificationMethod.ON_SITE, VerificationMethod.CALL_BACK)
    if softer and method != draw.method:
        drawn = VerificationMethod(draw.method).label
        problems["method"] = f"本轮抽定的验收方式为{drawn}，请按此验收。"
    if method == VerificationMethod.ON_SITE and len(_names(draw, content)) < 2:
        problems["inspector_names"] = "现场核查须写明两名核查人员。"
    for person in content.inspectors:
        if _is_tied(s, person):
            problems["inspectors"] = f"{person.name}在责任单位任职，不能核查本事项，请另选。"
    request = s.request
    reachable = request is not None and request.complainants and not request.nobody_reachable
    if s.item.is_mass and reachable and not content.reply_text.strip():
        problems["reply_text"] = "涉及群众的事项请填写给反映人的答复内容。"
    return problems


def _write_sheet(
    s: Situation,
    draw: VerificationDraw,
    content: VerificationContent,
    result: str,
    criterion: str = "",
) -> Verification:
    posts = s.standing.person.posts
    unit = posts[0].title if posts else s.user.name
    sheet = Verification.objects.create(
        item=s.item,
        cycle=s.item.cycle,
        sign_off=s.sign_off,
        result=result,
        method=content.method or draw.method,
        verifier=s.user,
        unit_name=unit[:100],
        opinion=content.opinion.strip(),
        criterion_not_met=criterion,
        inspector_names="、".join(_names(draw, content))[:200],
        reply_text=content.reply_text.strip(),
        verified_at=s.at,
    )
    sheet.inspectors.set(content.inspectors or draw.inspectors.all())
    return sheet


@transaction.atomic
def verify(
    *, item: Item, content: VerificationContent, by: User, at: datetime, version: int | None
) -> Item:
    """Pass the check: the item is closed. A look-back is dated where the draw or rule asks."""
    s = begin(item=item, by=by, at=at, action=Action.VERIFY, version=version)
    draw = _draw(s)
    need(_sheet_problems(s, draw, content))
    sheet = _write_sheet(s, draw, content, VerificationResult.PASSED)
    look_back = s.on + timedelta(days=s.rule("look_back_days")) if draw.needs_look_back else None
    changes = {"verification": sheet, "closed_at": at, "look_back_due_on": look_back}
    move(s, Action.VERIFY, changes=changes, data={"verification": str(sheet.uid)})
    _tell_closed(s)
    return s.item


def _tell_closed(s: Situation) -> None:
    people = officers_of(s.item, s.on)
    if s.sign_off is not None:
        people.append(s.sign_off.signer)
    tell(s, people, MessageKind.INFORMED, f"{naming(s.item)}已通过验收。")


@transaction.atomic
def sustain(
    *, item: Item, content: VerificationContent, by: User, at: datetime, version: int | None
) -> Item:
    """Pass the check of a long-term item; its next look-back lies 30 to 90 days on."""
    s = begin(item=item, by=by, at=at, action=Action.SUSTAIN, version=version)
    draw = _draw(s)
    problems = _sheet_problems(s, draw, content)
    first = s.on + timedelta(days=s.rule("sustain_min_days"))
    last = s.on + timedelta(days=s.rule("sustain_max_days"))
    next_on = content.next_look_back_on
    if next_on is None or not first <= next_on <= last:
        problems["next_look_back_on"] = f"请约定下次回头看日期，在{first}至{last}之间。"
    need(problems)
    sheet = _write_sheet(s, draw, content, VerificationResult.PASSED)
    changes = {"verification": sheet, "look_back_due_on": next_on}
    move(s, Action.SUSTAIN, changes=changes, data={"verification": str(sheet.uid)})
    _tell_closed(s)
    return s.item


@transaction.atomic
def fail_verification(
    *,
    item: Item,
    content: VerificationContent,
    by: User,
    at: datetime,
    version: int | None,
    criterion_not_met: str,
    new_due_on: date,
) -> Item:
    """Fail the check, naming the criterion; a second failure makes the item a key one, and
    proposes to escalate it."""
    s = begin(item=item, by=by, at=at, action=Action.FAIL_VERIFICATION, version=version)
    criterion = need_text("criterion_not_met", criterion_not_met, "请写明哪一条标准没有达到。")
    if not content.opinion.strip():
        raise Invalid.at("opinion", "请写明验收意见：核对了什么、看到了什么。")
    _check_new_due(s, new_due_on, "new_due_on")
    _write_sheet(s, _draw(s), content, VerificationResult.FAILED, criterion)
    returns = s.item.returns + 1
    changes = {
        "sign_off": None,
        "returns": returns,
        "is_key": s.item.is_key or returns >= 2,
        **due_changes(s.item, new_due_on, s.workdays),
    }
    signer = s.sign_off.signer if s.sign_off else None
    move(s, Action.FAIL_VERIFICATION, changes=changes, data={"criterion": criterion})
    people = officers_of(s.item, s.on) + ([signer] if signer else [])
    text = f"{naming(s.item)}验收不通过：{criterion}，新时限{new_due_on}。"[:300]
    tell(s, people, MessageKind.VERIFICATION_FAILED, text)
    if returns >= 2:
        failed = EscalationReason.FAILED_TWICE
        propose_escalation(item=s.item, at=at, level=EscalationLevel.DEPUTY_LEADER, reason=failed)
    return s.item


def _check_new_due(s: Situation, new_due_on: date | None, name: str) -> None:
    if new_due_on is None or new_due_on <= s.on:
        raise Invalid.at(name, "请填写新的整改时限，须晚于今天。")
    limit = s.rule("fail_verification_max_workdays")
    if s.workdays.between(s.on, new_due_on) > limit:
        latest = s.workdays.add(s.on, limit)
        raise Invalid.at(name, f"新时限最长{limit}个工作日，请不晚于{latest}。")


@transaction.atomic
def name_verifier(
    *,
    item: Item,
    by: User,
    at: datetime,
    version: int | None,
    verifier: User | None = None,
    inspectors: Sequence[User] = (),
) -> Item:
    """Name who verifies and, where the draw says on site, the two inspectors.

    Rule: nobody judges himself; who holds a post in a unit of the item is refused.
    """
    s = begin(item=item, by=by, at=at, action=Action.NAME_VERIFIER, version=version)
    if verifier is None and not inspectors:
        raise Invalid.at("verifier", "请选择验收人或核查人员。")
    if verifier is not None:
        _refuse_tied(s, verifier, "verifier")
        _refuse_seated(s, verifier)
        change(s, {"named_verifier": verifier})
        if s.item.is_sensitive:
            clear(s.item, verifier, ClearanceKind.VERIFIER, by, at)
        tell(s, [verifier], MessageKind.TO_DO, f"您被指定验收{naming(s.item)}。")
    if inspectors:
        _name_inspectors(s, inspectors)
        if verifier is None:
            change(s, {})
    names = [person.name for person in inspectors]
    data = {"verifier": verifier.name if verifier else None, "inspectors": names}
    write_down(s, Action.NAME_VERIFIER, data)
    return s.item


def _name_inspectors(s: Situation, inspectors: Sequence[User]) -> None:
    if s.item.state != State.AWAITING_VERIFICATION:
        raise GuardFailed("签批之后才能指定现场核查人员。")
    if len({person.pk for person in inspectors}) != 2:
        raise Invalid.at("inspectors", "现场核查须指定两名不同的核查人员。")
    for person in inspectors:
        _refuse_tied(s, person, "inspectors")
    _draw(s).inspectors.set(inspectors)
    text = f"您被指定为{naming(s.item)}的现场核查人员，请与验收人联系。"
    tell(s, inspectors, MessageKind.TO_DO, text, node="inspectors")


def _is_tied(s: Situation, person: User) -> bool:
    """Whether he holds a post in a lead, handling or co-operating unit."""
    units = {s.item.lead_department_id, s.item.handling_unit_id}
    units |= {part.department_id for part in s.cooperations}
    return person.posts.on(s.on).filter(department__in=units - {None}).exists()


def _refuse_tied(s: Situation, person: User, name: str) -> None:
    if _is_tied(s, person):
        raise Invalid.at(name, f"{person.name}在责任单位任职，不能验收本事项，请另选。")


def _refuse_seated(s: Situation, person: User) -> None:
    if person.pk in (s.applicant_id, s.reviewer_id, s.signer_id):
        raise Invalid.at("verifier", f"{person.name}已在本轮申请、审核或签批，不能验收，请另选。")


@transaction.atomic
def look_back(
    *,
    item: Item,
    by: User,
    at: datetime,
    result: str,
    finding: str,
    next_on: date | None = None,
    evidence: Sequence[EvidenceContent] = (),
) -> LookBack:
    """Record a look back; for a sustained item it dates the next one."""
    s = begin(item=item, by=by, at=at, action=Action.LOOK_BACK, version=None)
    text = need_text("finding", finding, "请写明回头看看到的情况。", limit=2000)
    if result not in LookBackResult.values:
        raise Invalid.at("result", "请选择结果：成效巩固、有所弱化或问题反弹。")
    next_date = _next_look_back(s, result, next_on)
    row = LookBack.objects.create(
        item=s.item,
        cycle=s.item.cycle,
        result=result,
        finding=text,
        by=by,
        at=at,
        next_on=next_date,
    )
    for piece in evidence:
        write_evidence(s, piece)
    touch(s, {"look_back_due_on": next_date})
    write_down(s, Action.LOOK_BACK, {"result": result})
    if result == LookBackResult.RELAPSED:
        text = f"{naming(s.item)}回头看发现问题反弹，请2个工作日内重新整改。"
        people = office_people_for(s.item, s.on)
        tell(s, people, MessageKind.TO_DO, text, node=f"relapse:{row.pk}")
    return row


def _next_look_back(s: Situation, result: str, next_on: date | None) -> date | None:
    if result == LookBackResult.RELAPSED:
        return None
    last = s.on + timedelta(days=s.rule("sustain_max_days"))
    if s.item.state != State.SUSTAINED and (next_on is None or result != LookBackResult.WEAKENED):
        return None
    chosen = next_on or last
    if not s.on < chosen <= last:
        raise Invalid.at("next_on", f"下次回头看日期须在今天之后、不晚于{last}。")
    return chosen


@transaction.atomic
def reopen(
    *,
    item: Item,
    by: User,
    at: datetime,
    version: int | None,
    reason: str,
    basis: str,
    new_due_on: date,
) -> Item:
    """Take a closed item up again as a key one, in a new cycle: old evidence counts no more.

    `basis` names the look-back, opinion, superior's word or call-back that shows the relapse. The
    second time an escalation to the group leader is proposed.
    """
    s = begin(item=item, by=by, at=at, action=Action.REOPEN, version=version)
    why = need_text("reason", reason, "请写明重新整改的理由。")
    proof = need_text("basis", basis, "请写明依据（回头看、群众来信、上级指出或回访记录）。")
    if new_due_on is None or new_due_on <= s.on:
        raise Invalid.at("new_due_on", "请填写新的整改时限，须晚于今天。")
    if new_due_on > s.on + timedelta(days=s.rule("other_max_days")):
        raise Invalid.at("new_due_on", f"整改时限最长{s.rule('other_max_days')}天，请改早。")
    if s.item.lead_department_id is None:
        raise GuardFailed("本事项没有牵头单位，请先更正后再重新整改。")
    move(s, Action.REOPEN, changes=_reopened(s, new_due_on), data={"reason": why, "basis": proof})
    ask_parts_anew(s.item)
    head = [s.seats.head.person] if s.seats.head else []
    text = f"{naming(s.item)}重新整改：{why}，新时限{new_due_on}。"[:300]
    tell(s, [*officers_of(s.item, s.on), *head], MessageKind.RETURNED, text)
    if s.item.is_sensitive:  # city leaders read no more of it than the shell
        text = f"{naming(s.item)}重新整改，新时限{new_due_on}。"
    tell(s, s.deputies, MessageKind.RETURNED, text, cadence=Cadence.WEEKLY)
    if timeline("rectification.item", s.item.pk).filter(type="item.reopened").count() >= 2:
        again = EscalationReason.REOPENED_TWICE
        propose_escalation(item=s.item, at=at, level=EscalationLevel.GROUP_LEADER, reason=again)
    return s.item


def _reopened(s: Situation, new_due_on: date) -> dict[str, Any]:
    return {
        "cycle": s.item.cycle + 1,
        "is_key": True,
        "sign_off": None,
        "verification": None,
        "closed_at": None,
        "look_back_due_on": None,
        "returns": 0,
        **due_changes(s.item, new_due_on, s.workdays),
    }


@transaction.atomic
def conclude(*, item: Item, by: User, at: datetime, version: int | None) -> Item:
    """Close a sustained item whose last two look-backs found it consolidated."""
    s = begin(item=item, by=by, at=at, action=Action.CONCLUDE, version=version)
    move(s, Action.CONCLUDE, changes={"closed_at": at, "look_back_due_on": None})
    return s.item


@transaction.atomic
def archive(*, item: Item, by: User, at: datetime, version: int | None) -> Item:
    """Make an ended item read-only."""
    s = begin(item=item, by=by, at=at, action=Action.ARCHIVE, version=version)
    change(s, {"archived_at": at})
    write_down(s, Action.ARCHIVE)
    return s.item
