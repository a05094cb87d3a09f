"""How the ladder looks: groups of rungs, each with its light, its people and what is asked."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from campaign.enums import (
    LadderClock,
    LadderCondition,
    LadderRole,
    LadderSubject,
)
from campaign.models import EscalationRule
from campaign.validators import RULES, rule_value


@dataclass(frozen=True)
class RungRow:
    """One rung as its row shows it: `when` and `limit` follow the days that are set, not the
    file's label. `cells` are the fields, where the reader may set them."""

    rung: EscalationRule
    who: str
    when: str
    limit: str
    cells: Sequence[Any] = ()


@dataclass(frozen=True)
class RungGroup:
    """Rungs that stand together; `sub` says what they are counted from."""

    title: str
    sub: str
    rows: list[RungRow]


def ladder_groups(
    rungs: Iterable[EscalationRule],
    rules: Mapping[str, int],
    cells: Callable[[EscalationRule], Sequence[Any]] | None,
) -> list[RungGroup]:
    """The due dates of both kinds first, then the clocks of desks and requests together."""
    found: dict[tuple[str, str], RungGroup] = {}
    for rung in rungs:
        title, sub = _head(rung)
        group = found.setdefault((title, sub), RungGroup(title, sub, []))
        group.rows.append(
            RungRow(rung, _who(rung), when(rung), _limit(rung, rules), cells(rung) if cells else ())
        )
    return list(found.values())


def _head(rung: EscalationRule) -> tuple[str, str]:
    if rung.clock == LadderClock.DUE:
        subject = LadderSubject(rung.subject)
        return f"{subject.label}：整改时限", "以事项的整改时限为准，遇休息日按前一工作日"
    return "各环节：办理时限", "从转到该环节起算，超过“时限与比例”所定的工作日数；谁超时，计谁"


def _who(rung: EscalationRule) -> str:
    who = "、".join(LadderRole(word).label for word in rung.who)
    condition = LadderCondition(rung.condition).label
    return f"{who}（{condition}）" if condition else who


def when(rung: EscalationRule) -> str:
    """The rung in a few words, by the days that are set."""
    clock, days = LadderClock(rung.clock), rung.days
    if clock == LadderClock.DUE:
        return _distance(days, "到期", "逾期")
    if clock == LadderClock.REOPENED:
        return "第二次重新整改"
    if clock in (LadderClock.VACANCY, LadderClock.RELAPSE):
        return f"{clock.label} {days} 个工作日"
    return f"{clock.label}{_distance(days, '到期', '超时')}"


def _limit(rung: EscalationRule, rules: Mapping[str, int]) -> str:
    """The limit that it is counted from, where the campaign has one."""
    if rung.clock not in RULES:
        return ""
    return f"办理时限 {rule_value(rules, rung.clock)} 个工作日"


def _distance(days: int, near: str, late: str) -> str:
    if days == 0:
        return f"{near}当日"
    return f"{near}前 {-days} 个工作日" if days < 0 else f"{late} {days} 个工作日"
