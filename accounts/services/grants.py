"""Reading granted beside posts: of one department here, of a campaign by the app above."""

from datetime import date, datetime

from django.db import transaction
from guardian.shortcuts import assign_perm

from accounts.enums import OrgEvent
from accounts.models import Department, DepartmentGrant, GrantBase, User
from accounts.permissions import Act, check_can, check_may_hold_business
from core.clock import local_date
from core.errors import Conflict, Invalid, NotFound
from core.models import UidModel
from journal.services import record

READ = "accounts.read_department"


@transaction.atomic
def grant_reading(
    *,
    person: User,
    department: Department,
    by: User | None,
    at: datetime,
    last_on: date | None = None,
) -> None:
    """Let a person read a department's items besides what his posts give, up to `last_on`.

    Raises Denied (not the security administrator; the person is an administrator), Invalid
    (inactive; an ended department; a last day that is over), Conflict (granted already).
    """
    check_can(by, Act.GRANT_READING)
    if not department.is_active:
        raise Invalid.at("department", department.end_refusal)
    open_reading(
        grants=DepartmentGrant,
        permission=READ,
        person=person,
        row=department,
        last_on=last_on,
        on=local_date(at),
    )
    _record(OrgEvent.READING_GRANTED, department, by, at, reading_data(person, last_on))


@transaction.atomic
def revoke_reading(*, person: User, department: Department, by: User | None, at: datetime) -> None:
    """Take a granted reading back. Raises Denied, NotFound (there is none)."""
    check_can(by, Act.GRANT_READING)
    end_reading(grants=DepartmentGrant, person=person, row=department)
    _record(OrgEvent.READING_REVOKED, department, by, at, reading_data(person))


def open_reading(
    *,
    grants: type[GrantBase],
    permission: str,
    person: User,
    row: UidModel,
    last_on: date | None,
    on: date,
) -> None:
    """Write a grant through guardian, in the caller's transaction; one that is over gives way.

    The caller has checked who gives it. Raises as `grant_reading`.
    """
    check_may_hold_business(person)
    if not person.is_active:
        raise Invalid.at("person", f"{person.name}的账号已停用，不能授权。")
    if last_on is not None and last_on < on:
        raise Invalid.at("last_on", f"最后一天{last_on}已经过去，请填今天或以后的日期。")
    held = grants.objects.filter(user=person, content_object=row)
    if held.on(on).exists():
        raise Conflict(f"{person.name}已可查阅{row}的事项；要改期限，请先收回再授予。")
    held.delete()
    assign_perm(permission, person, row)
    held.all().update(last_on=last_on)


def end_reading(*, grants: type[GrantBase], person: User, row: UidModel) -> None:
    """Delete a grant, in force or over. Raises NotFound where there is none."""
    if not grants.objects.filter(user=person, content_object=row).delete()[0]:
        raise NotFound(f"{person.name}没有单独授予的{row}查阅权限。")


def reading_data(person: User, last_on: date | None = None) -> dict[str, object]:
    """What the journal keeps of a grant: whose it is, until when."""
    data: dict[str, object] = {"person": str(person.uid), "person_name": person.name}
    return data if last_on is None else {**data, "last_on": last_on}


def _record(
    event: OrgEvent, department: Department, by: User | None, at: datetime, data: dict[str, object]
) -> None:
    record(type=event, subject=department, by=by, at=at, department_code=department.code, data=data)
