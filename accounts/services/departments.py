"""Names under which ledgers mention a department."""

from datetime import datetime

from django.db import transaction

from accounts.enums import OrgEvent
from accounts.models import Department, DepartmentAlias, User
from accounts.permissions import Act, check_can
from core.errors import Conflict, Invalid, NotFound
from journal.services import record


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


def _record(
    event: OrgEvent, department: Department, by: User | None, at: datetime, data: dict[str, str]
) -> None:
    record(type=event, subject=department, by=by, at=at, department_code=department.code, data=data)
