"""Words and shapes of the pages of meetings."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from campaign.models import Meeting, Resolution
from campaign.presenters.study import item_leads
from campaign.selectors.links import ItemLink
from core.presenters import day, moment_full

COLUMNS = [{"label": label} for label in ("会议", "哪里的", "类别", "时间", "议定事项", "审签")]


def crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """Where a page of meetings stands."""
    return [
        ("主题教育", reverse("campaign:page")),
        ("会议", reverse("campaign:meetings") if last else ""),
        *last,
    ]


def meeting_url(meeting: Meeting, name: str = "meeting") -> str:
    return reverse(f"campaign:{name}", args=[meeting.uid])


def place_of(meeting: Meeting) -> str:
    return meeting.department.short_name if meeting.department else "市领导小组"


def meeting_row(meeting: Meeting) -> dict[str, Any]:
    """A line of the list of meetings."""
    confirmed = ("已审签", "ok") if meeting.confirmed_at else ("待审签", "warn")
    count = meeting.resolution_count
    return {
        "cells": [
            {"text": meeting.title, "url": meeting_url(meeting), "sub": f"主持 {meeting.host}"},
            {"text": place_of(meeting), "css": "nw"},
            {"text": meeting.get_kind_display(), "css": "nw"},
            {"text": day(meeting.held_on), "css": "num nw"},
            {"text": f"{count} 条" if count else "–", "css": "nw"},
            {"tag": confirmed, "css": "nw"},
        ]
    }


def meeting_facts(meeting: Meeting) -> list[dict[str, str]]:
    signed = ""
    if meeting.confirmed_by and meeting.confirmed_at:
        signed = f"{meeting.confirmed_by.name}，{moment_full(meeting.confirmed_at)}"
    pairs = (
        ("哪里的会议", place_of(meeting)),
        ("类别", meeting.get_kind_display()),
        ("时间", day(meeting.held_on)),
        ("地点", meeting.place),
        ("主持", meeting.host),
        ("出席", meeting.present),
        ("列席", meeting.in_attendance),
        ("缺席及原因", meeting.absent),
        ("记录人", meeting.recorder),
        ("审签", signed),
    )
    return [{"label": label, "value": value} for label, value in pairs if value]


def resolution_row(
    resolution: Resolution, items: Iterable[ItemLink] = (), *, may_convert: bool
) -> dict[str, Any]:
    """A resolution with the items that came out of it, or the way to one."""
    leads = item_leads(items)
    asked = urlencode({"from": f"resolution:{resolution.uid}"})
    unit = resolution.owner_department
    return {
        "text": resolution.text,
        "owner": unit.short_name if unit else "–",
        "due": day(resolution.due_on) or "–",
        "item_url": f"{reverse('rectification:new')}?{asked}" if may_convert and not leads else "",
        "items": leads,
    }
