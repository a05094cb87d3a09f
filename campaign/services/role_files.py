"""A file of roles brought into the database: what is missing is given, nothing else is ended."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts import services as organisation
from accounts.models import Department, User
from campaign.enums import CampaignAct
from campaign.models import Campaign, Membership
from campaign.services.ground import check
from campaign.services.roles import (
    end_role,
    give_role,
    name_verifying_unit,
    set_office_department,
)
from campaign.validators import SINGLE_ROLES, RoleFile, RoleRow
from core.errors import DomainError, FieldError, Invalid


@dataclass
class RoleReport:
    """What a load did; `kept` are open roles that the file does not name."""

    people: int = 0
    given: int = 0
    ended: int = 0
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)


@transaction.atomic
def load_roles(
    *,
    campaign: Campaign,
    roles: RoleFile,
    by: User | None,
    at: datetime,
    on: date | None = None,
) -> RoleReport:
    """Give the roles of a file from `on` (today unless said), all or nothing.

    People of the file who have no account yet get one without a usable password. A role that one
    person holds passes from its holder to the file's; other roles that the file does not name stay
    and are reported. The same file twice writes nothing. Raises Invalid with one sentence a fault:
    people and departments that don't exist, and whatever `give_role` refuses.
    """
    check(by, CampaignAct.ADMINISTER, campaign, at)
    report = RoleReport()
    people = _people(roles, by, at, report)
    departments = Department.objects.in_bulk(_codes(roles), field_name="code")
    _refuse_unknown(roles, people, departments)
    if roles.office_department:
        department = departments[roles.office_department]
        set_office_department(campaign=campaign, department=department, by=by, at=at)
    held = _held(campaign)
    faults: list[FieldError] = []
    for order, row in enumerate(roles.roles, start=1):
        given: dict[str, Any] = {"person": people[row.person], "role": row.role, "order": order}
        if held.pop((given["person"].pk, row.role), None) is not None:
            report.unchanged += 1
            continue
        try:
            _pass_on(row, held, by, at, report)
            give_role(campaign=campaign, by=by, at=at, on=on, **given)
            report.given += 1
        except DomainError as refusal:
            faults.append(FieldError(row.place, "invalid", refusal.detail))
    _refuse(faults, "处不能办理")
    _name_units(campaign, roles, departments, by, at)
    report.kept = [f"{row.person.name}（{row.get_role_display()}）" for row in held.values()]
    return report


def _name_units(
    campaign: Campaign,
    roles: RoleFile,
    departments: dict[str, Department],
    by: User | None,
    at: datetime,
) -> None:
    for unit in roles.units:
        department = departments[unit.department]
        name_verifying_unit(
            campaign=campaign, scope=unit.scope, department=department, by=by, at=at
        )


def _refuse(faults: list[FieldError], what: str) -> None:
    if faults:
        raise Invalid(f"任职文件有 {len(faults)} {what}，未写入任何内容。", errors=faults)


def _held(campaign: Campaign) -> dict[tuple[int, str], Membership]:
    """The open roles of the campaign by person and role."""
    rows = Membership.objects.filter(campaign=campaign, ends_on__isnull=True)
    return {(row.person_id, row.role): row for row in rows.select_related("person").order_by("id")}


def _make_people(roles: RoleFile, by: User | None, at: datetime, report: RoleReport) -> None:
    names = [row.username for row in roles.people]
    known = set(User.objects.filter(username__in=names).values_list("username", flat=True))
    for row in roles.people:
        if row.username not in known:
            organisation.create_person(username=row.username, name=row.name, by=by, at=at)
            report.people += 1


def _people(roles: RoleFile, by: User | None, at: datetime, report: RoleReport) -> dict[str, User]:
    """By what the file calls them: employee number, else account; who has none gets one."""
    _make_people(roles, by, at, report)
    words = [row.person for row in roles.roles]
    found = User.objects.filter(Q(employee_no__in=words) | Q(username__in=words)).order_by("id")
    by_account = {user.username: user for user in found}
    by_number = {user.employee_no: user for user in found if user.employee_no}
    return {**by_account, **by_number}


def _codes(roles: RoleFile) -> list[str]:
    return [
        code for code in (roles.office_department, *(u.department for u in roles.units)) if code
    ]


def _refuse_unknown(
    roles: RoleFile, people: dict[str, User], departments: dict[str, Department]
) -> None:
    first = {row.person: row.place for row in reversed(roles.roles)}
    faults = [
        FieldError(place, "invalid", f"没有工号或账号为“{person}”的人员。")
        for person, place in reversed(first.items())
        if person not in people
    ]
    faults += [
        FieldError("/departments", "invalid", f"没有编码为“{code}”的单位。")
        for code in dict.fromkeys(_codes(roles))
        if code not in departments
    ]
    _refuse(faults, "处对不上")


def _pass_on(
    row: RoleRow,
    held: dict[tuple[int, str], Membership],
    by: User | None,
    at: datetime,
    report: RoleReport,
) -> None:
    """End the former holder of a role that one person holds."""
    if row.role not in SINGLE_ROLES:
        return
    for key in [key for key in held if key[1] == row.role]:
        end_role(membership=held.pop(key), by=by, at=at)
        report.ended += 1
