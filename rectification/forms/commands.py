"""One door behind both doors: an action's name and its input, turned into one service call.

Pages and API clean their input in their own way (forms, serializers) into the same keys and
resolved values; `run` does the rest, so that a rule cannot hold in one of them only.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from accounts.models import User
from rectification import services
from rectification.enums import Action
from rectification.models import Item

Data = Mapping[str, Any]
Runner = Callable[..., Any]


def _plain(function: Runner, *names: str) -> Runner:
    """A service whose keyword arguments are the input's keys; absent keys keep their default."""

    def call(*, data: Data, **common: Any) -> Any:
        given = {name: data[name] for name in names if name in data}
        return function(**common, **given)

    return call


def _append(function: Runner, *names: str) -> Runner:
    """The same for acts that only append: they take no version."""
    inner = _plain(function, *names)

    def call(*, version: int | None, **rest: Any) -> Any:
        return inner(**rest)

    return call


def _content(function: Runner, kind: type) -> Runner:
    """A service that takes one content object, built from the keys that the object knows."""
    fields = kind.__dataclass_fields__

    def call(*, data: Data, **common: Any) -> Any:
        content = kind(**{name: data[name] for name in fields if name in data})
        return function(**common, content=content)

    return call


def _append_content(function: Runner, kind: type) -> Runner:
    inner = _content(function, kind)

    def call(*, version: int | None, **rest: Any) -> Any:
        return inner(**rest)

    return call


def _edit_measure(*, data: Data, **common: Any) -> Any:
    fields = services.MeasureContent.__dataclass_fields__
    content = services.MeasureContent(**{k: data[k] for k in fields if k in data})
    return services.edit_measure(**common, content=content, measure=data.get("measure"))


def _fail(*, data: Data, **common: Any) -> Any:
    fields = services.VerificationContent.__dataclass_fields__
    content = services.VerificationContent(**{k: data[k] for k in fields if k in data})
    return services.fail_verification(
        **common,
        content=content,
        criterion_not_met=data.get("criterion_not_met", ""),
        new_due_on=data.get("new_due_on"),
    )


S = services
_VOID = ("void_reason", "reason", "reply_text", "document_number")
_PLACE = ("section", "handling_unit", "handler")

RUNNERS: dict[Action, Runner] = {
    Action.SUBMIT: _plain(S.submit),
    Action.DISCARD: _plain(S.discard),
    Action.ASSIGN: _content(S.assign, S.AssignContent),
    Action.MERGE: _plain(S.merge, "into", "reason"),
    Action.VOID: _plain(S.void, *_VOID),
    Action.ACCEPT: _plain(S.accept, *_PLACE),
    Action.START: _plain(S.start, "measure", *_PLACE),
    Action.REFUSE: _plain(S.refuse, "basis"),
    Action.RECALL: _plain(S.recall, "reason"),
    Action.SUBMIT_PLAN: _plain(S.submit_plan, "measures", "causes"),
    Action.APPROVE_PLAN: _plain(S.approve_plan, "comment"),
    Action.RETURN_PLAN: _plain(S.return_plan, "reason"),
    Action.WITHDRAW: _plain(S.withdraw),
    Action.REQUEST_CLOSURE: _content(S.request_closure, S.ClosureContent),
    Action.ENDORSE_CLOSURE: _plain(S.endorse_closure, "comment"),
    Action.SKIP_REVIEW: _plain(S.skip_review),
    Action.RETURN_CLOSURE: _plain(S.return_closure, "reason"),
    Action.SIGN_OFF: _plain(S.sign_off, "shown_hash", "comment"),
    Action.WITHDRAW_SIGN_OFF: _plain(S.withdraw_sign_off),
    Action.VERIFY: _content(S.verify, S.VerificationContent),
    Action.SUSTAIN: _content(S.sustain, S.VerificationContent),
    Action.FAIL_VERIFICATION: _fail,
    Action.SUSPEND: _plain(S.suspend, "reason", "document_number", "review_on"),
    Action.RESUME: _plain(S.resume),
    Action.REOPEN: _plain(S.reopen, "reason", "basis", "new_due_on"),
    Action.CONCLUDE: _plain(S.conclude),
    Action.REINSTATE: _plain(S.reinstate, "reason"),
    Action.EDIT: _content(S.edit, S.ItemContent),
    Action.AMEND: _plain(
        S.amend,
        "reason",
        "title",
        "kind",
        "acceptance_standard",
        "target",
        "found_on",
        "is_key",
        "is_mass",
        "cooperating",
        "origins",
    ),
    Action.PROGRESS: _append_content(S.progress, S.ProgressContent),
    Action.ADD_EVIDENCE: _append_content(S.add_evidence, S.EvidenceContent),
    Action.COMPLETE_MEASURE: _plain(S.complete_measure, "measure", "outcome", "reference", "undo"),
    Action.EDIT_MEASURE: _edit_measure,
    Action.REQUEST_PLAN_CHANGE: _plain(S.request_plan_change, "changes", "reason"),
    Action.DECIDE_PLAN_CHANGE: _plain(S.decide_plan_change, "granted", "note"),
    Action.CONFIRM_PART: _append(S.confirm_part, "comment"),
    Action.OBJECT_PART: _append(S.object_part, "reason"),
    Action.SETTLE_PART: _append(S.settle_part, "part", "decision", "reason"),
    Action.REQUEST_EXTENSION: _plain(
        S.request_extension, "new_due_on", "reason", "progress", "interim_measure"
    ),
    Action.ENDORSE_EXTENSION: _plain(S.endorse_extension, "comment"),
    Action.DECLINE_EXTENSION: _plain(S.decline_extension, "reason"),
    Action.GRANT_EXTENSION: _plain(S.grant_extension, "note"),
    Action.REFUSE_EXTENSION: _plain(S.refuse_extension, "reason"),
    Action.RENEW_SUSPENSION: _plain(S.renew_suspension, "review_on", "reason"),
    Action.NAME_HANDLER: _plain(S.name_handler, "handler"),
    Action.NAME_VERIFIER: _plain(S.name_verifier, "verifier", "inspectors"),
    Action.RAISE_SENSITIVITY: _plain(S.raise_sensitivity, "reason", "handler", "office_person"),
    Action.LOWER_SENSITIVITY: _plain(S.lower_sensitivity, "reason"),
    Action.CHANGE_CLEARANCE: _plain(S.change_clearance, "add", "remove", "reason"),
    Action.LOOK_BACK: _append(S.look_back, "result", "finding", "next_on", "evidence"),
    Action.INSTRUCT: _append(S.instruct, "text", "asks_notice"),
    Action.URGE: _append(S.urge, "note"),
    Action.ISSUE_NOTICE: _append(S.issue_notice, "basis", "requirement", "reply_due_on", "contact"),
    Action.REPLY_NOTICE: _append(S.reply_notice, "reply"),
    Action.RETURN_REPLY: _append(S.return_reply, "reason"),
    Action.CONFIRM_ESCALATION: _plain(S.confirm_escalation, "level", "is_listed", "comment"),
    Action.DECLINE_ESCALATION: _plain(S.decline_escalation, "reason"),
    Action.ARCHIVE: _plain(S.archive),
}


def run(action: str, *, item: Item, by: User, at: datetime, version: int | None, data: Data) -> Any:
    """Do `action` to `item`. `data`: the cleaned input, keys as the service's arguments.

    A required key that is absent is the service's to refuse: doors fill missing required texts
    with "" and missing dates with None. Raises what the service raises.
    """
    return RUNNERS[Action(action)](item=item, by=by, at=at, version=version, data=data)
