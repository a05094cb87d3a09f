"""One row on its way from texts to values: its texts, and what is said about them."""

from rectification.columns import LABELS, Field
from rectification.imports.context import Context
from rectification.imports.results import CellMessage, Level, ParsedRow


class Reader:
    """What every part of the reading of a row needs."""

    def __init__(self, row: ParsedRow, context: Context) -> None:
        self.row, self.context = row, context
        self.unusable: set[Field] = set()

    def text(self, found: Field) -> str:
        """Return a cell's text, else what holds for the whole sheet."""
        if found in self.unusable:
            return ""
        return self.row.raw.get(found, "") or self.context.defaults.get(found, "")

    def say(self, found: Field, text: str, level: Level, suggestion: str | None = None) -> None:
        """Add a message about a cell."""
        column = self.row.letters.get(found, "")
        self.row.messages.append(CellMessage(found, column, text, level, suggestion))

    def missing(self, found: Field, rest: str) -> str:
        """Return the beginning of a sentence about an empty cell or an absent column."""
        if found in self.row.letters:
            return f"没有写{LABELS[found]}，{rest}"
        return f"表中没有“{LABELS[found]}”列，{rest}"

    def refused(self) -> set[Field | None]:
        """Return the fields that were refused so far."""
        return {said.field for said in self.row.messages if said.level == Level.ERROR}
