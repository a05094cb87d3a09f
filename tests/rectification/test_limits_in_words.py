"""What a sentence says of a limit is the limit that the office has set."""

from datetime import timedelta

import pytest

from campaign.models import Campaign
from core import workdays
from core.errors import GuardFailed
from dashboard.presenters.streams import lanes
from dashboard.selectors.streams import Look, lanes_of
from notifications.models import Message
from rectification import services
from rectification.selectors.broken_links import Asked, broken
from tests.campaign.reviewing import add_lists, registered
from tests.factories import Walk, fresh
from tests.personas import TODAY, City

pytestmark = pytest.mark.django_db


def set_rules(city: City, **rules: int) -> None:
    Campaign.objects.filter(pk=city.campaign.pk).update(rules=rules)
    city.campaign.refresh_from_db()


def test_how_long_a_signature_may_be_withdrawn(city: City) -> None:
    set_rules(city, withdraw_sign_off_hours=5)
    item = Walk(city).awaiting_verification().item
    late = item.sign_off.signed_at + timedelta(hours=5, minutes=1)
    with pytest.raises(GuardFailed, match="签批已超过5小时"):
        services.withdraw_sign_off(
            item=fresh(item), by=city.first_in_charge, at=late, version=fresh(item).version
        )


def test_until_when_an_item_is_to_be_accepted(city: City) -> None:
    set_rules(city, desk_assigned=4)
    Walk(city).assigned()
    text = Message.objects.filter(person=city.officer, kind="assigned").get().text
    assert "请4个工作日内签收" in text


@pytest.mark.parametrize(("days", "waiting"), [(5, 1), (8, 0)])
def test_how_long_a_problem_may_wait(city: City, days: int, waiting: int) -> None:
    add_lists(city)
    registered(city)
    set_rules(city, problem_open_days=days)
    calendar = workdays.load()
    on = calendar.add(TODAY, 6)
    gaps = {gap.code: n for gap, n in broken(Asked(city.office, on, city.campaign, calendar))}
    assert gaps["problem-unowned"] == waiting
    found = lanes_of(Look(city.office, on, city.campaign, calendar, None))
    stream = city.campaign.streams.order_by("id").first()
    (lane,) = lanes(found, {"review": stream}, "")
    row = next(row for row in lane.rows if row["label"] == f"超过{days}个工作日未处理")
    assert row["value"] == waiting
