"""How a cell that must hold one day is read."""

import re
import unicodedata
from datetime import date, timedelta

HOW_TO = "请写成“2019年10月31日”“2019-10-31”或“10月31日”"
_FULL = re.compile(r"(?P<year>\d{4})[-./年](?P<month>\d{1,2})[-./月](?P<day>\d{1,2})[日号]?")
_SHORT = re.compile(r"(?P<month>\d{1,2})[-./月](?P<day>\d{1,2})[日号]?")
_TIME = re.compile(r"[T ]+\d{1,2}:\d{2}(?::\d{2})?$|[上下]午.{0,9}$|\(?(?:周|星期).\)?$")
_SERIAL, _SERIAL_START = re.compile(r"\d{5}"), date(1899, 12, 30)
_HALF_YEAR = timedelta(days=183)
_FIRST, _LAST = 2000, 2100


def read_day(text: str, near: date) -> date | None:
    """The day that a cell's text says, None where it says none; a time behind it is left out.

    A day without a year is that of the year in which it lies nearest to `near`: within six months
    before it, else after it.
    """
    folded = _TIME.sub("", unicodedata.normalize("NFKC", text).strip())
    folded = re.sub(r"\s+", "", folded)
    if _SERIAL.fullmatch(folded):
        found = _SERIAL_START + timedelta(days=int(folded))
        return found if _FIRST <= found.year <= _LAST else None
    if match := _FULL.fullmatch(folded):
        return _day(int(match["year"]), int(match["month"]), int(match["day"]))
    if match := _SHORT.fullmatch(folded):
        found = _day(near.year, int(match["month"]), int(match["day"]))
        if found is None or abs(found - near) <= _HALF_YEAR:
            return found
        return _day(near.year + (1 if found < near else -1), found.month, found.day)
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if _FIRST <= year <= _LAST else None
    except ValueError:
        return None
