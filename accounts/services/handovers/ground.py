"""What the acts of a handover share: its name, its journal entries, its supervisor, its people."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from accounts.enums import HandoverRole, HandoverState, OrgEvent, PostKind
from accounts.models import Handover, User
from accounts.selectors import SILENCE, city_leaders_for, heads_of, signatures_of
from accounts.services.messages import HANDOVER
from core import workdays
from core.clock import local_date
from core.errors import Conflict, TransitionNotAllowed
from journal.services import Fact

HEADS = (PostKind.FIRST_IN_CHARGE, PostKind.ACTING)


def naming(row: Handover) -> str:
    """The desk in words: 市住建局局长."""
    return f"{row.post.department.short_name}{row.post.title}"


def fact_of(event: OrgEvent, row: Handover, by: User | None, at: datetime, **data: Any) -> Fact:
    """A journal entry: whose desk, who takes it, who watches; nothing of what lay on it."""
    receiver = row.receiver
    return Fact(
        type=event,
        subject=row,
        by=by,
        at=at,
        department_code=row.post.department.code,
        data={
            "person_name": row.post.person.name,
            "title": row.post.title,
            "document_number": row.document_number,
            "receiver": receiver.name if receiver is not None else "",
            "supervisor": row.supervisor.name if row.supervisor is not None else "",
            **data,
        },
    )


def supervisors_for(rows: Sequence[Handover], on: date) -> dict[int, User]:
    """Per post who watches unless somebody else is named: three statements for any number.

    The head of the department; for a head's own post the city leader in charge, for a sub-unit's
    the head of its superior. Neither who hands over nor who takes over.
    """
    departments = {row.post.department for row in rows}
    superior = {d.pk: d.parent_id for d in departments if d.is_sub_unit and d.parent_id}
    heads = heads_of({d.pk for d in departments} | set(superior.values()), on)
    leaders = city_leaders_for([d.pk for d in departments], on)
    found = {}
    for row in rows:
        department = row.post.department_id
        seats = [] if row.post.kind in HEADS else [heads.get(department)]
        seats.append(heads.get(superior.get(department, 0)))
        people = [seat.user for seat in seats if seat is not None]
        people += [post.person for post in leaders[department]]
        receiver = row.receiver.pk if row.receiver is not None else None
        free = [p for p in people if p.pk not in (row.post.person_id, receiver)]
        if free:
            found[row.post_id] = free[0]
    return found


def supervisor_facts(rows: Iterable[Handover], by: User | None) -> list[dict[str, Any]]:
    """Tell supervisors that a handover is theirs to watch."""
    return [
        {
            "people": [row.supervisor],
            "kind": HANDOVER,
            "key": f"handover:{row.uid}:supervisor:{row.supervisor_id}",
            "subject": row,
            "text": f"{naming(row)}{row.post.person.name}离任，由您监交；双方签字后请您签字。",
            "by": by,
        }
        for row in rows
        if row.supervisor is not None
    ]


def receiver_facts(rows: Iterable[Handover], by: User | None) -> list[dict[str, Any]]:
    """Tell receivers what waits for them, and that it holds nothing up."""
    return [
        {
            "people": [row.receiver],
            "kind": HANDOVER,
            "key": f"handover:{row.uid}:receiver:{row.receiver_post_id}",
            "subject": row,
            "text": (
                f"您接手{naming(row)}{row.post.person.name}的工作，请逐项接收交接事项并签字；"
                "未接收完不影响您即日起办理和签批。"
            ),
            "by": by,
        }
        for row in rows
        if row.receiver is not None
    ]


def locked(handover: Handover) -> Handover:
    """The handover as it stands now, locked, unfinished. Raises TransitionNotAllowed, Conflict."""
    row = (
        Handover.objects.select_for_update(of=("self",))
        .for_page()
        .select_related("post__department__parent")
        .get(pk=handover.pk)
    )
    if row.state == HandoverState.DONE:
        raise TransitionNotAllowed("这份交接单已经完成，不能再改。")
    return row


def save_state(row: Handover, at: datetime) -> None:
    """Write where the handover stands by its receiver and its signatures."""
    signed = signatures_of(row)
    state = HandoverState.OPEN
    if HandoverRole.SUPERVISOR in signed:
        state = HandoverState.DONE
    elif row.receiver_post_id is None:
        state = HandoverState.AWAITING_RECEIVER
    elif HandoverRole.RECEIVER in signed and outgoing_is_settled(row, set(signed), at):
        state = HandoverState.AWAITING_SUPERVISOR
    updated = Handover.objects.filter(pk=row.pk).exclude(state=HandoverState.DONE)
    done_at = at if state == HandoverState.DONE else None
    changes = {
        "state": state,
        "done_at": done_at,
        "receiver_post": row.receiver_post,
        "supervisor": row.supervisor,
    }
    if not updated.update(**changes):
        raise Conflict("这份交接单刚才已由他人办结，请刷新页面查看。")
    row.state, row.done_at = state, done_at


def outgoing_is_settled(row: Handover, signed: set[str], at: datetime) -> bool:
    """Whether who hands over has signed, can't any more, or has been waited for long enough."""
    if HandoverRole.OUTGOING in signed or not row.post.person.is_active:
        return True
    waited = workdays.load().between(local_date(row.opened_at), local_date(at))
    return waited >= SILENCE
