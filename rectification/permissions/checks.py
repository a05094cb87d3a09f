"""The three questions: may he (raise), may he (bool), and what may he (list, with reasons)."""

from dataclasses import dataclass
from datetime import datetime

from accounts.enums import PostKind
from accounts.models import Department, User
from campaign.models import Campaign
from campaign.permissions import OFFICE_ROLES, CampaignStanding
from core.errors import Denied, DomainError, GuardFailed
from rectification.enums import Action, Role, State
from rectification.models import Item
from rectification.permissions.guards import GUARDS
from rectification.permissions.situation import Situation
from rectification.selectors.closure import closure_gaps, plan_gaps
from rectification.workflow import ACTS, MOVES, actions_in, roles_for

_ACTING_KINDS = (PostKind.LIAISON, PostKind.OFFICER)
_FOLLOWERS = {
    Role.OFFICER,
    Role.PORTFOLIO_LEADER,
    Role.FIRST_IN_CHARGE,
    Role.OFFICE,
    Role.OFFICE_HEAD,
    Role.DEPUTY_LEADER,
    Role.GROUP_LEADER,
}


@dataclass(frozen=True)
class ActionOption:
    """An action as offered to a person: allowed, or the sentence why not.

    `is_mine` says that the person has a role for it in this state, so that a page may show the
    refused button with its reason. `missing` tells what the act will ask for though it is open.
    """

    action: Action
    label: str
    allowed: bool
    reason: str = ""
    code: str = ""
    is_mine: bool = False
    missing: tuple[str, ...] = ()


def situation_of(user: User, item: Item, at: datetime) -> Situation:
    return Situation(user, item, at)


def _check_role(s: Situation, action: Action) -> None:
    wanted = roles_for(s.item.state, action)
    if wanted & s.roles:
        return
    people = "、".join(role.label for role in Role if role in wanted and role != Role.SYSTEM)
    if Role.PORTFOLIO_LEADER in wanted and s.item.state == State.CLOSURE_REVIEW:
        if s.applicant_id == s.user.pk:
            raise Denied("申请由您本人提出，不能由您审核。")
    raise Denied(f"“{action.label}”由{people}办理，您在本事项中没有这一身份。")


def check_can(s: Situation, action: Action) -> None:
    """Return quietly if the person may; otherwise raise the sentence.

    TransitionNotAllowed when the state does not know the act, Denied for the wrong person,
    GuardFailed when facts are missing.
    """
    _check_role(s, action)
    if s.item.archived_at is not None and action not in (Action.REOPEN, Action.REINSTATE):
        if action in MOVES or not ACTS[action].appends:
            if action != Action.ARCHIVE:
                raise GuardFailed("事项已归档，只读。")
    guard = GUARDS.get(action)
    if guard is not None:
        guard(s)


def can(s: Situation, action: Action) -> bool:
    try:
        check_can(s, action)
    except DomainError:
        return False
    return True


def _missing(s: Situation, action: Action) -> tuple[str, ...]:
    if action == Action.REQUEST_CLOSURE:
        silence = s.rule("part_silence_days")
        gaps = closure_gaps(s.item, s.closure_facts, on=s.on, workdays=s.workdays, silence=silence)
        return tuple(gaps)
    if action == Action.SUBMIT_PLAN:
        return tuple(plan_gaps(s.item))
    return ()


def option(s: Situation, action: Action) -> ActionOption:
    """One action as offered: allowed or refused with the sentence."""
    mine = False
    try:
        mine = bool(roles_for(s.item.state, action) & s.roles)
        check_can(s, action)
    except DomainError as refusal:
        return ActionOption(action, action.label, False, str(refusal), refusal.code, is_mine=mine)
    return ActionOption(action, action.label, True, is_mine=True, missing=_missing(s, action))


def actions_for(s: Situation) -> list[ActionOption]:
    """Every action, in the order of the enum, with `allowed` and, where refused, the sentence.

    An action that the state does not know comes last with that reason.
    """
    here = set(actions_in(s.item.state))
    known = [option(s, action) for action in Action if action in here]
    return known + [option(s, action) for action in Action if action not in here]


def may_follow_reminders(s: Situation) -> bool:
    """Whether the person may see where an item's reminders stand: who works on it or answers."""
    return bool(s.roles & _FOLLOWERS)


def may_create(
    standing: CampaignStanding, campaign: Campaign, department: Department | None
) -> None:
    """An officer for his own department, the office for the campaign; raises Denied otherwise."""
    if campaign.intake_closed_on is not None and campaign.intake_closed_on <= standing.person.on:
        raise GuardFailed("本次主题教育已停止登记新事项，在办事项不受影响。")
    if department is None:
        if not standing.has(campaign.pk, *OFFICE_ROLES):
            raise Denied("请以本单位名义登记；只有领导小组办公室可以直接登记。")
        return
    if department.pk not in standing.person.in_kinds(*_ACTING_KINDS):
        raise Denied(f"您不是{department.short_name}的联络员或经办人，不能代其登记。")


def may_import(
    standing: CampaignStanding, campaign: Campaign, department: Department | None
) -> None:
    """Who may bring in a ledger: the same people as may create items."""
    may_create(standing, campaign, department)
