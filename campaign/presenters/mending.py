"""A table before it is brought in: what each row says, what is wrong at which cell, what is left
out. Only rows that are being mended have inputs, and only so many at a time."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from core.imports.tables import KnownColumn, KnownTable

MOST_OPEN = 40
"""Rows with inputs at a time: a form has a bound of fields."""
MOST_SHOWN = 200
"""Rows of a kind that are listed; the others are counted."""
_SPLIT = re.compile(r"[、，,；;\n]+")


class ReadRow(Protocol):
    """A row as its reader understands it."""

    number: int
    values: Mapping[str, str]
    faults: list[tuple[str, str]]
    notes: list[str]
    twin: str


@dataclass(frozen=True)
class Shape:
    """Of which kind the cells are: the words that some take, which hold several, which are long."""

    columns: Sequence[KnownColumn]
    words: Mapping[str, Sequence[str]]
    several: Collection[str] = ()
    long: Collection[str] = ()

    def label(self, key: str) -> str:
        return next((c.label for c in self.columns if c.key == key), "")


@dataclass(frozen=True)
class Cell:
    """A cell as an input: `kind` is line, text, choice or several; `message` says how to mend."""

    kind: str
    name: str
    id: str
    label: str
    value: str
    message: str
    options: Sequence[tuple[str, str, bool]] = ()
    """Value, text, whether it is chosen; what the cell says stays among them as it was written."""


@dataclass
class RowView:
    """A row of the preview."""

    number: int
    title: str
    tag: tuple[str, str]
    lines: list[tuple[str, str]] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    is_faulty: bool = False
    is_left: bool = False


@dataclass
class Preview:
    """Everything that the page shows of a table, and what the button would bring in."""

    rows: list[RowView]
    unknown: Sequence[str]
    carried: str
    total: int
    wrong: list[Any]
    good: list[Any]
    known: list[Any]
    left: list[int]
    opened: list[int]
    hidden_left: list[int]
    errors: list[dict[str, str]]
    more_wrong: int
    beyond: int

    @property
    def may_apply(self) -> bool:
        return bool(self.good) and not self.wrong

    @property
    def left_text(self) -> str:
        """“，第4、7行按您的选择没有导入”, for the sentence after it is done."""
        if not self.left:
            return ""
        shown = "、".join(map(str, self.left[:20])) + ("等" if len(self.left) > 20 else "")
        return f"，按您的选择没有导入 {len(self.left)} 行（第 {shown} 行）"


def preview(
    table: KnownTable,
    rows: Sequence[ReadRow],
    shape: Shape,
    *,
    carried: str,
    left: Collection[int],
    opened: Collection[int],
) -> Preview:
    """Sort the rows: to be mended, being changed, left out, already there, good."""
    out = [row for row in rows if row.number in left]
    counted = [row for row in rows if row.number not in left]
    wrong = [row for row in counted if row.faults]
    fine = [row for row in counted if not row.faults]
    changed = [row for row in fine if row.number in opened][:MOST_OPEN]
    open_wrong = wrong[: MOST_OPEN - len(changed)]
    taken = {row.number for row in changed}
    rest = [row for row in fine if row.number not in taken]
    views = [_row(r, shape, is_faulty=True, is_all=r.number in opened) for r in open_wrong]
    views += [_row(r, shape, is_all=True) for r in changed]
    views += [_row(r, shape, is_left=True) for r in out[:MOST_SHOWN]]
    views += [_row(r, shape) for r in rest[:MOST_SHOWN]]
    return Preview(
        rows=views,
        unknown=table.unknown,
        carried=carried,
        total=len(rows),
        wrong=wrong,
        good=[row for row in fine if not row.twin],
        known=[row for row in fine if row.twin],
        left=[row.number for row in out],
        opened=[r.number for r in (*open_wrong, *changed) if r.number in opened],
        hidden_left=[row.number for row in out[MOST_SHOWN:]],
        errors=[_error(row, shape) for row in open_wrong[:10]],
        more_wrong=len(wrong) - len(open_wrong),
        beyond=max(0, len(rest) - MOST_SHOWN),
    )


def _error(row: ReadRow, shape: Shape) -> dict[str, str]:
    labels = dict.fromkeys(shape.label(key) or "整行" for key, _ in row.faults)
    text = f"{'、'.join(labels)}要改"
    return {"href": f"#r{row.number}", "label": f"第 {row.number} 行", "text": text}


def _row(
    row: ReadRow,
    shape: Shape,
    *,
    is_faulty: bool = False,
    is_left: bool = False,
    is_all: bool = False,
) -> RowView:
    first = next(column.key for column in shape.columns if column.key in shape.long)
    faults: dict[str, list[str]] = {}
    for key, text in row.faults:
        faults.setdefault(key if shape.label(key) else "", []).append(text)
    tag = ("可以导入", "ok")
    if is_left:
        tag = ("不导入", "")
    elif row.faults:
        tag = ("要改", "bad")
    elif row.twin:
        tag = (row.twin, "")
    view = RowView(row.number, row.values.get(first, ""), tag)
    view.is_faulty, view.is_left = is_faulty, is_left
    for column in shape.columns:
        key, value = column.key, row.values.get(column.key, "")
        if is_all or is_faulty and key in faults:
            view.cells.append(_cell(row, column, shape, faults.get(key, [])))
        elif value and key != first:
            view.lines.append((column.label, value))
    view.said = [*faults.get("", []), *row.notes] if not is_left else []
    return view


def _cell(row: ReadRow, column: KnownColumn, shape: Shape, said: Sequence[str]) -> Cell:
    key, value = column.key, row.values.get(column.key, "")
    words = list(shape.words.get(key, ()))
    kind = "text" if key in shape.long else "line"
    options: list[tuple[str, str, bool]] = []
    if words:
        kind = "several" if key in shape.several else "choice"
        parts = [value] if kind == "choice" else [p.strip() for p in _SPLIT.split(value)]
        held = [part for part in parts if part]
        own = [(part, f"{part[:40]}（原文）", True) for part in held if part not in words]
        empty = [("", "（空）", not held)] if kind == "choice" else []
        options = [*empty, *own, *((word, word, word in held) for word in words)]
    return Cell(
        kind=kind,
        name=f"cell-{row.number}-{key}",
        id=f"c{row.number}-{key}",
        label=column.label,
        value=value,
        message=" ".join(said),
        options=options,
    )
