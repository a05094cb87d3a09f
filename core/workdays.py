"""Working days: the office's overrides, then the national calendar, then Monday to Friday.

The State Council announces each year's days off and make-up days around November of the year
before. chinesecalendar carries them; where it ends, the office enters overrides; where neither
knows the year, Monday to Friday is assumed and `is_known` says so, for the page to warn.

A year that the library does not have is known once every festival of the State Council's regulation
(《全国年节及纪念日放假办法》) has a declared day off: a table of the whole year has that, a single
declared day has not. Each festival is looked for where it can fall (docs/adr/0014).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

from core.models import WorkdayOverride

ONE_DAY = timedelta(days=1)
FRIDAY = 4
MonthDay = tuple[int, int]
FESTIVALS: tuple[tuple[str, tuple[tuple[MonthDay, MonthDay], ...]], ...] = (
    ("元旦", (((1, 1), (1, 3)),)),
    ("春节", (((1, 20), (2, 28)),)),
    ("清明节", (((4, 2), (4, 7)),)),
    ("劳动节", (((4, 29), (5, 5)),)),
    ("端午节", (((5, 25), (6, 28)),)),
    ("中秋节", (((9, 6), (9, 30)), ((10, 8), (10, 10)))),
    ("国庆节", (((10, 1), (10, 7)),)),
)
"""The festivals and where their days off can lie. Mid-Autumn within 1–7 October makes that holiday
one day longer, so that its eighth day stands for it."""


def load() -> "Workdays":
    """Return the calendar with all overrides (one query; a few dozen rows a year)."""
    return Workdays(dict(WorkdayOverride.objects.values_list("date", "is_workday")))


class Workdays:
    """A calendar as a value: pure, cheap to ask, safe to share within a request or a run."""

    def __init__(self, overrides: Mapping[date, bool] | None = None) -> None:
        self._overrides = dict(overrides or {})
        self._off = sorted(day for day, worked in self._overrides.items() if not worked)
        self._years: dict[int, list[int]] = {}

    def is_workday(self, day: date) -> bool:
        """Return whether `day` is worked."""
        override = self._overrides.get(day)
        return _is_plain_workday(day) if override is None else override

    def is_known(self, day: date) -> bool:
        """Return False when `day`'s year is guessed: the library ends before it, and the office
        has not declared it as a whole."""
        return self.is_known_year(day.year)

    def is_known_year(self, year: int) -> bool:
        """Return whether the days off of `year` are known, see the module's text."""
        return _library_year(year) is not None or not self.missing_festivals(year)

    def missing_festivals(self, year: int) -> list[str]:
        """Return the festivals of `year` for which no day off is declared, whatever the library
        says."""
        return [
            name
            for name, spans in FESTIVALS
            if not any(self._declares_off(date(year, *a), date(year, *b)) for a, b in spans)
        ]

    def guessed_years(self, days: Iterable[date | None], since: date) -> list[int]:
        """Return the years, from that of `since` on, of those `days` that lie in guessed ones."""
        years = {day.year for day in days if day is not None}
        return [y for y in sorted(years) if y >= since.year and not self.is_known_year(y)]

    def known_until(self) -> date:
        """Return the last day before the first year that nobody has entered."""
        year = _library_last_year()
        while self.is_known_year(year + 1):
            year += 1
        return date(year, 12, 31)

    def add(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day` (before it, if negative); 0 is `day`."""
        if count == 0:
            return day
        step = 1 if count > 0 else -1
        year, left = day.year, abs(count)
        while True:
            found = self._workdays_of(year)
            if step > 0:
                start = bisect_right(found, day.toordinal())
                if start + left <= len(found):
                    return date.fromordinal(found[start + left - 1])
                left -= len(found) - start
            else:
                end = bisect_left(found, day.toordinal())
                if end >= left:
                    return date.fromordinal(found[end - left])
                left -= end
            year += step

    def between(self, start: date, end: date) -> int:
        """Return the working days from `start` to `end`, signed.

        Counts days after `start` up to and including `end`, so that
        `between(d, add(d, n)) == n`; backwards it is the negative count.
        """
        if end < start:
            return -self._count(end, start - ONE_DAY)
        return self._count(start + ONE_DAY, end)

    def last_on_or_before(self, day: date) -> date:
        """Return `day` if it is worked, else the last working day before it."""
        return day if self.is_workday(day) else self.add(day, -1)

    def next_on_or_after(self, day: date) -> date:
        """Return `day` if it is worked, else the first working day after it."""
        return day if self.is_workday(day) else self.add(day, 1)

    def _declares_off(self, first: date, last: date) -> bool:
        place = bisect_left(self._off, first)
        return place < len(self._off) and self._off[place] <= last

    def _count(self, first: date, last: date) -> int:
        total = 0
        for year in range(first.year, last.year + 1):
            found = self._workdays_of(year)
            total += bisect_right(found, last.toordinal())
            total -= bisect_left(found, first.toordinal())
        return total

    def _workdays_of(self, year: int) -> list[int]:
        known = self._years.get(year)
        if known is None:
            days = set(_plain_year(year))
            for day, worked in self._overrides.items():
                if day.year == year:
                    (days.add if worked else days.discard)(day.toordinal())
            known = self._years[year] = sorted(days)
        return known


def _is_plain_workday(day: date) -> bool:
    return day.toordinal() in _plain_year(day.year)


@lru_cache(maxsize=256)
def _plain_year(year: int) -> frozenset[int]:
    library = _library_year(year)
    if library is not None:
        return library
    return frozenset(day for day in _ordinals(year) if (day - 1) % 7 <= FRIDAY)


@lru_cache(maxsize=256)
def _library_year(year: int) -> frozenset[int] | None:
    try:
        return frozenset(
            day for day in _ordinals(year) if chinese_calendar.is_workday(date.fromordinal(day))
        )
    except NotImplementedError:
        return None


@lru_cache(maxsize=1)
def _library_last_year() -> int:
    year = 2019
    while _library_year(year + 1) is not None:
        year += 1
    return year


def _ordinals(year: int) -> range:
    return range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
