"""The pages of study: one line from the plan to what it turned into."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaign.enums import ListKind
from campaign.models import Attendance, StudyOutcome, StudySession, WorkGoal
from tests.campaign import streams
from tests.personas import TODAY, City

READERS = [
    "officer", "first_in_charge", "portfolio_leader", "office", "office_head", "group_leader",
    "deputy_leader", "guidance", "resident",
]  # fmt: skip
OUTSIDERS = ["cooperator", "stranger", "supervisor"]
ADMINS = ["sys_admin", "sec_admin", "audit_admin"]


@pytest.fixture
def town(city: City) -> City:
    return streams.with_lists(city)


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def test_a_line_from_plan_to_goal(town: City, client: Client) -> None:
    client.force_login(town.officer)
    form = streams.entry(town, ListKind.STUDY_FORM, 2)
    planned = {"title": "烈士陵园革命传统教育", "form": form.uid, "planned_on": "2019年10月8日"}
    answer = client.post("/study/new", planned)
    session = StudySession.objects.get()
    url = f"/study/sessions/{session.uid}"
    assert (answer.status_code, answer["Location"]) == (303, url)
    page = text_of(client.get(f"{url}/hold"))
    names = re.findall(r'name="(p-[^"]+)"', page)
    assert len(names) == 5
    assert page.count('<option value="present" selected>') == 5
    absent = f"p-{town.second_leader.uid}"
    data = {name: "present" for name in names} | {absent: "leave"}
    data |= {"held_on": "2019-10-08", "guests": "孔某庚，党校教师", "version": session.version}
    assert client.post(f"{url}/hold", data).status_code == 303
    shown = text_of(client.get(url))
    assert "孔某庚（党校教师）" in shown
    assert Attendance.objects.get(person=town.second_leader).status == "leave"
    kind = streams.entry(town, ListKind.STUDY_CONVERSION)
    outcome = {"kind": kind.uid, "text": "争取专项债券3000万元"}
    assert client.post(f"{url}/outcomes/new", outcome).status_code == 303
    made = StudyOutcome.objects.get()
    shown = text_of(client.get(url))
    assert f"from=outcome%3A{made.uid}" in shown
    goal_page = text_of(client.get(f"/study/outcomes/{made.uid}/goal"))
    assert 'value="争取专项债券3000万元"' in goal_page
    goal = {"name": "争取专项债券", "category": "key_work", "metric": "到位资金",
            "unit": "万元", "baseline": "0", "target": "3000", "version": made.version}  # fmt: skip
    assert client.post(f"/study/outcomes/{made.uid}/goal", goal).status_code == 303
    assert WorkGoal.objects.get().name == "争取专项债券"
    assert "已转为工作目标" in text_of(client.get("/study/outcomes"))


def test_who_reads_what(town: City, client: Client) -> None:
    session = streams.held(town, title="供热改造专题研讨")
    outcome = streams.outcome_of(town, session, text="争取专项债券")
    for name in READERS:
        client.force_login(town.people[name])
        assert "供热改造专题研讨" in text_of(client.get("/study")), name
        assert "争取专项债券" in text_of(client.get(f"/study/sessions/{session.uid}")), name
        for url in ("/study/matrix", "/study/plans", "/study/reading", "/study/outcomes"):
            assert client.get(url).status_code == 200
    for name in OUTSIDERS:
        client.force_login(town.people[name])
        assert "供热改造专题研讨" not in text_of(client.get("/study")), name
        for url in (f"/study/sessions/{session.uid}", f"/study/sessions/{session.uid}/edit",
                    f"/study/sessions/{session.uid}/hold", f"/study/outcomes/{outcome.uid}/goal",
                    f"/study/plans/{town.lead.uid}"):  # fmt: skip
            assert client.get(url).status_code == 404, (name, url)
        assert "争取专项债券" not in text_of(client.get("/study/outcomes")), name
    for name in ADMINS:
        client.force_login(town.people[name])
        for url in ("/study", "/study/matrix", f"/study/sessions/{session.uid}", "/study/notes"):
            assert client.get(url).status_code == 403, (name, url)


def test_a_reader_has_no_buttons_and_a_refusal_keeps_what_was_typed(
    town: City, client: Client
) -> None:
    session = streams.planned(town)
    client.force_login(town.office)
    assert "/hold" not in text_of(client.get(f"/study/sessions/{session.uid}"))
    data = {"title": "改", "form": session.form.uid, "planned_on": "2019-10-20"}
    answer = client.post(f"/study/sessions/{session.uid}/edit", data)
    assert answer.status_code == 403
    assert "修改集中学习由市住建局的联络员或经办人" in text_of(answer)
    client.force_login(town.officer)
    wrong = client.post("/study/new", {**data, "planned_on": "下周", "host": "卫某丙"})
    page = text_of(wrong)
    assert wrong.status_code == 422
    assert "“下周”不是日期" in page
    assert 'value="卫某丙"' in page


def test_a_stale_page_shows_both_and_saves_on_purpose(town: City, client: Client) -> None:
    session = streams.planned(town)
    client.force_login(town.officer)
    data = {"title": "我改的", "form": session.form.uid, "planned_on": "2019-10-20", "version": 1}
    url = f"/study/sessions/{session.uid}/edit"
    assert client.post(url, {**data, "title": "他先改的"}).status_code == 303
    answer = client.post(url, data)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "他人已改为“他先改的”" in page
    assert 'name="version" value="2"' in page
    assert client.post(url, {**data, "version": 2}).status_code == 303
    session.refresh_from_db()
    assert session.title == "我改的"


def test_the_matrix_has_every_department_in_rank_order_and_links_in_every_cell(
    town: City, client: Client
) -> None:
    streams.held(town)
    client.force_login(town.office)
    page = text_of(client.get("/study/matrix"))
    assert page.index("市财政局") < page.index("市住建局") < page.index("市交通局")
    assert page.count("按机构序列，不作排名") == 2
    assert page.count("department=015&amp;form=") == 5
    assert "市住建局，研讨交流：已举行 1 次" in page
    assert "市交通局，警示教育：尚无安排" in page
    client.force_login(town.officer)
    assert "市财政局" not in text_of(client.get("/study/matrix"))


def test_the_reading_list_says_who_planned_what_on_which_material(
    town: City, client: Client
) -> None:
    material = streams.entry(town, ListKind.STUDY_MATERIAL)
    way = streams.entry(town, ListKind.STUDY_WAY)
    streams.planned(town, materials=[material], ways=[way])
    streams.planned(town, by=town.stranger, department=town.other, materials=[material])
    client.force_login(town.office)
    page = text_of(client.get("/study/reading"))
    assert "市住建局 1 次、市交通局 1 次" in page
    assert "material=study_materials-1" in page
    assert "1 次集中学习" in page
    client.force_login(town.officer)
    assert "市交通局" not in text_of(client.get("/study/reading"))


def test_filters_narrow_and_wrong_ones_are_said(town: City, client: Client) -> None:
    streams.held(town, title="供热改造专题研讨")
    streams.planned(town, title="警示教育片")
    client.force_login(town.officer)
    assert "警示教育片" not in text_of(client.get("/study?state=held"))
    assert "供热改造专题研讨" in text_of(client.get("/study?q=grgz"))
    assert "没有符合条件的集中学习" in text_of(client.get("/study?q=无此词"))
    wrong = client.get("/study?state=late&since=上周")
    assert wrong.status_code == 422
    assert "其余条件仍然有效" in text_of(wrong)
    assert client.get("/study?cursor=x%00&q=%00").status_code == 200


@pytest.mark.parametrize("url", ["/study", "/study/outcomes", "/study/matrix", "/study/plans"])
def test_a_list_makes_as_many_statements_for_many_rows(
    town: City, client: Client, url: str
) -> None:
    session = streams.held(town)
    streams.outcome_of(town, session)
    client.force_login(town.office)
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(url)
    for n in range(6):
        streams.outcome_of(town, session)
        streams.planned(town, planned_on=TODAY + timedelta(days=n))
        streams.planned(town, by=town.stranger, department=town.other)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)


PASTE = (
    "市住建局学习计划\n"
    "序号\t日期\t专题\t形式\t学习内容\t主持人\t备注\n"
    "1\t10月20日\t党史专题研讨\t研讨交流\t党史、内部读本\t卫某丙\t\n"
    "2\t2019.11.5\t警示教育片\t警示教育\t\t\t略\n"
)


def test_a_plan_comes_in_as_a_table_after_a_look(town: City, client: Client) -> None:
    client.force_login(town.officer)
    url = f"/study/plans/{town.lead.uid}/import"
    look = text_of(client.post(url, {"text": PASTE}))
    assert "导入 2 次集中学习" in look
    assert "“内部读本”不在学习材料清单中，写入议程" in look
    assert "备注（G列）" in look
    assert not StudySession.objects.exists()
    assert client.post(url, {"text": PASTE, "act": "apply"}).status_code == 303
    first, second = StudySession.objects.order_by("planned_on")
    assert [m.name for m in first.materials.all()] == ["党史"]
    assert (first.agenda, first.host) == ("学习内容：内部读本", "卫某丙")
    assert str(second.planned_on) == "2019-11-05"
    again = text_of(client.post(url, {"text": PASTE, "act": "apply"}))
    assert again.count("已有，不重复导入") == 2
    assert StudySession.objects.count() == 2


def test_a_plan_with_a_wrong_row_comes_in_not_at_all(town: City, client: Client) -> None:
    client.force_login(town.officer)
    url = f"/study/plans/{town.lead.uid}/import"
    wrong = PASTE.replace("2019.11.5", "月底").replace("警示教育\t", "看片\t")
    answer = client.post(url, {"text": wrong, "act": "apply"})
    page = text_of(answer)
    assert answer.status_code == 422
    assert "第 4 行：日期、形式要改" in page
    assert "“月底”读不出是哪一天，请写成“2019年10月31日”" in page
    assert "“看片”不在清单中，请从清单中选一项" in page
    assert not StudySession.objects.exists()
    for text, sentence in (("", "请粘贴学习计划"), ("甲\t乙", "没有找到表头")):
        answer = client.post(url, {"text": text})
        assert (answer.status_code, sentence in text_of(answer)) == (422, True)
    client.force_login(town.office)
    assert client.get(url).status_code == 403
    client.force_login(town.stranger)
    assert client.get(url).status_code == 404
