"""The line from a study session to what people say, as stations with their rows and gaps."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from campaign.enums import Satisfaction
from core.presenters import day, moment
from rectification.enums import DONE_STATES, Kind, LookBackResult, MeasureState, State
from rectification.models import Item
from rectification.selectors.broken_links import MOST, Gap, Reach
from rectification.selectors.lineage import Line, Stop

TITLES: dict[Stop, str] = {
    Stop.SESSION: "集中学习",
    Stop.OUTCOME: "学习成果",
    Stop.TOPIC: "调研课题",
    Stop.FINDING: "调研发现",
    Stop.PROBLEM: "检视问题",
    Stop.OPINION: "群众意见",
    Stop.RESOLUTION: "会议议定",
    Stop.ITEM: "整改事项",
    Stop.MEASURE: "整改措施",
    Stop.EVIDENCE: "成效佐证",
    Stop.VERIFICATION: "验收",
    Stop.LOOK_BACK: "回头看",
    Stop.SATISFACTION: "群众评价",
}
PAGES: dict[Stop, str] = {
    Stop.SESSION: "campaign:study_session",
    Stop.TOPIC: "campaign:research_topic",
    Stop.PROBLEM: "campaign:problem",
    Stop.OPINION: "campaign:opinion",
    Stop.ITEM: "rectification:item",
}
SHOWN = 12
FEWEST = 3
"""Below so many calls what each said is not told apart: it could be told who said it."""


@dataclass(frozen=True)
class Node:
    """One row at a station; `uid` where it is a single row, `url` its page where it has one."""

    text: str
    meta: str = ""
    url: str = ""
    uid: UUID | None = None
    state: str = ""


@dataclass(frozen=True)
class Station:
    """A station of the line; `gap` says in a sentence where the line is broken here."""

    code: str
    title: str
    nodes: list[Node] = field(default_factory=list)
    more: int = 0
    gap: str = ""


def stations_of(line: Line, on: date, *, asked_by_office: bool) -> list[Station]:
    """Every station that has rows or a gap, in the order of the line."""
    gaps = _gaps(line, on)
    found = []
    for stop in Stop:
        nodes = _calls(line, asked_by_office) if stop == Stop.SATISFACTION else _nodes(line, stop)
        if nodes or gaps.get(stop):
            found.append(
                Station(
                    stop.value,
                    TITLES[stop],
                    nodes[:SHOWN],
                    max(0, len(nodes) - SHOWN),
                    gaps.get(stop, ""),
                )
            )
    return found


def _nodes(line: Line, stop: Stop) -> list[Node]:
    """The rows of a station, each with a link where it has a page of its own."""
    state = STATES.get(stop, lambda row: "")
    found = []
    for row in line.at(stop):
        url = reverse(PAGES[stop], args=[row.uid]) if stop in PAGES else ""
        found.append(replace(NODES[stop](row), url=url, uid=row.uid, state=state(row)))
    return found


def _session(row: Any) -> Node:
    when = row.held_on or row.planned_on
    return Node(row.title, f"{day(when)} {row.form.name} · {row.department.short_name}")


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def _item(row: Item) -> Node:
    state = State(row.state).label
    if not row.is_full:
        return Node(row.number or "草稿", state)
    lead = row.lead_department.short_name if row.lead_department_id else "待交办"
    return Node(f"{row.number or '草稿'} {row.title}", f"{lead} · {state}")


def _measure(row: Any) -> Node:
    return Node(_cut(row.action), f"{MeasureState(row.state).label} {row.outcome}".strip())


def _verification(row: Any) -> Node:
    words = f"{row.unit_name} · {row.get_method_display()} · {moment(row.verified_at)}"
    return Node(f"{row.get_result_display()}：{_cut(row.opinion)}", words)


NODES: dict[Stop, Callable[[Any], Node]] = {
    Stop.SESSION: _session,
    Stop.OUTCOME: lambda row: Node(_cut(row.text)),
    Stop.TOPIC: lambda row: Node(row.title, f"{row.department.short_name} · {row.leader.name}带队"),
    Stop.FINDING: lambda row: Node(_cut(row.text), "当场解决" if row.solved_on_spot else ""),
    Stop.PROBLEM: lambda row: Node(_cut(row.text), row.get_state_display()),
    Stop.OPINION: lambda row: Node(_cut(row.restatement), row.get_state_display()),
    Stop.RESOLUTION: lambda row: Node(_cut(row.text), row.meeting.title),
    Stop.ITEM: _item,
    Stop.MEASURE: _measure,
    Stop.EVIDENCE: lambda row: Node(row.title, f"{day(row.dated_on)} {row.reference}".strip()),
    Stop.VERIFICATION: _verification,
    Stop.LOOK_BACK: lambda row: Node(
        f"{LookBackResult(row.result).label}：{_cut(row.finding)}", moment(row.at)
    ),
}

STATES: dict[Stop, Callable[[Any], str]] = {
    **dict.fromkeys(
        (Stop.SESSION, Stop.TOPIC, Stop.PROBLEM, Stop.OPINION, Stop.ITEM, Stop.MEASURE),
        lambda row: row.get_state_display(),
    ),
    **dict.fromkeys((Stop.VERIFICATION, Stop.LOOK_BACK), lambda row: row.get_result_display()),
}
"""The word for where a row stands, at the stations whose rows stand somewhere."""


def _calls(line: Line, asked_by_office: bool) -> list[Node]:
    """What those who were called back said: refusals and “不清楚” always among them."""
    calls = line.at(Stop.SATISFACTION)
    if not calls:
        return []
    if len(calls) < FEWEST and not asked_by_office:
        return [Node(f"已回访（≤{FEWEST - 1}件，不分列）")]
    said = Counter(call.result for call in calls)
    words = [f"{label} {said[value]}" for value, label in Satisfaction.choices if said[value]]
    return [Node(f"回访 {len(calls)} 件：{'、'.join(words)}")]


def _gaps(line: Line, on: date) -> dict[Stop, str]:
    """Where the line is broken, as far as the reader can see it."""
    items = [item for item in line.at(Stop.ITEM) if item.is_full]
    found: dict[Stop, str] = {}
    if not line.at(Stop.ITEM):
        found[Stop.ITEM] = "尚未形成整改事项。"
        return found
    sources = (Stop.PROBLEM, Stop.FINDING, Stop.OUTCOME, Stop.OPINION, Stop.RESOLUTION)
    if items and not any(line.at(stop) for stop in sources):
        found[Stop.PROBLEM] = "直接登记或导入，没有关联（或您不能查看）学习、调研、检视记录。"
    found |= _gaps_of_items(line, items, on)
    return found


def _gaps_of_items(line: Line, items: Iterable[Item], on: date) -> dict[Stop, str]:
    measured = {row.item_id for row in line.at(Stop.MEASURE)}
    proved = {row.item_id for row in line.at(Stop.EVIDENCE)}
    looked = {row.item_id for row in line.at(Stop.LOOK_BACK)}
    found: dict[Stop, str] = {}
    for item in items:
        done = item.state in DONE_STATES
        before = done and item.sign_off_id is None
        if before:
            found[Stop.VERIFICATION] = "本系统启用前销号，没有在此签批和验收。"
        elif done and item.kind != Kind.IMMEDIATE and item.pk not in proved:
            found[Stop.EVIDENCE] = "已销号，没有成效性佐证。"
        if item.state in WORKING and item.pk not in measured:
            found[Stop.MEASURE] = "还没有整改措施。"
        due = item.look_back_due_on
        if done and due is not None and due < on and item.pk not in looked:
            found[Stop.LOOK_BACK] = f"应于{day(due)}前回头看，尚未开展。"
        if done and not before and item.is_mass and not line.at(Stop.SATISFACTION):
            found[Stop.SATISFACTION] = "涉及群众，还没有群众评价。"
    return found


WORKING = (
    State.ACCEPTED,
    State.PLAN_REVIEW,
    State.IN_PROGRESS,
    State.CLOSURE_REVIEW,
    State.AWAITING_SIGNOFF,
    State.AWAITING_VERIFICATION,
)


def funnel_of(reaches: Iterable[Reach]) -> list[dict[str, Any]]:
    """How many rows each station has, with the length of its bar."""
    rows = list(reaches)
    most = max((row.count for row in rows), default=0)
    return [
        {
            "label": TITLES[row.stop] if row.stop != Stop.VERIFICATION else "验收销号",
            "count": f"{MOST}+" if row.count > MOST else str(row.count),
            "n": row.count,
            "most": most,
        }
        for row in rows
    ]


def gap_rows(found: Iterable[tuple[Gap, int]], department: str) -> list[dict[str, Any]]:
    """Each gap with its count, and the address that opens its rows."""
    unit = f"&department={department}" if department else ""
    return [
        {
            "label": gap.label,
            "stop": TITLES[gap.stop],
            "count": f"{MOST}+" if count > MOST else str(count),
            "url": f"{reverse('rectification:lines')}?gap={gap.code}{unit}" if count else "",
        }
        for gap, count in found
    ]


HOMES = {
    Stop.OUTCOME: Stop.SESSION,
    Stop.FINDING: Stop.TOPIC,
}
"""Where a row without a page of its own is shown."""


def gap_items(stop: Stop, rows: Iterable[Any]) -> list[Node]:
    """The rows that have a gap, each with the page on which it can be mended."""
    found = []
    for row in rows:
        if isinstance(row, Item):
            url = reverse("rectification:item", args=[row.uid])
            found.append(Node(f"{row.number} {row.title}", State(row.state).label, url))
            continue
        home = HOMES.get(stop, stop)
        owner = {Stop.OUTCOME: "session", Stop.FINDING: "topic"}.get(stop)
        key = getattr(row, owner).uid if owner else row.uid
        found.append(Node(_cut(str(row)), "", reverse(PAGES[home], args=[key])))
    return found
