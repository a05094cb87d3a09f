"""What an exported row needs, read for some hundred items at once: never a statement a row."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from accounts.enums import Capacity, PostKind
from accounts.models import Post
from accounts.selectors import heads_of
from rectification.enums import ExtensionState, VerificationResult
from rectification.models import (
    Cause,
    Cooperation,
    Evidence,
    Extension,
    Item,
    ItemOrigin,
    LookBack,
    Measure,
    SignOff,
    Verification,
)
from rectification.querysets import ItemQuerySet

CHUNK = 500
JOINED = (
    "target",
    "first_source",
    "method",
    "lead_department",
    "handling_unit",
    "handler",
    "legacy_closure",
    "merged_into",
)


@dataclass(frozen=True)
class Answering:
    """Who answers for the departments on a day: heads, and team members by section."""

    heads: dict[int, str]
    leaders: dict[tuple[int, str], str]


@dataclass
class Whole:
    """An item with everything that a row of a list says of it."""

    item: Item
    number: int
    answering: Answering
    sources: list[str] = field(default_factory=list)
    dimensions: list[str] = field(default_factory=list)
    causes: list[Cause] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)
    sign_off: SignOff | None = None
    verification: Verification | None = None
    look_back: LookBack | None = None
    objectives: list[str] = field(default_factory=list)
    linked_campaigns: list[str] = field(default_factory=list)
    goals: list[str] = field(default_factory=list)

    @property
    def head(self) -> str:
        pk = self.item.lead_department_id
        return self.answering.heads.get(pk, "空缺") if pk else ""

    @property
    def leader(self) -> str:
        key = (self.item.lead_department_id, self.item.section)
        return self.answering.leaders.get(key, "")


def answering_on(on: date) -> Answering:
    """Heads and team members of every department (2 statements)."""
    leading = [PostKind.FIRST_IN_CHARGE, PostKind.ACTING]
    departments = Post.objects.on(on).filter(kind__in=leading).values("department")
    heads = {
        pk: f"{head.user.name}（主持工作）" if head.capacity == Capacity.ACTING else head.user.name
        for pk, head in heads_of([row["department"] for row in departments], on).items()
    }
    leaders: dict[tuple[int, str], str] = {}
    team = Post.objects.on(on).filter(kind=PostKind.TEAM_MEMBER, person__is_active=True)
    rows = team.order_by("order", "id").values_list("department_id", "sections", "person__name")
    for department_id, sections, name in rows:
        for section in sections:
            leaders.setdefault((department_id, section), name)
    return Answering(heads, leaders)


def _by_item(rows: QuerySet) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.item_id].append(row)
    return found


@dataclass(frozen=True)
class Tied:
    """Names of what items serve, by item."""

    objectives: dict[int, list[str]]
    linked_campaigns: dict[int, list[str]]
    goals: dict[int, list[str]]

    def of(self, item: Item) -> dict[str, list[str]]:
        return {name: found.get(item.pk, []) for name, found in vars(self).items()}


def _names(links: QuerySet, name: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for pk, text in links.values_list("item_id", name):
        found[pk].append(text)
    return found


def _tied(mine: dict[str, list[int]], goals: QuerySet) -> Tied:
    """What the items serve, goals as far as `goals` has them (3 statements)."""
    objectives = Item.objectives.through.objects.filter(**mine)
    linked = Item.linked_campaigns.through.objects.filter(**mine)
    aims = Item.goals.through.objects.filter(**mine, workgoal__in=goals.values("pk"))
    return Tied(
        _names(objectives.order_by("listentry__order", "id"), "listentry__name"),
        _names(linked.order_by("listentry__order", "id"), "listentry__name"),
        _names(aims.order_by("workgoal", "id"), "workgoal__name"),
    )


def _wholes(
    items: Sequence[Item], first: int, answering: Answering, goals: QuerySet
) -> list[Whole]:
    """The items of one chunk with what belongs to them (13 statements)."""
    mine = {"item__in": [item.pk for item in items]}
    cycle = {**mine, "cycle": F("item__cycle")}
    granted = {**mine, "state": ExtensionState.GRANTED}
    passed = {**mine, "result": VerificationResult.PASSED}
    measures = _by_item(Measure.objects.filter(**cycle).order_by("order", "id"))
    causes = _by_item(Cause.objects.filter(**cycle).order_by("id"))
    parts = _by_item(Cooperation.objects.filter(**mine).select_related("department").order_by("id"))
    origins = _by_item(ItemOrigin.objects.filter(**mine).select_related("source").order_by("id"))
    extensions = _by_item(Extension.objects.filter(**granted).order_by("id"))
    evidence = _by_item(Evidence.objects.filter(**cycle).only("item_id", "title").order_by("id"))
    signed = _by_item(SignOff.objects.filter(**mine, withdrawn_at__isnull=True).order_by("id"))
    passings = Verification.objects.filter(**passed).select_related("verifier")
    checked = _by_item(passings.order_by("id"))
    looked = _by_item(LookBack.objects.filter(**mine).order_by("id"))
    links = Item.dimensions.through.objects.filter(**mine).order_by("reviewdimension__order", "id")
    dimensions, tied = _names(links, "reviewdimension__name"), _tied(mine, goals)
    return [
        Whole(
            item=item,
            number=number,
            answering=answering,
            sources=list(dict.fromkeys(row.source.name for row in origins[item.pk])),
            dimensions=dimensions[item.pk],
            causes=causes[item.pk],
            measures=measures[item.pk],
            parts=[row.department.name for row in parts[item.pk]],
            extensions=extensions[item.pk],
            evidence=[row.title for row in evidence[item.pk]],
            sign_off=next((s for s in signed[item.pk] if s.pk == item.sign_off_id), None),
            verification=checked[item.pk][-1] if checked[item.pk] else None,
            look_back=looked[item.pk][-1] if looked[item.pk] else None,
            **tied.of(item),
        )
        for number, item in enumerate(items, first)
    ]


def chunked(pks: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(pks), CHUNK):
        yield pks[start : start + CHUNK]


def read_whole(
    allowed: ItemQuerySet, pks: Sequence[int], on: date, goals: QuerySet
) -> Iterator[list[Whole]]:
    """The items of `pks` in that order, as far as `allowed` has them, some hundred at a time;
    `goals` are those that the reader may know."""
    answering, done = answering_on(on), 0
    for chunk in chunked(pks):
        place = {pk: n for n, pk in enumerate(chunk)}
        found = allowed.filter(pk__in=chunk).select_related(*JOINED).order_by("id")
        items = sorted(found, key=lambda item: place[item.pk])
        yield _wholes(items, done + 1, answering, goals)
        done += len(items)
