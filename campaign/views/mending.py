"""What doors share where a table is mended in the page: what was sent, and what is shown again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.http import QueryDict

from campaign.presenters.mending import Preview, Shape, preview
from core.imports.mending import carried, mended, taken_back
from core.imports.tables import KnownColumn, KnownTable

CARRIED = "carried"


class Found(Protocol):
    """A table with its rows as they are understood."""

    table: KnownTable
    rows: Any


class Reader(Protocol):
    """Understands the rows of a table."""

    def understand(self, table: KnownTable, left: Any = ()) -> Any: ...
    def words(self) -> dict[str, list[str]]: ...


@dataclass(frozen=True)
class Mending:
    """A table as it stands now; rows that are left out on purpose, rows opened to be changed."""

    table: KnownTable
    left: frozenset[int] = frozenset()
    opened: frozenset[int] = frozenset()
    asks_leave: bool = False
    """Leave out every row that is wrong."""

    def understood(self, reader: Reader) -> tuple[Any, "Mending"]:
        """The rows as the reader understands them, with what was asked to be left out left out."""
        found = reader.understand(self.table, self.left)
        if not self.asks_leave:
            return found, self
        wrong = {row.number for row in found.rows if row.faults}
        again = Mending(self.table, self.left | wrong, self.opened)
        return reader.understand(self.table, again.left), again

    def shown(self, found: Found, shape: Shape) -> Preview:
        """What the page shows; ReadError for a table that is too much for a form."""
        return preview(
            found.table,
            found.rows,
            shape,
            carried=carried(found.table),
            left=self.left,
            opened=self.opened,
        )


def mending_of(data: QueryDict, columns: Sequence[KnownColumn]) -> Mending:
    """The table that a preview sent back, with the cells that were changed in it.

    ReadError where it did not come back whole.
    """
    table = taken_back(data.get(CARRIED, ""), columns)
    left = _numbers([*data.getlist("leave"), *data.get("also_left", "").split(",")])
    opened = _numbers([*data.getlist("opened"), *data.getlist("open")])
    asks = data.get("act") == "leave"
    return Mending(mended(table, _cells(data), columns), left, opened, asks)


def _cells(data: QueryDict) -> dict[tuple[int, str], str]:
    cells = {}
    for name in data:
        start, _, rest = name.partition("-")
        number, _, key = rest.partition("-")
        if start == "cell" and number.isdecimal() and len(number) < 9:
            cells[int(number), key] = "、".join(filter(None, data.getlist(name)))
    return cells


def _numbers(texts: Sequence[str]) -> frozenset[int]:
    return frozenset(int(text) for text in texts if text.isdecimal() and len(text) < 9)
