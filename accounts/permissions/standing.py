"""What a person is on a day by posts, delegations and grants: resolved once a request.

Everything here is read by one statement, together with what higher apps say of the person
(settings.STANDING_PARTS), and kept on the user object for as long as a door says so
(`remember_standing`); services and tests without a door always read afresh.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import TextChoices
from django.utils.module_loading import import_string

from accounts.enums import AdminRole, Capacity, PostKind
from accounts.models import Post, User
from core import workdays as calendar
from core.errors import Denied
from core.workdays import Workdays

Row = tuple[Any, ...]
Rows = dict[str, list[Row]]


@dataclass(frozen=True)
class HeldPost:
    """A post as a person holds it, or stands in for it as a delegate."""

    id: int
    person_id: int
    department_id: int
    parent_id: int | None
    kind: str
    title: str
    sections: tuple[str, ...]
    order: int
    capacity: Capacity
    portfolio: frozenset[int]


@dataclass(frozen=True)
class Standing:
    """A person's posts on a day. An inactive person stands nowhere.

    `granted_departments` are read and no more: by a grant, or since they were merged into a
    department of his (whoever takes a department over takes its files over).
    """

    user_id: int
    on: date
    posts: tuple[HeldPost, ...] = ()
    delegated: tuple[HeldPost, ...] = ()
    granted_departments: frozenset[int] = frozenset()
    first_sections: dict[int, frozenset[str]] = field(default_factory=dict)

    @property
    def departments(self) -> frozenset[int]:
        """Departments in which the person holds any post."""
        return frozenset(post.department_id for post in self.posts)

    @property
    def portfolio(self) -> frozenset[int]:
        """Departments in the person's charge as a city leader."""
        return frozenset().union(*(post.portfolio for post in self.posts))

    def in_kinds(self, *kinds: str) -> frozenset[int]:
        """Departments where the person holds a post of one of `kinds`."""
        return frozenset(post.department_id for post in self.posts if post.kind in kinds)

    @property
    def headed(self) -> frozenset[int]:
        """Departments for which the person answers himself, as holder or acting."""
        return self.in_kinds(PostKind.FIRST_IN_CHARGE, PostKind.ACTING)

    @property
    def signs_for(self) -> frozenset[int]:
        """Departments for whose first-in-charge the person signs as a delegate."""
        return frozenset(post.department_id for post in self.delegated)


OWN, DELEGATED, TEAM, GRANT, DAY = "own", "delegated", "team", "grant", "day"
_CURRENT = "p.starts_on <= %(on)s AND (p.ends_on IS NULL OR p.ends_on > %(on)s)"
_POST = (
    'p.id, p.person_id, p.department_id, d.parent_id, p.kind, p.title, p.sections, p."order" '
    "AS place"
)
_STANDING = f"""
SELECT '{OWN}' AS part, {_POST}, f.department_id AS led
FROM accounts_post p JOIN accounts_department d ON d.id = p.department_id
LEFT JOIN accounts_portfoliodepartment f ON f.post_id = p.id
WHERE p.person_id = %(user)s AND {_CURRENT}
UNION ALL
SELECT '{DELEGATED}', {_POST}, f.department_id
FROM accounts_delegation g JOIN accounts_post p ON p.id = g.post_id
JOIN accounts_department d ON d.id = p.department_id
LEFT JOIN accounts_portfoliodepartment f ON f.post_id = p.id
WHERE g.delegate_id = %(user)s AND g.starts_on <= %(on)s AND g.ends_on >= %(on)s
AND g.revoked_at IS NULL AND (p.ends_on IS NULL OR p.ends_on > %(on)s)
UNION ALL
SELECT '{TEAM}', {_POST}, NULL
FROM accounts_post p JOIN accounts_department d ON d.id = p.department_id
JOIN accounts_user u ON u.id = p.person_id AND u.is_active
WHERE p.kind = %(team)s AND {_CURRENT} AND p.department_id IN (
SELECT p.department_id FROM accounts_post p
WHERE p.person_id = %(user)s AND p.kind = %(team)s AND {_CURRENT})
UNION ALL
SELECT '{GRANT}', NULL, NULL, content_object_id, NULL, NULL, NULL, NULL, NULL, NULL
FROM accounts_departmentgrant
WHERE user_id = %(user)s AND (last_on IS NULL OR last_on >= %(on)s)
UNION ALL
SELECT '{GRANT}', NULL, NULL, d.id, NULL, NULL, NULL, NULL, NULL, NULL
FROM accounts_department d WHERE d.ended_on IS NOT NULL AND d.id IN (
WITH RECURSIVE heirs(id) AS (
SELECT p.department_id FROM accounts_post p WHERE p.person_id = %(user)s AND {_CURRENT}
UNION
SELECT f.department_id FROM accounts_portfoliodepartment f JOIN accounts_post p ON p.id = f.post_id
WHERE p.person_id = %(user)s AND {_CURRENT}
UNION
SELECT e.id FROM accounts_department e JOIN heirs h ON e.successor_id = h.id
WHERE e.ended_on IS NOT NULL
) SELECT id FROM heirs)
"""  # nosec B608 - constants of this module are joined here, values are parameters
DAYS = f"""
SELECT '{DAY}', NULL, NULL, NULL, NULL, NULL, CAST(date AS text), NULL,
CASE WHEN is_workday THEN 1 ELSE 0 END, NULL FROM core_workdayoverride
"""  # nosec B608 - the same
"""The calendar's overrides: a part of what pages begin with (settings.PAGE_PARTS)."""


@cache
def _statement(*paths: str) -> str:
    return "UNION ALL".join([_STANDING, *map(import_string, paths)])


def _read(user: User, on: date, paths: Sequence[str]) -> Rows:
    """Rows by part, of this module and of `paths`: each has the ten columns of `_STANDING`.

    It is written as SQL, since every request begins with it: the same questions put by the ORM
    cost more time than all the database's.
    """
    found: Rows = {}
    with connection.cursor() as cursor:
        values = {"user": user.pk, "on": on, "team": PostKind.TEAM_MEMBER.value}
        cursor.execute(_statement(*paths), values)
        for row in cursor.fetchall():
            found.setdefault(row[0], []).append(row)
    return found


def standing_rows(user: User, on: date) -> Rows:
    """What this app and settings.STANDING_PARTS say of a person on a day (1 statement, or kept)."""
    memory = getattr(user, "standing_memory", None)
    if memory is None:
        return _read(user, on, settings.STANDING_PARTS)
    if ("rows", on) not in memory:
        parts = [*settings.STANDING_PARTS, *memory.get("parts", ())]
        memory["rows", on] = _read(user, on, parts)
    return memory["rows", on]


def page_rows(user: User, on: date, part: str) -> list[Row] | None:
    """The rows of one of settings.PAGE_PARTS; None where no page keeps them for this person."""
    memory = getattr(user, "standing_memory", None) or {}
    return standing_rows(user, on).get(part, []) if memory.get("parts") else None


def _held(rows: Iterable[Row], delegated: bool) -> tuple[HeldPost, ...]:
    """Posts in rank order from rows of `_STANDING`: one row a department of the portfolio."""
    portfolios: dict[int, set[int]] = {}
    posts: dict[int, Row] = {}
    for row in rows:
        posts[row[1]] = row
        portfolios.setdefault(row[1], set()).add(row[9])
    held = []
    for _, pk, person, department, parent, kind, title, sections, order, _ in posts.values():
        own = Capacity.ACTING if kind == PostKind.ACTING else Capacity.HOLDER
        held.append(
            HeldPost(
                id=pk,
                person_id=person,
                department_id=department,
                parent_id=parent,
                kind=kind,
                title=title,
                sections=tuple(json.loads(sections)),
                order=order,
                capacity=Capacity.DELEGATE if delegated else own,
                portfolio=frozenset(portfolios[pk] - {None}),
            )
        )
    return tuple(sorted(held, key=lambda post: (post.order, post.id)))


def _first_sections(posts: tuple[HeldPost, ...], team: Iterable[Row]) -> dict[int, frozenset[str]]:
    """Per department, the sections for which the person comes first by rank order."""
    first: dict[tuple[int, str], int] = {}
    for post in _held(team, delegated=False):
        for section in post.sections:
            first.setdefault((post.department_id, section), post.id)
    ids = {post.id for post in posts}
    found: dict[int, set[str]] = {}
    for (department_id, section), post_id in first.items():
        if post_id in ids:
            found.setdefault(department_id, set()).add(section)
    return {key: frozenset(value) for key, value in found.items()}


def read_standing(user: User, on: date) -> Standing:
    """A person's standing on a day (1 statement, unless a door keeps the rows)."""
    return standing_from(user, on, standing_rows(user, on) if user.is_active else {})


def standing_from(user: User, on: date, parts: Rows) -> Standing:
    """The standing that the rows of `standing_rows` say; an inactive person stands nowhere."""
    if not user.is_active:
        return Standing(user_id=user.pk, on=on)
    posts = _held(parts.get(OWN, ()), delegated=False)
    return Standing(
        user_id=user.pk,
        on=on,
        posts=posts,
        delegated=_held(parts.get(DELEGATED, ()), delegated=True),
        granted_departments=frozenset(row[3] for row in parts.get(GRANT, ())),
        first_sections=_first_sections(posts, parts.get(TEAM, ())),
    )


def remember_standing(user: User, *, page: bool = False) -> None:
    """Let the standing of this user object be kept: called by doors, once a request.

    With `page` what every page begins with (settings.PAGE_PARTS) is read in the same statement.
    """
    user.standing_memory = {"parts": settings.PAGE_PARTS} if page else {}


def standing_of(user: User, on: date) -> Standing:
    """A person's standing on a day; kept on the user object if a door asked for that."""
    memory = getattr(user, "standing_memory", None)
    if memory is None:
        return read_standing(user, on)
    if ("accounts", on) not in memory:
        memory["accounts", on] = read_standing(user, on)
    return memory["accounts", on]


def workdays_of(user: User, on: date) -> Workdays:
    """The calendar with all overrides: of the page that the person looks at, else read afresh."""
    rows = page_rows(user, on, DAY)
    if rows is None:
        return calendar.load()
    memory = user.standing_memory
    if ("workdays", on) not in memory:
        overrides = {date.fromisoformat(row[6]): bool(row[8]) for row in rows}
        memory["workdays", on] = Workdays(overrides)
    return memory["workdays", on]


def post_title_of(user: User, on: date) -> str:
    """The title of a person's first post: one statement, none where the standing is kept."""
    memory = getattr(user, "standing_memory", None) or {}
    if ("accounts", on) in memory:
        posts = memory["accounts", on].posts
        return posts[0].title if posts else ""
    titles = Post.objects.on(on).filter(person=user).order_by("order", "id")
    return titles.values_list("title", flat=True).first() or ""


class Act(TextChoices):
    """What the three administrators do; nobody else, and none of it is business."""

    CREATE_PERSON = "create-person", "建立人员"
    DEACTIVATE_PERSON = "deactivate-person", "停用、恢复人员"
    INVITE_PERSON = "invite-person", "生成设置密码链接"
    UNLOCK_PERSON = "unlock-person", "解除登录锁定"
    EDIT_ALIASES = "edit-aliases", "维护单位别名"
    RESEND_MESSAGES = "resend-messages", "查看和重新发送未送达的消息"
    KEEP_DEPARTMENTS = "keep-departments", "撤销、合并、更名单位"
    EDIT_POSTS = "edit-posts", "登记任职和离任"
    GRANT_READING = "grant-reading", "授予和收回查阅权限"
    SET_ADMIN_ROLE = "set-admin-role", "设置三员角色"
    READ_JOURNAL = "read-journal", "查阅日志"
    WATCH_OPERATION = "watch-operation", "查看运行状况"


# Making an account and giving it rights are two acts by two people (GB/T 22239-2019, 8.1.4).
WHO_MAY: dict[Act, AdminRole] = {
    Act.CREATE_PERSON: AdminRole.SYS_ADMIN,
    Act.DEACTIVATE_PERSON: AdminRole.SYS_ADMIN,
    Act.INVITE_PERSON: AdminRole.SYS_ADMIN,
    Act.UNLOCK_PERSON: AdminRole.SYS_ADMIN,
    Act.EDIT_ALIASES: AdminRole.SYS_ADMIN,
    Act.KEEP_DEPARTMENTS: AdminRole.SYS_ADMIN,
    Act.RESEND_MESSAGES: AdminRole.SYS_ADMIN,
    Act.EDIT_POSTS: AdminRole.SEC_ADMIN,
    Act.GRANT_READING: AdminRole.SEC_ADMIN,
    Act.SET_ADMIN_ROLE: AdminRole.SEC_ADMIN,
    Act.READ_JOURNAL: AdminRole.AUDIT_ADMIN,
    Act.WATCH_OPERATION: AdminRole.SYS_ADMIN,
}


def can(user: User, act: Act) -> bool:
    """Whether `user` is the administrator for `act`."""
    return user.is_authenticated and user.is_active and user.admin_role == WHO_MAY[act]


def check_can(user: User | None, act: Act) -> None:
    """Raise Denied, naming who may, unless `user` may; None is the system itself."""
    if user is not None and not can(user, act):
        raise Denied(f"“{act.label}”由{WHO_MAY[act].label}办理，您的账号没有此权限。")


def check_may_hold_business(person: User) -> None:
    """Raise Denied where a post, a campaign role or a grant would go to an administrator."""
    if person.admin_role:
        raise Denied(
            f"{person.name}是{person.get_admin_role_display()}，"
            "三员不得担任业务职务、角色或查阅业务数据，请另选人员。"
        )


def sees_contacts(user: User, departments: frozenset[int], on: date) -> bool:
    """Whether phone and mail address of a person with posts in `departments` are shown to `user`.

    To people of one of these departments, to the system administrator who keeps them, and to
    whom a higher app names (settings.CONTACT_READERS): personal data only as far as needed.
    """
    if can(user, Act.CREATE_PERSON) or standing_of(user, on).departments & departments:
        return True
    return reads_all_contacts(user, on)


def reads_all_contacts(user: User, on: date) -> bool:
    """Whether one of settings.CONTACT_READERS lets `user` read every phone number."""
    return any(import_string(path)(user, on) for path in settings.CONTACT_READERS)
