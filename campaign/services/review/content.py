"""What is typed about a problem, and what makes it whole."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Department, Post
from campaign.enums import ListKind, MethodCode, ProblemLayer, ProposedKind
from campaign.models import (
    Campaign,
    FindingMethod,
    ListEntry,
    Problem,
    ReviewDimension,
    Source,
    Target,
)
from campaign.validators import is_leading_rank
from core.errors import Invalid
from core.validators.text import normalise, personal_numbers, pinyin_initials

LONGEST_TEXT = 5000
_LINES = {
    "cause_thought": ("思想根源", 500),
    "cause_work": ("工作根源", 500),
    "cause_duty": ("职责根源", 500),
    "units": ("涉及单位（处室）", 200),
}
_WORDS = ("text", "manifestation", *_LINES)


@dataclass(frozen=True)
class ProblemContent:
    """A problem as somebody found it. `is_sensitive` None means: not asked."""

    text: str
    method: FindingMethod | None = None
    source: Source | None = None
    dimensions: Sequence[ReviewDimension] = ()
    manifestation: str = ""
    cause_thought: str = ""
    cause_work: str = ""
    cause_duty: str = ""
    units: str = ""
    layer: str = ""
    proposed_kind: str = ""
    giver: ListEntry | None = None
    target: Target | None = None
    owner_post: Post | None = None
    is_sensitive: bool | None = None
    is_mass: bool = False
    found_on: date | None = None


def problem_key(text: str) -> str:
    """The key by which the same problem is known again: normalised, then hashed."""
    return hashlib.sha256(normalise(text).encode()).hexdigest()


def checked(
    content: ProblemContent, *, campaign: Campaign, department: Department, on: date
) -> dict[str, Any]:
    """The problem's fields from what was typed; Invalid with a sentence a field."""
    problems: dict[str, str] = {}
    words = {name: getattr(content, name).strip() for name in _WORDS}
    _check_words(words, problems)
    _check_lists(content, campaign, problems)
    _check_facts(content, department, on, problems)
    sensitive = _sensitivity(content, problems)
    if sensitive:
        _check_numbers(words, problems)
    if problems:
        raise Invalid.of(problems)
    return {
        **words,
        "text_key": problem_key(words["text"]),
        "search_text": f"{words['text']} {words['units']} {pinyin_initials(words['text'])}".lower(),
        "method": content.method,
        "source": content.source,
        "layer": content.layer,
        "proposed_kind": content.proposed_kind,
        "giver": content.giver,
        "target": content.target,
        "owner_post": content.owner_post,
        "is_sensitive": sensitive,
        "is_mass": content.is_mass,
        "found_on": content.found_on or on,
    }


def _check_words(words: dict[str, str], problems: dict[str, str]) -> None:
    if not words["text"]:
        problems["text"] = "请写清是什么问题，一句话说明白。"
    for name in ("text", "manifestation"):
        if len(words[name]) > LONGEST_TEXT:
            problems[name] = f"最多{LONGEST_TEXT}个字，现有{len(words[name])}个字，请精简。"
    for name, (label, most) in _LINES.items():
        if len(words[name]) > most:
            problems[name] = f"“{label}”最多{most}个字，现有{len(words[name])}个字，请精简。"
    if not any(words[name] for name in ("cause_thought", "cause_work", "cause_duty")):
        problems["cause_work"] = "思想、工作、职责三种根源至少写一种，才能对症整改。"


def _check_lists(content: ProblemContent, campaign: Campaign, problems: dict[str, str]) -> None:
    if content.method is None:
        problems["method"] = "请选择查找方式：自己找、群众提、集体议还是上级点。"
    if content.source is None:
        problems["source"] = "请选择问题来源。"
    rows = {"method": content.method, "source": content.source, "target": content.target}
    rows["giver"] = content.giver
    for name, row in rows.items():
        if row is not None and row.campaign_id != campaign.pk:
            problems[name] = "所选内容不属于本次主题教育，请重新选择。"
    if not content.dimensions:
        problems["dimensions"] = "请至少选择一个检视方面。"
    elif any(row.campaign_id != campaign.pk for row in content.dimensions):
        problems["dimensions"] = "检视方面不属于本次主题教育，请重新选择。"
    if content.layer and content.layer not in ProblemLayer.values:
        problems["layer"] = "请从列出的层面中选择。"
    if content.proposed_kind and content.proposed_kind not in ProposedKind.values:
        problems["proposed_kind"] = "请从列出的整改类型中选择。"


def _check_facts(
    content: ProblemContent, department: Department, on: date, problems: dict[str, str]
) -> None:
    by_masses = content.method is not None and content.method.code == MethodCode.MASSES_RAISED
    if by_masses and content.giver is None:
        problems.setdefault("giver", "群众提的问题，请选择是谁提的：服务对象、基层党员还是群众。")
    if not by_masses and content.giver is not None and content.method is not None:
        problems.setdefault("giver", "查找方式不是“群众提”，不用选择意见来自谁。")
    if content.giver is not None and content.giver.kind != ListKind.OPINION_GIVER:
        problems["giver"] = "请从服务对象、基层党员、群众中选择。"
    if content.found_on is not None and content.found_on > on:
        problems["found_on"] = f"发现日期{content.found_on}晚于今天，请改为实际发现的日期。"
    post = content.owner_post
    if post is not None and post.department_id != department.pk:
        problems["owner_post"] = f"所选领导干部不在{department.short_name}任职，请重新选择。"
    elif post is not None and not is_leading_rank(post.rank):
        problems["owner_post"] = "领导干部本人的问题限县处级以上，其他人员的请不选此项。"


def _sensitivity(content: ProblemContent, problems: dict[str, str]) -> bool:
    asks = content.target is not None and content.target.is_sensitive_by_default
    if content.is_sensitive is None and asks:
        problems["is_sensitive"] = "本专项默认敏感，请选择是否只限指定人员查阅。"
    return bool(content.is_sensitive)


def _check_numbers(words: dict[str, str], problems: dict[str, str]) -> None:
    """A sensitive problem names nobody (domain §7.1)."""
    for name, text in words.items():
        found = personal_numbers(text)
        if found:
            sentence = f"敏感问题中不得写{'、'.join(found)}，也不要写亲属姓名和企业名称，请删去。"
            problems.setdefault(name, sentence)


def changed_names(problem: Problem, fields: dict[str, Any]) -> list[str]:
    """The names of the fields that differ from what is stored."""
    return [name for name, value in fields.items() if getattr(problem, name) != value]


def check_content(
    content: ProblemContent, *, campaign: Campaign, department: Department, on: date
) -> None:
    """Raise Invalid, with a sentence a field, where the problem could not be registered so."""
    checked(content, campaign=campaign, department=department, on=on)
