"""把握节奏: a crowded day is pointed out before it is set, and the table of what falls due when."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import workdays
from rectification import services
from rectification.enums import State
from rectification.models import Item
from tests.factories import STANDARD, content, fresh, item_at
from tests.personas import TODAY, City, at
from tests.rectification.pages import act_path, browser_of, stop_clock

pytestmark = pytest.mark.django_db

DAY = date(2019, 11, 12)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def led(city: City, n: int, due_on: date, **changes: Any) -> list[Item]:
    """`n` open items of the lead, due on a day: how they got there does not matter here."""
    first = item_at(city, "in_progress")
    Item.objects.filter(pk=first.pk).update(due_on=due_on, effective_due_on=due_on, **changes)
    rows = []
    for k in range(n - 1):
        copy = Item.objects.get(pk=first.pk)
        copy.pk, copy.number = None, f"ZG-2019-9{Item.objects.count()}{k:02d}"
        copy.uid = Item._meta.get_field("uid").get_default()
        rows.append(copy)
    Item.objects.bulk_create(rows)
    return [first, *rows]


def registered(city: City) -> Item:
    return services.register(campaign=city.campaign, content=content(city), by=city.office, at=at())


def given(city: City, item: Item, **changes: Any) -> dict[str, Any]:
    return {
        "lead_department": str(city.lead.uid),
        "assigned_kind": "time_limited",
        "standard": STANDARD,
        "due_on": DAY.isoformat(),
        "version": item.version,
        **changes,
    }


def test_one_more_on_a_crowded_day_is_asked_about_and_then_goes(city: City) -> None:
    led(city, 2, DAY)
    item = registered(city)
    client, url = browser_of(city.office), act_path(item, "assign")
    answer = client.post(url, given(city, item))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "市住建局 2019-11-12 已有 2 件到期，加上本次 1 件共 3 件，占其在办 3 件的 100%" in page
    assert "同一天 3 件以上且超过在办的 20%" in page
    assert "11-11（0 件）、11-13（0 件）" in page
    assert STANDARD in page and "仍按此日期" in page
    assert fresh(item).state == State.REGISTERED
    kept = given(city, item, keep_date=[f"014:{DAY.isoformat()}"])
    assert client.post(url, kept).status_code == 303
    assert fresh(item).due_on == DAY


def test_another_day_than_the_confirmed_one_is_asked_about_again(city: City) -> None:
    led(city, 2, DAY)
    item = registered(city)
    wrong = given(city, item, keep_date=["014:2019-11-08"])
    assert browser_of(city.office).post(act_path(item, "assign"), wrong).status_code == 422
    assert fresh(item).state == State.REGISTERED


def test_few_items_and_spread_ones_are_not_spoken_of(city: City) -> None:
    led(city, 1, DAY)
    item = registered(city)
    assert (
        browser_of(city.office).post(act_path(item, "assign"), given(city, item)).status_code == 303
    )
    led(city, 20, DAY + timedelta(days=30))
    item = registered(city)
    assert (
        browser_of(city.office).post(act_path(item, "assign"), given(city, item)).status_code == 303
    )


def test_a_day_off_counts_as_the_working_day_before_it(city: City) -> None:
    friday = date(2019, 11, 15)
    led(city, 2, friday)
    item = registered(city)
    data = given(city, item, due_on="2019-11-17")
    answer = browser_of(city.office).post(act_path(item, "assign"), data)
    assert answer.status_code == 422 and "市住建局 2019-11-15 已有 2 件" in answer.content.decode()


def test_a_stranger_is_refused_and_told_no_numbers(city: City) -> None:
    led(city, 5, DAY)
    item = registered(city)
    Item.objects.filter(pk=item.pk).update(submitting_department=city.other)
    answer = browser_of(city.stranger).post(act_path(item, "assign"), given(city, item))
    assert answer.status_code == 403 and "已有" not in answer.content.decode()


def test_the_office_registering_and_assigning_in_one_act_is_asked(city: City) -> None:
    led(city, 2, DAY)
    data = {
        "problem": "村道硬化上报已完工，实有2.3公里未动工",
        "found_on": "2019-09-20",
        "sources": [str(city.sources["research"].uid)],
        "target": str(city.targets["initiative"].uid),
        "lead_department": str(city.lead.uid),
        "assigned_kind": "time_limited",
        "standard": STANDARD,
        "due_on": DAY.isoformat(),
    }
    client, url = browser_of(city.office), reverse("rectification:new")
    before = Item.objects.count()
    answer = client.post(url, data | {"act": "assign"})
    assert answer.status_code == 422 and "仍按此日期" in answer.content.decode()
    assert client.post(url, data | {"act": "register"}).status_code == 303
    data["problem"] = "另一处路段照明不足，共3处"
    kept = data | {"act": "assign", "keep_date": [f"014:{DAY.isoformat()}"]}
    assert client.post(url, kept).status_code == 303
    assert Item.objects.count() == before + 2


def elsewhere(city: City, n: int) -> None:
    """`n` open items of the other department, due on the day."""
    Item.objects.filter(pk__in=[item.pk for item in led(city, n, DAY)]).update(
        lead_department=city.other
    )


def test_reassigning_one_item_is_asked_about(city: City) -> None:
    elsewhere(city, 2)
    item = item_at(city, "assigned")
    data = {
        "way": "reassign",
        "recall_reason": "改由该单位牵头",
        **given(city, item, lead_department=str(city.other.uid)),
    }
    client, url = browser_of(city.office), reverse("rectification:reroute", args=[item.uid])
    answer = client.post(url, data)
    assert answer.status_code == 422 and "仍按此日期" in answer.content.decode()
    key = f"{city.other.code}:{DAY.isoformat()}"
    assert client.post(url, data | {"keep_date": [key]}).status_code == 303
    assert fresh(item).lead_department == city.other


def test_several_that_are_reassigned_are_counted_together_in_the_preview(city: City) -> None:
    items = [item_at(city, "assigned") for _ in range(3)]
    bulk = {
        "act": "reassign",
        "step": "preview",
        "id": [str(item.uid) for item in items],
        "lead_department": str(city.other.uid),
        "due_on": DAY.isoformat(),
        "reason": "职责调整",
    }
    client, url = browser_of(city.office), reverse("rectification:bulk")
    page = client.post(url, bulk).content.decode()
    assert "2019-11-12 共 3 件" in page and "确认办理即仍按此日期" in page
    assert "到期较多" not in client.post(url, bulk | {"id": bulk["id"][:2]}).content.decode()


def test_an_extension_to_a_crowded_day_is_pointed_out_before_it_is_granted(city: City) -> None:
    item = item_at(city, "in_progress")
    to = workdays.load().add(item.due_on, 5)
    led(city, 2, to)
    services.request_extension(
        item=item,
        by=city.officer,
        at=at(),
        version=item.version,
        new_due_on=to,
        reason="管材未到",
        progress="七成",
        interim_measure="临时供热",
    )
    services.endorse_extension(
        item=item, by=city.first_in_charge, at=at(), version=fresh(item).version
    )
    page = browser_of(city.office_head).get(act_path(item, "grant-extension")).content.decode()
    assert "这一天到期较多" in page and "已有 2 件到期，加上本次 1 件共 3 件" in page


def rhythm(city: City, name: str, view: str = "") -> Any:
    url = reverse("rectification:rhythm") + (f"?view={view}" if view else "")
    return browser_of(city.people[name]).get(url)


def test_the_table_leads_to_the_ledger(city: City) -> None:
    led(city, 4, DAY)
    page = rhythm(city, "office").content.decode()
    link = "lead=014&amp;bucket=open&amp;due_after=2019-11-11&amp;due_before=2019-11-17"
    assert link in page
    assert "密" in page and "市住建局" in page and "不作排名" in page
    rows = browser_of(city.office).get(
        "/ledger?lead=014&bucket=open&due_after=2019-11-11&due_before=2019-11-17"
    )
    assert rows.content.decode().count("ZG-2019-") >= 4


def test_by_days_the_next_working_days_stand_alone(city: City) -> None:
    soon = workdays.load().add(TODAY, 2)
    led(city, 3, soon)
    page = rhythm(city, "office", "days").content.decode()
    assert f"due_after={soon.isoformat()}&amp;due_before={soon.isoformat()}" in page


@pytest.mark.parametrize(
    ("name", "status", "sees"),
    [
        ("office", 200, True),
        ("group_leader", 200, True),
        ("officer", 200, True),
        ("stranger", 200, False),
        ("sys_admin", 403, False),
    ],
)
def test_who_sees_whose_row(city: City, name: str, status: int, sees: bool) -> None:
    led(city, 3, DAY)
    answer = rhythm(city, name)
    assert answer.status_code == status
    assert ("lead=014" in answer.content.decode()) is sees


def test_an_unknown_view_is_not_found(city: City) -> None:
    assert rhythm(city, "office", "years").status_code == 404


def test_the_table_costs_the_same_for_one_item_and_many(city: City) -> None:
    led(city, 1, DAY)
    rhythm(city, "office")

    def cost() -> int:
        client = browser_of(city.office)
        client.get(reverse("rectification:rhythm"))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("rectification:rhythm")).status_code == 200
        return len(captured)

    few = cost()
    led(city, 30, DAY + timedelta(days=3))
    assert cost() == few


def test_the_threshold_is_the_campaigns_own(city: City) -> None:
    city.campaign.rules = {**city.campaign.rules, "day_load_items": 10}
    city.campaign.save(update_fields=["rules"])
    led(city, 5, DAY)
    item = registered(city)
    answer = browser_of(city.office).post(act_path(item, "assign"), given(city, item))
    assert answer.status_code == 303
    assert "10 件以上" in rhythm(city, "office").content.decode()
