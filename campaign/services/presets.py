"""A preset file's rows, brought into the database: created, updated, never deleted."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from campaign.enums import CampaignAct
from campaign.models import (
    Campaign,
    Entry,
    EscalationRule,
    FindingMethod,
    ListEntry,
    ReviewDimension,
    Source,
    Stream,
    Target,
)
from campaign.services.campaigns import create_campaign
from campaign.services.ground import check, locked, note
from campaign.validators import TABLES, EntryRow, Preset, RungRow
from core.errors import Denied

MODELS: dict[str, type[Entry]] = {
    "streams": Stream,
    "targets": Target,
    "sources": Source,
    "dimensions": ReviewDimension,
    "methods": FindingMethod,
}
Key = tuple[str, ...]
OWN: dict[type[Entry], tuple[str, ...]] = {MODELS[name]: own for name, own in TABLES.items()}
COUNTED = ("facts", "created", "updated", "deactivated")
COMMON = ("name", "source_text", "note", "aliases", "order", "is_active", "is_extension")
RUNG_FIELDS = tuple(name for name in RungRow.__dataclass_fields__ if name != "code")
FACTS = ("name", "batch", "starts_on", "ends_on", "fundamental_task", "texts", "rules")


@dataclass
class PresetReport:
    """What a load did: numbers of rows, and which facts of the campaign changed."""

    campaign: Campaign
    is_new: bool = False
    facts: list[str] = field(default_factory=list)
    created: int = 0
    updated: int = 0
    deactivated: int = 0
    unchanged: int = 0

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return bool(self.facts or self.created or self.updated or self.deactivated)


@transaction.atomic
def load_preset(*, preset: Preset, by: User | None, at: datetime) -> PresetReport:
    """Create or update the preset's campaign and its lists, all or nothing.

    Rows are matched by code. One that the file no longer has is deactivated, since items may refer
    to it. The office's own limits stay unless the file sets them; a row whose wording the office
    has confirmed stays as it is. The same file twice writes nothing. Denied for an archived
    campaign and for anybody but the system or its administrator.
    """
    campaign = Campaign.objects.filter(code=preset.code).first()
    is_new = campaign is None
    if campaign is None:
        campaign = create_campaign(
            code=preset.code, name=preset.name, starts_on=preset.starts_on, by=by, at=at
        )
    check(by, CampaignAct.ADMINISTER, campaign, at)
    campaign = locked(campaign)
    if campaign.archived_at is not None:
        raise Denied(f"“{campaign.name}”已归档，不能再载入预设。")
    report = PresetReport(campaign, is_new=is_new)
    _load_facts(campaign, preset, report)
    for name, model in MODELS.items():
        rows = preset.tables[name]
        _load_rows(model, campaign, {(row.code,): _values(row) for row in rows}, report)
    wanted = {(k, row.code): _values(row) for k, rows in preset.lists.items() for row in rows}
    _load_rows(ListEntry, campaign, wanted, report)
    _load_ladder(campaign, preset, report)
    if report.changed:
        data = {key: getattr(report, key) for key in COUNTED}
        note(campaign, type="preset_loaded", by=by, at=at, data=data)
    return report


def _load_facts(campaign: Campaign, preset: Preset, report: PresetReport) -> None:
    wanted = {name: getattr(preset, name) for name in FACTS}
    wanted["texts"] = dict(preset.texts)
    wanted["rules"] = {**campaign.rules, **preset.rules}
    report.facts = [name for name in FACTS if getattr(campaign, name) != wanted[name]]
    if report.facts:
        for name in report.facts:
            setattr(campaign, name, wanted[name])
        campaign.save(update_fields=report.facts)


def _values(row: EntryRow) -> dict[str, Any]:
    common = {name: getattr(row, name) for name in COMMON}
    return {**common, "aliases": list(row.aliases), **row.own}


def _load_rows(
    model: type[Entry], campaign: Campaign, wanted: dict[Key, dict[str, Any]], report: PresetReport
) -> None:
    """Bring one table to what is wanted, by key: (code,), or (kind, code) for `ListEntry`."""
    names = ("kind", "code") if model is ListEntry else ("code",)
    stored = {
        tuple(getattr(row, name) for name in names): row
        for row in model.objects.filter(campaign=campaign).order_by("id")
    }
    kept = {key for key, row in stored.items() if getattr(row, "confirmed_at", None)}
    wanted = {key: values for key, values in wanted.items() if key not in kept}
    new = [
        model(campaign=campaign, **dict(zip(names, key, strict=True)), **values)
        for key, values in wanted.items()
        if key not in stored
    ]
    changed = [row for key, row in stored.items() if key in wanted and _differs(row, wanted[key])]
    gone = [
        row
        for key, row in stored.items()
        if key not in wanted and key not in kept and row.is_active
    ]
    for row in gone:
        row.is_active = False
    model.objects.bulk_create(new)
    fields = [*COMMON, *OWN.get(model, ())]
    model.objects.bulk_update([*changed, *gone], fields)
    report.created += len(new)
    report.updated += len(changed)
    report.deactivated += len(gone)
    report.unchanged += len(wanted) - len(new) - len(changed)


def _load_ladder(campaign: Campaign, preset: Preset, report: PresetReport) -> None:
    """Bring the rungs to the file's; what the office has set of them (`own_…`) stays.

    A file without a ladder leaves the rungs alone; a rung that it no longer has is switched off.
    """
    if not preset.ladder:
        return
    wanted = {row.code: asdict(row) for row in preset.ladder}
    stored = {row.code: row for row in campaign.escalation_rules.order_by("id")}
    new = [
        EscalationRule(campaign=campaign, **values)
        for code, values in wanted.items()
        if code not in stored
    ]
    changed = [
        row for code, row in stored.items() if code in wanted and _differs(row, wanted[code])
    ]
    gone = [row for code, row in stored.items() if code not in wanted and row.is_on]
    for row in gone:
        row.is_active, row.is_required, row.own_active = False, False, None
    EscalationRule.objects.bulk_create(new)
    EscalationRule.objects.bulk_update([*changed, *gone], [*RUNG_FIELDS, "own_active"])
    report.created += len(new)
    report.updated += len(changed)
    report.deactivated += len(gone)
    report.unchanged += len(wanted) - len(new) - len(changed)


def _differs(row: Entry | EscalationRule, values: dict[str, Any]) -> bool:
    """Whether a stored row differs from what is wanted; it then carries the new values."""
    names = [name for name, value in values.items() if getattr(row, name) != value]
    for name in names:
        setattr(row, name, values[name])
    return bool(names)
