"""The pages of an import: paste or file, corrections, choices, import, undo; who may open them."""

import io
import re
from collections.abc import Callable

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core import clock
from core.models import Job
from core.services import run_due
from rectification.enums import State
from rectification.imports import jobs
from rectification.models import ImportBatch, Item
from rectification.services import accept
from tests.personas import City, at

from . import ledgers
from .imports import applied, items_of, opened, rows_of, sheet
from .pages import browser_of, stop_clock

SENSITIVE = {"专项整治类别": "领导干部亲属违规经商办企业", "存在问题": "不得外传的一件"}
Shown = Callable[[Client, str], str]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def url(batch: ImportBatch, name: str = "import-batch", *more: object) -> str:
    return reverse(f"rectification:{name}", args=[batch.uid, *more])


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def upload(client: Client, content: bytes, name: str = "台账.xlsx", **more: str) -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    return client.post("/import", {"name": "office", "text": "", "file": file, **more})


def test_a_file_is_looked_at_then_imported(city: City) -> None:
    client = browser_of(city.office)
    answer = upload(client, sheet({}, {"存在问题": "错的", "整改时限": "尽快"}))
    batch = ImportBatch.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, url(batch))
    assert not Item.objects.exists()
    page = text_of(client.get(url(batch)))
    assert "有 1 行需要修改，其余 1 行可以导入" in page
    wrong = rows_of(batch)[1]
    assert f'href="{url(batch)}?tab=refused#r{wrong.pk}"' in page
    assert f'name="cell-{wrong.pk}-due"' in page and "读不出完成日期" in page
    answer = client.post(url(batch), {"act": "apply"}, follow=True)
    assert "已导入1件" in text_of(answer) and Item.objects.count() == 1


def test_a_text_is_pasted(city: City) -> None:
    cells = ["\t".join(map(str, row)) for row in (ledgers.HEAD, ledgers.line(1, 整改措施="一"))]
    client = browser_of(city.office)
    answer = client.post("/import", {"name": "office", "text": "\n".join(cells)})
    batch = ImportBatch.objects.get()
    assert answer.status_code == 303 and batch.is_paste and batch.rows.count() == 1


@pytest.mark.parametrize(
    ("content", "name", "status", "sentence"),
    [
        (b"", "a.xlsx", 422, "文件是空的"),
        (b"MZ\x90", "a.xlsx", 415, "不是 xlsx"),
        (b"MZ\x90", "a.exe", 415, "不能上传这种文件"),
        (ledgers.xlsx(("a", [["没有", "表头"]])), "a.xlsx", 422, "没有找到台账的表头"),
        (b"x" * (5 * 1024 * 1024 + 1), "a.csv", 413, "超过 5 MB"),
    ],
)
def test_what_can_not_be_read_is_said_beside_the_field(
    city: City, content: bytes, name: str, status: int, sentence: str
) -> None:
    answer = upload(browser_of(city.office), content, name)
    assert answer.status_code == status and sentence in text_of(answer)
    assert not ImportBatch.objects.exists()


def test_nothing_given_is_asked_for(city: City) -> None:
    answer = browser_of(city.office).post("/import", {"name": "office", "text": " "})
    assert answer.status_code == 422 and "请粘贴台账" in text_of(answer)
    answer = browser_of(city.officer).post("/import", {"name": "office", "text": "x"})
    assert answer.status_code == 422 and not ImportBatch.objects.exists()


def test_a_department_s_rows_become_drafts(city: City) -> None:
    client = browser_of(city.officer)
    assert "领导小组办公室：按原台账" not in text_of(client.get("/import"))
    client.post(
        "/import",
        {"name": city.lead.code, "file": SimpleUploadedFile("a.xlsx", sheet({"状态": "已销号"}))},
    )
    batch = ImportBatch.objects.get()
    assert batch.department == city.lead
    assert "已销号 → 草稿" in text_of(client.get(url(batch)))
    client.post(url(batch), {"act": "apply"})
    assert Item.objects.get().state == State.DRAFT


def test_cells_are_corrected_in_place(city: City) -> None:
    client = browser_of(city.office)
    batch = opened(city, {"整改时限": "尽快"}, {"存在问题": "另一件", "牵头单位": "环保局"})
    first, second = rows_of(batch)
    sent = {
        "row": [first.pk, second.pk],
        f"cell-{first.pk}-due": "10月底前",
        f"cell-{second.pk}-lead": "市交通局",
        f"cell-{second.pk}-nothing": "x",
        "cell-99999999-due": "x",
    }
    answer = client.post(f"{url(batch)}?tab=refused", {**sent, "act": "check"}, follow=True)
    assert "已按修改重新核对" in text_of(answer)
    assert [row.outcome for row in rows_of(batch)] == ["new", "new"]
    assert [row.parsed["lead"] for row in rows_of(batch)][1] == "市交通运输局"


def test_corrections_count_when_import_is_pressed(city: City) -> None:
    batch = opened(city, {"整改时限": "尽快"})
    row = rows_of(batch)[0]
    sent = {"row": row.pk, f"cell-{row.pk}-due": "2019-12-31", "act": "apply"}
    browser_of(city.office).post(url(batch), sent)
    assert Item.objects.get().due_on.isoformat() == "2019-12-31"


def test_a_suggestion_is_one_click(city: City) -> None:
    batch = opened(city, {"牵头单位": "市房产服务中心"})
    row = rows_of(batch)[0]
    client = browser_of(city.office)
    page = text_of(client.get(url(batch)))
    pressed = re.search(r'name="suggest" value="([^"]+)"', page)
    assert pressed and pressed[1] == f"{row.pk}-lead"
    client.post(url(batch), {"row": row.pk, "suggest": pressed[1]})
    row.refresh_from_db()
    assert (row.outcome, row.parsed["handling"]) == ("new", "市房产服务中心")


def test_rows_are_skipped_or_taken_as_new(city: City) -> None:
    applied(city, {})
    batch = opened(city, {}, {"存在问题": "不要的"}, {"存在问题": "要的"})
    twin, skipped, wanted = rows_of(batch)
    sent = {
        "row": [twin.pk, skipped.pk, wanted.pk],
        f"choice-{twin.pk}": "as_new",
        f"choice-{skipped.pk}": "skip",
        f"choice-{wanted.pk}": "amend",
        "act": "apply",
    }
    browser_of(city.office).post(url(batch), sent)
    assert [bool(row.item_id) for row in rows_of(batch)] == [True, False, True]


def test_differences_are_shown_and_only_some_may_be_taken(city: City) -> None:
    item = items_of(applied(city, {}))[0]
    batch = opened(city, {"整改类型": "立行立改", "整改时限": "2019-10-20", "状态": "已销号"})
    row = rows_of(batch)[0]
    client = browser_of(city.office)
    page = text_of(client.get(url(batch)))
    assert "整改类型</b>：台账“限期整改”，本行“立行立改”" in page
    assert "整改时限</b>：台账“2019-12-31”，本行“2019-10-20”（不随导入改动）" in page
    client.post(url(batch), {"row": row.pk, f"choice-{row.pk}": "amend", "act": "apply"})
    item.refresh_from_db()
    assert (item.kind, item.state, item.due_on.isoformat()) == (
        "immediate",
        State.IN_PROGRESS,
        "2019-12-31",
    )


def test_columns_are_corrected_and_read_again(city: City) -> None:
    head = [*ledgers.HEAD]
    head[3] = "情况"
    cells = ledgers.line(1, 牵头单位="市财政局", 存在问题="窗口中午不办公")
    batch = opened(city, content=ledgers.xlsx(("整改台账", [head, cells])))
    assert rows_of(batch)[0].outcome == "refused"
    columns = batch.sheets[0]["columns"]
    sent = {f"col-0-{c['index']}": c["field"] or "" for c in columns}
    sent["col-0-3"] = "problem"
    client = browser_of(city.office)
    assert "没有认出“存在问题”列" in text_of(client.get(url(batch)))
    client.post(url(batch, "import-columns"), sent)
    row = rows_of(batch)[0]
    assert (row.outcome, row.parsed["problem"]) == ("new", "窗口中午不办公")


def test_the_row_page_takes_every_cell(city: City) -> None:
    batch = opened(city, {"整改时限": "尽快"})
    row = rows_of(batch)[0]
    path = url(batch, "import-row", row.uid)
    client = browser_of(city.office)
    assert f'name="cell-{row.pk}-measures"' in text_of(client.get(path))
    sent = {f"cell-{row.pk}-due": "尽早"}
    assert client.post(path, sent)["Location"] == path
    sent = {f"cell-{row.pk}-due": "10月底", f"cell-{row.pk}-handler": "秦某丙"}
    assert client.post(path, sent)["Location"] == url(batch)
    client.post(url(batch), {"act": "apply"})
    assert Item.objects.get().handler == city.second_officer
    page = text_of(client.get(path))
    assert "秦某丙" in page and "保存并核对" not in page


def test_the_marked_workbook_comes_back_in(city: City) -> None:
    plus = {"存在问题": "+3个小区未通暖", "牵头单位": "环保局"}
    batch = opened(city, {"整改时限": "尽快"}, plus, {"存在问题": "+4个小区", "牵头单位": ""})
    client = browser_of(city.office)
    answer = client.get(url(batch, "import-marked"))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[1][-1] == "核对说明" and "读不出完成日期" in rows[2][-1]
    assert rows[3][3] == "'+3个小区未通暖" and rows[2][8] == "尽快"
    assert len(rows) == 5  # title, head, two refused, one doubtful
    again = opened(city, content=answer.content)
    assert [row.outcome for row in rows_of(again)] == ["refused", "refused", "doubtful"]
    assert rows_of(again)[1].parsed["problem"] == "+3个小区未通暖"


def test_the_template_can_be_filled_in_and_imported(city: City) -> None:
    answer = browser_of(city.office).get("/import/template")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    page = book["整改台账"]
    heads = {cell.value: cell.column for cell in page[3]}
    lists = [rule for rule in page.data_validations.dataValidation if rule.type == "list"]
    assert len(lists) == 5
    good = dict(zip(ledgers.HEAD, ledgers.line(1, 牵头单位="市财政局"), strict=True))
    for head, value in good.items():
        page.cell(4, heads[{"备注": "备注"}.get(head, head)], value)
    file = io.BytesIO()
    book.save(file)
    batch = opened(city, content=file.getvalue())
    assert [row.outcome for row in rows_of(batch)] == ["new"]
    assert len(batch.sheets) == 1 and not batch.sheets[0]["messages"]
    assert all(column["field"] for column in batch.sheets[0]["columns"])


def test_undo_names_what_stays(city: City) -> None:
    batch = applied(city, {"状态": "未启动"}, {"存在问题": "另一件", "状态": "未启动"})
    client = browser_of(city.office)
    assert "撤销导入…" in text_of(client.get(url(batch)))
    accept(item=items_of(batch)[0], by=city.officer, at=at(hour=11), version=1)
    page = text_of(client.get(url(batch, "import-undo")))
    assert "朱某丙" in page and "撤销其余 1 件" in page
    answer = client.post(url(batch, "import-undo"), {}, follow=True)
    assert "撤销其余 1 件" in text_of(answer) and Item.objects.listed().count() == 2
    answer = client.post(url(batch, "import-undo"), {"leaving": "1"}, follow=True)
    assert "已撤销导入的1件，保留1件" in text_of(answer) and Item.objects.listed().count() == 1


def test_the_head_confirms_what_a_command_brought(city: City) -> None:
    batch = applied(city, {"状态": "已销号"}, system=True)
    assert "待确认" in text_of(browser_of(city.office).get(url(batch)))
    client = browser_of(city.office)
    assert client.post(url(batch, "import-confirm")).status_code == 403
    answer = browser_of(city.office_head).post(url(batch, "import-confirm"), follow=True)
    assert "已确认1件导入前已销号事项" in text_of(answer)


def test_the_item_s_page_says_where_it_came_from(city: City) -> None:
    batch = applied(city, {"整改时限": "", "状态": "推进中"})
    item = items_of(batch)[0]
    page = text_of(browser_of(city.officer).get(f"/items/{item.uid}"))
    assert "按原台账导入" in page and "原台账状态“推进中”，进入“整改中”" in page
    assert "时限由系统设定为" in page


def test_giving_up_removes_the_rows(city: City) -> None:
    batch = opened(city, {})
    answer = browser_of(city.office).post(url(batch, "import-discard"), follow=True)
    assert "已放弃“台账.xlsx”" in text_of(answer) and not batch.rows.exists()
    assert browser_of(city.office).get(url(batch)).status_code == 200


PAGES = ["import-batch", "import-marked", "import-undo"]
ACTS = ["import-batch", "import-columns", "import-discard", "import-confirm", "import-undo"]


@pytest.mark.parametrize(
    "name",
    ["stranger", "officer", "first_in_charge", "guidance", "group_leader", "sys_admin", "resident"],
)
def test_others_find_nothing(city: City, name: str) -> None:
    batch = opened(city, {})
    client = browser_of(city.people[name])
    row = rows_of(batch)[0]
    for page in PAGES:
        assert client.get(url(batch, page)).status_code == 404, page
    for act in ACTS:
        assert client.post(url(batch, act)).status_code == 404, act
    assert client.get(url(batch, "import-row", row.uid)).status_code == 404
    batch.refresh_from_db()
    assert batch.state == "preview" and batch.rows.count() == 1


@pytest.mark.parametrize("name", ["first_in_charge", "guidance", "group_leader", "sys_admin"])
def test_who_imports_nothing_is_told_so(city: City, name: str) -> None:
    answer = browser_of(city.people[name]).get("/import")
    assert answer.status_code == 403


def test_the_anonymous_sign_in_first(city: City) -> None:
    batch = opened(city, {})
    for path in ("/import", "/import/template", url(batch), url(batch, "import-undo")):
        assert Client().get(path).status_code == 302


def test_sensitive_rows_are_covered_for_other_members(city: City) -> None:
    batch = opened(city, SENSITIVE, {**SENSITIVE, "整改时限": "尽快", "存在问题": "也不得外传"})
    row = rows_of(batch)[0]
    for name, sees in (("office", True), ("office_head", True), ("office_clerk", False)):
        client = browser_of(city.people[name])
        page = text_of(client.get(url(batch)))
        assert ("不得外传" in page) == sees, name
        assert ("敏感事项，只有指定的人能看到内容" in page) != sees
        status = client.get(url(batch, "import-row", row.uid)).status_code
        assert status == (200 if sees else 404)
        book = openpyxl.load_workbook(io.BytesIO(client.get(url(batch, "import-marked")).content))
        cells = str([cell for page in book for line in page.values for cell in line])
        assert ("不得外传" in cells) == sees


def test_closed_rows_say_whose_they_are(city: City) -> None:
    batch = opened(city, {"状态": "已销号"}, {"存在问题": "另一件"})
    page = text_of(browser_of(city.office).get(url(batch)))
    assert "由领导小组办公室主任导入" in page and "导入无误的 1 行" in page
    assert "导入无误的 2 行" in text_of(browser_of(city.office_head).get(url(batch)))


def test_large_files_go_by_a_job(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "LARGE_FILE", 10)
    monkeypatch.setattr(jobs, "MANY_ROWS", 1)
    client = browser_of(city.office)
    answer = upload(client, sheet({}, {"存在问题": "另一件"}))
    job, batch = Job.objects.get(), ImportBatch.objects.get()
    assert answer["Location"] == f"/jobs/{job.uid}" and batch.state == "reading"
    assert "正在读取" in text_of(client.get(url(batch)))
    run_due(now=clock.now)
    assert f'href="{url(batch)}"' in text_of(client.get(f"/jobs/{job.uid}"))
    answer = client.post(url(batch), {"act": "apply"})
    assert not Item.objects.exists()
    run_due(now=clock.now)
    job = Job.objects.get(kind="ledger_apply")
    assert answer["Location"] == f"/jobs/{job.uid}" and job.state == "done"
    assert Item.objects.count() == 2 and items_of(batch)[0].author == city.office


def test_a_job_that_can_not_read_leaves_nothing(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "LARGE_FILE", 10)
    client = browser_of(city.office)
    answer = upload(client, ledgers.xlsx(("a", [["没有", "表头"]])))
    run_due(now=clock.now)
    assert "没有找到台账的表头" in text_of(client.get(answer["Location"]))
    assert not ImportBatch.objects.exists()


def test_the_same_statements_for_one_row_and_for_fifty(city: City) -> None:
    # session, user, standing (8), batch, counts, page, twins (4), lists, units, buttons
    def statements(n: int, who: User) -> int:
        rows = [{"存在问题": f"{n}第{k}处", "整改时限": "尽快" if k % 2 else ""} for k in range(n)]
        twins = [{"存在问题": f"{n}第{k}处", "整改类型": "长期坚持"} for k in range(0, n, 2)]
        applied(city, *rows, by=who)
        batch = opened(city, *twins, *rows, by=who)
        client = browser_of(who)
        client.get(url(batch))
        with CaptureQueriesContext(connection) as found:
            assert client.get(url(batch)).status_code == 200
        return len(found)

    assert statements(2, city.office) == statements(40, city.office) <= 40
