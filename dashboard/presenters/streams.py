"""The four lanes as cards: a headline with its bar, and figures that open their rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from campaign.models import Stream
from dashboard.selectors.streams import Lanes
from rectification.presenters.ledger import ledger_url

NOTE = "不划阶段、不分环节，四项工作贯通推进；不含敏感事项"


@dataclass(frozen=True)
class Lane:
    """One stream's card."""

    title: str
    motto: str
    url: str
    done: int
    total: int
    words: str
    rows: list[dict[str, Any]] = field(default_factory=list)


def _link(name: str, department: str, **query: str) -> str:
    if department:
        query["department"] = department
    tail = f"?{urlencode(query)}" if query else ""
    return reverse(name) + tail


def _row(label: str, value: object, url: str = "", light: str = "") -> dict[str, Any]:
    return {"label": label, "value": value, "url": url, "light": light}


def lanes(found: Lanes, streams: Mapping[str, Stream], department: str) -> list[Lane]:
    """Four cards in the campaign's order of listing, which is no order of work."""
    makers = {"study": _study, "research": _research, "review": _review, "rectify": _rectify}
    cards = []
    for code, stream in streams.items():
        if code in makers:
            done, asked = found.tasks.get(stream.pk, (0, 0))
            lane = makers[code](found, stream, department)
            if asked:
                url = _link("campaign:duties", department)
                lane.rows.append(_row("规定动作完成", f"{done} / {asked}", url))
            cards.append(lane)
    return cards


def _study(found: Lanes, stream: Stream, department: str) -> Lane:
    figures = found.study
    total = figures["held"] + figures["planned"]
    rows = [
        _row("学习成果", figures["outcomes"], _link("campaign:study_outcomes", department)),
        _row("已转目标、课题或事项", figures["turned"]),
        _row("已安排", figures["planned"], _link("campaign:study", department, state="planned")),
    ]
    url = _link("campaign:study", department)
    words = f"次集中学习已举行，共安排 {total} 次"
    return Lane(stream.name, stream.motto, url, figures["held"], total, words, rows)


def _research(found: Lanes, stream: Stream, department: str) -> Lane:
    figures = found.research
    late = _row("超期未结题", figures["late"], light="warn" if figures["late"] else "")
    rows = [
        _row("到村社区、企业、窗口", f"{figures['grassroots']} / {figures['visits']} 次"),
        _row("发现问题", figures["findings"], _link("campaign:research_findings", department)),
        _row("列入问题清单", figures["listed"]),
        _row("当场解决", figures["solved"]),
        late,
    ]
    url = _link("campaign:research", department)
    words = f"个课题已结题，共 {figures['topics']} 个"
    return Lane(stream.name, stream.motto, url, figures["closed"], figures["topics"], words, rows)


def _review(found: Lanes, stream: Stream, department: str) -> Lane:
    figures = found.review
    waiting = _link("campaign:problems", department, bucket="waiting")
    opinions = reverse("campaign:opinions") if figures["opens_opinions"] else ""
    rows = [
        _row("当场解决", figures["solved"], _link("campaign:problems", department, state="solved")),
        _row("领导干部本人的问题", figures["own"]),
        _row(
            f"超过{figures['waiting_days']}个工作日未处理",
            figures["waiting"],
            waiting if figures["waiting"] else "",
            "warn" if figures["waiting"] else "",
        ),
        _row("待答复的群众意见", figures["opinions"], opinions),
    ]
    url = _link("campaign:problems", department)
    words = f"条已转整改，共查出 {figures['problems']} 条"
    return Lane(stream.name, stream.motto, url, figures["turned"], figures["problems"], words, rows)


def _rectify(found: Lanes, stream: Stream, department: str) -> Lane:
    figures = found.rectify
    own = [("lead", department)] if department else []
    rows = [
        _row(label, figures[kind], ledger_url([*own, ("light", kind)]), kind)
        for kind, label in (("bad", "逾期"), ("warn", "临期"), ("ok", "正常推进"))
    ]
    rows.append(_row("在办", figures["open"], ledger_url([*own, ("bucket", "open")])))
    total = figures["open"] + figures["done"]
    url = ledger_url([*own, ("bucket", "numbered")])
    words = f"项已销号或长期坚持，共 {total} 项"
    return Lane(stream.name, stream.motto, url, figures["done"], total, words, rows)
