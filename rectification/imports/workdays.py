"""A year's days off as offices keep them: a CSV file or a paste of two columns or more.

A line is a day or a span of days, whether it is worked, and, if given, a name and a document. Read
whole: one sentence for every wrong line, and nothing is written while there is one.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.errors import Invalid, TooLarge, Unsupported
from core.validators.text import plain_line
from rectification.services.calendar import FIRST_YEAR, LAST_YEAR, WorkdayRow

MOST_BYTES = 256 * 1024
MOST_LINES = 400
LONGEST_SPAN = 31
SHOWN = 24
"""Characters of a wrong cell that its sentence repeats."""

_HEADINGS: Mapping[str, frozenset[str]] = {
    "day": frozenset(("日期", "时间", "date", "day", "放假日期", "日期范围")),
    "kind": frozenset(
        ("类型", "安排", "性质", "状态", "类别", "是否工作日", "工作日", "上班或放假", "isworkday")
    ),
    "name": frozenset(("名称", "节日", "假日", "节假日", "节日名称", "说明", "备注", "name")),
    "source_doc": frozenset(
        ("依据", "依据文件", "文件", "文号", "来源", "来源文件", "source", "sourcedoc")
    ),
}
_PLACES: Mapping[str, int] = {"day": 0, "kind": 1, "name": 2, "source_doc": 3}
"""Which column is which without a heading."""
_WORKED = frozenset(
    ("工作日", "上班", "补班", "调休上班", "补班日", "调休上班日", "正常上班", "工作", "班")
)
_OFF = frozenset(
    ("休息", "放假", "休假", "休", "假", "休息日", "节假日", "法定节假日", "假日", "放假调休",
     "公休", "公休日")
)  # fmt: skip
_YES, _NO = frozenset(("是", "1", "true", "y")), frozenset(("否", "0", "false", "n"))
_DATE = re.compile(
    r"(?:(?P<year>\d{4})\s*[-/.年]\s*)?(?:(?P<month>\d{1,2})\s*[-/.月]\s*)?(?P<day>\d{1,2})\s*[日号]?"
)
_COMPACT = re.compile(r"(?P<year>20\d{2})(?P<month>\d{2})(?P<day>\d{2})")
_SPAN = re.compile(r"\s*(?:至|到|~|—+|–|--)\s*|\s+-\s+|(?<=日)-|(?<=\d{4}-\d\d-\d\d)-")
_NOTE = re.compile(r"[(（][^()（）]*[)）]|[星周](?:期)?[一二三四五六日天]")
_MIDNIGHT = re.compile(r"[ T]0?0:00(:00)?$")


@dataclass(frozen=True)
class Fault:
    """A line that is not understood: where, what stands there, and how to mend it."""

    line: int
    text: str
    sentence: str


@dataclass
class WorkdayTable:
    """What was read: days by line, or what is wrong."""

    rows: list[WorkdayRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    lines: dict[date, int] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    """Headings of columns that are not taken over."""

    @property
    def years(self) -> list[int]:
        """The years that the table speaks of."""
        return sorted({row.day.year for row in self.rows})


class _Unreadable(ValueError):
    """A cell that says nothing; its text is the sentence."""


def decoded(content: bytes, name: str) -> str:
    """The text of an uploaded CSV file in UTF-8 (BOM or not) or GBK.

    Raises Invalid for an empty file, TooLarge beyond 256 KB, Unsupported for a workbook.
    """
    if not content.strip():
        raise Invalid.at("file", "文件是空的，请重新选择文件。", "empty")
    if len(content) > MOST_BYTES:
        raise TooLarge("文件超过 256 KB，放假安排不会这么大，请核对是否选错了文件。")
    if not content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) and b"\0" not in content:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    sentence = f"“{name[:60]}”不是 CSV 文本，请在 Excel 或 WPS 里另存为 CSV，或直接复制后粘贴。"
    raise Unsupported(sentence)


def read_workdays(text: str, *, source_doc: str = "") -> WorkdayTable:
    """Read a table; `source_doc` stands where a line names no document.

    Raises Invalid where there is no line at all, or too many. Wrong lines are in `faults`.
    """
    if len(text) > MOST_BYTES:
        raise TooLarge("内容过长，放假安排不会这么大，请核对是否粘贴错了。")
    table = WorkdayTable()
    lines = _lines(text)
    if not lines:
        raise Invalid.at("text", "请粘贴放假安排（日期和上班或放假两列），或选择 CSV 文件。")
    if len(lines) > MOST_LINES:
        raise Invalid.at("text", f"最多{MOST_LINES}行，现有{len(lines)}行，请分年导入。")
    heading = lines[0][1]
    columns = _columns(heading)
    if columns:
        lines = lines[1:]
        used = set(columns.values())
        table.ignored = [cell for i, cell in enumerate(heading) if cell and i not in used]
    width = len(heading) if columns else len(_PLACES)
    for number, cells in lines:
        _read_line(table, number, cells, columns or _PLACES, width, source_doc)
    if not table.rows and not table.faults:
        raise Invalid.at("text", "只有表头，没有日期，请连同下面的各行一起粘贴。")
    return table


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """The filled lines with their numbers, cut into cells: by tabs, commas or spaces."""
    clean = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    body = [line for line in clean.split("\n") if line.strip()]
    if any("\t" in line for line in body):
        rows = [line.split("\t") for line in clean.split("\n")]
    elif any(sign in line for line in body for sign in ",，"):
        try:
            rows = list(csv.reader(io.StringIO(clean.replace("，", ","), newline="")))
        except csv.Error:
            raise Invalid.at("text", "不是规范的 CSV，请从表格中复制后粘贴。") from None
    else:
        rows = [line.split(maxsplit=3) for line in clean.split("\n")]
    found = [(n, [plain_line(cell) for cell in row]) for n, row in enumerate(rows, 1)]
    return [(n, cells) for n, cells in found if any(cells)]


def _key(text: str) -> str:
    return re.sub(r"[\s_*：:()（）]", "", unicodedata.normalize("NFKC", text)).lower()


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Which column holds what, where the first line is a heading; nothing where it is none."""
    found: dict[str, int] = {}
    for index, cell in enumerate(cells):
        for name, words in _HEADINGS.items():
            if _key(cell) in words:
                found.setdefault(name, index)
    return found if "day" in found else {}


def _read_line(
    table: WorkdayTable,
    number: int,
    cells: list[str],
    places: Mapping[str, int],
    width: int,
    source: str,
) -> None:
    at = {name: cells[i] if i < len(cells) else "" for name, i in places.items()}
    try:
        if any(cells[width:]):
            raise _Unreadable(f"第{width}列后面还有内容，看不出是什么，请核对是否多了一列。")
        days = _days(at["day"])
        worked = _is_workday(at.get("kind", ""))
        name, document = at.get("name", ""), at.get("source_doc", "") or source
        if len(name) > 60 or len(document) > 120:
            raise _Unreadable("名称最多60个字，依据文件最多120个字，请精简。")
        for day in days:
            _put(table, number, WorkdayRow(day, worked, name, document))
    except _Unreadable as wrong:
        table.faults.append(Fault(number, "　".join(filter(None, cells))[:60], str(wrong)))


def _put(table: WorkdayTable, number: int, row: WorkdayRow) -> None:
    earlier = table.lines.get(row.day)
    if earlier is None:
        table.lines[row.day] = number
        table.rows.append(row)
        return
    known = next(one for one in table.rows if one.day == row.day)
    if known.is_workday != row.is_workday:
        raise _Unreadable(
            f"{row.day:%Y-%m-%d} 与第{earlier}行说法不一（一处上班、一处放假），请保留一处。"
        )


def _is_workday(text: str) -> bool:
    word = _key(text)
    if word in _WORKED or word in _YES:
        return True
    if word in _OFF or word in _NO:
        return False
    if not word:
        raise _Unreadable("没有写上班还是放假，请在第二列填“上班”或“放假”。")
    if word == "调休":
        raise _Unreadable("“调休”可指上班也可指放假，请改写为“上班”或“放假”。")
    raise _Unreadable(f"“{text[:SHOWN]}”看不出上班还是放假，请填“上班”或“放假”。")


def _days(text: str) -> list[date]:
    """The days of a cell: one, a span, or several with 、 between them."""
    if not text:
        raise _Unreadable("没有日期，请补上，如 2027-01-01。")
    plain = _NOTE.sub("", unicodedata.normalize("NFKC", text).replace("～", "~"))
    found: list[date] = []
    for part in filter(None, re.split("[、;]", plain)):
        ends = [_MIDNIGHT.sub("", end.strip()) for end in _SPAN.split(part) if end.strip()]
        if not 1 <= len(ends) <= 2:
            raise _Unreadable(
                f"“{text[:SHOWN]}”不是日期，请写成 2027-01-01 或 2027-02-06至2027-02-12。"
            )
        first = _day(ends[0], found[-1] if found else None, text)
        found += _span(first, _day(ends[1], first, text), text) if len(ends) == 2 else [first]
    if not found:
        raise _Unreadable(f"“{text[:SHOWN]}”不是日期，请写成 2027-01-01。")
    return found


def _span(first: date, last: date, text: str) -> list[date]:
    length = (last - first).days + 1
    if length < 1:
        raise _Unreadable(f"“{text[:SHOWN]}”的结束日期早于开始日期，请核对。")
    if length > LONGEST_SPAN:
        raise _Unreadable(f"“{text[:SHOWN]}”共{length}天，一段最多{LONGEST_SPAN}天，请核对年月。")
    return [first + timedelta(days=n) for n in range(length)]


def _day(text: str, before: date | None, cell: str) -> date:
    """A date; the end of a span may leave out the year and month of its beginning."""
    found = _COMPACT.fullmatch(text) or _DATE.fullmatch(text)
    if found is None:
        raise _Unreadable(f"“{cell[:SHOWN]}”不是日期，请写成 2027-01-01。")
    year, month, day = (found[name] for name in ("year", "month", "day"))
    if year is None and before is None:
        raise _Unreadable(f"“{cell[:SHOWN]}”没有写年份，请写成 2027-01-01。")
    if month is None and (before is None or year is not None):
        raise _Unreadable(f"“{cell[:SHOWN]}”不是完整的日期，请写成 2027-01-01。")
    numbers = (
        int(year) if year else before.year if before else 0,
        int(month) if month else before.month if before else 0,
        int(day),
    )
    try:
        made = date(*numbers)
    except ValueError:
        raise _Unreadable(f"没有“{cell[:SHOWN]}”这一天，请核对日期。") from None
    if not FIRST_YEAR <= made.year <= LAST_YEAR:
        raise _Unreadable(f"“{cell[:SHOWN]}”的年份应在{FIRST_YEAR}至{LAST_YEAR}之间，请核对。")
    return made
