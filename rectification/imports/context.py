"""What the rows of a ledger are read against."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from rectification.columns import Field
from rectification.imports.deadlines import Deadline, read_deadline
from rectification.imports.lists import Lists
from rectification.imports.units import DepartmentNames


@dataclass
class Context:
    """What a row is read against."""

    names: DepartmentNames
    lists: Lists
    as_of: date | None = None
    defaults: Mapping[Field, str] = field(default_factory=dict)
    """What holds for every row whose cell is empty, as the person at the import decided."""
    deadlines: dict[str, Deadline] = field(default_factory=dict)

    def deadline(self, text: str) -> Deadline:
        """Return what a deadline says; each text is read once."""
        if text not in self.deadlines:
            self.deadlines[text] = read_deadline(text, self.as_of)
        return self.deadlines[text]
