"""A light in words: days are working days and say so."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.urls import reverse

from campaign.validators import Limits
from core import presenters as core
from core.clock import local_date
from core.workdays import Workdays
from rectification.enums import Light, MeasureState, State
from rectification.lights import TICKING, Soon, light_of, soon_until
from rectification.models import Item, Measure

NO_CLOCK = "不计时"
_STANDING: dict[State, tuple[str, str]] = {
    State.DRAFT: ("none", "草稿"),
    State.SUSPENDED: ("hold", "中止计时"),
    State.AWAITING_VERIFICATION: ("hold", "待验收"),
    State.CLOSED: ("done", "已销号"),
    State.SUSTAINED: ("done", "已阶段性完成"),
    State.MERGED: ("none", "已并案"),
    State.VOIDED: ("none", "不予立项"),
}


@dataclass(frozen=True)
class Dial:
    """The calendar of one request: today, working days, and from where a date is due soon.

    A list turns it to the campaign of each row (`turned`), which asks nothing.
    """

    on: date
    workdays: Workdays
    soon: date
    limits: Limits = field(default_factory=Limits)

    @classmethod
    def of(cls, on: date, workdays: Workdays, soon_days: int) -> "Dial":
        """For one item, with its campaign's limit."""
        return cls(on, workdays, soon_until(workdays, on, soon_days))

    @classmethod
    def over(cls, soon: Soon, campaign: int | None = None) -> "Dial":
        """For a list, with every campaign's limits; it begins at `campaign`."""
        return cls(soon.on, soon.workdays, soon.of(campaign), soon.limits)

    @property
    def soons(self) -> Soon:
        return Soon(self.on, self.workdays, self.limits)

    def turned(self, campaign: int | None) -> "Dial":
        """The dial of an item of `campaign`."""
        return replace(self, soon=self.soons.of(campaign))


def calendar_notice(dial: Dial, days: Iterable[date | None]) -> dict[str, str] | None:
    """That days off of a year are guessed in which one of the shown `days` lies; asks nothing."""
    found = core.calendar_notice(dial.workdays, days, on=dial.on)
    return found and {**found, "url": reverse("rectification:workdays"), "link": "放假安排"}


def due_words(light: Light, due: date, dial: Dial) -> str:
    """How far a date is: “逾期 18 个工作日”, “今日到期”, “剩 4 个工作日”."""
    if light == Light.RED:
        late = dial.workdays.between(due, dial.on)
        return f"逾期 {late} 个工作日" if late else "已过时限"
    days = dial.workdays.between(dial.on, due)
    return f"剩 {days} 个工作日" if days else "今日到期"


def item_light(state: str, effective_due_on: date | None, dial: Dial) -> tuple[str, str]:
    """(kind, words) of an item's light, for {% light %}; kind `hold` while it is suspended."""
    standing = _STANDING.get(State(state))
    if standing is not None:
        return standing
    light = light_of(state, effective_due_on, on=dial.on, soon=dial.soon)
    if light == Light.NONE or effective_due_on is None:
        return Light.NONE.value, NO_CLOCK
    return light.value, due_words(light, effective_due_on, dial)


def measure_light(measure: Measure, state: str, dial: Dial) -> tuple[str, str]:
    """(kind, words) of one measure: done, dropped, or how far its own date is."""
    if measure.state == MeasureState.DONE:
        return "done", "已完成"
    if measure.state == MeasureState.DROPPED:
        return "none", "已取消"
    if state not in TICKING or measure.due_on is None:
        return "none", "未完成"
    due = dial.workdays.last_on_or_before(measure.due_on)
    light = light_of(state, due, on=dial.on, soon=dial.soon)
    return light.value, due_words(light, due, dial)


def days_at_desk(item: Item, dial: Dial) -> int:
    """Working days that the item has lain where it lies."""
    return max(0, dial.workdays.between(local_date(item.state_since), dial.on))
