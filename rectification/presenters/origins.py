"""How a row of another stream is named on the ledger's pages."""

from dataclasses import dataclass

from campaign.enums import RowKind
from rectification.selectors.origins import Row


@dataclass(frozen=True)
class RowWords:
    """What the form of a new item says of the row that fills it."""

    key: str
    label: str
    text: str


def row_words(row: Row) -> RowWords:
    """The row's kind and its text, cut to a line."""
    text = str(row.initial.get("problem", ""))
    line = text if len(text) <= 60 else f"{text[:59]}…"
    return RowWords(row.key, RowKind(row.kind).label, line)
