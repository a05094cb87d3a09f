"""What tests of delivery share: telling, a channel that says what it is told to say, counts."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, ClassVar

from accounts.models import User
from notifications.channels import Outcome, Parcel, Result
from notifications.models import Delivery, Message
from notifications.selectors import SubjectLink
from notifications.services import Fact, tell, tell_many
from tests.personas import City, at

MONDAY, TUESDAY, WEDNESDAY = date(2019, 10, 14), date(2019, 10, 15), date(2019, 10, 16)
"""An ordinary week; Saturday the 12th was worked, Sunday the 13th was not."""


def clock(day: date, text: str) -> datetime:
    """`clock(MONDAY, "08:30")`."""
    hour, minute = map(int, text.split(":"))
    return at(day, hour, minute)


def say(city: City, *people: User, key: str, when: datetime, **more: Any) -> None:
    facts = {"kind": "to_do", "subject": city.campaign, "text": f"事项{key}", **more}
    tell(people=people, key=key, at=when, **facts)


def say_many(city: City, person: User, count: int, when: datetime, **more: Any) -> None:
    kept = {"kind": "to_do", "subject": city.campaign, **more}
    facts = [Fact(people=[person], key=f"{n}", text=f"第{n}条", **kept) for n in range(count)]
    tell_many(facts=facts, at=when)


class Recorder:
    """A channel that keeps what it was given; `script` answers first, then everything is well."""

    label = "记录"
    inside = False
    parcels: ClassVar[list[Parcel]] = []
    script: ClassVar[list[Result | BaseException]] = []

    def reaches(self, person: User) -> bool:
        return bool(person.email)

    def send(self, parcel: Parcel) -> Result:
        self.parcels.append(parcel)
        answer = self.script.pop(0) if self.script else Result(Outcome.OK)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def close(self) -> None:
        return None


def mailbox(settings: Any) -> type[Recorder]:
    """Switch the recorder on, empty."""
    channels = settings.MESSAGE_CHANNELS
    settings.MESSAGE_CHANNELS = {**channels, "record": "tests.notifications.senders.Recorder"}
    settings.MESSAGE_CHANNELS_ON = ["record"]
    Recorder.parcels, Recorder.script = [], []
    return Recorder


def with_address(*people: User) -> None:
    for person in people:
        User.objects.filter(pk=person.pk).update(email=f"{person.username}@example.invalid")


def lines_of(parcel: Parcel) -> list[str]:
    return [line for part in parcel.parts for line in part.lines]


def states(channel: str = "in_app") -> Counter[str]:
    return Counter(Delivery.objects.filter(channel=channel).values_list("state", flat=True))


def in_digests(person: User) -> list[list[str]]:
    """Keys of the messages in each in-app delivery of a person, the oldest first."""
    rows = Delivery.objects.filter(person=person, channel="in_app").order_by("id")
    return [sorted(row.lines.values_list("message__key", flat=True)) for row in rows]


HIDDEN: set[Any] = set()
SECRET: set[Any] = set()
GONE: set[str] = set()
ASKED: list[int] = []


def subjects(*, person: User, uids: Iterable[Any], on: date) -> dict[Any, SubjectLink]:
    """Stands in for an app above: everything may be seen but HIDDEN; SECRET is sensitive."""
    return {uid: SubjectLink("某事项", "/x", uid in SECRET) for uid in uids if uid not in HIDDEN}


def checks(*, messages: list[Message], at: datetime) -> set[int]:
    """Stands in for an app above: messages with a key in GONE hold no more."""
    ASKED.append(len(messages))
    return {message.pk for message in messages if message.key in GONE}


def answer_for(settings: Any) -> None:
    """Let `subjects` and `checks` answer for campaigns and departments, with nothing known yet."""
    for known in (HIDDEN, SECRET, GONE, ASKED):
        known.clear()
    types = ("campaign.campaign", "accounts.department")
    settings.MESSAGE_SUBJECTS = {name: "tests.notifications.senders.subjects" for name in types}
    settings.MESSAGE_CHECKS = {name: "tests.notifications.senders.checks" for name in types}
