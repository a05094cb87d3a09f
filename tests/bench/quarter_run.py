"""The quarter itself: fill a city, live through its days, count what people got."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from accounts.enums import PostKind
from accounts.imports import import_organisation
from accounts.models import Post
from campaign import services as campaigns
from campaign.enums import CampaignRole
from campaign.imports import import_preset
from campaign.models import Campaign, EscalationRule
from campaign.selectors import lists_of
from core import workdays as calendar
from core.clock import local_date
from notifications.enums import Occasion
from notifications.models import Delivery, Message
from notifications.services import deliver_due
from rectification.enums import State
from rectification.management.commands.seed_city import PRESET
from rectification.management.seed.organisation import departments, people
from rectification.models import Item, Measure
from rectification.services import send_due
from tests.bench.quarter_model import WEEK, Plan, calendar_of, moment, plans

FIRST = date(2019, 10, 8)
SINCE = date(2019, 1, 2)
OWNED = "责任人"


@dataclass
class Result:
    """What a quarter brought, by person and day."""

    messages: Counter = field(default_factory=Counter)
    due_messages: Counter = field(default_factory=Counter)
    digests: Counter = field(default_factory=Counter)
    at_once: int = 0
    doubled: int = 0
    people: dict[str, set[int]] = field(default_factory=dict)

    def of(self, counts: Counter, group: str = "") -> int:
        """How many in all, or those of a group of people."""
        members = self.people.get(group)
        return sum(n for (p, _), n in counts.items() if members is None or p in members)

    def worst(self, counts: Counter, group: str) -> int:
        """The most that one person of a group got on one day."""
        members = self.people[group]
        return max((n for (p, _), n in counts.items() if p in members), default=0)

    def mean_of_one(self, counts: Counter, group: str) -> float:
        """What one person of a group got in the quarter."""
        return self.of(counts, group) / max(1, len(self.people[group]))


def set_variant(campaign: Campaign, variant: str) -> None:
    """`shipped` is the preset; `lean` has neither T−1 nor the stale rung; `full` tells leaders of
    routine rungs (domain.md §4.5)."""
    rows = EscalationRule.objects.filter(campaign=campaign, clock="due")
    if variant == "lean":
        rows.filter(condition__gt="").update(own_active=False)
    if variant == "full":
        rows.filter(condition="stale").update(condition="")
        for row in rows.filter(offset=0):
            EscalationRule.objects.filter(pk=row.pk).update(who=[*row.who, "first_in_charge"])


def found_city(count: int) -> Campaign:
    """A city of `count` departments, its leaders and an office of three people."""
    at = moment(date(2019, 9, 10))
    import_organisation(
        departments=departments(count), people=people(count), on=SINCE, by=None, at=at
    )
    campaign = import_preset(PRESET, starts_on=None, by=None, at=at).campaign
    heads = Post.objects.filter(kind=PostKind.FIRST_IN_CHARGE).select_related("person")
    office = Post.objects.filter(department__code="001").select_related("person")
    given = [(heads.get(department__code="000").person, CampaignRole.GROUP_LEADER)]
    given.append((heads.get(department__code="001").person, CampaignRole.OFFICE_HEAD))
    others = office.exclude(kind=PostKind.FIRST_IN_CHARGE).order_by("order", "id")[:2]
    given += [(post.person, CampaignRole.OFFICE) for post in others]
    for person, role in given:
        campaigns.give_role(campaign=campaign, person=person, role=role, by=None, at=at)
    return campaign


class Quarter:
    """A city with its items, and the days that it lives through."""

    def __init__(self, *, city: int, items: int, days: int, seed: int, variant: str) -> None:
        self.campaign = found_city(city)
        set_variant(self.campaign, variant)
        self.days = days
        self.workdays = calendar.load()
        self.dates = calendar_of(self.workdays, FIRST, days)
        self.plans = list(plans(city, items, days, seed))
        self.rows = self._items()
        self.today: dict[int, list[tuple[Item, dict[str, Any]]]] = defaultdict(list)
        for plan, item in zip(self.plans, self.rows, strict=True):
            for day, change in plan.moves.items():
                self.today[day].append((item, change))

    def _items(self) -> list[Item]:
        leads = list(
            Post.objects.filter(kind=PostKind.LIAISON)
            .select_related("department")
            .order_by("department__code", "id")
        )
        target = lists_of(self.campaign).targets[0]
        rows = [
            self._item(n, plan, leads[plan.department], target)
            for n, plan in enumerate(self.plans, 1)
        ]
        Item.objects.bulk_create(rows, batch_size=500)
        Measure.objects.bulk_create(
            (
                Measure(item=row, cycle=1, action="逐项整改", owner_name=OWNED, due_on=row.due_on)
                for row in rows
            ),
            batch_size=500,
        )
        return rows

    def _item(self, n: int, plan: Plan, lead: Post, target: Any) -> Item:
        at = moment(self.dates[plan.assigned], 10)
        due = self.dates[plan.due]
        return Item(
            campaign=self.campaign,
            number=f"ZG-2019-{n:04d}",
            state=State.VOIDED,
            void_reason="not_a_problem",
            state_since=at,
            changed_at=at,
            title=f"第{n}项问题",
            problem=f"第{n}项问题",
            problem_key=f"quarter-{n}",
            target=target,
            kind=plan.kind,
            lead_department=lead.department,
            handler=lead.person,
            section="综合科",
            due_on=due,
            original_due_on=due,
            effective_due_on=due,
            due_version=1,
            assigned_at=at,
            last_progress_at=at,
            created_at=at,
        )

    def live(self, *, stopped: Collection[int] = (), twice: bool = True) -> Result:
        """Every working day: people act until the evening, next morning the ticks run.

        On `stopped` days no tick runs at all. Ticks run twice, which must change nothing.
        """
        for day in range(-39, self.days):
            if day >= 0 and day not in stopped:
                at = moment(self.dates[day])
                for _ in range(1 + twice):
                    send_due(at=at)
                    deliver_due(at=at)
            self._act(day)
        return self._result()

    @transaction.atomic
    def _act(self, day: int) -> None:
        at = moment(self.dates[day], 16)
        for item, change in self.today.get(day, ()):
            wanted: dict[str, Any] = {}
            if "state" in change:
                state = change["state"]
                reason = "not_a_problem" if state == State.VOIDED else ""
                wanted |= {"state": state, "state_since": at, "void_reason": reason}
            if "due" in change:
                due = self.dates[change["due"]]
                wanted |= {"due_on": due, "effective_due_on": due, "due_version": 2}
            Item.objects.filter(pk=item.pk).update(**wanted)
        if day % 5 == 0:
            keys = [i.pk for p, i in zip(self.plans, self.rows, strict=True) if p.reports]
            for start in range(0, len(keys), 500):
                some = Item.objects.filter(pk__in=keys[start : start + 500])
                some.filter(last_progress_at__lt=at - WEEK / 7).update(last_progress_at=at)

    def _result(self) -> Result:
        found = Result()
        rows = Message.objects.values_list("person_id", "created_at", "key")
        for person, created, key in rows.iterator(5000):
            place = (person, local_date(created))
            found.messages[place] += 1
            found.due_messages[place] += ":due:" in key
        sent = Delivery.objects.values_list("person_id", "day", "occasion", "channel")
        for person, day, occasion, channel in sent.iterator(5000):
            if channel == "in_app" and occasion != Occasion.AT_ONCE:
                found.digests[person, day] += 1
            found.at_once += occasion == Occasion.AT_ONCE
        found.doubled = sum(n > 1 for n in found.digests.values())
        found.people = _groups(self.campaign)
        return found


def _groups(campaign: Campaign) -> dict[str, set[int]]:
    """People by what they are; the office's own people are counted there only."""
    roles: dict[str, set[int]] = defaultdict(set)
    for row in campaign.memberships.order_by("id"):
        name = "office" if row.role in ("office", "office_head") else row.role
        roles[name].add(row.person_id)
    posts = Post.objects.exclude(department__code__in=["000", "001"])
    for kind in PostKind:
        roles[kind.value] = set(posts.filter(kind=kind).values_list("person_id", flat=True))
    deputies = Post.objects.filter(department__code="000", kind=PostKind.TEAM_MEMBER)
    roles["deputy_leader"] = set(deputies.values_list("person_id", flat=True))
    return dict(roles)


HEAD = (
    "| 每单位事项 | 阶梯 | 时限类消息 | 全部消息 | 汇总 | 比 | 办公室一人：消息→汇总 "
    "| 办公室最忙一天 | 联络员最忙一天 | 第一责任人一季：消息→汇总 | 副组长 | 组长 |"
)


def line(items: int, variant: str, found: Result) -> str:
    """A row of the table in docs/reminders-simulation.md."""
    digests, messages = found.of(found.digests), found.of(found.messages)

    def both(group: str) -> str:
        one = found.mean_of_one(found.messages, group)
        return f"{one:.0f}→{found.mean_of_one(found.digests, group):.0f}"

    cells = [
        str(items),
        variant,
        str(found.of(found.due_messages)),
        str(messages),
        str(digests),
        f"{messages / max(1, digests):.1f}",
        both("office"),
        str(found.worst(found.messages, "office")),
        str(found.worst(found.messages, "liaison")),
        both("first_in_charge"),
        both("deputy_leader"),
        both("group_leader"),
    ]
    return f"| {' | '.join(cells)} |"


def run(items: int, variant: str, say: Callable[[str], None]) -> None:
    """One quarter of forty departments, with three days in which nothing runs."""
    quarter = Quarter(city=40, items=items, days=62, seed=2019, variant=variant)
    found = quarter.live(stopped=range(30, 33), twice=variant == "shipped")
    say(line(items, variant, found))
    say(f"  two digests on a day: {found.doubled}; at once: {found.at_once}")
