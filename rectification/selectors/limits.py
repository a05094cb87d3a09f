"""Limits that each campaign sets for itself, as conditions over items of all of them."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from functools import partial

from django.db.models import Q

from campaign.validators import RULES, Limits
from core.clock import LOCAL_ZONE
from rectification.enums import OPEN_STATES, Light
from rectification.lights import DUE_SOON, Soon, soon_until


def by_limit(limits: Limits, key: str, where: Callable[[int], Q], *, column: str = "campaign") -> Q:
    """`where` with the value of the limit in each row's campaign.

    One plain condition as long as all campaigns have the same value, so that an index still finds
    its rows. `column` leads to the campaign.
    """
    groups = limits.groups(key)
    if len(groups) < 2:
        return where(next(iter(groups), RULES[key].default))
    found = Q(pk__in=[])
    for value, campaigns in groups.items():
        found |= Q(**{f"{column}__in": campaigns}) & where(value)
    return found


def due_soon(soon: Soon, *, later: bool = False) -> Q:
    """Dates that are due soon or past (those after that, if `later`), of items or their counts."""
    compare = "effective_due_on__gt" if later else "effective_due_on__lte"

    def where(days: int) -> Q:
        last: date = soon_until(soon.workdays, soon.on, days)
        return Q(**{compare: last})

    return by_limit(soon.limits, DUE_SOON, where)


def light_conditions(soon: Soon) -> dict[str, Q]:
    """The condition of each light, but for the state that must be ticking."""
    return {
        Light.RED.value: Q(effective_due_on__lt=soon.on),
        Light.YELLOW.value: Q(effective_due_on__gte=soon.on) & due_soon(soon),
        Light.GREEN.value: due_soon(soon, later=True),
    }


def overstayed(soon: Soon, states: Iterable[str] = OPEN_STATES) -> Q:
    """Items that have lain at their desk for longer than their campaign allows there."""
    found = Q(pk__in=[])
    for state in states:
        key = f"desk_{state}"
        if key in RULES:
            found |= Q(state=state) & by_limit(soon.limits, key, partial(_before, soon))
    return found


def _before(soon: Soon, count: int) -> Q:
    day = soon.workdays.add(soon.on, -count)
    return Q(state_since__lt=datetime.combine(day, time(), LOCAL_ZONE))


__all__ = ["by_limit", "due_soon", "light_conditions", "overstayed"]
