"""Where an item comes from: its sources, and the rows of other streams that it is made out of.

The line from a study session to what people say in the end is a chain of keys; the arrow that
points at the item is kept on its `ItemOrigin`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Model, QuerySet

from accounts.models import User
from campaign import services as campaign
from campaign.enums import ProblemState, RowKind
from campaign.models import Finding, Opinion, Problem, Source, StudyOutcome
from core.errors import Conflict, GuardFailed, Invalid
from rectification.enums import Action, State
from rectification.models import ORIGIN_KEYS, Item, ItemOrigin
from rectification.permissions import Situation
from rectification.selectors.origins import KEYS, Row
from rectification.services.base import begin, change, write_down


@dataclass(frozen=True)
class Origin:
    """A source as given: which, the document number, a note."""

    source: Source
    document_number: str = ""
    note: str = ""


NO_ROW = {f"{key}__isnull": True for key in ORIGIN_KEYS}
"""Origins that were typed, not made out of a row."""


def write_origins(
    item: Item, origins: Sequence[Origin], at: datetime, *, is_new: bool = False
) -> None:
    """Make the typed sources exactly these. What came out of a row stays: that is a fact."""
    kept = set() if is_new else _keep_rows(item)
    ItemOrigin.objects.bulk_create(
        ItemOrigin(
            item=item,
            source=origin.source,
            document_number=origin.document_number,
            note=origin.note,
            created_at=at,
        )
        for origin in origins
        if origin.source.pk not in kept
    )


def _keep_rows(item: Item) -> set[int]:
    """Delete the typed sources; the keys of those that came out of a row."""
    own = ItemOrigin.objects.filter(item=item, merged_from__isnull=True)
    own.filter(**NO_ROW).delete()
    return set(own.values_list("source_id", flat=True))


def come_out_of(s: Situation, row: Row) -> None:
    """Tie a new item to the row that it is made out of, in the transaction that makes it.

    Raises Invalid for a row of another campaign, Conflict where a problem has ended otherwise,
    GuardFailed where a resolution's text would stay open beside a sensitive item.
    """
    if row.campaign_id != s.item.campaign_id:
        raise Invalid.at("row", "这条记录属于另一次主题教育，不能转为本次的整改事项。")
    source = row.source or s.item.first_source
    if source is None:
        raise Invalid.at("origins", "请选择问题来源。")
    _close_off(s.item, row)
    if row.kind == RowKind.PROBLEM:
        campaign.mark_converted(problem=row.row, by=s.user, at=s.at)
    key = {KEYS[row.kind]: row.row}
    typed = ItemOrigin.objects.filter(item=s.item, source=source, **NO_ROW).order_by("id").first()
    if typed is None:
        ItemOrigin.objects.create(item=s.item, source=source, created_at=s.at, **key)
    else:
        ItemOrigin.objects.filter(pk=typed.pk).update(**key)
    if s.item.first_source_id is None:
        Item.objects.filter(pk=s.item.pk).update(first_source=source)
        s.item.first_source = source


GUARDED = {
    RowKind.PROBLEM: Problem,
    RowKind.FINDING: Finding,
    RowKind.OUTCOME: StudyOutcome,
    RowKind.OPINION: Opinion,
}


def _close_off(item: Item, row: Row) -> None:
    """A sensitive item takes the row's text out of everybody's sight with it."""
    if not item.is_sensitive:
        return
    model = GUARDED.get(row.kind)
    if model is None:
        raise GuardFailed("会议记录的议定事项不能转为敏感事项，请另行登记，不引用会议记录。")
    _close(model, model.objects.filter(pk=row.row.pk))


def close_off_rows(item: Item) -> None:
    """Close off every row that an item came out of, when it is raised to sensitive."""
    for kind, model in GUARDED.items():
        name = KEYS[kind]
        keys = ItemOrigin.objects.filter(item=item, **{f"{name}__isnull": False})
        _close(model, model.objects.filter(pk__in=keys.values(name)))


def _close(model: type[Model], rows: QuerySet) -> None:
    """Close rows off; a problem with the findings that became it, which say the same."""
    if model is Problem:
        Finding.objects.filter(problem__in=rows).update(is_sensitive=True)
    rows.update(is_sensitive=True)


def give_back(s: Situation) -> None:
    """A draft that goes gives its problems back to the list, where they wait again."""
    problems = Problem.objects.filter(item_origins__item=s.item, state=ProblemState.CONVERTED)
    for problem in problems.order_by("id"):
        campaign.mark_reopened(problem=problem, by=s.user, at=s.at)


@transaction.atomic
def attach(*, item: Item, row: Row, by: User, at: datetime, version: int | None) -> Item:
    """Add a row to an item that exists: one problem found by several sources is one item.

    The office does it (`edit` of a registered item, else `amend`). Raises what `begin` and
    `come_out_of` raise, Conflict for a row that is tied to the item already.
    """
    registered = Item.objects.filter(pk=item.pk, state=State.REGISTERED).exists()
    action = Action.EDIT if registered else Action.AMEND
    s = begin(item=item, by=by, at=at, action=action, version=version)
    if row.campaign_id != s.item.campaign_id:
        raise Invalid.at("row", "这条记录属于另一次主题教育，不能并入本事项。")
    key = {KEYS[row.kind]: row.row}
    if ItemOrigin.objects.filter(item=s.item, **key).exists():
        raise Conflict("这条记录已在本事项的来源之中，无需重复办理。")
    source = row.source or s.item.first_source
    _close_off(s.item, row)
    if row.kind == RowKind.PROBLEM:
        campaign.mark_linked(problem=row.row, item_label=s.item.number or "", by=by, at=at)
    ItemOrigin.objects.create(item=s.item, source=source, created_at=at, **key)
    change(s, {})
    write_down(s, action, {"row": row.key, "reason": f"并入{RowKind(row.kind).label}"})
    return s.item
