"""A person at his desk: the few facts that say what is asked of him, read at once."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from accounts.enums import PostKind
from accounts.models import Delegation, Post
from accounts.selectors import asking
from campaign.enums import CampaignRole
from campaign.permissions import OFFICE_ROLES, CampaignStanding
from campaign.validators import Limits
from core.clock import LOCAL_ZONE
from core.workdays import Workdays
from rectification.enums import (
    DONE_STATES,
    LIVE_NOTICES,
    OPEN_STATES,
    EscalationState,
    ExtensionState,
    LookBackResult,
    NoticeState,
    PartState,
    PlanChangeState,
    RequestState,
    State,
)
from rectification.models import (
    Clearance,
    ClosureRequest,
    Cooperation,
    Escalation,
    Extension,
    Instruction,
    Item,
    LookBack,
    PlanChange,
    SupervisionNotice,
    Suspension,
)
from rectification.selectors.limits import by_limit
from rectification.selectors.supervision import interviews_asking

ACTING = (PostKind.LIAISON, PostKind.OFFICER)
HEADS = (PostKind.FIRST_IN_CHARGE, PostKind.ACTING)
PARTS = (State.ACCEPTED, State.PLAN_REVIEW, State.IN_PROGRESS)
_COVERED, _DATED = "covered:", "@"
_LIVE = (RequestState.PENDING, RequestState.ENDORSED, RequestState.SKIPPED, RequestState.SIGNED)


@dataclass(frozen=True)
class Desk:
    """A person at his desk on a day, with the calendar that says what is late or stale."""

    standing: CampaignStanding
    on: date
    workdays: Workdays

    @property
    def user_id(self) -> int:
        return self.standing.person.user_id

    @property
    def signing(self) -> frozenset[int]:
        """Departments for which the person signs, as head or as delegate."""
        return self.standing.person.headed | self.standing.person.signs_for

    @property
    def acting(self) -> frozenset[int]:
        """Departments where the person acts as liaison or officer."""
        return self.standing.person.in_kinds(*ACTING)

    @property
    def offices(self) -> list[int]:
        return sorted(self.standing.campaigns_as(*OFFICE_ROLES))

    def since(self, count: int) -> datetime:
        """The start of the day `count` working days ago."""
        return datetime.combine(self.workdays.add(self.on, -count), time(), LOCAL_ZONE)

    @property
    def limits(self) -> Limits:
        return self.standing.limits

    def ripe(self, rule: str, since: str, *, campaign: str = "campaign") -> Q:
        """What has waited since the moment in `since` for longer than its campaign allows."""

        def where(count: int) -> Q:
            return Q(**{f"{since}__lt": self.since(count)})

        return by_limit(self.limits, rule, where, column=campaign)


@dataclass(frozen=True)
class Facts:
    """Keys of items by what is pending about them, as far as it may concern the person.

    "handover" and "interview" have keys of their own tables, so that asking for them costs no
    statement of its own.
    """

    items: dict[str, list[int]] = field(default_factory=dict)
    dates: dict[int, date] = field(default_factory=dict)
    """Per item the day by which its supervision notice is to be answered."""
    covered: dict[int, set[str]] = field(default_factory=dict)
    """Per department that the person signs for, the sections with a reviewer."""

    def __call__(self, kind: str) -> list[int]:
        return self.items.get(kind, [])

    def is_one_of(self, *kinds: str) -> Q:
        return Q(pk__in=sorted({pk for kind in kinds for pk in self(kind)}))


def vacant_lead(on: date, field_name: str = "lead_department") -> Exists:
    """That the item's lead has neither holder nor acting person, negated by the caller."""
    return Exists(
        Post.objects.on(on).filter(
            department=OuterRef(field_name), kind__in=HEADS, person__is_active=True
        )
    )


def _marked(rows: QuerySet, kind: str) -> QuerySet:
    return rows.annotate(fact=Value(kind, CharField())).values_list("fact", "item_id")


def _own(desk: Desk) -> Iterator[QuerySet]:
    me = desk.user_id
    handovers = asking(me, desk.on, desk.workdays)
    mark = Value("handover", CharField())
    yield handovers.annotate(fact=mark).values_list("fact", "pk")
    cleared = Clearance.objects.filter(person=me, ended_at__isnull=True)
    yield cleared.annotate(fact=F("kind")).values_list("fact", "item_id")
    # closed cycles keep their requests for ever: only those of items that are being closed count
    mine = ClosureRequest.objects.filter(Q(applicant=me) | Q(reviewer=me), state__in=_LIVE)
    closing = (State.CLOSURE_REVIEW, State.AWAITING_SIGNOFF, State.AWAITING_VERIFICATION)
    yield _marked(mine.filter(item__state__in=closing), "seated")
    if desk.acting:
        yield _adrift(desk)
        asked = Cooperation.objects.filter(department__in=desk.acting, state=PartState.ASKED)
        yield _marked(asked.filter(item__state__in=PARTS), "asked")
    led = desk.signing | frozenset(desk.standing.person.first_sections)
    if led:
        pending = PlanChange.objects.filter(state=PlanChangeState.PENDING)
        yield _marked(pending.filter(item__lead_department__in=led).exclude(asked_by=me), "change")
    if desk.signing:
        asked_more = Extension.objects.filter(
            state=ExtensionState.PENDING, item__lead_department__in=desk.signing
        )
        yield _marked(asked_more.exclude(asked_by=me), "endorse")


def _adrift(desk: Desk) -> QuerySet:
    """Open items of the person's units whose handler holds no post there any more."""
    here = Post.objects.on(desk.on).filter(
        Q(department=OuterRef("lead_department")) | Q(department=OuterRef("handling_unit")),
        person=OuterRef("handler"),
    )
    units = Q(lead_department__in=desk.acting) | Q(handling_unit__in=desk.acting)
    rows = Item.objects.filter(units, ~Exists(here), handler__is_active=True, state__in=OPEN_STATES)
    return rows.annotate(fact=Value("adrift", CharField())).values_list("fact", "pk")


def _dated(rows: QuerySet, kind: str) -> QuerySet:
    """Items with the day by which the notice is to be answered, behind the mark."""
    day = Cast("reply_due_on", TextField())
    mark = Concat(Value(f"{kind}{_DATED}"), day, output_field=CharField())
    return rows.annotate(fact=mark).values_list("fact", "item_id")


def _notices(desk: Desk) -> Iterator[QuerySet]:
    """Notices that wait for the word of the person's units, or for his own confirmation."""
    person = desk.standing.person
    live = SupervisionNotice.objects.filter(state__in=LIVE_NOTICES).exclude(issued_by=desk.user_id)
    if person.departments:
        asked = live.exclude(state=NoticeState.DRAFTED)
        mine = Q(department__in=person.departments) | Q(item__handling_unit__in=person.departments)
        yield _dated(asked.filter(mine), "reply")
    if desk.signing:
        drafted = live.filter(state=NoticeState.DRAFTED, department__in=desk.signing)
        yield _dated(drafted.exclude(replied_by=desk.user_id), "confirm")


def _ready(desk: Desk) -> QuerySet:
    """Extensions that wait for a decision: endorsed, or the head was silent or there is none."""
    silent = desk.ripe("endorse_extension_days", "asked_at", campaign="item__campaign")
    silent |= ~Q(vacant_lead(desk.on, "item__lead_department"))
    ready = Q(state=ExtensionState.ENDORSED) | (Q(state=ExtensionState.PENDING) & silent)
    return Extension.objects.filter(ready).exclude(asked_by=desk.user_id)


def _supervised(desk: Desk, deciding: set[int]) -> Iterator[QuerySet]:
    """Escalations that wait for a word; instructions that ask the office for a notice."""
    standing = desk.standing
    if desk.offices:
        asking = Instruction.objects.filter(asks_notice=True, notices=None)
        in_hand = asking.filter(item__campaign__in=desk.offices, item__state__in=OPEN_STATES)
        unanswered = ~Exists(
            SupervisionNotice.objects.filter(item=OuterRef("item"), state__in=LIVE_NOTICES)
        )
        handed = in_hand.exclude(item__state=State.REGISTERED)
        yield _marked(handed.filter(unanswered), "instructed")
    waiting = Escalation.objects.filter(state=EscalationState.PROPOSED)
    waiting = waiting.filter(item__campaign__in=set(standing.roles))
    if deciding or standing.campaigns_as(CampaignRole.GROUP_LEADER):
        yield _marked(waiting, "escalated")
    elif standing.person.portfolio:
        own = waiting.filter(item__lead_department__in=standing.person.portfolio)
        yield _marked(own, "escalated")


def _wide(desk: Desk) -> Iterator[QuerySet]:
    standing = desk.standing
    offices = desk.offices
    interviews = interviews_asking(standing, desk.on)
    if not interviews.query.is_empty():
        mark = Value("interview", CharField())
        yield interviews.annotate(fact=mark).values_list("fact", "pk")
    deciding = set(offices) | standing.campaigns_as(CampaignRole.OFFICE_SUPERVISOR)
    if deciding:
        first = _ready(desk).filter(ordinal__lt=2, item__campaign__in=deciding)
        yield _marked(first, "first")
        over = Suspension.objects.filter(ended_on__isnull=True, review_on__lte=desk.on)
        yield _marked(over.filter(item__campaign__in=deciding), "paused")
    if offices:
        objected = Cooperation.objects.filter(state=PartState.OBJECTED, item__state__in=PARTS)
        yield _marked(objected.filter(item__campaign__in=offices), "objected")
        relapsed = LookBack.objects.filter(
            result=LookBackResult.RELAPSED, cycle=F("item__cycle"), item__state__in=DONE_STATES
        )
        yield _marked(relapsed.filter(item__campaign__in=offices), "relapsed")
    yield from _supervised(desk, deciding)
    if standing.campaigns_as(CampaignRole.GROUP_LEADER) or standing.person.portfolio:
        yield _marked(_ready(desk).filter(ordinal__gte=2), "second")


def _reviewers(desk: Desk) -> QuerySet:
    """Sections of the team of departments that the person signs for, as JSON behind a mark.

    Neither the head himself nor his delegate reviews.
    """
    delegated = Delegation.objects.on(desk.on).filter(
        delegate=OuterRef("person"), post__department=OuterRef("department")
    )
    heads = Post.objects.on(desk.on).filter(
        department=OuterRef("department"), person=OuterRef("person"), kind__in=HEADS
    )
    team = Post.objects.on(desk.on).filter(
        ~Exists(delegated),
        ~Exists(heads),
        department__in=desk.signing,
        kind=PostKind.TEAM_MEMBER,
        person__is_active=True,
    )
    mark = Concat(Value(_COVERED), Cast("sections", TextField()), output_field=CharField())
    return team.annotate(fact=mark).values_list("fact", "department_id")


def facts_of(desk: Desk) -> Facts:
    """Read the facts (1 statement)."""
    first, *others = [*_own(desk), *_notices(desk), *_wide(desk)]
    if desk.signing:
        others.append(_reviewers(desk))
    found = Facts()
    for kind, pk in first.union(*others, all=True) if others else first:
        if kind.startswith(_COVERED):
            found.covered.setdefault(pk, set()).update(json.loads(kind.removeprefix(_COVERED)))
            continue
        kind, _, day = kind.partition(_DATED)
        if day:
            found.dates[pk] = date.fromisoformat(day)
        found.items.setdefault(kind, []).append(pk)
    return found
