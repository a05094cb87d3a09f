"""Actions as buttons: which come first, which are one click, which are greyed with a reason."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from rectification.enums import Action, Kind, Role, State
from rectification.models import Item
from rectification.permissions import ActionOption, Situation

A, S = Action, State
Button = dict[str, Any]

DIRECT = frozenset(
    {A.SUBMIT, A.WITHDRAW, A.WITHDRAW_SIGN_OFF, A.RESUME, A.SKIP_REVIEW, A.CONCLUDE, A.ARCHIVE}
)
"""Acts that ask for nothing: one click on the item's page."""

DANGER = frozenset({A.VOID, A.DISCARD, A.RECALL})

FIRST: dict[State, tuple[Action, ...]] = {
    S.DRAFT: (A.SUBMIT, A.EDIT, A.DISCARD),
    S.REGISTERED: (A.ASSIGN, A.MERGE, A.VOID, A.EDIT),
    S.ASSIGNED: (A.START, A.ACCEPT, A.REFUSE),
    S.ACCEPTED: (A.SUBMIT_PLAN, A.PROGRESS, A.REQUEST_EXTENSION),
    S.PLAN_REVIEW: (A.APPROVE_PLAN, A.RETURN_PLAN, A.WITHDRAW, A.PROGRESS),
    S.IN_PROGRESS: (A.PROGRESS, A.REQUEST_CLOSURE, A.REQUEST_EXTENSION),
    S.CLOSURE_REVIEW: (A.ENDORSE_CLOSURE, A.RETURN_CLOSURE, A.SKIP_REVIEW, A.WITHDRAW),
    S.AWAITING_SIGNOFF: (A.SIGN_OFF, A.RETURN_CLOSURE, A.WITHDRAW),
    S.AWAITING_VERIFICATION: (
        A.VERIFY,
        A.SUSTAIN,
        A.FAIL_VERIFICATION,
        A.WITHDRAW_SIGN_OFF,
        A.NAME_VERIFIER,
        A.ADD_EVIDENCE,
    ),
    S.CLOSED: (A.LOOK_BACK, A.REOPEN, A.ARCHIVE),
    S.SUSTAINED: (A.LOOK_BACK, A.CONCLUDE, A.REOPEN),
    S.SUSPENDED: (A.RESUME, A.RENEW_SUSPENSION, A.PROGRESS),
    S.MERGED: (A.REINSTATE, A.ARCHIVE),
    S.VOIDED: (A.REINSTATE, A.ARCHIVE),
}
"""The acts that a state is for, the most likely first."""

OTHERWISE: dict[Action, Action] = {
    A.APPROVE_PLAN: A.RETURN_PLAN,
    A.ENDORSE_CLOSURE: A.RETURN_CLOSURE,
    A.VERIFY: A.FAIL_VERIFICATION,
    A.SUSTAIN: A.FAIL_VERIFICATION,
    A.ENDORSE_EXTENSION: A.DECLINE_EXTENSION,
    A.GRANT_EXTENSION: A.REFUSE_EXTENSION,
    A.CONFIRM_ESCALATION: A.DECLINE_ESCALATION,
}
"""Who says yes finds the no beside it (ui.md 3.1: nothing is chosen for him)."""

ICONS: dict[Action, str] = {
    A.PROGRESS: "pencil-line",
    A.ADD_EVIDENCE: "paperclip",
    A.SIGN_OFF: "signature",
    A.INSTRUCT: "message-square-text",
    A.URGE: "bell-ring",
    A.ISSUE_NOTICE: "file-text",
}


def action_url(item: Item, action: str) -> str:
    """Where an act is done; signing has a page of its own."""
    if action == A.SIGN_OFF:
        return reverse("rectification:sign", args=[item.uid])
    return reverse("rectification:act", args=[item.uid, action])


def button(item: Item, option: ActionOption, *, primary: bool = False) -> Button:
    """One option as the button component takes it. One-click acts carry the version seen."""
    url = action_url(item, option.action)
    post = option.action in DIRECT
    return {
        "key": option.action.value,
        "label": option.label,
        "allowed": option.allowed,
        "reason": option.reason,
        "url": f"{url}?version={item.version}" if post else url,
        "post": post,
        "primary": primary,
        "danger": option.action in DANGER,
        "icon": ICONS.get(option.action, ""),
    }


def otherwise(item: Item, options: Iterable[ActionOption], action: Action) -> Button | None:
    """The contrary of a decision, where the viewer may take it too."""
    contrary = OTHERWISE.get(action)
    found = next((o for o in options if o.action == contrary and o.allowed), None)
    return button(item, found) if found else None


def _is_idle(s: Situation, action: Action) -> bool:
    """There is nothing for this act to be about: it is left out, not greyed."""
    item, asked = s.item, s.extension is not None
    nothing = {
        A.START: item.kind != Kind.IMMEDIATE or item.is_key or item.is_sensitive,
        A.VERIFY: item.kind == Kind.LONG_TERM,
        A.SUSTAIN: item.kind != Kind.LONG_TERM,
        A.ENDORSE_EXTENSION: not asked,
        A.DECLINE_EXTENSION: not asked,
        A.GRANT_EXTENSION: not asked,
        A.REFUSE_EXTENSION: not asked,
        A.DECIDE_PLAN_CHANGE: s.plan_change is None,
        A.RETURN_PLAN: item.state == S.IN_PROGRESS,
        A.SETTLE_PART: not s.cooperations,
        A.CHANGE_CLEARANCE: not item.is_sensitive,
        A.LOWER_SENSITIVITY: not item.is_sensitive,
        A.RAISE_SENSITIVITY: item.is_sensitive,
        A.ISSUE_NOTICE: not (s.days_late or s.asking_instruction),
        A.REPLY_NOTICE: s.live_notice is None,
        A.RETURN_REPLY: s.answered_notice is None or s.answered_notice.returned_at is not None,
        A.CONFIRM_ESCALATION: s.escalation is None,
        A.DECLINE_ESCALATION: s.escalation is None,
        A.ARCHIVE: item.archived_at is not None,
    }
    return nothing.get(action, False)


def refused_but_mine(s: Situation, option: ActionOption) -> bool:
    """Greyed: the viewer's own act, which facts do not allow now."""
    return not option.allowed and option.is_mine and not _is_idle(s, option.action)


def chosen(
    s: Situation, options: Iterable[ActionOption], wanted: Iterable[Action], *, primary: bool
) -> list[Button]:
    """Up to three buttons of `wanted`: what is allowed, and the main act even when it is not."""
    by_action = {option.action: option for option in options}
    known = [by_action[action] for action in wanted if action in by_action]
    shown = [o for o in known if o.allowed or refused_but_mine(s, o)]
    picked = [o for n, o in enumerate(shown) if o.allowed or n == 0][:3]
    first = next((o for o in picked if o.allowed), None)
    return [button(s.item, o, primary=primary and o is first) for o in picked]


def others(s: Situation, options: Iterable[ActionOption], taken: Iterable[str]) -> list[Button]:
    """Every other act of the viewer: allowed ones as buttons, his refused ones greyed."""
    above = set(taken)
    rest = [o for o in options if o.action.value not in above]
    shown = [o for o in rest if o.allowed or refused_but_mine(s, o)]
    buttons = [button(s.item, o) for o in shown]
    if any(o.action == A.RECALL and o.allowed for o in options) and Role.OFFICE in s.roles:
        buttons.append(_reroute(s.item))
    return buttons


def _reroute(item: Item) -> Button:
    return {
        "key": "reroute",
        "label": "改派、并案或不予立项",
        "allowed": True,
        "url": reverse("rectification:reroute", args=[item.uid]),
    }
