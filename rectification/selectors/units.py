"""What of the ledger a department still has in hand, before it is ended."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import Department, User
from accounts.selectors import UnitTie
from rectification.enums import State
from rectification.models import Cooperation, Item
from rectification.selectors.handover import GIVEN

MOVABLE = (
    State.ASSIGNED,
    State.ACCEPTED,
    State.PLAN_REVIEW,
    State.IN_PROGRESS,
    State.SUSPENDED,
)
"""States out of which an item may be recalled, and its co-operating units changed."""


class Tie(StrEnum):
    """What an item is to the department."""

    LEAD = "牵头"
    HANDLING = "承办"
    COOPERATING = "配合"


@dataclass(frozen=True)
class TiedItem:
    """An open item of a department that is to end, and what it is to it."""

    item: Item
    tie: Tie

    @property
    def may_move(self) -> bool:
        """By its state; the services have the last word."""
        return self.item.state in MOVABLE and not self.item.is_sensitive


def _parts(department: Department) -> QuerySet[Cooperation]:
    """Parts that nobody has confirmed or waived; past the request they hold nobody up."""
    parts = Cooperation.objects.unsettled().filter(department=department)
    return parts.filter(item__state__in=MOVABLE)


def ties(*, department: Department, on: date) -> list[UnitTie]:
    """Open items of a department by what they are to it (settings.DEPARTMENT_TIES): 3 statements.

    Sensitive ones are counted too: a number names nothing.
    """
    given = Q(state__in=GIVEN)
    own = Item.objects.filter(Q(lead_department=department) | Q(handling_unit=department))
    counted = own.aggregate(
        led=Count("pk", filter=given & Q(lead_department=department)),
        handled=Count("pk", filter=given & Q(handling_unit=department)),
    )
    waiting = Item.objects.filter(submitting_department=department)
    waiting = waiting.filter(state__in=[State.DRAFT, State.REGISTERED])
    return [
        UnitTie(
            "led", "牵头的在办事项", counted["led"], True, "由办公室主任收回并交承接单位，时限不变"
        ),
        UnitTie(
            "handled",
            "承办的在办事项",
            counted["handled"],
            True,
            "由办公室主任收回并重新交办牵头单位，时限不变，签收时另定承办单位",
        ),
        UnitTie(
            "cooperating",
            "配合的在办事项",
            _parts(department).count(),
            True,
            "由办公室主任改由承接单位配合",
        ),
        UnitTie(
            "submitted",
            "登记待交办和起草中的事项",
            waiting.count(),
            False,
            "已登记的照常由办公室交办；草稿请起草人在撤销前提交或删除",
        ),
    ]


def tied_items(department: Department, user: User, on: date) -> list[TiedItem]:
    """The open items that `user` may see whole, by date: 2 statements. An item that the
    department leads is listed once, as that."""
    part = Exists(_parts(department).filter(item=OuterRef("pk")))
    tied = Q(state__in=GIVEN) & (Q(lead_department=department) | Q(handling_unit=department))
    rows = Item.objects.fully_visible_to(user, on=on).filter(tied | Q(part))
    found = rows.select_related("lead_department", "handling_unit").in_due_order()
    return [TiedItem(item, _tie(item, department)) for item in found]


def _tie(item: Item, department: Department) -> Tie:
    if item.lead_department_id == department.pk:
        return Tie.LEAD
    return Tie.HANDLING if item.handling_unit_id == department.pk else Tie.COOPERATING


def ending_departments() -> QuerySet[Department]:
    """Departments that are to end, and ended ones to which an open item has come back, in rank
    order, each with `open_items`."""
    led = Count("led_items", filter=Q(led_items__state__in=GIVEN))
    rows = Department.objects.filter(end_proposed_at__isnull=False).annotate(open_items=led)
    waiting = rows.filter(Q(ended_on__isnull=True) | Q(open_items__gt=0))
    return waiting.select_related("successor").in_rank_order()
