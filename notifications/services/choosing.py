"""Which channels a person wants."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.enums import OrgEvent
from accounts.models import User
from core.errors import Invalid
from journal import services as journal
from notifications.channels import IN_APP, leaving
from notifications.models import ChannelChoice


@transaction.atomic
def choose_channels(*, wanted: Mapping[str, bool], by: User, at: datetime) -> None:
    """Switch one's own channels on and off; those not named stay as they are.

    Invalid for the inbox, which can't be switched off, and for a channel that is not offered here.
    What is overdue reaches heads over every channel whatever they choose (domain.md 4.2). The
    journal keeps it, so that nobody can say that he had not been told.
    """
    offered = leaving()
    for name in wanted:
        if name == IN_APP:
            raise Invalid.at(name, "站内消息不能关闭。")
        if name not in offered:
            raise Invalid.at(name, "本系统没有启用这个渠道，请刷新页面后重新选择。")
    for name in sorted(wanted):
        ChannelChoice.objects.update_or_create(
            person=by, channel=name, defaults={"is_on": wanted[name]}
        )
    if wanted:
        journal.record(
            type=OrgEvent.CHANNELS_CHOSEN,
            subject=by,
            by=by,
            at=at,
            data=dict(sorted(wanted.items())),
        )
