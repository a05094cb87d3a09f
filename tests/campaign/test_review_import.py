"""问题清单 in and out: other offices' heads, sentences by cell, nothing twice, nothing dropped."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from campaign.models import Problem
from journal.models import Entry
from tests.campaign.reviewing import add_lists, registered, sensitive
from tests.personas import City
from tests.rectification.pages import browser_of, stop_clock

pytestmark = pytest.mark.django_db


def line(*cells: str) -> str:
    return "\t".join(cells) + "\n"


HEAD = line(
    "序号",
    "存在的问题",
    "具体表现（时间、事例）",
    "对照方面",
    "查摆方式",
    "原因分析",
    "处室",
    "备用列",
)
WHY = "思想：认识不足；工作：告知单过时"
GOOD = line("1", "窗口告知不到位", "抽查20件", "初心使命、群众期盼", "群众提", WHY, "审批科", "x")
PLAIN = line("2", "督办不够", "", "初心使命", "自己找", "方法单一", "", "")


@pytest.fixture(autouse=True)
def ground(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    add_lists(city)
    stop_clock(monkeypatch)


def sent(city: City, table: str, act: str = "check", name: str = "officer", **more: Any) -> Any:
    client = browser_of(city.people[name])
    return client.post("/review/import", {"table": table, "act": act, **more})


def test_a_table_of_another_office_is_understood_and_brought_in_once(city: City) -> None:
    page = sent(city, HEAD + GOOD + PLAIN).content.decode()
    assert "导入 2 条" in page
    assert "备用列" in page, "an unknown column is named"
    assert "记为“检视查摆”" in page
    assert not Problem.objects.exists(), "looking writes nothing"
    assert sent(city, HEAD + GOOD + PLAIN, "apply").status_code == 303
    first = Problem.objects.get(text="窗口告知不到位")
    assert (first.cause_thought, first.cause_work) == ("认识不足", "告知单过时")
    assert (first.source.code, first.giver.code, first.units) == ("masses", "masses", "审批科")
    assert first.dimensions.count() == 2
    again = sent(city, HEAD + GOOD + PLAIN, "apply")
    assert (again.status_code, Problem.objects.count()) == (422, 2)
    assert "没有新增" in again.content.decode()
    more = HEAD + GOOD + PLAIN + "3\t第三条\t\t初心使命\t自己找\t不实\t\t\n"
    assert sent(city, more, "apply").status_code == 303
    assert Problem.objects.count() == 3


def test_every_wrong_cell_has_its_sentence_and_nothing_is_written(city: City) -> None:
    bad = (
        "1\t\t\t初心使命\t自己找\t原因\t\t\n"
        "2\t没有方式\t\t作风\t听说\t原因\t\t\n"
        "3\t没有原因\t\t初心使命\t自己找\t\t\t\n"
        "4\t重复的\t\t初心使命\t自己找\t原因\t\t\n"
        "5\t重复的\t\t初心使命\t自己找\t原因\t\t\n"
    )
    answer = sent(city, HEAD + bad, "apply")
    page = answer.content.decode()
    assert (answer.status_code, Problem.objects.count()) == (422, 0)
    assert "有 3 行要改" in page
    for sentence in ("“作风”不在清单中", "“听说”不在清单中", "至少写一种", "与第 5 行相同"):
        assert sentence in page
    assert "没有方式" in page, "what was pasted stays"


def test_a_table_without_heads_or_of_nobody_is_refused(city: City) -> None:
    assert "没有找到表头" in sent(city, "甲\t乙\n1\t2\n").content.decode()
    assert sent(city, "").status_code == 422
    assert sent(city, HEAD + GOOD, name="guidance").status_code == 403
    assert sent(city, HEAD + GOOD, name="sys_admin").status_code == 403
    office = sent(city, HEAD + GOOD, "apply", name="office")
    assert (office.status_code, Problem.objects.count()) == (422, 0), "the office names the unit"


def test_an_export_reads_back_as_known_and_leaves_sensitive_ones_out(city: City) -> None:
    registered(city)
    sensitive(city)
    client = browser_of(city.officer)
    answer = client.get("/review/export?state=open")
    content = b"".join(answer.streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    words = "".join(str(cell) for row in rows for cell in row)
    assert "窗口一次性告知不到位" in words
    assert "亲属" not in words
    assert city.officer.name in rows[1][0]
    entry = Entry.objects.get(type="review.problems_exported")
    assert entry.data == {"query": "state=open", "rows": 1}
    file = SimpleUploadedFile("问题清单.xlsx", content)
    page = client.post("/review/import", {"file": file, "act": "check"}).content.decode()
    assert "已登记，不重复导入" in page
    stranger = browser_of(city.stranger).get("/review/export")
    assert stranger.status_code == 422
    assert browser_of(city.sec_admin).get("/review/export").status_code == 403
