"""The pages of research: from the topic to its report."""

import io

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from campaign.enums import ListKind
from campaign.models import Finding, Problem, ResearchTopic, ResearchVisit
from tests.campaign import research, reviewing, streams
from tests.campaign.test_services_research import crowd
from tests.personas import PASSWORD, City

READERS = ["officer", "first_in_charge", "office", "office_head", "group_leader", "deputy_leader",
           "guidance", "resident"]  # fmt: skip
OUTSIDERS = ["cooperator", "stranger", "supervisor"]


@pytest.fixture
def town(city: City) -> City:
    return streams.with_lists(city)


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def test_a_line_from_topic_to_report(town: City, client: Client) -> None:
    client.force_login(town.officer)
    direction = streams.entry(town, ListKind.RESEARCH_DIRECTION, 2)
    data = {"title": "老旧小区供热", "direction": direction.uid, "leader": "卫某丙"}
    answer = client.post("/research/new", data)
    topic = ResearchTopic.objects.get()
    url = f"/research/{topic.uid}"
    assert (answer.status_code, answer["Location"]) == (303, url)
    assert "请先制定计划，再登记调研" in text_of(client.get(url))
    visit = {"on": "2019-10-10", "place": "幸福里社区", "level": "village", "way": "call",
             "people_met": "12"}  # fmt: skip
    refused = client.post(f"{url}/visit", visit)
    assert (refused.status_code, "还没有调研计划" in text_of(refused)) == (422, True)
    plan = {"hypothesis": "卡在哪里", "subjects": "居民", "places": "社区", "ways": ["call"],
            "starts_on": "2019-10-08", "ends_on": "2019-10-20", "participants": "卫某丙",
            "expected": "方案", "version": topic.version}  # fmt: skip
    assert client.post(f"{url}/plan", plan).status_code == 303
    assert client.post(f"{url}/visit", visit).status_code == 303
    found = {"text": "4个小区管网年年抢修", "proposed_solution": "列入债券项目",
             "proposed_department": town.lead.uid, "proposed_due_on": "2019-11-30"}  # fmt: skip
    assert client.post(f"{url}/findings/new", found).status_code == 303
    finding = Finding.objects.get()
    page = text_of(client.get(url))
    assert f"from=finding%3A{finding.uid}" in page
    assert "共 1 次，到村社区、企业、服务窗口 1 次（100%）" in page
    topic.refresh_from_db()
    refused = client.post(f"{url}/close", {"version": topic.version})
    assert refused.status_code == 422
    assert "还没有转为问题清单、整改事项或工作目标" in text_of(refused)
    goal = {"name": "供热改造", "category": "key_work", "metric": "户数", "baseline": "0",
            "target": "1142", "version": finding.version}  # fmt: skip
    assert client.post(f"/findings/{finding.uid}/goal", goal).status_code == 303
    assert client.post(f"{url}/close", {"version": topic.version}).status_code == 303
    check_report(client, url)


def check_report(client: Client, url: str) -> None:
    """The report has its five chapters, says what is missing, and is a Word file as well."""
    report = text_of(client.get(f"{url}/report"))
    for chapter in ("一、基本情况", "二、存在问题", "三、原因", "四、对策建议", "五、已当场解决"):
        assert chapter in report
    assert "列入债券项目" in report
    assert report.count("本项无数据") == 2
    assert "系统生成·未经签发" in report
    file = client.get(f"{url}/report.docx")
    paper = Document(io.BytesIO(b"".join(file.streaming_content)))
    texts = [paragraph.text for paragraph in paper.paragraphs]
    assert texts[:2] == ["系统生成·未经签发", "关于老旧小区供热的调研报告"]
    assert texts.count("本项无数据") == 2
    assert [cell.text for cell in paper.tables[1].rows[1].cells][0] == "列入债券项目"
    assert "%E5%85%B3%E4%BA%8E" in file["Content-Disposition"]


def test_who_reads_what(town: City, client: Client) -> None:
    finding = research.found(town)
    topic = finding.topic
    for name in READERS:
        client.force_login(town.people[name])
        assert "老旧小区供热" in text_of(client.get("/research")), name
        assert "年年抢修" in text_of(client.get(f"/research/{topic.uid}")), name
        assert "年年抢修" in text_of(client.get("/findings")), name
    for name in OUTSIDERS:
        client.force_login(town.people[name])
        assert "老旧小区供热" not in text_of(client.get("/research")), name
        assert "年年抢修" not in text_of(client.get("/findings")), name
        for url in (f"/research/{topic.uid}", f"/research/{topic.uid}/report",
                    f"/research/{topic.uid}/visit", f"/findings/{finding.uid}/edit"):  # fmt: skip
            assert client.get(url).status_code == 404, (name, url)
    for name in ("sys_admin", "sec_admin", "audit_admin"):
        client.force_login(town.people[name])
        for url in ("/research", "/findings", f"/research/{topic.uid}"):
            assert client.get(url).status_code == 403, (name, url)


def test_a_sensitive_finding_is_its_authors_alone_and_in_no_report(
    town: City, client: Client
) -> None:
    topic = research.found(town, text="某负责人亲属承揽工程", is_sensitive=True).topic
    client.force_login(town.officer)
    assert "亲属承揽" in text_of(client.get(f"/research/{topic.uid}"))
    assert "亲属承揽" not in text_of(client.get(f"/research/{topic.uid}/report"))
    for name in ("first_in_charge", "office_head", "group_leader", "second_officer"):
        client.force_login(town.people[name])
        for url in (f"/research/{topic.uid}", "/findings", "/findings?q=亲属"):
            assert "亲属承揽" not in text_of(client.get(url)), (name, url)
        assert "1 条" not in text_of(client.get("/research")), name


def test_a_crowd_is_confirmed_on_the_page(town: City, client: Client) -> None:
    crowd(town)
    topic = research.planned(town)
    client.force_login(town.officer)
    url = f"/research/{topic.uid}/visit"
    assert "确有必要，仍要登记" not in text_of(client.get(url))
    visit = {"on": "2019-10-15", "place": "幸福里社区", "level": "village", "way": "call",
             "people_met": "3"}  # fmt: skip
    asked = client.post(url, visit)
    page = text_of(asked)
    assert asked.status_code == 422
    assert "市财政局 2019-09-16" in page
    assert "确有必要，仍要登记" in page
    assert client.post(url, {**visit, "crowding_confirmed": "on"}).status_code == 303
    assert ResearchVisit.objects.filter(topic=topic).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_leader_signs_with_his_password(city: City, client: Client) -> None:
    town = streams.with_lists(city)
    topic = research.planned(town)
    research.visited(town, topic)
    url = f"/research/{topic.uid}/none-found"
    client.force_login(town.officer)
    assert client.get(url).status_code == 403
    client.force_login(town.first_in_charge)
    data = {"none_found_reason": "入户42户均达标", "version": topic.version, "password": "wrong"}
    wrong = client.post(url, data)
    page = text_of(wrong)
    assert (wrong.status_code, "登录密码不正确" in page) == (403, True)
    assert "入户42户均达标" in page
    assert client.post(url, {**data, "password": PASSWORD}).status_code == 303
    assert "未发现问题。入户42户均达标" in text_of(client.get(f"/research/{topic.uid}/report"))


@pytest.mark.parametrize("url", ["/research", "/findings"])
def test_a_list_makes_as_many_statements_for_many_rows(
    town: City, client: Client, url: str
) -> None:
    research.found(town)
    client.force_login(town.office)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for _ in range(4):
        research.found(town)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)


def test_a_finding_goes_to_the_problem_list_with_what_it_says(town: City, client: Client) -> None:
    reviewing.add_lists(town)
    finding = research.found(town)
    client.force_login(town.officer)
    url = f"/review/new?from=finding:{finding.uid}"
    page = text_of(client.get(url))
    assert "4个小区管网年年抢修</textarea>" in page
    data = {"text": finding.text, "dimensions": [reviewing.dimension(town).uid],
            "method": reviewing.method(town).uid, "source": town.sources["research"].uid,
            "found_on": "2019-10-15", "cause_work": "投入不足", "is_sensitive": "no"}  # fmt: skip
    assert client.post(url, data).status_code == 303
    finding.refresh_from_db()
    assert finding.problem == Problem.objects.get()
    topic = finding.topic
    assert f"/review/{finding.problem.uid}" in text_of(client.get(f"/research/{topic.uid}"))
    again = client.post(url, {**data, "text": "另一个写法，3个小区"})
    assert "已在问题清单中，不用重复登记" in text_of(again)
    assert Problem.objects.count() == 1
    assert (
        client.post(f"/research/{topic.uid}/close", {"version": topic.version}).status_code == 303
    )
    client.force_login(town.stranger)
    assert client.get(url).status_code == 404
