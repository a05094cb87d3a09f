"""What the dashboard tells: the leaders' week."""

from datetime import date, datetime, timedelta

from campaign.enums import CampaignRole
from campaign.selectors import current_campaign, people_with_role
from core.clock import local_date
from core.workdays import load
from notifications import services as notifications
from notifications.enums import Cadence, MessageKind

LEADERS = (CampaignRole.GROUP_LEADER, CampaignRole.DEPUTY_GROUP_LEADER)


def tell_week(*, at: datetime) -> int:
    """Tell leaders of the current campaign that the week's page is there; returns how many.

    From the first working day of the week on: a scheduler that was down tells later in the week,
    and nobody is told twice ("weekly:<year>-W<week>"). That day it takes the place of their digest
    (domain.md 4.3: deputy leaders on Monday at 08:30, the group leader has the Monday page).
    """
    on = local_date(at)
    campaign = current_campaign()
    if campaign is None or on < _first_workday(on):
        return 0
    year, week, _ = on.isocalendar()
    key = f"weekly:{year}-W{week:02}"
    people = list(people_with_role(campaign, LEADERS, on).exclude(messages__key=key))
    notifications.tell(
        people=people,
        kind=MessageKind.WEEKLY,
        key=key,
        subject=campaign,
        text=f"第{week}周一览：各单位进展、临期、逾期和提级事项。",
        at=at,
        cadence=Cadence.WEEKLY,
    )
    return len(people)


def _first_workday(on: date) -> date:
    """The first working day of the week; in a week without any, one of the next."""
    return load().next_on_or_after(on - timedelta(days=on.weekday()))
