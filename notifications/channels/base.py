"""What a channel is: the only part of this system that a message leaves the house by.

A new one (an SMS gateway, 政务钉钉 …) is a class with these members, named in
settings.MESSAGE_CHANNELS and switched on by the environment variable of that name;
docs/guide/messages.md has an example.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from django.db.models import TextChoices

from accounts.models import User


class Outcome(TextChoices):
    """What came of an attempt; the answer's content is judged, not its status alone."""

    OK = "ok", "已送达"
    RETRY = "retry", "稍后重试"
    PERMANENT = "permanent", "被拒绝"
    PARTIAL = "partial", "部分送达"


@dataclass(frozen=True)
class Result:
    """The outcome, and why: a sentence for administrators, without any business text.

    `unreachable` says that the channel itself is down: the rest of the run waits with it instead
    of failing one by one.
    """

    outcome: Outcome
    error: str = ""
    unreachable: bool = False


@dataclass(frozen=True)
class Part:
    """The lines under one head of a digest."""

    label: str
    lines: Sequence[str]


@dataclass(frozen=True)
class Parcel:
    """What one person is sent. `uid` is the same on every attempt: receivers tell repeats by it.

    Sensitive items come as their number alone. `more` is how many lines were left out.
    """

    uid: UUID
    person: User
    occasion: str
    day: date
    title: str
    parts: Sequence[Part]
    more: int
    url: str


class Channel(Protocol):
    """A way out. `inside`: delivered by being written, nothing is sent (the inbox)."""

    label: str
    inside: bool

    def reaches(self, person: User) -> bool:
        """Whether the person has an address here; who has none gets no delivery."""
        ...

    def send(self, parcel: Parcel) -> Result:
        """Send it, and give up within two minutes. Never raises for what the other side does."""
        ...

    def close(self) -> None:
        """Let go of a connection that `send` kept: called after each run."""
        ...
