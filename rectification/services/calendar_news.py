"""Word of dates in force that followed the calendar: one line a person, however many moved."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from core.clock import local_date
from notifications import services as notifications
from notifications.enums import MessageKind
from rectification.models import Item
from rectification.selectors.desks import desk_people
from rectification.services.base import naming

NEEDED = ("lead_department", "handler", "named_verifier", "owner_post")
"""What of an item is read with it."""
SHOWN = 3


@dataclass(frozen=True)
class Moved:
    """An item, and its date in force before and now."""

    item: Item
    old: date | None
    new: date


def tell_moved(moved: Sequence[Moved], *, cause: str, by: User | None, at: datetime) -> None:
    """Tell the people on whose desks the items lie, each once, in the digest of the day.

    Leaders are told of what lies with them, no more: what was set does not move. The message leads
    to the item, or to the lead's page where there are several.
    """
    shares: dict[User, list[Moved]] = defaultdict(list)
    people = desk_people([row.item for row in moved], local_date(at)) if moved else {}
    for row in moved:
        for person in people[row.item.pk]:
            shares[person].append(row)
    notifications.tell_many(
        facts=[
            notifications.Fact(
                people=[person],
                kind=MessageKind.INFORMED,
                key=f"workdays:{at:%Y%m%d%H%M%S%f}",
                subject=_subject(rows),
                text=_text(rows, cause),
                by=by,
            )
            for person, rows in shares.items()
        ],
        at=at,
    )


def _subject(rows: Sequence[Moved]) -> notifications.Subject:
    first = rows[0].item
    return first if len(rows) == 1 else first.lead_department or first


def _text(rows: Sequence[Moved], cause: str) -> str:
    head = f"放假安排有变动（{cause[:60]}）"
    tail = "，整改时限本身不变。"
    if len(rows) == 1:
        return f"{head}：{naming(rows[0].item)}的计时时限{_change(rows[0])}{tail}"
    shown = "、".join(f"{row.item.number or '未编号'}{_change(row)}" for row in rows[:SHOWN])
    more = "等" if len(rows) > SHOWN else ""
    return f"{head}：您手上{len(rows)}件事项的计时时限有调整：{shown}{more}{tail}"


def _change(row: Moved) -> str:
    before = f"由{_day(row.old)}" if row.old else ""
    return f"{before}改为{_day(row.new)}"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
