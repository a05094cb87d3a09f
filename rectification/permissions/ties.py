"""Who says what an item serves: objectives, work carried on together, goals."""

from core.errors import Denied, DomainError, GuardFailed
from rectification.enums import Action, Role, State
from rectification.permissions.checks import check_can
from rectification.permissions.situation import Situation

TIERS = (Role.OFFICER, Role.FIRST_IN_CHARGE, Role.OFFICE, Role.OFFICE_HEAD)
_BEFORE = (State.DRAFT, State.REGISTERED)
_DEAD = (State.VOIDED, State.MERGED)


def check_tie(s: Situation) -> None:
    """Who edits the item before it is assigned, then its lead and the office.

    Raises Denied for anybody else, GuardFailed for an item that has left the path.
    """
    if s.item.state in _BEFORE:
        check_can(s, Action.EDIT)
        return
    if not s.roles.intersection(TIERS):
        people = "、".join(role.label for role in TIERS)
        raise Denied(f"关联目标由{people}办理，您在本事项中没有这一身份。")
    if s.item.archived_at is not None:
        raise GuardFailed("事项已归档，只读。")
    if s.item.state in _DEAD:
        raise GuardFailed(f"事项现为“{State(s.item.state).label}”，不再关联目标。")


def may_tie(s: Situation) -> bool:
    """Whether `check_tie` lets the person pass: for links."""
    try:
        check_tie(s)
    except DomainError:
        return False
    return True
