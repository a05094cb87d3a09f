"""Words for where a message stands, and the tabs of the inbox."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from core.clock import local_date, local_time
from core.presenters import day_short
from notifications.channels import IN_APP, label_of
from notifications.enums import DeliveryState, DigestSection
from notifications.models import Delivery
from notifications.selectors import Standing, Told

KINDS = {
    DeliveryState.SENT: "ok",
    DeliveryState.DUE: "warn",
    DeliveryState.DEAD: "bad",
    DeliveryState.CANCELLED: "",
}

FORM_PAGES = {"notifications:settings": "消息设置"}
"""What the pages ask for, by view: these have “这一步多余？” at their foot."""


def moment(at: datetime) -> str:
    """`10-15 08:30`, in China."""
    return f"{day_short(local_date(at))} {local_time(at):%H:%M}"


def tabs(url: str, unread: Mapping[str, int], chosen: str) -> list[dict[str, Any]]:
    """The sections of the inbox with their unread messages."""
    found = [{"label": "全部", "url": url, "count": None, "current": not chosen}]
    for section in DigestSection:
        found.append(
            {
                "label": section.label,
                "url": f"{url}?{urlencode({'section': section.value})}",
                "count": unread.get(section.value) or None,
                "current": chosen == section.value,
            }
        )
    return found


def told_rows(told: Sequence[Told]) -> list[dict[str, Any]]:
    """Messages about an item, each with its receiver and how far it came."""
    return [
        {
            "person": one.message.person.name,
            "kind": one.message.get_kind_display(),
            "text": one.message.text,
            "at": moment(one.message.created_at),
            "standings": _standings(one),
        }
        for one in told
    ]


def _standings(one: Told) -> list[dict[str, str]]:
    if one.standings:
        return [_words(standing) for standing in sorted(one.standings, key=_inbox_first)]
    if one.message.withdrawn_at is not None:
        return [{"kind": "", "text": "已失效，不再发送", "why": ""}]
    if one.waits:
        return [{"kind": "warn", "text": "已进站内消息，待送达", "why": ""}]
    return [{"kind": "", "text": "在站内消息中，未另行提醒", "why": ""}]


def _inbox_first(standing: Standing) -> tuple[bool, str]:
    return (standing.channel != IN_APP, standing.channel)


def _words(standing: Standing) -> dict[str, str]:
    label = label_of(standing.channel)
    state = DeliveryState(standing.state)
    when = f" {moment(standing.at)}" if standing.at and state == DeliveryState.SENT else ""
    why = standing.error if state != DeliveryState.SENT else ""
    if state == DeliveryState.DUE and standing.at and standing.error:
        why = f"{standing.error}；{moment(standing.at)}再试"
    return {"kind": KINDS[state], "text": f"{label}：{state.label}{when}", "why": why}


def failed_rows(rows: Sequence[Delivery]) -> list[dict[str, Any]]:
    """Failed deliveries for the system administrator: nothing of what they say."""
    return [
        {
            "uid": row.uid,
            "person": row.person.name,
            "channel": label_of(row.channel),
            "made": moment(row.created_at),
            "kind": KINDS[DeliveryState(row.state)],
            "state": "已停止" if row.state == DeliveryState.DEAD else "等待重试",
            "again": "" if row.state == DeliveryState.DEAD else f"{moment(row.next_at)} 再试",
            "attempts": row.attempts,
            "error": row.last_error or "正在发送",
        }
        for row in rows
    ]
