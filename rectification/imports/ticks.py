"""Columns that are answered by a tick: 已完成 | 整改中 | 未启动, a √ below one of them."""

from collections.abc import Iterator

from rectification.columns import CROSSES, KIND_OF, TICKS, Field, plain, state_group
from rectification.imports.heads import normal, recognise
from rectification.imports.lists import Lists
from rectification.imports.tables import Table

ONE = "1"
"""What some offices write for a tick, so that the column adds up."""
MARKS = TICKS | {ONE}


def tick_columns(table: Table, lists: Lists) -> dict[int, Field]:
    """Return the columns that hold ticks only, each with the field of which its head is a word."""
    named = {}
    for index, path in table.paths.items():
        word = normal(path[-1]) if path else ""
        meant = _field_of(word, path, lists) if word else None
        if meant is not None:
            named[index] = meant
    ticked = {index for index in named if _holds_ticks(table, index)}
    meant_by_ticks = {named[index] for index in ticked}
    return {
        index: field
        for index, field in named.items()
        if index in ticked or (field in meant_by_ticks and not any(_below(table, index)))
    }


def _field_of(word: str, path: list[str], lists: Lists) -> Field | None:
    group = recognise(path[-2]).field if len(path) > 1 else None
    is_state = plain(word) and state_group(word) is not None
    if is_state and group in (Field.STATE, Field.PROGRESS):
        return Field.STATE
    if word in KIND_OF:
        return Field.KIND
    if is_state:
        return Field.STATE
    for field, entries in ((Field.TARGET, lists.targets), (Field.SOURCE, lists.sources)):
        if entries.choose(word).exact:
            return field
    return None


def _holds_ticks(table: Table, index: int) -> bool:
    texts = [text for text in _below(table, index) if text]
    ticked = sum(text in TICKS for text in texts)
    only = all(text in MARKS or text in CROSSES or text.isdigit() for text in texts)
    return bool(texts) and only and (ticked > 0 or texts.count(ONE) >= 0.6 * len(texts))


def _below(table: Table, index: int) -> Iterator[str]:
    """The cells below the head, without the head where it is repeated."""
    heads = table.known.get(index, set())
    for row in range(table.header.stop, len(table.sheet.texts)):
        text = table.sheet.at(row, index)
        if normal(text) not in heads:
            yield text
