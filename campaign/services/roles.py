"""Who is what in a campaign, from when to when; and who stands in for an empty post."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts import services as organisation
from accounts.models import Department, Post, User
from campaign.enums import CampaignAct, CampaignRole, VerifyingScope
from campaign.models import Campaign, Membership, VerifyingUnit
from campaign.permissions import check_can_give
from campaign.services.ground import check, locked, note
from campaign.validators import SINGLE_ROLES
from core.clock import local_date
from core.errors import Denied, GuardFailed, Invalid


@transaction.atomic
def give_role(
    *,
    campaign: Campaign,
    person: User,
    role: CampaignRole,
    by: User | None,
    at: datetime,
    on: date | None = None,
    order: int = 0,
) -> Membership:
    """Give a person a role of the campaign from `on` (today unless said; never a day to come).

    Denied as `permissions.check_can_give`, and for oneself. Invalid or GuardFailed, with the
    sentence, for somebody deactivated, one of the three administrators (三员不兼业务), a role that
    he has, a second holder of a role that one person holds, and a supervisor of the office's items
    who is no deputy of the leading group.
    """
    today = local_date(at)
    role = CampaignRole(role)
    _check_giving(by, person, role, locked(campaign), today)
    starts_on = on or today
    if starts_on > today:
        raise Invalid.at("on", "任职日期不能晚于今天；尚未开始的任职请到当天再登记。")
    _check_fit(person, role, campaign, today)
    membership = Membership.objects.create(
        campaign=campaign, person=person, role=role, order=order, starts_on=starts_on
    )
    data = {"role": role.value, "person": _named(person), "starts_on": starts_on}
    note(campaign, type="role_given", by=by, at=at, data=data)
    return membership


@transaction.atomic
def end_role(*, membership: Membership, by: User | None, at: datetime) -> None:
    """End a role today. Denied as for giving it; GuardFailed where it has ended already."""
    today = local_date(at)
    campaign = locked(membership.campaign)
    stored = Membership.objects.select_related("person").get(pk=membership.pk)
    role = CampaignRole(stored.role)
    if by is not None:
        check_can_give(by, role, campaign, today)
    if stored.ends_on is not None:
        raise GuardFailed(f"该任职已于{stored.ends_on:%Y-%m-%d}结束。")
    supervises = _open(campaign, CampaignRole.OFFICE_SUPERVISOR).filter(person=stored.person)
    if role == CampaignRole.DEPUTY_GROUP_LEADER and supervises.exists():
        label = CampaignRole.OFFICE_SUPERVISOR.label
        raise GuardFailed(
            f"{stored.person.name}还是{label}，请先由组长另行指定，再结束副组长任职。"
        )
    Membership.objects.filter(pk=stored.pk).update(ends_on=max(today, stored.starts_on))
    membership.ends_on = max(today, stored.starts_on)
    data = {"role": role.value, "person": _named(stored.person), "ends_on": membership.ends_on}
    note(campaign, type="role_ended", by=by, at=at, data=data)


def holders_gone(*, people: Sequence[User], by: User | None, at: datetime) -> None:
    """People were deactivated: their roles end as their posts do, so that whoever lets an account
    in again gives no rights with it (settings.DEACTIVATION_OBSERVERS)."""
    today = local_date(at)
    rows = Membership.objects.filter(person__in=people, ends_on__isnull=True)
    for row in rows.select_related("campaign", "person").order_by("id"):
        ends_on = max(today, row.starts_on)
        Membership.objects.filter(pk=row.pk).update(ends_on=ends_on)
        data = {"role": row.role, "person": _named(row.person), "ends_on": ends_on}
        note(row.campaign, type="role_ended", by=by, at=at, data=data)


@transaction.atomic
def name_verifying_unit(
    *,
    campaign: Campaign,
    scope: VerifyingScope,
    department: Department,
    by: User | None,
    at: datetime,
) -> VerifyingUnit:
    """Name the unit that checks what the office may not check itself (解决“灯下黑”).

    Named by the group leader. Invalid for the office's own department, a sub-unit or a department
    out of use. The unit named already: nothing happens.
    """
    held = locked(campaign)
    check(by, CampaignAct.NAME_VERIFYING_UNIT, held, at)
    scope = VerifyingScope(scope)
    office = held.office_department_id
    if not department.is_active:
        raise Invalid.at("department", department.end_refusal)
    if department.is_sub_unit:
        raise Invalid.at("department", "验收单位应为在用的部门，二级单位不能担任。")
    if department.pk == office:
        raise Invalid.at("department", f"{department.name}是办公室所在单位，不能验收自己的事项。")
    unit = VerifyingUnit.objects.filter(campaign=campaign, scope=scope).first()
    if unit is not None and unit.department_id == department.pk:
        return unit
    unit, _ = VerifyingUnit.objects.update_or_create(
        campaign=campaign,
        scope=scope,
        defaults={"department": department, "named_by": by, "named_at": at},
    )
    data = {"scope": scope.value, "department": department.code, "name": department.name}
    note(campaign, type="verifying_unit_named", by=by, at=at, data=data)
    return unit


@transaction.atomic
def set_office_department(
    *, campaign: Campaign, department: Department, by: User | None, at: datetime
) -> None:
    """Say in which department the office sits: its items are checked by others.

    Denied for anybody but the system or its administrator. Invalid where that department is the
    named verifying unit. Already so: nothing happens.
    """
    check(by, CampaignAct.ADMINISTER, campaign, at)
    if locked(campaign).office_department_id == department.pk:
        return
    if not department.is_active:
        raise Invalid.at("office_department", department.end_refusal)
    units = VerifyingUnit.objects.filter(campaign=campaign, department=department)
    if units.exists():
        raise Invalid.at(
            "office_department", f"{department.name}已是验收单位，请先由组长另行指定验收单位。"
        )
    Campaign.objects.filter(pk=campaign.pk).update(office_department=department)
    campaign.office_department = department
    data = {"department": department.code, "name": department.name}
    note(campaign, type="office_placed", by=by, at=at, data=data)


@transaction.atomic
def record_acting(
    *,
    campaign: Campaign,
    department: Department,
    person: User,
    title: str,
    document_number: str,
    by: User,
    at: datetime,
) -> Post:
    """Record who is in charge of a department without a first-in-charge (主持工作).

    Nobody inherits silently: the office head records it with the document's number. Denied as
    `check_can`, and for oneself: who is in charge signs. The post's own rules are those of
    accounts.services.record_acting.
    """
    check(by, CampaignAct.RECORD_ACTING, campaign, at)
    if by.pk == person.pk:
        raise Denied("不能登记由本人主持工作，请由其他办公室主任办理。")
    if not department.is_active or department.is_sub_unit:
        raise Invalid.at("department", f"{department.name}不是在用的一级单位，不在此登记主持工作。")
    return organisation.record_acting(
        department=department,
        person=person,
        title=title,
        document_number=document_number,
        by=by,
        at=at,
    )


def _check_giving(
    by: User | None, person: User, role: CampaignRole, campaign: Campaign, today: date
) -> None:
    if by is None:
        return
    check_can_give(by, role, campaign, today)
    if by.pk == person.pk:
        raise Denied("不能给自己任职，请由其他有权的人办理。")


def _check_fit(person: User, role: CampaignRole, campaign: Campaign, today: date) -> None:
    if not person.is_active:
        raise Invalid.at("person", f"{person.name}的账号已停用，不能任职。")
    if person.admin_role:
        label = person.get_admin_role_display()
        raise Invalid.at("person", f"{person.name}是{label}，三类管理员不能兼任业务角色。")
    if _open(campaign, role).filter(person=person).exists():
        raise GuardFailed(f"{person.name}已是{role.label}，无需重复登记。")
    if role in SINGLE_ROLES:
        holder = _open(campaign, role).select_related("person").first()
        if holder is not None:
            raise GuardFailed(f"{role.label}现为{holder.person.name}，请先结束其任职。")
    deputies = Membership.objects.on(today).filter(
        campaign=campaign, role=CampaignRole.DEPUTY_GROUP_LEADER, person=person
    )
    if role == CampaignRole.OFFICE_SUPERVISOR and not deputies.exists():
        raise GuardFailed(f"{person.name}不是领导小组副组长，{role.label}应从副组长中指定。")


def _open(campaign: Campaign, role: CampaignRole) -> QuerySet[Membership]:
    rows = Membership.objects.filter(campaign=campaign, role=role, ends_on__isnull=True)
    return rows.order_by("id")


def _named(person: User) -> dict[str, str]:
    return {"uid": str(person.uid), "name": person.name}
