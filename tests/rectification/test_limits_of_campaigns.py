"""Lights, to-dos, counts and hints go by the limits of the campaign that an item is of."""

from datetime import date
from typing import Any

import pytest
from django.core.cache import cache

from campaign.models import Campaign
from core import workdays
from rectification import services
from rectification.enums import Action, Kind, State
from rectification.models import Item
from rectification.selectors.todos import todos_for
from tests.api import ApiClient
from tests.factories import item_at
from tests.personas import TODAY, City, at
from tests.rectification.pages import act_path, browser_of, item_path, stop_clock
from tests.rectification.test_speed_statements import asked, by_token

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    stop_clock(monkeypatch)


def in_workdays(count: int) -> date:
    return workdays.load().add(TODAY, count)


def limit(city: City, **rules: int) -> None:
    city.campaign.rules = rules
    city.campaign.save(update_fields=["rules"])


def of_another_campaign(item: Item) -> Item:
    """The same item in a campaign with the default limits."""
    other = Campaign.objects.create(code="next", name="下一批", starts_on=TODAY)
    copy = Item.objects.get(pk=item.pk)
    copy.pk, copy.number, copy.campaign = None, "ZG-2019-9001", other
    copy.uid = Item._meta.get_field("uid").get_default()
    copy.save(force_insert=True)
    return copy


def test_every_page_and_the_api_take_five_days(city: City) -> None:
    limit(city, due_soon_workdays=5)
    soon, later = (item_at(city, State.ASSIGNED, due_on=in_workdays(n)) for n in (5, 6))
    office = browser_of(city.office)
    rows = office.get("/ledger").context["rows"]
    assert [row["light"][0] for row in rows] == ["warn", "ok"]
    [row] = office.get("/ledger?light=warn").context["rows"]
    assert row["uid"] == soon.uid
    figures = {f["label"]: f for f in office.get("/overview").context["figures"]}
    assert (figures["临期"]["value"], figures["正常推进"]["value"]) == (1, 1)
    assert figures["临期"]["note"] == "5个工作日内到期"
    unit = browser_of(city.first_in_charge).get(f"/departments/{city.lead.code}/items")
    counts = {f["label"]: f["value"] for f in unit.context["figures"]}
    assert (counts["临期"], counts["正常"]) == (1, 1)
    work = browser_of(city.officer).get("/work").context["card"]["lights"]
    assert [one["n"] for one in work] == ["0", "1", "1"]
    client = ApiClient(city.officer)
    shown = client.get("items").json()["results"]
    assert [one["light"] for one in shown] == ["warn", "ok"]
    assert client.get(f"items/{soon.uid}").json()["light"] == "warn"
    [only] = client.get("items?light=ok").json()["results"]
    assert only["uid"] == str(later.uid)
    assert client.get("items?light=warn&total=1").json()["total"] == 1


def test_two_campaigns_each_keep_their_own(city: City) -> None:
    limit(city, due_soon_workdays=5)
    item = item_at(city, State.IN_PROGRESS, due_on=in_workdays(5))
    other = of_another_campaign(item)
    client = ApiClient(city.officer)
    lights = {row["uid"]: row["light"] for row in client.get("items").json()["results"]}
    assert lights == {str(item.uid): "warn", str(other.uid): "ok"}
    for light, expected in (("warn", item), ("ok", other)):
        [row] = client.get(f"items?light={light}").json()["results"]
        assert row["uid"] == str(expected.uid)
    assert asked(by_token(city.officer), "/api/v1/items") == (2, 4)


def test_an_officer_is_asked_for_news_when_his_campaign_says_soon(city: City) -> None:
    item_at(city, State.IN_PROGRESS, due_on=in_workdays(5))
    assert todos_for(city.officer, TODAY).counts == {}
    limit(city, due_soon_workdays=5)
    assert todos_for(city.officer, TODAY).counts == {Action.PROGRESS: 1}


def test_desk_clocks_go_by_the_campaign(city: City) -> None:
    limit(city, desk_registered=1)
    early = at(workdays.load().add(TODAY, -2))
    item_at(city, State.REGISTERED, when=early)
    [row] = browser_of(city.office).get("/queues?tab=assign").context["rows"]
    assert row["alarm"] == "办理已超时 1 个工作日"
    [todo] = todos_for(city.office, TODAY).rows
    assert todo.until == workdays.load().add(TODAY, -1)
    limit(city)
    [row] = browser_of(city.office).get("/queues?tab=assign").context["rows"]
    assert row["alarm"] == ""


@pytest.mark.parametrize(("days", "late"), [(2, True), (5, False)])
def test_the_head_may_skip_a_reviewer_once_the_campaign_says_late(
    city: City, days: int, late: bool
) -> None:
    limit(city, desk_closure_review=days)
    item_at(city, State.CLOSURE_REVIEW, when=at(workdays.load().add(TODAY, -4)))
    counts = todos_for(city.first_in_charge, TODAY).counts
    assert (Action.SKIP_REVIEW in counts) is late


@pytest.mark.parametrize(("days", "silent"), [(2, True), (5, False)])
def test_an_unanswered_extension_reaches_the_office_by_the_campaigns_limit(
    city: City, days: int, silent: bool
) -> None:
    limit(city, endorse_extension_days=days)
    item = item_at(city, State.IN_PROGRESS, when=at(workdays.load().add(TODAY, -6)))
    services.request_extension(
        item=item,
        by=city.officer,
        at=at(workdays.load().add(TODAY, -4)),
        version=item.version,
        reason="管材到货推迟",
        progress="完成一半",
        interim_measure="临时供热",
        new_due_on=in_workdays(30),
    )
    assert (Action.GRANT_EXTENSION in todos_for(city.office, TODAY).counts) is silent


def test_hints_name_the_campaigns_limits(city: City) -> None:
    limit(city, immediate_max_workdays=10, other_max_days=60, suspension_max_days=45)
    item = item_at(city, State.IN_PROGRESS)
    page = browser_of(city.office).get("/items/new").content.decode()
    assert "立行立改：10个工作日内改完" in page
    assert "限期整改：60天内" in page
    asks = browser_of(city.office_head).get(act_path(item, "suspend")).content.decode()
    assert "45天以内" in asks


# --- days off that nobody knows yet -------------------------------------------

GUESSED = "2020年节假日尚未导入，按周一至周五推算。"
EVE = date(2019, 12, 20)


def unknown(monkeypatch: pytest.MonkeyPatch, *years: int) -> None:
    """The library as it was before the announcement."""
    real = workdays._library_year
    workdays._plain_year.cache_clear()
    monkeypatch.setattr(
        workdays, "_library_year", lambda year: None if year in years else real(year)
    )


@pytest.fixture
def eve(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The twentieth of December, before 2020 is known."""
    unknown(monkeypatch, 2020)
    stop_clock(monkeypatch, at(EVE, hour=12))
    yield
    workdays._plain_year.cache_clear()


def said(user: Any, path: str) -> bool:
    answer = browser_of(user).get(path)
    assert answer.status_code == 200, path
    return GUESSED in answer.content.decode()


def test_every_page_that_shows_a_guessed_date_says_so(city: City, eve: None) -> None:
    item = item_at(city, State.IN_PROGRESS, when=at(EVE), due_on=date(2020, 1, 2))
    waiting = item_at(city, State.REGISTERED, when=at(EVE))
    check = item_at(city, State.AWAITING_VERIFICATION, when=at(EVE), due_on=date(2020, 1, 10))
    for user, path in [
        (city.office, "/ledger"),
        (city.office, item_path(item)),
        (city.officer, item_path(item)),
        (city.office, "/overview"),
        (city.office, "/items/new"),
        (city.office, act_path(waiting, "assign")),
        (city.officer, act_path(item, "request-extension")),
        (city.office_head, act_path(item, "suspend")),
        (city.office_clerk, act_path(check, "fail-verification")),
        (city.office, "/queues?tab=verify"),
        (city.officer, "/work"),
        (city.office_head, f"/items/{item.uid}/reroute"),
    ]:
        assert said(user, path), path
    assert not said(city.office, item_path(waiting))
    assert not said(city.officer, "/items/new")  # a department sets no date


def test_a_year_without_dates_on_the_page_is_not_spoken_of(city: City, eve: None) -> None:
    soon = {"due_on": date(2019, 12, 27), "when": at(EVE)}
    item = item_at(city, State.IN_PROGRESS, kind=Kind.IMMEDIATE, **soon)
    assert not said(city.office, "/ledger")
    assert not said(city.office, item_path(item))
    assert said(city.office, "/overview")  # its figures reach ninety days ahead


def test_the_notice_goes_once_the_office_has_declared_the_year(city: City, eve: None) -> None:
    item = item_at(city, State.IN_PROGRESS, when=at(EVE), due_on=date(2020, 1, 24))
    assert said(city.officer, item_path(item))
    days = [(1, 1), (1, 24), (4, 4), (5, 1), (6, 25), (10, 1), (10, 8)]
    rows = [services.WorkdayRow(date(2020, m, d), is_workday=False) for m, d in days]
    services.declare_workdays(rows=rows, by=city.office, at=at(EVE))
    assert not said(city.officer, item_path(item))
    page = browser_of(city.officer).get(item_path(item)).content.decode()
    assert "01-24 休息，按 2020-01-23 计时" in page


def test_the_list_says_so_within_the_part_that_is_swapped(city: City, eve: None) -> None:
    item_at(city, State.IN_PROGRESS, when=at(EVE), due_on=date(2020, 1, 8))
    part = browser_of(city.office).get("/ledger", headers={"HX-Request": "true"})
    assert part.content.decode().count(GUESSED) == 1
    whole = browser_of(city.office).get("/ledger")
    assert whole.content.decode().count(GUESSED) == 1
