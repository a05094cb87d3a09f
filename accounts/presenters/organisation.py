"""How the organisation looks on its pages and in the exported journal."""

from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from accounts.enums import AdminRole, Capacity, OrgEvent, PostKind
from accounts.models import AccessToken, Department, Post, User
from accounts.selectors import HeadInCharge
from core.adapters import BrokerState
from core.presenters import day, moment_full
from core.selectors import DueRows, TickState
from journal.models import Entry

Cell = dict[str, Any]
VACANT = ("bad", "第一责任人空缺")
OWN_SUBJECTS = "accounts."
SUBJECTS: Mapping[str, str] = {
    "accounts.user": "人员",
    "accounts.post": "任职",
    "accounts.department": "单位",
    "accounts.delegation": "委托",
    "accounts.handover": "交接单",
    "accounts.accesstoken": "接口令牌",
    "accounts.organisationimport": "组织机构导入",
}
SHOWN_DATA: Mapping[str, str] = {
    "person_name": "人员",
    "delegate_name": "受委托人",
    "title": "职务",
    "starts_on": "起",
    "ends_on": "止",
    "last_on": "最后一天",
    "campaign_name": "主题教育",
    "document_number": "文号",
    "alias": "别名",
    "from": "原名",
    "to": "新名",
    "successor": "承接单位",
    "address": "地址",
    "role": "角色",
    "reason": "说明",
}


@dataclass
class Branch:
    """A department in the tree, with what stands below it."""

    department: Department
    head: HeadInCharge | None
    children: list["Branch"] = field(default_factory=list)

    @property
    def url(self) -> str:
        return reverse("accounts:department", args=[self.department.uid])

    @property
    def vacant(self) -> bool:
        return self.head is None and self.department.is_active

    @property
    def mark(self) -> str:
        """已撤销（并入…）, 拟撤销, or nothing."""
        return self.department.end_mark or ("拟撤销" if self.department.end_proposed_at else "")

    @property
    def acting(self) -> bool:
        return self.head is not None and self.head.capacity == Capacity.ACTING


def tree(departments: Iterable[Department], heads: Mapping[int, HeadInCharge]) -> list[Branch]:
    """Departments below their superiors, each level in the order given; orphans come on top."""
    branches = {row.pk: Branch(row, heads.get(row.pk)) for row in departments}
    roots = []
    for branch in branches.values():
        parent = branches.get(branch.department.parent_id or 0)
        (parent.children if parent else roots).append(branch)
    return roots


def end_notice(department: Department) -> dict[str, str] | None:
    """That a department has ended, and what became of it; that it is to end; else nothing."""
    successor = department.successor
    if department.ended_on is not None:
        title = f"{day(department.ended_on)} {department.end_mark}"
        text = f"依据{department.end_document}。已办结的事项仍列在本单位名下，不再登记新事项。"
        kind = "info"
    elif department.end_proposed_at is not None:
        into = f"，由{successor.name}承接" if successor is not None else ""
        title = f"拟撤销{into}"
        text = f"依据{department.end_document}。撤销之前一切照常办理，时限不变。"
        kind = "warn"
    else:
        return None
    notice = {"kind": kind, "title": title, "text": text}
    if successor is not None:
        notice |= {
            "url": reverse("accounts:department", args=[successor.uid]),
            "link": successor.short_name,
        }
    return notice


def posts_table(posts: Iterable[Post], ends: Mapping[int, str]) -> list[dict[str, Any]]:
    """Rows for the department's page; `ends` has the address of the form that ends a post."""
    return [
        {
            "person": post.person.name,
            "person_url": reverse("accounts:person", args=[post.person.uid]),
            "post": post,
            "kind": post.get_kind_display(),
            "acting": post.kind == PostKind.ACTING,
            "sections": "、".join(post.sections),
            "end_url": ends.get(post.pk, ""),
        }
        for post in posts
    ]


def person_facts(person: User, contacts: bool) -> list[Cell]:
    """What a person's page says; phone and mail only where `contacts`."""
    facts: list[Cell] = [
        {"label": "账号", "value": person.username},
        {"label": "工号", "value": person.employee_no or "—"},
    ]
    if contacts:
        facts += [
            {"label": "电话", "value": person.phone or "—"},
            {"label": "邮箱", "value": person.email or "—"},
        ]
    if person.admin_role:
        facts.append({"label": "三员角色", "value": person.get_admin_role_display()})
    if not person.is_active:
        facts.append(
            {"label": "状态", "value": "已停用", "sub": moment_full(person.deactivated_at)}
        )
    return facts


def person_posts(posts: Iterable[Post]) -> list[dict[str, Any]]:
    """Posts of a person as rows of a table, whose columns are POST_COLUMNS."""
    rows = []
    for post in posts:
        portfolio = "、".join(entry.department.short_name for entry in post.portfolio.all())
        url = reverse("accounts:department", args=[post.department.uid])
        until = day(post.ends_on) or "至今"
        cells: list[Cell] = [
            {"text": post.department.name, "url": url},
            {"text": post.title, "sub": post.get_kind_display()},
            {"text": portfolio or "、".join(post.sections) or "—"},
            {"text": f"{day(post.starts_on)}—{until}", "sub": post.document_number},
        ]
        rows.append({"cells": cells})
    return rows


POST_COLUMNS = [{"label": label} for label in ("单位", "职务", "分管", "起止")]


def roles_missing(holders: Iterable[User]) -> str:
    """“系统管理员、安全审计员”: roles of the three that nobody with a living account holds."""
    held = {person.admin_role for person in holders if person.is_active}
    return "、".join(role.label for role in AdminRole if role not in held)


def token_line(token: AccessToken, at: datetime) -> dict[str, Any]:
    """A token in its owner's list: when it began and ends, whether it still opens the door."""
    if token.revoked_at is not None:
        state, sub = ("已撤销", ""), moment_full(token.revoked_at)
    elif token.expires_at <= at:
        state, sub = ("已过期", "warn"), ""
    else:
        state, sub = ("有效", "ok"), ""
    return {
        "uid": token.uid,
        "name": str(token),
        "made": moment_full(token.created_at),
        "expires": moment_full(token.expires_at),
        "state": state,
        "sub": sub,
        "living": state[1] == "ok",
    }


def journal_line(entry: Entry) -> dict[str, str]:
    """An entry for the auditor: who did what when; business texts stay hidden.

    Only entries about the organisation itself show a name and a few of their facts; of all others
    the kind and the identifier.
    """
    own = entry.subject_type.startswith(OWN_SUBJECTS)
    known = entry.type in OrgEvent.values
    return {
        "at": moment_full(entry.at),
        "type": OrgEvent(entry.type).label if known else _act_words(entry.type),
        "actor": entry.actor_name or "系统",
        "post": entry.actor_post,
        "department": entry.department_code,
        "subject": SUBJECTS.get(entry.subject_type)
        or _words("JOURNAL_SUBJECTS").get(entry.subject_type, entry.subject_type),
        "label": entry.subject_label if own else str(entry.subject_uid or ""),
        "data": _facts(entry.data) if known else "",
    }


@cache
def _words(setting: str) -> Mapping[str, str]:
    """What upper apps call their entries, or what these are about."""
    return ChainMap(*(import_string(path) for path in getattr(settings, setting)))


def _act_words(kind: str) -> str:
    words = _words("JOURNAL_WORDS")
    return words.get(kind) or words.get(kind.partition(".")[0], kind)


def _facts(data: Mapping[str, Any]) -> str:
    shown = ((label, data.get(key)) for key, label in SHOWN_DATA.items())
    return "；".join(f"{label}：{value}" for label, value in shown if value)


def broker_facts(broker: BrokerState) -> list[Cell]:
    """Facts of the queue for the operator; what it can't tell is left out."""
    light_ = ("ok", "正常") if broker.answers else ("bad", "没有应答")
    facts: list[Cell] = [{"label": "状态", "value": "", "light": light_}]
    if broker.waiting is not None:
        facts.append({"label": "排队", "value": f"{broker.waiting} 条"})
    if broker.taken is not None:
        facts.append({"label": "办理中", "value": f"{broker.taken} 条"})
    return facts


def operation_advice(
    broker: BrokerState, rows: Iterable[DueRows], ticks: Iterable[TickState], at: datetime
) -> list[str]:
    """Sentences about what is wrong and where to look; empty when all is well."""
    advice = []
    if not broker.answers:
        advice.append(
            "消息队列没有应答，定时任务暂停；已提交的内容都在数据库中，恢复后自动补办。"
            "请检查 Redis（试用环境为数据目录下的 broker 文件夹）。"
        )
    ticks = list(ticks)
    if any(tick.is_overdue(at) for tick in ticks):
        advice.append("有定时任务逾期未运行。请检查 worker 和 beat 两个服务是否在运行。")
    elif late := [row.name for row in rows if row.is_late(at)]:
        advice.append(f"{'、'.join(late)}积压较久。请增加 worker，或查看其日志。")
    if failed := [tick.label for tick in ticks if tick.has_failed]:
        advice.append(f"{'、'.join(failed)}上次运行出错，下一次会自动重试；反复出错请查看日志。")
    return advice
