"""What is told to whom, and what has been read. Nothing leaves the house from here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Case, DateTimeField, Exists, OuterRef, Q, Value, When

from accounts.models import User
from core.errors import NotFound
from notifications.enums import (
    IMMEDIATE_KINDS,
    SECTION_OF_KIND,
    Cadence,
    DeliveryState,
    DigestSection,
)
from notifications.models import DeliveryLine, Message

LONGEST = 300
LONGEST_KEY = 150
BATCH = 500

ASKING = (DigestSection.TO_DO, DigestSection.TO_SIGN)
"""Sections of messages that ask for an act."""


class Subject(Protocol):
    """What a message is about: any model row with a `uid`."""

    pk: Any
    uid: UUID
    _meta: Any


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One fact for some people; the fields of `tell`.

    `section` says under which head a digest lists it (else its kind does), `topic` which messages
    replace each other as long as none is delivered ("item:<uid>:due"), `cadence` when it leaves
    the house; the five kinds that are told at once are AT_ONCE unless the sender says otherwise.
    """

    people: Iterable[User]
    kind: str
    key: str
    subject: Subject
    text: str
    by: User | None = None
    section: str = ""
    topic: str = ""
    cadence: str = ""


def tell(
    *,
    people: Iterable[User],
    kind: str,
    key: str,
    subject: Subject,
    text: str,
    at: datetime,
    by: User | None = None,
    section: str = "",
    topic: str = "",
    cadence: str = "",
) -> None:
    """Tell people a fact, in the transaction of the change that it comes from.

    `key` names the fact, e.g. "item:<uid>:assigned:<version>": whoever has been told it is not told
    again, and the actor `by` never is, nor is anybody deactivated. `text` says what happened and
    what is to be done, up to 300 characters; a longer one is cut. `section`, `topic` and `cadence`
    are explained at `Fact`. One INSERT for all.
    """
    fact = Fact(
        people=people,
        kind=kind,
        key=key,
        subject=subject,
        text=text,
        by=by,
        section=section,
        topic=topic,
        cadence=cadence,
    )
    tell_many(facts=[fact], at=at)


def tell_many(*, facts: Iterable[Fact], at: datetime) -> None:
    """Tell many facts at once: statements grow with batches of 500, not with facts or people.

    Raises ValueError for a key or topic longer than 150 characters: cut, two could become one.
    """
    rows = {
        (person.pk, fact.key): _message(fact, person, at)
        for fact in facts
        for person in fact.people
        if person.is_active and (fact.by is None or person.pk != fact.by.pk)
    }
    Message.objects.bulk_create(list(rows.values()), batch_size=BATCH, ignore_conflicts=True)


def mark_read(
    *, by: User, at: datetime, message: Message | None = None, about: Subject | None = None
) -> int:
    """Note that `by` has read a message of his, or all of them; returns how many were unread.

    With `about` only what asked him for an act on that subject: he has acted. NotFound for
    somebody else's. Reading is noted only so that nothing is repeated: there is no journal entry
    and no statistic of it.
    """
    own = Message.objects.visible_to(by)
    if message is not None:
        own = own.filter(pk=message.pk)
        if not own.exists():
            raise NotFound("没有这条消息，或者它不是发给您的。")
    if about is not None:
        own = own.filter(subject_type=about._meta.label_lower, subject_uid=about.uid)
        own = own.filter(section__in=ASKING)
    return own.unread().update(read_at=at)


def settle(*, by: User | None, at: datetime, about: Subject, topic: str) -> None:
    """What asked for an act on a subject has been done by `by` (None: the system). One UPDATE.

    All that asked him about it is read with the act; what asked others by `topic` is withdrawn,
    delivered or not.
    """
    his = Q(person=by) if by is not None else Q(pk__in=())
    rows = Message.objects.unread().filter(
        his | Q(topic=topic),
        subject_type=about._meta.label_lower,
        subject_uid=about.uid,
        section__in=ASKING,
    )
    moment = Value(at, output_field=DateTimeField())
    rows.update(
        read_at=Case(When(his, then=moment), default=None),
        withdrawn_at=Case(When(his, then=None), default=moment),
    )


def withdraw(*, topics: Iterable[str], at: datetime) -> int:
    """Withdraw unread messages of these topics that are not delivered everywhere yet.

    They no longer hold (the item was closed, its date moved …): they stay in the inbox, marked and
    uncounted, and leave the house no more. What has been delivered stays as it is: it was said.
    Returns how many; statements grow with batches of 500 topics.
    """
    names = sorted({topic for topic in topics if topic})
    lines = DeliveryLine.objects.filter(message=OuterRef("pk"))
    waiting = lines.filter(delivery__state=DeliveryState.DUE)
    count = 0
    for start in range(0, len(names), BATCH):
        found = Message.objects.unread().filter(topic__in=names[start : start + BATCH])
        count += found.filter(~Exists(lines) | Exists(waiting)).update(withdrawn_at=at)
    return count


def _message(fact: Fact, person: User, at: datetime) -> Message:
    for word in (fact.key, fact.topic):
        if len(word) > LONGEST_KEY:
            raise ValueError(f"the key of a message is longer than {LONGEST_KEY}: {word}")
    at_once = fact.kind in IMMEDIATE_KINDS
    text = fact.text if len(fact.text) <= LONGEST else fact.text[: LONGEST - 1] + "…"
    return Message(
        person=person,
        kind=fact.kind,
        section=fact.section or SECTION_OF_KIND[fact.kind],
        topic=fact.topic,
        cadence=fact.cadence or (Cadence.AT_ONCE if at_once else Cadence.DAILY),
        key=fact.key,
        subject_type=fact.subject._meta.label_lower,
        subject_uid=fact.subject.uid,
        text=text,
        created_at=at,
    )
