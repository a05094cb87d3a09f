"""Reading a whole campaign, granted by the security administrator: what it opens, and no more."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.services import deactivate_person, set_admin_role
from campaign import services
from campaign.models import CampaignGrant
from campaign.permissions import campaign_standing_of, scope_of
from core.errors import Conflict, Denied, Invalid, NotFound
from journal.models import Entry
from rectification.models import Item
from rectification.permissions import Situation, actions_for
from tests.factories import Walk
from tests.personas import TODAY, City, at

pytestmark = pytest.mark.django_db
URL = "/admin/grants/campaigns"
OTHERS = ("group_leader", "office_head", "office", "first_in_charge", "officer", "guidance")


def grant(city: City, **changes: object) -> None:
    given = {"person": city.stranger, "campaign": city.campaign, "by": city.sec_admin, "at": at()}
    services.grant_campaign_reading(**{**given, **changes})


def seen(city: City, days: int = 0) -> set[str]:
    on = TODAY + timedelta(days=days)
    return set(Item.objects.visible_to(city.stranger, on=on).values_list("number", flat=True))


def test_it_opens_items_of_every_department_and_nothing_sensitive(city: City) -> None:
    plain = Walk(city).in_progress().item
    Walk(city, target=city.targets["relatives_business"], is_sensitive=True).assigned()
    Walk(city).registered()
    Walk(city).draft()
    assert seen(city) == set()
    grant(city)
    assert seen(city) == {plain.number}
    assert scope_of(city.stranger, TODAY).campaigns == {city.campaign.pk}
    assert scope_of(city.stranger, TODAY).cleared_campaigns == frozenset()
    options = actions_for(Situation(city.stranger, plain, at()))
    assert not any(option.allowed for option in options)


def test_it_is_taken_back_and_journalled_without_the_campaigns_feed(city: City) -> None:
    plain = Walk(city).assigned().item
    grant(city, last_on=TODAY)
    with pytest.raises(Conflict, match="先收回再授予"):
        grant(city)
    entry = Entry.objects.filter(type="org.reading_granted").get()
    assert (entry.data["person_name"], entry.data["last_on"]) == ("何某戊", TODAY.isoformat())
    assert seen(city) == {plain.number}
    taken = {"person": city.stranger, "campaign": city.campaign, "by": city.sec_admin, "at": at()}
    services.revoke_campaign_reading(**taken)
    assert seen(city) == set()
    with pytest.raises(NotFound, match="没有单独授予"):
        services.revoke_campaign_reading(**taken)


def test_the_last_day_counts_and_the_next_does_not(city: City) -> None:
    plain = Walk(city).assigned().item
    with pytest.raises(Invalid, match="已经过去"):
        grant(city, last_on=TODAY - timedelta(days=1))
    grant(city, last_on=TODAY + timedelta(days=1))
    assert seen(city, 1) == {plain.number}
    assert seen(city, 2) == set()
    grant(city, at=at(TODAY + timedelta(days=2)))
    assert CampaignGrant.objects.get().last_on is None


@pytest.mark.parametrize("role", [*OTHERS, "sys_admin", "audit_admin"])
def test_nobody_else_gives_or_takes_it(city: City, role: str, client: Client) -> None:
    with pytest.raises(Denied, match="安全保密管理员"):
        grant(city, by=city.people[role])
    grant(city)
    with pytest.raises(Denied, match="安全保密管理员"):
        services.revoke_campaign_reading(
            person=city.stranger, campaign=city.campaign, by=city.people[role], at=at()
        )
    client.force_login(city.people[role])
    assert client.get(URL).status_code == 403
    assert client.post(f"{URL}/{city.stranger.uid}/{city.campaign.uid}/revoke").status_code == 403
    assert CampaignGrant.objects.count() == 1


def test_administrators_hold_none_and_whoever_holds_one_is_none(city: City) -> None:
    for role in ("sys_admin", "sec_admin", "audit_admin"):
        with pytest.raises(Denied, match="三员"):
            grant(city, person=city.people[role])
    person = city.guidance
    person.memberships.all().delete()
    grant(city, person=person)
    with pytest.raises(Conflict, match="查阅授权"):
        set_admin_role(person=person, role="audit_admin", by=city.sec_admin, at=at())


def test_it_ends_with_the_account(city: City) -> None:
    grant(city)
    deactivate_person(person=city.stranger, by=city.sys_admin, at=at())
    assert not CampaignGrant.objects.exists()
    assert campaign_standing_of(city.stranger, TODAY).granted_campaigns == frozenset()


def test_the_page_gives_shows_and_takes_back(city: City, client: Client) -> None:
    client.force_login(city.sec_admin)
    empty = client.get(URL).content.decode()
    assert "没有授予过全市查阅" in empty
    typed = {"person": "stranger", "campaign": city.campaign.code, "last_on": ""}
    assert client.post(URL, {**typed, "last_on": "2000-01-01"}).status_code == 422
    assert client.post(URL, typed).status_code == 303
    assert client.post(URL, typed).status_code == 409
    page = client.get(URL).content.decode()
    assert "何某戊" in page
    assert "到收回为止" in page
    client.post(f"{URL}/{city.stranger.uid}/{city.campaign.uid}/revoke")
    assert not CampaignGrant.objects.exists()


def test_the_list_makes_as_many_statements_for_many(
    city: City, client: Client, django_assert_num_queries: Callable
) -> None:
    client.force_login(city.sec_admin)
    grant(city)
    client.get(URL)
    with CaptureQueriesContext(connection) as one:
        client.get(URL)
    for name in ("officer", "cooperator", "guidance", "auditor", "vacant_team"):
        grant(city, person=city.people[name])
    with django_assert_num_queries(len(one)):
        client.get(URL)
