"""The ledger as a list: what it can be narrowed by, its views with counts, its rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Concat

from accounts.enums import PostKind
from accounts.models import Department, Post, User
from campaign.enums import CampaignRole
from campaign.models import Campaign, Source, Target
from campaign.permissions import GUIDANCE_ROLES, OFFICE_ROLES, campaign_standing_of
from core.filters import named
from rectification.enums import HANDED_STATES, OPEN_STATES, CountKind, State
from rectification.lights import TICKING
from rectification.models import Item, ItemCount, ItemOrigin, SavedView
from rectification.querysets import ItemQuerySet
from rectification.selectors.counting import CountUpTo, SumOf

Pairs = tuple[tuple[str, str], ...]
SOON_DAYS = 7
"""“7日内到期” counts calendar days; the yellow light is a matter of working days."""

COLUMNS = (
    "id",
    "uid",
    "number",
    "title",
    "state",
    "campaign_id",
    "due_on",
    "effective_due_on",
    "is_key",
    "is_sensitive",
    "last_progress",
    "last_progress_at",
    "closed_at",
    "void_reason",
    "version",
    "lead_department_id",
    "lead_department__short_name",
    "lead_department__ended_on",
    "target__name",
    "first_source__name",
    "handler__name",
    "sign_off_id",
    "legacy_closure_id",
    "is_full",
)


@dataclass(frozen=True)
class Choice:
    """A target, source or department as a filter offers it."""

    kind: str
    pk: int
    code: str
    name: str
    campaign: int = 0
    is_inspection: bool = False
    is_opinion: bool = False


@dataclass(frozen=True)
class Choices:
    """What the ledger of a campaign is narrowed by, each list in its order.

    `word` is how another campaign than the current one was asked for (code or uid), `name` its
    name.
    """

    campaign: int | None = None
    word: str = ""
    name: str = ""
    targets: tuple[Choice, ...] = ()
    sources: tuple[Choice, ...] = ()
    departments: tuple[Choice, ...] = ()


def _choice(rows: QuerySet, kind: str, place: str, **extra: Any) -> QuerySet:
    blank = {"owner": Value(0), "inspection": Value(False), "opinion": Value(False), **extra}
    return rows.annotate(choice=Value(kind, CharField()), place=F(place), **blank).values_list(
        "choice", "place", "id", "code", "label", "owner", "inspection", "opinion"
    )


def ledger_choices(word: str = "") -> Choices:
    """Targets, sources and departments in rank order, of the campaign that `word` names by code or
    uid, else of the current one (1 statement)."""
    asked = Campaign.objects.filter(pk=named(Campaign, [word])) if word else None
    mine = {"campaign": named(Campaign, [word])} if word else {"campaign__is_default": True}
    current = {**mine, "is_active": True}
    campaigns = Campaign.objects.current() if asked is None else asked
    campaign = campaigns.annotate(label=F("name"))
    targets = Target.objects.filter(**current).annotate(label=F("name"))
    sources = Source.objects.filter(**current).annotate(label=F("name"))
    ended = Concat("short_name", Value("（已撤销）"))
    name = Case(When(ended_on__isnull=False, then=ended), default=F("short_name"))
    leads = Department.objects.filter(is_sub_unit=False).annotate(label=name)
    flags = {"inspection": F("is_inspection"), "opinion": F("is_opinion")}
    rows = _choice(campaign, "campaign", "id", owner=F("id")).union(
        _choice(targets, "target", "order"),
        _choice(sources, "source", "order", **flags),
        _choice(leads, "department", "sort_order"),
        all=True,
    )
    found: dict[str, list[Choice]] = {}
    for kind, _, pk, code, name, owner, inspection, opinion in sorted(rows, key=lambda r: r[:3]):
        one = Choice(kind, pk, code, name, owner, bool(inspection), bool(opinion))
        found.setdefault(kind, []).append(one)
    current_row = found.get("campaign", [])
    return Choices(
        campaign=current_row[0].campaign if current_row else None,
        word=word,
        name=current_row[0].name if current_row else "",
        targets=tuple(found.get("target", ())),
        sources=tuple(found.get("source", ())),
        departments=tuple(found.get("department", ())),
    )


@dataclass(frozen=True)
class View:
    """A way to look at the ledger, kept under a name. `uid` is set for the person's own."""

    key: str
    label: str
    query: Pairs
    uid: str = ""


def standard_views(choices: Choices, on: date) -> list[View]:
    """The views that everybody has; of another campaign all but one's own to-dos."""
    open_ones = ("bucket", "open")
    inspection = [("source", row.code) for row in choices.sources if row.is_inspection]
    opinion = [("source", row.code) for row in choices.sources if row.is_opinion]
    week = (on + timedelta(days=SOON_DAYS)).isoformat()
    soon = (("light", "warn"), ("light", "ok"), ("due_before", week))
    found = [
        View("todo", "我的待办", (("todo", "1"),)),
        View("open", "全部在办", (open_ones,)),
        View("late", "逾期", (("light", "bad"),)),
        View("soon", "7日内到期", soon),
        View("check", "待验收", (("bucket", State.AWAITING_VERIFICATION.value),)),
    ]
    if inspection:
        found.append(View("inspection", "巡视反馈未销号", (*inspection, open_ones)))
    if opinion:
        found.append(View("opinion", "群众反映", (*opinion, open_ones)))
    if choices.word:
        of = ("campaign", choices.word)
        return [replace(one, query=(of, *one.query)) for one in found if one.key != "todo"]
    return found


def own_views(person: User) -> list[SavedView]:
    """The views that a person keeps, the oldest first (1 statement)."""
    return list(SavedView.objects.filter(person=person).order_by("id"))


def ledger_items(user: User, on: date, campaign: int | None) -> ItemQuerySet:
    """What the person may see of the ledger: of one campaign, or of all where it is None."""
    rows = Item.objects.visible_to(user, on=on).listed()
    return rows if campaign is None else rows.filter(campaign=campaign)


# --- counts ------------------------------------------------------------------


@dataclass(frozen=True)
class Coverage:
    """What of a campaign the counts table answers for a person, because he sees all of it.

    `states` of normal items; `sensitive` too where he sees their shells. The rest is counted from
    the rows, which are few then.
    """

    campaign: int
    states: tuple[str, ...] = ()
    sensitive: bool = False

    @property
    def counted(self) -> Q:
        """Of the counts table; counts by date know no states: see `unseen`."""
        by_state = Q(kind=CountKind.STATE, bucket__in=[*self.states, *_BEFORE])
        by_date = Q(kind__in=[CountKind.DUE, CountKind.SOURCE_DUE])
        covered = Q(campaign=self.campaign) & (by_state | by_date)
        return covered if self.sensitive else covered & Q(is_sensitive=False)

    @property
    def unseen(self) -> Q | None:
        """Of the items: what counts by date hold beyond `states`; None where there is nothing."""
        missing = [state for state in TICKING if state not in self.states]
        if not missing:
            return None
        dated = Q(state__in=missing, effective_due_on__isnull=False)
        return dated & Q(campaign=self.campaign, is_sensitive=False)

    @property
    def rest(self) -> Q:
        """Of the items: what `counted` leaves out."""
        others = Q(state__in=[state.value for state in State if state not in self.states])
        return others if self.sensitive else others | Q(is_sensitive=True)


_BEFORE = ("closed_before", "sustained_before")
_NUMBERED = tuple(state.value for state in State if state != State.DRAFT)


def coverage_of(user: User, on: date, campaign: int | None) -> Coverage | None:
    """None for people who see a part of the campaign only."""
    standing = campaign_standing_of(user, on)
    if campaign is None or user.admin_role or not user.is_active:
        return None
    if standing.has(campaign, *GUIDANCE_ROLES):
        return Coverage(campaign, _NUMBERED, sensitive=True)
    if standing.has(campaign, *OFFICE_ROLES):
        return Coverage(campaign, _NUMBERED)
    leads = standing.has(campaign, CampaignRole.GROUP_LEADER)
    if leads or campaign in standing.granted_campaigns:
        return Coverage(campaign, tuple(state.value for state in HANDED_STATES))
    return None


@dataclass(frozen=True)
class Wanted:
    """A number of rows: those of the person's ledger that `where` names, or `rows` themselves.

    `counted` says the same of the counts table, where it can be said; `dates` is the part of it
    that the items' own date says, if it is a count by date.
    """

    where: Q | None = None
    counted: Q | None = None
    dates: Q | None = None
    rows: ItemQuerySet | None = None

    def of(self, rows: ItemQuerySet) -> ItemQuerySet:
        return rows.filter(self.where) if self.rows is None else self.rows


def by_date(dates: Q) -> Wanted:
    """Running items of some dates."""
    return Wanted(Q(state__in=TICKING) & dates, Q(kind=CountKind.DUE) & dates, dates)


def by_state(*states: str) -> Wanted:
    return Wanted(Q(state__in=states), Q(kind=CountKind.STATE, bucket__in=states))


_FLAGS = {"inspection": "is_inspection", "opinion": "is_opinion"}


def wanted_of(key: str, choices: Choices, on: date) -> Wanted:
    """The rows of a standard view but 我的待办.

    It says in one step what the view's own filter says (held by a test), since building seven
    filters takes longer than counting.
    """
    week = on + timedelta(days=SOON_DAYS)
    if key == "late":
        return by_date(Q(effective_due_on__lt=on))
    if key == "soon":
        return by_date(Q(effective_due_on__gte=on, effective_due_on__lte=week))
    if key == "open":
        return by_state(*OPEN_STATES)
    if key == "check":
        return by_state(State.AWAITING_VERIFICATION)
    codes = [row.code for row in choices.sources if getattr(row, _FLAGS[key])]
    origins = ItemOrigin.objects.filter(
        item=OuterRef("pk"), source__campaign=choices.campaign, source__code__in=codes
    )
    return Wanted(Q(is_full=True, state__in=OPEN_STATES) & Q(Exists(origins)))


def _scalar(want: Wanted, rows: ItemQuerySet, coverage: Coverage | None) -> Any:
    """A count as an expression: from the counts table, else up to COUNTED_TO."""
    if coverage is None or want.counted is None:
        return CountUpTo(want.of(rows))
    found = SumOf(ItemCount.objects.filter(coverage.counted, want.counted))
    if want.dates is not None and coverage.unseen is not None:
        found -= CountUpTo(Item.objects.filter(coverage.unseen, want.dates))
    return found


def _scalars(
    wanted: Mapping[str, Wanted], rows: ItemQuerySet, coverage: Coverage | None
) -> dict[str, int]:
    columns = {f"n{i}": _scalar(want, rows, coverage) for i, want in enumerate(wanted.values())}
    if not columns:
        return {}
    row = Campaign.objects.order_by("id").annotate(**columns).values_list(*columns).first()
    return dict(zip(wanted, row or [0] * len(columns), strict=True))


def _aggregates(wanted: Mapping[str, Wanted], rows: ItemQuerySet) -> dict[str, int]:
    counts = {f"n{i}": Count("pk", filter=want.where) for i, want in enumerate(wanted.values())}
    found = rows.order_by().aggregate(**counts) if counts else {}
    return dict(zip(wanted, found.values(), strict=True))


def counts_of(
    rows: ItemQuerySet, wanted: Mapping[str, Wanted], coverage: Coverage | None
) -> dict[str, int]:
    """Several counts of a person's ledger, in 2 statements at most, 1 for the whole campaign.

    Who sees a part is counted in one look at his rows; who sees the whole campaign from the counts
    table and what it leaves out, or up to COUNTED_TO where that table knows nothing.
    """
    if coverage is None:
        plain = {name: want for name, want in wanted.items() if want.where is not None}
        others = {name: want for name, want in wanted.items() if want.where is None}
        return _aggregates(plain, rows) | _scalars(others, rows, None)
    rest = rows.filter(coverage.rest).order_by()
    columns = {
        f"n{i}": _of_rest(want) + _scalar(want, rows, coverage)
        for i, want in enumerate(wanted.values())
    }
    found = rest.aggregate(**columns) if columns else {}
    return dict(zip(wanted, found.values(), strict=True))


def _of_rest(want: Wanted) -> Count:
    """What the counts table leaves out of a count; nothing of those that it does not know."""
    return Count("pk", filter=want.where if want.counted is not None else Q(pk__isnull=True))


# --- rows --------------------------------------------------------------------


def head_name(on: date) -> Subquery:
    """The name of an item's first-in-charge, else of who is acting; NULL where it is vacant."""
    heads = Post.objects.on(on).filter(
        department=OuterRef("lead_department"),
        kind__in=(PostKind.FIRST_IN_CHARGE, PostKind.ACTING),
        person__is_active=True,
    )
    return Subquery(heads.order_by("-kind", "id").values("person__name")[:1])


def for_ledger(rows: ItemQuerySet, on: date) -> QuerySet:
    """Rows as dictionaries with `head`, the name of who answers for the lead."""
    return rows.annotate(head=head_name(on)).values(*COLUMNS, "head")


def export_counts(rows: ItemQuerySet) -> dict[str, int]:
    """How many normal and how many sensitive items there are (1 statement)."""
    return rows.order_by().aggregate(
        normal=Count("pk", filter=Q(is_sensitive=False)),
        sensitive=Count("pk", filter=Q(is_sensitive=True)),
    )


def selected(rows: ItemQuerySet, uids: Iterable[Any]) -> list[Item]:
    """Items that were ticked, in the order of the ledger, with what a preview shows."""
    joined = rows.filter(uid__in=list(uids)).select_related(
        "campaign", "target", "lead_department", "handling_unit", "handler"
    )
    return list(joined.in_due_order())


__all__ = [
    "Choice",
    "Choices",
    "Coverage",
    "View",
    "Wanted",
    "by_date",
    "by_state",
    "counts_of",
    "coverage_of",
    "export_counts",
    "for_ledger",
    "head_name",
    "ledger_choices",
    "ledger_items",
    "own_views",
    "selected",
    "standard_views",
    "wanted_of",
]
