"""Tables of the rectification ledger."""

from rectification.models.access import Clearance, SavedView
from rectification.models.closure import (
    ClosureRequest,
    LegacyClosure,
    LookBack,
    SignOff,
    Verification,
    VerificationDraw,
)
from rectification.models.counts import ItemCount
from rectification.models.imports import ImportBatch, ImportRow
from rectification.models.item import (
    ORIGIN_KEYS,
    Assignment,
    Cooperation,
    Item,
    ItemOrigin,
    ItemSequence,
    MergeLink,
)
from rectification.models.plan import (
    Cause,
    Evidence,
    Measure,
    Plan,
    PlanChange,
    ProgressEntry,
)
from rectification.models.reminders import RungReached
from rectification.models.requests import Extension, Instruction, Suspension
from rectification.models.supervision import (
    Circular,
    CircularRow,
    Escalation,
    Interview,
    NoticeSequence,
    SupervisionNotice,
    Urge,
)

__all__ = [
    "ORIGIN_KEYS",
    "Assignment",
    "Cause",
    "Circular",
    "CircularRow",
    "Clearance",
    "ClosureRequest",
    "Cooperation",
    "Escalation",
    "Evidence",
    "Extension",
    "ImportBatch",
    "ImportRow",
    "Instruction",
    "Interview",
    "Item",
    "ItemCount",
    "ItemOrigin",
    "ItemSequence",
    "LegacyClosure",
    "LookBack",
    "Measure",
    "MergeLink",
    "NoticeSequence",
    "Plan",
    "PlanChange",
    "ProgressEntry",
    "RungReached",
    "SavedView",
    "SignOff",
    "SupervisionNotice",
    "Suspension",
    "Urge",
    "Verification",
    "VerificationDraw",
]
