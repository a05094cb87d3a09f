"""Several items in one act: each by the same rule as alone, all of them or none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import Department, User
from core.errors import DomainError, GuardFailed
from rectification.models import Item
from rectification.permissions import Situation
from rectification.services.assigning import AssignContent
from rectification.services.exits import reassign
from rectification.services.handling import name_handler
from rectification.services.intake import submit
from rectification.services.notices import issue_notice, proposed_notice
from rectification.services.urging import urge

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


def those_that_go(
    items: Sequence[Item], do: Callable[[Item], object], *, commit: bool
) -> list[Outcome]:
    """Do it to each that the rule allows in one transaction; the others are left out."""
    if not items:
        raise GuardFailed("没有选择事项，请先勾选。")
    if len(items) > MOST:
        raise GuardFailed(f"一次最多办理{MOST}件，现选了{len(items)}件，请分批办理。")
    outcomes = []
    with transaction.atomic():
        for item in items:
            try:
                with transaction.atomic():
                    do(item)
                outcomes.append(Outcome(item))
            except DomainError as refusal:
                outcomes.append(Outcome(item, refusal.detail))
        if not commit:
            transaction.set_rollback(True)
    return outcomes


def urge_many(
    *, items: Sequence[Item], note: str, by: User, at: datetime, commit: bool
) -> list[Outcome]:
    """Urge several items; those in cool-down, or not for this person to urge, are left out."""
    return those_that_go(
        items, lambda item: urge(item=item, by=by, at=at, note=note), commit=commit
    )


def submit_many(*, items: Sequence[Item], by: User, at: datetime, commit: bool) -> list[Outcome]:
    """Submit several drafts, such as an import has left; what lacks something is left out."""
    return those_that_go(
        items, lambda item: submit(item=item, by=by, at=at, version=item.version), commit=commit
    )


def issue_notices(
    *,
    items: Sequence[Item],
    basis: str,
    requirement: str,
    reply_due_on: date | None,
    contact: str,
    by: User,
    at: datetime,
    commit: bool,
) -> list[Outcome]:
    """One notice an item (一事一单) with the same requirement; what may not have one is left out.

    An empty `basis` takes each item's own: the instruction that asks for it, or its date.
    """

    def do(item: Item) -> object:
        own = basis.strip() or proposed_notice(Situation(by, item, at))["basis"]
        return issue_notice(
            item=item,
            by=by,
            at=at,
            basis=own,
            requirement=requirement,
            reply_due_on=reply_due_on,
            contact=contact,
        )

    return those_that_go(items, do, commit=commit)


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
            cooperating=kept_cooperators(item, lead_department),
            is_key=item.is_key,
            is_mass=item.is_mass,
        )
        return reassign(
            item=item, content=content, by=by, at=at, version=item.version, reason=reason
        )

    return _each(items, do, commit=commit)


def kept_cooperators(item: Item, lead: Department) -> list[Department]:
    """The co-operating units but for the new lead, and for those that have ended since."""
    parts = item.cooperations.select_related("department").order_by("id")
    units = [part.department for part in parts if part.department_id != lead.pk]
    return [unit for unit in units if unit.is_active]


def name_handler_many(
    *, items: Sequence[Item], handler: User, by: User, at: datetime, commit: bool
) -> list[Outcome]:
    """Name one handler for several items; all or none, as `reassign_many`."""

    def do(item: Item) -> Item:
        return name_handler(item=item, by=by, at=at, version=item.version, handler=handler)

    return _each(items, do, commit=commit)


__all__ = [
    "MOST",
    "Outcome",
    "issue_notices",
    "kept_cooperators",
    "name_handler_many",
    "reassign_many",
    "submit_many",
    "those_that_go",
    "urge_many",
]
