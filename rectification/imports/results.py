"""What reading a ledger gives: plain values, no database."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rectification.columns import KIND_OF, Field
from rectification.enums import Kind, State


class Level(StrEnum):
    """How grave a message is: an error refuses the row, a doubt asks a person to look."""

    NOTE = "note"
    DOUBTFUL = "doubtful"
    ERROR = "error"


class Outcome(StrEnum):
    """What the reading alone says of a row; duplicates are found later, in the database."""

    OK = "ok"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"


@dataclass(frozen=True)
class CellMessage:
    """One sentence about one cell. `suggestion` is what may be put into the cell instead."""

    field: Field | None
    column: str
    """The column's letter, "" where the sheet has no such column."""
    text: str
    level: Level
    suggestion: str | None = None


@dataclass(frozen=True)
class SheetMessage:
    """One sentence about a sheet as a whole."""

    text: str
    level: Level


@dataclass
class ParsedRow:
    """A row as it was understood. `raw` holds the texts that it was understood from."""

    sheet: str
    row: int
    raw: dict[Field, str] = field(default_factory=dict)
    letters: dict[Field, str] = field(default_factory=dict)
    rows: tuple[int, ...] = ()
    """All sheet rows that this item was read from, where one problem spans several."""
    section: str = ""
    """The title of the part of the table in which the row stands."""
    sequence: str = ""
    number: str = ""
    problem: str = ""
    detail: str = ""
    target: str | None = None
    sources: tuple[str, ...] = ()
    kind: str | None = None
    """立行立改, 限期整改 or 长期坚持; `kind_code` is the value of the model."""
    lead: str | None = None
    lead_code: str | None = None
    lead_filled_from: str = "cell"
    """"cell", "merged" (from the range above) or "proposed" (not filled, a message proposes)."""
    handling: str | None = None
    handling_code: str | None = None
    coop: list[str] = field(default_factory=list)
    coop_codes: list[str] = field(default_factory=list)
    due: date | None = None
    due_inferred_year: bool = False
    measures: list[str] = field(default_factory=list)
    state: str = ""
    """The sheet's own word, "" where it says nothing."""
    progress: str = ""
    first_in_charge: str = ""
    responsible_leader: str = ""
    handler: str = ""
    outcomes: str = ""
    evidence: str = ""
    remarks: str = ""
    standard: str = ""
    causes: str = ""
    dimension: str | None = None
    method: str = ""
    found_on: date | None = None
    assigned_on: str = ""
    extension: str = ""
    signoff: dict[str, str] = field(default_factory=dict)
    """Words about signature, verification and closing as written: signoff, verification, …"""
    look_back: str = ""
    warning: str = ""
    merged_into: str | None = None
    extra: dict[str, str] = field(default_factory=dict)
    """Columns that nobody knows, by head."""
    proposals: dict[Field, str] = field(default_factory=dict)
    """What stands above a blank cell: proposed, never taken."""
    enters: State | None = None
    given: list[CellMessage] = field(default_factory=list)
    """What was known about cells before they were understood (joined rows, double columns)."""
    known_extra: dict[str, str] = field(default_factory=dict)
    """`extra` as the sheet has it, for reading the row again."""
    messages: list[CellMessage] = field(default_factory=list)

    @property
    def source(self) -> str | None:
        """Return the first source, in the order of the campaign's list."""
        return self.sources[0] if self.sources else None

    @property
    def kind_code(self) -> Kind | None:
        """Return the kind as the model stores it."""
        return KIND_OF[self.kind] if self.kind else None

    @property
    def outcome(self) -> Outcome:
        """Return the worst of the row's messages."""
        levels = {message.level for message in self.messages}
        if Level.ERROR in levels:
            return Outcome.REFUSED
        return Outcome.DOUBTFUL if Level.DOUBTFUL in levels else Outcome.OK


@dataclass(frozen=True)
class ColumnReading:
    """A column of a sheet: its head as written and the field that it was taken for."""

    index: int
    letter: str
    head: str
    field: Field | None
    how: str = "unknown"
    """"exact", "contains", "similar", "content", "ticks", "caller", "duplicate" or "unknown"."""
    twin: Field | None = None
    """What a duplicate column would have been."""


@dataclass(frozen=True)
class SkippedRow:
    """A row that is no item, with the reason for the reader; nothing vanishes silently."""

    row: int
    reason: str
    text: str


@dataclass
class SheetReading:
    """One table of a workbook. A sheet without one has no rows and a message that says so."""

    name: str
    as_of: date | None = None
    as_of_from: str = ""
    """"sheet" (the head's 截至日期), "file" or "argument"."""
    header_rows: list[int] = field(default_factory=list)
    columns: dict[int, ColumnReading] = field(default_factory=dict)
    rows: list[ParsedRow] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)
    messages: list[SheetMessage] = field(default_factory=list)
    hidden: bool = False

    @property
    def mapping(self) -> dict[int, Field]:
        """Return the known columns."""
        return {index: read.field for index, read in self.columns.items() if read.field}


@dataclass
class Workbook:
    """All tables of a file or of a pasted text."""

    sheets: list[SheetReading]

    @property
    def rows(self) -> list[ParsedRow]:
        """Return the rows of all sheets in their order."""
        return [row for sheet in self.sheets for row in sheet.rows]
