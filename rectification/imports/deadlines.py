"""How a deadline cell is read.

A date means that day; 10月底 the month's last; 上旬, 中旬, 下旬 the 10th, the 20th, the last;
年底 12-31; 长期坚持 and 立行立改 no day but a kind. A month without a year that lies more than six
months before the ledger's as-of date belongs to the next year, and the inferred year is said. Days
are read as written, never moved off holidays. Everything else is refused with the way to mend it.
"""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from core.imports.cells import text_of
from rectification.columns import KIND_WORDS
from rectification.enums import Kind
from rectification.imports.results import Level

HOW_TO = "请写成“2019年10月31日”“10月底前”这样的日期，或写“立行立改”“长期坚持”"
FIRST_YEAR, LAST_YEAR = 2000, 2100
FAR_YEARS = 3
SERIAL_START, SERIAL_FIRST, SERIAL_LAST = date(1899, 12, 30), 36526, 73415

_YEAR = r"(?:(?P<year>\d{4}|\d{2}(?=年))年?(?:度)?[-./]?)?"
_FULL = re.compile(
    r"(?P<year>\d{4}|\d{2}(?=年)|(?:1[5-9]|[2-9]\d)(?=[-./]))[-./年]"
    r"(?P<month>\d{1,2})[-./月](?P<day>\d{1,2})[日号]?"
)
_COMPACT = re.compile(r"(?P<year>20\d{2})(?P<month>\d{2})(?P<day>\d{2})?")
_YEAR_MONTH = re.compile(
    r"(?P<year>\d{4}|\d{2}(?=年))[-./年](?P<month>\d{1,2})(?:月份?)?(?:月?底|末|内)?"
)
_MONTH_DAY = re.compile(r"(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?")
_BARE_DAY = re.compile(r"(?P<month>\d{1,2})(?P<sign>[-./])(?P<day>\d{1,2})[日号]?")
_MONTH = re.compile(r"(?P<month>\d{1,2})月份?(?:月?底|末|内)?")
_THIRD = re.compile(_YEAR + r"(?P<month>\d{1,2})月份?(?P<third>[上中下])旬")
_YEAR_END = re.compile(r"(?=\d{4}|.*年)(?P<year>\d{4}|\d{2}(?=年))?年{0,2}(?:底|末)")
_TIME = re.compile(r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2})[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_NUMBER = re.compile(r"\d{5}(?:\.0+)?")
_WORDS_AROUND = re.compile(
    r"^(?:[于在到至]|截至|截止|力争|确保|计划|预计|拟)+|"
    r"(?:之?前|以前|为?止|内)?(?:全部|基本)?(?:完成整改|整改完成|整改到位|完成|办结|销号|到位|整改)?"
    r"(?:之?前|以前|为?止)?[。.,;、]*$"
)
_REMARK = re.compile(r"\([^()\d]*\)")
_CHINESE_NUMBER = re.compile(r"[〇零一二三四五六七八九十]+(?=[年月日号])")
_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0}
_KIND_PATTERNS = [
    (re.compile("|".join(sorted(map(re.escape, KIND_WORDS[kind]), key=len, reverse=True))), kind)
    for kind in (Kind.IMMEDIATE, Kind.LONG_TERM)
]
_HINTS = (
    (re.compile(r"年内|全年"), "{year}年底前"),
    (re.compile(r"[一1]季度末?"), "{year}年3月底前"),
    (re.compile(r"([二2]季度|上半年)末?"), "{year}年6月底前"),
    (re.compile(r"[三3]季度末?"), "{year}年9月底前"),
    (re.compile(r"([四4]季度|下半年)末?"), "{year}年12月底前"),
    (re.compile(r"国庆"), "{year}年9月30日前"),
    (re.compile(r"元旦"), "{year}年12月31日前"),
    (re.compile(r"(?:本|当)?月[底末内]"), "{year}年{month}月底前"),
)


@dataclass(frozen=True)
class Deadline:
    """What a cell says: a day, a kind, both or neither; `error` refuses the cell."""

    due: date | None = None
    kind: Kind | None = None
    inferred_year: bool = False
    message: str = ""
    level: Level = Level.NOTE
    suggestion: str | None = None

    @property
    def error(self) -> str:
        """Return the sentence that refuses the cell, "" for a good one."""
        return self.message if self.level == Level.ERROR else ""


class _Day(NamedTuple):
    year: int | None
    month: int
    day: int | None
    """None: the month's last day."""
    doubt: str = ""
    suggestion: str | None = None


def read_deadline(value: object, as_of: date | None) -> Deadline:
    """Return what a deadline cell says, see the module's text. Never raises.

    `value` is what the cell holds: a date, a number (Excel's serial day among them) or a text;
    `as_of` is the ledger's own date, needed only where a year must be inferred.
    """
    text = text_of(value)
    if not text:
        return Deadline()
    kind, rest = _kind_in(_fold(text))
    if kind and not rest:
        return Deadline(kind=kind)
    found = _match(_relative_years(rest, as_of))
    if found is None:
        return _refused(text, as_of, f"“{text[:30]}”读不出完成日期，{HOW_TO}。")
    return _dated(text, found, kind, as_of)


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).strip()
    folded = _TIME.sub(r"\1", folded)
    folded = _CHINESE_NUMBER.sub(lambda match: _number(match.group()), folded)
    return _REMARK.sub("", re.sub(r"\s+", "", folded))


def _number(words: str) -> str:
    """Return 十二 as 12, 二十 as 20, 二〇一九 as 2019."""
    if "十" not in words:
        return "".join(str(_DIGITS[sign]) for sign in words)
    tens, _, ones = words.partition("十")
    if len(tens) > 1 or len(ones) > 1 or not _DIGITS.keys() >= {*tens, *ones}:
        return words
    return str((_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0))


def _kind_in(text: str) -> tuple[Kind | None, str]:
    """Take 立行立改 or 长期坚持 out of the text; the rest may still be a date."""
    for pattern, kind in _KIND_PATTERNS:
        found = pattern.search(text)
        if found:
            rest = text[: found.start()] + text[found.end() :]
            return kind, rest.strip("，,、。.;；:：()/并且类的")
    return None, text


def _relative_years(text: str, as_of: date | None) -> str:
    if as_of is None:
        return text
    text = re.sub(r"(?:今年|本年度?|当年)(?=\d|年?[底末])", f"{as_of.year}年", text)
    return re.sub(r"(?:明年|次年)(?=\d|年?[底末])", f"{as_of.year + 1}年", text)


def _match(text: str) -> _Day | None:
    """Return the day that the text names, None where no form fits."""
    text = _WORDS_AROUND.sub("", text)
    serial = _serial(text)
    if serial:
        return serial
    for pattern in (_FULL, _COMPACT, _THIRD, _YEAR_MONTH, _MONTH_DAY, _BARE_DAY, _MONTH, _YEAR_END):
        found = pattern.fullmatch(text)
        if found:
            return _day_of(found.groupdict(), text)
    return None


def _serial(text: str) -> _Day | None:
    if not _NUMBER.fullmatch(text) or not SERIAL_FIRST <= int(text.split(".")[0]) <= SERIAL_LAST:
        return None
    day = SERIAL_START + timedelta(days=int(text.split(".")[0]))
    return _Day(day.year, day.month, day.day)


def _day_of(parts: dict[str, str | None], text: str) -> _Day:
    year = int(parts["year"]) if parts.get("year") else None
    if year is not None and year < 100:
        year += 2000
    third = parts.get("third")
    if third:
        return _Day(year, int(parts["month"] or 0), {"上": 10, "中": 20}.get(third))
    day = int(parts["day"]) if parts.get("day") else None
    month = int(parts["month"]) if parts.get("month") else 12
    return _Day(year, month, day, *_doubt(parts, text))


def _doubt(parts: dict[str, str | None], text: str) -> tuple[str, str | None]:
    """A table drops the last 0 of 10.30 and of 2019.10: such a number may mean two days."""
    sign, month, day = parts.get("sign"), parts.get("month"), parts.get("day")
    if sign == "." and day in ("1", "2", "3"):
        return f"也可能是{month}月{day}0日（末尾的0会被表格去掉）", f"{month}月{day}0日"
    if sign == "-" and day and int(day) <= 12:
        return f"也可能是{month}月至{day}月", f"{day}月底前"
    if re.fullmatch(r"\d{4}\.1", text):
        return "也可能是10月（末尾的0会被表格去掉）", f"{text[:4]}年10月"
    return "", None


def _dated(text: str, found: _Day, kind: Kind | None, as_of: date | None) -> Deadline:
    if not 1 <= found.month <= 12:
        return _refused(text, as_of, f"“{text[:30]}”里没有{found.month}月这样的月份，{HOW_TO}。")
    year = found.year
    if year is None:
        if as_of is None:
            return _refused(
                text, None, f"“{text[:30]}”没有写年份，台账也没有截至日期，请写明是哪一年。"
            )
        year = as_of.year + (as_of.month - found.month > 6)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return _refused(text, as_of, f"“{text[:30]}”的年份{year}不对，{HOW_TO}。")
    last = calendar.monthrange(year, found.month)[1]
    day = last if found.day is None else found.day
    if not 1 <= day <= last:
        near = f"{year}年{found.month}月{last}日"
        text = f"“{text[:30]}”：{year}年{found.month}月没有{day}日，{HOW_TO}。"
        return Deadline(message=text, level=Level.ERROR, suggestion=near)
    read = Deadline(date(year, found.month, day), kind, found.year is None)
    return _spoken(read, text, found, as_of)


def _spoken(read: Deadline, text: str, found: _Day, as_of: date | None) -> Deadline:
    """Add the sentence that says what was inferred or doubted."""
    if read.due is None:
        return read
    day = f"{read.due.year}年{read.due.month}月{read.due.day}日"
    said, level = "", Level.NOTE
    if found.doubt:
        said = f"“{text[:30]}”按{day}读，{found.doubt}，请核对。"
        level = Level.DOUBTFUL
    elif as_of is not None and abs(read.due.year - as_of.year) > FAR_YEARS:
        said = f"“{text[:30]}”与台账的截至日期相差{FAR_YEARS}年以上，请核对年份。"
        level = Level.DOUBTFUL
    elif read.inferred_year:
        said = f"“{text[:30]}”没有写年份，按{day}读。"
    return Deadline(read.due, read.kind, read.inferred_year, said, level, found.suggestion)


def _refused(text: str, as_of: date | None, sentence: str) -> Deadline:
    suggestion = None
    year = re.search(r"20\d{2}(?=年)", text)
    if as_of is not None:
        for pattern, form in _HINTS:
            if pattern.search(text):
                when = int(year.group()) if year else as_of.year
                suggestion = form.format(year=when, month=as_of.month)
                break
    return Deadline(message=sentence, level=Level.ERROR, suggestion=suggestion)
