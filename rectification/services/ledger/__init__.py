"""A ledger that exists already comes in: opened, corrected, applied, taken back, confirmed.

The life of an import: `open_batch` (with the reading, or `fill_batch` later) → `replace_rows`,
`choose` → `apply_batch`, as often as rows are left → `undo_batch` within a day; `confirm_batch`
where a command brought closed rows; `discard_batch` where nothing was applied.
"""

from rectification.services.ledger.amending import (
    Difference,
    action_for,
    differences,
    with_parts,
)
from rectification.services.ledger.apply import Applied, apply_batch, chosen
from rectification.services.ledger.batches import (
    LedgerFile,
    Reading,
    ReadRow,
    choices_for,
    choose,
    discard_batch,
    drop_unread,
    fill_batch,
    open_batch,
    replace_rows,
)
from rectification.services.ledger.undo import (
    Moved,
    UndoPlan,
    confirm_batch,
    undo_batch,
    undo_plan,
)

__all__ = [
    "Applied",
    "Difference",
    "LedgerFile",
    "Moved",
    "ReadRow",
    "Reading",
    "UndoPlan",
    "action_for",
    "apply_batch",
    "choices_for",
    "choose",
    "chosen",
    "confirm_batch",
    "differences",
    "discard_batch",
    "drop_unread",
    "fill_batch",
    "open_batch",
    "replace_rows",
    "undo_batch",
    "undo_plan",
    "with_parts",
]
