"""What a look-back found relapsed: the office has two working days, then it is said higher up."""

from datetime import datetime

import pytest

from core import workdays
from notifications.models import Message
from rectification import services
from rectification.models import Item
from tests.factories import Walk, fresh
from tests.personas import City, at

pytestmark = pytest.mark.django_db


def relapsed(city: City) -> tuple[Item, datetime]:
    walk = Walk(city).closed()
    services.look_back(
        item=walk.item,
        by=city.office_clerk,
        at=walk.when,
        result="relapsed",
        finding="又有两户不热",
    )
    return fresh(walk.item), walk.when


def told(item: Item, when: datetime, days: int) -> set[str]:
    """Who is told of the relapse on the morning of a working day after it."""
    moment = at(workdays.load().add(when.date(), days), 8, 30)
    services.send_due(at=moment)
    rows = Message.objects.filter(subject_uid=item.uid, topic=f"item:{item.uid}:relapse")
    return set(rows.values_list("person__username", flat=True))


def test_the_city_leader_in_charge_hears_of_it_on_the_third_day(city: City) -> None:
    item, when = relapsed(city)
    assert told(item, when, 2) == set()
    assert told(item, when, 3) == {"deputy_leader", "office_head", "secretary"}
    count = Message.objects.count()
    told(item, when, 4)
    assert Message.objects.count() == count


@pytest.mark.parametrize("act", ["reopened", "looked at again"])
def test_nothing_is_said_once_somebody_has_acted(city: City, act: str) -> None:
    item, when = relapsed(city)
    if act == "reopened":
        services.reopen(
            item=item,
            by=city.office,
            at=when,
            version=item.version,
            reason="又停暖",
            basis="回头看",
            new_due_on=workdays.load().add(when.date(), 10),
        )
    else:
        services.look_back(
            item=item, by=city.office_clerk, at=when, result="consolidated", finding="已恢复供热"
        )
    assert told(item, when, 3) == set()
