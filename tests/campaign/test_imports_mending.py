"""A table that is mended cell by cell before it comes in: nothing lost, nothing half written."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.models import Opinion, Problem, StudySession
from campaign.presenters.mending import MOST_OPEN
from core.imports import mending
from core.imports.refusals import ReadError
from core.imports.tables import KnownColumn
from tests.campaign import streams
from tests.campaign.mending import Fields, fields_of
from tests.campaign.reviewing import add_lists
from tests.personas import City
from tests.rectification.pages import browser_of, stop_clock

pytestmark = pytest.mark.django_db
HEAD = "问题\t检视维度\t查找方式\t工作根源\t不认识的\n"
WRONG = "督办不够\t作风、初心使命\t听说\t方法单一\t\n"
GOOD = "窗口告知不到位\t初心使命\t自己找\t告知单过时\tx\n"


@pytest.fixture
def review(city: City, monkeypatch: pytest.MonkeyPatch) -> City:
    add_lists(city)
    stop_clock(monkeypatch)
    return city


def sent(city: City, data: Any, name: str = "officer") -> Any:
    return browser_of(city.people[name]).post("/review/import", data)


def looked(city: City, table: str) -> tuple[str, Fields]:
    page = sent(city, {"table": table, "act": "check"}).content.decode()
    return page, fields_of(page)


def test_a_wrong_cell_is_mended_where_it_stands_and_the_rest_comes_along(review: City) -> None:
    page, fields = looked(review, HEAD + GOOD + WRONG)
    assert "第 3 行" in page
    assert "“听说”不在清单中，请改选清单中的一项" in page
    assert fields["cell-3-method"] == ["听说"], "what was written stays until it is changed"
    assert fields["cell-3-dimensions"] == ["", "作风", "初心使命"]
    assert not [name for name in fields if name.startswith("cell-2")], "a good row has no input"
    half = fields | {"cell-3-method": ["自己找"], "act": ["apply"]}
    answer = sent(review, half)
    assert (answer.status_code, Problem.objects.count()) == (422, 0)
    rest = fields_of(answer.content.decode())
    assert "cell-3-method" not in rest
    assert "不认识的（E列）" in answer.content.decode()
    whole = fields_of(sent(review, rest | {"cell-3-dimensions": ["初心使命"]}).content.decode())
    done = sent(review, whole | {"act": ["apply"]})
    assert done.status_code == 303
    texts = dict(Problem.objects.values_list("text", "method__code"))
    assert texts == {"督办不够": "self_found", "窗口告知不到位": "self_found"}


def test_a_row_is_left_out_on_purpose_and_that_is_said(review: City) -> None:
    _, fields = looked(review, HEAD + WRONG + GOOD + WRONG.replace("督办", "检查"))
    answer = sent(review, fields | {"leave": ["2"], "act": ["check"]})
    page = answer.content.decode()
    assert "按您的选择不导入 1 行" in page
    assert "要改 1 行" in page
    answer = sent(review, fields_of(page) | {"act": ["leave"]})
    page = answer.content.decode()
    assert (answer.status_code, "按您的选择不导入 2 行" in page) == (200, True)
    assert fields_of(page)["leave"] == ["2", "4"]
    back = sent(review, fields_of(page) | {"leave": ["4"]}).content.decode()
    assert "要改 1 行" in back, "a row that was left out comes back"
    client = browser_of(review.officer)
    done = client.post("/review/import", fields_of(page) | {"act": ["apply"]}, follow=True)
    assert "已导入 1 条问题，按您的选择没有导入 2 行（第 2、4 行）。" in done.content.decode()
    assert [problem.text for problem in Problem.objects.all()] == ["窗口告知不到位"]


def test_a_good_row_is_opened_and_a_twin_of_a_row_left_out_comes_in(review: City) -> None:
    _, fields = looked(review, HEAD + GOOD + GOOD)
    page = sent(review, fields | {"open": ["2"]}).content.decode()
    opened = fields_of(page)
    assert opened["cell-2-text"] == ["窗口告知不到位"]
    changed = opened | {"cell-2-text": ["窗口告知\n“不到位”\t二"], "cell-2-layer": ["班子"]}
    fields = fields_of(sent(review, changed).content.decode())
    assert fields["opened"] == ["2"]
    assert sent(review, fields | {"leave": ["2"], "act": ["apply"]}).status_code == 303
    assert [problem.text for problem in Problem.objects.all()] == ["窗口告知不到位"]


def test_the_office_mends_in_the_name_of_the_unit_that_it_chose(review: City) -> None:
    client = browser_of(review.office)
    data = {"table": HEAD + WRONG, "department": str(review.other.uid)}
    fields = fields_of(client.post("/review/import", data).content.decode())
    mend = {"cell-2-method": ["自己找"], "cell-2-dimensions": ["初心使命"], "act": ["apply"]}
    assert client.post("/review/import", fields | mend | {"department": [""]}).status_code == 422
    assert client.post("/review/import", fields | mend).status_code == 303
    assert Problem.objects.get().department == review.other


def test_many_wrong_rows_stay_within_the_bound_of_a_form(review: City) -> None:
    table = HEAD + "".join(WRONG.replace("督办", f"第{n}件") for n in range(400)) + GOOD
    page, fields = looked(review, table)
    rows = {name.split("-")[1] for name in fields if name.startswith("cell-")}
    assert len(rows) == MOST_OPEN
    assert f"另有 {400 - MOST_OPEN} 行要改的没有列出" in page
    assert len(fields) < 1000
    page = sent(review, fields | {"act": ["leave"]}).content.decode()
    fields = fields_of(page)
    assert "不导入 400 行" in page
    assert sent(review, fields | {"act": ["apply"]}).status_code == 303
    assert Problem.objects.count() == 1


def test_as_many_statements_for_one_row_as_for_fifty(review: City) -> None:
    client = browser_of(review.officer)
    counts = []
    for n in (1, 1, 50):
        table = HEAD + "".join(WRONG.replace("督办", f"第{i}件") for i in range(n)) + GOOD
        with CaptureQueriesContext(connection) as caught:
            assert client.post("/review/import", {"table": table}).status_code == 422
        counts.append(len(caught))
    assert counts[1] == counts[2], "the first request of a session is not counted"


def test_a_table_that_did_not_come_back_whole_is_refused(review: City) -> None:
    _, fields = looked(review, HEAD + GOOD)
    good = json.loads(fields["carried"][0])
    broken = [
        "",
        "[]",
        "{",
        json.dumps(good | {"columns": ["password"]}),
        json.dumps(good | {"rows": [[2, "x"]]}),
        json.dumps(good | {"rows": good["rows"] * 2}),
        json.dumps(good | {"rows": [["2", "a", "b", "c", "d"]]}),
        json.dumps(good | {"rows": []}),
    ]
    for text in broken:
        answer = sent(review, fields | {"carried": [text], "act": ["apply"]})
        assert (answer.status_code, Problem.objects.count()) == (422, 0)
        assert "没有完整传回" in answer.content.decode()
    assert sent(review, fields | {"act": ["apply"]}, name="guidance").status_code == 403
    assert sent(review, fields | {"act": ["apply"]}, name="sec_admin").status_code == 403


def test_a_table_beyond_the_size_of_a_form_is_refused_with_what_to_do() -> None:
    columns = (KnownColumn("text", "问题", required=True),)
    row = mending.KnownRow(2, {"text": "长" * 5000})
    table = mending.KnownTable("表", columns, rows=[row] * 200)
    with pytest.raises(ReadError, match="请分几次导入"):
        mending.carried(table)


def test_a_study_plan_is_mended_in_the_same_way(city: City, monkeypatch: Any) -> None:
    streams.with_lists(city)
    stop_clock(monkeypatch)
    client = browser_of(city.officer)
    url = f"/study/plans/{city.lead.uid}/import"
    table = "日期\t专题\t形式\n月底\t党史专题\t看片\n10月20日\t形势报告\t研讨交流\n"
    page = client.post(url, {"text": table}).content.decode()
    fields = fields_of(page)
    assert (fields["cell-2-planned_on"], fields["cell-2-form"]) == (["月底"], ["看片"])
    mend = {"cell-2-planned_on": ["2019-10-31"], "cell-2-form": ["研讨交流"], "act": ["apply"]}
    assert client.post(url, fields | mend).status_code == 303
    days = StudySession.objects.order_by("planned_on").values_list("planned_on", flat=True)
    assert [str(day) for day in days] == ["2019-10-20", "2019-10-31"]


def test_a_hotlines_table_is_mended_in_the_same_way(review: City) -> None:
    client = browser_of(review.office)
    head = "工单编号\t来电时间\t诉求内容\t身份\n"
    table = head + "A1\t尽快\t公交末班车太早\t外星人\nA1\t10月8日\t村里路灯不亮\t群众\n"
    page = client.post("/opinions/table", {"text": table, "origin": "paper"}).content.decode()
    fields = fields_of(page)
    assert (fields["cell-2-received_on"], fields["cell-2-giver"]) == (["尽快"], ["外星人"])
    assert fields["origin"] == ["paper"]
    assert "与第 2 行编号相同" in page
    mend = {"cell-2-received_on": ["10月7日"], "cell-2-giver": [""], "act": ["apply"]}
    assert client.post("/opinions/table", fields | mend).status_code == 303
    opinion = Opinion.objects.get()
    assert (opinion.origin, opinion.external_number, opinion.giver) == ("paper", "A1", None)
