"""The dates in force of tasks follow the calendar, as those of items do."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from campaign.models import TaskDuty
from campaign.selectors.tasks import OPEN
from core.workdays import Workdays
from journal import services as journal


@transaction.atomic
def follow_calendar(*, workdays: Workdays, by: User | None, at: datetime, cause: str) -> int:
    """Let the dates in force of what departments have in hand follow the calendar.

    Returns how many moved; each gets one journal entry with both dates and the cause. Versions
    stay: nobody's half-written report is made stale by a holiday.
    """
    in_hand = TaskDuty.objects.filter(state__in=OPEN)
    dates = in_hand.order_by().values_list("due_on", "effective_due_on").distinct()
    wanted = {due: workdays.last_on_or_before(due) for due, _ in dates}
    wrong = {due for due, counted in dates if wanted[due] != counted}
    facts = []
    for duty in _locked(wrong) if wrong else ():
        old, new = duty.effective_due_on, wanted[duty.due_on]
        if old == new:
            continue
        TaskDuty.objects.filter(pk=duty.pk).update(effective_due_on=new)
        facts.append(
            journal.Fact(
                type="task.due_recomputed",
                subject=duty,
                by=by,
                at=at,
                department_code=duty.department.code,
                campaign_id=duty.campaign_id,
                data={"due_on": duty.due_on, "old": old, "new": new, "cause": cause},
            )
        )
    journal.record_many(facts)
    return len(facts)


def _locked(dates: Collection[date]) -> list[TaskDuty]:
    rows = TaskDuty.objects.select_for_update(of=("self",)).filter(state__in=OPEN)
    return list(rows.filter(due_on__in=dates).select_related("department", "task").order_by("id"))
