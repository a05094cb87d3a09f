"""What a person is on a day by posts, delegations and grants: resolved once a request.

Everything here is read with a handful of queries and kept on the user object for as long as a door
says so (`remember_standing`); services and tests without a door always read afresh.
"""

from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db.models import TextChoices
from django.utils.module_loading import import_string

from accounts.enums import AdminRole, Capacity, PostKind
from accounts.models import Delegation, DepartmentGrant, Post, User
from core.errors import Denied


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
    """A person's posts on a day. An inactive person stands nowhere."""

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


def _held(post: Post, capacity: Capacity) -> HeldPost:
    return HeldPost(
        id=post.pk,
        person_id=post.person_id,
        department_id=post.department_id,
        parent_id=post.department.parent_id,
        kind=post.kind,
        title=post.title,
        sections=tuple(post.sections),
        order=post.order,
        capacity=capacity,
        portfolio=frozenset(row.department_id for row in post.portfolio.all()),
    )


def _capacity(post: Post) -> Capacity:
    return Capacity.ACTING if post.kind == PostKind.ACTING else Capacity.HOLDER


def _first_sections(posts: tuple[HeldPost, ...], on: date) -> dict[int, frozenset[str]]:
    """Per department, the sections for which the person comes first by rank order."""
    mine = [p for p in posts if p.kind == PostKind.TEAM_MEMBER and p.sections]
    if not mine:
        return {}
    team = (
        Post.objects.on(on)
        .filter(department__in={p.department_id for p in mine}, kind=PostKind.TEAM_MEMBER)
        .filter(person__is_active=True)
        .order_by("order", "id")
        .values_list("department_id", "id", "sections")
    )
    first: dict[tuple[int, str], int] = {}
    for department_id, post_id, sections in team:
        for section in sections:
            first.setdefault((department_id, section), post_id)
    ids = {p.id for p in mine}
    found: dict[int, set[str]] = {}
    for (department_id, section), post_id in first.items():
        if post_id in ids:
            found.setdefault(department_id, set()).add(section)
    return {key: frozenset(value) for key, value in found.items()}


def read_standing(user: User, on: date) -> Standing:
    """A person's standing on a day, read from the database (3 to 5 statements)."""
    if not user.is_active:
        return Standing(user_id=user.pk, on=on)
    posts = tuple(
        _held(post, _capacity(post))
        for post in Post.objects.on(on)
        .filter(person=user)
        .select_related("department")
        .prefetch_related("portfolio")
        .order_by("order", "id")
    )
    held_now = [
        delegation.post
        for delegation in Delegation.objects.on(on)
        .filter(delegate=user)
        .select_related("post__department")
        .order_by("id")
        if delegation.post.ends_on is None or delegation.post.ends_on > on
    ]
    grants = DepartmentGrant.objects.filter(user=user).values_list("content_object_id", flat=True)
    return Standing(
        user_id=user.pk,
        on=on,
        posts=posts,
        delegated=tuple(_held(post, Capacity.DELEGATE) for post in held_now),
        granted_departments=frozenset(grants),
        first_sections=_first_sections(posts, on),
    )


def remember_standing(user: User) -> None:
    """Let the standing of this user object be kept: called by doors, once a request."""
    user.standing_memory = {}


def standing_of(user: User, on: date) -> Standing:
    """A person's standing on a day; kept on the user object if a door asked for that."""
    memory = getattr(user, "standing_memory", None)
    if memory is None:
        return read_standing(user, on)
    if ("accounts", on) not in memory:
        memory["accounts", on] = read_standing(user, on)
    return memory["accounts", on]


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
    EDIT_POSTS = "edit-posts", "登记任职和离任"
    GRANT_READING = "grant-reading", "授予和收回查阅权限"
    SET_ADMIN_ROLE = "set-admin-role", "设置三员角色"
    READ_JOURNAL = "read-journal", "查阅日志"


# Making an account and giving it rights are two acts by two people (GB/T 22239-2019, 8.1.4).
WHO_MAY: dict[Act, AdminRole] = {
    Act.CREATE_PERSON: AdminRole.SYS_ADMIN,
    Act.DEACTIVATE_PERSON: AdminRole.SYS_ADMIN,
    Act.INVITE_PERSON: AdminRole.SYS_ADMIN,
    Act.UNLOCK_PERSON: AdminRole.SYS_ADMIN,
    Act.EDIT_ALIASES: AdminRole.SYS_ADMIN,
    Act.EDIT_POSTS: AdminRole.SEC_ADMIN,
    Act.GRANT_READING: AdminRole.SEC_ADMIN,
    Act.SET_ADMIN_ROLE: AdminRole.SEC_ADMIN,
    Act.READ_JOURNAL: AdminRole.AUDIT_ADMIN,
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
