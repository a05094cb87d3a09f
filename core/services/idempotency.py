"""The same request twice: the second gets the first one's answer."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from core.errors import Conflict, DomainError
from core.models import IdempotencyKey

KEEP = timedelta(hours=24)
_LOCK_SPACE = 0x69646B  # "idk"


@dataclass(frozen=True)
class Answer:
    """What a write answered."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)


class KeyReused(DomainError):
    """The key came before with another request (422)."""

    status = 422
    code = "idempotency_key_reused"
    default_detail = "这个 Idempotency-Key 已用于另一个内容不同的请求，请换一个新的键。"


def claim_key(*, principal: str, key: str, request_hash: str, at: datetime) -> Answer | None:
    """Take the key for this transaction, or return the answer that it already has.

    Call it inside the transaction of the write. Raises KeyReused (422) when the key belongs to a
    different request, Conflict (409 `idempotency_in_flight`) while the same one is being worked on
    (PostgreSQL; SQLite lets the second wait for the first).
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("claim_key belongs into the transaction of the write")
    _lock(principal, key)
    known = IdempotencyKey.objects.filter(principal=principal, key=key).first()
    if known is not None and known.created_at <= at - KEEP:
        known.delete()
        known = None
    if known is None:
        IdempotencyKey.objects.create(
            principal=principal, key=key, request_hash=request_hash, created_at=at
        )
        return None
    if known.request_hash != request_hash:
        raise KeyReused()
    if known.status is None:
        raise _in_flight()
    return Answer(known.status, known.body, known.headers)


def keep_answer(*, principal: str, key: str, answer: Answer) -> None:
    """Keep what the write answered, in its transaction."""
    IdempotencyKey.objects.filter(principal=principal, key=key).update(
        status=answer.status, body=answer.body, headers=answer.headers
    )


def forget_keys(*, at: datetime) -> int:
    """Remove keys older than a day; returns how many."""
    deleted, _ = IdempotencyKey.objects.filter(created_at__lte=at - KEEP).delete()
    return deleted


def _in_flight() -> Conflict:
    return Conflict("同一请求正在处理，请稍后用同一个键重发。", code="idempotency_in_flight")


def _lock(principal: str, key: str) -> None:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))",
            [_LOCK_SPACE, f"{principal}\n{key}"],
        )
        if not cursor.fetchone()[0]:
            raise _in_flight()
