"""The floor under every act: take the item, ask the rule, move it, write it down, tell people.

`move` is the only writer of `Item.state`, but for the adoption of a ledger that exists already and
its undoing (`services.ledger`).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Greatest

from accounts.models import User
from core.clock import local_date
from core.errors import Conflict, Invalid
from core.workdays import Workdays
from journal import services as journal
from journal.models import Entry
from notifications import services as notifications
from rectification.enums import (
    CLOSING_STATES,
    LIVE_NOTICES,
    OPEN_STATES,
    Action,
    EscalationState,
    ExtensionState,
    InterviewState,
    NoticeState,
    PlanChangeState,
    RequestState,
    State,
)
from rectification.models import (
    ClosureRequest,
    Escalation,
    Extension,
    Interview,
    Item,
    PlanChange,
    SupervisionNotice,
)
from rectification.permissions import Situation, check_can
from rectification.services.counts import count_keys, shift
from rectification.workflow import ACTS, MOVES, arrow, journal_type

ANSWERS = {
    Action.CONFIRM_ESCALATION,
    Action.CONFIRM_PART,
    Action.DECIDE_PLAN_CHANGE,
    Action.DECLINE_ESCALATION,
    Action.DECLINE_EXTENSION,
    Action.ENDORSE_EXTENSION,
    Action.GRANT_EXTENSION,
    Action.LOOK_BACK,
    Action.OBJECT_PART,
    Action.REFUSE_EXTENSION,
    Action.REPLY_NOTICE,
    Action.SETTLE_PART,
}
"""Acts beside the arrows that somebody was asked for: what asked him is read with them."""


def version_facts(item: Item, by: User, at: datetime) -> dict[str, Any]:
    """What a conflict shows of an item: its texts only to who may read it whole."""
    facts = {
        "uid": str(item.uid),
        "number": item.number,
        "version": item.version,
        "state": item.state,
        "state_label": State(item.state).label,
        "due_on": item.due_on.isoformat() if item.due_on else None,
    }
    whole = Item.objects.fully_visible_to(by, on=local_date(at)).filter(pk=item.pk)
    if not whole.exists():
        return facts
    return facts | {
        "title": item.title,
        "kind": item.kind,
        "acceptance_standard": item.acceptance_standard,
        "problem": item.problem,
    }


def begin(
    *,
    item: Item,
    by: User,
    at: datetime,
    action: Action,
    version: int | None,
    yours: Mapping[str, Any] | None = None,
) -> Situation:
    """Lock the item, compare versions and ask the rule. Call inside a transaction.

    Returns the situation with the row as it stands now. Raises Conflict with both versions when
    `version` is stale (acts that only append do not compare), else what `check_can` raises.
    """
    appends = action not in MOVES and ACTS[action].appends
    situation = take(item=item, by=by, at=at, version=None if appends else version, yours=yours)
    check_can(situation, action)
    return situation


def take(
    *,
    item: Item,
    by: User,
    at: datetime,
    version: int | None,
    yours: Mapping[str, Any] | None = None,
) -> Situation:
    """Lock the item and compare versions: what `begin` does before it asks the rule."""
    current = (
        Item.objects.select_for_update(of=("self",))
        .select_related("campaign", "target", "lead_department", "owner_post")
        .get(pk=item.pk)
    )
    if version is not None and version != current.version:
        raise Conflict(
            "他人刚刚办理过本事项，请核对最新内容后再提交，您填写的内容已保留。",
            current=version_facts(current, by, at),
            yours={**(yours or {}), "version": version},
        )
    return Situation(by, current, at)


def post_words(s: Situation) -> str:
    """In what post the person acts, for the journal."""
    posts = s.standing.person.posts or s.standing.person.delegated
    own = [p for p in posts if p.department_id in (s.item.lead_department_id,)]
    best = (own or list(posts))[:1]
    return best[0].title if best else ""


def write_down(
    s: Situation, action: Action, data: Mapping[str, Any] | None = None, *, by: User | None = None
) -> Entry:
    """The journal entry of an act, in the transaction of the change; who acted was asked to."""
    if action in MOVES:
        notifications.settle(by=s.user, at=s.at, about=s.item, topic=desk_topic(s.item))
    elif action in ANSWERS and s.user is not None:
        notifications.mark_read(by=s.user, at=s.at, about=s.item)
    return note(s, journal_type(action), data, by=by)


def note(
    s: Situation,
    type: str,  # noqa: A002 - the entry's own word
    data: Mapping[str, Any] | None = None,
    *,
    by: User | None = None,
) -> Entry:
    """A journal entry about the item as it stands now."""
    department = s.item.lead_department
    touch(s)
    return journal.record(
        type=type,
        subject=s.item,
        by=by if by is not None else s.user,
        at=s.at,
        post=post_words(s),
        department_code=department.code if department else "",
        data={"state": s.item.state, "version": s.item.version, **(data or {})},
        campaign_id=s.item.campaign_id,
    )


def touch(s: Situation, changes: Mapping[str, Any] | None = None) -> None:
    """Keep the moment of an act that only appends, with what it keeps on the row beside it;
    `change` has written it for all others. The moment never goes back."""
    if changes or s.item.changed_at < s.at:
        moment = max(s.item.changed_at, s.at)
        Item.objects.filter(pk=s.item.pk).update(**(changes or {}), changed_at=moment)
        s.item.changed_at = moment


def not_before(at: datetime) -> Greatest:
    """The same for many rows in one statement."""
    return Greatest(F("changed_at"), Value(at, DateTimeField()))


def change(s: Situation, changes: Mapping[str, Any]) -> None:
    """Write fields of the item, raise its version, keep the counts. Compare and set."""
    item = s.item
    changes = {**changes, "changed_at": max(item.changed_at, s.at)}
    before = count_keys(item)
    updated = Item.objects.filter(pk=item.pk, version=item.version).update(
        version=item.version + 1, **changes
    )
    if not updated:
        raise Conflict(current=version_facts(Item.objects.get(pk=item.pk), s.user, s.at))
    item.version += 1
    for name, value in changes.items():
        setattr(item, name, value)
    shift(before, count_keys(item))
    if "due_version" in changes:
        end_proposals(item, s.at)


def move(
    s: Situation,
    action: Action,
    *,
    changes: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | None = None,
    to: State | None = None,
) -> Entry:
    """Take the arrow: the only writer of `Item.state`. Pending requests that the new state does
    not allow end with it, and so do the messages that asked for what has now been done."""
    target = arrow(s.item.state, action).to if to is None else to
    came_from = s.item.state
    change(s, {"state": target, "state_since": s.at, **(changes or {})})
    if target not in (State.ACCEPTED, State.PLAN_REVIEW, State.IN_PROGRESS):
        end_extensions(s.item, s.at)
    if target != State.IN_PROGRESS:
        PlanChange.objects.filter(item=s.item, state=PlanChangeState.PENDING).update(
            state=PlanChangeState.WITHDRAWN, decided_at=s.at
        )
    if came_from in CLOSING_STATES and target not in CLOSING_STATES:
        end_closure_request(s.item, s.at)
    if target not in OPEN_STATES or target == State.REGISTERED:
        end_supervision(s.item, s.at)
    return write_down(s, action, {"from": came_from, **(data or {})})


def end_extensions(item: Item, at: datetime) -> None:
    """Pending extension requests end where the state no longer allows them."""
    Extension.objects.filter(
        item=item, state__in=[ExtensionState.PENDING, ExtensionState.ENDORSED]
    ).update(state=ExtensionState.WITHDRAWN, decided_at=at)


def end_closure_request(item: Item, at: datetime) -> None:
    """A closure request that is still live when the item leaves closing is withdrawn."""
    ClosureRequest.objects.filter(
        item=item,
        state__in=[RequestState.PENDING, RequestState.ENDORSED, RequestState.SKIPPED],
    ).update(state=RequestState.WITHDRAWN, ended_at=at)


def end_proposals(item: Item, at: datetime) -> None:
    """A proposal to escalate speaks of one due date: with a new one it lapses."""
    waiting = Escalation.objects.filter(item=item, state=EscalationState.PROPOSED)
    if waiting.update(state=EscalationState.LAPSED, decided_at=at):
        notifications.withdraw(topics=[proposal_topic(item)], at=at)


def proposal_topic(item: Item) -> str:
    """The topic of messages that ask for a word on an escalation: withdrawn once it is given."""
    return f"item:{item.uid}:escalation"


def end_supervision(item: Item, at: datetime) -> None:
    """Where nobody works on an item any more, nobody is asked to answer for its lateness."""
    live = SupervisionNotice.objects.filter(item=item, state__in=LIVE_NOTICES)
    live.update(state=NoticeState.ENDED, ended_at=at)
    end_proposals(item, at)
    Interview.objects.filter(item=item, state=InterviewState.PROPOSED).update(
        state=InterviewState.CANCELLED, cancel_reason="事项已办结或收回", version=F("version") + 1
    )


def tell(
    s: Situation,
    people: Iterable[User],
    kind: str,
    text: str,
    *,
    node: str | None = None,
    section: str = "",
    cadence: str = "",
    desk: bool = False,
) -> None:
    """Tell people a fact about the item: once per fact, never the actor himself.

    `section` and `cadence` where they are not those of the kind: signatures, leaders' weeks. With
    `desk` it asks for the act that the item waits for now: `move` takes it back from all others.
    """
    subject = s.item
    notifications.tell(
        people=list(people),
        kind=kind,
        key=f"item:{subject.uid}:{node or kind}:{subject.version}",
        subject=subject,
        text=text,
        at=s.at,
        by=s.user,
        section=section,
        topic=desk_topic(subject) if desk else "",
        cadence=cadence,
    )


def desk_topic(item: Item) -> str:
    """The topic of what asks for the act that an item waits for."""
    return f"item:{item.uid}:desk"


def naming(item: Item) -> str:
    """How a message names an item: a sensitive one without its title."""
    if item.is_sensitive:
        return f"1件敏感事项（{item.number or '未编号'}）"
    return f"{item.number or ''}“{item.title}”"


def need(problems: dict[str, str]) -> None:
    """Raise Invalid if there is any problem: {field: sentence}."""
    if problems:
        raise Invalid.of(problems)


def need_text(name: str, value: str, sentence: str, limit: int = 500) -> str:
    """A text that must be there; returns it trimmed, raises Invalid otherwise."""
    text = (value or "").strip()
    if not text:
        raise Invalid.at(name, sentence)
    if len(text) > limit:
        raise Invalid.at(name, f"最多{limit}个字，现有{len(text)}个字，请精简。")
    return text


def due_changes(
    item: Item, due_on: Any, workdays: Workdays, *, keep_original: bool = True
) -> dict[str, Any]:
    """The fields of a new due date: each setting raises the due version, the original stays."""
    changes: dict[str, Any] = {
        "due_on": due_on,
        "effective_due_on": workdays.last_on_or_before(due_on),
        "due_version": item.due_version + 1,
        "due_set_by_system": False,
    }
    if item.original_due_on is None or not keep_original:
        changes["original_due_on"] = due_on
    return changes


def today(at: datetime) -> Any:
    return local_date(at)
