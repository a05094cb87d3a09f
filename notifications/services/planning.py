"""Which messages go out: they become deliveries with lines, for a batch of people at a time.

A batch is one transaction under the locks of its people, so that two runs never plan for the same
person at once; a run that dies leaves nothing half planned, and the next one goes on. The inbox is
delivered by the row itself; for the other channels a row says what is to be sent.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import Post, User
from notifications.channels import IN_APP
from notifications.enums import Cadence, DeliveryState, DigestSection, MessageKind, Occasion
from notifications.models import (
    ChannelChoice,
    Delivery,
    DeliveryLine,
    DigestDay,
    Message,
)
from notifications.services.run import (
    BATCH,
    Run,
    newest_of_topics,
    skipping_locked,
    still_holding,
    untold,
)
from notifications.services.timing import (
    DAILY_CAP,
    digest_moment,
    first_of_week,
    opening,
)

WAKING_SECTIONS = (DigestSection.RED, DigestSection.YELLOW, DigestSection.TO_SIGN)
WAKING_CADENCES = (Cadence.AT_ONCE, Cadence.WEEKLY)
"""A first-in-charge gets a digest only for these; his other messages wait in the inbox."""


@dataclass(frozen=True)
class _Bundle:
    """Messages that go to a person together."""

    person: User
    occasion: Occasion
    messages: Sequence[Message]


@dataclass
class _Wishes:
    """Who wants which channel, and who may not switch off what is overdue."""

    run: Run
    people: Mapping[int, User]
    choices: dict[tuple[int, str], bool] = field(init=False)
    heads: set[int] = field(init=False)

    def __post_init__(self) -> None:
        rows = ChannelChoice.objects.filter(person__in=self.people)
        self.choices = {(row.person_id, row.channel): row.is_on for row in rows}
        heads = heads_on(self.run).filter(person__in=self.people)
        self.heads = set(heads.values_list("person_id", flat=True))

    def wanted(self, bundle: _Bundle, channel: str) -> Sequence[Message]:
        """What of a bundle goes over a channel: all; of a switched-off one what is overdue, to
        heads only (“第一责任人不能退订T+1”, domain.md 4.2)."""
        person = bundle.person
        if not self.run.channels[channel].reaches(person):
            return []
        if channel == IN_APP or self.choices.get((person.pk, channel), True):
            return bundle.messages
        if person.pk not in self.heads:
            return []
        return [message for message in bundle.messages if message.section == DigestSection.RED]


def heads_on(run: Run) -> QuerySet[Post]:
    """Posts of those who answer for a department on the day of the run."""
    return Post.objects.on(run.day).heads()


def plan_at_once(run: Run) -> int:
    """Messages at once of this working day, three a person at most; how many went to the inbox.

    What came in a quiet time, or beyond the three, is left to the next digest.
    """
    waiting = untold().filter(
        cadence=Cadence.AT_ONCE, created_at__gte=opening(run.day), created_at__lte=run.at
    )
    return sum(_plan(run, ids, waiting, _at_once) for ids in _people_of(waiting))


def plan_digests(run: Run) -> int:
    """The day's digests, once it is 08:30 or later; how many went to the inbox."""
    if run.at < digest_moment(run.day):
        return 0
    today = _digest_day(run)
    if today.planned_at is not None:
        return 0
    waiting = _for_digest(run, today.cutoff)
    wakes = Q(section__in=WAKING_SECTIONS) | Q(cadence__in=WAKING_CADENCES)
    called = waiting.filter(~Q(person__in=heads_on(run).values("person")) | wakes)
    count = sum(_plan(run, ids, waiting, _digests) for ids in _people_of(called))
    if not called.exists():
        DigestDay.objects.filter(pk=today.pk).update(planned_at=run.at)
    return count


def _digest_day(run: Run) -> DigestDay:
    day = DigestDay(day=run.day, cutoff=run.at)
    DigestDay.objects.bulk_create([day], ignore_conflicts=True)
    return DigestDay.objects.get(day=run.day)


def _for_digest(run: Run, cutoff: datetime) -> QuerySet[Message]:
    """What goes into digests of the day: what leaders get weekly waits for the week's first working
    day; the message that the week's page is there is told when it is due, even if that was late."""
    first = first_of_week(run.day, run.workdays)
    weekly_until = cutoff if first == run.day else digest_moment(first)
    told_when_due = Q(kind=MessageKind.WEEKLY, created_at__lte=cutoff)
    weekly = Q(cadence=Cadence.WEEKLY, created_at__lte=weekly_until) | told_when_due
    daily = ~Q(cadence=Cadence.WEEKLY) & Q(created_at__lte=cutoff)
    done = Delivery.objects.filter(person=OuterRef("person"), day=run.day, channel=IN_APP)
    return untold().filter(weekly | daily, ~Exists(done.exclude(occasion=Occasion.AT_ONCE)))


def _people_of(waiting: QuerySet[Message]) -> Iterator[list[int]]:
    """The people of waiting messages, a batch at a time, each once."""
    last = 0
    while True:
        people = waiting.filter(person_id__gt=last).order_by("person_id")
        ids = list(people.values_list("person_id", flat=True).distinct()[:BATCH])
        if not ids:
            return
        yield ids
        last = ids[-1]


Bundling = Callable[[Run, _Wishes, Sequence[Message]], list[_Bundle]]


def _plan(run: Run, ids: Sequence[int], waiting: QuerySet[Message], bundling: Bundling) -> int:
    """Plan for people that no other run is planning for; what they wait for is read again."""
    with transaction.atomic():
        rows = User.objects.active().filter(pk__in=ids).order_by("id")
        people = {person.pk: person for person in skipping_locked(rows, no_key=True)}
        messages = list(waiting.filter(person__in=people).order_by("id"))
        messages = newest_of_topics(still_holding(messages, run.at), run.at)
        wishes = _Wishes(run, people)
        return _write(run, wishes, bundling(run, wishes, messages))


def _by_person(messages: Sequence[Message]) -> dict[int, list[Message]]:
    found: dict[int, list[Message]] = {}
    for message in messages:
        found.setdefault(message.person_id, []).append(message)
    return found


def _at_once(run: Run, wishes: _Wishes, messages: Sequence[Message]) -> list[_Bundle]:
    sent = Delivery.objects.filter(
        person__in=wishes.people, day=run.day, channel=IN_APP, occasion=Occasion.AT_ONCE
    )
    counted = sent.values("person").annotate(n=Count("pk")).order_by("person")
    used = {row["person"]: row["n"] for row in counted}
    return [
        _Bundle(wishes.people[pk], Occasion.AT_ONCE, [message])
        for pk, own in _by_person(messages).items()
        for message in own[: max(0, DAILY_CAP - used.get(pk, 0))]
    ]


def _digests(run: Run, wishes: _Wishes, messages: Sequence[Message]) -> list[_Bundle]:
    found = []
    for pk, own in _by_person(messages).items():
        if pk in wishes.heads and not any(map(_wakes, own)):
            continue
        weekly = any(message.cadence == Cadence.WEEKLY for message in own)
        occasion = Occasion.WEEKLY if weekly else Occasion.DIGEST
        found.append(_Bundle(wishes.people[pk], occasion, own))
    return found


def _wakes(message: Message) -> bool:
    return message.section in WAKING_SECTIONS or message.cadence in WAKING_CADENCES


def _write(run: Run, wishes: _Wishes, bundles: Sequence[_Bundle]) -> int:
    """Deliveries and lines of bundles, over every channel that takes them."""
    pairs = [
        (_delivery(run, bundle, channel), wanted)
        for channel in run.channels
        for bundle in bundles
        if (wanted := wishes.wanted(bundle, channel))
    ]
    Delivery.objects.bulk_create([made for made, _ in pairs], batch_size=BATCH)
    lines = [
        DeliveryLine(delivery=made, message=message, channel=made.channel)
        for made, wanted in pairs
        for message in wanted
    ]
    DeliveryLine.objects.bulk_create(lines, batch_size=BATCH)
    _take_up_older([made for made, _ in pairs if made.state == DeliveryState.DUE], run)
    return sum(made.state == DeliveryState.SENT for made, _ in pairs)


def _delivery(run: Run, bundle: _Bundle, channel: str) -> Delivery:
    inside = run.channels[channel].inside
    return Delivery(
        person=bundle.person,
        channel=channel,
        occasion=bundle.occasion,
        day=run.day,
        state=DeliveryState.SENT if inside else DeliveryState.DUE,
        sent_at=run.at if inside else None,
        next_at=run.at,
        created_at=run.at,
    )


def _take_up_older(fresh: Sequence[Delivery], run: Run) -> None:
    """Digests of earlier days that never left go into today's: after an outage one, not three."""
    places = {
        (made.person_id, made.channel): made for made in fresh if made.occasion != Occasion.AT_ONCE
    }
    if not places:
        return
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=run.at)
    older = Delivery.objects.filter(
        free,
        state=DeliveryState.DUE,
        day__lt=run.day,
        person__in={pk for pk, _ in places},
        channel__in={name for _, name in places},
    ).exclude(occasion=Occasion.AT_ONCE)
    rows = [row for row in skipping_locked(older.order_by("id")) if _place(row) in places]
    into = {row.pk: places[_place(row)] for row in rows}
    lines = list(DeliveryLine.objects.filter(delivery__in=into).order_by("id"))
    for line in lines:
        line.delivery = into[line.delivery_id]
    DeliveryLine.objects.bulk_update(lines, ["delivery"], batch_size=200)
    Delivery.objects.filter(pk__in=into).update(
        state=DeliveryState.CANCELLED,
        lease=None,
        lease_until=None,
        last_error=f"并入{run.day:%Y-%m-%d}的汇总",
    )


def _place(row: Delivery) -> tuple[int, str]:
    return (row.person_id, row.channel)
