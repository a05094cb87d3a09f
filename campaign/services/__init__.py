"""Every write to a campaign: its presets, roles, limits, streams, and its end."""

from campaign.services.campaigns import (
    archive_campaign,
    close_intake,
    create_campaign,
    set_default_campaign,
    update_rules,
)
from campaign.services.goals import create_goal
from campaign.services.ladder import RungSetting, setting_of, update_ladder
from campaign.services.notes import delete_note, save_note
from campaign.services.presets import PresetReport, load_preset
from campaign.services.review import mark_converted, mark_linked, mark_reopened
from campaign.services.role_files import RoleReport, load_roles
from campaign.services.roles import (
    end_role,
    give_role,
    name_verifying_unit,
    record_acting,
    set_office_department,
)
from campaign.services.study import (
    cancel_session,
    change_session,
    hold_session,
    plan_session,
    plan_sessions,
    save_plan,
    take_attendance,
)
from campaign.services.study_outcomes import add_outcome, change_outcome, make_goal

__all__ = [
    "PresetReport",
    "RoleReport",
    "RungSetting",
    "add_outcome",
    "archive_campaign",
    "cancel_session",
    "change_outcome",
    "change_session",
    "close_intake",
    "create_campaign",
    "create_goal",
    "delete_note",
    "end_role",
    "give_role",
    "hold_session",
    "load_preset",
    "load_roles",
    "make_goal",
    "mark_converted",
    "mark_linked",
    "mark_reopened",
    "name_verifying_unit",
    "plan_session",
    "plan_sessions",
    "record_acting",
    "save_note",
    "save_plan",
    "set_default_campaign",
    "set_office_department",
    "setting_of",
    "update_ladder",
    "take_attendance",
    "update_rules",
]
