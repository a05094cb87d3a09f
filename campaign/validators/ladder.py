"""The ladder of a preset file: its rungs, and what must hold between them (pure).

A rung never skips a level: along one clock the rungs climb in the order in which they stand, so a
later one may not come earlier in time than the one below it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from campaign.enums import (
    LadderCadence,
    LadderClock,
    LadderCondition,
    LadderLight,
    LadderRole,
    LadderSubject,
)
from campaign.validators.reading import Faults, Node

EARLIEST, LATEST = -30, 60
PROPOSABLE = ("", LadderRole.DEPUTY_LEADER.value, LadderRole.GROUP_LEADER.value)


@dataclass(frozen=True)
class RungRow:
    """One rung as the file has it; the fields of `EscalationRule`."""

    code: str
    label: str
    subject: str
    clock: str
    offset: int
    light: str
    who: list[str]
    condition: str
    cadence: str
    text: str
    proposes: str
    order: int
    is_required: bool
    is_active: bool


class Rung(Protocol):
    """What the order of rungs is judged by."""

    label: str
    subject: str
    clock: str


def read_ladder(node: Node) -> tuple[RungRow, ...]:
    """The section “ladder” of a preset; faults are noted at their places."""
    rows = tuple(_rung(row, order) for order, row in enumerate(node.rows("rows"), start=1))
    node.close()
    codes = Counter(row.code for row in rows if row.code)
    for code in (code for code, times in codes.items() if times > 1):
        node.fault("rows", f"代码“{code}”出现了 {codes[code]} 次。")
    for _, sentence in disorder([(row, row.offset) for row in rows]):
        node.fault("rows", sentence)
    return rows


def ladder_of(data: Any) -> tuple[RungRow, ...]:
    """The rungs of a parsed preset file, for tests and measurements; Invalid for a faulty one."""
    faults = Faults()
    rows = read_ladder(Node(data, "", faults).child("ladder"))
    faults.refuse_if_any("预设文件")
    return rows


def disorder(rungs: Iterable[tuple[Rung, int]]) -> list[tuple[Rung, str]]:
    """Rungs, in their order and with their days, that would come before the one below them."""
    last: dict[tuple[str, str], tuple[Rung, int]] = {}
    found = []
    for rung, days in rungs:
        place = (rung.subject, rung.clock)
        below = last.get(place)
        if below is not None and days < below[1]:
            found.append(
                (rung, f"“{rung.label}”不能早于“{below[0].label}”：提级须一级一级进行，不能越级。")
            )
        last[place] = (rung, days)
    return found


def _rung(node: Node, order: int) -> RungRow:
    who = node.texts("who", 24)
    for index, word in enumerate(who):
        if word not in LadderRole.values:
            node.fault(f"who/{index}", f"没有名为“{word}”的角色。")
    if not who:
        node.fault("who", "至少要写一个角色。")
    row = RungRow(
        code=node.code("code"),
        label=node.text("label", 40),
        subject=_one_of(node, "subject", LadderSubject.values),
        clock=_one_of(node, "clock", LadderClock.values),
        offset=_days(node, "offset"),
        light=_one_of(node, "light", LadderLight.values),
        who=list(who),
        condition=_one_of(node, "condition", LadderCondition.values, ""),
        cadence=_one_of(node, "cadence", LadderCadence.values, LadderCadence.DAILY.value),
        text=node.text("text", 100, ""),
        proposes=_one_of(node, "proposes", PROPOSABLE, ""),
        order=order,
        is_required=node.flag("is_required"),
        is_active=node.flag("is_active", True),
    )
    if row.is_required and not row.is_active:
        node.fault("is_active", "不可停用的一级不能写成停用。")
    node.close()
    return row


def _one_of(node: Node, key: str, words: Sequence[str], default: str | None = None) -> str:
    word = node.text(key, 40, default)
    if word not in words:
        node.fault(key, f"“{word}”不在可用的词之内：{'、'.join(filter(None, words))}。")
    return word


def _days(node: Node, key: str) -> int:
    value = node.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not EARLIEST <= value <= LATEST:
        node.fault(key, f"应为 {EARLIEST} 至 {LATEST} 的整数（工作日，到期前为负）。")
        return 0
    return value
