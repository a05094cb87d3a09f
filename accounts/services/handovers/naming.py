"""Who takes the desk over and who watches, where it does not follow by itself."""

from datetime import datetime

from django.db import transaction

from accounts.enums import HandoverRole, OrgEvent
from accounts.models import Handover, Post, User
from accounts.permissions import check_may_hold_business, check_may_name
from accounts.selectors import signatures_of
from accounts.services.handovers.ground import (
    fact_of,
    locked,
    receiver_facts,
    save_state,
    supervisor_facts,
)
from accounts.services.messages import tell_people
from core.clock import local_date
from core.errors import Invalid, TransitionNotAllowed
from journal.services import record_many


@transaction.atomic
def name_receiver(*, handover: Handover, person: User, by: User, at: datetime) -> None:
    """Name who takes the desk over: somebody who holds a post in that department, or in the one
    that has taken an ended department over (anywhere, where none has).

    For desks that nobody is appointed to (a colleague goes on), or where the wrong one of several
    was taken. Raises Denied, Invalid (no post there, the leaver, the supervisor),
    TransitionNotAllowed (the receiver has signed).
    """
    row = locked(handover)
    check_may_name(row, by, local_date(at))
    if HandoverRole.RECEIVER in signatures_of(row):
        raise TransitionNotAllowed(f"接收人{row.receiver.name}已签字，不能更换。")
    unit = row.post.department
    taker = unit if unit.is_active else unit.heir
    posts = Post.objects.on(local_date(at)).filter(person=person, person__is_active=True)
    if taker is not None:
        posts = posts.filter(department=taker)
    post = posts.select_related("person").order_by("order", "id").first()
    if person.pk == row.post.person_id:
        raise Invalid.at("person", "移交人不能接收自己移交的工作。")
    if post is None:
        where = f"在{taker.short_name}" if taker is not None else ""
        raise Invalid.at("person", f"{person.name}{where}没有现任职务，请选择该单位在任人员。")
    if person.pk == row.supervisor_id:
        raise Invalid.at("person", f"{person.name}是监交人，请先另行指定监交人。")
    row.receiver_post = post
    save_state(row, at)
    record_many([fact_of(OrgEvent.HANDOVER_RECEIVER, row, by, at)])
    tell_people(receiver_facts([row], by), at=at)


@transaction.atomic
def name_supervisor(*, handover: Handover, person: User, by: User, at: datetime) -> None:
    """Name who watches the handover (监交人): anybody with a post who is neither of the two.

    Raises Denied (may not name; an administrator is named), Invalid.
    """
    row = locked(handover)
    check_may_name(row, by, local_date(at))
    check_may_hold_business(person)
    receiver = row.receiver
    if person.pk == row.post.person_id or (receiver is not None and person.pk == receiver.pk):
        raise Invalid.at("person", "移交人和接收人不能监交自己的交接，请另选人员。")
    held = Post.objects.on(local_date(at)).filter(person=person, person__is_active=True)
    if not held.exists():
        raise Invalid.at("person", f"{person.name}没有现任职务，不能担任监交人。")
    row.supervisor = person
    save_state(row, at)
    record_many([fact_of(OrgEvent.HANDOVER_SUPERVISOR, row, by, at)])
    tell_people(supervisor_facts([row], by), at=at)
