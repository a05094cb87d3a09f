"""An import as its pages show it: rows with their cells and what is wrong with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rectification.columns import LABELS, Field
from rectification.enums import Kind, RowChoice, RowOutcome, State
from rectification.models import ImportBatch, ImportRow
from rectification.services.ledger import Difference, choices_for

TAGS = {
    RowOutcome.NEW: "ok",
    RowOutcome.DUPLICATE: "",
    RowOutcome.DOUBTFUL: "warn",
    RowOutcome.REFUSED: "bad",
}
TABS = (
    ("", "全部", "all"),
    (RowOutcome.REFUSED, "需修改", RowOutcome.REFUSED),
    (RowOutcome.DOUBTFUL, "待核对", RowOutcome.DOUBTFUL),
    (RowOutcome.NEW, "新增", RowOutcome.NEW),
    (RowOutcome.DUPLICATE, "重复", RowOutcome.DUPLICATE),
    ("written", "已导入", "written"),
)
_CHOICE_LABELS = {
    (RowOutcome.NEW, ""): "导入",
    (RowOutcome.DOUBTFUL, ""): "按现在的读法导入",
    (RowOutcome.DUPLICATE, ""): "跳过（台账中已有）",
    (RowOutcome.REFUSED, ""): "修改后导入",
}
_COLUMNS: tuple[tuple[str, tuple[Field, ...]], ...] = (
    ("问题", (Field.PROBLEM, Field.DETAIL, Field.NUMBER)),
    ("专项、来源", (Field.TARGET, Field.SOURCE, Field.DIMENSION)),
    (
        "牵头、配合",
        (
            Field.LEAD,
            Field.COOP,
            Field.FIRST_IN_CHARGE,
            Field.RESPONSIBLE_LEADER,
            Field.HANDLER,
        ),
    ),
    ("类型、时限", (Field.KIND, Field.DUE, Field.FOUND_ON, Field.ASSIGNED_ON)),
)
HEADS = (*(head for head, _ in _COLUMNS), "状态")
_LONG = (Field.PROBLEM, Field.MEASURES, Field.DETAIL, Field.STANDARD, Field.REMARKS)


@dataclass(frozen=True)
class Input:
    """A cell that is corrected in place; `message` says how."""

    name: str
    id: str
    label: str
    value: str
    level: str
    message: str
    suggestion: str = ""
    options: Sequence[str] = ()
    is_long: bool = False
    list: str = ""


@dataclass
class Cell:
    """One column of a row: what was read, what is to be corrected, what is worth knowing."""

    label: str
    text: str = ""
    lines: list[str] = field(default_factory=list)
    inputs: list[Input] = field(default_factory=list)


@dataclass
class RowView:
    """A row of the preview."""

    row: ImportRow
    id: str
    tag: tuple[str, str]
    cells: list[Cell]
    choices: list[tuple[str, str]] = field(default_factory=list)
    left: str = ""
    item: tuple[str, str] | None = None
    """Label and address of the item that the row became or is already."""
    differences: Sequence[Difference] = ()
    hidden: bool = False


def tabs(counts: Mapping[str, int], current: str, url: str) -> list[dict[str, Any]]:
    """The tabs above the rows; empty ones but the first are left out."""
    return [
        {
            "label": label,
            "url": f"{url}?tab={key}" if key else url,
            "count": counts[name],
            "current": key == current,
        }
        for key, label, name in TABS
        if counts[name] or not key or key == current
    ]


def options_for(found: str, lists: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """The words to choose from where a cell takes nothing else."""
    return lists.get(found, ())


def row_view(
    row: ImportRow,
    batch: ImportBatch,
    *,
    lists: Mapping[str, Sequence[str]],
    left: str = "",
    hidden: bool = False,
) -> RowView:
    """A row as the preview shows it; of a hidden sensitive one only its place and state."""
    outcome = RowOutcome(row.outcome)
    tag = (outcome.label, TAGS[outcome])
    if row.undone_at:
        tag = ("已撤销", "")
    elif row.written_at:
        tag = ("已更正" if row.previous else "已导入", "ok")
    if hidden:
        cells = [Cell(head) for head in HEADS]
        cells[0].text = "敏感事项，只有指定的人能看到内容"
        cells[-1].text = _entering(row, batch)
        return RowView(row, f"r{row.pk}", tag, cells, hidden=True)
    shown = RowView(row, f"r{row.pk}", tag, _cells(row, batch, lists), left=left)
    if not row.written_at:
        allowed = choices_for(row, batch.department_id)
        shown.choices = [(c, _choice_label(outcome, c)) for c in allowed if c != RowChoice.IMPORT]
    return shown


def _choice_label(outcome: RowOutcome, choice: str) -> str:
    return _CHOICE_LABELS.get((outcome, choice)) or RowChoice(choice).label


def _cells(row: ImportRow, batch: ImportBatch, lists: Mapping[str, Sequence[str]]) -> list[Cell]:
    parsed, said = row.parsed, list(row.messages)
    texts = {
        "问题": parsed["problem"],
        "专项、来源": parsed["target"] or "",
        "牵头、配合": parsed["lead"] or "（未定）",
        "类型、时限": " ".join(filter(None, (parsed["kind"], parsed["due"]))),
    }
    below = {
        "专项、来源": ["、".join(parsed["sources"])],
        "牵头、配合": [
            f"承办：{parsed['handling']}" if parsed["handling"] else "",
            f"配合：{'、'.join(parsed['coop'])}" if parsed["coop"] else "",
        ],
    }
    cells, taken = [], set()
    for label, fields in _COLUMNS:
        names = {found.value for found in fields}
        cell = Cell(label, texts[label], [line for line in below.get(label, []) if line])
        _add_messages(cell, row, [s for s in said if s["field"] in names], lists)
        taken |= names
        cells.append(cell)
    last = Cell("状态", _entering(row, batch), _more(parsed))
    _add_messages(last, row, [s for s in said if s["field"] not in taken], lists)
    return [*cells, last]


def _entering(row: ImportRow, batch: ImportBatch) -> str:
    word = row.parsed.get("state") or "未写"
    if not row.enters:
        return word
    enters = State.DRAFT if batch.department_id is not None else State(row.enters)
    return word if enters.label == word else f"{word} → {enters.label}"


def _more(parsed: Mapping[str, Any]) -> list[str]:
    n = len(parsed["measures"])
    return [f"措施{n}条"] if n else []


def _add_messages(
    cell: Cell,
    row: ImportRow,
    said: Sequence[Mapping[str, Any]],
    lists: Mapping[str, Sequence[str]],
) -> None:
    """Errors and doubts become inputs, notes become lines."""
    wrong = {}
    for one in said:
        if one["level"] == "note" or one["field"] is None or row.written_at:
            cell.lines.append(one["text"])
        else:
            wrong.setdefault(one["field"], []).append(one)
    for name, found in wrong.items():
        worst = next((one for one in found if one["level"] == "error"), found[0])
        if row.outcome == RowOutcome.DUPLICATE and worst["level"] != "error":
            cell.lines += [one["text"] for one in found]
            continue
        cell.inputs.append(_input(row, name, found, worst, lists))


def _input(
    row: ImportRow,
    name: str,
    found: Sequence[Mapping[str, Any]],
    worst: Mapping[str, Any],
    lists: Mapping[str, Sequence[str]],
) -> Input:
    value = cell_text(row, name)
    options = list(options_for(name, lists))
    if options and value and value not in options:
        options = [value, *options]
    suggestion = next((one["suggestion"] for one in found if one.get("suggestion")), None)
    return Input(
        name=f"cell-{row.pk}-{name}",
        id=f"c{row.pk}-{name}",
        label=f"第{row.row}行{LABELS[Field(name)]}",
        value=value,
        level=worst["level"],
        message=" ".join(one["text"] for one in found),
        suggestion=suggestion or "",
        options=options,
        is_long=name in _LONG,
        list="units" if name in (Field.LEAD, Field.COOP) else "",
    )


def cell_text(row: ImportRow, name: str) -> str:
    """The cell as it stands: corrected by a person, else as the file has it."""
    return row.edits.get(name, row.raw.get("cells", {}).get(name, ""))


def facts_of(row: ImportRow) -> list[tuple[str, str]]:
    """All cells of the row, unknown columns too: nothing is dropped silently."""
    cells = {**row.raw.get("cells", {}), **row.edits}
    known = [(LABELS[found], cells[found.value]) for found in Field if cells.get(found.value)]
    return known + [(head, text) for head, text in row.parsed.get("extra", {}).items() if text]


def editable(row: ImportRow, lists: Mapping[str, Sequence[str]]) -> list[Input]:
    """Every known cell of a row as an input, for the row's own page."""
    said: dict[str, list[Mapping[str, Any]]] = {}
    for one in row.messages:
        if one["field"]:
            said.setdefault(one["field"], []).append(one)
    letters = row.raw.get("letters", {})
    quiet = {"level": "", "text": ""}
    names = [f.value for f in Field if f.value in letters or f.value in said or f in _ALWAYS]
    return [
        _input(row, name, said.get(name, [quiet]), _worst(said.get(name, [quiet])), lists)
        for name in names
        if name != Field.SEQUENCE
    ]


_ALWAYS = (Field.PROBLEM, Field.TARGET, Field.SOURCE, Field.KIND, Field.LEAD, Field.DUE)


def _worst(found: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    return next((one for one in found if one["level"] == "error"), found[0])


def error_lines(
    rows: Sequence[ImportRow], places: Mapping[int, str], several: bool
) -> list[dict[str, str]]:
    """The summary on top: one line a refused row, leading to it; with its sheet if several."""
    lines = []
    for row in rows:
        texts = [one["text"] for one in row.messages if one["level"] == "error"]
        place = f"{row.sheet} 第{row.row}行" if several else f"第{row.row}行"
        lines.append({"href": places[row.pk], "label": place, "text": "；".join(texts)})
    return lines


def word_lists(targets: Sequence[str], sources: Sequence[str]) -> dict[str, Sequence[str]]:
    """The closed lists by field."""
    return {
        Field.TARGET.value: targets,
        Field.SOURCE.value: sources,
        Field.KIND.value: [kind.label for kind in Kind],
    }
