"""Names under which ledgers mention a department, and reading granted beside posts."""

from datetime import datetime

from django.db import transaction
from guardian.shortcuts import assign_perm, remove_perm

from accounts.enums import OrgEvent
from accounts.models import Department, DepartmentAlias, DepartmentGrant, User
from accounts.permissions import Act, check_can, check_may_hold_business
from core.errors import Conflict, Invalid, NotFound
from journal.services import record

READ = "accounts.read_department"


@transaction.atomic
def add_alias(
    *, department: Department, name: str, by: User | None, at: datetime
) -> DepartmentAlias:
    """Let ledgers mention `department` as `name`.

    Raises Denied, Invalid (empty or too long), Conflict (another department's name).
    """
    check_can(by, Act.EDIT_ALIASES)
    name = name.strip()
    if not 1 < len(name) <= 100:
        raise Invalid.at("name", "别名须为2至100个字。")
    owner = (
        Department.objects.filter(name=name).first()
        or Department.objects.filter(aliases__name=name).first()
        or Department.objects.filter(short_name=name).exclude(pk=department.pk).first()
    )
    if owner is not None:
        raise Conflict(f"“{name}”已是{owner.name}的名称或别名，不能再用于{department.name}。")
    alias = DepartmentAlias.objects.create(department=department, name=name)
    _record(OrgEvent.ALIAS_ADDED, department, by, at, {"alias": name})
    return alias


@transaction.atomic
def remove_alias(*, alias: DepartmentAlias, by: User | None, at: datetime) -> None:
    """Take an alias away. Raises Denied, NotFound (gone already)."""
    check_can(by, Act.EDIT_ALIASES)
    if not DepartmentAlias.objects.filter(pk=alias.pk).delete()[0]:
        raise NotFound()
    _record(OrgEvent.ALIAS_REMOVED, alias.department, by, at, {"alias": alias.name})


@transaction.atomic
def grant_reading(*, person: User, department: Department, by: User | None, at: datetime) -> None:
    """Let a person read a department's items besides what his posts give.

    Raises Denied (not the security administrator; the person is an administrator), Invalid
    (inactive), Conflict (granted already).
    """
    check_can(by, Act.GRANT_READING)
    check_may_hold_business(person)
    if not person.is_active:
        raise Invalid.at("person", f"{person.name}的账号已停用，不能授权。")
    if DepartmentGrant.objects.filter(user=person, content_object=department).exists():
        raise Conflict(f"{person.name}已可查阅{department.name}的事项。")
    assign_perm(READ, person, department)
    data = {"person": str(person.uid), "person_name": person.name}
    _record(OrgEvent.READING_GRANTED, department, by, at, data)


@transaction.atomic
def revoke_reading(*, person: User, department: Department, by: User | None, at: datetime) -> None:
    """Take a granted reading back. Raises Denied, NotFound (there is none)."""
    check_can(by, Act.GRANT_READING)
    if not DepartmentGrant.objects.filter(user=person, content_object=department).exists():
        raise NotFound(f"{person.name}没有单独授予的{department.name}查阅权限。")
    remove_perm(READ, person, department)
    data = {"person": str(person.uid), "person_name": person.name}
    _record(OrgEvent.READING_REVOKED, department, by, at, data)


def _record(
    event: OrgEvent, department: Department, by: User | None, at: datetime, data: dict[str, str]
) -> None:
    record(type=event, subject=department, by=by, at=at, department_code=department.code, data=data)
