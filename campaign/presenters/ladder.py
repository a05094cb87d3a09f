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

DUE = "到期日"


@dataclass(frozen=True)
class RungRow:
    """One rung as its row shows it; `cells` are the fields, where the reader may set them."""

    rung: EscalationRule
    who: str
    when: str
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
            RungRow(rung, _who(rung), _when(rung, rules), cells(rung) if cells else ())
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


def _when(rung: EscalationRule, rules: Mapping[str, int]) -> str:
    """The rung in a sentence, with the limit that it is counted from."""
    clock = LadderClock(rung.clock)
    days = rung.days
    if clock == LadderClock.DUE:
        return _distance(days, DUE)
    if clock.value in RULES:
        limit = rule_value(rules, clock.value)
        return f"{clock.label}：时限 {limit} 个工作日，{_distance(days, '时限')}"
    words = _distance(days, "该日") if days or clock != LadderClock.REOPENED else "当日"
    return f"{clock.label}：{words}"


def _distance(days: int, what: str) -> str:
    if days == 0:
        return f"{what}当日"
    return f"{what}前 {-days} 个工作日" if days < 0 else f"{what}后 {days} 个工作日"
