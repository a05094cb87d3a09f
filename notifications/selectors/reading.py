"""Questions about a person's messages.

What a message is about is known higher up: `settings.MESSAGE_SUBJECTS` maps a subject's type to the
dotted path of `function(*, person, uids, on) -> {uid: SubjectLink}`, asked when a message is read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Count
from django.utils.module_loading import import_string

from accounts.models import User
from accounts.permissions import page_rows
from core.errors import NotFound
from notifications.models import Message

HIDDEN = "该内容已不在您的查看范围内。"
COUNTED_TO = 100


@dataclass(frozen=True)
class SubjectLink:
    """What a reader may be shown of a subject today; `url` is empty where it can't be opened.

    Of a sensitive subject neither title nor text leaves the inbox, only that there is one.
    """

    title: str
    url: str = ""
    is_sensitive: bool = False


@dataclass(frozen=True)
class Letter:
    """A message as its receiver may read it today."""

    message: Message
    subject: SubjectLink | None
    text: str
    is_hidden: bool = False

    @property
    def is_sensitive(self) -> bool:
        """Whether what it says must not leave the inbox."""
        return self.subject is not None and self.subject.is_sensitive

    @property
    def rest(self) -> str:
        """The text below a heading that names the subject: not named in full once more."""
        title = self.subject.title if self.subject else ""
        number, _, name = title.partition(" ")
        for named, short in ((f"{number}“{name}”", "本事项"), (f"问题“{title}”", "本问题")):
            if title and self.text.startswith(named):
                return self.text.removeprefix(named).removeprefix("的")
            if title and named in self.text:
                return self.text.replace(named, short, 1)
        return self.text


@dataclass(frozen=True)
class Group:
    """Messages about one subject, the newest first."""

    subject: SubjectLink | None
    letters: list[Letter]

    @property
    def unread(self) -> int:
        """How many of them are unread."""
        return sum(letter.message.is_unread for letter in self.letters)


@dataclass(frozen=True)
class Inbox:
    """A page of the inbox, grouped by subject, unread ones first; `next` continues it."""

    groups: list[Group]
    next: Message | None


_UNREAD = "unread"
UNREAD = f"""
SELECT '{_UNREAD}', COUNT(*), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM (
SELECT 1 FROM notifications_message
WHERE person_id = %(user)s AND read_at IS NULL AND withdrawn_at IS NULL LIMIT {COUNTED_TO}) found
"""  # nosec B608 - constants of this module are joined here, values are parameters
"""How many messages are unread, for the statement with which a page begins (PAGE_PARTS)."""


def unread_on_page(person: User, on: date) -> int:
    """`unread_count` without a statement where a page has read it with the person's standing."""
    rows = page_rows(person, on, _UNREAD)
    return unread_count(person) if rows is None else rows[0][1]


def unread_count(person: User) -> int:
    """How many messages are unread, counted up to 100 (“99+”): one statement on its own index."""
    return Message.objects.visible_to(person).unread().newest_first()[:COUNTED_TO].count()


def unread_by_section(person: User) -> dict[str, int]:
    """How many unread messages each section has: one statement on its own index."""
    own = Message.objects.visible_to(person).unread()
    counted = own.values("section").annotate(n=Count("pk")).order_by("section")
    return {row["section"]: row["n"] for row in counted}


def inbox(
    person: User, on: date, *, after: Message | None = None, size: int = 50, section: str = ""
) -> Inbox:
    """A page of the inbox behind `after`: unread messages newest first, then the others.

    `section` leaves the others out. At most 2 statements and one a type of subject, however many
    messages there are.
    """
    own = Message.objects.visible_to(person).newest_first()
    if section:
        own = own.filter(section=section)
    found: list[Message] = []
    if after is None or after.is_unread:
        unread = own.unread() if after is None else own.unread().filter(pk__lt=after.pk)
        found = list(unread[: size + 1])
    if len(found) <= size:
        read = own.settled()
        if after is not None and not after.is_unread:
            read = read.filter(pk__lt=after.pk)
        found += read[: size + 1 - len(found)]
    page, more = found[:size], len(found) > size
    return Inbox(_grouped(letters(page, person, on)), page[-1] if more else None)


def message_of(person: User, uid: UUID) -> Message:
    """A person's own message by its uid; NotFound for any other."""
    found = Message.objects.visible_to(person).filter(uid=uid).first()
    if found is None:
        raise NotFound("没有这条消息，或者它不是发给您的。")
    return found


def letters(messages: Sequence[Message], person: User, on: date) -> list[Letter]:
    """Messages with what their receiver may see of their subjects: one question a type.

    Where a type can be looked up and does not answer for a subject, the text is hidden too.
    """
    known = _links(messages, person, on)
    found = []
    for message in messages:
        links = known.get(message.subject_type)
        link = links.get(message.subject_uid) if links is not None else None
        hidden = links is not None and link is None
        text = HIDDEN if hidden else message.text
        found.append(Letter(message, link, text, hidden))
    return found


def _links(
    messages: Iterable[Message], person: User, on: date
) -> dict[str, Mapping[UUID, SubjectLink]]:
    wanted: dict[str, set[UUID]] = {}
    for message in messages:
        wanted.setdefault(message.subject_type, set()).add(message.subject_uid)
    paths: Mapping[str, str] = getattr(settings, "MESSAGE_SUBJECTS", {})
    return {
        kind: import_string(paths[kind])(person=person, uids=uids, on=on)
        for kind, uids in wanted.items()
        if kind in paths
    }


def _grouped(found: Iterable[Letter]) -> list[Group]:
    """By subject, in the order in which each subject comes first."""
    groups: dict[tuple[str, UUID], Group] = {}
    for letter in found:
        key = (letter.message.subject_type, letter.message.subject_uid)
        groups.setdefault(key, Group(letter.subject, [])).letters.append(letter)
    return list(groups.values())
