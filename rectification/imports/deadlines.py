"""How a deadline cell is read.

A date means that day; 10月底 the month's last; 上旬, 中旬, 下旬 the 10th, the 20th, the last;
年底 12-31; 长期坚持 and 立行立改 no day but a kind. A month without a year that lies more than six
months before the ledger's as-of date belongs to the next year, and the inferred year is said. Days
are read as written, never moved off holidays. A quarter, a half year and 年内 mean their last day.
A span, or dates with words around them, mean the latest day, and a person is asked to look.
Everything else is refused with the way to mend it.
"""

import calendar
import re
import unicodedata
from dataclasses import dataclass, replace
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
_YEAR_END = re.compile(r"(?=\d{4}|.*年)(?P<year>\d{4}|\d{2}(?=年))?年{0,2}度?(?:底|末|内|终)")
_QUARTER = re.compile(_YEAR + r"第?(?P<quarter>[一二三四1-4])季度?[末底内]?")
_HALF = re.compile(_YEAR + r"(?P<half>[上下])半年[末底内]?")
_BARE_MONTH, _BARE_END = re.compile(r"(?P<month>\d{1,2})"), re.compile(r"(?P<day>\d{1,2})[日号]")
_TIME = re.compile(r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2})[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_AHEAD = r"(?=\d|年?[底末内]|第?[一二三四]季|[上下]半年)"
_NUMBER = re.compile(r"\d{5}(?:\.0+)?")
_WORDS_AROUND = re.compile(
    r"^(?:已?[于在到至]|截至|截止|力争|确保|计划|预计|拟|限期整改|限期|限时|限于)+[:：,，(]?|"
    r"(?:之?前|以前|为?止|(?<![年度])内)?(?:并|须|应|已|已经)?(?:全部|基本)?"
    r"(?:完成整改|整改完成|整改完毕|整改到位|落实到位|完成|完毕|办结|销号|到位|整改)?"
    r"(?:之?前|以前|为?止)?[。.,;、)]*$"
)
_REMARK = re.compile(r"\([^()\d]*\)")
_HOUR = re.compile(r"(?<=[日号])(?:[上下]午)?\d{1,2}(?:[时点](?:\d{1,2}分?|半)?|:\d{2})")
_TO = re.compile(r"[至到~]|[—–]+|--|(?<=[年月日号])-|(?<=\d\d)-(?=20\d\d)|-(?=\d{1,2}月)")
_CLAUSES = re.compile(r"[,，;；、。\n]|(?<=[前底末])[并且]")
_STARTS = re.compile(r"(?:起|后|开始|启动|以来|以后|初|左右|前后|[上中下])")
"""What makes a date no deadline: 11月8日起, 10月初, 11月左右."""
_DONE = re.compile(
    r"(?:均|现)?已经?(?:全部)?(?:完成|整改|办结|销号|解决|落实)(?:整改|完成|到位|完毕|销号)?|"
    r"(?:完成|办结|销号|整改完成|整改到位|完成整改)"
)
_DONE_ON = re.compile(r"(?:已|均|现)[于经]?[\d年月日号底末前上中下旬./-]*[^\d年月日,;。]{2,8}$")
LONGEST_WORDS = 20
_CHINESE_NUMBER = re.compile(r"[〇零一二三四五六七八九十]+(?=[年月日号])")
_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0}
_KIND_PATTERNS = [
    (re.compile("|".join(sorted(map(re.escape, KIND_WORDS[kind]), key=len, reverse=True))), kind)
    for kind in (Kind.IMMEDIATE, Kind.LONG_TERM)
]
_HINTS = (
    (re.compile(r"年内|全年"), "{year}年底前"),
    (re.compile(r"国庆"), "{year}年9月30日前"),
    (re.compile(r"元旦"), "{year}年12月31日前"),
    (re.compile(r"(?:本|当)?月[底末内]"), "{year}年{month}月底前"),
)


_FORMS = (_FULL, _COMPACT, _THIRD, _YEAR_MONTH, _MONTH_DAY, _BARE_DAY, _MONTH, _YEAR_END)
_FORMS += (_QUARTER, _HALF)


@dataclass(frozen=True)
class Deadline:
    """What a cell says: a day, a kind, both or neither; `error` refuses the cell."""

    due: date | None = None
    kind: Kind | None = None
    inferred_year: bool = False
    message: str = ""
    level: Level = Level.NOTE
    suggestion: str | None = None
    done: str = ""
    """The word where the cell says that it is done already: 已完成."""

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
    folded = _fold(text)
    kinds, rest = kinds_in(folded)
    kind = kinds[0] if kinds else None
    if kind and not rest:
        return _two_kinds(Deadline(kind=kind), text, kinds)
    done = _DONE.search(rest)
    if done and done.group() == rest.strip("。.;"):
        said = f"“{text[:30]}”不是日期，按没有写时限读。"
        return Deadline(None, kind, message=said, level=Level.DOUBTFUL, done=done.group())
    found = _find(_relative_years(rest, as_of))
    if found is None:
        return _refused(text, as_of, f"“{text[:30]}”读不出完成日期，{HOW_TO}。")
    read = _two_kinds(_dated(text, found, kind, as_of), text, kinds)
    is_done = done and _DONE_ON.search(rest[: done.end()]) and not read.error
    return replace(read, done=done.group()) if done and is_done else read


def _two_kinds(read: Deadline, text: str, kinds: list[Kind]) -> Deadline:
    if len(kinds) < 2 or read.message:
        return read
    labels = "和".join(kind.label for kind in kinds)
    said = f"“{text[:30]}”同时写了{labels}，按“{kinds[0].label}”读，请核对。"
    return replace(read, message=said, level=Level.DOUBTFUL)


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).strip()
    folded = _TIME.sub(r"\1", folded)
    folded = _CHINESE_NUMBER.sub(lambda match: _number(match.group()), folded)
    return _HOUR.sub("", _REMARK.sub("", re.sub(r"\s+", "", folded)))


def _number(words: str) -> str:
    """Return 十二 as 12, 二十 as 20, 二〇一九 as 2019."""
    if "十" not in words:
        return "".join(str(_DIGITS[sign]) for sign in words)
    tens, _, ones = words.partition("十")
    if len(tens) > 1 or len(ones) > 1 or not _DIGITS.keys() >= {*tens, *ones}:
        return words
    return str((_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0))


def kinds_in(text: str) -> tuple[list[Kind], str]:
    """Take 立行立改 and 长期坚持 out of the text, in its order; the rest may still be a date."""
    found = []
    for pattern, kind in _KIND_PATTERNS:
        place = pattern.search(text)
        if place:
            found.append((place.start(), kind))
            text = text[: place.start()] + "，" * len(place.group()) + text[place.end() :]
    if not found:
        return [], text
    return [kind for _, kind in sorted(found)], text.strip("，,、。.;；:：()/并且和与类的")


def _relative_years(text: str, as_of: date | None) -> str:
    if as_of is None:
        return text
    text = re.sub(r"(?:今年|本年度?|当年)" + _AHEAD, f"{as_of.year}年", text)
    return re.sub(r"(?:明年|次年)" + _AHEAD, f"{as_of.year + 1}年", text)


def _find(text: str) -> _Day | None:
    """Return the day that the text names as a whole, as a span or in clauses with words."""
    return _match(text) or _span(text) or _clauses(text)


def _match(text: str) -> _Day | None:
    """Return the day that the text names, None where no form fits."""
    text = _WORDS_AROUND.sub("", text)
    serial = _serial(text)
    if serial:
        return serial
    for pattern in _FORMS:
        found = pattern.fullmatch(text)
        if found:
            return _day_of(found.groupdict(), text)
    return None


def _span(text: str) -> _Day | None:
    """Return the last day of 9月—11月, 2019年9月1日至30日."""
    parts = [part for part in _TO.split(text) if part]
    if len(parts) != 2:
        return None
    first, last = _bare(parts[0], _BARE_MONTH), _bare(parts[1], _BARE_END)
    if first is None or last is None:
        return None
    month, year = last.month or first.month, last.year
    if year is None and first.year is None and month < first.month:
        return None
    if year is None and first.year is not None:
        year = first.year + (month < first.month)
    return _Day(year, month, last.day, "写的是一段时间，按最后一天读")


def _bare(text: str, short: re.Pattern[str]) -> _Day | None:
    """Return an end of a span; 9 in 9—11月 is a month, 30日 in 9月1日—30日 has none (0)."""
    found = short.fullmatch(_WORDS_AROUND.sub("", text))
    if found is None:
        return _match(text)
    parts = {"month": "0", "day": None, **found.groupdict()}
    return _Day(None, int(parts["month"] or 0), int(parts["day"]) if parts["day"] else None)


def _clauses(text: str) -> _Day | None:
    """Return the latest day of 10月底前报方案，年底前完成; None where a clause is unclear."""
    found = []
    for clause in filter(None, _CLAUSES.split(text)):
        if re.search(r"\d|[年月日旬]|季度", clause):
            day = _match(clause) or _at_head(clause)
            if day is None:
                return None
            found.append(day)
    if not found:
        return None
    last = max(_with_years(found), key=lambda day: (day.year or 0, day.month, day.day or 31))
    doubt = "写了几个日期，按最晚的读" if len(found) > 1 else "其余的字没有读作日期"
    return last._replace(doubt=doubt, suggestion=None)


def _with_years(days: list[_Day]) -> list[_Day]:
    """A day without a year follows the one before it, or goes before the first that has one."""
    dated = next((day for day in days if day.year), None)
    if dated is None or dated.year is None:
        return days
    spread: list[_Day] = []
    year, month = dated.year, 0
    if days[0].year is None:
        year -= days[0].month > dated.month
    for day in days:
        year = day.year or year + (day.month < month)
        month = day.month
        spread.append(day._replace(year=year))
    return spread


def _at_head(clause: str) -> _Day | None:
    """Return the day with which a clause begins: 12月底前取得阶段性成效; never 11月8日起."""
    clause = re.sub(r"^(?:[于在到至]|截至|力争|确保|计划|预计|拟)+", "", clause)
    for pattern in _FORMS:
        found = pattern.match(clause)
        rest = clause[found.end() :] if found else ""
        plain = not re.search(r"[\d年月日旬]", rest) and not _STARTS.match(rest)
        if found and plain and len(rest) <= LONGEST_WORDS:
            return _day_of(found.groupdict(), found.group())
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
    quarter, half, third = parts.get("quarter"), parts.get("half"), parts.get("third")
    if quarter:
        return _Day(year, 3 * (_DIGITS.get(quarter) or int(quarter)), None)
    if half:
        return _Day(year, 6 if half == "上" else 12, None)
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
