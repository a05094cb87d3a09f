"""The campaign's pages: who gets what, and what is typed is kept."""

import re

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from campaign.enums import CampaignRole
from campaign.models import Campaign, ListEntry, Membership
from journal.models import Entry
from tests.campaign.test_imports_preset import PRESET
from tests.personas import City

PAGES = ["/campaign", "/campaign/lists", "/campaign/roles", "/campaign/rules"]
EVERYBODY = [
    "group_leader",
    "deputy_leader",
    "office_head",
    "office",
    "first_in_charge",
    "portfolio_leader",
    "officer",
    "cooperator",
    "stranger",
    "guidance",
    "resident",
    "sys_admin",
    "sec_admin",
    "audit_admin",
]


def enter(client: Client, city: City, name: str) -> Client:
    client.force_login(city.people[name])
    return client


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.mark.parametrize("url", [*PAGES, "/campaign/acting", "/campaign/archive"])
def test_a_page_asks_for_sign_in(city: City, client: Client, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 302
    assert response["Location"].startswith("/login")


@pytest.mark.parametrize("name", EVERYBODY)
def test_everybody_reads_what_the_campaign_is(city: City, client: Client, name: str) -> None:
    enter(client, city, name)
    for url in PAGES:
        assert client.get(url).status_code == 200, url


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_may_do_what(city: City, client: Client, name: str) -> None:
    enter(client, city, name)
    head, leader = name == "office_head", name == "group_leader"
    for url in ("/campaign/acting", "/campaign/close-intake", "/campaign/archive"):
        assert client.get(url).status_code == (200 if head else 403), url
    tries = {
        "/campaign/roles": head or leader,
        "/campaign/verifying-unit": leader,
        "/campaign/rules": head,
        "/campaign/acting": head,
    }
    for url, allowed in tries.items():
        data = {"desk_assigned": "0"}
        assert client.post(url, data).status_code == (422 if allowed else 403), url


def test_a_refusal_says_who_may(city: City, client: Client) -> None:
    response = enter(client, city, "officer").get("/campaign/acting")
    assert "登记主持工作由领导小组办公室主任办理，您目前不是。" in text_of(response)


def test_buttons_are_there_for_those_who_may(city: City, client: Client) -> None:
    assert "/campaign/archive" in text_of(enter(client, city, "office_head").get("/campaign"))
    assert "/campaign/archive" not in text_of(enter(client, city, "officer").get("/campaign"))


def test_the_four_streams_stand_side_by_side_with_their_mottos(city: City, client: Client) -> None:
    call_command("load_preset", PRESET, "--default")
    page = text_of(enter(client, city, "officer").get("/campaign"))
    headings = [
        page.index(f"<h2>{name}") for name in ("学习教育", "调查研究", "检视问题", "整改落实")
    ]
    assert headings == sorted(headings)
    for motto in ("要往深里走", "要奔着问题去", "深刻到位", "聚焦重点"):
        assert motto in page
    for words in ("第一阶段", "下一步：", "四个查找"):
        assert words not in page
    lists = text_of(client.get("/campaign/lists"))
    assert "四个查找" in lists
    assert "未启用" in lists


def test_several_campaigns_stand_side_by_side(city: City, client: Client) -> None:
    call_command("load_preset", PRESET)
    enter(client, city, "office_head")
    assert "主题教育（测试）" in text_of(client.get("/campaign"))
    page = text_of(client.get("/campaign?campaign=2019-second-batch"))
    assert "<h1>主题教育（第二批）</h1>" in page
    assert '/campaign/lists?campaign=2019-second-batch"' in page
    assert "/campaign/archive" not in page
    assert client.get("/campaign/acting?campaign=2019-second-batch").status_code == 403


@pytest.mark.parametrize("code", ["none", "%00", "a" * 500, "test'"])
def test_an_unknown_campaign_is_not_found(city: City, client: Client, code: str) -> None:
    enter(client, city, "officer")
    for url in PAGES:
        assert client.get(f"{url}?campaign={code}").status_code == 404


def test_before_the_first_preset_there_is_no_campaign(city: City, client: Client) -> None:
    Campaign.objects.update(is_default=False)
    response = enter(client, city, "officer").get("/campaign")
    assert response.status_code == 404
    assert "load_preset" in text_of(response)


def test_a_role_is_given_and_ended_on_the_page(city: City, client: Client) -> None:
    enter(client, city, "office_head")
    data = {"role": "office", "person": city.officer.employee_no}
    response = client.post("/campaign/roles", data)
    assert (response.status_code, response["Location"]) == (303, "/campaign/roles")
    page = text_of(client.get("/campaign/roles"))
    assert "朱某丙已登记为领导小组办公室成员。" in page
    membership = Membership.objects.get(person=city.officer, role=CampaignRole.OFFICE)
    assert f"/campaign/roles/{membership.uid}/end" in page
    response = client.post(f"/campaign/roles/{membership.uid}/end")
    assert response.status_code == 303
    assert "朱某丙不再是领导小组办公室成员。" in text_of(client.get("/campaign/roles"))


def test_of_two_people_of_one_name_the_number_is_asked(city: City, client: Client) -> None:
    type(city.officer).objects.filter(pk=city.stranger.pk).update(name="朱某丙")
    enter(client, city, "office_head")
    response = client.post("/campaign/roles", {"role": "office", "person": "朱某丙"})
    page = text_of(response)
    assert response.status_code == 422
    assert f"有2人叫“朱某丙”，请填工号：{city.officer.employee_no} 市住建局办公室主任" in page
    assert 'value="朱某丙"' in page


@pytest.mark.parametrize("person", ["没有此人", "", "\0"])
def test_an_unknown_person_is_refused_in_words(city: City, client: Client, person: str) -> None:
    enter(client, city, "office_head")
    response = client.post("/campaign/roles", {"role": "office", "person": person})
    assert response.status_code == 422
    assert "有误：" in text_of(response)


def test_a_role_that_may_not_be_given_is_not_offered(city: City, client: Client) -> None:
    enter(client, city, "office_head")
    page = text_of(client.get("/campaign/roles"))
    assert 'value="office_head"' not in page
    data = {"role": "office_head", "person": city.officer.employee_no}
    assert client.post("/campaign/roles", data).status_code == 422
    assert not Membership.objects.filter(person=city.officer).exists()


def test_the_service_refuses_with_its_sentence_and_status(city: City, client: Client) -> None:
    enter(client, city, "office_head")
    data = {"role": "office", "person": city.sys_admin.employee_no}
    response = client.post("/campaign/roles", data)
    assert response.status_code == 422
    assert "三类管理员不能兼任业务角色" in text_of(response)
    own = {"role": "guidance", "person": city.office_head.employee_no}
    assert client.post("/campaign/roles", own).status_code == 403


def test_a_role_of_another_campaign_is_not_found_here(city: City, client: Client) -> None:
    call_command("load_preset", PRESET)
    membership = Membership.objects.get(role=CampaignRole.OFFICE, person=city.seconded)
    enter(client, city, "office_head")
    url = f"/campaign/roles/{membership.uid}/end?campaign=2019-second-batch"
    assert client.post(url).status_code == 404


def test_the_group_leader_names_the_verifying_unit_on_the_page(city: City, client: Client) -> None:
    enter(client, city, "group_leader")
    page = text_of(client.get("/campaign/roles"))
    assert '<option value="023"' in page
    assert '<option value="001"' not in page
    data = {"scope": "leaders_items", "department": "010"}
    assert client.post("/campaign/verifying-unit", data).status_code == 303
    assert "市财政局" in text_of(client.get("/campaign/roles"))
    assert client.post("/campaign/verifying-unit", {**data, "department": "x"}).status_code == 422


def form_of(page: str) -> dict[str, str]:
    """What a browser would send of the limits' page."""
    found = re.findall(r"<input[^>]*>", page)
    pairs = [(re.search(r'name="([^"]+)"', i), re.search(r'value="([^"]*)"', i)) for i in found]
    return {name[1]: value[1] for name, value in pairs if name and value and "csrf" not in name[1]}


def test_limits_are_set_on_the_page_and_only_what_changed(city: City, client: Client) -> None:
    enter(client, city, "office_head")
    data = form_of(text_of(client.get("/campaign/rules")))
    assert data["desk_assigned"] == data["initial-desk_assigned"] == "2"
    response = client.post("/campaign/rules", {**data, "desk_assigned": "4"})
    assert response.status_code == 303
    assert Campaign.objects.get(code="test").rules == {"desk_assigned": 4}
    assert list(Entry.objects.get(type="campaign.rules_changed").data) == ["desk_assigned"]
    data = form_of(text_of(client.get("/campaign/rules")))
    client.post("/campaign/rules", {**data, "desk_assigned": ""})
    assert Campaign.objects.get(code="test").rules == {}


def test_a_wrong_limit_keeps_what_was_typed(city: City, client: Client) -> None:
    enter(client, city, "office_head")
    data = form_of(text_of(client.get("/campaign/rules")))
    response = client.post("/campaign/rules", {**data, "on_site_percent": "300"})
    assert response.status_code == 422
    assert 'value="300"' in text_of(response)
    assert Campaign.objects.get(code="test").rules == {}


def test_a_stale_page_of_limits_shows_both_and_saves_on_purpose(city: City, client: Client) -> None:
    enter(client, city, "office_head")
    data = form_of(text_of(client.get("/campaign/rules")))
    Campaign.objects.update(rules={"desk_assigned": 3})
    response = client.post("/campaign/rules", {**data, "desk_assigned": "4"})
    page = text_of(response)
    assert response.status_code == 409
    assert "他人已改为 3" in page
    assert Campaign.objects.get(code="test").rules == {"desk_assigned": 3}
    again = form_of(page)
    assert (again["desk_assigned"], again["initial-desk_assigned"]) == ("4", "3")
    assert client.post("/campaign/rules", again).status_code == 303
    assert Campaign.objects.get(code="test").rules == {"desk_assigned": 4}


def test_who_may_not_set_limits_reads_them(city: City, client: Client) -> None:
    page = text_of(enter(client, city, "officer").get("/campaign/rules"))
    assert "设置时限与比例由领导小组办公室主任办理" in page
    assert "交办后签收" in page
    assert "desk_assigned" not in page


def test_a_vacancy_is_filled_on_the_page(city: City, client: Client) -> None:
    enter(client, city, "office_head")
    page = text_of(client.get("/campaign/acting"))
    assert '<option value="040"' in page
    assert '<option value="014"' not in page
    data = {
        "department": "040",
        "person": city.vacant_team.employee_no,
        "title": "副局长（主持工作）",
        "document_number": "",
    }
    response = client.post("/campaign/acting", data)
    assert response.status_code == 422
    assert "副局长（主持工作）" in text_of(response)
    response = client.post("/campaign/acting", {**data, "document_number": "样例干〔2019〕12号"})
    assert response.status_code == 303
    page = text_of(client.get("/campaign/acting"))
    assert "已登记云某己主持市招商局工作。" in page
    assert '<option value="040"' not in page


def test_closing_and_archiving_ask_twice(city: City, client: Client) -> None:
    enter(client, city, "office_head")
    assert "办理后不能撤回" in text_of(client.get("/campaign/close-intake"))
    assert Campaign.objects.get(code="test").intake_closed_on is None
    assert client.post("/campaign/close-intake").status_code == 303
    response = client.post("/campaign/close-intake")
    assert response.status_code == 422
    assert "无需重复办理" in text_of(response)


# session, person · campaign · posts, portfolio, sections, delegations, grants · roles, grants,
# offices, units · five lists, other lists · office department, other campaigns · unread
PAGE_STATEMENTS = 24


@pytest.mark.parametrize("url", PAGES)
def test_pages_cost_the_same_for_few_rows_and_many(
    city: City,
    client: Client,
    url: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    enter(client, city, "office_head")
    client.get(url)
    with django_assert_max_num_queries(PAGE_STATEMENTS) as few:
        client.get(url)
    people = type(city.officer).objects.bulk_create(
        type(city.officer)(username=f"p{n}", name=f"人{n}") for n in range(50)
    )
    Membership.objects.bulk_create(
        Membership(campaign=city.campaign, person=p, role="office", starts_on="2019-01-01")
        for p in people
    )
    ListEntry.objects.bulk_create(
        ListEntry(campaign=city.campaign, kind="ills", code=f"x{n}", name=f"x{n}")
        for n in range(50)
    )
    with django_assert_max_num_queries(PAGE_STATEMENTS) as many:
        client.get(url)
    assert len(few) == len(many)
