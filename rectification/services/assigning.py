"""Handing an item to its lead, and what the office corrects afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import Department, Post, User
from campaign.models import Campaign, Target
from core.errors import Invalid
from notifications.enums import Cadence, MessageKind
from rectification.enums import Action, ClearanceKind, Kind, PartState
from rectification.models import (
    Assignment,
    Clearance,
    Cooperation,
    Item,
)
from rectification.permissions import Situation
from rectification.selectors.load import kept_due
from rectification.selectors.seats import (
    office_people,
    office_people_for,
    officers_of,
    seats_of,
)
from rectification.services.base import (
    begin,
    change,
    due_changes,
    move,
    naming,
    need,
    need_text,
    tell,
    write_down,
)
from rectification.services.intake import ItemContent, create, search_text, submit
from rectification.services.origins import Origin, write_origins


@dataclass(frozen=True)
class AssignContent:
    """To whom an item is given, as what, until when; named people for a sensitive one."""

    lead_department: Department
    kind: str
    acceptance_standard: str
    due_on: date | None = None
    cooperating: Sequence[Department] = ()
    is_key: bool = False
    is_mass: bool = False
    is_arbitrated: bool = False
    handler: User | None = None
    office_person: User | None = None
    cooperating_people: dict[int, User] = field(default_factory=dict)


def _due_problem(s: Situation, content: AssignContent) -> str:
    if content.due_on is None:
        return "请填写整改时限。"
    if content.due_on <= s.on:
        return f"整改时限{content.due_on}须晚于今天。"
    if content.kind == Kind.IMMEDIATE:
        limit = s.rule("immediate_max_workdays")
        if s.workdays.between(s.on, content.due_on) > limit:
            latest = s.workdays.add(s.on, limit)
            return f"立行立改最长{limit}个工作日，请不晚于{latest}。"
    elif content.due_on > s.on + timedelta(days=s.rule("other_max_days")):
        days = s.rule("other_max_days")
        return f"整改时限最长{days}天，请不晚于{s.on + timedelta(days=days)}。"
    return ""


def _assign_problems(s: Situation, content: AssignContent) -> dict[str, str]:
    problems = {}
    lead = content.lead_department
    if lead.is_sub_unit:
        upper = lead.parent.name if lead.parent else "其主管部门"
        problems["lead_department"] = (
            f"{lead.name}是二级单位，不能牵头；请由{upper}牵头，{lead.short_name}承办。"
        )
    elif not lead.is_active:
        problems["lead_department"] = lead.end_refusal
    if content.kind not in Kind.values:
        problems["kind"] = "请选择整改类型：立行立改、限期整改或长期坚持。"
    if not content.acceptance_standard.strip():
        problems["acceptance_standard"] = "请写明整改标准（做到什么程度可以销号）。"
    if gone := [unit.end_refusal for unit in content.cooperating if not unit.is_active]:
        problems["cooperating"] = "".join(gone)
    if lead in content.cooperating:
        problems["cooperating"] = f"{lead.short_name}已是牵头单位，不能同时配合。"
    if s.item.is_sensitive:
        problems |= _sensitive_problems(s, content)
    elif content.handler is not None and not _is_of(content.handler, lead, s):
        problems["handler"] = f"{content.handler.name}不在{lead.short_name}任职，请另选经办人。"
    if "kind" not in problems and kept_due(s.item, lead) is None:
        due = _due_problem(s, content)
        if due:
            problems["due_on"] = due
    return problems


def _is_of(person: User, unit: Department, s: Situation) -> bool:
    """Whether he holds a post in the unit, or in a sub-unit of it that may handle the item."""
    units = Q(department=unit) | Q(department__parent=unit, department__is_sub_unit=True)
    return person.is_active and person.posts.on(s.on).filter(units).exists()


def _handler(s: Situation, content: AssignContent) -> User | None:
    """Who is named with the assignment, else who was named before, if the lead has him."""
    if content.handler is not None:
        return content.handler
    kept = s.item.handler
    if kept is None or s.item.owner_post_id is not None:
        return kept
    return kept if _is_of(kept, content.lead_department, s) else None


def _sensitive_problems(s: Situation, content: AssignContent) -> dict[str, str]:
    problems = {}
    if content.handler is None:
        problems["handler"] = "敏感事项须指定牵头单位的经办人（只有指定的人能看到）。"
    elif not content.handler.posts.on(s.on).filter(department=content.lead_department).exists():
        short = content.lead_department.short_name
        problems["handler"] = f"{content.handler.name}不在{short}任职，请另选经办人。"
    if content.office_person is None:
        problems["office_person"] = "敏感事项须指定办公室一名联系人。"
    elif content.office_person not in office_people(s.item.campaign_id, s.on):
        problems["office_person"] = f"{content.office_person.name}不是办公室成员，请另选。"
    missing = [d.short_name for d in content.cooperating if d.pk not in content.cooperating_people]
    if missing:
        problems["cooperating"] = f"敏感事项的配合单位须指定到人：{'、'.join(missing)}。"
    for unit in content.cooperating:
        person = content.cooperating_people.get(unit.pk)
        if person is not None and not person.posts.on(s.on).filter(department=unit).exists():
            problems["cooperating"] = f"{person.name}不在{unit.short_name}任职，请另选。"
    return problems


def _snapshot(item: Item, on: date) -> dict[str, Any]:
    """The posts of the lead as they stand on the day of assignment."""
    seats = seats_of(item, on)
    return {
        "first_in_charge": seats.head.person.name if seats.head else None,
        "post": seats.head.title if seats.head else None,
        "capacity": seats.head_capacity.value if seats.head else "vacant",
        "team": [f"{post.person.name} {post.title}" for post in seats.team],
    }


def set_cooperation(item: Item, departments: Sequence[Department]) -> None:
    """Make the co-operating units exactly these; units that stay keep their word."""
    wanted = {department.pk for department in departments}
    have = set(item.cooperations.values_list("department_id", flat=True))
    Cooperation.objects.filter(item=item, department__in=have - wanted).delete()
    Cooperation.objects.bulk_create(
        Cooperation(item=item, department_id=pk) for pk in sorted(wanted - have)
    )


def ask_parts_anew(item: Item) -> None:
    """A new cycle is a new attempt: what co-operating units said to the one before it counts no
    more (lifecycle.md §1.7). The journal keeps it."""
    Cooperation.objects.filter(item=item).exclude(state=PartState.OPEN).update(
        state=PartState.OPEN,
        asked_at=None,
        reason="",
        answered_by=None,
        answered_at=None,
        settled_by=None,
        settled_at=None,
    )


def clear(item: Item, person: User, kind: str, by: User | None, at: datetime) -> None:
    """Name a person for a sensitive item; naming twice changes nothing."""
    Clearance.objects.bulk_create(
        [Clearance(item=item, person=person, kind=kind, given_by=by, given_at=at)],
        ignore_conflicts=True,
    )


def _write_clearances(s: Situation, content: AssignContent) -> None:
    Clearance.objects.filter(item=s.item, ended_at__isnull=True).update(ended_at=s.at)
    clear(s.item, content.handler, ClearanceKind.HANDLER, s.user, s.at)
    clear(s.item, content.office_person, ClearanceKind.OFFICE, s.user, s.at)
    for unit in content.cooperating:
        person = content.cooperating_people[unit.pk]
        clear(s.item, person, ClearanceKind.COOPERATOR, s.user, s.at)


@transaction.atomic
def assign(
    *, item: Item, content: AssignContent, by: User, at: datetime, version: int | None
) -> Item:
    """Give a registered item to its lead. A day off is counted as the working day before it."""
    s = begin(item=item, by=by, at=at, action=Action.ASSIGN, version=version)
    need(_assign_problems(s, content))
    times = Assignment.objects.filter(item=s.item).count()
    kept = kept_due(s.item, content.lead_department)
    due_on = kept or content.due_on
    changes = {
        "lead_department": content.lead_department,
        "handling_unit": None,
        "section": "",
        "kind": content.kind,
        "acceptance_standard": content.acceptance_standard.strip(),
        "is_key": content.is_key or s.item.is_key,
        "is_mass": content.is_mass or s.item.is_mass,
        "is_arbitrated": content.is_arbitrated or s.item.is_arbitrated or times >= 2,
        "handler": _handler(s, content),
        "assigned_at": at,
        "cycle": s.item.cycle + (1 if times else 0),
        **due_changes(s.item, due_on, s.workdays),
    }
    data = {"lead": content.lead_department.code, "due_on": due_on.isoformat(), "times": times + 1}
    move(s, Action.ASSIGN, changes=changes, data=data)
    set_cooperation(s.item, content.cooperating)
    ask_parts_anew(s.item)
    if s.item.is_sensitive:
        _write_clearances(s, content)
    Assignment.objects.create(
        item=s.item,
        cycle=s.item.cycle,
        lead_department=content.lead_department,
        due_on=due_on,
        assigned_by=by,
        assigned_at=at,
        snapshot=_snapshot(s.item, s.on),
    )
    _tell_assigned(s, times + 1)
    return s.item


def _tell_assigned(s: Situation, times: int) -> None:
    fresh = Situation(s.user, s.item, s.at)
    due, days = s.item.due_on, s.rule("desk_assigned")
    text = f"新交办{naming(s.item)}，时限{due}，请{days}个工作日内签收。"
    tell(s, officers_of(s.item, s.on), MessageKind.ASSIGNED, text)
    if fresh.seats.is_vacant:
        name = s.item.lead_department.short_name
        people = [*office_people_for(s.item, s.on), *fresh.deputies]
        words = f"{name}第一责任人空缺，{naming(s.item)}的签批将等待，请明确主持工作人员。"
        tell(s, people, MessageKind.VACANCY, words)
    if times >= 3:
        words = f"{naming(s.item)}已第{times}次交办，牵头单位由办公室裁定。"
        node, weekly = "third-assignment", Cadence.WEEKLY
        tell(s, fresh.deputies, MessageKind.INFORMED, words, node=node, cadence=weekly)


@transaction.atomic
def register_and_assign(
    *,
    campaign: Campaign,
    content: ItemContent,
    assignment: AssignContent,
    by: User,
    at: datetime,
) -> Item:
    """登记并交办: create, submit and assign in one transaction; one act of the office."""
    item = create(campaign=campaign, content=content, by=by, at=at)
    item = submit(item=item, by=by, at=at, version=None)
    return assign(item=item, content=assignment, by=by, at=at, version=None)


@transaction.atomic
def amend(
    *,
    item: Item,
    by: User,
    at: datetime,
    version: int | None,
    reason: str,
    title: str | None = None,
    kind: str | None = None,
    acceptance_standard: str | None = None,
    target: Target | None = None,
    found_on: date | None = None,
    is_key: bool | None = None,
    is_mass: bool | None = None,
    cooperating: Sequence[Department] | None = None,
    origins: Sequence[Origin] | None = None,
) -> Item:
    """Correct what is not lead, due date or state; the difference is kept and the officer told.

    A value of None leaves the field as it is.
    """
    s = begin(item=item, by=by, at=at, action=Action.AMEND, version=version)
    why = need_text("reason", reason, "请写明更正的理由。")
    given = {
        "title": title,
        "kind": kind,
        "acceptance_standard": acceptance_standard,
        "target": target,
        "found_on": found_on,
        "is_key": is_key,
        "is_mass": is_mass,
    }
    differs = _write_amended(s, given, cooperating, origins or ())
    write_down(s, Action.AMEND, {"reason": why, "changed": differs})
    text = f"办公室更正了{naming(s.item)}：{why}"
    tell(s, officers_of(s.item, s.on), MessageKind.INFORMED, text[:300])
    return s.item


def _write_amended(
    s: Situation,
    given: dict[str, Any],
    cooperating: Sequence[Department] | None,
    origins: Sequence[Origin],
) -> dict[str, list[str]]:
    """Write what differs and return it, old beside new; Invalid where nothing does."""
    changes = {k: v for k, v in given.items() if v is not None and v != getattr(s.item, k)}
    _check_amend(s, changes, cooperating)
    differs = {k: [str(getattr(s.item, k) or ""), str(v)] for k, v in changes.items()}
    if "title" in changes:
        changes["search_text"] = search_text(s.item.number, changes["title"], s.item.problem)
    if origins:
        changes["first_source"] = origins[0].source
        differs["origins"] = ["", "、".join(o.source.name for o in origins)]
    if cooperating is not None:
        _check_added(s.item, cooperating)
        set_cooperation(s.item, [d for d in cooperating if d.pk != s.item.lead_department_id])
        differs["cooperating"] = ["", "、".join(d.short_name for d in cooperating)]
    if not differs:
        raise Invalid.at("", "没有任何改动，请修改后再提交。")
    change(s, changes)
    if origins:
        write_origins(s.item, origins, s.at)
    return differs


def _check_added(item: Item, cooperating: Sequence[Department]) -> None:
    """An ended unit that co-operated stays; no ended one is added."""
    there = set(item.cooperations.values_list("department_id", flat=True))
    new = [unit for unit in cooperating if unit.pk not in there]
    if gone := [unit.end_refusal for unit in new if not unit.is_active]:
        raise Invalid.at("cooperating", "".join(gone))


def _unnamed(s: Situation, cooperating: Sequence[Department]) -> dict[str, str]:
    """Units that join a sensitive item come with a named person of theirs."""
    named = Clearance.objects.filter(
        item=s.item, kind=ClearanceKind.COOPERATOR, ended_at__isnull=True
    )
    held = Post.objects.on(s.on).filter(person__in=named.values("person"))
    known = set(held.values_list("department_id", flat=True))
    known |= {part.department_id for part in s.cooperations}
    missing = [unit.short_name for unit in cooperating if unit.pk not in known]
    if not missing:
        return {}
    return {
        "cooperating": f"敏感事项的配合单位须指定到人：{'、'.join(missing)}，请收回后重新交办。"
    }


def _check_amend(
    s: Situation, changes: dict[str, Any], cooperating: Sequence[Department] | None
) -> None:
    problems = {}
    if "kind" in changes and changes["kind"] not in Kind.values:
        problems["kind"] = "请选择整改类型：立行立改、限期整改或长期坚持。"
    if "title" in changes and not changes["title"].strip():
        problems["title"] = "标题不能为空。"
    if "target" in changes and changes["target"].campaign_id != s.item.campaign_id:
        problems["target"] = "该专项整治类别不属于本次主题教育，请重新选择。"
    if cooperating is not None and s.item.is_sensitive:
        problems |= _unnamed(s, cooperating)
    if "found_on" in changes and changes["found_on"] > s.on:
        problems["found_on"] = "发现日期晚于今天，请改为实际发现的日期。"
    need(problems)
