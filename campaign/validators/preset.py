"""The preset file of a campaign: its facts and lists, so that the next campaign is a file.

The speech's own words stand in `source_text`: of a list (its sentences) and of each row (the
sentence that the row is taken from). Rows keep their order; `is_extension` marks what the speech
does not name. A row's text must stand in its list's sentences: nothing is paraphrased.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from campaign.enums import ListKind
from campaign.validators.ladder import RungRow, read_ladder
from campaign.validators.reading import Faults, Node
from campaign.validators.rules import checked_rules
from core.errors import Invalid

FORMAT = 1
TABLES: Mapping[str, tuple[str, ...]] = {
    "streams": ("motto",),
    "targets": ("is_sensitive_by_default",),
    "sources": ("is_inspection", "is_opinion"),
    "dimensions": (),
    "methods": (),
}
"""Lists with a table of their own, and the columns that only they have."""

NEEDED = ("streams", "targets", "sources")


@dataclass(frozen=True)
class EntryRow:
    """One row of a list; `own` holds the columns of its table."""

    code: str
    name: str
    source_text: str
    note: str
    aliases: tuple[str, ...]
    order: int
    is_active: bool
    is_extension: bool
    own: Mapping[str, Any]


@dataclass(frozen=True)
class Preset:
    """A preset that holds: every fault has been refused before."""

    code: str
    name: str
    batch: str
    starts_on: date
    ends_on: date | None
    fundamental_task: str
    texts: Mapping[str, list[str]]
    rules: Mapping[str, int]
    tables: Mapping[str, tuple[EntryRow, ...]]
    lists: Mapping[str, tuple[EntryRow, ...]]
    ladder: tuple[RungRow, ...] = ()

    def starting(self, day: date) -> "Preset":
        """The same campaign begun on `day`: the end moves with the beginning."""
        shift = day - self.starts_on
        ends_on = self.ends_on + shift if self.ends_on else None
        return replace(self, starts_on=day, ends_on=ends_on)


def read_preset(data: Any) -> Preset:
    """Check the parsed file whole and return it as a Preset.

    Raises Invalid whose `errors` hold one sentence a fault, with its place.
    """
    faults = Faults()
    top = Node(data, "", faults)
    if top.get("format") != FORMAT:
        top.fault("format", f"预设文件的格式号应为 {FORMAT}。")
    facts = top.child("campaign")
    starts_on, ends_on = facts.day("starts_on"), facts.day("ends_on", required=False)
    if starts_on and ends_on and ends_on < starts_on:
        facts.fault("ends_on", "结束日期不能早于开始日期。")
    texts = _texts(top.child("texts"))
    tables = {key: _list(top.child(key), key, TABLES[key], texts) for key in TABLES}
    for key in NEEDED:
        if not tables[key]:
            top.fault(key, "至少要有一条。")
    lists = _lists(top.child("lists"), texts)
    preset = Preset(
        code=facts.code("code"),
        name=facts.text("name", 100),
        batch=facts.text("batch", 50, ""),
        starts_on=starts_on or date.min,
        ends_on=ends_on,
        fundamental_task=facts.text("fundamental_task", 2000, ""),
        texts=texts,
        rules=_rules(top),
        tables=tables,
        lists=lists,
        ladder=read_ladder(top.child("ladder")),
    )
    facts.close()
    top.close()
    faults.refuse_if_any("预设文件")
    return preset


def _texts(node: Node) -> dict[str, list[str]]:
    return {key: list(node.texts(key)) for key in node.value}


def _rules(top: Node) -> dict[str, int]:
    node = top.child("rules")
    node.asked.update(node.value)
    try:
        return checked_rules(node.value)
    except Invalid as refusal:
        for error in refusal.errors:
            node.fault(error.field, error.detail)
        return {}


def _lists(node: Node, texts: dict[str, list[str]]) -> dict[str, tuple[EntryRow, ...]]:
    found = {kind.value: _list(node.child(kind), kind, (), texts) for kind in ListKind}
    node.close()
    return found


def _list(
    node: Node, key: str, own: tuple[str, ...], texts: dict[str, list[str]]
) -> tuple[EntryRow, ...]:
    """One list; its sentences go into `texts` under the list's name."""
    sentences = node.texts("source_text")
    if sentences:
        texts[key] = list(sentences)
    rows = tuple(
        _row(row, order, own, sentences) for order, row in enumerate(node.rows("rows"), start=1)
    )
    node.close()
    _refuse_doubles(node, rows)
    return rows


def _row(node: Node, order: int, own: tuple[str, ...], sentences: tuple[str, ...]) -> EntryRow:
    default = sentences[0] if len(sentences) == 1 else ""
    text = node.text("source_text", 2000, default)
    if text and not any(text in sentence for sentence in sentences):
        node.fault("source_text", "不在本清单的讲话原文（source_text）之内，请逐字照录。")
    row = EntryRow(
        code=node.code("code"),
        name=node.text("name", 100),
        source_text=text,
        note=node.text("note", 200, ""),
        aliases=node.texts("aliases", 100),
        order=order,
        is_active=node.flag("is_active", True),
        is_extension=node.flag("is_extension"),
        own={key: node.text(key, 100, "") if key == "motto" else node.flag(key) for key in own},
    )
    node.close()
    return row


def _refuse_doubles(node: Node, rows: tuple[EntryRow, ...]) -> None:
    """A code names one row, and so does every name or alias: a ledger is read by them."""
    codes = Counter(row.code for row in rows if row.code)
    words = Counter(word for row in rows if row.name for word in {row.name, *row.aliases})
    for code in (code for code, times in codes.items() if times > 1):
        node.fault("rows", f"代码“{code}”出现了 {codes[code]} 次。")
    for word in (word for word, times in words.items() if times > 1):
        node.fault("rows", f"名称或别名“{word}”属于 {words[word]} 条，读台账时无法区分。")
