"""What the people said, in words: a table, and what asks a leader's attention."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from campaign.enums import Satisfaction
from campaign.selectors.opinions import FEWEST
from dashboard.selectors.satisfaction import Said, Verdict
from rectification.presenters.ledger import ledger_url

HEADS = [label for _, label in Satisfaction.choices]


def table(found: Verdict, *, is_office: bool) -> dict[str, Any]:
    """The rows of the table; each number opens its opinions for the office, which reads them."""
    if not found.total.asked:
        return {"rows": [], "waiting": found.waiting, "few": ""}
    if found.is_hidden and not is_office:
        return {"rows": [], "waiting": found.waiting, "few": f"≤{FEWEST - 1}"}
    rows = [_row("合计", found.total, "", is_office)]
    merged = len(found.units) == 1 and found.units[0].department is None
    for one in [] if merged else found.units:
        if one.department is not None:
            rows.append(_row(one.department.short_name, one, one.department.code, is_office))
        elif is_office:
            rows.append(_row("未转办单位", one, "", is_office=False))
        else:
            rows.append(_row("其余单位（件数少，合并列出）", one, "", is_office=False))
    return {"heads": HEADS, "rows": rows, "waiting": found.waiting, "few": ""}


def _row(label: str, one: Said, code: str, is_office: bool) -> dict[str, Any]:
    cells = [
        {
            "label": name,
            "n": one.counts[value],
            "url": _opinions_url(value, code) if is_office and one.counts[value] else "",
        }
        for value, name in Satisfaction.choices
    ]
    return {"label": label, "asked": one.asked, "cells": cells}


def _opinions_url(result: str, code: str) -> str:
    asked = {"result": result, **({"department": code} if code else {})}
    return f"{reverse('campaign:opinions')}?{urlencode(asked)}"


def todos(found: Verdict) -> list[dict[str, Any]]:
    """Units of whom people said that they are not satisfied while nothing is in hand; the small
    ones are not told apart."""
    rows = []
    for one in found.units:
        if one.department is None or one.asked < FEWEST or not one.unsettled:
            continue
        url = ledger_url([("lead", one.department.code), ("first_source", "masses")])
        rows.append(
            {
                "title": f"{one.department.short_name}：群众不满意 {one.unsettled} 件",
                "url": url,
                "sub": f"回访 {one.asked} 件，不满意的尚未重新整改",
                "tag": ("不满意", "bad"),
                "action": {"label": "查看", "url": url, "primary": True},
            }
        )
    return rows
