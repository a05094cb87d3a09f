"""A row that is in the ledger already may correct what `edit` and `amend` may, and nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.models import Department, User
from campaign.models import Target
from core.errors import GuardFailed, Invalid
from rectification.enums import DONE_STATES, Action, Kind, PlanState, State
from rectification.models import ImportRow, Item
from rectification.services.assigning import set_cooperation
from rectification.services.base import begin, change, write_down
from rectification.workflow import ACTS

REASON = "按导入的台账更正"
_ITEM_FIELDS = {"standard": "acceptance_standard", "coop": "cooperating"}
_PLANNED = (PlanState.SUBMITTED, PlanState.APPROVED, PlanState.STARTED, PlanState.ADOPTED)


@dataclass(frozen=True)
class Difference:
    """One thing that row and item say differently; `may` where the import may change it."""

    field: str
    label: str
    item: str
    row: str
    may: bool


def with_parts(pks: Iterable[int]) -> dict[int, Item]:
    """Items with what `differences` looks at, in a fixed number of statements."""
    items = Item.objects.filter(pk__in=list(pks)).select_related("target", "lead_department")
    found = items.prefetch_related("cooperations__department", "measures", "plans")
    return {item.pk: item for item in found.order_by("id")}


def action_for(item: Item) -> Action | None:
    """The act by which this item may be corrected now, None where it may not."""
    if item.state in ACTS[Action.AMEND].states:
        return Action.AMEND
    return Action.EDIT if item.state == State.REGISTERED else None


def differences(parsed: Mapping[str, Any], item: Item) -> list[Difference]:
    """What row and item say differently, first what may be corrected. Empty cells say nothing."""
    may = action_for(item) is not None
    coop = sorted(part.department.name for part in item.cooperations.all())
    mine = sorted(parsed.get("coop", ()))
    rows = [
        ("kind", "整改类型", item.get_kind_display(), parsed.get("kind") or "", may),
        ("target", "专项", item.target.name if item.target else "", parsed["target"], may),
        ("standard", "整改标准", item.acceptance_standard, parsed.get("standard", ""), may),
        ("found_on", "发现日期", _day(item.found_on), parsed.get("found_on") or "", may),
        ("coop", "配合单位", "、".join(coop), "、".join(mine), may),
        ("state", "状态", State(item.state).label, _state_word(parsed, item), False),
        ("lead", "牵头单位", _name(item.lead_department), parsed.get("lead") or "", False),
        ("due", "整改时限", _day(item.due_on), parsed.get("due") or "", False),
    ]
    measures = [m.action for m in item.measures.all() if m.cycle == item.cycle]
    if any(plan.state in _PLANNED for plan in item.plans.all()):
        theirs = list(parsed.get("measures", ()))
        rows.append(("measures", "已定措施", "；".join(measures), "；".join(theirs), False))
    return [Difference(*row) for row in rows if row[3] and row[2].strip() != row[3].strip()]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _name(unit: Department | None) -> str:
    return unit.name if unit else ""


def _state_word(parsed: Mapping[str, Any], item: Item) -> str:
    """The sheet's word where it means another stage than the item has reached."""
    enters = parsed.get("enters") or ""
    same = enters == item.state or (enters in DONE_STATES) == (item.state in DONE_STATES)
    return "" if same else parsed.get("state", "")


def amend_row(row: ImportRow, *, by: User | None, at: datetime) -> Item:
    """Correct the item that a row is a twin of; its old values stay on the row for the undo.

    Raises Denied or GuardFailed as the item's own `amend` does, Invalid where nothing differs.
    Differing state, lead, date and approved measures are left as they are.
    """
    twin = with_parts([row.duplicate_of_id]).get(row.duplicate_of_id)
    action = action_for(twin) if twin is not None else None
    if twin is None or action is None or by is None:
        raise GuardFailed(f"第{row.row}行：所对应的事项现在不能更正，请选择跳过此行。")
    s = begin(item=twin, by=by, at=at, action=action, version=twin.version)
    found = [row_ for row_ in differences(row.parsed, twin) if row_.may]
    if not found:
        raise Invalid.at("rows", f"第{row.row}行：与已有事项没有可更正的差别，请选择跳过此行。")
    changes, previous = _changes(row.parsed, twin, {d.field for d in found})
    if "coop" in {d.field for d in found}:
        previous["coop_codes"] = [part.department.code for part in twin.cooperations.all()]
        set_cooperation(s.item, _units(row.parsed.get("coop_codes", ()), twin))
    change(s, changes)
    told = {_ITEM_FIELDS.get(d.field, d.field): [d.item, d.row] for d in found}
    data = {"reason": REASON, "changed": told, "batch": str(row.batch.uid), "row": row.row}
    write_down(s, action, data)
    row.item, row.previous, row.written_version = s.item, previous, s.item.version
    row.written_by, row.written_at = by, at
    names = ["item", "previous", "written_version", "written_by", "written_at"]
    ImportRow.objects.bulk_update([row], names)
    return s.item


def _units(codes: Iterable[str], item: Item) -> list[Department]:
    units = Department.objects.filter(code__in=list(codes), is_active=True)
    return list(units.exclude(pk=item.lead_department_id).order_by("id"))


def _changes(
    parsed: Mapping[str, Any], item: Item, fields: set[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """New values by the item's field, and the old ones as the row keeps them."""
    changes: dict[str, Any] = {}
    previous: dict[str, Any] = {}
    if "kind" in fields:
        changes["kind"], previous["kind"] = Kind(parsed["kind_code"]).value, item.kind
    if "standard" in fields:
        previous["acceptance_standard"] = item.acceptance_standard
        changes["acceptance_standard"] = parsed["standard"]
    if "found_on" in fields:
        changes["found_on"] = date.fromisoformat(parsed["found_on"])
        previous["found_on"] = _day(item.found_on) or None
    if "target" in fields:
        target = Target.objects.filter(campaign=item.campaign_id, name=parsed["target"]).first()
        if target is None:
            raise Invalid.at("rows", f"没有“{parsed['target']}”这一专项，请重新核对。")
        changes["target"], previous["target"] = target, item.target_id
    return changes, previous


def restore_row(item: Item, previous: Mapping[str, Any]) -> dict[str, Any]:
    """The item's fields as they were before an import corrected them; co-operators are reset."""
    changes: dict[str, Any] = {}
    for name in ("kind", "acceptance_standard"):
        if name in previous:
            changes[name] = previous[name]
    if "found_on" in previous:
        day = previous["found_on"]
        changes["found_on"] = date.fromisoformat(day) if day else None
    if "target" in previous:
        changes["target"] = Target.objects.filter(pk=previous["target"]).first()
    if "coop_codes" in previous:
        set_cooperation(item, _units(previous["coop_codes"], item))
    return changes
