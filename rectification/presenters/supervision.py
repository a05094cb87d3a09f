"""Urging, notices and escalations in words: lines of the item's card, facts above their forms."""

from typing import Any

from django.urls import reverse

from core.clock import local_date
from core.presenters import day, day_words, moment
from rectification.enums import (
    Action,
    EscalationLevel,
    EscalationState,
    NoticeState,
)
from rectification.lights import TICKING
from rectification.models import Escalation, SupervisionNotice, Urge
from rectification.presenters.ledger import cut
from rectification.presenters.lights import Dial, item_light
from rectification.selectors.page import PageFacts
from rectification.services.escalation import reason_words

A = Action
Row = dict[str, Any]
Tag = tuple[str, str]
NOTICE_TAGS: dict[str, str] = {
    NoticeState.ISSUED: "warn",
    NoticeState.DRAFTED: "act",
    NoticeState.RETURNED: "warn",
    NoticeState.REPLIED: "ok",
    NoticeState.ENDED: "",
}


def notice_url(notice: SupervisionNotice) -> str:
    return reverse("rectification:notice", args=[notice.uid])


def reply_clock(notice: SupervisionNotice, dial: Dial) -> tuple[str, str] | None:
    """(kind, words) of the reply's own clock, while it waits."""
    if not notice.is_live:
        return None
    if notice.reply_due_on < dial.on:
        late = dial.workdays.between(notice.reply_due_on, dial.on)
        return "bad", f"回复超时 {late} 个工作日"
    left = dial.workdays.between(dial.on, notice.reply_due_on)
    return ("warn", f"剩 {left} 个工作日" if left else "今日应回复")


def reply_words(notice: SupervisionNotice) -> str:
    """Who drafted and who confirmed, and when."""
    words = []
    if notice.replied_by is not None:
        words.append(f"{notice.replied_by.name} {moment(notice.replied_at)} 起草")
    if notice.confirmed_by is not None:
        words.append(f"{notice.confirmed_by.name} {moment(notice.confirmed_at)} 确认")
    elif notice.confirmation_absent:
        words.append(notice.confirmation_absent)
    return "，".join(words)


def _notice_line(notice: SupervisionNotice) -> Row:
    text = f"{day(notice.reply_due_on)} 前反馈；{notice.requirement}"
    if notice.state == NoticeState.REPLIED:
        text = notice.reply
    return {
        "label": notice.number,
        "url": notice_url(notice),
        "state": notice.get_state_display(),
        "text": text,
        "sub": reply_words(notice) or f"{notice.issued_by.name} {moment(notice.issued_at)} 签发",
    }


def _escalation_line(row: Escalation) -> Row:
    level = EscalationLevel(row.confirmed_level or row.level).label
    who = f"{row.decided_by.name} {moment(row.decided_at)}" if row.decided_by else ""
    text = f"提级至{level}：{reason_words(row)}" + ("，挂牌督办" if row.is_listed else "")
    sub = "；".join(filter(None, [who or f"{moment(row.proposed_at)} 建议", row.decision_note]))
    return {"label": "提级督办", "state": row.get_state_display(), "text": text, "sub": sub}


def _urge_line(urge: Urge) -> Row:
    who = " ".join(filter(None, [urge.by.name, urge.post_title]))
    return {
        "label": "催办",
        "state": "已催办",
        "text": urge.note or "请抓紧办理",
        "sub": f"{who} {moment(urge.at)}",
    }


NOTICE_ACTS = (A.REPLY_NOTICE, A.RETURN_REPLY)
SHOWN_URGES = 3


def notice_row(notice: SupervisionNotice, dial: Dial) -> Row:
    """A line of the numbered list."""
    light = reply_clock(notice, dial)
    item = notice.item
    return {
        "cells": [
            {
                "text": notice.number,
                "url": notice_url(notice),
                "sub": f"{day(local_date(notice.issued_at))} 签发",
            },
            {
                "text": cut(item.title, 40),
                "sub": f"{item.number} · {notice.problem}",
            },
            {"text": notice.department.short_name, "css": "nw"},
            {"text": day(notice.reply_due_on), "css": "num nw"},
            {
                "tag": (notice.get_state_display(), NOTICE_TAGS[notice.state]),
                "light": light if light and light[0] == "bad" else None,
                "sub": reply_words(notice),
            },
        ]
    }


UNSEALED = "系统生成，未加盖公章"
"""What every sheet says of itself, on the screen and in the file."""


def sheet_of(notice: SupervisionNotice, cooperating: str) -> list[tuple[str, str]]:
    """The rows of the printed sheet, in the order of the form (一事一单)."""
    item = notice.item
    issuer = " ".join(filter(None, [notice.issuer_title, notice.issued_by.name]))
    return [
        ("承办单位", notice.department.name),
        ("协办单位", cooperating or "无"),
        ("督办事项", f"{item.number}　{item.title}"),
        ("领导批示或依据", notice.basis),
        ("存在问题", notice.problem),
        ("办理要求", notice.requirement),
        ("反馈期限", day_words(notice.reply_due_on)),
        ("反馈方式", "在本系统回复，由承办单位第一责任人确认"),
        ("签发人", f"{issuer}　{day_words(local_date(notice.issued_at))}"),
        ("联系人及电话", notice.contact),
    ]


def reply_of(notice: SupervisionNotice) -> list[tuple[str, str]]:
    """The department's word below the sheet; lines to be filled by hand where there is none yet."""
    shown = notice.reply if notice.state == NoticeState.REPLIED else ""
    who = ""
    if shown and notice.confirmed_by is not None:
        who = " ".join(filter(None, [notice.confirmer_title, notice.confirmed_by.name]))
    elif shown:
        who = notice.confirmation_absent
    when = notice.confirmed_at or notice.replied_at
    return [
        ("办理情况", shown),
        ("第一责任人", who),
        ("日期", day_words(local_date(when)) if shown and when else ""),
    ]


def supervision_rows(page: PageFacts) -> list[Row]:
    """The card 督办 of the item's page, the latest first; of many urgings the last three."""
    return [
        *map(_escalation_line, reversed(page.escalations)),
        *map(_notice_line, reversed(page.notices)),
        *map(_urge_line, list(reversed(page.urges))[:SHOWN_URGES]),
    ]


def notice_facts(notice: SupervisionNotice, dial: Dial) -> list[Row]:
    """A notice above the form of its reply."""
    due: Row = {"label": "反馈期限", "value": day(notice.reply_due_on)}
    clock = reply_clock(notice, dial)
    facts = [
        {"label": "督办通知单", "value": notice.number, "url": notice_url(notice)},
        {"label": "批示或依据", "value": notice.basis},
        {"label": "存在问题", "value": notice.problem},
        {"label": "办理要求", "value": notice.requirement},
        due | ({"light": clock} if clock else {}),
        {"label": "联系人", "value": notice.contact},
    ]
    if notice.return_reason:
        facts.append({"label": "上次退回", "value": notice.return_reason})
    return facts


def _lateness(page: PageFacts, dial: Dial) -> list[Row]:
    item = page.item
    urged = [urge for urge in page.urges if urge.cycle == item.cycle]
    facts: list[Row] = (
        [{"label": "牵头部门", "value": item.lead_department.name}] if item.lead_department else []
    )
    if item.state in TICKING and item.effective_due_on:
        light = item_light(item.state, item.effective_due_on, dial)
        facts.append({"label": "整改时限", "value": day(item.due_on), "light": light})
    last = f"，上次 {urged[-1].by.name} {moment(urged[-1].at)}" if urged else ""
    facts.append({"label": "已催办", "value": f"{len(urged)} 次{last}"})
    facts.append({"label": "最近进展", "value": item.last_progress or "尚无进展填报"})
    return facts


def panel_facts(action: Action, page: PageFacts, dial: Dial) -> list[Row]:
    """What one needs to see before urging, issuing, replying, returning or escalating."""
    live = next((n for n in page.notices if n.is_live), None)
    if action == A.REPLY_NOTICE:
        return notice_facts(live, dial) if live else []
    if action == A.RETURN_REPLY:
        last = page.notices[-1] if page.notices else None
        words = {"label": "回复", "value": last.reply, "sub": reply_words(last)} if last else None
        return [*notice_facts(last, dial), words] if last and words else []
    facts = _lateness(page, dial)
    if action in (A.CONFIRM_ESCALATION, A.DECLINE_ESCALATION) and page.escalation is not None:
        row = page.escalation
        words = f"提级至{row.get_level_display()}：{reason_words(row)}"
        facts.insert(0, {"label": "系统建议", "value": words})
    return facts


def escalation_tag(page: PageFacts) -> list[Row]:
    """That the item is escalated or listed, beside its title."""
    live = [
        row
        for row in page.escalations
        if row.state == EscalationState.CONFIRMED and row.due_version == page.item.due_version
    ]
    if not live:
        return []
    words = "挂牌督办" if any(row.is_listed for row in live) else "已提级督办"
    return [{"text": words, "kind": "bad"}]
