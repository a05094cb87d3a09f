"""Who may bring in which rows of a ledger, take them back, and confirm what a command brought."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from campaign.enums import CampaignRole
from campaign.models import Campaign
from campaign.permissions import OFFICE_ROLES, CampaignStanding, campaign_standing_of
from core.clock import local_date
from core.errors import Denied, GuardFailed
from rectification.enums import DONE_STATES, BatchState, RowChoice
from rectification.models import ImportBatch, ImportRow
from rectification.permissions.checks import may_import
from rectification.workflow import rule

HEAD, SUPERVISOR = CampaignRole.OFFICE_HEAD, CampaignRole.OFFICE_SUPERVISOR
SENSITIVE_LEFT = "敏感事项由上传台账的人或领导小组办公室主任导入，您可先导入其余各行。"


def office_code(campaign: Campaign) -> str:
    """The code of the office's own department, "" where none is named."""
    return campaign.office_department.code if campaign.office_department_id else ""


def closing_role(parsed: Mapping[str, Any], office: str) -> CampaignRole:
    """Who brings in a row that was closed before this system: nobody closes his own (灯下黑)."""
    own = office and office in (parsed.get("lead_code"), parsed.get("handling_code"))
    return SUPERVISOR if own else HEAD


def left_to(row: ImportRow, office: str, standing: CampaignStanding | None) -> str:
    """Why this person may not apply this row, "" where he may; None is the system itself.

    Rows that enter closed or sustained carry no signature of this system, so the head of the
    office answers for them. A correction of an existing item never touches its state. A sensitive
    row is brought in by somebody who may read it: whose file it is, or the head of the office.
    """
    if standing is None:
        return ""
    batch = row.batch
    mine = batch.created_by_id == standing.person.user_id
    if batch.department_id is not None:
        return "" if mine or not row.is_sensitive else SENSITIVE_LEFT
    closes = row.enters in DONE_STATES and row.choice != RowChoice.AMEND
    role = closing_role(row.parsed, office) if closes else None
    if role is not None and not standing.has(batch.campaign_id, role):
        return f"原台账已销号或长期坚持的事项由{role.label}导入，您可先导入其余各行。"
    if role is None and not standing.has(batch.campaign_id, *OFFICE_ROLES):
        return "在办事项由领导小组办公室导入。"
    if row.is_sensitive and not mine and not standing.has(batch.campaign_id, HEAD, SUPERVISOR):
        return SENSITIVE_LEFT
    return ""


def check_import(batch: ImportBatch, by: User | None, at: datetime) -> CampaignStanding | None:
    """Return the person's standing if he may work on this import; raises Denied, GuardFailed."""
    campaign, on = batch.campaign, local_date(at)
    if by is None:
        if campaign.intake_closed_on is not None and campaign.intake_closed_on <= on:
            raise GuardFailed("本次主题教育已停止登记新事项，不能再导入台账。")
        return None
    standing = campaign_standing_of(by, on)
    supervises = batch.department_id is None and standing.has(campaign.pk, SUPERVISOR)
    if not supervises:
        may_import(standing, campaign, batch.department)
    return standing


def undoes_all(standing: CampaignStanding, batch: ImportBatch) -> bool:
    """The head of the office takes back whatever an import brought."""
    return standing.has(batch.campaign_id, HEAD)


def undo_hours(batch: ImportBatch) -> timedelta:
    """For how long after it was applied an import may be taken back."""
    return timedelta(hours=rule(batch.campaign.rules, "undo_import_hours"))


def check_undo(batch: ImportBatch, by: User, at: datetime) -> bool:
    """Return whether `by` may take back every row (else his own); raises the reason why not."""
    if batch.state != BatchState.APPLIED:
        raise GuardFailed(f"本次导入现为“{batch.get_state_display()}”，没有可撤销的内容。")
    everything = undoes_all(campaign_standing_of(by, local_date(at)), batch)
    mine = batch.rows.filter(written_at__isnull=False, undone_at__isnull=True)
    if not everything:
        mine = mine.filter(written_by=by)
        if not mine.exists():
            raise Denied("撤销导入由导入人本人或领导小组办公室主任办理。")
    if not mine.filter(written_at__gt=at - undo_hours(batch)).exists():
        hours = rule(batch.campaign.rules, "undo_import_hours")
        raise GuardFailed(f"导入已超过{hours}小时，不能整批撤销；个别事项请逐件办理。")
    return everything


def check_confirm(batch: ImportBatch, by: User, at: datetime) -> frozenset[CampaignRole]:
    """Return as which of the two roles `by` may confirm; raises Denied for anybody else."""
    standing = campaign_standing_of(by, local_date(at))
    roles = frozenset(r for r in (HEAD, SUPERVISOR) if standing.has(batch.campaign_id, r))
    if not roles:
        raise Denied(f"命令行导入的已销号事项由{HEAD.label}确认。")
    return roles
