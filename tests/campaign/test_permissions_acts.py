"""What a person may do to a campaign: one rule, told the same way everywhere."""

import pytest

from accounts.models import User
from campaign.enums import CampaignAct, CampaignRole, VerifyingScope
from campaign.models import Campaign
from campaign.permissions import (
    OFFICE_ROLES,
    actions_for,
    campaign_standing_of,
    can,
    check_can,
    roles_given_by,
)
from core.errors import Denied
from tests.personas import TODAY, City, at

A = CampaignAct
MAY = {
    "group_leader": {A.MANAGE_ROLES, A.NAME_VERIFYING_UNIT},
    "office_head": {
        A.MANAGE_ROLES,
        A.RECORD_ACTING,
        A.UPDATE_RULES,
        A.UPDATE_LADDER,
        A.CLOSE_INTAKE,
        A.ARCHIVE,
    },
    "sys_admin": {A.ADMINISTER},
}


def test_who_may_do_what_and_why_not(city: City) -> None:
    for name, person in city.people.items():
        may = MAY.get("office_head" if name == "secretary" else name, set())
        choices = actions_for(person, city.campaign, TODAY)
        for act in CampaignAct:
            assert can(person, act, city.campaign, TODAY) == (act in may), (name, act)
            assert choices[act].allowed == (act in may)
            if act not in may:
                with pytest.raises(Denied) as refusal:
                    check_can(person, act, city.campaign, TODAY)
                assert choices[act].reason == refusal.value.detail != ""


def test_a_deactivated_person_may_nothing(city: City) -> None:
    people = User.objects.filter(username__in=["office_head", "group_leader", "sys_admin"])
    people.update(is_active=False, deactivated_at=at())
    for person in people:
        assert not any(c.allowed for c in actions_for(person, city.campaign, TODAY).values())


def test_an_archived_campaign_allows_nothing_but_says_so(city: City) -> None:
    Campaign.objects.update(archived_at=at())
    campaign = Campaign.objects.get(code="test")
    choice = actions_for(city.office_head, campaign, TODAY)[A.UPDATE_RULES]
    assert choice.reason == "“主题教育（测试）”已归档，只能查阅，不能设置时限与比例。"
    assert roles_given_by(city.office_head, campaign, TODAY) == ()


def test_an_administrator_gives_no_roles_whatever_he_held(city: City) -> None:
    User.objects.filter(pk=city.office_head.pk).update(admin_role="sec_admin")
    person = User.objects.get(pk=city.office_head.pk)
    assert roles_given_by(person, city.campaign, TODAY) == ()
    with pytest.raises(Denied, match="三类管理员不办理业务"):
        check_can(person, A.UPDATE_RULES, city.campaign, TODAY)


def test_the_standing_knows_roles_and_verifying_units(city: City) -> None:
    standing = campaign_standing_of(city.office_head, TODAY)
    pk = city.campaign.pk
    assert standing.campaigns_as(*OFFICE_ROLES) == {pk}
    assert standing.campaigns_as(CampaignRole.GUIDANCE) == frozenset()
    audit = city.departments["023"].pk
    assert standing.verifying_unit(pk, VerifyingScope.OFFICE_ITEMS) == audit
    assert standing.verifying_unit(pk, VerifyingScope.LEADERS_ITEMS) is None
