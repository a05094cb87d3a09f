"""Every write to a campaign: its presets, roles, limits, streams, and its end."""

from campaign.services.campaigns import (
    archive_campaign,
    close_intake,
    create_campaign,
    set_default_campaign,
    update_rules,
)
from campaign.services.findings import (
    add_finding,
    change_finding,
    finding_to_goal,
    finding_to_problem,
    link_problem,
)
from campaign.services.goals import create_goal
from campaign.services.grants import grant_campaign_reading, revoke_campaign_reading
from campaign.services.kick_off import read_goal, save_group, save_kick_off
from campaign.services.ladder import RungSetting, setting_of, update_ladder
from campaign.services.meetings import change_meeting, confirm_meeting, record_meeting
from campaign.services.notes import delete_note, save_note
from campaign.services.presets import PresetReport, load_preset
from campaign.services.reorganisation import Moved, move_streams
from campaign.services.research import (
    cancel_topic,
    change_topic,
    close_topic,
    log_visit,
    missing_to_close,
    open_topic,
    save_research_plan,
    sign_none_found,
)
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
from campaign.services.tasks import (
    accept_duty,
    add_optional,
    cancel_task,
    change_task,
    draft_task,
    issue_task,
    receive_duty,
    report_duty,
    return_duty,
    share_practice,
)

__all__ = [
    "accept_duty",
    "add_optional",
    "cancel_task",
    "change_task",
    "draft_task",
    "issue_task",
    "receive_duty",
    "report_duty",
    "return_duty",
    "share_practice",
    "read_goal",
    "save_group",
    "save_kick_off",
    "Moved",
    "PresetReport",
    "RoleReport",
    "add_finding",
    "RungSetting",
    "add_outcome",
    "archive_campaign",
    "cancel_session",
    "cancel_topic",
    "change_finding",
    "change_meeting",
    "change_outcome",
    "change_session",
    "change_topic",
    "close_intake",
    "close_topic",
    "confirm_meeting",
    "create_campaign",
    "create_goal",
    "delete_note",
    "end_role",
    "finding_to_goal",
    "finding_to_problem",
    "give_role",
    "grant_campaign_reading",
    "hold_session",
    "link_problem",
    "load_preset",
    "load_roles",
    "log_visit",
    "make_goal",
    "mark_converted",
    "mark_linked",
    "mark_reopened",
    "missing_to_close",
    "move_streams",
    "name_verifying_unit",
    "open_topic",
    "plan_session",
    "plan_sessions",
    "record_acting",
    "record_meeting",
    "revoke_campaign_reading",
    "save_note",
    "save_plan",
    "save_research_plan",
    "set_default_campaign",
    "set_office_department",
    "sign_none_found",
    "setting_of",
    "update_ladder",
    "take_attendance",
    "update_rules",
]
