"""A supervision notice as a Word file: the whole form, the slip, for the readers of its page."""

import io

import pytest
from django.http import FileResponse
from docx import Document

from rectification import services
from rectification.enums import State
from rectification.models import SupervisionNotice
from tests.factories import fresh, item_at
from tests.personas import City, at
from tests.rectification.pages import browser_of, stop_clock
from tests.rectification.test_pages_supervision import LATE, notice_of

pytestmark = pytest.mark.django_db
DONE = "已增派两个班组，月底前焊完"


@pytest.fixture
def notice(city: City, monkeypatch: pytest.MonkeyPatch) -> SupervisionNotice:
    stop_clock(monkeypatch, at(LATE, 12))
    return notice_of(city, item_at(city, State.IN_PROGRESS, cooperating=[city.coop]))


def sheet(city: City, notice: SupervisionNotice, name: str = "office") -> tuple[list[str], dict]:
    """The paragraphs, and the rows of both forms by their label."""
    answer = browser_of(city.people[name]).get(f"/notices/{notice.uid}/notice.docx")
    assert isinstance(answer, FileResponse)
    assert answer.status_code == 200
    paper = Document(io.BytesIO(b"".join(answer.streaming_content)))
    lines = [paragraph.text for paragraph in paper.paragraphs if paragraph.text]
    rows = [[cell.text for cell in row.cells] for table in paper.tables for row in table.rows]
    return lines, {label: value for label, value in rows}


def test_the_file_holds_the_whole_form(city: City, notice: SupervisionNotice) -> None:
    lines, rows = sheet(city, notice)
    office = f"{city.campaign.name}领导小组办公室"
    head = ["系统生成，未加盖公章", office, "督办通知单", notice.number, "市住房和城乡建设局："]
    assert lines[:5] == head
    assert lines[5:7] == [office, "2019年12月12日"]
    assert lines[7:] == ["办理结果回执", notice.number, f"{office}："]
    assert rows["督办事项"] == f"{notice.item.number}　{notice.item.title}"
    assert rows["协办单位"] == city.coop.name
    assert rows["领导批示或依据"] == notice.basis
    assert rows["存在问题"] == notice.problem
    assert rows["办理要求"] == notice.requirement
    assert notice.issued_by.name in rows["签发人"]
    assert rows["联系人及电话"] == notice.contact
    assert f"{notice.reply_due_on.month}月{notice.reply_due_on.day}日" in rows["反馈期限"]
    blanks = ("签收人 / 时间", "办理情况", "单位主要负责人签字", "单位（公章）", "日期")
    assert {label: rows[label] for label in blanks} == dict.fromkeys(blanks, "")


def test_a_confirmed_reply_stands_on_the_slip(city: City, notice: SupervisionNotice) -> None:
    services.reply_notice(
        item=fresh(notice.item), by=city.first_in_charge, at=at(LATE, 15), reply=DONE
    )
    _, rows = sheet(city, notice)
    assert rows["办理情况"] == DONE
    assert city.first_in_charge.name in rows["单位主要负责人签字"]
    assert rows["日期"] == "2019年12月12日"


@pytest.mark.parametrize(
    ("name", "status"),
    [("officer", 200), ("first_in_charge", 200), ("deputy_leader", 200), ("office", 200)]
    + [("stranger", 404), ("sys_admin", 403), ("audit_admin", 403)],
)
def test_who_reads_the_page_gets_the_file_and_the_link(
    city: City, notice: SupervisionNotice, name: str, status: int
) -> None:
    browser, url = browser_of(city.people[name]), f"/notices/{notice.uid}"
    page = browser.get(url)
    assert (page.status_code, browser.get(f"{url}/notice.docx").status_code) == (status, status)
    assert (f'href="{url}/notice.docx"' in page.content.decode()) == (status == 200)


def test_a_text_out_of_another_program_does_not_break_the_file(
    city: City, notice: SupervisionNotice
) -> None:
    """Word's own line break, a bell and a half of a pair: what XML forbids is left out."""
    text = "请查明原因\x0b并报告\x07\ufffe"
    SupervisionNotice.objects.filter(pk=notice.pk).update(requirement=text)
    _, rows = sheet(city, notice)
    assert "请查明原因\n并报告" in rows.values()
