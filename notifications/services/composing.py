"""What a delivery says today: only what its receiver may still see, grouped, ten lines at most.

It is composed when it is sent, never kept: a message that was read, withdrawn or is no longer to be
seen by its receiver drops out even of a delivery that waited for hours.
"""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.urls import reverse

from accounts.permissions import remember_standing
from notifications.channels import Parcel, Part
from notifications.enums import DigestSection, MessageKind, Occasion
from notifications.models import Delivery, Message
from notifications.selectors import Letter, letters

MAX_LINES = 10


def compose(delivery: Delivery, messages: Sequence[Message], on: date) -> Parcel | None:
    """The parcel of a delivery from those of its messages that still hold; None: nothing to say."""
    remember_standing(delivery.person)
    newest_first = sorted(messages, key=lambda message: -message.pk)
    found = [one for one in letters(newest_first, delivery.person, on) if not one.is_hidden]
    if not found:
        return None
    parts, more = _parts(found)
    return Parcel(
        uid=delivery.uid,
        person=delivery.person,
        occasion=delivery.occasion,
        day=delivery.day,
        title=_title(delivery, found),
        parts=parts,
        more=more,
        url=_url(found),
    )


def _parts(found: Sequence[Letter]) -> tuple[list[Part], int]:
    """Lines by section in the order of the sections, and how many messages did not fit."""
    parts: list[Part] = []
    room, more = MAX_LINES, 0
    for section in DigestSection:
        own = [letter for letter in found if letter.message.section == section]
        lines = _lines(own, section)
        shown, left = lines[:room], lines[room:]
        room -= len(shown)
        more += sum(weight for _, weight in left)
        if shown:
            parts.append(Part(section.label, [text for text, _ in shown]))
    return parts, more


def _lines(own: Sequence[Letter], section: DigestSection) -> list[tuple[str, int]]:
    """Texts and how many messages each stands for: sensitive items share one, without titles."""
    plain = [(letter.text, 1) for letter in own if not letter.is_sensitive]
    closed_off = [letter for letter in own if letter.is_sensitive]
    if not closed_off:
        return plain
    items = len({letter.message.subject_uid for letter in closed_off})
    words = "有新消息" if section == DigestSection.INFORMED else "待办"
    return [(f"您有{items}件敏感事项{words}", len(closed_off)), *plain]


def _title(delivery: Delivery, found: Sequence[Letter]) -> str:
    """Counts and kinds only: a subject line is read over shoulders."""
    if delivery.occasion == Occasion.AT_ONCE:
        return found[0].message.get_kind_display()
    counts = [
        f"{section.label}{n}"
        for section in DigestSection
        if (n := sum(letter.message.section == section for letter in found))
    ]
    label = Occasion(delivery.occasion).label
    return f"{delivery.day.month}月{delivery.day.day}日{label}：{'、'.join(counts)}"


def _url(found: Sequence[Letter]) -> str:
    """The week's page where that is told, else the inbox; "" where the site has no address."""
    if not settings.SITE_URL:
        return ""
    weekly = (one for one in found if one.message.kind == MessageKind.WEEKLY and one.subject)
    path = next((one.subject.url for one in weekly if one.subject and one.subject.url), "")
    return settings.SITE_URL.rstrip("/") + (path or reverse("notifications:inbox"))
