"""Three signatures under one sheet: who hands over, who takes over, who watches."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.enums import HandoverRole, HandoverState, LineState, OrgEvent
from accounts.models import Handover, HandoverSignature, User
from accounts.permissions import post_title_of, role_of
from accounts.selectors import SILENCE, LineView, lines_for, signatures_of
from accounts.services.handovers.ground import (
    fact_of,
    locked,
    naming,
    outgoing_is_settled,
    save_state,
)
from accounts.services.messages import HANDOVER, tell_people
from core.clock import local_date
from core.errors import Conflict, Denied, GuardFailed, Invalid
from journal.services import record_many

HIDDEN = "敏感事项，按知悉范围另行交接"
LONGEST = 300


def shown_for_handover(*, handover: Handover, by: User, at: datetime) -> tuple[dict[str, Any], str]:
    """What a signer is shown, and its hash (SHA-256 over canonical JSON)."""
    views = lines_for(handover, by, local_date(at))
    receiver = handover.receiver
    content = {
        "post": naming(handover),
        "outgoing": handover.post.person.name,
        "receiver": receiver.name if receiver is not None else "",
        "supervisor": handover.supervisor.name if handover.supervisor is not None else "",
        "document_number": handover.document_number,
        "lines": [_shown(view) for view in views],
    }
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return content, hashlib.sha256(canonical.encode()).hexdigest()


def _shown(view: LineView) -> dict[str, Any]:
    line = view.line
    if view.hidden:
        return {"order": line.order, "label": HIDDEN}
    return {
        "order": line.order,
        "label": line.label,
        "state": line.state_words,
        "due_on": line.due_on.isoformat() if line.due_on else "",
        "done": line.done,
        "left": line.left,
        "risk": line.risk,
        "units": line.units,
        "answer": line.state,
        "remark": line.remark,
    }


def why_not_sign(handover: Handover, user: User, at: datetime) -> list[str]:
    """The sentences for which the person may not sign now; none where he may."""
    role = role_of(handover, user)
    if role is None or not user.is_active:
        return ["交接单由移交人、接收人、监交人三方签字，您不是其中一方。"]
    if handover.state == HandoverState.DONE:
        return ["这份交接单已经完成。"]
    signed = set(signatures_of(handover))
    if role in signed:
        return ["您已经签过字。"]
    if role == HandoverRole.RECEIVER:
        views = lines_for(handover, user, local_date(at))
        left = sum(1 for v in views if not v.hidden and v.line.state == LineState.PENDING)
        return [f"还有{left}项未接收，请先逐项接收或写明不接收的理由。"] if left else []
    if role == HandoverRole.SUPERVISOR:
        return _supervisor_waits(handover, signed, at)
    return []


def _supervisor_waits(handover: Handover, signed: set[str], at: datetime) -> list[str]:
    waits = []
    if HandoverRole.RECEIVER not in signed:
        name = handover.receiver.name if handover.receiver is not None else "尚未确定"
        waits.append(f"接收人（{name}）签字后监交人才能签字。")
    if not outgoing_is_settled(handover, signed, at):
        waits.append(
            f"移交人{handover.post.person.name}尚未签字；开单满{SILENCE}个工作日仍未签字的，可由您说明后签字。"
        )
    return waits


@transaction.atomic
def sign_handover(
    *, handover: Handover, by: User, at: datetime, shown_hash: str, note: str = ""
) -> HandoverSignature:
    """Sign as the one of the three that the person is. The caller has checked his password again.

    Where who hands over has not signed (deactivated, or silent for 5 working days) the
    supervisor's `note` stands in for his signature, so it is asked for. Raises Denied, GuardFailed
    with the reasons, Conflict where the sheet has changed since it was shown.
    """
    row = locked(handover)
    role = _signing_role(row, by, at)
    content, digest = shown_for_handover(handover=row, by=by, at=at)
    if digest != shown_hash:
        raise Conflict(
            "交接单在您查看之后有变动，请重新查看后再签字。",
            current={"shown_hash": digest},
            yours={"shown_hash": shown_hash},
        )
    words = _note(row, role, note)
    title = row.post.title if role == HandoverRole.OUTGOING else ""
    if role == HandoverRole.RECEIVER:
        title = row.receiver_post.title
    signature = HandoverSignature.objects.create(
        handover=row,
        role=role,
        person=by,
        person_name=by.name,
        post_title=title or post_title_of(by, local_date(at)),
        signed_at=at,
        content_hash=digest,
        snapshot=content,
        note=words,
    )
    save_state(row, at)
    done = row.state == HandoverState.DONE
    facts = [fact_of(OrgEvent.HANDOVER_SIGNED, row, by, at, role=role.value, hash=digest)]
    facts += [fact_of(OrgEvent.HANDOVER_DONE, row, by, at)] if done else []
    record_many(facts)
    tell_people(_next_facts(row, by), at=at)
    return signature


def _signing_role(row: Handover, by: User, at: datetime) -> HandoverRole:
    """As which of the three the person signs; Denied for others, GuardFailed while he may not."""
    role = role_of(row, by)
    reasons = why_not_sign(row, by, at)
    if role is None:
        raise Denied(reasons[0])
    if reasons:
        raise GuardFailed(reasons)
    return role


def _note(row: Handover, role: HandoverRole, note: str) -> str:
    words = note.strip()
    if len(words) > LONGEST:
        raise Invalid.at("note", f"最多{LONGEST}个字，现有{len(words)}个字，请精简。")
    replaces = role == HandoverRole.SUPERVISOR and HandoverRole.OUTGOING not in signatures_of(row)
    if replaces and not words:
        raise Invalid.at("note", "移交人未签字，请写明原因和您核对的情况，作为代替其签字的说明。")
    return words


def _next_facts(row: Handover, by: User) -> list[Mapping[str, Any]]:
    """Who is told after a signature: the supervisor when it is his turn, both at the end."""
    common = {"kind": HANDOVER, "subject": row, "by": by}
    if row.state == HandoverState.DONE:
        people = [row.post.person, row.receiver]
        text = f"{naming(row)}交接已完成，可在交接单中查看和打印。"
        return [common | {"people": people, "key": f"handover:{row.uid}:done", "text": text}]
    if row.state == HandoverState.AWAITING_SUPERVISOR and row.supervisor is not None:
        key = f"handover:{row.uid}:turn:{row.supervisor_id}"
        text = f"{naming(row)}交接双方已办妥，请您监交签字。"
        return [common | {"people": [row.supervisor], "key": key, "text": text}]
    return []
