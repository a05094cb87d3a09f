"""The limits of a campaign that its office may set: name, unit, default and bounds of each.

Defaults are those of the lifecycle of an item; a campaign stores what differs from them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.errors import Invalid

WORKDAYS, DAYS, HOURS, PERCENT, TIMES = "个工作日", "天", "小时", "%", "次"
PIECES = "件"


@dataclass(frozen=True)
class Rule:
    """One limit: what the office reads, and between what it may be set."""

    key: str
    label: str
    unit: str
    default: int
    lowest: int
    highest: int


SECTIONS: tuple[tuple[str, tuple[Rule, ...]], ...] = (
    (
        "各环节办理时限",
        (
            Rule("desk_registered", "登记后交办", WORKDAYS, 3, 1, 30),
            Rule("desk_assigned", "交办后签收", WORKDAYS, 2, 1, 30),
            Rule("desk_accepted", "签收后提交整改措施", WORKDAYS, 5, 1, 30),
            Rule("desk_plan_review", "审定整改措施", WORKDAYS, 2, 1, 30),
            Rule("desk_closure_review", "部门审核销号申请", WORKDAYS, 2, 1, 30),
            Rule("desk_awaiting_signoff", "第一责任人签批", WORKDAYS, 3, 1, 30),
            Rule("desk_awaiting_verification", "验收", WORKDAYS, 5, 1, 30),
            Rule("endorse_extension_days", "第一责任人对延期申请签署意见", WORKDAYS, 2, 1, 30),
            Rule("part_silence_days", "配合单位确认（逾期视为未答复）", WORKDAYS, 3, 1, 30),
        ),
    ),
    (
        "整改时限",
        (
            Rule("immediate_max_workdays", "立行立改最长时限", WORKDAYS, 15, 1, 60),
            Rule("other_max_days", "其他事项最长时限", DAYS, 90, 1, 730),
            Rule("fail_verification_max_workdays", "验收不通过后的补改时限", WORKDAYS, 15, 1, 60),
            Rule("due_soon_workdays", "临期提示（到期前）", WORKDAYS, 3, 1, 30),
            Rule("extensions_immediate", "立行立改事项可延期", TIMES, 1, 0, 5),
            Rule("extensions_other", "其他事项可延期", TIMES, 2, 0, 5),
            Rule("suspension_max_days", "每次中止最长", DAYS, 30, 1, 180),
            Rule("day_load_percent", "同一天到期占一个单位在办的提示线", PERCENT, 20, 5, 100),
            Rule("day_load_items", "同一天到期至少几件才提示", PIECES, 3, 2, 50),
        ),
    ),
    (
        "验收与回头看",
        (
            Rule("on_site_percent", "一般事项现场验收比例", PERCENT, 20, 0, 100),
            Rule("look_back_percent", "一般事项回头看比例", PERCENT, 20, 0, 100),
            Rule("look_back_days", "销号后回头看", DAYS, 60, 1, 365),
            Rule("sustain_min_days", "长期坚持事项下次回头看不早于", DAYS, 30, 1, 365),
            Rule("sustain_max_days", "长期坚持事项下次回头看不晚于", DAYS, 90, 1, 365),
            Rule("legacy_sample_percent", "导入前已销号事项抽查比例", PERCENT, 10, 0, 100),
            Rule("legacy_look_back_days", "导入前已销号事项抽查期限", DAYS, 30, 1, 365),
        ),
    ),
    (
        "督办",
        (
            Rule("urge_cooldown_days", "同一事项两次催办间隔", WORKDAYS, 3, 1, 30),
            Rule("notice_overdue_days", "逾期满几日可发督办通知单", WORKDAYS, 3, 1, 60),
            Rule("notice_reply_days", "督办通知单回复最长", WORKDAYS, 3, 1, 30),
        ),
    ),
    (
        "检视问题",
        (Rule("problem_open_days", "问题登记后确定处理方式", WORKDAYS, 5, 1, 30),),
    ),
    (
        "撤回与委托",
        (
            Rule("withdraw_sign_off_hours", "签批可撤回", HOURS, 2, 1, 24),
            Rule("undo_import_hours", "台账导入可撤销", HOURS, 24, 1, 72),
            Rule("delegation_max_workdays", "委托签批最长", WORKDAYS, 15, 1, 60),
        ),
    ),
)
"""As the office's page lists them."""

RULES: Mapping[str, Rule] = {rule.key: rule for _, rules in SECTIONS for rule in rules}
ORDERED = (("sustain_min_days", "sustain_max_days"),)


def rule_value(rules: Mapping[str, int], key: str) -> int:
    """The campaign's own value of a limit, else the default. KeyError for an unknown key."""
    return rules.get(key, RULES[key].default)


@dataclass(frozen=True)
class Limits:
    """The limits of all campaigns at once, for lists that may hold items of several.

    `own` has every campaign with what differs from the defaults there.
    """

    own: Mapping[int, Mapping[str, int]] = field(default_factory=dict)

    def value(self, campaign: int | None, key: str) -> int:
        """A campaign's own value, else the default. KeyError for an unknown key."""
        return rule_value(self.own.get(campaign, {}), key) if campaign else RULES[key].default

    def groups(self, key: str) -> dict[int, list[int]]:
        """The values in use, each with its campaigns; empty before the first campaign."""
        found: dict[int, list[int]] = {}
        for campaign, rules in sorted(self.own.items()):
            found.setdefault(rule_value(rules, key), []).append(campaign)
        return found


def checked_rules(values: Mapping[str, Any]) -> dict[str, int]:
    """The limits that differ from their defaults; Invalid with one sentence a wrong one."""
    wrong: dict[str, str] = {}
    for key, value in values.items():
        if sentence := _fault(key, value):
            wrong[key] = sentence
    if not wrong:
        for lower, upper in ORDERED:
            if rule_value(values, lower) > rule_value(values, upper):
                wrong[upper] = f"“{RULES[upper].label}”不能小于“{RULES[lower].label}”。"
    if wrong:
        raise Invalid.of(wrong)
    return {key: value for key, value in values.items() if value != RULES[key].default}


def _fault(key: str, value: Any) -> str:
    rule = RULES.get(key)
    if rule is None:
        return f"没有名为“{key}”的时限或比例。"
    if isinstance(value, bool) or not isinstance(value, int):
        return f"“{rule.label}”应为整数。"
    if not rule.lowest <= value <= rule.highest:
        return f"“{rule.label}”应在 {rule.lowest} 至 {rule.highest} {rule.unit}之间。"
    return ""
