"""What is told to whom, and what has been read. Nothing leaves the house from here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from accounts.models import User
from core.errors import NotFound
from notifications.models import Message

LONGEST = 300
LONGEST_KEY = 150
BATCH = 500


class Subject(Protocol):
    """What a message is about: any model row with a `uid`."""

    pk: Any
    uid: UUID
    _meta: Any


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One fact for some people; the fields of `tell`."""

    people: Iterable[User]
    kind: str
    key: str
    subject: Subject
    text: str
    by: User | None = None


def tell(
    *,
    people: Iterable[User],
    kind: str,
    key: str,
    subject: Subject,
    text: str,
    at: datetime,
    by: User | None = None,
) -> None:
    """Tell people a fact, in the transaction of the change that it comes from.

    `key` names the fact, e.g. "item:<uid>:assigned:<version>": whoever has been told it is not told
    again, and the actor `by` never is, nor is anybody deactivated. `text` says what happened and
    what is to be done, up to 300 characters; a longer one is cut. One INSERT for all.
    """
    fact = Fact(people=people, kind=kind, key=key, subject=subject, text=text, by=by)
    tell_many(facts=[fact], at=at)


def tell_many(*, facts: Iterable[Fact], at: datetime) -> None:
    """Tell many facts at once: statements grow with batches of 500, not with facts or people.

    Raises ValueError for a key longer than 150 characters: cut, two facts could become one.
    """
    rows = {
        (person.pk, fact.key): _message(fact, person, at)
        for fact in facts
        for person in fact.people
        if person.is_active and (fact.by is None or person.pk != fact.by.pk)
    }
    Message.objects.bulk_create(list(rows.values()), batch_size=BATCH, ignore_conflicts=True)


def mark_read(*, by: User, at: datetime, message: Message | None = None) -> int:
    """Note that `by` has read a message of his, or all of them; returns how many were unread.

    NotFound for somebody else's. Reading is noted only so that nothing is repeated: there is no
    journal entry and no statistic of it.
    """
    own = Message.objects.visible_to(by)
    if message is not None:
        own = own.filter(pk=message.pk)
        if not own.exists():
            raise NotFound("没有这条消息，或者它不是发给您的。")
    return own.unread().update(read_at=at)


def _message(fact: Fact, person: User, at: datetime) -> Message:
    if len(fact.key) > LONGEST_KEY:
        raise ValueError(f"the key of a message is longer than {LONGEST_KEY}: {fact.key}")
    text = fact.text if len(fact.text) <= LONGEST else fact.text[: LONGEST - 1] + "…"
    return Message(
        person=person,
        kind=fact.kind,
        key=fact.key,
        subject_type=fact.subject._meta.label_lower,
        subject_uid=fact.subject.uid,
        text=text,
        created_at=at,
    )
