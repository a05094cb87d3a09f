"""Who sees a handover, and who may do what to it.

Seen by the three who sign, by the head of the department (for a sub-unit of its superior too), by
the city leader in charge of it and by the campaign's office (settings.HANDOVER_READERS). The three
administrators end posts and see no handover.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from accounts.enums import HandoverAct, HandoverRole, PostKind
from accounts.models import Handover, User
from accounts.permissions.standing import standing_of
from core.errors import Denied

HEADS = (PostKind.FIRST_IN_CHARGE, PostKind.ACTING)


@dataclass(frozen=True)
class HandoverOption:
    """An act as it is offered: allowed, or the sentence why not."""

    act: HandoverAct
    allowed: bool
    reason: str = ""


def visible_handovers(user: User, on: date) -> QuerySet[Handover]:
    """Handovers that `user` may see on a day; of all others he learns nothing (404)."""
    if user.admin_role or not user.is_active:
        return Handover.objects.none()
    if _named_in("HANDOVER_READERS", user, on):
        return Handover.objects.all()
    standing = standing_of(user, on)
    units = Q(post__department__in=standing.headed | standing.portfolio)
    units |= Q(post__department__parent__in=standing.headed, post__department__is_sub_unit=True)
    parties = Q(post__person=user) | Q(receiver_post__person=user) | Q(supervisor=user)
    return Handover.objects.filter(parties | units)


def _named_in(setting: str, user: User, on: date) -> bool:
    return any(import_string(path)(user, on) for path in getattr(settings, setting))


def role_of(handover: Handover, user: User) -> HandoverRole | None:
    """Which of the three the person is; nobody is two of them."""
    if handover.post.person_id == user.pk:
        return HandoverRole.OUTGOING
    if handover.receiver_post is not None and handover.receiver_post.person_id == user.pk:
        return HandoverRole.RECEIVER
    return HandoverRole.SUPERVISOR if handover.supervisor_id == user.pk else None


def may_name(handover: Handover, user: User, on: date) -> bool:
    """Whether `user` names the receiver and the supervisor (监交人).

    The head of the department does, but for a head's own post, and while nobody is head: the city
    leader in charge, for a sub-unit the head of its superior, or the head of the campaign's office
    (settings.HANDOVER_KEEPERS). Nobody for his own desk.
    """
    if user.admin_role or not user.is_active or handover.post.person_id == user.pk:
        return False
    department, standing = handover.post.department, standing_of(user, on)
    if handover.post.kind not in HEADS and department.pk in standing.headed:
        return True
    if department.is_sub_unit and department.parent_id in standing.headed:
        return True
    if department.pk in standing.portfolio:
        return True
    return _named_in("HANDOVER_KEEPERS", user, on)


def check_may_name(handover: Handover, user: User, on: date) -> None:
    """Raise Denied, naming who may."""
    if not may_name(handover, user, on):
        who = "分管市领导或领导小组办公室主任"
        if handover.post.kind not in HEADS:
            who = "本单位第一责任人、分管市领导或领导小组办公室主任"
        raise Denied(f"接收人和监交人由{who}指定，移交人本人不能指定。")


def check_is_receiver(handover: Handover, user: User) -> None:
    """Raise Denied unless the person takes this desk over."""
    if role_of(handover, user) != HandoverRole.RECEIVER or not user.is_active:
        name = handover.receiver.name if handover.receiver is not None else "接任人（尚未确定）"
        raise Denied(f"交接事项由接收人{name}逐项接收，您不是接收人。")
