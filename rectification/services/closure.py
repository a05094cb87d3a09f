"""From the request for closure to the signature of the first-in-charge."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.enums import Capacity
from accounts.models import Post, User
from accounts.services import accept_by_act
from core.errors import Conflict, Denied, GuardFailed, Invalid
from notifications.enums import DigestSection, MessageKind
from rectification.enums import (
    Action,
    Kind,
    MeasureState,
    RequestState,
    State,
    VerificationMethod,
)
from rectification.models import (
    ClosureRequest,
    Item,
    Measure,
    SignOff,
    VerificationDraw,
)
from rectification.permissions import Situation
from rectification.selectors.closure import closure_facts, closure_gaps, waiting_parts
from rectification.selectors.seats import office_people_for, officers_of
from rectification.services.base import (
    begin,
    move,
    naming,
    need_text,
    tell,
    version_facts,
)
from rectification.services.evidence import EvidenceContent, write_evidence
from rectification.services.handling import measure_facts
from rectification.services.verifiers import verifiers_of


@dataclass(frozen=True)
class ClosureContent:
    """What is said when closure is asked for. `done` maps measure uids to their outcome text."""

    statement: str
    done: Mapping[str, str] | None = None
    evidence: Sequence[EvidenceContent] = ()
    complainants: str = ""
    nobody_reachable: bool = False


def _statement(s: Situation, content: ClosureContent) -> str:
    text = need_text("statement", content.statement, "请写明整改成效。", limit=2000)
    if not any(ch.isdigit() for ch in text) and len(text) < 15:
        raise Invalid.at("statement", "整改成效请写明数字或可核实的事实（多少件、多少户、何时）。")
    if s.item.is_mass and not content.complainants.strip() and not content.nobody_reachable:
        raise Invalid.at(
            "complainants", "涉及群众的事项请列出可回访的群众；确无可回访的请勾选“无可回访群众”。"
        )
    return text


def _mark_done(s: Situation, done: Mapping[str, str]) -> None:
    for uid, outcome in done.items():
        updated = Measure.objects.filter(item=s.item, cycle=s.item.cycle, uid=uid).exclude(
            state=MeasureState.DROPPED
        )
        text = outcome.strip()[:500] or "已完成"
        if not updated.update(state=MeasureState.DONE, done_at=s.at, done_by=s.user, outcome=text):
            raise Invalid.at("done", "要标记完成的措施不属于本事项，请刷新后重试。")


@transaction.atomic
def request_closure(
    *, item: Item, content: ClosureContent, by: User, at: datetime, version: int | None
) -> Item:
    """Ask for closure. Measures may be marked done and evidence added in the same act.

    Raises GuardFailed that says, in the order of the rule, what is missing.
    """
    s = begin(item=item, by=by, at=at, action=Action.REQUEST_CLOSURE, version=version)
    text = _statement(s, content)
    _mark_done(s, content.done or {})
    for piece in content.evidence:
        write_evidence(s, piece)
    facts = closure_facts(s.item)
    silence = s.rule("part_silence_days")
    gaps = closure_gaps(s.item, facts, on=s.on, workdays=s.workdays, silence=silence)
    if gaps:
        raise GuardFailed(gaps, before="申请销号还差：")
    _, silent = waiting_parts(facts, s.on, s.workdays, silence)
    ClosureRequest.objects.create(
        item=s.item,
        cycle=s.item.cycle,
        applicant=by,
        applied_at=at,
        statement=text,
        complainants=content.complainants.strip(),
        nobody_reachable=content.nobody_reachable,
        silent_parts=silent,
    )
    move(s, Action.REQUEST_CLOSURE)
    fresh = Situation(by, s.item, at)
    _skip_or_tell_reviewer(fresh)
    return fresh.item


def _skip_or_tell_reviewer(s: Situation) -> None:
    """Skip the review where nobody is to make it, or the small path does without it."""
    item = s.item
    reason = ""
    if item.kind == Kind.IMMEDIATE and not item.is_key and not item.is_sensitive:
        reason = "立行立改，免部门审核"
    elif s.portfolio_leader is None:
        reason = "无分管领导可审核（无人分管、或分管领导为第一责任人、受委托人、申请人）"
    if reason:
        _skip(s, reason, by_system=True)
        return
    text = f"{naming(item)}申请销号，请审核。"
    tell(s, [s.portfolio_leader], MessageKind.TO_DO, text)


def _skip(s: Situation, reason: str, *, by_system: bool) -> None:
    ClosureRequest.objects.filter(pk=s.request.pk).update(
        state=RequestState.SKIPPED, skip_reason=reason
    )
    informed = s.portfolio_leader
    move(s, Action.SKIP_REVIEW, data={"reason": reason, "by_system": by_system})
    if informed is not None:
        words = f"{naming(s.item)}申请销号，{reason}。"[:300]
        tell(s, [informed], MessageKind.INFORMED, words, node="review-skipped")
    _tell_signer(s)


def _tell_signer(s: Situation) -> None:
    if s.seats.head is None:
        name = s.item.lead_department.short_name
        people = [*office_people_for(s.item, s.on), *s.deputies]
        text = f"{name}第一责任人空缺，{naming(s.item)}等待签批，请明确主持工作人员。"
        tell(s, people, MessageKind.VACANCY, text, node="signer-vacant")
        return
    people = [s.seats.head.person, *(d.delegate for d in s.seats.delegates)]
    text = f"{naming(s.item)}请您签批销号。"
    tell(s, people, MessageKind.TO_DO, text, node="sign", section=DigestSection.TO_SIGN)


@transaction.atomic
def endorse_closure(
    *, item: Item, by: User, at: datetime, version: int | None, comment: str = ""
) -> Item:
    """The portfolio leader's review: forward to the signature."""
    s = begin(item=item, by=by, at=at, action=Action.ENDORSE_CLOSURE, version=version)
    ClosureRequest.objects.filter(pk=s.request.pk).update(
        state=RequestState.ENDORSED,
        reviewer=by,
        reviewed_at=at,
        review_comment=comment.strip()[:500],
    )
    move(s, Action.ENDORSE_CLOSURE, data={"comment": comment.strip()})
    _tell_signer(s)
    return s.item


@transaction.atomic
def skip_review(*, item: Item, by: User, at: datetime, version: int | None) -> Item:
    """The first-in-charge takes a request whose review is over time or has nobody to make it."""
    s = begin(item=item, by=by, at=at, action=Action.SKIP_REVIEW, version=version)
    _skip(s, "分管领导逾期未审核或空缺，第一责任人直接办理", by_system=False)
    return s.item


@transaction.atomic
def return_closure(*, item: Item, by: User, at: datetime, version: int | None, reason: str) -> Item:
    """Send the request back; the officer goes on rectifying."""
    s = begin(item=item, by=by, at=at, action=Action.RETURN_CLOSURE, version=version)
    why = need_text("reason", reason, "退回须写明理由，让经办人知道还差什么。")
    ClosureRequest.objects.filter(pk=s.request.pk).update(
        state=RequestState.RETURNED, returned_by=by, return_reason=why, ended_at=at
    )
    applicant = s.request.applicant
    move(s, Action.RETURN_CLOSURE, data={"reason": why})
    text = f"{naming(s.item)}的销号申请被退回：{why}"[:300]
    tell(s, [applicant, *officers_of(s.item, s.on)], MessageKind.RETURNED, text)
    return s.item


def withdraw(*, item: Item, by: User, at: datetime, version: int | None) -> Item:
    """Take back what one has handed in: the plan, or the closure request."""
    with transaction.atomic():
        s = begin(item=item, by=by, at=at, action=Action.WITHDRAW, version=version)
        if s.item.state == State.PLAN_REVIEW:
            s.item.plans.filter(cycle=s.item.cycle, state="submitted").update(
                state="withdrawn", decided_at=at
            )
        move(s, Action.WITHDRAW)
        return s.item


def closure_content(s: Situation) -> dict[str, Any]:
    """What is shown for signature, in a stable order: the snapshot that a signature keeps."""
    request, item = s.request, s.item
    facts = s.closure_facts
    return {
        "number": item.number,
        "title": item.title,
        "problem": item.problem,
        "acceptance_standard": item.acceptance_standard,
        "lead_department": item.lead_department.name,
        "due_on": item.due_on.isoformat(),
        "statement": request.statement if request else "",
        "applicant": request.applicant_id if request else None,
        "silent_parts": request.silent_parts if request else [],
        "measures": [measure_facts(m) for m in facts.measures],
        "evidence": [
            {"uid": str(e.uid), "title": e.title, "sha256": e.sha256, "reference": e.reference}
            for e in facts.evidence
        ],
        "cycle": item.cycle,
    }


def content_hash(content: Mapping[str, Any]) -> str:
    """SHA-256 of what was shown, over canonical JSON."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def shown_for_signature(*, item: Item, by: User, at: datetime) -> tuple[dict[str, Any], str]:
    """The content that a signer is shown, and its hash."""
    content = closure_content(Situation(by, item, at))
    return content, content_hash(content)


def _signing_post(s: Situation) -> tuple[Post, Capacity]:
    head = s.seats.head
    if head is None:
        raise Denied("第一责任人空缺，签批须等明确主持工作人员后进行。")
    if head.person_id == s.user.pk:
        return head, s.seats.head_capacity
    return head, Capacity.DELEGATE


@transaction.atomic
def sign_off(
    *,
    item: Item,
    by: User,
    at: datetime,
    version: int | None,
    shown_hash: str,
    comment: str = "",
    seed: str = "",
) -> Item:
    """The first-in-charge signs what he was shown. The caller has checked his password again.

    `shown_hash` is that of what was shown: Conflict if it has changed since. At the cycle's first
    signature the way of verification is drawn with a recorded `seed`. Where the signer took his
    post over, the item's line in his handover is accepted with it.
    """
    s = begin(item=item, by=by, at=at, action=Action.SIGN_OFF, version=version)
    signature = _signature(s, _content_as_shown(s, shown_hash), shown_hash, comment)
    ClosureRequest.objects.filter(pk=s.request.pk).update(state=RequestState.SIGNED, ended_at=at)
    draw_verification(s, seed or secrets.token_hex(8))
    data = {
        "hash": shown_hash,
        "capacity": signature.capacity.value,
        "post": signature.post_title,
    }
    move(s, Action.SIGN_OFF, changes={"sign_off": signature}, data=data)
    accept_by_act(subject_type="rectification.item", subject_uid=s.item.uid, by=by, at=at)
    _tell_verifiers(s)
    return s.item


def _content_as_shown(s: Situation, shown_hash: str) -> dict[str, Any]:
    """The content to be signed; Conflict if it is not what was shown."""
    content = closure_content(s)
    if content_hash(content) != shown_hash:
        raise Conflict(
            "签批内容在您查看之后有变动，请重新查看后再签批。",
            current=version_facts(s.item, s.user, s.at),
            yours={"shown_hash": shown_hash},
        )
    return content


def _signature(s: Situation, content: dict[str, Any], digest: str, comment: str) -> SignOff:
    """Who signed as what, over what, and whether in time: kept as it was on the day."""
    post, capacity = _signing_post(s)
    return SignOff.objects.create(
        item=s.item,
        cycle=s.item.cycle,
        request=s.request,
        signer=s.user,
        signer_name=s.user.name,
        post=post,
        post_title=post.title,
        capacity=capacity,
        department=s.item.lead_department,
        signed_at=s.at,
        comment=comment.strip()[:500],
        item_version=s.item.version,
        content_hash=digest,
        snapshot=content,
        due_on=s.item.due_on,
        original_due_on=s.item.original_due_on or s.item.due_on,
        is_in_time=s.on <= s.item.due_on,
    )


def _tell_verifiers(s: Situation) -> None:
    people = verifiers_of(Situation(s.user, s.item, s.at))
    tell(s, people, MessageKind.TO_DO, f"{naming(s.item)}已签批，请验收。", node="verify")


def draw_number(seed: str, item: Item, purpose: str) -> int:
    """A number from 0 to 99 that anybody can draw again from the recorded seed."""
    digest = hashlib.sha256(f"{seed}:{item.uid}:{item.cycle}:{purpose}".encode()).hexdigest()
    return int(digest[:8], 16) % 100


def draw_verification(s: Situation, seed: str) -> VerificationDraw:
    """Draw the way of verification and whether a look-back follows; kept for the cycle."""
    kept = VerificationDraw.objects.filter(item=s.item, cycle=s.item.cycle).first()
    if kept is not None:
        return kept
    item, request = s.item, s.request
    on_site = draw_number(seed, item, "on-site") < s.rule("on_site_percent")
    look_back = draw_number(seed, item, "look-back") < s.rule("look_back_percent")
    if item.is_sensitive:
        method = VerificationMethod.DOCUMENT
    elif item.is_key:
        method = VerificationMethod.ON_SITE
    elif item.is_mass and not (request and request.nobody_reachable):
        method = VerificationMethod.CALL_BACK
    elif item.is_mass or on_site:
        method = VerificationMethod.ON_SITE
    else:
        method = VerificationMethod.DOCUMENT
    always = item.is_key or item.is_mass or item.is_sensitive or item.kind == Kind.LONG_TERM
    return VerificationDraw.objects.create(
        item=item,
        cycle=item.cycle,
        method=method,
        needs_look_back=always or look_back,
        seed=seed,
        drawn_at=s.at,
    )


@transaction.atomic
def withdraw_sign_off(*, item: Item, by: User, at: datetime, version: int | None) -> Item:
    """The signer takes his signature back within two hours; it is kept, marked withdrawn."""
    s = begin(item=item, by=by, at=at, action=Action.WITHDRAW_SIGN_OFF, version=version)
    signature = s.sign_off
    SignOff.objects.filter(pk=signature.pk).update(withdrawn_at=at)
    reviewed = RequestState.ENDORSED if s.reviewer_id else RequestState.SKIPPED
    ClosureRequest.objects.filter(pk=signature.request_id).update(state=reviewed, ended_at=None)
    move(s, Action.WITHDRAW_SIGN_OFF, changes={"sign_off": None})
    return s.item
