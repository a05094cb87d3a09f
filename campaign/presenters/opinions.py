"""Words and shapes of the opinions' pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from campaign.enums import Anonymity, OpinionState, Satisfaction
from campaign.models import CallBack, Opinion
from campaign.selectors.opinions import FEWEST, Desk, Satisfied
from core.presenters import day

ORDER_OF_STATES = (
    OpinionState.RECEIVED,
    OpinionState.RESTATED,
    OpinionState.REFERRED,
    OpinionState.ANSWERED,
    OpinionState.CLOSED,
    OpinionState.DECLINED,
)
LIGHTS = {
    OpinionState.RECEIVED: "warn",
    OpinionState.RESTATED: "warn",
    OpinionState.REFERRED: "ok",
    OpinionState.ANSWERED: "ok",
    OpinionState.CLOSED: "done",
    OpinionState.DECLINED: "done",
    OpinionState.TRANSFERRED: "done",
}


@dataclass(frozen=True)
class OpinionRow:
    """A row of a list, as its reader may know the opinion."""

    text: str
    sub: str
    url: str
    light: tuple[str, str]


def rows_of(found: Iterable[Opinion], desk: Desk, query: str) -> list[OpinionRow]:
    """Rows of a list: to a department the restatement and the day of release, nothing else."""
    return [
        OpinionRow(
            _cut(row.restatement if desk == Desk.DEPARTMENT else _text(row)),
            _released(row) if desk == Desk.DEPARTMENT else _received(row),
            reverse("campaign:opinion", args=[row.uid]) + query,
            (LIGHTS[OpinionState(row.state)], row.get_state_display()),
        )
        for row in found
    ]


def _text(row: Opinion) -> str:
    return row.restatement or row.raw_text


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79]}…"


def _received(row: Opinion) -> str:
    parts = [f"{day(row.received_on)}收到", row.get_origin_display(), row.get_anonymity_display()]
    if row.department_id:
        parts.append(f"承办：{row.department.short_name}")
    return " · ".join(parts)


def _released(row: Opinion) -> str:
    return f"{day(row.released_on)}转来"


def facts_of(row: Opinion, desk: Desk) -> list[dict[str, str]]:
    """What the detail page says beside the text; a department learns neither channel nor giver."""
    facts = [{"label": "状态", "value": row.get_state_display()}]
    if desk == Desk.DEPARTMENT:
        facts.append({"label": "转来日期", "value": day(row.released_on)})
    else:
        facts += _office_facts(row)
    if row.answered_on:
        facts.append({"label": "答复日期", "value": day(row.answered_on)})
    return facts


def _office_facts(row: Opinion) -> list[dict[str, str]]:
    facts = [
        {"label": "收到日期", "value": day(row.received_on)},
        {"label": "渠道", "value": row.get_origin_display()},
        {"label": "署名", "value": row.get_anonymity_display()},
        {"label": "身份", "value": row.giver.name if row.giver_id else "不清楚"},
        {"label": "反映单位", "value": row.about or "未写明"},
    ]
    if row.external_number:
        facts.append({"label": "来件编号", "value": row.external_number})
    if row.anonymity != Anonymity.ANONYMOUS and (row.contact_name or row.contact):
        value = f"{row.contact_name}　{row.contact}".strip()
        facts.append({"label": "反映人", "value": value})
    if row.department_id:
        facts.append({"label": "承办单位", "value": row.department.name})
        facts.append({"label": "开放日期", "value": day(row.released_on)})
    return facts


def satisfaction_rows(found: Satisfied, *, whole: bool) -> list[dict[str, Any]]:
    """What the called-back said; to others than the office a few answers are not told apart."""
    if found.is_small and not whole:
        return [{"label": "已回访", "value": f"≤{FEWEST - 1} 件，不分列"}]
    rows = [
        {"label": label, "value": str(found.counts[value])} for value, label in Satisfaction.choices
    ]
    return [{"label": "已回访", "value": str(found.asked)}, *rows]


def receipt_words(row: Opinion) -> dict[str, str]:
    """What somebody with the receipt code reads: where it stands, the answer, no names."""
    words = {
        OpinionState.RECEIVED: "已收到，正在整理。",
        OpinionState.RESTATED: "已整理，即将转办。",
        OpinionState.REFERRED: "已转承办单位办理。",
        OpinionState.ANSWERED: "已有答复。",
        OpinionState.CLOSED: "已办结。",
        OpinionState.DECLINED: "不在本次受理范围。",
        OpinionState.TRANSFERRED: "已转有关部门依规处理。",
    }
    return {
        "state": words[OpinionState(row.state)],
        "received": day(row.received_on),
        "answer": row.answer,
        "answered": day(row.answered_on),
        "reason": row.outcome_text if row.state == OpinionState.DECLINED else "",
    }


def call_rows(calls: Iterable[CallBack]) -> list[dict[str, Any]]:
    """Whom the reader is to call back: contact only until the answer is written down."""
    return [
        {
            "text": _cut(call.opinion.restatement or call.opinion.raw_text),
            "contact": "" if call.result else _contact(call.opinion),
            "answer": call.opinion.answer,
            "result": call.get_result_display(),
            "url": reverse("campaign:opinion_call", args=[call.uid]),
        }
        for call in calls
    ]


def _contact(row: Opinion) -> str:
    return f"{row.contact_name}　{row.contact}".strip()
