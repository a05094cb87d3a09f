"""The journal's writes: record a fact, seal what is new, and the check that nothing was touched.

`record` is called inside the transaction of the change that it tells of. `seal` is a tick: it
numbers committed entries in the order in which they became visible, under one lock, and chains
their hashes; an entry of a transaction that commits late gets the next number, never none.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef

from journal.adapters import Head, read_head, write_head
from journal.models import Entry, Seal, Unsealed

logger = logging.getLogger(__name__)

GENESIS = "0" * 64
BATCH = 2000
_LOCK_KEY = 0x6A6F75726E616C  # "journal"


class Subject(Protocol):
    """What an entry tells of: any model row; `uid` and `journal_label` where it has them."""

    pk: Any
    _meta: Any


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One entry to be written; the fields of `record`."""

    type: str
    subject: Subject
    by: AbstractBaseUser | None
    at: datetime
    post: str = ""
    department_code: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    campaign_id: int | None = None


@dataclass(frozen=True)
class Finding:
    """One spot where the journal is not what was sealed."""

    kind: str
    sentence: str
    number: int | None = None
    entry_id: int | None = None


def record(
    *,
    type: str,  # noqa: A002 - the entry's own word
    subject: Subject,
    by: AbstractBaseUser | None,
    at: datetime,
    post: str = "",
    department_code: str = "",
    data: Mapping[str, Any] | None = None,
    campaign_id: int | None = None,
) -> Entry:
    """Write one entry; call it in the transaction of the change.

    `by` is None for the system itself; `post` is the post in which the person acted, as text;
    `data` is what the reader needs and no more (never a password, a token, a file's content).
    """
    fact = Fact(
        type=type,
        subject=subject,
        by=by,
        at=at,
        post=post,
        department_code=department_code,
        data=data or {},
        campaign_id=campaign_id,
    )
    entry = _entry(fact)
    entry.save(force_insert=True)
    return entry


def record_many(facts: Iterable[Fact]) -> list[Entry]:
    """Write many entries in the order given, in few statements: for imports and seeds."""
    return Entry.objects.bulk_create([_entry(fact) for fact in facts], batch_size=1000)


def seal(*, at: datetime) -> int:
    """Number and chain what waits for it, anchor the head, and return how many were sealed.

    Safe to run twice at once and at any time; a crash between leaves nothing half.
    """
    total = 0
    while Unsealed.objects.exists():
        sealed = _seal_batch(at)
        total += sealed
        if not sealed:
            break
    _anchor(at, total)
    return total


def verify() -> list[Finding]:
    """Return every spot where entries and seals differ from what was sealed and anchored."""
    head = read_head()
    findings = list(_walk(head))
    last = Seal.objects.order_by("-number").first()
    if head is None and last is not None:
        findings.append(Finding("head_missing", "日志锚点文件 journal_head 缺失或无法读取"))
    if head is not None and (last is None or last.number < head.number):
        first = last.number + 1 if last else 1
        text = f"日志尾部缺失：锚点为第 {head.number} 号，第 {first} 号起没有"
        findings.append(Finding("tail_cut", text, first))
    return [*findings, *_strays()]


def _entry(fact: Fact) -> Entry:
    subject = fact.subject
    label = getattr(subject, "journal_label", None) or str(subject)
    return Entry(
        type=fact.type,
        at=fact.at,
        actor=fact.by,
        actor_name=str(fact.by)[:60] if fact.by is not None else "",
        actor_post=fact.post[:120],
        department_code=fact.department_code,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_uid=getattr(subject, "uid", None),
        subject_label=label[:200],
        campaign_id=fact.campaign_id,
        data=dict(fact.data),
    )


def _lock() -> None:
    """One sealer at a time until the transaction ends; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK_KEY])


@transaction.atomic
def _seal_batch(at: datetime) -> int:
    _lock()
    waiting = Unsealed.objects.select_related("entry").order_by("entry_id")[:BATCH]
    entries = [row.entry for row in waiting]
    last = Seal.objects.order_by("-number").first()
    number, previous = (last.number, last.hash) if last else (0, GENESIS)
    seals = []
    for entry in entries:
        number += 1
        digest = entry.digest(number, previous, at)
        seals.append(
            Seal(number=number, entry=entry, previous_hash=previous, hash=digest, sealed_at=at)
        )
        previous = digest
    Seal.objects.bulk_create(seals, batch_size=500)
    Unsealed.objects.filter(pk__in=[entry.pk for entry in entries]).delete()
    return len(seals)


@transaction.atomic
def _anchor(at: datetime, sealed: int) -> None:
    """Move the anchored head forward; one that the chain contradicts is evidence and stays."""
    _lock()
    last = Seal.objects.order_by("-number").first()
    head = read_head()
    if last is None or (head and (head.number, head.hash) == (last.number, last.hash)):
        return
    if head and not Seal.objects.filter(number=head.number, hash=head.hash).exists():
        logger.error("the journal contradicts its anchored head; run verify_journal")
        return
    if head is None and last.number > sealed:
        logger.warning("journal_head was missing; anchoring %s", last.number)
    write_head(Head(last.number, last.hash), at)


def _walk(head: Head | None) -> Iterator[Finding]:
    """Go through the chain by number and yield what is wrong."""
    expected, previous = 1, GENESIS
    for seal_, entry in _sealed():
        if seal_.number != expected:
            yield _gap(expected, seal_.number)
        if seal_.previous_hash != previous:
            text = f"第 {seal_.number} 号与前一号的摘要对不上，此处前后有增删或调换"
            yield Finding("broken_chain", text, seal_.number, seal_.entry_id)
        if found := _content(seal_, entry):
            yield found
        if head and seal_.number == head.number and seal_.hash != head.hash:
            text = f"第 {seal_.number} 号的摘要与锚点不符，此号或之前的日志被整体改写"
            yield Finding("head_differs", text, seal_.number, seal_.entry_id)
        expected, previous = seal_.number + 1, seal_.hash


def _gap(expected: int, number: int) -> Finding:
    missing = f"第 {expected} 号" if number == expected + 1 else f"第 {expected}–{number - 1} 号"
    return Finding("missing_number", f"缺少{missing}", expected)


def _content(seal_: Seal, entry: Entry | None) -> Finding | None:
    if entry is None:
        text = f"第 {seal_.number} 号的日志（ID {seal_.entry_id}）被删除"
        return Finding("missing_entry", text, seal_.number, seal_.entry_id)
    if entry.digest(seal_.number, seal_.previous_hash, seal_.sealed_at) != seal_.hash:
        text = f"第 {seal_.number} 号（ID {seal_.entry_id}，{entry.type}）的内容与摘要不符"
        return Finding("edited", text, seal_.number, seal_.entry_id)
    return None


def _sealed() -> Iterator[tuple[Seal, Entry | None]]:
    number = -(2**63)  # an inserted seal may carry any number
    while batch := list(Seal.objects.filter(number__gt=number).order_by("number")[:BATCH]):
        entries = Entry.objects.in_bulk([row.entry_id for row in batch])
        for row in batch:
            yield row, entries.get(row.entry_id)
        number = batch[-1].number


def _strays() -> list[Finding]:
    """Entries that never got in line, and places in the line whose entry has gone."""
    sealed = Seal.objects.filter(entry_id=OuterRef("pk"))
    in_line = Unsealed.objects.filter(pk=OuterRef("pk"))
    strays = Entry.objects.filter(~Exists(sealed), ~Exists(in_line)).order_by("pk")
    gone = Unsealed.objects.filter(~Exists(Entry.objects.filter(pk=OuterRef("pk"))))
    return [
        *(
            Finding("inserted", f"日志 ID {pk} 未封存也不在待封存之列，系绕过系统写入", None, pk)
            for pk in _ids(strays)
        ),
        *(
            Finding("missing_entry", f"待封存的日志（ID {pk}）被删除", None, pk)
            for pk in _ids(gone.order_by("pk"))
        ),
    ]


def _ids(rows: models.QuerySet) -> Iterator[int]:
    return rows.values_list("pk", flat=True).iterator(chunk_size=BATCH)
