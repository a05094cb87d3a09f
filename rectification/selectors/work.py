"""What stands beside a person's to-dos: the lights of his units, dates ahead."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from accounts.models import User
from campaign.permissions import OFFICE_ROLES, campaign_standing_of
from rectification.enums import OPEN_STATES
from rectification.lights import TICKING, Soon
from rectification.querysets import ItemQuerySet
from rectification.selectors.ledger import (
    by_date,
    by_state,
    counts_of,
    coverage_of,
    ledger_items,
)
from rectification.selectors.limits import light_conditions

AHEAD_DAYS = 14
DATES = 8


def own_campaign(user: User, on: date) -> int | None:
    """The campaign whose office the person belongs to; the latest, if there are several."""
    return max(campaign_standing_of(user, on).campaigns_as(*OFFICE_ROLES), default=None)


def _own(user: User, on: date) -> ItemQuerySet:
    """Items of the person's units; the office's are all of its campaign."""
    campaign = own_campaign(user, on)
    rows = ledger_items(user, on, campaign)
    if campaign is not None:
        return rows
    departments = campaign_standing_of(user, on).person.departments
    return rows.filter(Q(lead_department__in=departments) | Q(handling_unit__in=departments))


def light_counts(user: User, soon: Soon) -> Mapping[str, int]:
    """Open, overdue, due soon, in time: of the person's units, or of the office's campaign."""
    wanted = {"open": by_state(*OPEN_STATES)}
    wanted |= {light: by_date(condition) for light, condition in light_conditions(soon).items()}
    on = soon.on
    coverage = coverage_of(user, on, own_campaign(user, on))
    return counts_of(_own(user, on), wanted, coverage)


def dates_ahead(user: User, on: date) -> list[dict[str, Any]]:
    """The nearest dates of the next two weeks (1 statement)."""
    rows = _own(user, on).filter(
        state__in=TICKING,
        effective_due_on__gte=on,
        effective_due_on__lte=on + timedelta(days=AHEAD_DAYS),
    )
    columns = ("uid", "number", "title", "due_on", "effective_due_on", "is_full")
    return list(rows.in_due_order().values(*columns)[:DATES])


__all__ = ["dates_ahead", "light_counts", "own_campaign"]
