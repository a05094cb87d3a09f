"""Every write to a campaign: its presets, roles, limits, and its end."""

from campaign.services.campaigns import (
    archive_campaign,
    close_intake,
    create_campaign,
    set_default_campaign,
    update_rules,
)
from campaign.services.conversion import mark_converted, mark_linked, mark_reopened
from campaign.services.presets import PresetReport, load_preset
from campaign.services.role_files import RoleReport, load_roles
from campaign.services.roles import (
    end_role,
    give_role,
    name_verifying_unit,
    record_acting,
    set_office_department,
)

__all__ = [
    "PresetReport",
    "RoleReport",
    "archive_campaign",
    "close_intake",
    "create_campaign",
    "end_role",
    "give_role",
    "load_preset",
    "load_roles",
    "mark_converted",
    "mark_linked",
    "mark_reopened",
    "name_verifying_unit",
    "record_acting",
    "set_default_campaign",
    "set_office_department",
    "update_rules",
]
