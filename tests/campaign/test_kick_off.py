"""The kick-off list, leading groups and the readings of goals."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from campaign import services
from campaign.enums import (
    GoalCategory,
    GroupRole,
)
from campaign.models import KickOff
from campaign.selectors import tasks as selectors
from campaign.services.goals import GoalContent
from campaign.services.kick_off import Seat
from core.errors import Invalid
from tests.personas import TODAY, City, at, city
from tests.rectification.pages import browser_of, stop_clock

__all__ = ["city"]
pytestmark = pytest.mark.django_db


def kicked_off(city: City, **changes: Any) -> KickOff:
    values = {
        "plan_issued_on": TODAY,
        "plan_document_number": "样例住建党组发〔2019〕3号",
        "meeting_held_on": TODAY,
        **changes,
    }
    return services.save_kick_off(
        campaign=city.campaign, department=city.lead, by=city.officer, at=at(), **values
    )


def seats(city: City) -> list[Seat]:
    head, member = city.post("first_in_charge"), city.post("portfolio_leader")
    return [Seat(head, GroupRole.LEADER), Seat(member, GroupRole.MEMBER)]


def group(city: City, sat: list[Seat]) -> Any:
    return services.save_group(
        campaign=city.campaign,
        department=city.lead,
        formed_on=TODAY,
        document_number="",
        seats=sat,
        by=city.officer,
        at=at(),
    )


def test_three_in_place_is_read_from_what_the_system_holds(city: City) -> None:
    units = [city.lead, city.other]
    before = selectors.kick_off_rows(city.campaign, units, TODAY)
    assert [row.is_whole for row in before] == [False, False]
    kicked_off(city)
    group(city, seats(city))
    after = selectors.kick_off_rows(city.campaign, units, TODAY)
    assert [row.is_whole for row in after] == [True, False]
    assert [row.has_liaison for row in after] == [True, True]


def test_a_group_has_one_leader_from_the_department(city: City) -> None:
    head, member = seats(city)
    for sat in ([], [member], [head, head], [Seat(city.post("stranger"), GroupRole.LEADER)]):
        with pytest.raises(Invalid):
            group(city, sat)
    group(city, [head])
    assert group(city, [head, member]).members.count() == 2


def test_a_plan_of_tomorrow_is_refused(city: City) -> None:
    with pytest.raises(Invalid, match="晚于今天"):
        kicked_off(city, plan_issued_on=TODAY + timedelta(days=1))
    assert not KickOff.objects.exists()


def test_of_two_first_writers_the_second_is_shown_the_first(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    client = browser_of(city.officer)
    url = reverse("campaign:kick_off_edit", args=[city.lead.code])
    assert 'name="version" value="0"' in client.get(url).content.decode()
    kicked_off(city)
    late = client.post(url, {"plan_document_number": "后到的文号", "version": "0"})
    page = late.content.decode()
    assert (late.status_code, "后到的文号" in page, "样例住建党组发" in page) == (409, True, True)
    assert KickOff.objects.get().plan_document_number == "样例住建党组发〔2019〕3号"


def test_the_present_value_of_a_goal_is_that_of_the_latest_day(city: City) -> None:
    goal = services.create_goal(
        campaign=city.campaign,
        department=city.lead,
        content=GoalContent(
            "压减办件时限", GoalCategory.ANNUAL, "平均天数", Decimal(10), Decimal(4)
        ),
        by=city.officer,
        at=at(TODAY - timedelta(days=10)),
    )
    read = {"goal": goal, "source": "办件系统", "by": city.officer, "at": at()}
    services.read_goal(value=Decimal(6), on=TODAY, **read)
    services.read_goal(value=Decimal(8), on=TODAY - timedelta(days=20), **read)
    goal.refresh_from_db()
    assert (goal.current, goal.readings.count()) == (Decimal(6), 2)
    with pytest.raises(Invalid):
        services.read_goal(value=None, on=TODAY, **read)
