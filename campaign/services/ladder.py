"""The office's own days and switches of the ladder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from campaign.enums import CampaignAct
from campaign.models import Campaign, EscalationRule
from campaign.services.ground import check, locked, note
from campaign.validators import EARLIEST, LATEST, disorder
from core.errors import Conflict, Invalid


@dataclass(frozen=True)
class RungSetting:
    """What may be set of a rung: working days from the end of its clock, and whether it tells."""

    days: int
    is_on: bool


@transaction.atomic
def update_ladder(
    *,
    campaign: Campaign,
    changes: Mapping[str, RungSetting],
    by: User | None,
    at: datetime,
    seen: Mapping[str, RungSetting] | None = None,
) -> list[str]:
    """Set rungs by code; what is noted already stays noted. Returns the codes that have moved.

    `seen` are the settings that the person had before his eyes: Conflict where one that he changes
    has been changed meanwhile. Invalid for days out of bounds, for a rung before the one below it
    (nothing skips a level) and for switching off a required one. Denied as `check_can`.
    """
    held = locked(campaign)
    check(by, CampaignAct.UPDATE_LADDER, held, at)
    rows = list(held.escalation_rules.in_order())
    _refuse_stale(rows, changes, seen or {})
    before = {row.code: setting_of(row) for row in rows}
    _refuse_faults(rows, changes)
    moved = [row for row in rows if changes.get(row.code, before[row.code]) != before[row.code]]
    for row in moved:
        wanted = changes[row.code]
        row.own_offset = wanted.days if wanted.days != row.offset else None
        row.own_active = wanted.is_on if wanted.is_on != row.is_active else None
    EscalationRule.objects.bulk_update(moved, ["own_offset", "own_active"])
    if moved:
        data = {row.code: _moved(before[row.code], setting_of(row)) for row in moved}
        note(campaign, type="ladder_changed", by=by, at=at, data=data)
    return [row.code for row in moved]


def setting_of(row: EscalationRule) -> RungSetting:
    """A rung as it is set."""
    return RungSetting(row.days, row.is_on)


def _moved(old: RungSetting, new: RungSetting) -> dict[str, Any]:
    return {
        name: {"from": getattr(old, name), "to": getattr(new, name)}
        for name in ("days", "is_on")
        if getattr(old, name) != getattr(new, name)
    }


def _refuse_stale(
    rows: Sequence[EscalationRule],
    changes: Mapping[str, RungSetting],
    seen: Mapping[str, RungSetting],
) -> None:
    stale = [
        row
        for row in rows
        if row.code in changes and row.code in seen and seen[row.code] != setting_of(row)
    ]
    if stale:
        labels = "、".join(f"“{row.label}”" for row in stale)
        raise Conflict(
            f"{labels}刚被他人改过，请对照最新的设置后重新保存。",
            current={row.code: vars(setting_of(row)) for row in stale},
            yours={row.code: vars(changes[row.code]) for row in stale},
        )


def _refuse_faults(rows: Sequence[EscalationRule], changes: Mapping[str, RungSetting]) -> None:
    known = {row.code: row for row in rows}
    wrong: dict[str, str] = {}
    for code, wanted in changes.items():
        if code not in known:
            wrong[code] = f"没有代码为“{code}”的节点。"
        elif not EARLIEST <= wanted.days <= LATEST:
            wrong[f"{code}-days"] = f"应为 {EARLIEST} 至 {LATEST} 的整数，到期前为负。"
        elif known[code].is_required and not wanted.is_on:
            wrong[f"{code}-on"] = f"“{known[code].label}”必须通知第一责任人，不能停用。"
    if not wrong:
        wanted_days = [(r, changes[r.code].days if r.code in changes else r.days) for r in rows]
        for rung, sentence in disorder(wanted_days):
            wrong[f"{rung.code}-days"] = sentence
    if wrong:
        raise Invalid.of(wrong)
