"""Rows of the other streams that items come out of: found for a reader, and read for a form.

What is copied into a new item is what the row says already: nothing is typed twice (WCAG 3.3.7,
and the campaign's own rule against it).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.urls import reverse

from accounts.models import User
from campaign.enums import RowKind
from campaign.models import (
    Finding,
    Meeting,
    Opinion,
    Problem,
    Resolution,
    Source,
    StudyOutcome,
)
from campaign.permissions import OFFICE_ROLES, campaign_standing_of, scope_of
from campaign.selectors.links import ItemLink
from core.clock import local_date
from core.errors import NotFound
from rectification.enums import DONE_STATES, State
from rectification.models import Item, ItemOrigin

KEYS: Mapping[RowKind, str] = {
    RowKind.PROBLEM: "problem",
    RowKind.FINDING: "finding",
    RowKind.OUTCOME: "study_outcome",
    RowKind.OPINION: "opinion",
    RowKind.RESOLUTION: "resolution",
}
"""The key of `ItemOrigin` that a row of each kind is kept under."""

SOURCE_CODES: Mapping[RowKind, str] = {
    RowKind.FINDING: "research",
    RowKind.OPINION: "masses",
    RowKind.OUTCOME: "self_review",
    RowKind.RESOLUTION: "self_review",
}
"""The source that a row stands for; a problem says its own."""

MISSING = "没有找到这条记录，或者它不在您的查看范围内。"


@dataclass(frozen=True)
class Row:
    """A row of another stream as the maker of an item may read it.

    `initial` fills the form of a new item; `source` is the source that its origin gets.
    """

    kind: RowKind
    row: Model
    campaign_id: int
    source: Source | None
    initial: dict[str, Any]

    @property
    def key(self) -> str:
        """How a link or a form names it."""
        return f"{self.kind.value}:{self.row.uid}"


def _problems(user: User, on: date) -> QuerySet:
    rows = Problem.objects.within(scope_of(user, on))
    return rows.select_related("department", "source", "target", "method", "owner_post")


def _findings(user: User, on: date) -> QuerySet:
    rows = Finding.objects.within(scope_of(user, on))
    return rows.select_related("department", "proposed_department", "goal__department")


def _outcomes(user: User, on: date) -> QuerySet:
    return StudyOutcome.objects.within(scope_of(user, on)).select_related(
        "department", "goal__department"
    )


def _resolutions(user: User, on: date) -> QuerySet:
    meetings = Meeting.objects.within(scope_of(user, on))
    rows = Resolution.objects.filter(meeting__in=meetings)
    return rows.select_related("meeting", "owner_department")


def _opinions(user: User, on: date) -> QuerySet:
    """Restated opinions: all to the office, the released ones to the department they are about."""
    scope = scope_of(user, on)
    if scope.is_closed:
        return Opinion.objects.none()
    offices = campaign_standing_of(user, on).campaigns_as(*OFFICE_ROLES)
    mine = Opinion.objects.filter(campaign__in=offices)
    rows = (mine | Opinion.objects.released_to(scope, on)).exclude(restatement="")
    return rows.filter(is_sensitive=False).select_related("department")


READERS: Mapping[RowKind, Callable[[User, date], QuerySet]] = {
    RowKind.PROBLEM: _problems,
    RowKind.FINDING: _findings,
    RowKind.OUTCOME: _outcomes,
    RowKind.OPINION: _opinions,
    RowKind.RESOLUTION: _resolutions,
}


def _from_problem(row: Problem) -> dict[str, Any]:
    detail = f"\n具体表现：{row.manifestation}" if row.manifestation else ""
    return {
        "problem": f"{row.text}{detail}",
        "found_on": row.found_on,
        "target": row.target,
        "method": row.method,
        "dimensions": list(row.dimensions.order_by("order", "id")),
        "owner_post": row.owner_post,
        "is_mass": row.is_mass,
        "is_sensitive": "yes" if row.is_sensitive else "",
        "kind": row.proposed_kind,
        "assigned_kind": row.proposed_kind,
        "lead_department": row.department,
        "department": row.department,
    }


def _from_finding(row: Finding) -> dict[str, Any]:
    return {
        "problem": row.text,
        "acceptance_standard": row.proposed_solution,
        "standard": row.proposed_solution,
        "due_on": row.proposed_due_on,
        "lead_department": row.proposed_department or row.department,
        "department": row.department,
        "found_on": local_date(row.created_at),
        "is_sensitive": "yes" if row.is_sensitive else "",
        "goals": [row.goal] if row.goal_id else [],
    }


def _from_outcome(row: StudyOutcome) -> dict[str, Any]:
    return {
        "problem": row.text,
        "department": row.department,
        "lead_department": row.department,
        "is_sensitive": "yes" if row.is_sensitive else "",
        "objectives": list(row.objectives.order_by("order", "id")),
        "goals": [row.goal] if row.goal_id else [],
    }


def _from_opinion(row: Opinion) -> dict[str, Any]:
    """The restatement only: what was said word for word never leaves the office."""
    return {
        "problem": row.restatement,
        "is_mass": True,
        "lead_department": row.department,
        "department": row.department,
    }


def _from_resolution(row: Resolution) -> dict[str, Any]:
    return {
        "problem": row.text,
        "found_on": row.meeting.held_on,
        "due_on": row.due_on,
        "lead_department": row.owner_department,
        "department": row.owner_department,
    }


FILLERS: Mapping[RowKind, Callable[[Any], dict[str, Any]]] = {
    RowKind.PROBLEM: _from_problem,
    RowKind.FINDING: _from_finding,
    RowKind.OUTCOME: _from_outcome,
    RowKind.OPINION: _from_opinion,
    RowKind.RESOLUTION: _from_resolution,
}


def row_of(kind: str, uid: UUID, *, user: User, on: date) -> Row:
    """The row that `kind` and `uid` name, for who may read it; NotFound for anybody else."""
    known = RowKind(kind) if kind in RowKind.values else None
    found = READERS[known](user, on).filter(uid=uid).first() if known else None
    if known is None or found is None:
        raise NotFound(MISSING)
    return as_row(known, found)


def as_row(kind: RowKind, row: Any) -> Row:
    """A row that has been read already."""
    is_resolution = kind == RowKind.RESOLUTION
    campaign_id = row.meeting.campaign_id if is_resolution else row.campaign_id
    source = row.source if kind == RowKind.PROBLEM else _source(campaign_id, SOURCE_CODES[kind])
    filled = {name: value for name, value in FILLERS[kind](row).items() if value}
    if source is not None:
        filled["sources"] = [source]
    return Row(kind, row, campaign_id, source, filled)


def _source(campaign_id: int, code: str) -> Source | None:
    rows = Source.objects.active().filter(campaign=campaign_id)
    return rows.filter(code=code).first() or rows.in_order().last()


DEAD = (State.VOIDED, State.MERGED)


def links_of(
    *, kind: RowKind, keys: Collection[int], user: User, on: date
) -> dict[int, list[ItemLink]]:
    """What became of rows, as `user` may know it (settings.ITEM_LINKS): 2 statements."""
    name = KEYS[RowKind(kind)]
    origins = list(
        ItemOrigin.objects.filter(**{f"{name}__in": list(keys)}, merged_from__isnull=True)
        .select_related("item")
        .order_by("id")
    )
    items = {origin.item_id for origin in origins}
    visible = Item.objects.visible_to(user, on=on).filter(pk__in=items)
    seen = dict(visible.values_list("pk", "is_full"))
    found: dict[int, list[ItemLink]] = {}
    for origin in origins:
        link = link_to(origin.item, seen.get(origin.item_id, None))
        found.setdefault(getattr(origin, f"{name}_id"), []).append(link)
    return found


def link_to(item: Item, whole: bool | None) -> ItemLink:
    """How a page of another stream names an item; `whole` is None where it may not be seen."""
    alive = item.state not in DEAD
    if whole is None and item.pk is not None:
        return ItemLink("", "", "已转整改事项", "", alive)
    return ItemLink(
        item.number or "草稿",
        item.title if whole else "",
        State(item.state).label,
        reverse("rectification:item", args=[item.uid]),
        alive,
        local_date(item.closed_at) if item.closed_at and item.state in DONE_STATES else None,
    )
