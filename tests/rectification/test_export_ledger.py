"""Export: the filter's rows that one may read whole, heads that import again, no formula."""

from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from accounts.models import User
from campaign.enums import ListKind
from core.clock import now
from core.models import Job
from core.services.jobs import run_due
from journal.models import Entry
from rectification import services
from rectification.enums import RowOutcome, State
from rectification.exports.ledger import SHEETS, masked
from rectification.imports.preview import file_to_import, preview
from rectification.models import Item
from tests.campaign import streams
from tests.factories import Walk, assignment, content, item_at
from tests.personas import City, at
from tests.rectification.pages import browser_of, stop_clock
from tests.rectification.test_ties import goal_of

pytestmark = pytest.mark.django_db
HEAD_ROW = 3


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def sensitive(city: City) -> Item:
    typed = content(city, target=city.targets["relatives_business"], is_sensitive=True)
    given = assignment(city, handler=city.officer, office_person=city.office)
    return services.register_and_assign(
        campaign=city.campaign, content=typed, assignment=given, by=city.office_head, at=at()
    )


def exported(browser: Client, url: str = "/ledger/export", **typed: str) -> bytes:
    answer = browser.post(url, {"sheet": "ledger", **typed})
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    return b"".join(answer.streaming_content)


def sheet_of(file: bytes) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(BytesIO(file)).worksheets[0]


def rows_of(file: bytes) -> list[dict[str, str]]:
    sheet = sheet_of(file)
    heads = [cell.value for cell in sheet[HEAD_ROW]]
    return [
        dict(zip(heads, (cell.value or "" for cell in row), strict=True))
        for row in sheet.iter_rows(min_row=HEAD_ROW + 1)
    ]


def test_the_sheet_is_the_usual_form(city: City) -> None:
    User.objects.filter(pk=city.officer.pk).update(phone="13912345678")
    item = Walk(city, cooperating=[city.coop]).accepted(handler=city.officer).item
    file = exported(browser_of(city.office))
    sheet = sheet_of(file)
    assert [cell.value for cell in sheet[HEAD_ROW]][:5] == [
        "序号",
        "事项编号",
        "问题来源",
        "专项整治类别",
        "问题表述",
    ]
    assert len(sheet[HEAD_ROW]) == 31
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 8
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "D4"
    assert "2019-10-15 12:00" in sheet["A2"].value
    assert city.office.name in sheet["A2"].value
    [row] = rows_of(file)
    assert row["事项编号"] == item.number
    assert row["牵头单位"] == "市住房和城乡建设局"
    assert row["配合单位"] == "市财政局"
    assert row["第一责任人"] == city.first_in_charge.name
    assert row["责任领导"] == city.portfolio_leader.name
    assert row["经办人及电话"] == f"{city.officer.name} 139****5678"
    assert row["状态"] == "整改中"


def test_only_the_rows_of_the_filter_that_one_may_read(city: City) -> None:
    mine = item_at(city, State.ASSIGNED)
    item_at(city, State.ASSIGNED, lead_department=city.other)
    assert [r["事项编号"] for r in rows_of(exported(browser_of(city.officer)))] == [mine.number]
    assert len(rows_of(exported(browser_of(city.office)))) == 2
    filtered = rows_of(exported(browser_of(city.office), "/ledger/export?lead=014"))
    assert [row["事项编号"] for row in filtered] == [mine.number]


def test_ticked_sensitive_items_leave_by_the_exports_own_page_alone(city: City) -> None:
    item, normal = sensitive(city), item_at(city, State.ASSIGNED)
    office = browser_of(city.office)
    ticked = {"act": "export", "id": [str(item.uid), str(normal.uid)]}
    answer = office.post("/ledger/bulk", ticked, follow=True)
    assert "勾选中有1件敏感事项，没有导出任何内容" in answer.content.decode()
    assert not Entry.objects.filter(type="ledger.exported").exists()


def test_sensitive_items_leave_only_with_the_cleared_and_by_a_tick(city: City) -> None:
    item, normal = sensitive(city), item_at(city, State.ASSIGNED)
    office, guidance = browser_of(city.office), browser_of(city.guidance)
    assert [r["事项编号"] for r in rows_of(exported(office))] == [normal.number]
    both = {row["事项编号"] for row in rows_of(exported(office, sensitive="1"))}
    assert both == {normal.number, item.number}
    shells = rows_of(exported(guidance, sensitive="1"))
    assert [row["事项编号"] for row in shells] == [normal.number]
    entries = Entry.objects.filter(type="ledger.exported").order_by("id")
    assert [entry.data["sensitive"] for entry in entries] == [[], [item.number], []]
    assert entries[1].actor == city.office
    assert entries[1].data["rows"] == 2


def test_nothing_to_export_writes_no_entry(city: City) -> None:
    answer = browser_of(city.stranger).post("/ledger/export", {"sheet": "ledger"})
    assert answer.status_code == 422
    assert "没有可以导出的事项" in answer.content.decode()
    assert not Entry.objects.filter(type="ledger.exported").exists()


def test_an_unknown_list_is_said(city: City) -> None:
    item_at(city, State.ASSIGNED)
    answer = browser_of(city.office).post("/ledger/export", {"sheet": "all"})
    assert answer.status_code == 422
    assert "请选择要导出的清单" in answer.content.decode()


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@x", "＝cmd|' /C calc'!A0"])
def test_no_cell_is_a_formula(city: City, text: str) -> None:
    item_at(city, State.REGISTERED, problem=f"{text} 问题")
    sheet = sheet_of(exported(browser_of(city.office)))
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(str(cell.value).startswith(("=", "+", "-", "@", "＝")) for cell in cells)


@pytest.mark.parametrize("key", SHEETS)
def test_the_four_lists_are_views_of_the_same_rows(city: City, key: str) -> None:
    item = item_at(city, State.IN_PROGRESS)
    rows = rows_of(exported(browser_of(city.office), sheet=key))
    assert {row["事项编号"] for row in rows} == {item.number}
    assert len(rows) == (2 if key == "measures" else 1)
    assert [row["序号"] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]


@pytest.mark.parametrize("key", SHEETS)
def test_what_went_out_comes_in_again_and_adds_nothing(city: City, key: str) -> None:
    for state in (State.REGISTERED, State.IN_PROGRESS, State.CLOSED, State.SUSTAINED):
        item_at(city, state)
    file = exported(browser_of(city.office), "/ledger/export?bucket=numbered", sheet=key)
    batch = preview(
        campaign=city.campaign,
        department=None,
        file=file_to_import(file, "台账.xlsx"),
        by=city.office,
        at=at(hour=13),
    )
    said = [row.messages for row in batch.rows.all() if row.outcome != RowOutcome.DUPLICATE]
    assert said == []
    assert batch.rows.count() == len(rows_of(file)) >= 4


def test_ticked_rows_go_out_alone(city: City) -> None:
    item, _ = item_at(city, State.ASSIGNED), item_at(city, State.ASSIGNED)
    answer = browser_of(city.office).post("/ledger/bulk", {"act": "export", "id": [str(item.uid)]})
    rows = rows_of(b"".join(answer.streaming_content))
    assert [row["事项编号"] for row in rows] == [item.number]


def test_much_is_made_in_the_background(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rectification.views.export.AT_ONCE", 1)
    numbers = {item_at(city, State.ASSIGNED).number for _ in range(2)}
    browser = browser_of(city.office)
    answer = browser.post("/ledger/export", {"sheet": "ledger"})
    job = Job.objects.get()
    assert (answer.status_code, answer.url) == (303, f"/jobs/{job.uid}")
    assert run_due(now=now) == 1
    assert "下载文件" in browser.get(answer.url).content.decode()
    file = b"".join(browser.get(f"/jobs/{job.uid}/file").streaming_content)
    assert {row["事项编号"] for row in rows_of(file)} == numbers
    assert browser_of(city.officer).get(f"/jobs/{job.uid}/file").status_code == 404


def test_phones_keep_their_ends_only() -> None:
    assert masked("13912345678") == "139****5678"
    assert masked("123") == ""


def test_what_an_item_serves_goes_out_to_those_who_may_know_it_and_comes_in_again(
    city: City,
) -> None:
    streams.with_lists(city)
    objective = streams.entry(city, ListKind.OBJECTIVE)
    goal = goal_of(city, city.officer, city.lead)
    foreign = goal_of(city, city.stranger, city.other, "窗口提速")
    item = item_at(city, State.IN_PROGRESS)
    ties = services.Ties(objectives=[objective], goals=[goal, foreign])
    services.tie(item=item, ties=ties, by=city.office, at=at(), version=None)
    file = exported(browser_of(city.office))
    [whole] = rows_of(file)
    assert whole["体现的主题教育目标项"] == objective.name
    assert whole["关联的年度工作目标项"] == "老旧小区供热改造、窗口提速"
    [mine] = rows_of(exported(browser_of(city.officer)))
    assert mine["关联的年度工作目标项"] == "老旧小区供热改造"
    batch = preview(
        campaign=city.campaign,
        department=None,
        file=file_to_import(file, "台账.xlsx"),
        by=city.office,
        at=at(hour=13),
    )
    [row] = batch.rows.all()
    assert row.outcome == RowOutcome.DUPLICATE
    assert [m for m in row.messages if m["level"] == "refused"] == []
