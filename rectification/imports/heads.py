"""Heads of a ledger: which field a column holds, by its words; the ledger's as-of date."""

import calendar
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache

from rectification.columns import (
    COLUMNS,
    GROUP_HEADS,
    LABELS,
    LIST_HEADS,
    NOT_FIELDS,
    Field,
    plain,
)
from rectification.imports.results import ColumnReading, Level, SheetMessage

LONGEST_HEAD = 24
_HOW = {"caller": 0, "exact": 1, "contains": 2, "similar": 3}
_NUMBERED = re.compile(r"^(?:\d+[.、．]?|[一二三四五六七八九十]+[、．.])(?=\D)")
_MARKS = re.compile(r"^(?:必填|选填)|[*＊★]|(?:必填|选填)$")
_UNIT_LEAVES = frozenset({"单位", "部门", "名称", "单位名称", "部门名称"})
_PERSON_LEAVES = frozenset(
    {"责任人", "负责人", "联系人", "经办人", "姓名", "电话", "联系电话", "职务"}
)
_AND = re.compile(r"\s*(?:以及|[及和与、/／,，])\s*")
_BESIDE = frozenset({"电话", "联系电话", "联系方式", "职务", "手机", "姓名"})
_OTHER = re.compile(r"下一?步|下阶段|存在的?困难|已?采取的?|未完成|提出|涉及|报送|反馈单位")
"""Beginnings of heads that speak of something else than the words in them."""
_SHAPES = (
    (re.compile(r"(?:牵头|主办|主责|承办|责任).{0,4}(?:单位|部门)"), Field.LEAD),
    (re.compile(r"(?:配合|协办|协同|参与).{0,4}(?:单位|部门)"), Field.COOP),
    (re.compile(r"(?:责任|分管|包[保抓联]|牵头).{0,4}领导"), Field.RESPONSIBLE_LEADER),
)
_HELPING = re.compile(r"[(（](?:配合|协办|协助)")
_SHARE, _SIMILAR = 0.4, 0.75

_EXACT: dict[str, tuple[Field, int]] = {}
for _column in COLUMNS:
    for _rank, _head in enumerate(_column.heads):
        _EXACT.setdefault(_head, (_column.field, _rank))
_LONG_HEADS = sorted((head for head in _EXACT if len(head) >= 3), key=len, reverse=True)
_ENDINGS = [(ending, column.field) for column in COLUMNS for ending in column.endings]


@dataclass(frozen=True)
class Recognition:
    """What a head was taken for; lower ranks win where two columns claim a field."""

    field: Field | None = None
    how: str = "unknown"
    rank: int = 0


UNKNOWN = Recognition()


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """Return a head without spaces, brackets, numbering, stars and punctuation."""
    bare = _NUMBERED.sub("", unicodedata.normalize("NFKC", text).strip())
    return _MARKS.sub("", plain(bare) or re.sub(r"[\s\W_]+", "", bare))


@lru_cache(maxsize=4096)
def recognise(text: str) -> Recognition:
    """Return the field of a head that is known by its name or holds a known one."""
    head = normal(text)
    if head in LIST_HEADS:
        return Recognition(LIST_HEADS[head], "contains", 100)
    if not head or len(head) > LONGEST_HEAD or head in NOT_FIELDS:
        return UNKNOWN
    if head in _EXACT:
        field, rank = _EXACT[head]
        helping = field == Field.LEAD and _HELPING.search(text)
        return Recognition(Field.COOP if helping else field, "exact", rank)
    if _OTHER.match(head):
        return UNKNOWN
    several = _several(text)
    if several:
        return several
    held = [known for known in _LONG_HEADS if known in head]
    held = [known for known in held if head.endswith(known)] or held
    if held and len(held[0]) >= _SHARE * len(head):
        return Recognition(_EXACT[held[0]][0], "contains", len(head))
    for shape, field in _SHAPES:
        if shape.fullmatch(head):
            return Recognition(field, "contains", 40 + len(head))
    for ending, field in _ENDINGS:
        if head.endswith(ending) and len(head) <= 8:
            return Recognition(field, "contains", 50 + len(head))
    return UNKNOWN


def _several(text: str) -> Recognition | None:
    """Return the field of a head that names several: the units', else the first one's."""
    parts = [normal(part) for part in _AND.split(text)]
    if len(parts) < 2:
        return None
    parts = [part for part in parts if part not in _BESIDE] or parts
    if not all(part in _EXACT for part in parts):
        return None
    fields = [_EXACT[part] for part in parts]
    units = [read for read in fields if read[0] in (Field.LEAD, Field.COOP)]
    field, rank = (units or fields)[0]
    return Recognition(field, "contains", rank)


def is_exact(text: str) -> bool:
    """Say whether the text is a known head as it stands (also one that is no field)."""
    return len(text) <= 2 * LONGEST_HEAD and (normal(text) in _EXACT or normal(text) in NOT_FIELDS)


def _similar(text: str) -> Recognition:
    """Return the field of a misspelt head: 整改时现."""
    head = normal(text)
    if not 4 <= len(head) <= 10 or head in NOT_FIELDS or head in GROUP_HEADS:
        return UNKNOWN
    best = max(_LONG_HEADS, key=lambda known: SequenceMatcher(None, head, known).ratio())
    if SequenceMatcher(None, head, best).ratio() < _SIMILAR or len(best) != len(head):
        return UNKNOWN
    return Recognition(_EXACT[best][0], "similar", _EXACT[best][1])


def recognise_path(path: Sequence[str]) -> Recognition:
    """Return the field of a column whose head has several levels, from the top down.

    The lowest head decides; 单位 and 责任人 below 配合单位 are the co-operators' (whose persons
    have no column of their own).
    """
    if not path:
        return UNKNOWN
    leaf, groups = path[-1], path[:-1]
    group = recognise(groups[-1]) if groups else UNKNOWN
    if group.how == "exact" and group.field in (Field.LEAD, Field.COOP):
        if normal(leaf) in _UNIT_LEAVES:
            return group
        if normal(leaf) in _PERSON_LEAVES and group.field == Field.COOP:
            return UNKNOWN
    found = recognise(leaf)
    if found.field or normal(leaf) in NOT_FIELDS:
        return found
    if group.field and normal(groups[-1]) not in GROUP_HEADS:
        return Recognition(group.field, "contains", group.rank + 50)
    return _similar(leaf)


def read_heads(
    paths: Mapping[int, Sequence[str]],
    letters: Mapping[int, str],
    overrides: Mapping[int, Field | None],
    ticks: Mapping[int, Field],
) -> tuple[dict[int, ColumnReading], list[SheetMessage]]:
    """Return what every column is, and what the reader should know about it.

    `paths` are the heads by column, from the top down; `overrides` what the caller decided; `ticks`
    the columns that a tick answers, of which several may make up one field.
    """
    found = {index: recognise_path(path) for index, path in paths.items()}
    ticked = {i: field for i, field in ticks.items() if overrides.get(i, field) == field}
    if Field.PROBLEM not in {read.field for read in found.values()}:
        found = {
            index: Recognition(Field.PROBLEM, read.how) if read.field == Field.DETAIL else read
            for index, read in found.items()
        }
    for index, field in overrides.items():
        found[index] = Recognition(Field(field) if field else None, "caller")
    columns, messages = {}, []
    for index, meant in ticked.items():
        del found[index]
        head = _head(paths.get(index, ()))
        columns[index] = ColumnReading(index, letters[index], head, meant, "ticks")
    winners = _winners(found)
    for index in sorted(found):
        read, head = found[index], _head(paths.get(index, ()))
        field = read.field
        if field and winners[field] != index:
            messages.append(_twice(field, letters, winners[field], index, head))
            columns[index] = ColumnReading(index, letters[index], head, None, "duplicate", field)
            continue
        if read.how == "similar" and field:
            text = f"{letters[index]}列的表头“{head}”按“{LABELS[field]}”识别，请核对。"
            messages.append(SheetMessage(text, Level.DOUBTFUL))
        columns[index] = ColumnReading(index, letters[index], head, field, read.how)
    return columns, messages


def _head(path: Sequence[str]) -> str:
    return re.sub(r"\s+", "", path[-1]) if path else ""


def _winners(found: Mapping[int, Recognition]) -> dict[Field, int]:
    winners: dict[Field, int] = {}
    ranked = sorted(
        found, key=lambda index: (_HOW.get(found[index].how, 9), found[index].rank, index)
    )
    for index in ranked:
        field = found[index].field
        if field:
            winners.setdefault(field, index)
    return winners


def _twice(
    field: Field, letters: Mapping[int, str], winner: int, loser: int, head: str
) -> SheetMessage:
    return SheetMessage(
        f"“{LABELS[field]}”有不止一列：按{letters[winner]}列读，{letters[loser]}列“{head}”"
        "原样保留在补充信息里。如不对，请改选各列的含义。",
        Level.DOUBTFUL,
    )


_DAY = (
    r"(?:(?P<year>\d{4})[年./-])?(?P<month>\d{1,2})"
    r"(?:月份?(?:(?P<day>\d{1,2})[日号]?|(?P<end>底|末))?|[./-](?P<day2>\d{1,2}))"
)
_AS_OF = re.compile(r"截[至止](?:日期|时间)?[:到]?" + _DAY)
_FILLED_ON = re.compile(r"(?:填报|填表|制表|统计|更新|报送)(?:日期|时间)[:]?" + _DAY)
_IN_NAME = re.compile(
    r"(?<!\d)(?P<year>20\d{2})[年._-]?(?P<month>0[1-9]|1[0-2]|[1-9](?!\d))"
    r"(?:[月._-]?(?P<day>0[1-9]|[12]\d|3[01]|[1-9])[日号]?)?(?!\d)"
)
_SHORT_IN_NAME = re.compile(r"(?<!\d)(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?=年)")


def as_of_in_heads(texts: Iterable[str], fallback_year: int | None) -> date | None:
    """Return the as-of date above the table or in its heads: 截至日期, else 填报日期."""
    joined = "\n".join(re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)) for text in texts)
    years = _YEAR.findall(joined)
    year = int(years[0]) if years else fallback_year
    for pattern in (_AS_OF, _FILLED_ON):
        for found in pattern.finditer(joined):
            day = _date(found.groupdict(), year)
            if day:
                return day
    return None


def as_of_in_name(name: str, fallback_year: int | None) -> date | None:
    """Return the as-of date in a file's name: 台账20190930.xlsx, 2019年9月, 截至9月30日."""
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", name))
    found = _IN_NAME.search(folded)
    if found:
        return _date(found.groupdict(), None)
    years = _YEAR.findall(folded)
    short = _SHORT_IN_NAME.search(folded)
    return _date(short.groupdict(), int(years[0]) if years else fallback_year) if short else None


def _date(parts: Mapping[str, str | None], year: int | None) -> date | None:
    year = int(parts["year"]) if parts.get("year") else year
    month = int(parts["month"] or 0)
    if year is None or not 2000 <= year <= 2100 or not 1 <= month <= 12:
        return None
    day = parts.get("day") or parts.get("day2")
    last = calendar.monthrange(year, month)[1]
    return (
        date(year, month, int(day) if day else last) if not day or 1 <= int(day) <= last else None
    )
