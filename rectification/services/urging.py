"""Urging (催办): a word to whoever has the item on his desk, at most every few working days."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.errors import GuardFailed, Invalid
from notifications.enums import MessageKind
from rectification.enums import Action, State
from rectification.models import Item, Urge
from rectification.permissions import Situation
from rectification.selectors.seats import office_heads_of, office_people_for, officers_of
from rectification.services.base import begin, naming, post_words, tell, write_down
from rectification.services.verifiers import verifiers_of

LONGEST_NOTE = 200
_LEADERS_DESK = (State.PLAN_REVIEW, State.CLOSURE_REVIEW)


def _head(s: Situation) -> list[User]:
    """The first-in-charge with his delegates; none signs for a sensitive item."""
    if s.seats.head is None:
        return office_people_for(s.item, s.on)
    delegates = [] if s.item.is_sensitive else [d.delegate for d in s.seats.delegates]
    return [s.seats.head.person, *delegates]


def people_at_desk(s: Situation) -> list[User]:
    """Who is told when somebody urges: the officers, and the leader on whose desk it lies.

    What lies with the office or a verifier is their matter alone. While the post of the signer is
    vacant, the wait is the office's.
    """
    state = State(s.item.state)
    if state == State.REGISTERED:
        return office_people_for(s.item, s.on)
    if state == State.SUSPENDED:
        return office_heads_of(s.item, s.on)
    if state == State.AWAITING_VERIFICATION:
        return verifiers_of(s) or office_people_for(s.item, s.on)
    people = officers_of(s.item, s.on)
    if state == State.AWAITING_SIGNOFF:
        return [*people, *_head(s)]
    if state in _LEADERS_DESK:
        key = s.item.is_key and state == State.PLAN_REVIEW
        reviewer = None if key else s.portfolio_leader
        return [*people, *([reviewer] if reviewer else _head(s))]
    return people


def _others(s: Situation, people: Iterable[User]) -> list[User]:
    found = {person.pk: person for person in people if person.pk != s.user.pk}
    return list(found.values())


@transaction.atomic
def urge(*, item: Item, by: User, at: datetime, note: str = "") -> Urge:
    """Urge an item once; appends, raises no version.

    Raises GuardFailed within the cool-down (three working days, whoever urged), and where nobody
    but the person himself would be told.
    """
    s = begin(item=item, by=by, at=at, action=Action.URGE, version=None)
    words = note.strip()
    if len(words) > LONGEST_NOTE:
        raise Invalid.at("note", f"最多{LONGEST_NOTE}个字，现有{len(words)}个字，请精简。")
    people = _others(s, people_at_desk(s))
    if not people:
        raise GuardFailed("事项目前由您本人办理，没有其他人可以催办。")
    row = Urge.objects.create(
        item=s.item, cycle=s.item.cycle, note=words, by=by, post_title=post_words(s), at=at
    )
    write_down(s, Action.URGE, {"note": words})
    late = f"已逾期{s.days_late}个工作日" if s.days_late else f"时限{s.item.due_on}"
    text = f"{by.name}催办{naming(s.item)}，{late}，请抓紧办理。{words}"
    tell(s, people, MessageKind.URGED, text[:300], node=f"urge:{row.pk}")
    return row
