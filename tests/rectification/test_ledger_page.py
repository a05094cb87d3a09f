"""The ledger page: who sees which rows, views whose counts are their rows, filters in the URL."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from rectification import services
from rectification.enums import Kind, State
from rectification.models import Item
from rectification.services.saved_views import save_view
from tests.factories import Walk, assignment, content, item_at
from tests.personas import TODAY, City, at
from tests.rectification.pages import browser_of, stop_clock

pytestmark = pytest.mark.django_db

PAGES = (
    "/work",
    "/ledger",
    "/queues",
    "/overview",
    "/departments/014/items",
    "/ledger/export",
    "/ledger/views",
)
ENTITLED = {
    "office": dict.fromkeys(PAGES, 200),
    "officer": {**dict.fromkeys(PAGES, 200), "/queues": 403},
    "stranger": {**dict.fromkeys(PAGES, 200), "/queues": 403, "/departments/014/items": 404},
    "group_leader": {**dict.fromkeys(PAGES, 200), "/queues": 403},
    "deputy_leader": {**dict.fromkeys(PAGES, 200), "/queues": 403},
    "guidance": {**dict.fromkeys(PAGES, 200), "/queues": 403},
    "sec_admin": {**dict.fromkeys(PAGES, 403), "/departments/014/items": 404},
}


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def sensitive(city: City) -> Item:
    typed = content(city, target=city.targets["relatives_business"], is_sensitive=True)
    given = assignment(city, handler=city.officer, office_person=city.office)
    return services.register_and_assign(
        campaign=city.campaign, content=typed, assignment=given, by=city.office_head, at=at()
    )


def look(user: User, url: str = "/ledger", status: int = 200) -> dict:
    answer = browser_of(user).get(url)
    assert answer.status_code == status, url
    return answer.context


def numbers(user: User, url: str) -> set[str]:
    return {row["number"] for row in look(user, url)["rows"]}


def a_mixed_ledger(city: City) -> None:
    """Late, soon, checked, closed, suspended, merged, of other leads and sources, sensitive."""
    early = at(TODAY - timedelta(days=40))
    Walk(city, when=early, found_on=early.date(), due_on=TODAY - timedelta(days=8)).in_progress()
    item_at(city, State.ASSIGNED, due_on=TODAY + timedelta(days=2))
    item_at(city, State.AWAITING_VERIFICATION)
    item_at(city, State.CLOSED, kind=Kind.IMMEDIATE)
    item_at(city, State.SUSPENDED)
    item_at(city, State.MERGED, origins=[services.Origin(city.sources["masses"])])
    item_at(city, State.ASSIGNED, lead_department=city.vacant, cooperating=[city.coop])
    recalled = item_at(city, State.ASSIGNED, lead_department=city.other)
    services.recall(
        item=recalled, by=city.office, at=at(hour=11), version=recalled.version, reason="改派"
    )
    item_at(city, State.REGISTERED, origins=[services.Origin(city.sources["inspection"])])
    sensitive(city)


@pytest.mark.parametrize("name", ENTITLED)
def test_pages_open_to_those_who_may(city: City, name: str) -> None:
    browser = browser_of(city.people[name])
    assert {page: browser.get(page).status_code for page in PAGES} == ENTITLED[name]


def test_nobody_in_particular_is_asked_to_sign_in(db: None) -> None:
    for page in PAGES:
        assert Client().get(page).url.startswith("/login"), page


def test_every_view_counts_its_rows(city: City) -> None:
    a_mixed_ledger(city)
    save_view(name="已办", query="bucket=closed", by=city.office, at=at())
    for name in ("office", "office_head", "officer", "cooperator", "group_leader", "guidance"):
        user = city.people[name]
        for tab in look(user)["views"]:
            rows = look(user, tab["url"])["rows"]
            assert tab["count"] == str(len(rows)), (name, tab["label"])


def test_the_clock_of_views_is_the_lights(city: City) -> None:
    a_mixed_ledger(city)
    counts = {tab["label"]: tab["count"] for tab in look(city.office)["views"]}
    assert counts["逾期"] == "1"
    assert counts["7日内到期"] == "1"
    assert counts["待验收"] == "1"
    assert counts["巡视反馈未销号"] == "1"
    assert counts["群众反映"] == "1"  # the source of the one that was merged into an open item


def test_shell_rows_say_nothing_but_the_shell(city: City) -> None:
    item = sensitive(city)
    page = browser_of(city.guidance).get("/ledger").content.decode()
    assert item.number in page
    assert "只显示概要" in page
    assert item.title not in page
    assert city.first_in_charge.name not in page
    assert item.number not in browser_of(city.stranger).get("/ledger").content.decode()
    assert item.number not in browser_of(city.office_clerk).get("/ledger").content.decode()


@pytest.mark.parametrize("typed", ["2019-10-31", "2019/10/31", "2019年10月31日", "10月底"])
def test_dates_are_read_as_people_write_them(city: City, typed: str) -> None:
    early = item_at(city, State.ASSIGNED, due_on=TODAY + timedelta(days=9))
    item_at(city, State.ASSIGNED, due_on=TODAY + timedelta(days=60))
    assert numbers(city.office, f"/ledger?due_before={typed}") == {early.number}


def test_a_bad_date_is_said_and_the_other_conditions_hold(city: City) -> None:
    kept = item_at(city, State.ASSIGNED)
    item_at(city, State.ASSIGNED, lead_department=city.other)
    answer = browser_of(city.office).get("/ledger?lead=014&due_before=13月5日&q=供热")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“13月5日”不是日期" in page
    assert 'value="13月5日"' in page
    assert 'value="供热"' in page
    assert "<title>有误：" in page
    assert [row["number"] for row in answer.context["rows"]] == [kept.number]


@pytest.mark.parametrize(
    "query", ["bucket=nowhere", "lead=999", "light=blue", "kind=none", "is_key=perhaps"]
)
def test_a_condition_that_there_is_not_is_said(city: City, query: str) -> None:
    item = item_at(city, State.ASSIGNED)
    answer = browser_of(city.office).get(f"/ledger?{query}")
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert [row["number"] for row in answer.context["rows"]] == [item.number]


@pytest.mark.parametrize("query", ["cursor=x", "cursor=", "q=", "state=&lead=", "foreign=1"])
def test_what_means_nothing_is_left_out(city: City, query: str) -> None:
    item_at(city, State.ASSIGNED)
    assert len(look(city.office, f"/ledger?{query}")["rows"]) == 1


def test_search_finds_number_text_initials_and_people(city: City) -> None:
    User.objects.filter(pk=city.first_in_charge.pk).update(initials="wmb")
    item = item_at(city, State.ASSIGNED)
    item_at(city, State.ASSIGNED, lead_department=city.other)
    only_lead = {item.number}
    for word in (item.number, city.first_in_charge.name, "wmb"):
        assert numbers(city.office, f"/ledger?q={word}") == only_lead, word
    assert len(numbers(city.office, "/ledger?q=供热")) == 2
    assert len(numbers(city.office, "/ledger?q=ljxqgr")) == 2
    assert numbers(city.office, "/ledger?q=没有这样的词") == set()


def test_conditions_beside_the_form_are_shown_and_can_be_taken_away(city: City) -> None:
    item_at(city, State.ASSIGNED)
    item_at(city, State.ASSIGNED, kind=Kind.IMMEDIATE)
    context = look(city.office, "/ledger?kind=immediate&lead=014")
    assert len(context["rows"]) == 1
    [chip] = context["chips"]
    assert chip["text"] == "整改类型：立行立改"
    assert len(look(city.office, chip["url"])["rows"]) == 2
    assert ("kind", "immediate") in context["asked"].hidden


def test_htmx_gets_the_list_alone(city: City) -> None:
    item = item_at(city, State.ASSIGNED)
    page = browser_of(city.office).get("/ledger", headers={"HX-Request": "true"}).content.decode()
    assert item.number in page
    assert "<html" not in page


def test_pages_follow_one_another_without_gap_or_repeat(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rectification.views.ledger.PAGE_SIZE", 2)
    there = {item_at(city, State.REGISTERED).number for _ in range(3)}
    there |= {item_at(city, State.ASSIGNED).number for _ in range(2)}
    seen, url = [], "/ledger?bucket=open"
    while url:
        context = look(city.office, url)
        seen += [row["number"] for row in context["rows"]]
        url, before = context["next_url"], context["previous_url"]
    assert sorted(seen) == sorted(there)
    assert [row["number"] for row in look(city.office, before)["rows"]] == seen[2:4]


@pytest.mark.parametrize("name", ["office", "officer", "group_leader"])
def test_statements_do_not_grow_with_rows(city: City, name: str) -> None:
    """Session, person, posts, roles; lists; days off; the page; own views; facts of to-dos; counts;
    for who signs the sections; unread messages: 12 at most."""
    item_at(city, State.ASSIGNED)
    browser = browser_of(city.people[name])
    browser.get("/ledger")
    with CaptureQueriesContext(connection) as few:
        browser.get("/ledger")
    for _ in range(4):
        item_at(city, State.ASSIGNED)
    with CaptureQueriesContext(connection) as many:
        answer = browser.get("/ledger")
    assert len(many) == len(few)
    assert len(many) <= 12, "\n".join(q["sql"][:160] for q in many)
    assert len(answer.context["rows"]) == 5


def test_a_filter_is_kept_under_a_name_for_oneself(city: City) -> None:
    item_at(city, State.ASSIGNED)
    browser = browser_of(city.officer)
    page = browser.get("/ledger/views?light=ok&lead=014")
    assert "牵头部门" in page.content.decode() or "牵头单位：市住建局" in page.content.decode()
    query = page.context["form"]["query"].value()
    answer = browser.post("/ledger/views", {"name": "", "query": query})
    assert answer.status_code == 422
    answer = browser.post("/ledger/views", {"name": "住建正常", "query": query})
    assert answer.status_code == 303
    mine = {tab["label"]: tab for tab in look(city.officer)["views"]}
    assert mine["住建正常"]["count"] == "1"
    assert "住建正常" not in {tab["label"] for tab in look(city.second_officer)["views"]}
    kept = browser.get("/ledger/views").context["kept"][0]["uid"]
    assert browser_of(city.office).post(f"/ledger/views/{kept}/delete").status_code == 404
    assert browser.post(f"/ledger/views/{kept}/delete").status_code == 303
    assert "住建正常" not in {tab["label"] for tab in look(city.officer)["views"]}


def test_a_page_is_what_one_person_reads(city: City) -> None:
    for _ in range(3):
        item_at(city, State.ASSIGNED)
    page = browser_of(city.office).get("/ledger").content
    row = len(page.decode().split("<tbody>")[1].split("</tr>")[0])
    assert len(page) + 22 * row * 1.5 <= 60 * 1024
