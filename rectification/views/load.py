"""Before a date is set: whether the day would be crowded for the department (把握节奏)."""

from collections.abc import Collection

from campaign.models import Campaign
from core import workdays
from rectification.forms.assigning import AssignFields
from rectification.models import Item
from rectification.presenters.load import crowded_words
from rectification.selectors.load import DayLoad, crowded_day, had_before
from rectification.views.door import Look, Visit


def asks_again(
    visit: Visit, campaign: Campaign, form: AssignFields, items: Collection[Item]
) -> bool:
    """Whether the form of an assignment goes back to the person with the warning beside the date.

    `items` are those that it gives away; empty for one that is being made. A date that the rule
    will refuse, or that a former lead keeps, is not spoken of.
    """
    proposed = form.proposed()
    if proposed is None:
        return False
    department, due_on = proposed
    if due_on <= visit.on or had_before(items, department):
        return False
    load = crowded_day(
        department=department,
        due_on=due_on,
        items=items,
        campaign=campaign,
        user=visit.user,
        on=visit.on,
        workdays=workdays.load(),
        added=len(items) or 1,
    )
    if load is None:
        return False
    form.offer_to_keep(load.key)
    if form.is_confirmed(load.key):
        return False
    form.add_error("due_on", f"{crowded_words(load)}请改期，或勾选“仍按此日期”后再提交。")
    return True


def extension_load(look: Look) -> DayLoad | None:
    """The load of the day that an extension asks for, where granting it would crowd it."""
    asked, lead = look.page.extension, look.item.lead_department
    if asked is None or lead is None or not look.item.is_full:
        return None
    return crowded_day(
        department=lead,
        due_on=asked.new_due_on,
        items=[look.item],
        campaign=look.item.campaign,
        user=look.visit.user,
        on=look.visit.on,
        workdays=look.situation.workdays,
    )
