"""Problems of the review that nobody has decided within the campaign's days (domain.md §1.2:
“nothing may stay found but unowned > 5 working days”): one rung, told to who settles them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef

from accounts.models import User
from campaign.models import Campaign, Problem
from campaign.selectors.review import WAITING_RULE, problems_waiting
from campaign.validators import rule_value
from notifications.enums import DigestSection, MessageKind
from notifications.services import Fact
from rectification.models import RungReached
from rectification.reminders.ground import Run
from rectification.services.reminding import Reached

SOURCE, CLOCK, RUNG = "problem", "problem_open", 1


class WaitingProblems:
    """Undecided problems of one campaign. A decision taken back begins a clock of its own."""

    def __init__(self, run: Run, campaign: Campaign) -> None:
        self.run, self.campaign = run, campaign

    def waiting(self, *, after: int, limit: int) -> Sequence[Problem]:
        """Those that wait too long and were not told of (1 statement)."""
        told = RungReached.objects.filter(
            source=SOURCE,
            clock=CLOCK,
            subject_id=OuterRef("pk"),
            since=OuterRef("open_since"),
            rung=RUNG,
        )
        rows = problems_waiting(self.run.on, self.run.workdays, self.campaign)
        rows = rows.filter(~Exists(told), pk__gt=after).select_related("department", "created_by")
        return list(rows.order_by("pk")[:limit])

    def reached(self, rows: Sequence[Problem]) -> Iterable[Reached]:
        for row in rows:
            yield Reached(
                source=SOURCE,
                clock=CLOCK,
                subject_id=row.pk,
                rung=RUNG,
                since=row.open_since,
                facts=[self._fact(row)],
            )

    def again(self) -> Iterable[Fact]:
        """Nothing: whoever comes later finds them among his work."""
        return ()

    def _fact(self, row: Problem) -> Fact:
        days = rule_value(self.campaign.rules, WAITING_RULE)
        what = "1条敏感问题" if row.is_sensitive else f"问题“{_cut(row.text)}”"
        since: datetime = row.open_since
        return Fact(
            people=list(self._people(row)),
            kind=MessageKind.REMINDER,
            key=f"problem:{row.uid}:waiting:{since:%Y%m%d%H%M%S}",
            subject=row,
            text=f"{what}已超过{days}个工作日没有确定处理方式，请转为整改事项或作其他处理。",
            section=DigestSection.RED,
            topic=f"problem:{row.uid}:waiting",
        )

    def _people(self, row: Problem) -> Iterator[User]:
        """The department's liaison and first-in-charge; of a sensitive one only who may read it."""
        organisation = self.run.organisation
        head = organisation.heads.get(row.department_id)
        people = [head.person] if head is not None else []
        if row.is_sensitive:
            people += [row.created_by] if row.created_by is not None else []
        else:
            people += organisation.liaisons.get(row.department_id, [])
        yield from {person.pk: person for person in people}.values()


def _cut(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def problem_sources(*, at: datetime) -> Iterator[WaitingProblems]:
    """Every campaign that is not archived, for `settings.REMINDER_SOURCES`."""
    run = Run.of(at)
    for campaign in run.campaigns:
        yield WaitingProblems(run, campaign)
