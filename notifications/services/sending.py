"""Sending: claim with a lease, send, write the result where the lease is still one's own.

A sender that dies leaves a lease that runs out; the next run sends again, under the same uid. The
lease (10 minutes) is longer than a run may send (3 minutes) and one attempt together.
"""

import logging
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F

from notifications.channels import Channel, Outcome, Result
from notifications.enums import DeliveryState
from notifications.models import Delivery, DeliveryLine, Message
from notifications.services.composing import compose
from notifications.services.run import Run, skipping_locked, still_holding
from notifications.services.timing import BACK_OFF, next_attempt

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
RUN_SECONDS = 180
CLAIM = 20
MAX_ATTEMPTS = len(BACK_OFF) + 1


@dataclass
class Tally:
    """What came of a run so far."""

    delivered: int = 0
    failed: int = 0


def send_all(run: Run) -> Tally:
    """Send what is due over every channel that leaves the house."""
    tally, until = Tally(), time.monotonic() + RUN_SECONDS
    waiting = Delivery.objects.filter(state=DeliveryState.DUE, lease__isnull=True)
    waiting.exclude(channel__in=list(run.channels)).update(
        state=DeliveryState.CANCELLED, last_error="该渠道已停用"
    )
    for name, channel in run.channels.items():
        if channel.inside:
            continue
        try:
            _send_over(run, name, channel, tally, until)
        finally:
            channel.close()
    return tally


def _send_over(run: Run, name: str, channel: Channel, tally: Tally, until: float) -> None:
    while time.monotonic() < until and (batch := _claim(run, name)):
        messages = _messages_of(batch, run)
        for place, delivery in enumerate(batch):
            result = _attempt(run, channel, delivery, messages.get(delivery.pk, []), tally)
            if result.unreachable or time.monotonic() >= until:
                _release(batch[place + 1 :])
                return


def _claim(run: Run, name: str) -> list[Delivery]:
    """Take up to 20 due deliveries; each goes to one sender. A claim counts as an attempt."""
    lease = uuid.uuid4()
    with transaction.atomic():
        due = Delivery.objects.claimable(run.at).filter(channel=name).order_by("next_at", "id")
        ids = list(skipping_locked(due).values_list("pk", flat=True)[:CLAIM])
        Delivery.objects.claimable(run.at).filter(pk__in=ids).update(
            lease=lease, lease_until=run.at + LEASE, attempts=F("attempts") + 1
        )
    mine = Delivery.objects.filter(pk__in=ids, lease=lease).select_related("person")
    return list(mine.order_by("next_at", "id"))


def _messages_of(batch: Sequence[Delivery], run: Run) -> dict[int, list[Message]]:
    """By delivery the messages that are unread and still hold."""
    lines = DeliveryLine.objects.filter(delivery__in=batch).select_related("message")
    pairs = [(line.delivery_id, line.message) for line in lines.order_by("id")]
    unread = [message for _, message in pairs if message.is_unread]
    holding = {message.pk for message in still_holding(unread, run.at)}
    found: dict[int, list[Message]] = {}
    for pk, message in pairs:
        if message.pk in holding:
            found.setdefault(pk, []).append(message)
    return found


def _attempt(
    run: Run, channel: Channel, delivery: Delivery, messages: Sequence[Message], tally: Tally
) -> Result:
    """Send one delivery, or say why not, and write down what came of it."""
    try:
        parcel = compose(delivery, messages, run.day) if delivery.person.is_active else None
    except (OperationalError, InterfaceError):
        raise
    except Exception as fault:  # what one delivery says must not hold up the others
        logger.exception("delivery %s can't be composed", delivery.uid)
        result = Result(Outcome.RETRY, f"内容无法生成：{type(fault).__name__}")
        tally.failed += _write(delivery, _changes(run, delivery, result))
        return result
    if parcel is None:
        why = "内容已办结、已读或不再可见" if delivery.person.is_active else "人员已停用"
        _write(delivery, {"state": DeliveryState.CANCELLED, "last_error": why})
        return Result(Outcome.OK)
    if delivery.attempts > MAX_ATTEMPTS:
        result = Result(Outcome.PERMANENT, f"发送时中断{MAX_ATTEMPTS}次，已停止")
    else:
        result = _sent(channel, delivery, parcel)
    changes = _changes(run, delivery, result)
    if _write(delivery, changes):
        ok = changes["state"] == DeliveryState.SENT
        tally.delivered += ok
        tally.failed += not ok
    return result


def _sent(channel: Channel, delivery: Delivery, parcel: Any) -> Result:
    try:
        return channel.send(parcel)
    except Exception as fault:  # a channel must not raise; one that does stops nobody else
        logger.exception("delivery %s over %s failed", delivery.uid, delivery.channel)
        return Result(Outcome.RETRY, f"渠道程序出错：{type(fault).__name__}")


def _changes(run: Run, delivery: Delivery, result: Result) -> dict[str, Any]:
    error = result.error[:300]
    if result.outcome in (Outcome.OK, Outcome.PARTIAL):
        return {"state": DeliveryState.SENT, "sent_at": run.at, "last_error": error}
    again = next_attempt(delivery.attempts, run.at, run.workdays)
    if result.outcome == Outcome.PERMANENT or again is None:
        return {"state": DeliveryState.DEAD, "last_error": error}
    return {"state": DeliveryState.DUE, "next_at": again, "last_error": error}


def _write(delivery: Delivery, changes: Mapping[str, Any]) -> bool:
    """Write a result where the lease is ours; False: another sender has taken over."""
    mine = Delivery.objects.filter(pk=delivery.pk, lease=delivery.lease)
    if mine.update(lease=None, lease_until=None, **changes):
        return True
    logger.warning("delivery %s went to another sender", delivery.uid)
    return False


def _release(batch: Sequence[Delivery]) -> None:
    """Give back what was claimed and not tried: it counts as no attempt."""
    if batch:
        mine = Delivery.objects.filter(pk__in=[row.pk for row in batch], lease=batch[0].lease)
        mine.update(lease=None, lease_until=None, attempts=F("attempts") - 1)
