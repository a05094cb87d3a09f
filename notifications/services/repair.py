"""What an administrator does about deliveries that failed: send them once more."""

from datetime import datetime

from django.db import transaction

from accounts.enums import OrgEvent
from accounts.models import User
from accounts.permissions import Act, check_can
from core.errors import Conflict, NotFound
from journal import services as journal
from notifications.enums import DeliveryState
from notifications.models import Delivery


@transaction.atomic
def resend(*, by: User, at: datetime, delivery: Delivery | None = None) -> int:
    """Let a failed delivery, or all of them, be sent at the next run; returns how many.

    Given up or waiting for another attempt: it is due now, with all its attempts before it, under
    the uid that it had. Denied for anybody but the system administrator; NotFound for one that is
    not there, Conflict for one that did not fail or is being sent just now. One journal entry.
    """
    check_can(by, Act.RESEND_MESSAGES)
    failed = Delivery.objects.failed().filter(lease__isnull=True)
    if delivery is not None:
        failed = failed.filter(pk=delivery.pk)
    count = failed.update(state=DeliveryState.DUE, attempts=0, next_at=at)
    if delivery is not None and not count:
        if not Delivery.objects.filter(pk=delivery.pk).exists():
            raise NotFound("没有这条送达记录。")
        raise Conflict("这条消息已送达、已取消或正在发送，不需要重新发送。", code="conflict")
    if count:
        journal.record(
            type=OrgEvent.MESSAGES_RESENT,
            subject=delivery or by,
            by=by,
            at=at,
            data={"count": count},
        )
    return count
