"""The one table of arrows: (state, action) has exactly one target.

The diagram in docs/workflow.md and the matrix test are made from this table. Nothing here knows a
database. Guards that need facts are named by their key and live in `permissions.guards`.
"""

from dataclasses import dataclass

from campaign.validators import RULES
from core.errors import TransitionNotAllowed
from rectification.enums import OPEN_STATES, Action, Role, State

S, A, R = State, Action, Role


@dataclass(frozen=True)
class Arrow:
    """One row of the table. `to` is None where the item is deleted (an unnumbered draft)."""

    state: State
    action: Action
    to: State | None
    roles: frozenset[Role]


def _row(state: State, action: Action, to: State | None, *roles: Role) -> Arrow:
    return Arrow(state, action, to, frozenset(roles))


LEADERS = (R.PORTFOLIO_LEADER, R.FIRST_IN_CHARGE)

_TABLE = (
    _row(S.DRAFT, A.SUBMIT, S.REGISTERED, R.OFFICER, R.OFFICE),
    _row(S.DRAFT, A.DISCARD, None, R.AUTHOR),
    _row(S.REGISTERED, A.ASSIGN, S.ASSIGNED, R.OFFICE),
    _row(S.REGISTERED, A.MERGE, S.MERGED, R.OFFICE),
    _row(S.REGISTERED, A.VOID, S.VOIDED, R.OFFICE_HEAD),
    _row(S.ASSIGNED, A.ACCEPT, S.ACCEPTED, R.OFFICER),
    _row(S.ASSIGNED, A.START, S.IN_PROGRESS, R.OFFICER),
    _row(S.ASSIGNED, A.REFUSE, S.REGISTERED, *LEADERS),
    _row(S.ASSIGNED, A.RECALL, S.REGISTERED, R.OFFICE),
    _row(S.ACCEPTED, A.SUBMIT_PLAN, S.PLAN_REVIEW, R.OFFICER),
    _row(S.ACCEPTED, A.RECALL, S.REGISTERED, R.OFFICE_HEAD),
    _row(S.PLAN_REVIEW, A.APPROVE_PLAN, S.IN_PROGRESS, *LEADERS),
    _row(S.PLAN_REVIEW, A.RETURN_PLAN, S.ACCEPTED, *LEADERS),
    _row(S.PLAN_REVIEW, A.WITHDRAW, S.ACCEPTED, R.OFFICER),
    _row(S.PLAN_REVIEW, A.RECALL, S.REGISTERED, R.OFFICE_HEAD),
    _row(S.IN_PROGRESS, A.RETURN_PLAN, S.ACCEPTED, *LEADERS),
    _row(S.IN_PROGRESS, A.REQUEST_CLOSURE, S.CLOSURE_REVIEW, R.OFFICER),
    _row(S.IN_PROGRESS, A.SUSPEND, S.SUSPENDED, R.OFFICE_HEAD),
    _row(S.IN_PROGRESS, A.RECALL, S.REGISTERED, R.OFFICE_HEAD),
    _row(S.SUSPENDED, A.RESUME, S.IN_PROGRESS, R.OFFICE_HEAD),
    _row(S.SUSPENDED, A.RECALL, S.REGISTERED, R.OFFICE_HEAD),
    _row(S.CLOSURE_REVIEW, A.ENDORSE_CLOSURE, S.AWAITING_SIGNOFF, R.PORTFOLIO_LEADER),
    _row(S.CLOSURE_REVIEW, A.SKIP_REVIEW, S.AWAITING_SIGNOFF, R.SYSTEM, R.FIRST_IN_CHARGE),
    _row(S.CLOSURE_REVIEW, A.RETURN_CLOSURE, S.IN_PROGRESS, *LEADERS),
    _row(S.CLOSURE_REVIEW, A.WITHDRAW, S.IN_PROGRESS, R.OFFICER),
    _row(S.AWAITING_SIGNOFF, A.SIGN_OFF, S.AWAITING_VERIFICATION, R.FIRST_IN_CHARGE),
    _row(S.AWAITING_SIGNOFF, A.RETURN_CLOSURE, S.IN_PROGRESS, *LEADERS),
    _row(S.AWAITING_SIGNOFF, A.WITHDRAW, S.IN_PROGRESS, R.OFFICER),
    _row(S.AWAITING_VERIFICATION, A.WITHDRAW_SIGN_OFF, S.AWAITING_SIGNOFF, R.FIRST_IN_CHARGE),
    _row(S.AWAITING_VERIFICATION, A.VERIFY, S.CLOSED, R.VERIFIER),
    _row(S.AWAITING_VERIFICATION, A.SUSTAIN, S.SUSTAINED, R.VERIFIER),
    _row(S.AWAITING_VERIFICATION, A.FAIL_VERIFICATION, S.IN_PROGRESS, R.VERIFIER),
    _row(S.CLOSED, A.REOPEN, S.ACCEPTED, R.OFFICE),
    _row(S.SUSTAINED, A.REOPEN, S.ACCEPTED, R.OFFICE),
    _row(S.SUSTAINED, A.CONCLUDE, S.CLOSED, R.OFFICE_HEAD),
    _row(S.MERGED, A.REINSTATE, S.REGISTERED, R.OFFICE_HEAD),
    _row(S.VOIDED, A.REINSTATE, S.REGISTERED, R.OFFICE_HEAD),
)

ARROWS: dict[tuple[State, Action], Arrow] = {(row.state, row.action): row for row in _TABLE}
if len(ARROWS) != len(_TABLE):
    raise RuntimeError("two arrows share a state and an action")

MOVES: frozenset[Action] = frozenset(row.action for row in _TABLE)


@dataclass(frozen=True)
class Act:
    """An act that leaves the state alone: where it may happen and who may do it.

    `appends` acts only add; they neither raise nor check the item's version.
    """

    action: Action
    states: frozenset[State]
    roles: frozenset[Role]
    appends: bool = False


def _act(action: Action, states: tuple[State, ...], *roles: Role, appends: bool = False) -> Act:
    return Act(action, frozenset(states), frozenset(roles), appends)


_ASSIGNED_ON = (S.ASSIGNED, S.ACCEPTED, S.PLAN_REVIEW, S.IN_PROGRESS)
_WORKING = (S.ACCEPTED, S.PLAN_REVIEW, S.IN_PROGRESS)
_PARTS = (S.ACCEPTED, S.PLAN_REVIEW, S.IN_PROGRESS)
_OPEN = OPEN_STATES
_ANY = tuple(State)
_ESCALATORS = (R.OFFICE, R.OFFICE_HEAD, R.DEPUTY_LEADER, R.GROUP_LEADER)

_ACTS = (
    _act(A.EDIT, (S.DRAFT, S.REGISTERED), R.AUTHOR, R.OFFICE),
    _act(A.AMEND, (*_ASSIGNED_ON, S.SUSPENDED), R.OFFICE),
    _act(A.PROGRESS, (*_WORKING, S.SUSPENDED), R.OFFICER, R.COOPERATOR, appends=True),
    _act(
        A.ADD_EVIDENCE,
        (*_WORKING, S.SUSPENDED, S.AWAITING_VERIFICATION),
        R.OFFICER,
        R.COOPERATOR,
        R.VERIFIER,
        appends=True,
    ),
    _act(A.COMPLETE_MEASURE, (S.IN_PROGRESS,), R.OFFICER, R.COOPERATOR),
    _act(A.EDIT_MEASURE, (S.ACCEPTED, S.IN_PROGRESS), R.OFFICER),
    _act(A.REQUEST_PLAN_CHANGE, (S.IN_PROGRESS,), R.OFFICER),
    _act(A.DECIDE_PLAN_CHANGE, (S.IN_PROGRESS,), *LEADERS),
    _act(A.CONFIRM_PART, _PARTS, R.COOPERATOR, appends=True),
    _act(A.OBJECT_PART, _PARTS, R.COOPERATOR, appends=True),
    _act(A.SETTLE_PART, _PARTS, R.OFFICE, appends=True),
    _act(A.REQUEST_EXTENSION, _WORKING, R.OFFICER, R.FIRST_IN_CHARGE),
    _act(A.ENDORSE_EXTENSION, _WORKING, R.FIRST_IN_CHARGE),
    _act(A.DECLINE_EXTENSION, _WORKING, R.FIRST_IN_CHARGE),
    _act(A.GRANT_EXTENSION, _WORKING, R.OFFICE, R.OFFICE_HEAD, R.DEPUTY_LEADER, R.GROUP_LEADER),
    _act(A.REFUSE_EXTENSION, _WORKING, R.OFFICE, R.OFFICE_HEAD, R.DEPUTY_LEADER, R.GROUP_LEADER),
    _act(A.RENEW_SUSPENSION, (S.SUSPENDED,), R.OFFICE_HEAD),
    _act(A.NAME_HANDLER, _OPEN, R.OFFICER, *LEADERS),
    _act(A.NAME_VERIFIER, _OPEN, R.OFFICE_HEAD),
    _act(A.RAISE_SENSITIVITY, _OPEN, R.OFFICER, R.FIRST_IN_CHARGE, R.OFFICE),
    _act(A.LOWER_SENSITIVITY, _OPEN, R.OFFICE_HEAD),
    _act(A.CHANGE_CLEARANCE, _ANY, R.FIRST_IN_CHARGE, R.OFFICE_HEAD),
    _act(A.LOOK_BACK, (S.CLOSED, S.SUSTAINED), R.OFFICE, R.GUIDANCE, appends=True),
    _act(A.INSTRUCT, _OPEN, R.GROUP_LEADER, R.DEPUTY_LEADER, appends=True),
    _act(A.URGE, _OPEN, R.OFFICE, R.DEPUTY_LEADER, R.GROUP_LEADER, *LEADERS, appends=True),
    _act(A.ISSUE_NOTICE, _OPEN, R.OFFICE, appends=True),
    _act(A.REPLY_NOTICE, _OPEN, R.OFFICER, R.FIRST_IN_CHARGE, appends=True),
    _act(A.RETURN_REPLY, _OPEN, R.OFFICE, appends=True),
    _act(A.CONFIRM_ESCALATION, _OPEN, *_ESCALATORS),
    _act(A.DECLINE_ESCALATION, _OPEN, *_ESCALATORS),
    _act(A.ARCHIVE, (S.CLOSED, S.MERGED, S.VOIDED), R.OFFICE),
)

ACTS: dict[Action, Act] = {act.action: act for act in _ACTS}

DESKS: dict[State, str] = {
    S.DRAFT: "author",
    S.REGISTERED: "office",
    S.ASSIGNED: "officer",
    S.ACCEPTED: "officer",
    S.PLAN_REVIEW: "portfolio_leader",
    S.IN_PROGRESS: "officer",
    S.CLOSURE_REVIEW: "portfolio_leader",
    S.AWAITING_SIGNOFF: "first_in_charge",
    S.AWAITING_VERIFICATION: "verifier",
    S.CLOSED: "office",
    S.SUSTAINED: "office",
    S.SUSPENDED: "office_head",
    S.MERGED: "",
    S.VOIDED: "",
}
"""Whose desk an item lies on; `plan_review` is the first-in-charge's for a key item."""

DEFAULT_RULES: dict[str, int] = {key: limit.default for key, limit in RULES.items()}
"""Time limits and shares; a campaign's `rules` may override each (working days unless said)."""


def rule(rules: dict, key: str) -> int:
    """The campaign's value of a limit, else the default. KeyError for an unknown key."""
    return int(rules.get(key, DEFAULT_RULES[key]))


def arrow(state: str, action: str) -> Arrow:
    """The arrow of (state, action).

    Raises TransitionNotAllowed with the sentence and the actions that the state does allow.
    """
    found = ARROWS.get((State(state), Action(action)))
    if found is None:
        raise TransitionNotAllowed(
            f"“{State(state).label}”状态下不能{Action(action).label}。",
            allowed=[a.value for a in actions_in(state)],
        )
    return found


def act(state: str, action: str) -> Act:
    """The act, if `state` allows it; raises TransitionNotAllowed otherwise."""
    found = ACTS[Action(action)]
    if State(state) not in found.states:
        raise TransitionNotAllowed(
            f"“{State(state).label}”状态下不能{Action(action).label}。",
            allowed=[a.value for a in actions_in(state)],
        )
    return found


def actions_in(state: str) -> list[Action]:
    """Every action that some role may take in `state`, in the order of the enum."""
    here = State(state)
    return [
        action
        for action in Action
        if (here, action) in ARROWS or (action in ACTS and here in ACTS[action].states)
    ]


def roles_for(state: str, action: str) -> frozenset[Role]:
    """Roles to which (state, action) is open; raises TransitionNotAllowed if the state is not."""
    if action in MOVES:
        return arrow(state, action).roles
    return act(state, action).roles


PAST: dict[Action, str] = {
    A.SUBMIT: "submitted",
    A.DISCARD: "discarded",
    A.ASSIGN: "assigned",
    A.MERGE: "merged",
    A.VOID: "voided",
    A.ACCEPT: "accepted",
    A.START: "started",
    A.REFUSE: "refused",
    A.RECALL: "recalled",
    A.SUBMIT_PLAN: "plan_submitted",
    A.APPROVE_PLAN: "plan_approved",
    A.RETURN_PLAN: "plan_returned",
    A.WITHDRAW: "withdrawn",
    A.REQUEST_CLOSURE: "closure_requested",
    A.ENDORSE_CLOSURE: "closure_endorsed",
    A.SKIP_REVIEW: "review_skipped",
    A.RETURN_CLOSURE: "closure_returned",
    A.SIGN_OFF: "signed_off",
    A.WITHDRAW_SIGN_OFF: "sign_off_withdrawn",
    A.VERIFY: "verified",
    A.SUSTAIN: "sustained",
    A.FAIL_VERIFICATION: "verification_failed",
    A.SUSPEND: "suspended",
    A.RESUME: "resumed",
    A.REOPEN: "reopened",
    A.CONCLUDE: "concluded",
    A.REINSTATE: "reinstated",
    A.EDIT: "edited",
    A.AMEND: "amended",
    A.PROGRESS: "progress_reported",
    A.ADD_EVIDENCE: "evidence_added",
    A.COMPLETE_MEASURE: "measure_completed",
    A.EDIT_MEASURE: "measure_edited",
    A.REQUEST_PLAN_CHANGE: "plan_change_requested",
    A.DECIDE_PLAN_CHANGE: "plan_change_decided",
    A.CONFIRM_PART: "part_confirmed",
    A.OBJECT_PART: "part_objected",
    A.SETTLE_PART: "part_settled",
    A.REQUEST_EXTENSION: "extension_requested",
    A.ENDORSE_EXTENSION: "extension_endorsed",
    A.DECLINE_EXTENSION: "extension_declined",
    A.GRANT_EXTENSION: "extension_granted",
    A.REFUSE_EXTENSION: "extension_refused",
    A.RENEW_SUSPENSION: "suspension_renewed",
    A.NAME_HANDLER: "handler_named",
    A.NAME_VERIFIER: "verifier_named",
    A.RAISE_SENSITIVITY: "sensitivity_raised",
    A.LOWER_SENSITIVITY: "sensitivity_lowered",
    A.CHANGE_CLEARANCE: "clearance_changed",
    A.LOOK_BACK: "looked_back",
    A.INSTRUCT: "instructed",
    A.URGE: "urged",
    A.ISSUE_NOTICE: "notice_issued",
    A.REPLY_NOTICE: "notice_replied",
    A.RETURN_REPLY: "reply_returned",
    A.CONFIRM_ESCALATION: "escalation_confirmed",
    A.DECLINE_ESCALATION: "escalation_declined",
    A.ARCHIVE: "archived",
}
"""Journal types are `item.` and the past tense of the action."""


def journal_type(action: str) -> str:
    return f"item.{PAST[Action(action)]}"
