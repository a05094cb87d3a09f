"""People come and go: accounts are made by hand or by import, stopped at once, never deleted."""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.module_loading import import_string

from accounts.enums import AdminRole, HandoverReason, OrgEvent
from accounts.models import AccessToken, Delegation, DepartmentGrant, Post, User
from accounts.permissions import Act, check_can
from accounts.services.handovers import desks_left
from accounts.services.posts import post_data
from core.clock import local_date
from core.errors import Conflict, Denied, Invalid, TransitionNotAllowed
from core.validators.text import pinyin_initials
from journal.services import Fact, record, record_many


def initials_of(name: str) -> str:
    """First letters of the pinyin, for search: 赵某甲 → zmj."""
    return pinyin_initials(name)[:50]


@transaction.atomic
def create_person(
    *,
    username: str,
    name: str,
    by: User | None,
    at: datetime,
    employee_no: str = "",
    phone: str = "",
    email: str = "",
) -> User:
    """Make an account by hand, without a password until its link is used.

    Raises Denied (not the system administrator), Invalid (a field is empty or taken).
    """
    check_can(by, Act.CREATE_PERSON)
    username, name, employee_no = username.strip().lower(), name.strip(), employee_no.strip()
    problems = {}
    if not username:
        problems["username"] = "请填写账号。"
    elif User.objects.filter(username=username).exists():
        problems["username"] = f"账号“{username}”已被使用，请换一个。"
    if not name:
        problems["name"] = "请填写姓名。"
    if employee_no and User.objects.filter(employee_no=employee_no).exists():
        problems["employee_no"] = f"工号“{employee_no}”已有人员使用，请核对。"
    if problems:
        raise Invalid.of(problems)
    person = User.objects.create(
        username=username,
        name=name,
        employee_no=employee_no or None,
        phone=phone.strip(),
        email=email.strip(),
        initials=initials_of(name),
        password=make_password(None),
    )
    record(type=OrgEvent.PERSON_CREATED, subject=person, by=by, at=at, data={"username": username})
    return person


@transaction.atomic
def deactivate_person(*, person: User, by: User | None, at: datetime, reason: str = "") -> bool:
    """Stop an account at once: sessions, tokens, posts, delegations and grants end.

    A handover opens with what lay on each desk; the leaver can't sign it any more.
    Returns False, and does nothing, where it was stopped before. Raises Denied (not the system
    administrator, or his own account).
    """
    check_can(by, Act.DEACTIVATE_PERSON)
    if by is not None and by.pk == person.pk:
        raise Denied("不能停用自己的账号，请由另一名系统管理员办理。")
    active = person.is_active
    ended = stop_people(people=[person], on=local_date(at), by=by, at=at, reason=reason)
    person.refresh_from_db()
    if active:
        desks_left(posts=ended, reason=HandoverReason.DEACTIVATED, by=by, at=at, people=[person])
    return active


def stop_people(
    *,
    people: Sequence[User],
    on: date,
    by: User | None,
    at: datetime,
    reason: str = "",
    by_import: bool = False,
) -> list[Post]:
    """End everything that lets these people act; set-based, in the caller's transaction.

    Returns the posts that ended, whose desks the caller sees to (`desks_left`).
    """
    ids = [person.pk for person in people if person.is_active]
    active = User.objects.filter(pk__in=ids, is_active=True)
    stopped = list(active.order_by("id"))
    if not stopped:
        return []
    active.update(
        is_active=False,
        deactivated_at=at,
        deactivated_by_import=by_import,
        session_epoch=F("session_epoch") + 1,
    )
    open_posts = Post.objects.filter(person__in=ids, ends_on__isnull=True)
    ended = list(open_posts.select_related("person", "department").order_by("id"))
    open_posts.update(ends_on=Greatest(F("starts_on"), on))
    for post in ended:
        post.ends_on = max(post.starts_on, on)
    record_many(_stop_facts(stopped, ended, by, at, reason))
    Delegation.objects.filter(delegate__in=ids, revoked_at__isnull=True).update(revoked_at=at)
    AccessToken.objects.filter(user__in=ids, revoked_at__isnull=True).update(revoked_at=at)
    DepartmentGrant.objects.filter(user__in=ids).delete()
    return ended


def _stop_facts(
    stopped: list[User], ended: list[Post], by: User | None, at: datetime, reason: str
) -> list[Fact]:
    """What the journal keeps: each account that was stopped, each post that ended with it."""
    gone = OrgEvent.PERSON_DEACTIVATED
    facts = [Fact(type=gone, subject=p, by=by, at=at, data={"reason": reason}) for p in stopped]
    facts += [
        Fact(
            type=OrgEvent.POST_ENDED,
            subject=post,
            by=by,
            at=at,
            department_code=post.department.code,
            data=post_data(post),
        )
        for post in ended
    ]
    return facts


@transaction.atomic
def reactivate_person(*, person: User, by: User | None, at: datetime) -> None:
    """Let a stopped person in again: without posts, and without a password until a new link.

    Raises Denied, TransitionNotAllowed (not stopped).
    """
    check_can(by, Act.DEACTIVATE_PERSON)
    changed = User.objects.filter(pk=person.pk, is_active=False).update(
        is_active=True,
        deactivated_at=None,
        deactivated_by_import=False,
        password=make_password(None),
        session_epoch=F("session_epoch") + 1,
    )
    if not changed:
        raise TransitionNotAllowed(f"{person.name}的账号未停用，不需要恢复。")
    person.refresh_from_db()
    record(type=OrgEvent.PERSON_REACTIVATED, subject=person, by=by, at=at)


@transaction.atomic
def invite_link(*, person: User, by: User | None, at: datetime) -> str:
    """Return the path of a page where the person sets his password; works once, for 24 hours.

    Raises Denied (not the system administrator), Invalid (inactive).
    """
    check_can(by, Act.INVITE_PERSON)
    if not person.is_active:
        raise Invalid.at("person", f"{person.name}的账号已停用，请先恢复。")
    record(type=OrgEvent.PERSON_INVITED, subject=person, by=by, at=at)
    token = default_token_generator.make_token(person)
    return reverse("accounts:invitation", args=[person.uid, token])


@transaction.atomic
def set_admin_role(*, person: User, role: str, by: User | None, at: datetime) -> None:
    """Make a person one of the three administrators; "" takes the role away.

    Raises Denied (not the security administrator, or himself), Invalid (a stopped account),
    TransitionNotAllowed (nothing would change), Conflict (the person holds posts or grants; two
    roles at once).
    """
    check_can(by, Act.SET_ADMIN_ROLE)
    if by is not None and by.pk == person.pk:
        raise Denied("不能设置自己的三员角色，请由另一名安全保密管理员办理。")
    wanted = AdminRole(role) if role else ""
    if wanted and not person.is_active:
        raise Invalid.at("person", f"{person.name}的账号已停用，请先恢复。")
    if wanted == person.admin_role:
        same = f"已是{wanted.label}，不需要再设" if wanted else "没有担任三员，不需要取消"
        raise TransitionNotAllowed(f"{person.name}{same}。")
    if wanted and person.admin_role and person.admin_role != wanted:
        raise Conflict(
            f"{person.name}已是{person.get_admin_role_display()}，一人只能担任一员，请先取消。"
        )
    if wanted and holds_business(person):
        raise Conflict(f"{person.name}担任业务职务或有查阅授权，不能兼任三员。")
    User.objects.filter(pk=person.pk).update(
        admin_role=wanted, session_epoch=F("session_epoch") + 1
    )
    person.refresh_from_db()
    record(type=OrgEvent.ADMIN_ROLE_SET, subject=person, by=by, at=at, data={"role": role})


def holds_business(person: User) -> bool:
    """Whether posts, grants or roles higher up tie the person to business data.

    Apps above name their question in settings.BUSINESS_TIES: paths of `f(person) -> bool`.
    """
    return (
        person.posts.filter(ends_on__isnull=True).exists()
        or DepartmentGrant.objects.filter(user=person).exists()
        or any(import_string(path)(person) for path in settings.BUSINESS_TIES)
    )
