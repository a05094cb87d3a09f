"""A campaign's beginning, limits and end."""

from datetime import date
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from campaign.models import Campaign
from campaign.services import (
    archive_campaign,
    close_intake,
    create_campaign,
    set_default_campaign,
    update_rules,
)
from campaign.validators import rule_value
from core.errors import Conflict, Denied, GuardFailed, Invalid
from journal.models import Entry
from rectification.workflow import DEFAULT_RULES
from tests.personas import TODAY, City, at

EVERYBODY_ELSE = ["group_leader", "supervisor", "office", "officer", "guidance", "sys_admin"]


def nothing_left(campaign: Campaign) -> list[str]:
    return []


def two_left(campaign: Campaign) -> list[str]:
    return [f"“{campaign.name}”还有3项在办", "还有1项长期坚持事项没有办结"]


def stored(city: City) -> Campaign:
    return Campaign.objects.get(pk=city.campaign.pk)


def make(by: User | None, **more: Any) -> Campaign:
    facts = {"code": "new", "name": "新一批", "starts_on": date(2023, 4, 3), **more}
    return create_campaign(**facts, by=by, at=at())


def test_defaults_are_those_of_the_lifecycle() -> None:
    desks = {key: value for key, value in DEFAULT_RULES.items() if key.startswith("desk_")}
    assert desks == {
        "desk_registered": 3,
        "desk_assigned": 2,
        "desk_accepted": 5,
        "desk_plan_review": 2,
        "desk_closure_review": 2,
        "desk_awaiting_signoff": 3,
        "desk_awaiting_verification": 5,
    }
    assert DEFAULT_RULES["immediate_max_workdays"] == 15
    assert DEFAULT_RULES["other_max_days"] == 90
    assert DEFAULT_RULES["look_back_days"] == 60
    assert DEFAULT_RULES["on_site_percent"] == 20


def test_a_campaign_is_made_by_the_system_or_its_administrator(city: City) -> None:
    assert not make(None).is_default
    assert make(city.sys_admin, code="new2").code == "new2"
    for name in ("office_head", "group_leader", "sec_admin", "stranger"):
        with pytest.raises(Denied):
            make(city.people[name], code="new3")


def test_a_code_is_used_once_and_time_runs_forward(city: City) -> None:
    with pytest.raises(Invalid, match="“test”已被使用"):
        make(None, code="test")
    with pytest.raises(Invalid, match="不能早于开始日期"):
        make(None, ends_on=date(2023, 4, 2))


def test_one_campaign_is_the_default(city: City) -> None:
    new = make(None)
    set_default_campaign(campaign=new, by=None, at=at())
    assert list(Campaign.objects.current()) == [new]
    count = Entry.objects.count()
    set_default_campaign(campaign=new, by=None, at=at())
    assert Entry.objects.count() == count
    with pytest.raises(Denied):
        set_default_campaign(campaign=city.campaign, by=city.office_head, at=at())


def test_a_limit_is_set_told_and_taken_back(city: City) -> None:
    rules = update_rules(
        campaign=city.campaign, changes={"desk_assigned": 4}, by=city.office_head, at=at()
    )
    assert rules == stored(city).rules == {"desk_assigned": 4}
    entry = Entry.objects.get(type="campaign.rules_changed")
    assert entry.data == {"desk_assigned": {"from": 2, "to": 4}}
    update_rules(
        campaign=city.campaign, changes={"desk_assigned": None}, by=city.office_head, at=at()
    )
    assert stored(city).rules == {}
    assert rule_value(stored(city).rules, "desk_assigned") == 2


def test_what_is_not_changed_is_no_entry(city: City) -> None:
    update_rules(campaign=city.campaign, changes={"desk_assigned": 2}, by=city.office_head, at=at())
    assert not Entry.objects.filter(type="campaign.rules_changed").exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"desk_assigned": 0}, "“交办后签收”应在 1 至 30 个工作日之间"),
        ({"on_site_percent": 101}, "应在 0 至 100 %之间"),
        ({"sustain_min_days": 91}, "“长期坚持事项下次回头看不晚于”不能小于"),
        ({"nobody_knows": 3}, "没有名为“nobody_knows”"),
    ],
)
def test_an_impossible_limit_is_refused(city: City, changes: dict, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        update_rules(campaign=city.campaign, changes=changes, by=city.office_head, at=at())
    assert stored(city).rules == {}


def test_somebody_elses_change_is_found_not_overwritten(city: City) -> None:
    change = {"campaign": city.campaign, "by": city.office_head, "at": at()}
    update_rules(**change, changes={"desk_assigned": 4}, seen={"desk_assigned": 2})
    with pytest.raises(Conflict, match="“交办后签收”刚被他人改过") as refusal:
        update_rules(**change, changes={"desk_assigned": 6}, seen={"desk_assigned": 2})
    assert refusal.value.current == {"desk_assigned": 4}
    update_rules(**change, changes={"desk_accepted": 6}, seen={"desk_accepted": 5})
    assert stored(city).rules == {"desk_assigned": 4, "desk_accepted": 6}


def test_only_the_office_head_sets_limits_closes_and_archives(city: City) -> None:
    for name in EVERYBODY_ELSE:
        common = {"campaign": city.campaign, "by": city.people[name], "at": at()}
        with pytest.raises(Denied):
            update_rules(**common, changes={"desk_assigned": 4})
        with pytest.raises(Denied):
            close_intake(**common)
        with pytest.raises(Denied):
            archive_campaign(**common)


def test_intake_closes_once(city: City) -> None:
    close_intake(campaign=city.campaign, by=city.office_head, at=at())
    assert stored(city).intake_closed_on == TODAY
    assert Entry.objects.get(type="campaign.intake_closed").data == {"on": "2019-10-15"}
    with pytest.raises(GuardFailed, match="已于2019-10-15停止登记"):
        close_intake(campaign=city.campaign, by=city.office_head, at=at())


def test_an_archive_waits_for_every_check(city: City, settings: Settings) -> None:
    here = "tests.campaign.test_services_campaigns"
    settings.CAMPAIGN_FINISH_CHECKS = [f"{here}.nothing_left", f"{here}.two_left"]
    with pytest.raises(GuardFailed, match="还不能归档：") as refusal:
        archive_campaign(campaign=city.campaign, by=city.office_head, at=at())
    assert refusal.value.sentences == two_left(city.campaign)
    assert stored(city).archived_at is None
    assert stored(city).intake_closed_on is None


def test_an_archived_campaign_is_read_only(city: City, settings: Settings) -> None:
    settings.CAMPAIGN_FINISH_CHECKS = ["tests.campaign.test_services_campaigns.nothing_left"]
    common = {"campaign": city.campaign, "by": city.office_head, "at": at()}
    archive_campaign(**common)
    assert stored(city).archived_at == at()
    assert stored(city).intake_closed_on == TODAY
    with pytest.raises(Denied, match="已归档，只能查阅"):
        update_rules(campaign=stored(city), changes={}, by=city.office_head, at=at())
    with pytest.raises(GuardFailed, match="已经归档"):
        archive_campaign(campaign=stored(city), by=None, at=at())


def test_an_archive_keeps_the_day_on_which_intake_closed(city: City, settings: Settings) -> None:
    settings.CAMPAIGN_FINISH_CHECKS = []
    close_intake(campaign=city.campaign, by=city.office_head, at=at())
    archive_campaign(campaign=city.campaign, by=city.office_head, at=at(date(2020, 1, 10)))
    assert stored(city).intake_closed_on == TODAY
