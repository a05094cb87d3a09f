"""The day changes at midnight in Asia/Shanghai, on a server whose own clock is UTC.

15:59:59Z is the last second of the 15th there, 16:00:00Z the first of the 16th.
"""

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache

from core.clock import local_date
from core.errors import Invalid
from journal import services as journal
from rectification import services
from rectification.enums import Kind, State
from rectification.models import Extension, Item
from rectification.selectors.weeks import REOPENED_TYPES, happened_in_week, late_on
from tests.api import ApiClient
from tests.factories import assignment, content, item_at
from tests.personas import TODAY, City, at
from tests.rectification.pages import browser_of, item_path, stop_clock

pytestmark = pytest.mark.django_db
LAST = datetime(2019, 10, 15, 15, 59, 59, tzinfo=UTC)
FIRST = datetime(2019, 10, 15, 16, 0, 0, tzinfo=UTC)
SUNDAY = datetime(2019, 10, 20, 15, 59, 59, tzinfo=UTC)
MONDAY = datetime(2019, 10, 20, 16, 0, 0, tzinfo=UTC)
BOTH = pytest.mark.parametrize(("moment", "late"), [(LAST, False), (FIRST, True)])


@pytest.fixture(autouse=True)
def server_in_utc() -> Iterator[None]:
    """The process's own zone; Django's is the settings' all the same."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "UTC"
    time.tzset()
    cache.clear()
    yield
    os.environ.pop("TZ", None)
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


def due_today(city: City) -> Item:
    """Given out three weeks ago, due on the 15th."""
    early = at(TODAY - timedelta(days=20))
    return item_at(city, State.ASSIGNED, when=early, found_on=early.date(), due_on=TODAY)


def test_the_clock_tells_the_day_in_china() -> None:
    assert time.tzname[0] == "UTC"
    assert (local_date(LAST), local_date(FIRST)) == (date(2019, 10, 15), date(2019, 10, 16))


@BOTH
def test_pages_turn_red_at_midnight_there(
    city: City, monkeypatch: pytest.MonkeyPatch, moment: datetime, late: bool
) -> None:
    item = due_today(city)
    stop_clock(monkeypatch, moment)
    office = browser_of(city.office)
    assert ("逾期 1 个工作日" in office.get(item_path(item)).content.decode()) is late
    [row] = office.get("/ledger").context["rows"]
    assert row["light"] == (("bad", "逾期 1 个工作日") if late else ("warn", "今日到期"))
    assert len(office.get("/ledger?light=bad").context["rows"]) == late
    figures = {f["label"]: f["value"] for f in office.get("/overview").context["figures"]}
    assert (figures["逾期"], figures["临期"]) == ((1, 0) if late else (0, 1))
    sheet = browser_of(city.deputy_leader).get("/weekly").context
    assert len(sheet["late"]) == late
    assert sheet["week"].day == local_date(moment)
    greeting = browser_of(city.officer).get("/work").context["sub"]
    assert ("10月16日" if late else "10月15日") in greeting


@BOTH
def test_the_api_counts_the_same_days(
    city: City, monkeypatch: pytest.MonkeyPatch, moment: datetime, late: bool
) -> None:
    item = due_today(city)
    client = ApiClient(city.officer)
    stop_clock(monkeypatch, moment)
    shown = client.get(f"items/{item.uid}").json()
    assert (shown["light"], shown["days_late"]) == (("bad", 1) if late else ("warn", 0))
    assert client.get("items?overdue=1&total=1").json()["total"] == late


@BOTH
def test_services_take_the_day_from_the_moment_that_they_are_given(
    city: City, moment: datetime, late: bool
) -> None:
    tomorrow = TODAY + timedelta(days=1)
    given: dict[str, Any] = {
        "campaign": city.campaign,
        "content": content(city),
        "assignment": assignment(city, kind=Kind.TIME_LIMITED, due_on=tomorrow),
        "by": city.office,
        "at": moment,
    }
    if late:
        with pytest.raises(Invalid):  # the 16th has begun: it is no day ahead any more
            services.register_and_assign(**given)
    else:
        assert services.register_and_assign(**given).due_on == tomorrow


@BOTH
def test_an_extension_asked_after_midnight_is_asked_late(
    city: City, moment: datetime, late: bool
) -> None:
    early = at(TODAY - timedelta(days=20))
    item = item_at(city, State.ACCEPTED, when=early, found_on=early.date(), due_on=TODAY)
    services.request_extension(
        item=item,
        by=city.officer,
        at=moment,
        version=item.version,
        reason="管材到货推迟",
        progress="完成一半",
        interim_measure="临时供热",
        new_due_on=date(2019, 10, 25),
    )
    assert Extension.objects.get(item=item).is_after_due is late


@pytest.mark.parametrize(("moment", "monday"), [(SUNDAY, 14), (MONDAY, 21)])
def test_weeks_begin_on_monday_there(city: City, moment: datetime, monday: int) -> None:
    item = item_at(city, State.ASSIGNED)
    journal.record(type="item.reopened", subject=item, by=city.office, at=moment)
    for day in (14, 21):
        found = Item.objects.filter(happened_in_week(date(2019, 10, day), REOPENED_TYPES))
        assert found.exists() is (day == monday)


@pytest.mark.parametrize(("moment", "late"), [(LAST, False), (FIRST, True)])
def test_what_ended_within_the_day_was_not_late_at_its_end(
    city: City, moment: datetime, late: bool
) -> None:
    item = due_today(city)
    Item.objects.filter(pk=item.pk).update(effective_due_on=TODAY - timedelta(days=1))
    closed = item_at(city, State.CLOSED)
    dates = {"closed_at": moment, "effective_due_on": TODAY - timedelta(days=1)}
    Item.objects.filter(pk=closed.pk).update(created_at=at(date(2019, 10, 9)), **dates)
    found = set(Item.objects.filter(late_on(TODAY)).values_list("pk", flat=True))
    assert found == ({item.pk, closed.pk} if late else {item.pk})
