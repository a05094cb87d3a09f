"""The receiver's word on each line: taken over, with or without a remark, or not, with a reason."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from accounts.enums import HandoverRole, LineState, OrgEvent
from accounts.models import Handover, HandoverLine, User
from accounts.permissions import check_is_receiver
from accounts.selectors import lines_for, signatures_of
from accounts.services.handovers.ground import fact_of, locked, naming
from accounts.services.messages import HANDOVER, tell_people
from core.clock import local_date
from core.errors import Invalid, NotFound, TransitionNotAllowed
from journal.services import record_many

LONGEST = 300


@transaction.atomic
def accept_lines(
    *,
    handover: Handover,
    by: User,
    at: datetime,
    lines: Collection[UUID] | None = None,
    remark: str = "",
) -> int:
    """Take lines over: those named, or (None) all that wait; returns how many.

    Lines of sensitive items that the receiver may not read are not his to accept: they are handed
    over by naming somebody. Raises Denied, NotFound (no such line for him), TransitionNotAllowed
    (signed, finished, or nothing waits).
    """
    row = _for_receiver(handover, by)
    words = _words("remark", remark)
    chosen = _chosen(row, by, at, lines)
    waiting = [line for line in chosen if line.state != LineState.ACCEPTED]
    if not waiting:
        raise TransitionNotAllowed("所选事项都已接收，不必重复办理。")
    _answer(waiting, LineState.ACCEPTED, words, by, at)
    record_many([fact_of(OrgEvent.HANDOVER_ACCEPTED, row, by, at, lines=len(waiting))])
    _taken_over(row, waiting, by, at)
    return len(waiting)


@transaction.atomic
def refuse_line(*, handover: Handover, line: UUID, reason: str, by: User, at: datetime) -> None:
    """Do not take one line over, and say why; supervisor and leaver are told.

    The item stays with the department; only the list says that it is open who goes on with it.
    Raises as `accept_lines`, and Invalid without a reason.
    """
    row = _for_receiver(handover, by)
    why = _words("reason", reason)
    if not why:
        raise Invalid.at("reason", "不接收须写明理由，例如“材料不齐，缺打压试验记录”。")
    chosen = _chosen(row, by, at, [line])
    _answer(chosen, LineState.REFUSED, why, by, at)
    record_many([fact_of(OrgEvent.HANDOVER_REFUSED, row, by, at, lines=1)])
    people = [row.post.person] + ([row.supervisor] if row.supervisor is not None else [])
    told = {
        "people": people,
        "kind": HANDOVER,
        "key": f"handover:{row.uid}:refused:{chosen[0].pk}:{int(at.timestamp())}",
        "subject": row,
        "text": f"{naming(row)}交接中有1项未接收：{why}",
        "by": by,
    }
    tell_people([told], at=at)


def accept_by_act(*, subject_type: str, subject_uid: UUID, by: User, at: datetime) -> int:
    """Take over what the receiver has just acted on: signing an item accepts its line.

    Called by the apps above in the transaction of the signature; returns how many lines it was.
    """
    rows = HandoverLine.objects.filter(
        subject_type=subject_type,
        subject_uid=subject_uid,
        state=LineState.PENDING,
        handover__receiver_post__person=by,
        handover__receiver_post__ends_on__isnull=True,
    )
    lines = list(rows.select_related("handover").order_by("id"))
    if not lines:
        return 0
    _answer(lines, LineState.ACCEPTED, "签批即接收", by, at)
    ids = [line.handover_id for line in lines]
    handovers = Handover.objects.filter(pk__in=ids).for_page().order_by("id")
    record_many(fact_of(OrgEvent.HANDOVER_ACCEPTED, row, by, at, lines=1) for row in handovers)
    return len(lines)


def _for_receiver(handover: Handover, by: User) -> Handover:
    row = locked(handover)
    check_is_receiver(row, by)
    if HandoverRole.RECEIVER in signatures_of(row):
        raise TransitionNotAllowed("您已在交接单上签字，接收情况不能再改。")
    return row


def _words(name: str, text: str) -> str:
    words = text.strip()
    if len(words) > LONGEST:
        raise Invalid.at(name, f"最多{LONGEST}个字，现有{len(words)}个字，请精简。")
    return words


def _chosen(
    row: Handover, by: User, at: datetime, wanted: Collection[UUID] | None
) -> list[HandoverLine]:
    """The lines meant, of those that the receiver may read."""
    seen = [v.line for v in lines_for(row, by, local_date(at)) if not v.hidden]
    if wanted is None:
        return [line for line in seen if line.state == LineState.PENDING]
    by_uid = {line.uid: line for line in seen}
    if not wanted:
        raise Invalid.at("lines", "请先勾选要接收的事项。")
    if any(uid not in by_uid for uid in wanted):
        raise NotFound("所选事项不在这份交接单中，请刷新页面查看。")
    return [by_uid[uid] for uid in dict.fromkeys(wanted)]


def _answer(
    lines: Iterable[HandoverLine], state: LineState, remark: str, by: User, at: datetime
) -> None:
    HandoverLine.objects.filter(pk__in=[line.pk for line in lines]).update(
        state=state, remark=remark, answered_by=by, answered_at=at
    )


def _taken_over(row: Handover, lines: Collection[HandoverLine], by: User, at: datetime) -> None:
    for path in settings.TAKEN_OVER:
        import_string(path)(handover=row, lines=lines, by=by, at=at)
