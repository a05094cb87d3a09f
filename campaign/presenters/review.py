"""Problem review in words: a line, a page, a matrix, the history."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import Department
from campaign.enums import ProblemBucket, ProblemLayer, ProblemState, ProposedKind, ReviewAct
from campaign.models import FindingMethod, NothingFound, Problem, ReviewDimension
from campaign.permissions import ReviewOption
from campaign.selectors.review import (
    Coverage,
    Leader,
    Mix,
    SimilarProblem,
    SimilarRow,
    Waiting,
)
from core.clock import local_date
from core.presenters import day, day_short, moment_full
from journal.models import Entry

Row = dict[str, Any]
FEW = 3
TAGS = {
    ProblemState.OPEN: "warn",
    ProblemState.CONVERTED: "act",
    ProblemState.LINKED: "act",
    ProblemState.SOLVED: "ok",
}
SHORT_DIMENSIONS = {"习近平新时代中国特色社会主义思想和党中央决策部署": "思想和决策部署"}
"""What does not fit a column's head; the whole name stands in its title."""
BUTTONS = {
    ReviewAct.SOLVE: "当场解决",
    ReviewAct.MERGE: "合并到另一问题",
    ReviewAct.DECLINE: "不予采纳",
    ReviewAct.WITHDRAW: "撤回处理",
}
PATHS = {act: act.value for act in BUTTONS}
HISTORY: Mapping[str, str] = {
    "problem_registered": "登记",
    "problem_edited": "修改",
    "problem_solved": "当场解决",
    "problem_declined": "不予采纳",
    "problem_merged": "合并到另一问题",
    "problem_took_in": "合并进一条相同问题",
    "problem_converted": "转为整改事项",
    "problem_linked": "并入已有事项",
    "problem_reopened": "整改事项撤销，重新待处理",
    "decision_withdrawn": "撤回处理",
    "problem_read": "查阅敏感内容",
}
FIELDS = {
    "text": "问题",
    "manifestation": "具体表现",
    "dimensions": "检视方面",
    "method": "查找方式",
    "source": "来源",
    "giver": "意见来自",
    "target": "专项",
    "cause_thought": "思想根源",
    "cause_work": "工作根源",
    "cause_duty": "职责根源",
    "units": "涉及单位",
    "layer": "涉及层面",
    "proposed_kind": "拟整改类型",
    "owner_post": "领导干部本人",
    "is_sensitive": "是否敏感",
    "is_mass": "涉及群众",
    "found_on": "发现日期",
}


def cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def problems_url(pairs: Iterable[tuple[str, Any]], query: str = "") -> str:
    """The list with these conditions; `query` is what links about the campaign carry."""
    words = "&".join(filter(None, [urlencode(list(pairs)), query.lstrip("?")]))
    return reverse("campaign:problems") + (f"?{words}" if words else "")


def problem_url(problem: Problem) -> str:
    return reverse("campaign:problem", args=[problem.uid])


def short_dimension(name: str) -> str:
    return SHORT_DIMENSIONS.get(name, name)


def is_waiting(problem: Problem, line: datetime) -> bool:
    """Whether it has been open for longer than allowed."""
    return problem.is_open and problem.open_since < line


def problem_row(problem: Problem, line: datetime, days: int) -> Row:
    """One line of the list."""
    about = [problem.department.short_name, f"{day(problem.found_on)} 发现", problem.units]
    state = ProblemState(problem.state)
    return {
        "url": problem_url(problem),
        "title": cut(problem.text, 80),
        "sub": " · ".join(word for word in about if word),
        "leader": problem.owner_post.person.name if problem.owner_post else "",
        "is_sensitive": problem.is_sensitive,
        "is_mass": problem.is_mass,
        "dimensions": "、".join(short_dimension(d.name) for d in problem.dimensions.all()),
        "found": problem.method.name,
        "source": problem.source.name,
        "state": state.label,
        "tag": TAGS.get(state, ""),
        "outcome": cut(problem.outcome_text, 40),
        "late": f"超过{days}个工作日未处理" if is_waiting(problem, line) else "",
        "since": day_short(local_date(problem.open_since)) if problem.is_open else "",
    }


def waiting_rows(found: Waiting, line: datetime, days: int) -> list[Row]:
    """Problems without a decision as things to do: one button a row."""
    return [
        {
            "title": "1条敏感问题" if problem.is_sensitive else cut(problem.text, 60),
            "url": problem_url(problem),
            "sub": f"{problem.department.short_name} · "
            f"{day_short(local_date(problem.open_since))} 起待处理",
            "light": ("bad", f"超过{days}个工作日") if problem.open_since < line else None,
            "tag": None if problem.open_since < line else ("待处理", "warn"),
            "action": {"label": "确定处理", "url": problem_url(problem)},
        }
        for problem in found.rows
    ]


def tabs(
    counts: Mapping[str, int], days: int, kept: Sequence[tuple[str, str]], query: str
) -> list[Row]:
    """The views above the list, each with its number; `kept` is the filter in use."""
    views: list[tuple[str, tuple[tuple[str, str], ...], str]] = [
        ("全部", (), "every"),
        ("待处理", (("state", "open"),), ProblemState.OPEN),
        (f"超过{days}个工作日未处理", (("bucket", "waiting"),), ProblemBucket.WAITING),
        *(
            (ProblemState(state).label, (("state", state),), state)
            for state in ProblemState.values
            if state != ProblemState.OPEN
        ),
    ]
    return [
        {
            "label": label,
            "url": problems_url(pairs, query),
            "count": counts[key],
            "current": sorted(kept) == sorted(pairs),
        }
        for label, pairs, key in views
    ]


def hidden_words(n: int) -> str:
    """The office's line about sensitive problems that are not shown to it (fewer than 3: ≤2)."""
    if not n:
        return ""
    return f"另有敏感问题 {'≤2' if n < FEW else n} 条，只限指定人员查阅，不在此列出、不计入统计。"


def facts_of(problem: Problem) -> list[Row]:
    """What is known of a problem, without empty lines."""
    owner = problem.owner_post
    pairs = (
        ("单位", problem.department.name),
        ("检视方面", "；".join(d.name for d in problem.dimensions.all())),
        ("查找方式", problem.method.name),
        ("意见来自", problem.giver.name if problem.giver else ""),
        ("来源", problem.source.name),
        ("专项整治", problem.target.name if problem.target else ""),
        ("领导干部本人", f"{owner.person.name}　{owner.title}" if owner else ""),
        ("涉及单位（处室）", problem.units),
        ("涉及层面", ProblemLayer(problem.layer).label if problem.layer else ""),
        ("涉及群众", "是" if problem.is_mass else ""),
        ("发现日期", day(problem.found_on)),
        ("拟整改类型", ProposedKind(problem.proposed_kind).label if problem.proposed_kind else ""),
    )
    return [{"label": label, "value": value} for label, value in pairs if value]


def causes_of(problem: Problem) -> list[Row]:
    """The three kinds of causes that were written."""
    pairs = (
        ("思想根源", problem.cause_thought),
        ("工作根源", problem.cause_work),
        ("职责根源", problem.cause_duty),
    )
    return [{"label": label, "value": value} for label, value in pairs if value]


def actions_of(
    problem: Problem,
    options: Mapping[ReviewAct, ReviewOption],
    convert_url: str,
    link_url: str = "",
) -> list[Row]:
    """The buttons of what may be done, the item first; `link_url` for the office."""
    found: list[Row] = []
    convert = options[ReviewAct.CONVERT]
    if convert.allowed:
        found.append({"label": ReviewAct.CONVERT.label, "url": convert_url, "primary": True})
    if link_url and options[ReviewAct.LINK].allowed:
        found.append({"label": ReviewAct.LINK.label, "url": link_url})
    for act, label in BUTTONS.items():
        if options[act].allowed:
            url = reverse("campaign:problem_act", args=[problem.uid, PATHS[act]])
            found.append({"label": label, "url": url})
    if options[ReviewAct.EDIT].allowed:
        url = reverse("campaign:problem_edit", args=[problem.uid])
        found.append({"label": "修改", "url": url})
    return found


def _texts(data: Mapping[str, Any]) -> str:
    if data.get("changed"):
        return "改动：" + "、".join(FIELDS.get(name, name) for name in data["changed"])
    for key in ("how", "reason", "item"):
        if data.get(key):
            return str(data[key])
    return ""


def timeline_of(entries: Iterable[Entry]) -> list[Row]:
    """The history of a problem, the latest first."""
    found = []
    for entry in entries:
        kind = entry.type.removeprefix("review.")
        link = entry.data.get("into") or entry.data.get("uid")
        found.append(
            {
                "label": HISTORY.get(kind, kind),
                "who": entry.actor_name or "系统",
                "text": _texts(entry.data),
                "when": moment_full(entry.at),
                "kind": "key" if kind.startswith("problem_convert") else "",
                "url": reverse("campaign:problem", args=[link]) if link else "",
                "link": "查看该问题",
            }
        )
    return found[::-1]


def similar_rows(problems: Iterable[SimilarProblem], elsewhere: Iterable[SimilarRow]) -> list[Row]:
    """What may already say the same, near copies first in their own list."""
    found = [
        {
            "label": cut(one.problem.text, 60),
            "url": problem_url(one.problem),
            "sub": f"{one.problem.department.short_name} · {ProblemState(one.problem.state).label}",
            "near": one.is_near_copy,
        }
        for one in problems
    ]
    found += [
        {"label": row.label, "url": row.url, "sub": row.sub, "near": row.is_near_copy}
        for row in elsewhere
    ]
    return found


def coverage_table(
    departments: Sequence[Department],
    dimensions: Sequence[ReviewDimension],
    coverage: Coverage,
    *,
    query: str,
    sign_url: Callable[[Department, ReviewDimension], str],
) -> Row:
    """Department × dimension: a number, “未发现” where that was signed, else a blank."""
    rows = []
    for unit in departments:
        cells = []
        for one in dimensions:
            key = (unit.pk, one.pk)
            cells.append(_cell(unit, one, coverage.counts.get(key, 0), coverage.signed.get(key)))
        rows.append(
            {
                "label": unit.short_name,
                "url": problems_url([("department", unit.code)], query),
                "cells": [_linked(cell, query, sign_url) for cell in cells],
            }
        )
    columns = [{"label": short_dimension(d.name), "title": d.name} for d in dimensions]
    return {"columns": columns, "rows": rows}


def _cell(unit: Department, dimension: ReviewDimension, n: int, signed: NothingFound | None) -> Row:
    return {"unit": unit, "dimension": dimension, "n": n, "signed": signed}


def _linked(cell: Row, query: str, sign_url: Callable[[Department, ReviewDimension], str]) -> Row:
    unit, dimension, n, signed = (cell[k] for k in ("unit", "dimension", "n", "signed"))
    if n:
        pairs = [
            ("department", unit.code),
            ("dimension", dimension.code),
            ("bucket", ProblemBucket.COUNTED.value),
        ]
        return {"n": n, "css": "q1", "url": problems_url(pairs, query), "title": dimension.name}
    if signed is not None:
        return {"signed": True, "url": sign_url(unit, dimension), "title": signed.reason}
    return {"n": 0, "url": sign_url(unit, dimension)}


def methods_table(
    dimensions: Sequence[ReviewDimension],
    methods: Sequence[FindingMethod],
    counts: Mapping[tuple[int, int], int],
    *,
    code: str,
    query: str,
) -> Row:
    """Dimension × method of one department (`code`) or of all, as the heat component takes it."""
    top = max(counts.values(), default=0)
    rows = []
    for dimension in dimensions:
        cells = []
        for method in methods:
            n = counts.get((dimension.pk, method.pk), 0)
            pairs = [("dimension", dimension.code), ("method", method.code)]
            pairs += [("bucket", ProblemBucket.COUNTED.value)]
            pairs += [("department", code)] if code else []
            shade = f"q{1 + 2 * n // top}" if n and top else ""
            url = problems_url(pairs, query) if n else ""
            cells.append({"n": n, "css": "q3" if shade == "q4" else shade, "url": url})
        rows.append({"label": dimension.name, "cells": cells})
    return {"columns": [{"label": m.name} for m in methods], "rows": rows}


def mix_words(mix: Mix) -> Row:
    """How a department found its problems, in words; nothing is scored."""
    parts = (
        ("自己找", mix.self_found),
        ("群众提", mix.masses),
        ("集体议", mix.collective),
        ("上级点", mix.superior),
    )
    text = "，".join(f"{label} {mix.percent(n)}%" for label, n in parts)
    return {
        "total": mix.total,
        "text": text,
        "warn": "未听取群众意见" if mix.heard_nobody else "",
    }


def leader_row(leader: Leader, duties: Sequence[Any], query: str) -> Row:
    """A leader with the days of each duty; no total."""
    post = leader.post
    return {
        "name": post.person.name,
        "title": post.title,
        "url": reverse("campaign:leader", args=[post.uid]) + query,
        "cells": [_days(leader.records.get(duty.pk, [])) for duty in duties],
        "problems": leader.problems,
        "problems_url": problems_url(
            [("department", post.department.code), ("leaders_own", "1")], query
        ),
    }


def _days(records: Sequence[Any]) -> str:
    return "、".join(day_short(record.done_on) for record in reversed(records))
