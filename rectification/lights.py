"""The light of an item: shape, colour and words follow from its dates and are never stored."""

from dataclasses import dataclass, field
from datetime import date

from campaign.validators import Limits
from core.workdays import Workdays
from rectification.enums import OPEN_STATES, Light, State

STANDING = (State.SUSPENDED, State.AWAITING_VERIFICATION)
TICKING = tuple(state for state in OPEN_STATES if state not in STANDING)
"""Open states whose due date runs. A suspended item's clock stands; the department's clock ends at
the signature, and waiting for verification is charged to the verifier's desk."""


DUE_SOON = "due_soon_workdays"


def soon_until(workdays: Workdays, on: date, days: int) -> date:
    """The last date that counts as due soon (临期): `days` working days from `on`."""
    return workdays.add(on, days)


@dataclass(frozen=True)
class Soon:
    """Until when a date counts as due soon on a day, in each campaign by its own limit."""

    on: date
    workdays: Workdays
    limits: Limits = field(default_factory=Limits)

    def of(self, campaign: int | None) -> date:
        """The last date that is due soon in a campaign; by the default where it is None."""
        return soon_until(self.workdays, self.on, self.limits.value(campaign, DUE_SOON))


def light_of(state: str, effective_due_on: date | None, *, on: date, soon: date) -> Light:
    """The light on the day `on`; `soon` is what `soon_until` says for that day."""
    if state not in OPEN_STATES:
        return Light.DONE if state in (State.CLOSED, State.SUSTAINED) else Light.NONE
    if state not in TICKING or effective_due_on is None:
        return Light.NONE
    if effective_due_on < on:
        return Light.RED
    return Light.YELLOW if effective_due_on <= soon else Light.GREEN


def days_late(state: str, effective_due_on: date | None, on: date) -> int:
    """Calendar days past the effective due date; 0 where the clock does not run or is in time."""
    if state not in TICKING or effective_due_on is None:
        return 0
    return max(0, (on - effective_due_on).days)
