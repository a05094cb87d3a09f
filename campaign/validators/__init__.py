"""What a preset, a file of roles and a set of limits must look like (pure data and functions)."""

from campaign.validators.ladder import EARLIEST, LATEST, RungRow, disorder, ladder_of
from campaign.validators.preset import TABLES, EntryRow, Preset, read_preset
from campaign.validators.ranks import LEADING_RANKS, is_leading_rank
from campaign.validators.roles import (
    SINGLE_ROLES,
    PersonRow,
    RoleFile,
    RoleRow,
    UnitRow,
    read_roles,
)
from campaign.validators.rules import (
    RULES,
    SECTIONS,
    Limits,
    Rule,
    checked_rules,
    rule_value,
)

__all__ = [
    "EARLIEST",
    "LATEST",
    "LEADING_RANKS",
    "is_leading_rank",
    "RULES",
    "SECTIONS",
    "SINGLE_ROLES",
    "TABLES",
    "EntryRow",
    "Limits",
    "PersonRow",
    "Preset",
    "RoleFile",
    "RoleRow",
    "Rule",
    "RungRow",
    "UnitRow",
    "checked_rules",
    "disorder",
    "ladder_of",
    "read_preset",
    "read_roles",
    "rule_value",
]
