"""Who may do what with a circular (通报) or an interview (约谈): each has rules of its own."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from accounts.models import User
from campaign.enums import CampaignRole
from campaign.permissions import OFFICE_ROLES, campaign_standing_of
from core.clock import local_date
from core.errors import Denied, DomainError, GuardFailed, TransitionNotAllowed
from rectification.enums import (
    CircularAct,
    CircularState,
    InterviewAct,
    InterviewState,
    Role,
)
from rectification.models import Circular, Interview
from rectification.permissions.situation import Situation

_FROM: dict[InterviewAct, tuple[InterviewState, ...]] = {
    InterviewAct.DECIDE: (InterviewState.PROPOSED,),
    InterviewAct.RECORD: (InterviewState.DECIDED,),
    InterviewAct.CANCEL: (InterviewState.PROPOSED, InterviewState.DECIDED),
}
_HEADS_ACTS = (CircularAct.ISSUE, CircularAct.CANCEL)


def check_circular(circular: Circular, act: CircularAct, by: User, at: datetime) -> None:
    """The office writes, its head issues; raises Denied, TransitionNotAllowed or GuardFailed."""
    standing = campaign_standing_of(by, local_date(at))
    roles = (CampaignRole.OFFICE_HEAD,) if act in _HEADS_ACTS else OFFICE_ROLES
    if by.admin_role or not standing.has(circular.campaign_id, *roles):
        who = "办公室主任" if act in _HEADS_ACTS else "领导小组办公室"
        raise Denied(f"通报的“{act.label}”由{who}办理。")
    if circular.state != CircularState.DRAFT:
        state = CircularState(circular.state).label
        raise TransitionNotAllowed(f"通报{state}，不能再{act.label}。")


def check_interview(interview: Interview, act: InterviewAct, by: User, at: datetime) -> None:
    """A deputy leader in charge or the group leader decides, the office records.

    Nobody decides about an interview with himself. Raises Denied, TransitionNotAllowed or
    GuardFailed.
    """
    s = Situation(by, interview.item, at)
    if act == InterviewAct.RECORD:
        own = Role.OFFICE_HEAD if s.is_office_item else Role.OFFICE
        if own not in s.roles:
            raise Denied("约谈结果由领导小组办公室记录；办公室自己的事项由联系办公室的副组长记录。")
    elif not s.roles & {Role.DEPUTY_LEADER, Role.GROUP_LEADER}:
        raise Denied("是否约谈由分管的副组长或组长决定。")
    if interview.state not in _FROM[act]:
        state = InterviewState(interview.state).label
        raise TransitionNotAllowed(f"本次约谈{state}，不能再{act.label}。")
    head = s.seats.head
    if act == InterviewAct.RECORD:
        return
    if head is not None and head.person_id == by.pk:
        raise Denied("约谈对象是您本人，不能由您决定，请由其他领导决定。")
    if act == InterviewAct.DECIDE and head is None:
        name = interview.department.short_name
        raise GuardFailed(f"{name}第一责任人空缺，请先明确主持工作人员，再决定约谈。")


def allowed_circular_acts(circular: Circular, by: User, at: datetime) -> list[CircularAct]:
    """What a page offers."""
    return [act for act in CircularAct if _passes(check_circular, circular, act, by, at)]


def allowed_interview_acts(interview: Interview, by: User, at: datetime) -> list[InterviewAct]:
    """What a page offers."""
    return [act for act in InterviewAct if _passes(check_interview, interview, act, by, at)]


def _passes(check: Callable[..., None], *asked: Any) -> bool:
    try:
        check(*asked)
    except DomainError:
        return False
    return True
