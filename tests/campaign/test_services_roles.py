"""Who is given what, by whom, and what a role excludes."""

from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.enums import PostKind
from accounts.models import Department, Post, User
from accounts.services import deactivate_person, reactivate_person
from campaign.enums import CampaignRole, VerifyingScope
from campaign.models import Campaign, Membership, VerifyingUnit
from campaign.permissions import campaign_standing_of
from campaign.selectors import memberships_of, people_with_role
from campaign.services import (
    end_role,
    give_role,
    name_verifying_unit,
    record_acting,
    set_office_department,
)
from core.errors import Conflict, Denied, GuardFailed, Invalid
from journal.models import Entry
from tests.personas import TODAY, City, at

R = CampaignRole


def give(city: City, person: User, role: CampaignRole, by: User | None, **more: Any) -> Membership:
    return give_role(campaign=city.campaign, person=person, role=role, by=by, at=at(), **more)


def open_role(city: City, role: CampaignRole, person: User) -> Membership:
    return Membership.objects.get(campaign=city.campaign, role=role, person=person, ends_on=None)


def last_entry() -> Entry:
    return Entry.objects.order_by("-id")[0]


def test_a_given_role_holds_from_today_and_is_in_the_journal(city: City) -> None:
    give(city, city.officer, R.OFFICE, city.office_head)
    assert campaign_standing_of(city.officer, TODAY).has(city.campaign.pk, R.OFFICE)
    assert not campaign_standing_of(city.officer, TODAY - timedelta(1)).has(
        city.campaign.pk, R.OFFICE
    )
    entry = last_entry()
    assert (entry.type, entry.actor, entry.campaign_id) == (
        "campaign.role_given",
        city.office_head,
        city.campaign.pk,
    )
    assert entry.actor_post == "领导小组办公室主任"
    assert entry.data["role"] == "office"
    assert entry.data["person"]["uid"] == str(city.officer.uid)


def test_an_ended_role_is_gone_today_and_kept_as_history(city: City) -> None:
    membership = open_role(city, R.OFFICE, city.seconded)
    end_role(membership=membership, by=city.office_head, at=at())
    assert not campaign_standing_of(city.seconded, TODAY).has(city.campaign.pk, R.OFFICE)
    assert Membership.objects.get(pk=membership.pk).ends_on == TODAY
    assert last_entry().type == "campaign.role_ended"
    with pytest.raises(GuardFailed, match="该任职已于2019-10-15结束"):
        end_role(membership=membership, by=city.office_head, at=at())


def test_an_ended_role_may_be_given_again(city: City) -> None:
    end_role(membership=open_role(city, R.OFFICE, city.seconded), by=city.office_head, at=at())
    give(city, city.seconded, R.OFFICE, city.office_head)
    assert Membership.objects.filter(person=city.seconded, role=R.OFFICE).count() == 2


GIVES = {
    R.GROUP_LEADER: set(),
    R.DEPUTY_GROUP_LEADER: {"group_leader", "office_head"},
    R.GROUP_MEMBER: {"group_leader", "office_head"},
    R.OFFICE: {"group_leader", "office_head"},
    R.OFFICE_HEAD: {"group_leader"},
    R.OFFICE_SUPERVISOR: {"group_leader"},
    R.GUIDANCE: {"group_leader", "office_head"},
    R.RESIDENT_DISCIPLINE: {"group_leader", "office_head"},
}
WHO = [
    "group_leader",
    "supervisor",
    "deputy_leader",
    "office_head",
    "office",
    "first_in_charge",
    "officer",
    "guidance",
    "resident",
    "stranger",
    "sys_admin",
    "sec_admin",
    "audit_admin",
]


@pytest.mark.parametrize("role", list(R))
def test_who_may_give_which_role(city: City, role: CampaignRole) -> None:
    end_role(
        membership=open_role(city, R.OFFICE_SUPERVISOR, city.supervisor),
        by=city.group_leader,
        at=at(),
    )
    for name in WHO:
        person = city.cooperator_head if role != R.OFFICE_SUPERVISOR else city.deputy_leader
        if name in GIVES[role]:
            membership = give(city, person, role, city.people[name])
            end_role(membership=membership, by=city.people[name], at=at())
        else:
            with pytest.raises(Denied):
                give(city, person, role, city.people[name])


def test_who_may_not_give_may_not_end(city: City) -> None:
    for role, person, by in (
        (R.OFFICE_HEAD, city.secretary, city.office_head),
        (R.OFFICE_SUPERVISOR, city.supervisor, city.office_head),
        (R.OFFICE, city.seconded, city.office),
        (R.GROUP_LEADER, city.group_leader, city.office_head),
    ):
        with pytest.raises(Denied):
            end_role(membership=open_role(city, role, person), by=by, at=at())


def test_nobody_gives_himself_a_role(city: City) -> None:
    with pytest.raises(Denied, match="不能给自己任职"):
        give(city, city.office_head, R.GUIDANCE, city.office_head)


@pytest.mark.parametrize("name", ["sys_admin", "sec_admin", "audit_admin"])
def test_administrators_hold_no_business_role(city: City, name: str) -> None:
    for by in (city.office_head, None):
        with pytest.raises(Invalid, match="不能兼任业务角色"):
            give(city, city.people[name], R.OFFICE, by)


def test_a_deactivated_person_gets_no_role(city: City) -> None:
    User.objects.filter(pk=city.officer.pk).update(is_active=False, deactivated_at=at())
    city.officer.refresh_from_db()
    with pytest.raises(Invalid, match="账号已停用"):
        give(city, city.officer, R.OFFICE, city.office_head)


def test_the_same_role_is_not_given_twice(city: City) -> None:
    with pytest.raises(GuardFailed, match="蒋某乙已是领导小组办公室成员"):
        give(city, city.seconded, R.OFFICE, city.office_head)


def test_there_is_one_group_leader(city: City) -> None:
    with pytest.raises(GuardFailed, match="领导小组组长现为赵某甲"):
        give(city, city.supervisor, R.GROUP_LEADER, None)


def test_the_office_supervisor_is_a_deputy_and_stays_one(city: City) -> None:
    held = open_role(city, R.OFFICE_SUPERVISOR, city.supervisor)
    deputy = open_role(city, R.DEPUTY_GROUP_LEADER, city.supervisor)
    with pytest.raises(GuardFailed, match="请先由组长另行指定"):
        end_role(membership=deputy, by=city.group_leader, at=at())
    end_role(membership=held, by=city.group_leader, at=at())
    with pytest.raises(GuardFailed, match="应从副组长中指定"):
        give(city, city.officer, R.OFFICE_SUPERVISOR, city.group_leader)
    give(city, city.deputy_leader, R.OFFICE_SUPERVISOR, city.group_leader)
    end_role(membership=deputy, by=city.group_leader, at=at())


def test_a_role_of_tomorrow_is_refused_and_of_yesterday_taken(city: City) -> None:
    with pytest.raises(Invalid, match="不能晚于今天"):
        give(city, city.officer, R.OFFICE, city.office_head, on=TODAY + timedelta(1))
    given = give(city, city.officer, R.OFFICE, city.office_head, on=TODAY - timedelta(30))
    assert given.starts_on == date(2019, 9, 15)


def test_roles_of_one_campaign_are_nothing_in_another(city: City) -> None:
    other = Campaign.objects.create(code="other", name="另一批", starts_on=date(2019, 9, 1))
    with pytest.raises(Denied):
        give_role(campaign=other, person=city.officer, role=R.OFFICE, by=city.office_head, at=at())


def test_the_group_leader_names_the_verifying_unit(city: City) -> None:
    unit = name_verifying_unit(
        campaign=city.campaign,
        scope=VerifyingScope.LEADERS_ITEMS,
        department=city.coop,
        by=city.group_leader,
        at=at(),
    )
    assert (unit.department, unit.named_by, unit.named_at) == (city.coop, city.group_leader, at())
    assert last_entry().type == "campaign.verifying_unit_named"
    count = Entry.objects.count()
    again = name_verifying_unit(
        campaign=city.campaign,
        scope=VerifyingScope.LEADERS_ITEMS,
        department=city.coop,
        by=city.group_leader,
        at=at(),
    )
    assert again.pk == unit.pk
    assert Entry.objects.count() == count


@pytest.mark.parametrize(
    ("code", "sentence"), [("001", "不能验收自己的事项"), ("01401", "二级单位不能担任")]
)
def test_the_office_and_sub_units_do_not_verify(city: City, code: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        name_verifying_unit(
            campaign=city.campaign,
            scope=VerifyingScope.OFFICE_ITEMS,
            department=city.departments[code],
            by=city.group_leader,
            at=at(),
        )
    assert VerifyingUnit.objects.get(campaign=city.campaign).department.code == "023"


def test_only_the_group_leader_names_it(city: City) -> None:
    for name in WHO:
        if name != "group_leader":
            with pytest.raises(Denied):
                name_verifying_unit(
                    campaign=city.campaign,
                    scope=VerifyingScope.OFFICE_ITEMS,
                    department=city.coop,
                    by=city.people[name],
                    at=at(),
                )


def test_the_office_does_not_move_into_its_verifying_unit(city: City) -> None:
    audit = Department.objects.get(code="023")
    with pytest.raises(Invalid, match="已是验收单位"):
        set_office_department(campaign=city.campaign, department=audit, by=None, at=at())
    set_office_department(campaign=city.campaign, department=city.coop, by=None, at=at())
    assert Campaign.objects.get(pk=city.campaign.pk).office_department == city.coop


def test_the_office_head_records_who_is_acting(city: City) -> None:
    post = record_acting(
        campaign=city.campaign,
        department=city.vacant,
        person=city.vacant_team,
        title="副局长（主持工作）",
        document_number="样例干〔2019〕12号",
        by=city.office_head,
        at=at(),
    )
    assert Post.objects.get(pk=post.pk).kind == PostKind.ACTING
    with pytest.raises(Conflict):
        record_acting(
            campaign=city.campaign,
            department=city.lead,
            person=city.portfolio_leader,
            title="主持工作",
            document_number="样例干〔2019〕13号",
            by=city.office_head,
            at=at(),
        )


def test_nobody_else_records_who_is_acting(city: City) -> None:
    for name in WHO:
        if name != "office_head":
            with pytest.raises(Denied):
                record_acting(
                    campaign=city.campaign,
                    department=city.vacant,
                    person=city.vacant_team,
                    title="主持工作",
                    document_number="样例干〔2019〕12号",
                    by=city.people[name],
                    at=at(),
                )


def test_people_with_a_role_are_named_once_and_only_active_ones(
    city: City,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    roles = [R.OFFICE, R.OFFICE_HEAD]
    with django_assert_num_queries(1):
        people = list(people_with_role(city.campaign, roles, TODAY))
    names = ["secretary", "office_head", "office", "office_clerk", "seconded"]
    assert {person.username for person in people} == set(names)
    assert len(people) == len(names)
    User.objects.filter(pk=city.office.pk).update(is_active=False, deactivated_at=at())
    assert city.office not in people_with_role(city.campaign, roles, TODAY)
    assert not people_with_role(city.campaign, roles, date(2018, 12, 31))


def test_the_list_of_roles_costs_the_same_for_one_and_fifty(
    city: City,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    # memberships with persons · posts with departments
    with django_assert_num_queries(2):
        few = [row.person.posts_today for row in memberships_of(city.campaign, TODAY)]
    people = User.objects.bulk_create(User(username=f"p{n}", name=f"人{n}") for n in range(50))
    Membership.objects.bulk_create(
        Membership(campaign=city.campaign, person=p, role=R.OFFICE, starts_on=TODAY) for p in people
    )
    with django_assert_num_queries(2):
        assert len(memberships_of(city.campaign, TODAY)) == len(few) + 50


def test_an_account_that_is_let_in_again_has_no_role_left(city: City) -> None:
    person = city.secretary
    deactivate_person(person=person, by=city.sys_admin, at=at(), reason="调离")
    reactivate_person(person=person, by=city.sys_admin, at=at())
    assert not campaign_standing_of(person, TODAY + timedelta(days=1)).roles
    assert Entry.objects.filter(type="campaign.role_ended", data__role="office_head").exists()


def test_nobody_records_himself_as_acting(city: City) -> None:
    with pytest.raises(Denied, match="本人"):
        record_acting(
            campaign=city.campaign,
            department=city.vacant,
            person=city.office_head,
            title="主持工作",
            document_number="样例市组〔2019〕1号",
            by=city.office_head,
            at=at(),
        )
