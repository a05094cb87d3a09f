"""Before a date is set: whether its day would be crowded for the department (把握节奏).

Both doors ask here: pages before the act, so that a person may choose another day; programs are
told in the answer, and may ask before (`items/load`). Nothing is refused for it.
"""

from collections.abc import Collection
from datetime import date

from accounts.models import Department, User
from campaign.models import Campaign
from core import workdays
from rectification.enums import Action
from rectification.models import Item
from rectification.permissions import Situation
from rectification.selectors.load import DayLoad, crowded_day, had_before
from rectification.services.suspension import resumed_due

SETS_A_DAY = frozenset(
    {
        Action.ASSIGN,
        Action.GRANT_EXTENSION,
        Action.FAIL_VERIFICATION,
        Action.RESUME,
        Action.REOPEN,
    }
)
"""Acts after which an item is due on another day."""


def crowded_by_assignment(
    *,
    campaign: Campaign,
    items: Collection[Item],
    department: Department,
    due_on: date | None,
    by: User,
    on: date,
) -> DayLoad | None:
    """The load of a day on which `items` (none: one that is being made) are given to a lead.

    None where the day is not crowded, and for a date that the rule will refuse or that a former
    lead keeps.
    """
    if due_on is None or due_on <= on or had_before(items, department):
        return None
    return crowded_day(
        department=department,
        due_on=due_on,
        items=items,
        campaign=campaign,
        user=by,
        on=on,
        workdays=workdays.load(),
        added=len(items) or 1,
    )


def crowded_by(
    *,
    situation: Situation,
    action: Action,
    department: Department | None = None,
    due_on: date | None = None,
) -> DayLoad | None:
    """The load of the day that `action` would set, where it would be crowded.

    `department` and `due_on` are what the person gives; an extension's date stands in its
    request, that of a resumed item follows from the pause. A verifier reads none of the lead's
    other items: of these the ones that are not sensitive are counted.
    """
    s = situation
    if action not in SETS_A_DAY:
        return None
    if action == Action.ASSIGN:
        if department is None:
            return None
        return crowded_by_assignment(
            campaign=s.item.campaign,
            items=[s.item],
            department=department,
            due_on=due_on,
            by=s.user,
            on=s.on,
        )
    day = _day_ahead(s, action, due_on)
    if day is None or day <= s.on or s.item.lead_department is None:
        return None
    return crowded_day(
        department=s.item.lead_department,
        due_on=day,
        items=[s.item],
        campaign=s.item.campaign,
        user=s.user,
        on=s.on,
        workdays=s.workdays,
        normal=action == Action.FAIL_VERIFICATION,
    )


def _day_ahead(s: Situation, action: Action, due_on: date | None) -> date | None:
    if action == Action.GRANT_EXTENSION:
        return s.extension.new_due_on if s.extension is not None else None
    if action == Action.RESUME:
        return resumed_due(s)[1] if s.suspension is not None else None
    return due_on
