"""What somebody needs before his eyes while he acts: shown above the form of an act."""

from collections.abc import Mapping
from typing import Any

from core.presenters import day
from rectification.enums import Action, EvidenceClass
from rectification.models import Extension, Item, PlanChange
from rectification.permissions import ActionOption
from rectification.presenters import item as words
from rectification.presenters import supervision
from rectification.presenters.lights import Dial
from rectification.selectors.page import PageFacts

A = Action
_PROBLEM = frozenset(
    {A.SUBMIT, A.ASSIGN, A.MERGE, A.VOID, A.ACCEPT, A.START, A.REFUSE, A.SUBMIT_PLAN, A.REINSTATE}
)
_PLAN = frozenset({A.APPROVE_PLAN, A.RETURN_PLAN})
_CLOSING = frozenset(
    {
        A.ENDORSE_CLOSURE,
        A.SKIP_REVIEW,
        A.RETURN_CLOSURE,
        A.VERIFY,
        A.SUSTAIN,
        A.FAIL_VERIFICATION,
        A.LOOK_BACK,
        A.REOPEN,
    }
)
_EXTENSION = frozenset(
    {A.ENDORSE_EXTENSION, A.DECLINE_EXTENSION, A.GRANT_EXTENSION, A.REFUSE_EXTENSION}
)
_WORDS = {"action": "内容", "deliverable": "交付物", "criterion": "完成标准"}


def extension_facts(asked: Extension | None) -> list[dict[str, Any]]:
    """A pending request for more time; also shown to those who see only the shell."""
    if asked is None:
        return []
    late = "（逾期后申请）" if asked.is_after_due else ""
    facts = [
        {"label": "申请人", "value": asked.asked_by.name},
        {"label": "现时限", "value": day(asked.old_due_on)},
        {"label": "拟延至", "value": f"{day(asked.new_due_on)}{late}"},
        {"label": "次数", "value": f"第 {asked.ordinal} 次"},
        {"label": "理由", "value": asked.reason},
        {"label": "目前进展", "value": asked.progress},
        {"label": "过渡措施", "value": asked.interim_measure},
    ]
    if asked.endorsed_by is not None:
        facts.append({"label": "第一责任人", "value": f"{asked.endorsed_by.name}同意"})
    elif asked.endorsement_absent:
        facts.append({"label": "第一责任人", "value": asked.endorsement_absent})
    return facts


def _change_facts(asked: PlanChange | None, page: PageFacts) -> list[dict[str, Any]]:
    if asked is None:
        return []
    measures = {str(m.uid): m for m in page.measures}
    facts = [
        {"label": "申请人", "value": asked.asked_by.name},
        {"label": "理由", "value": asked.reason},
    ]
    for row in asked.changes:
        measure = measures.get(row["measure"])
        now = measure.action if measure else ""
        if row.get("drop"):
            facts.append({"label": "取消", "value": now})
            continue
        for name, label in _WORDS.items():
            if name in row:
                before = getattr(measure, name, "")
                facts.append({"label": f"{label}改为", "value": row[name], "sub": f"原：{before}"})
    return facts


def _problem(item: Item, page: PageFacts) -> list[dict[str, Any]]:
    facts = [{"label": "问题", "value": item.problem}]
    notes = words.problem_notes(page)
    if notes:
        facts[0]["sub"] = "；".join(notes)
    if item.acceptance_standard:
        facts.append({"label": "整改标准", "value": item.acceptance_standard})
    if item.due_on:
        facts.append({"label": "整改时限", "value": day(item.due_on)})
    return facts


_SUPERVISION = frozenset(
    {
        A.URGE,
        A.ISSUE_NOTICE,
        A.REPLY_NOTICE,
        A.RETURN_REPLY,
        A.CONFIRM_ESCALATION,
        A.DECLINE_ESCALATION,
    }
)


def panel_of(action: Action, page: PageFacts, dial: Dial, option: ActionOption) -> dict[str, Any]:
    """facts, measures and evidence for the act; empty for acts that speak for themselves."""
    found: dict[str, Any] = {}
    if action in _PROBLEM:
        found["facts"] = _problem(page.item, page)
    if action in _PLAN:
        found["facts"] = _problem(page.item, page)
        found["table"] = words.measures_table(page, dial, [])
    if action in _CLOSING:
        found["facts"] = [
            {"label": "整改标准", "value": page.item.acceptance_standard},
            *words.closing_facts(page),
        ]
        found["table"] = words.measures_table(page, dial, [])
        found["evidence"] = words.evidence_groups(page)["now"]
    if action in _EXTENSION:
        found["facts"] = extension_facts(page.extension)
    if action == A.DECIDE_PLAN_CHANGE:
        found["facts"] = _change_facts(page.plan_change, page)
    if action in _SUPERVISION:
        found["facts"] = supervision.panel_facts(action, page, dial)
    if action == A.REQUEST_CLOSURE:
        found["facts"] = [{"label": "整改标准", "value": page.item.acceptance_standard}]
        found["evidence"] = words.evidence_groups(page)["now"]
        found["missing"] = option.missing
    return found


def typed_words(value: Any, choices: Mapping[Any, str]) -> str:
    """What somebody typed, as a reader sees it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (list, tuple)):
        return "、".join(typed_words(one, choices) for one in value)
    if value in (None, ""):
        return ""
    if hasattr(value, "isoformat"):
        return day(value)
    return str(choices.get(str(value), value))


def stored_words(item: Item, name: str) -> str:
    """What is stored under the same name, for the comparison of two versions."""
    value = getattr(item, name, "")
    if callable(value) or hasattr(value, "all"):
        return ""
    labels = {"kind": item.get_kind_display(), "evidence_class": EvidenceClass}
    return labels["kind"] if name == "kind" else typed_words(value, {})
