"""What a run of the ladder knows once for all its batches: the day, the campaigns, the posts.

The organisation is small (some hundred open posts) and is read whole: a fixed number of statements.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Q

from accounts.enums import PostKind
from accounts.models import Delegation, PortfolioDepartment, Post, User
from accounts.selectors import all_in_grace, grace_ends, posts_on
from campaign.models import Campaign, EscalationRule, Membership
from core import workdays as calendar
from core.clock import local_date
from core.workdays import Workdays
from journal.models import Entry
from rectification.reminders.rungs import Rungs, midnight

RENAMED = ("item.handler_named", "item.clearance_changed")


class Organisation:
    """Who holds which post and role on a day; only active people."""

    def __init__(self, on: date, campaigns: Collection[int]) -> None:
        self.people: dict[int, User] = {}
        self.heads: dict[int, Post] = {}
        self.team: dict[int, list[Post]] = defaultdict(list)
        self.liaisons: dict[int, list[User]] = defaultdict(list)
        self.officers: dict[int, list[User]] = defaultdict(list)
        self.members: dict[int, set[int]] = defaultdict(set)
        self.delegates: dict[int, list[User]] = defaultdict(list)
        self.deputies: dict[int, list[User]] = defaultdict(list)
        self.roles: dict[tuple[int, str], list[User]] = defaultdict(list)
        posts = list(posts_on(on).order_by("order", "id"))
        for post in posts:
            self._place(post)
        self._read_portfolios({post.pk: post for post in posts})
        for row in Delegation.objects.on(on).filter(delegate__is_active=True).order_by("id"):
            person = self.people.get(row.delegate_id)
            if person is not None:
                self.delegates[row.post_id].append(person)
        held = Membership.objects.on(on).filter(campaign__in=campaigns, person__is_active=True)
        for row in held.select_related("person").order_by("order", "id"):
            person = self.people.setdefault(row.person_id, row.person)
            self.roles[row.campaign_id, row.role].append(person)

    def _place(self, post: Post) -> None:
        unit = post.department_id
        post.person = self.people.setdefault(post.person_id, post.person)
        self.members[unit].add(post.person_id)
        if post.kind == PostKind.FIRST_IN_CHARGE:
            self.heads[unit] = post
        elif post.kind == PostKind.ACTING:
            self.heads.setdefault(unit, post)
        elif post.kind == PostKind.TEAM_MEMBER:
            self.team[unit].append(post)
        elif post.kind == PostKind.LIAISON:
            self.liaisons[unit].append(post.person)
        else:
            self.officers[unit].append(post.person)

    def _read_portfolios(self, posts: dict[int, Post]) -> None:
        pairs = PortfolioDepartment.objects.values_list("post_id", "department_id")
        charge: dict[int, list[int]] = defaultdict(list)
        for post_id, department_id in pairs.order_by("id"):
            charge[post_id].append(department_id)
        for pk, post in posts.items():
            for department_id in charge.get(pk, ()):
                self.deputies[department_id].append(post.person)


@dataclass(frozen=True)
class Run:
    """One run of the ladder over the campaigns that are not archived."""

    at: datetime
    on: date
    workdays: Workdays
    organisation: Organisation
    campaigns: tuple[Campaign, ...]
    rules: dict[int, list[EscalationRule]]

    @classmethod
    def of(cls, at: datetime) -> "Run":
        """Read it (8 statements)."""
        on = local_date(at)
        campaigns = tuple(Campaign.objects.filter(archived_at__isnull=True).order_by("id"))
        keys = [campaign.pk for campaign in campaigns]
        rules: dict[int, list[EscalationRule]] = defaultdict(list)
        for row in EscalationRule.objects.filter(campaign__in=keys).in_order():
            rules[row.campaign_id].append(row)
        return cls(at, on, calendar.load(), Organisation(on, keys), campaigns, rules)

    @cached_property
    def lately(self) -> datetime:
        """The beginning of the working day before: what was told since may not be delivered yet."""
        return midnight(self.workdays.add(self.on, -1))

    @cached_property
    def new_heads(self) -> dict[int, int]:
        """By department the head who took his post so lately that what was late before is not his
        (none where nobody has, else 3 statements)."""
        lately = {
            unit: post.person_id
            for unit, post in self.organisation.heads.items()
            if self.on < grace_ends(post.starts_on, self.workdays)
        }
        fresh = all_in_grace(pairs=[(person, unit) for unit, person in lately.items()], on=self.on)
        return {unit: person for person, unit in fresh}

    @cached_property
    def changed_hands(self) -> Q | None:
        """Items whose people have changed lately: None where nobody has (2 statements)."""
        posts = Post.objects.on(self.on).filter(starts_on__gte=local_date(self.lately))
        units = set(posts.values_list("department_id", flat=True))
        named = Entry.objects.filter(at__gte=self.lately, type__in=RENAMED)
        items = set(named.values_list("subject_id", flat=True))
        if not units and not items:
            return None
        led = Q(lead_department__in=units) | Q(handling_unit__in=units)
        return Q(pk__in=items) | led

    def rungs(self, campaign: Campaign, clock: str, *subjects: str) -> Rungs:
        """The rungs of a clock for one kind of subject."""
        mine = self.rules[campaign.pk]
        return Rungs([r for r in mine if r.clock == clock and r.subject in subjects])
