"""Where messages stand on their way: of an item, of an installation, and what a person wants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet

from accounts.models import Post, User
from core.selectors import COUNTED_TO, DueRows
from notifications.enums import DeliveryState
from notifications.models import ChannelChoice, Delivery, DeliveryLine, DigestDay, Message

SHOWN = 100


@dataclass(frozen=True)
class Standing:
    """How far a message has come over one channel; `error` says why it did not arrive."""

    channel: str
    state: str
    at: datetime | None
    error: str


@dataclass(frozen=True)
class Told:
    """A message about a subject and how far it has come; nothing of whether it was read.

    Without any standing it is in the inbox alone: `waits` for the next digest, or it was left out
    of the last one (its receiver had seen it, or gets no digest for such a message).
    """

    message: Message
    standings: Sequence[Standing]
    waits: bool


@dataclass(frozen=True)
class ChannelSetting:
    """A channel as a person may choose it."""

    name: str
    is_on: bool


def told_about(subject: Any) -> list[Told]:
    """The newest 100 messages about a subject. 3 statements; the caller knows who may ask.

    Nobody learns from it whether a message was read: reading is noted only so that nothing is
    repeated.
    """
    lines = DeliveryLine.objects.select_related("delivery").order_by("channel", "id")
    about = Message.objects.filter(
        subject_type=subject._meta.label_lower, subject_uid=subject.uid
    ).select_related("person")
    rows = about.prefetch_related(Prefetch("lines", lines)).newest_first()[:SHOWN]
    last = DigestDay.objects.order_by("-day").values_list("cutoff", flat=True).first()
    return [
        Told(
            message,
            [_standing(line.delivery) for line in message.lines.all()],
            waits=message.withdrawn_at is None and (last is None or message.created_at > last),
        )
        for message in rows
    ]


def _standing(delivery: Delivery) -> Standing:
    at = delivery.sent_at or (delivery.next_at if delivery.state == DeliveryState.DUE else None)
    return Standing(delivery.channel, delivery.state, at, delivery.last_error)


def failed_deliveries() -> QuerySet[Delivery]:
    """Deliveries that were given up or wait for another attempt, the newest first."""
    return Delivery.objects.failed().select_related("person").order_by("-id")


def channel_settings(person: User, names: Sequence[str]) -> list[ChannelSetting]:
    """What a person chose of these channels; what he never touched is on. One statement."""
    rows = ChannelChoice.objects.filter(person=person, channel__in=names)
    chosen = dict(rows.values_list("channel", "is_on"))
    return [ChannelSetting(name, chosen.get(name, True)) for name in names]


def is_head(person: User, on: date) -> bool:
    """Whether a person answers for a department on a day, as holder or acting."""
    return Post.objects.on(on).heads().filter(person=person).exists()


def due_deliveries(at: datetime) -> DueRows:
    """What is to leave the house and nobody sends, for the operator's page. 2 statements."""
    waiting = Delivery.objects.claimable(at)
    oldest = waiting.order_by("next_at", "id").values_list("next_at", flat=True).first()
    count = waiting[:COUNTED_TO].count()
    return DueRows("待发送的消息（夜间和节假日不发）", oldest, count, timedelta(hours=1))
