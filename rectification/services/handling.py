"""What a lead does with an item on its desk: accept, start, refuse, report, name the handler."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Department, User
from core.errors import Denied, Invalid
from notifications.enums import MessageKind
from rectification.enums import (
    Action,
    AssignmentEnd,
    ClearanceKind,
    PlanState,
    Role,
)
from rectification.models import Assignment, Item, Measure, Plan, ProgressEntry
from rectification.permissions import Situation
from rectification.selectors.seats import office_people_for, officers_of
from rectification.services.assigning import clear
from rectification.services.base import (
    begin,
    change,
    move,
    naming,
    need_text,
    tell,
    touch,
    write_down,
)

NO_CHANGE = "本期无变化"


def _place(
    s: Situation, section: str, handling_unit: Department | None, handler: User | None
) -> dict[str, Any]:
    """Section or sub-unit and handler, as told once at accept or start."""
    changes: dict[str, Any] = {}
    if handling_unit is not None:
        if handling_unit.parent_id != s.item.lead_department_id:
            raise Invalid.at(
                "handling_unit", f"{handling_unit.name}不是本单位的二级单位，请另选承办单位。"
            )
        if not handling_unit.is_active:
            raise Invalid.at("handling_unit", handling_unit.end_refusal)
        changes["handling_unit"] = handling_unit
    sections = {name for post in s.seats.team for name in post.sections}
    if section and sections and section not in sections:
        known = "、".join(sorted(sections))
        raise Invalid.at("section", f"没有“{section}”这一科室分工，可选：{known}；也可留空。")
    if section:
        changes["section"] = section
    if handler is not None:
        changes["handler"] = _checked_handler(s, handler, handling_unit)
    return changes


def _checked_handler(s: Situation, handler: User, unit: Department | None = None) -> User:
    units = {s.item.lead_department_id, s.item.handling_unit_id, unit.pk if unit else None}
    posts = handler.posts.on(s.on).filter(department__in=units - {None})
    if not handler.is_active or not posts.exists():
        raise Invalid.at("handler", f"{handler.name}不在责任单位任职，请另选经办人。")
    return handler


def _received(s: Situation) -> None:
    latest = Assignment.objects.filter(item=s.item, end="").order_by("-id").values("pk")[:1]
    Assignment.objects.filter(pk__in=latest).update(accepted_at=s.at)


@transaction.atomic
def accept(
    *,
    item: Item,
    by: User,
    at: datetime,
    version: int | None,
    section: str = "",
    handling_unit: Department | None = None,
    handler: User | None = None,
) -> Item:
    """Acknowledge receipt; the section (or sub-unit) and handler are asked once."""
    s = begin(item=item, by=by, at=at, action=Action.ACCEPT, version=version)
    changes = _place(s, section, handling_unit, handler)
    move(s, Action.ACCEPT, changes=changes)
    _received(s)
    return s.item


@transaction.atomic
def start(
    *,
    item: Item,
    by: User,
    at: datetime,
    version: int | None,
    measure: str = "",
    section: str = "",
    handling_unit: Department | None = None,
    handler: User | None = None,
) -> Item:
    """Accept an immediate item and begin at once, with one measure line.

    An empty `measure` takes the acceptance standard; its date is the item's.
    """
    s = begin(item=item, by=by, at=at, action=Action.START, version=version)
    changes = _place(s, section, handling_unit, handler)
    action = (measure.strip() or s.item.acceptance_standard)[:500]
    existing = Measure.objects.filter(item=s.item, cycle=s.item.cycle)
    if not existing.exists():
        Measure.objects.create(
            item=s.item,
            cycle=s.item.cycle,
            order=1,
            action=action,
            owner_name=(changes.get("handler") or by).name,
            department=s.item.lead_department,
            due_on=s.item.due_on,
            deliverable=s.item.acceptance_standard[:300],
            criterion=s.item.acceptance_standard[:300],
        )
    move(s, Action.START, changes=changes)
    freeze_plan(s, PlanState.STARTED, author=by)
    _received(s)
    fresh = Situation(by, s.item, at)
    informed = [fresh.portfolio_leader] if fresh.portfolio_leader else []
    if fresh.seats.head is not None:
        informed.append(fresh.seats.head.person)
    tell(s, informed, MessageKind.INFORMED, f"{naming(s.item)}已签收并开始整改。")
    return s.item


def freeze_plan(s: Situation, state: str, *, author: User | None) -> Plan:
    """Keep the measures of the current cycle as the next version of the plan."""
    last = Plan.objects.filter(item=s.item, cycle=s.item.cycle).order_by("-version").first()
    measures = Measure.objects.filter(item=s.item, cycle=s.item.cycle).order_by("order", "id")
    return Plan.objects.create(
        item=s.item,
        cycle=s.item.cycle,
        version=(last.version if last else 0) + 1,
        state=state,
        author=author,
        submitted_at=s.at,
        frozen=[measure_facts(m) for m in measures],
    )


def measure_facts(m: Measure) -> dict[str, Any]:
    """A measure as a plan version and a signature keep it."""
    return {
        "uid": str(m.uid),
        "action": m.action,
        "owner": m.owner_name,
        "due_on": m.due_on.isoformat() if m.due_on else None,
        "deliverable": m.deliverable,
        "criterion": m.criterion,
        "state": m.state,
        "outcome": m.outcome,
    }


@transaction.atomic
def refuse(*, item: Item, by: User, at: datetime, version: int | None, basis: str) -> Item:
    """Send an item back to the office as not this department's duty; once per department."""
    s = begin(item=item, by=by, at=at, action=Action.REFUSE, version=version)
    why = need_text("basis", basis, "请写明职责依据（三定方案条款或文件），否则不能退回。")
    name = s.item.lead_department.short_name
    office = office_people_for(s.item, s.on)
    end_assignment(s, AssignmentEnd.REFUSED, why)
    move(s, Action.REFUSE, changes=unassigned(), data={"basis": why, "by_department": name})
    text = f"{name}认为{naming(s.item)}不属其职责：{why}"[:300]
    tell(s, office, MessageKind.RETURNED, text)
    return s.item


def unassigned() -> dict[str, Any]:
    """Fields of an item that goes back to the office's desk; date and original date stay."""
    return {"lead_department": None, "handling_unit": None, "section": "", "handler": None}


def end_assignment(s: Situation, how: str, reason: str) -> None:
    """Close the running assignment with how it ended, and the date that the lead had by then: it
    keeps that date if the item ever comes back to it."""
    changes: dict[str, Any] = {"due_on": s.item.due_on} if s.item.due_on is not None else {}
    Assignment.objects.filter(item=s.item, end="").update(
        end=how, end_reason=reason, ended_by=s.user, ended_at=s.at, **changes
    )


@transaction.atomic
def recall(*, item: Item, by: User, at: datetime, version: int | None, reason: str) -> Item:
    """Take an item back to the office's desk; plan and evidence stay as history."""
    s = begin(item=item, by=by, at=at, action=Action.RECALL, version=version)
    why = need_text("reason", reason, "请写明收回的理由。")
    told = officers_of(s.item, s.on)
    lead = s.item.lead_department.code
    end_assignment(s, AssignmentEnd.RECALLED, why)
    _close_suspension(s)
    move(s, Action.RECALL, changes=unassigned(), data={"reason": why, "lead": lead})
    tell(s, told, MessageKind.INFORMED, f"办公室收回了{naming(s.item)}：{why}"[:300])
    return s.item


def _close_suspension(s: Situation) -> None:
    if s.suspension is not None:
        s.item.suspensions.filter(ended_on__isnull=True).update(ended_on=s.on, ended_by=s.user)


@dataclass(frozen=True)
class ProgressContent:
    """One sentence of news, or “no change”; number and percentage as one likes."""

    text: str = ""
    percent: int | None = None
    figure: str = ""
    no_change: bool = False


def _acting_department(s: Situation) -> Department:
    """The department in whose name the person reports: the item's, or his co-operating unit."""
    if Role.OFFICER in s.roles:
        mine = s.standing.person.departments
        if s.item.handling_unit_id in mine:
            return s.item.handling_unit
        return s.item.lead_department
    if s.my_parts:
        return s.my_parts[0].department
    raise Denied("您不在本事项的责任单位或配合单位。")


@transaction.atomic
def progress(*, item: Item, content: ProgressContent, by: User, at: datetime) -> ProgressEntry:
    """Report progress: one sentence is enough; appends, so no version is needed."""
    s = begin(item=item, by=by, at=at, action=Action.PROGRESS, version=None)
    text = NO_CHANGE if content.no_change else content.text.strip()
    if not text:
        raise Invalid.at("text", "请写一句话进展；没有变化的请点“本期无变化”。")
    if len(text) > 500:
        raise Invalid.at("text", f"一句话进展最多500个字，现有{len(text)}个字，请精简。")
    if content.percent is not None and not 0 <= content.percent <= 100:
        raise Invalid.at("percent", "完成比例请填0到100之间的整数。")
    entry = ProgressEntry.objects.create(
        item=s.item,
        cycle=s.item.cycle,
        text=text,
        percent=content.percent,
        figure=content.figure.strip()[:100],
        no_change=content.no_change,
        department=_acting_department(s),
        by=by,
        at=at,
    )
    touch(s, {"last_progress": text, "last_progress_at": at})
    write_down(s, Action.PROGRESS, {"entry": str(entry.uid)})
    return entry


@transaction.atomic
def name_handler(*, item: Item, by: User, at: datetime, version: int | None, handler: User) -> Item:
    """Name the one person who handles the item."""
    s = begin(item=item, by=by, at=at, action=Action.NAME_HANDLER, version=version)
    checked = _checked_handler(s, handler)
    change(s, {"handler": checked})
    if s.item.is_sensitive:
        clear(s.item, checked, ClearanceKind.HANDLER, by, at)
    write_down(s, Action.NAME_HANDLER, {"handler": checked.name})
    tell(s, [checked], MessageKind.TO_DO, f"您被指定为{naming(s.item)}的经办人。")
    return s.item
