"""What a cell holds, as text."""

import re
import unicodedata
from datetime import date, datetime, timedelta

LONGEST = 5000
"""Characters that a cell may hold."""
SERIAL_START = date(1899, 12, 30)
"""The day 0 of a spreadsheet's dates."""

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff"
    "\ud800-\udfff]"
)
_ERROR = re.compile(
    r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA|公式未计算)"
)
_QUOTED = re.compile(r"^['‘](?=\s*[=+\-@＝＋－＠])")
"""What our own workbooks put before a text that a spreadsheet might take for a formula."""


def text_of(value: object) -> str:
    """Return a cell's text: whole numbers without .0, days as 2019-10-31, no invisible signs.

    The apostrophe that keeps a text from being a formula is none of it.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        midnight = value.time().isoformat() == "00:00:00"
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
    text = unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n").replace("\r", "\n")
    return _QUOTED.sub("", _CONTROL.sub("", text).strip())


def month_of(value: object) -> object:
    """Return 2019年10月 for a day that its cell shows so; anything else as it is."""
    if isinstance(value, float | int) and not isinstance(value, bool) and 30_000 < value < 80_000:
        value = SERIAL_START + timedelta(days=int(value))
    return f"{value.year}年{value.month}月" if isinstance(value, date) else value


def had_invisible(value: object) -> bool:
    """Say whether signs were taken out that nobody sees (NUL, direction marks)."""
    return isinstance(value, str) and bool(_CONTROL.search(value.strip("\ufeff\u200b")))


def formula_error(text: str) -> str | None:
    """Return #REF! and the like, where the cell holds one."""
    found = _ERROR.match(text)
    return found.group() if found else None
