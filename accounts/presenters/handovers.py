"""How a handover looks: as a line of a list, a sheet, signatures, a to-do."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from accounts.enums import HandoverReason, HandoverRole, HandoverState, LineState
from accounts.models import Handover, HandoverSignature
from accounts.presenters.organisation import Cell
from accounts.selectors import HandoverTask, LineView
from core.clock import local_date
from core.presenters import day, moment, moment_full

HANDOVER_TAGS: Mapping[str, str] = {
    HandoverState.AWAITING_RECEIVER: "warn",
    HandoverState.OPEN: "act",
    HandoverState.AWAITING_SUPERVISOR: "act",
    HandoverState.DONE: "",
}
HIDDEN = "敏感事项（按知悉范围另行交接）"
_LIGHTS: Mapping[str, str] = {
    LineState.PENDING: "none",
    LineState.ACCEPTED: "done",
    LineState.REFUSED: "bad",
}


def desk_of(row: Handover) -> str:
    """The desk in words: 市住建局局长."""
    return f"{row.post.department.short_name}{row.post.title}"


def handover_row(row: Handover) -> dict[str, Any]:
    """A handover as a line of a list."""
    receiver, supervisor = row.receiver, row.supervisor
    cells: list[Cell] = [
        {
            "text": desk_of(row),
            "url": reverse("accounts:handover", args=[row.uid]),
            "sub": f"{row.get_reason_display()} · {day(local_date(row.opened_at))} 开出",
        },
        {"text": row.post.person.name},
        {"text": receiver.name if receiver is not None else "尚未确定"},
        {"text": supervisor.name if supervisor is not None else "尚未指定"},
        {"tag": (row.get_state_display(), HANDOVER_TAGS[row.state])},
    ]
    return {"cells": cells}


HANDOVER_COLUMNS = [{"label": label} for label in ("岗位", "移交人", "接收人", "监交人", "进度")]


def handover_facts(row: Handover) -> list[Cell]:
    """Whose desk, why, by which document, who takes it over and who watches."""
    post = row.post
    until = f"{day(post.starts_on)}—{day(post.ends_on)}"
    reason = HandoverReason(row.reason).label
    facts: list[Cell] = [
        {"label": "岗位", "value": desk_of(row), "sub": post.get_kind_display()},
        {"label": "移交人", "value": post.person.name, "sub": f"任职 {until}"},
        _taker(row),
        {"label": "监交人", "value": row.supervisor.name if row.supervisor else "尚未指定"},
        {"label": "事由", "value": reason, "sub": row.document_number},
        {"label": "开出", "value": moment(row.opened_at)},
    ]
    if row.done_at is not None:
        facts.append({"label": "完成", "value": moment(row.done_at)})
    return facts


def _taker(row: Handover) -> Cell:
    if row.receiver_post is None:
        sub = "登记接任后自动确定，也可指定本单位在任人员"
        return {"label": "接收人", "value": "尚未确定", "sub": sub}
    post = row.receiver_post
    sub = f"{post.title}，{day(post.starts_on)} 任职"
    return {"label": "接收人", "value": post.person.name, "sub": sub}


def handover_lines(views: Iterable[LineView], row: Handover, may: bool) -> list[dict[str, Any]]:
    """Lines of the sheet; `may` says that the reader answers them."""
    return [_handover_line(view, row, may) for view in views]


def _handover_line(view: LineView, row: Handover, may: bool) -> dict[str, Any]:
    line = view.line
    if view.hidden:
        return {
            "order": line.order,
            "title": HIDDEN,
            "hidden": True,
            "answer": ("none", "另行交接"),
        }
    label = LineState(line.state).label
    who = f"{line.answered_by.name} {moment(line.answered_at)}" if line.answered_by else ""
    return {
        "order": line.order,
        "uid": line.uid,
        "title": view.title,
        "url": view.url,
        "state": line.state_words,
        "due": day(line.due_on),
        "done": line.done,
        "left": line.left,
        "risk": line.risk,
        "units": line.units,
        "sensitive": line.is_sensitive,
        "answer": (_LIGHTS[line.state], label),
        "answered": "；".join(word for word in (who, line.remark) if word),
        "open": may and line.state != LineState.ACCEPTED,
        "refuse_url": reverse("accounts:handover-refuse", args=[row.uid, line.uid])
        if may and line.state == LineState.PENDING
        else "",
    }


def signature_rows(row: Handover, signed: Mapping[str, HandoverSignature]) -> list[dict[str, Any]]:
    """The three places for signatures, in the order of the sheet."""
    names = {
        HandoverRole.OUTGOING: row.post.person.name,
        HandoverRole.RECEIVER: row.receiver.name if row.receiver is not None else "尚未确定",
        HandoverRole.SUPERVISOR: row.supervisor.name if row.supervisor is not None else "尚未指定",
    }
    return [_signature(role, name, row, signed.get(role)) for role, name in names.items()]


def _signature(
    role: HandoverRole, name: str, row: Handover, signed: HandoverSignature | None
) -> dict[str, Any]:
    found = {"role": role.label, "name": name, "signed": signed is not None}
    if signed is not None:
        found |= {
            "post": signed.post_title,
            "when": moment_full(signed.signed_at),
            "note": signed.note,
            "hash": signed.content_hash[:12],
        }
    elif role == HandoverRole.OUTGOING and row.state == HandoverState.DONE:
        found["words"] = "未签，以监交人说明为准"
    elif role == HandoverRole.OUTGOING and not row.post.person.is_active:
        found["words"] = "账号已停用，由监交人说明代替"
    return found


def handover_todo(task: HandoverTask) -> dict[str, Any]:
    """What a handover asks of a person, as a line of his to-dos."""
    row = task.handover
    asks = {
        HandoverRole.OUTGOING: ("请核对您移交的事项并签字", "核对"),
        HandoverRole.RECEIVER: (
            f"还有{task.waiting}项待您接收，不影响办理" if task.waiting else "已逐项接收，请签字",
            "接收" if task.waiting else "签字",
        ),
        HandoverRole.SUPERVISOR: ("交接双方已办妥，请您监交签字", "监交"),
    }
    why, label = asks[task.role]
    url = reverse("accounts:handover", args=[row.uid])
    return {
        "title": f"{desk_of(row)}岗位交接",
        "url": url,
        "sub": f"{row.post.person.name}移交 · {why}",
        "tag": ("交接", ""),
        "kind": "handover",
        "action": {"label": label, "url": url},
    }
