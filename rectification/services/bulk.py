"""Several items in one act: each by the same rule as alone, all of them or none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import Department, User
from core.errors import DomainError, GuardFailed
from rectification.models import Item
from rectification.services.assigning import AssignContent
from rectification.services.exits import reassign
from rectification.services.handling import name_handler

MOST = 50


@dataclass(frozen=True)
class Outcome:
    """What became, or would become, of one item: `refusal` is the sentence, "" where it goes."""

    item: Item
    refusal: str = ""
    due_on: date | None = None


def _each(items: Sequence[Item], do: Callable[[Item], Item], *, commit: bool) -> list[Outcome]:
    """Do it to each in one transaction; without `commit`, or where one is refused, undo all."""
    if not items:
        raise GuardFailed("没有选择事项，请先勾选。")
    if len(items) > MOST:
        raise GuardFailed(f"一次最多办理{MOST}件，现选了{len(items)}件，请分批办理。")
    outcomes = []
    with transaction.atomic():
        for item in items:
            try:
                with transaction.atomic():
                    done = do(item)
                outcomes.append(Outcome(item, due_on=done.due_on))
            except DomainError as refusal:
                outcomes.append(Outcome(item, refusal.detail))
        if not commit or any(outcome.refusal for outcome in outcomes):
            transaction.set_rollback(True)
    return outcomes


def reassign_many(
    *,
    items: Sequence[Item],
    lead_department: Department,
    due_on: date,
    reason: str,
    by: User,
    at: datetime,
    commit: bool,
) -> list[Outcome]:
    """Recall items and give them to another lead; kind, standard and co-operators stay.

    A lead that had an item before keeps its date, as always.

    Without `commit` it only says what would happen. With it all go or none: an outcome that has a
    refusal means that nothing was written. GuardFailed for none or more than 50.
    """

    def do(item: Item) -> Item:
        content = AssignContent(
            lead_department=lead_department,
            kind=item.kind,
            acceptance_standard=item.acceptance_standard,
            due_on=due_on,
            cooperating=_kept_cooperators(item, lead_department),
            is_key=item.is_key,
            is_mass=item.is_mass,
        )
        return reassign(
            item=item, content=content, by=by, at=at, version=item.version, reason=reason
        )

    return _each(items, do, commit=commit)


def _kept_cooperators(item: Item, lead: Department) -> list[Department]:
    parts = item.cooperations.select_related("department").order_by("id")
    return [part.department for part in parts if part.department_id != lead.pk]


def name_handler_many(
    *, items: Sequence[Item], handler: User, by: User, at: datetime, commit: bool
) -> list[Outcome]:
    """Name one handler for several items; all or none, as `reassign_many`."""

    def do(item: Item) -> Item:
        return name_handler(item=item, by=by, at=at, version=item.version, handler=handler)

    return _each(items, do, commit=commit)


__all__ = ["MOST", "Outcome", "name_handler_many", "reassign_many"]
