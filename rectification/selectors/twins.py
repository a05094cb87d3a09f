"""Which items are the same as a row of a ledger, or like it."""

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from campaign.models import Campaign
from rectification.enums import BatchState, State, VoidReason
from rectification.models import ImportRow, Item

CHUNK = 500
LIKE = 0.6
MOST_LIKE = 3
SAMPLE = 1000
_NOT_WORD = re.compile(r"[\W_]+")


def twin_key(lead_code: str, problem_key: str) -> str:
    """The key of a row by lead and problem text; it stays when the item goes to another lead."""
    return hashlib.sha256(f"{lead_code}|{problem_key}".encode()).hexdigest()


@dataclass(frozen=True)
class Sought:
    """A row for which twins are sought. `key` is the caller's own name for it."""

    key: int
    number: str
    lead_id: int | None
    problem_key: str
    twin_key: str
    text: str = ""


@dataclass(frozen=True)
class Like:
    """An item that is like a row, and how much (0.6–1.0)."""

    item_id: int
    score: float


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def _standing() -> QuerySet[Item]:
    """Items that count: those whose import was undone do not."""
    return Item.objects.exclude(void_reason=VoidReason.IMPORT_UNDONE)


def find_twins(
    campaign: Campaign,
    department_id: int | None,
    rows: Sequence[Sought],
    *,
    by: User | None,
    on: date,
) -> dict[int, int]:
    """The item that each row is already, by the row's key; rows without one are missing.

    The same is: the item's number; else campaign, lead and normalised problem text; else an
    earlier import of that row whose item has moved on. For a department's import only what it
    submitted or leads counts, and of that only what `by` may see, so that nobody learns of a
    sensitive item by its words; for the office's everything but drafts of departments. Statements
    grow with chunks of 500 rows.
    """
    found = _find(campaign, department_id, rows)
    if department_id is None or by is None or not found:
        return found
    seen: set[int] = set()
    for part in _chunks(sorted(set(found.values()))):
        visible = Item.objects.visible_to(by, on=on).filter(pk__in=part)
        seen |= set(visible.values_list("pk", flat=True))
    return {key: pk for key, pk in found.items() if pk in seen}


def _find(campaign: Campaign, department_id: int | None, rows: Sequence[Sought]) -> dict[int, int]:
    found = _by_number(rows)
    rest = [row for row in rows if row.key not in found]
    found |= _by_problem(campaign, department_id, rest)
    rest = [row for row in rest if row.key not in found]
    return found | _by_earlier_rows(campaign, department_id, rest)


def _by_number(rows: Sequence[Sought]) -> dict[int, int]:
    numbers = sorted({row.number for row in rows if row.number})
    known: dict[str, int] = {}
    for part in _chunks(numbers):
        known |= dict(_standing().filter(number__in=part).values_list("number", "id"))
    return {row.key: known[row.number] for row in rows if row.number in known}


def _by_problem(
    campaign: Campaign, department_id: int | None, rows: Sequence[Sought]
) -> dict[int, int]:
    items = _standing().filter(campaign=campaign)
    if department_id is None:
        items = items.exclude(state=State.DRAFT)
    else:
        items = items.filter(
            Q(submitting_department=department_id) | Q(lead_department=department_id)
        )
    led: dict[tuple[str, int | None], int] = {}
    submitted: dict[str, int] = {}
    for part in _chunks(sorted({row.problem_key for row in rows})):
        same = items.filter(problem_key__in=part).order_by("-id")
        for pk, key, lead, submitter in same.values_list(
            "id", "problem_key", "lead_department_id", "submitting_department_id"
        ):
            led[key, lead] = pk
            if department_id is not None and submitter == department_id:
                submitted[key] = pk
    found = {}
    for row in rows:
        twin = led.get((row.problem_key, row.lead_id)) or submitted.get(row.problem_key)
        if twin is not None:
            found[row.key] = twin
    return found


def _by_earlier_rows(
    campaign: Campaign, department_id: int | None, rows: Sequence[Sought]
) -> dict[int, int]:
    known: dict[str, int] = {}
    earlier = ImportRow.objects.filter(
        item__isnull=False,
        batch__campaign=campaign,
        batch__department=department_id,
        batch__state=BatchState.APPLIED,
    ).exclude(item__void_reason=VoidReason.IMPORT_UNDONE)
    for part in _chunks(sorted({row.twin_key for row in rows})):
        known |= dict(earlier.filter(twin_key__in=part).values_list("twin_key", "item_id"))
    return {row.key: known[row.twin_key] for row in rows if row.twin_key in known}


def grams(text: str) -> frozenset[str]:
    """The 3-grams of a text for comparison in bulk: width, case, spaces and marks alike."""
    key = _NOT_WORD.sub("", text).casefold()
    if not unicodedata.is_normalized("NFKC", key):
        key = _NOT_WORD.sub("", unicodedata.normalize("NFKC", key))
    if len(key) < 3:
        return frozenset([key]) if key else frozenset()
    return frozenset([key[start : start + 3] for start in range(len(key) - 2)])


@dataclass
class _Leads:
    """The rows of one lead, to be compared with its items."""

    rows: dict[int, frozenset[str]] = field(default_factory=dict)
    by_gram: dict[str, list[int]] = field(default_factory=dict)
    starts: frozenset[str] = frozenset()


def _index(rows: Sequence[Sought], sample: Iterable[str] = ()) -> dict[int | None, _Leads]:
    """By lead, each row under its rarest 3-grams; `sample` tells what is common among items.

    Two sets whose Jaccard index reaches t share one of the |x| - ceil(t·|x|) + 1 rarest members of
    the first, by whatever order (prefix filtering), so the common ones need not be looked at.
    """
    sets = {row.key: grams(row.text) for row in rows}
    often = Counter(gram for found in sets.values() for gram in found)
    often.update(gram for text in sample for gram in grams(text))
    leads: dict[int | None, _Leads] = defaultdict(_Leads)
    for row in rows:
        mine = sets[row.key]
        if not mine:
            continue
        lead = leads[row.lead_id]
        lead.rows[row.key] = mine
        rare = sorted([(often[gram], gram) for gram in mine])
        for _, gram in rare[: len(mine) - ceil(LIKE * len(mine)) + 1]:
            lead.by_gram.setdefault(gram, []).append(row.key)
    for lead in leads.values():
        lead.starts = frozenset(lead.by_gram)
    return leads


def find_similar(campaign: Campaign, rows: Sequence[Sought]) -> dict[int, list[Like]]:
    """Items of the same campaign and lead whose text is like a row's (3-grams, Jaccard ≥ 0.6).

    The most alike first, at most three a row. One pass over the items of the leads concerned, in
    two statements; drafts are left out.
    """
    wanted = {row.lead_id for row in rows if row.lead_id is not None}
    if not wanted:
        return {}
    items = _standing().filter(campaign=campaign, lead_department__in=wanted)
    items = items.exclude(state=State.DRAFT)
    leads = _index(rows, items.order_by("-id").values_list("problem", flat=True)[:SAMPLE])
    found: dict[int, list[Like]] = defaultdict(list)
    texts = items.order_by().values_list("id", "lead_department_id", "problem")
    for pk, lead_id, text in texts.iterator(chunk_size=5000):
        lead = leads[lead_id]
        if not lead.rows:
            continue
        mine = grams(text)
        shared = mine & lead.starts
        if not shared:
            continue
        for key in {key for gram in shared for key in lead.by_gram[gram]}:
            other = lead.rows[key]
            if not LIKE * len(other) <= len(mine) <= len(other) / LIKE:
                continue
            common = len(mine & other)
            score = common / (len(mine) + len(other) - common)
            if score >= LIKE:
                found[key].append(Like(pk, score))
    return {
        key: sorted(likes, key=lambda like: (-like.score, like.item_id))[:MOST_LIKE]
        for key, likes in found.items()
    }
