"""Departments that lead open items and have nobody in charge: the wait is the office's."""

from collections.abc import Iterable, Sequence

from django.db.models import Max, Q, Sum

from accounts.enums import PostKind
from accounts.models import Department, User
from accounts.selectors import vacant_departments
from campaign.enums import CampaignRole, LadderClock, LadderRole, LadderSubject
from campaign.models import Campaign
from core.workdays import ONE_DAY
from notifications.enums import DigestSection, MessageKind
from notifications.services import Fact
from rectification.enums import OPEN_STATES, CountKind
from rectification.models import ItemCount
from rectification.models.reminders import EPOCH
from rectification.reminders.ground import Run
from rectification.reminders.rungs import noted_before
from rectification.services.reminding import Reached

SOURCE = "department"
HEADS = (PostKind.FIRST_IN_CHARGE, PostKind.ACTING)


class Vacancies:
    """Vacant leads of one campaign. There are few: what is noted is compared in Python."""

    def __init__(self, run: Run, campaign: Campaign) -> None:
        self.run = run
        self.campaign = campaign
        self.rungs = run.rungs(campaign, LadderClock.VACANCY, LadderSubject.DEPARTMENT)

    def waiting(self, *, after: int, limit: int) -> Sequence[Department]:
        """Vacant leads whose highest rung is not noted (3 statements)."""
        if not self.rungs.rows:
            return []
        led = self._led()
        rows = vacant_departments(self.run.on).filter(pk__in=led, pk__gt=after)
        rows = rows.annotate(left_on=Max("posts__ends_on", filter=Q(posts__kind__in=HEADS)))
        found = []
        before = noted_before(SOURCE, self._clock, list(led)) if led else {}
        for row in rows.order_by("pk"):
            self._count(row, led[row.pk])
            noted = before.get((row.pk, row.version, EPOCH))
            if row.rung is not None and (noted is None or noted < row.rung):
                found.append(row)
        return found[:limit]

    def _led(self) -> dict[int, int]:
        """Per lead department its open items, from the counts."""
        counts = ItemCount.objects.filter(
            campaign=self.campaign,
            kind=CountKind.STATE,
            bucket__in=OPEN_STATES,
            lead_department__isnull=False,
            n__gt=0,
        )
        return dict(counts.order_by().values_list("lead_department").annotate(total=Sum("n")))

    def _count(self, row: Department, n_open: int) -> None:
        """Since when it is vacant, as far as that is known, and which rung that reaches."""
        since = row.left_on or self.campaign.starts_on
        row.n_open, row.version = n_open, since.toordinal()
        row.days = self.run.workdays.between(since - ONE_DAY, self.run.on)
        row.rung = max((o for o in self.rungs.offsets if o <= row.days), default=None)

    @property
    def _clock(self) -> str:
        return f"{LadderClock.VACANCY}:{self.campaign.pk}"

    def reached(self, rows: Sequence[Department]) -> Iterable[Reached]:
        """The head of the office and the deputy leader are told of each."""
        for row in rows:
            yield Reached(
                source=SOURCE,
                clock=self._clock,
                subject_id=row.pk,
                version=row.version,
                rung=row.rung,
                facts=[self._fact(row)],
            )

    def again(self) -> Iterable[Fact]:
        """Nothing: the office's people are told by the next rung."""
        return ()

    def _fact(self, row: Department) -> Fact:
        rung = next(iter(self.rungs.at(row.rung)), None)
        ask = f"{rung.text}。" if rung and rung.text else ""
        return Fact(
            people=self._people(rung.who if rung else (), row),
            kind=MessageKind.VACANCY,
            key=f"department:{row.uid}:{self._clock}:{row.version}:{row.rung}",
            subject=row,
            text=(
                f"{row.short_name}第一责任人已空缺{row.days}个工作日，有{row.n_open}件在办事项。{ask}"
            ),
            section=DigestSection.RED,
            topic=f"department:{row.uid}:{self._clock}",
        )

    def _people(self, roles: Iterable[str], row: Department) -> list[User]:
        org, found = self.run.organisation, []
        for role in roles:
            if role == LadderRole.DEPUTY_LEADER:
                leaders = org.roles.get((self.campaign.pk, CampaignRole.GROUP_LEADER), [])
                found += org.deputies.get(row.pk) or leaders
            elif role in CampaignRole.values:
                found += org.roles.get((self.campaign.pk, role), [])
        return list({person.pk: person for person in found}.values())
