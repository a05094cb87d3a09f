"""Everything that an item's page shows, in as few statements as the item's history needs.

The journal is read first: it tells which other tables have anything about this item, so that a
young item costs a dozen statements and none depends on the number of rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Department, PortfolioDepartment, Post
from accounts.selectors import in_grace
from journal.models import Entry
from journal.selectors import timeline
from rectification.enums import (
    CLOSING_STATES,
    DONE_STATES,
    EscalationState,
    ExtensionState,
    PlanChangeState,
    RequestState,
    State,
    VerificationResult,
)
from rectification.models import (
    Cause,
    Clearance,
    ClosureRequest,
    Cooperation,
    Escalation,
    Evidence,
    Extension,
    Instruction,
    Item,
    ItemOrigin,
    LookBack,
    Measure,
    Plan,
    PlanChange,
    ProgressEntry,
    SignOff,
    SupervisionNotice,
    Suspension,
    Urge,
    Verification,
    VerificationDraw,
)
from rectification.querysets import ItemQuerySet
from rectification.selectors.closure import REOPENED, ClosureFacts, since_of
from rectification.selectors.seats import LEADING_KINDS, Seats, is_delegated, seats_among

LATEST = 300
_READ = "item.read"
_PLANLESS = (State.DRAFT, State.REGISTERED, State.ASSIGNED)
_LIVE = (RequestState.PENDING, RequestState.ENDORSED, RequestState.SKIPPED)


def for_page(items: ItemQuerySet) -> ItemQuerySet:
    """Items with every single row that their page names (one statement)."""
    return items.select_related(
        "campaign",
        "target",
        "first_source",
        "method",
        "author",
        "submitting_department",
        "lead_department",
        "handling_unit",
        "handler",
        "owner_post__person",
        "named_verifier",
        "merged_into",
        "relapse_of",
        "legacy_closure",
    )


@dataclass(frozen=True)
class PageFacts:
    """What the page shows; `entries` the oldest first, without readings."""

    item: Item
    on: date
    entries: list[Entry]
    seats: Seats
    city_leaders: list[Post]
    measures: list[Measure] = field(default_factory=list)
    causes: list[Cause] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    cooperations: list[Cooperation] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    plan_changes: list[PlanChange] = field(default_factory=list)
    progress: list[ProgressEntry] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    suspensions: list[Suspension] = field(default_factory=list)
    requests: list[ClosureRequest] = field(default_factory=list)
    sign_offs: list[SignOff] = field(default_factory=list)
    verifications: list[Verification] = field(default_factory=list)
    look_backs: list[LookBack] = field(default_factory=list)
    clearances: list[Clearance] = field(default_factory=list)
    urges: list[Urge] = field(default_factory=list)
    notices: list[SupervisionNotice] = field(default_factory=list)
    escalations: list[Escalation] = field(default_factory=list)
    asking: list[Instruction] = field(default_factory=list)
    draw: VerificationDraw | None = None
    department_names: dict[str, str] = field(default_factory=dict)
    head_in_grace: bool = False
    """Whether the head took the post less than five working days ago."""

    @cached_property
    def origins(self) -> list[ItemOrigin]:
        """Where it comes from: read when it is shown (1 statement), no rule asks for it."""
        return _ordered(ItemOrigin.objects.filter(item=self.item), "source", "merged_from")

    @cached_property
    def closure(self) -> ClosureFacts:
        """What the closure rule looks at, without another statement."""
        cycle = self.item.cycle
        failed = [
            v
            for v in self.verifications
            if v.cycle == cycle and v.result == VerificationResult.FAILED
        ]
        last = self.look_backs[-1] if self.look_backs else None
        reopened = [entry.at for entry in self.entries if entry.type == REOPENED]
        return ClosureFacts(
            measures=tuple(self.measures),
            evidence=tuple(e for e in self.evidence if e.cycle == cycle),
            cooperations=tuple(self.cooperations),
            since=since_of(failed[-1] if failed else None, last, reopened),
        )

    @property
    def request(self) -> ClosureRequest | None:
        """The live closure request, or the signed one under verification."""
        live = list(_LIVE)
        if self.item.state == State.AWAITING_VERIFICATION:
            live.append(RequestState.SIGNED)
        mine = [r for r in self.requests if r.cycle == self.item.cycle and r.state in live]
        return mine[-1] if mine else None

    @property
    def extension(self) -> Extension | None:
        pending = (ExtensionState.PENDING, ExtensionState.ENDORSED)
        return next((e for e in self.extensions if e.state in pending), None)

    @property
    def plan_change(self) -> PlanChange | None:
        return next((c for c in self.plan_changes if c.state == PlanChangeState.PENDING), None)

    @property
    def escalation(self) -> Escalation | None:
        waiting = EscalationState.PROPOSED
        return next((row for row in self.escalations if row.state == waiting), None)

    def for_rules(self) -> dict[str, object]:
        """The same facts under the names by which the rules ask for them."""
        cycle = self.item.cycle
        plans = [plan for plan in self.plans if plan.cycle == cycle]
        granted = [e for e in self.extensions if e.state == ExtensionState.GRANTED]
        return {
            "seats": self.seats,
            "cooperations": tuple(self.cooperations),
            "request": self.request,
            "sign_off": next((s for s in self.sign_offs if s.pk == self.item.sign_off_id), None),
            "extension": self.extension,
            "granted_extensions": len([e for e in granted if e.cycle == cycle]),
            "plan": plans[-1] if plans else None,
            "plan_change": self.plan_change,
            "suspension": next((s for s in self.suspensions if s.ended_on is None), None),
            "closure_facts": self.closure,
            "urges": tuple(self.urges),
            "notices": tuple(self.notices),
            "escalation": self.escalation,
            "asking_instruction": self.asking[-1] if self.asking else None,
        }


class _Known:
    """Which tables have rows of this item, from the types of its journal entries."""

    def __init__(self, item: Item, entries: Iterable[Entry]) -> None:
        self.state = item.state
        self.types = {entry.type.removeprefix("item.") for entry in entries}

    def has(self, *types: str) -> bool:
        return bool(self.types.intersection(types))

    @property
    def closure(self) -> bool:
        return self.state in (*CLOSING_STATES, *DONE_STATES) or self.has("closure_requested")

    @property
    def signed(self) -> bool:
        signed = (State.AWAITING_VERIFICATION, *DONE_STATES)
        return self.state in signed or self.has("signed_off")


def _entries(item: Item) -> list[Entry]:
    found = timeline("rectification.item", item.pk).exclude(type=_READ)
    return list(found.reverse()[:LATEST])[::-1]


_GRACE_DAYS = 16
"""Calendar days that five working days may take, with the longest holidays."""


def _is_new(seats: Seats, on: date) -> bool:
    """Asked only where the post is young (2 statements, else none)."""
    head = seats.head
    if head is None or (on - head.starts_on).days > _GRACE_DAYS:
        return False
    return in_grace(person_id=head.person_id, department_id=head.department_id, on=on)


def leading_posts(item: Item, on: date) -> tuple[list[Post], list[Post]]:
    """The lead's leading posts, and those of city leaders in charge of it (1 statement)."""
    lead = item.lead_department_id
    if lead is None:
        return [], []
    in_charge = PortfolioDepartment.objects.filter(post=OuterRef("pk"), department=lead)
    posts = (
        Post.objects.on(on)
        .filter(Q(department=lead, kind__in=LEADING_KINDS) | Exists(in_charge))
        .filter(person__is_active=True)
        .annotate(is_city=Exists(in_charge), is_delegated=is_delegated(on))
        .select_related("person")
        .order_by("order", "id")
    )
    found = list(posts)
    own = [p for p in found if p.department_id == lead and p.kind in LEADING_KINDS]
    return own, [p for p in found if p.is_city]


def _ordered(rows: QuerySet, *related: str) -> list:
    return list(rows.select_related(*related).order_by("id"))


def _names(item: Item, entries: list[Entry], parts: list[Cooperation]) -> dict[str, str]:
    """Short names of the departments that the journal names by code (1 statement or none)."""
    known = {part.department.code: part.department.short_name for part in parts}
    if item.lead_department is not None:
        known[item.lead_department.code] = item.lead_department.short_name
    codes = {entry.data.get(key) for entry in entries for key in ("lead", "department")}
    unknown = codes - known.keys() - {None}
    if unknown:
        found = Department.objects.filter(code__in=unknown).values_list("code", "short_name")
        known |= dict(found)
    return known


def _work(item: Item, known: _Known) -> dict[str, list]:
    """Measures, causes, evidence, plans and news: nothing before the item is accepted."""
    cycle = {"item": item, "cycle": item.cycle}
    found: dict[str, list] = {}
    found["measures"] = list(
        Measure.objects.filter(**cycle).select_related("department").order_by("order", "id")
    )
    if item.state in _PLANLESS and not known.has("accepted", "started"):
        return found
    found["evidence"] = _ordered(Evidence.objects.filter(item=item), "by", "measure")
    found["causes"] = _ordered(Cause.objects.filter(**cycle))
    found["plans"] = _ordered(Plan.objects.filter(item=item), "author", "decided_by")
    if known.has("progress_reported"):
        rows = ProgressEntry.objects.filter(item=item).select_related("by", "department")
        found["progress"] = list(rows.order_by("-id")[:LATEST])
    return found


def _requests(item: Item, known: _Known) -> dict[str, list]:
    found: dict[str, list] = {}
    if known.has("extension_requested"):
        rows = Extension.objects.filter(item=item)
        found["extensions"] = _ordered(rows, "asked_by", "decided_by", "endorsed_by")
    if known.has("plan_change_requested"):
        found["plan_changes"] = _ordered(PlanChange.objects.filter(item=item), "asked_by")
    if item.state == State.SUSPENDED or known.has("suspended"):
        found["suspensions"] = _ordered(Suspension.objects.filter(item=item), "by")
    return found


def _supervision(item: Item, known: _Known) -> dict[str, list]:
    """Urging, notices, escalation and interviews, where the item has had any."""
    found: dict[str, list] = {}
    if known.has("urged"):
        found["urges"] = _ordered(Urge.objects.filter(item=item), "by")
    if known.has("notice_issued"):
        people = ("issued_by", "replied_by", "confirmed_by", "returned_by", "department")
        found["notices"] = _ordered(SupervisionNotice.objects.filter(item=item), *people)
    if known.has("escalation_proposed"):
        found["escalations"] = _ordered(Escalation.objects.filter(item=item), "decided_by")
    if known.has("instructed"):
        asking = Instruction.objects.filter(item=item, asks_notice=True, notices=None)
        found["asking"] = _ordered(asking, "by")
    return found


def _closing(item: Item, known: _Known) -> dict[str, list]:
    found: dict[str, list] = {}
    if known.closure:
        rows = ClosureRequest.objects.filter(item=item)
        found["requests"] = _ordered(rows, "applicant", "reviewer")
    if known.signed:
        found["sign_offs"] = _ordered(SignOff.objects.filter(item=item), "signer")
    if known.has("verified", "sustained", "verification_failed") or item.verification_id:
        found["verifications"] = _ordered(Verification.objects.filter(item=item), "verifier")
    if known.has("looked_back", "reopened"):
        found["look_backs"] = _ordered(LookBack.objects.filter(item=item), "by")
    return found


def page_of(item: Item, on: date) -> PageFacts:
    """Read the page of `item`, which came `for_page`.

    Statements: journal, posts, co-operators, measures, and origins when they are shown; once
    accepted evidence, causes, plans; and one each for delegations, news, extensions, changes,
    pauses, requests, signatures, checks, draws, look-backs, urging, notices, escalations and named
    people where the item has had any.
    """
    entries = _entries(item)
    known = _Known(item, entries)
    own, city = leading_posts(item, on)
    lists = {**_work(item, known), **_requests(item, known), **_closing(item, known)}
    lists |= _supervision(item, known)
    parts = _ordered(Cooperation.objects.filter(item=item), "department")
    draw = None
    if known.signed:
        draws = VerificationDraw.objects.filter(item=item, cycle=item.cycle)
        draw = draws.prefetch_related("inspectors").first()
    if item.is_sensitive:
        named = Clearance.objects.filter(item=item, ended_at__isnull=True)
        lists["clearances"] = _ordered(named, "person")
    seats = seats_among(own, item, on)
    return PageFacts(
        item=item,
        head_in_grace=_is_new(seats, on),
        on=on,
        entries=entries,
        seats=seats,
        city_leaders=city,
        cooperations=parts,
        draw=draw,
        department_names=_names(item, entries, parts),
        **lists,
    )
