"""Before a date is set: whether the day would be crowded for the department (把握节奏)."""

from collections.abc import Collection

from campaign.models import Campaign
from rectification import services
from rectification.enums import Action
from rectification.forms.assigning import AssignFields
from rectification.forms.base import DayKept
from rectification.models import Item
from rectification.presenters.load import crowded_words
from rectification.selectors.load import DayLoad
from rectification.views.door import Look, Visit


def asks_again(
    visit: Visit, campaign: Campaign, form: AssignFields, items: Collection[Item]
) -> bool:
    """Whether the form of an assignment goes back to the person with the warning beside the date.

    `items` are those that it gives away; empty for one that is being made.
    """
    proposed = form.proposed()
    if proposed is None:
        return False
    department, due_on = proposed
    load = services.crowded_by_assignment(
        campaign=campaign,
        items=items,
        department=department,
        due_on=due_on,
        by=visit.user,
        on=visit.on,
    )
    return _is_pointed_out(form, load)


def act_asks_again(look: Look, action: Action, form: DayKept) -> bool:
    """The same for an act on one item whose form sets a day."""
    proposed = form.proposed()
    if proposed is None:
        return False
    department, due_on = proposed
    load = services.crowded_by(
        situation=look.situation, action=action, department=department, due_on=due_on
    )
    return _is_pointed_out(form, load)


def _is_pointed_out(form: DayKept, load: DayLoad | None) -> bool:
    if load is None:
        return False
    form.offer_to_keep(load.key)
    if form.is_confirmed(load.key):
        return False
    form.add_error(form.DAY, f"{crowded_words(load)}请改期，或勾选“仍按此日期”后再提交。")
    return True


def load_ahead(look: Look, action: Action) -> DayLoad | None:
    """The load of the day that an act will set by itself, where it would crowd it."""
    if action not in (Action.GRANT_EXTENSION, Action.RESUME) or not look.item.is_full:
        return None
    return services.crowded_by(situation=look.situation, action=action)
