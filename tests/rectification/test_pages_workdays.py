"""放假安排 by page, by command and by REST: look first, then all or nothing."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.http import HttpResponse

from core.models import WorkdayOverride
from rectification.enums import State
from tests.api import ApiClient
from tests.factories import fresh, item_at
from tests.personas import City
from tests.rectification.pages import browser_of, item_path, stop_clock

pytestmark = pytest.mark.django_db
PAGE = "/workdays"
TABLE = "日期\t安排\t名称\n2019-11-11至2019-11-12\t放假\t停办\n2019-11-16\t上班\t停办"
DUE = date(2019, 11, 12)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_a_paste_is_looked_at_and_then_written(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS, due_on=DUE)
    browser = browser_of(city.office)
    asked = {"act": "preview", "text": TABLE, "source_doc": "样例市政办〔2019〕9号"}
    shown = browser.post(PAGE, asked)
    assert shown.status_code == 200
    assert "2019-11-11（周一）至 11-12（周二）" in text_of(shown)
    assert "1 件在办事项的计时时限将随之调整" in text_of(shown)
    assert not WorkdayOverride.objects.exists()
    done = browser.post(PAGE, asked | {"act": "apply"}, follow=True)
    assert done.redirect_chain == [("/workdays?year=2019", 303)]
    assert "已登记 3 天，1 件在办事项的计时时限已调整。" in text_of(done)
    assert fresh(item).effective_due_on == date(2019, 11, 8)
    page = text_of(browser.get(item_path(item)))
    assert "计时时限随放假安排调整" in page
    assert "计时由 2019-11-12 改为 2019-11-08（样例市政办〔2019〕9号）" in page
    assert "11-12 休息，按 2019-11-08 计时" in page


def test_a_file_goes_on_as_text_so_that_nothing_is_chosen_twice(city: City) -> None:
    content = "日期,安排\r\n2027/1/1,放假\r\n".encode("gb18030")
    browser = browser_of(city.office_head)
    upload = SimpleUploadedFile("放假.csv", content)
    shown = browser.post(PAGE, {"act": "preview", "file": upload})
    assert shown.status_code == 200
    assert shown.context["table"]["text"].value() == content.decode("gb18030")
    assert "2027年尚不完整，未见春节、清明节、劳动节、端午节、中秋节、国庆节" in text_of(shown)


@pytest.mark.parametrize("act", ["preview", "apply"])
def test_a_wrong_line_keeps_the_input_and_writes_nothing(city: City, act: str) -> None:
    text = f"{TABLE}\n2019-11-31\t放假\n11月20日\t放假"
    shown = browser_of(city.office).post(PAGE, {"act": act, "text": text})
    assert shown.status_code == 422
    page = text_of(shown)
    assert "没有“2019-11-31”这一天" in page
    assert "第4行" in page
    assert "没有写年份" in page
    assert shown.context["table"]["text"].value() == text
    assert not WorkdayOverride.objects.exists()


def test_nothing_given_and_a_workbook_are_told_beside_the_field(city: City) -> None:
    browser = browser_of(city.office)
    empty = browser.post(PAGE, {"act": "preview", "text": " "})
    assert (empty.status_code, "请粘贴放假安排，或选择 CSV 文件。" in text_of(empty)) == (422, True)
    book = SimpleUploadedFile("放假.xlsx", b"PK\x03\x04")
    refused = browser.post(PAGE, {"act": "preview", "file": book})
    assert (refused.status_code, "另存为 CSV" in text_of(refused)) == (422, True)


def test_one_day_is_added_and_taken_back(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS, due_on=DUE)
    browser = browser_of(city.office)
    wrong = browser.post(PAGE, {"act": "add", "day": "2019-11-12"})
    assert (wrong.status_code, "请选择放假还是上班。" in text_of(wrong)) == (422, True)
    given = {"act": "add", "day": "2019年11月12日", "kind": "off", "name": "停办"}
    assert browser.post(PAGE, given).status_code == 303
    assert fresh(item).effective_due_on == date(2019, 11, 11)
    look = browser.get(f"{PAGE}/2019-11-12/delete")
    assert "1 件在办事项的计时时限将随之调整" in text_of(look)
    assert WorkdayOverride.objects.exists()
    assert browser.post(f"{PAGE}/2019-11-12/delete").status_code == 303
    assert fresh(item).effective_due_on == DUE
    assert browser.get(f"{PAGE}/2019-11-12/delete").status_code == 404
    assert browser.get(f"{PAGE}/tomorrow/delete").status_code == 404


@pytest.mark.parametrize("name", ["officer", "group_leader", "guidance", "sys_admin"])
def test_others_read_the_page_and_may_write_nothing(city: City, name: str) -> None:
    WorkdayOverride.objects.create(date=DUE, is_workday=False, name="停办")
    browser = browser_of(city.people[name])
    shown = browser.get(f"{PAGE}?year=2019")
    assert shown.status_code == 200
    assert "停办" in text_of(shown)
    assert "<textarea" not in text_of(shown)
    assert browser.post(PAGE, {"act": "apply", "text": TABLE}).status_code == 403
    assert browser.post(f"{PAGE}/2019-11-12/delete").status_code == 403
    assert WorkdayOverride.objects.count() == 1


def test_the_command_imports_all_or_nothing(city: City, tmp_path: Path) -> None:
    item = item_at(city, State.IN_PROGRESS, due_on=DUE)
    file = tmp_path / "放假.csv"
    file.write_bytes(("\ufeff" + TABLE.replace("\t", ",")).encode())
    said = StringIO()
    call_command("import_workdays", file, "--dry-run", stdout=said)
    assert "2019-11-11（周一）至 11-12（周二） 放假 停办" in said.getvalue()
    assert not WorkdayOverride.objects.exists()
    call_command("import_workdays", file, "--source", "国办发明电", stdout=said)
    assert "已登记 3 天，1 件在办事项的计时时限已调整。" in said.getvalue()
    assert fresh(item).effective_due_on == date(2019, 11, 8)
    file.write_text("2019-11-20,放假\n2019-11-31,放假", "utf-8")
    with pytest.raises(CommandError, match="第2行"):
        call_command("import_workdays", file)
    with pytest.raises(CommandError, match="文件无法读取"):
        call_command("import_workdays", tmp_path / "none.csv")
    assert WorkdayOverride.objects.count() == 3


def test_the_api_declares_a_table_and_lists_it_by_year(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS, due_on=DUE)
    client = ApiClient(city.office)
    days = [
        {"date": "2019-11-12", "is_workday": False, "name": "停办"},
        {"date": "2027-01-01", "is_workday": False, "source_doc": "另一文件"},
    ]
    made = client.post("workdays", {"days": days, "source_doc": "国办发明电"})
    assert (made.status_code, made.json()) == (201, {"declared": 2, "moved": 1})
    assert client.get(f"items/{item.uid}").json()["effective_due_on"] == "2019-11-11"
    [row] = client.get("workdays?year=2019").json()["results"]
    assert row == {
        "date": "2019-11-12",
        "is_workday": False,
        "name": "停办",
        "source_doc": "国办发明电",
    }
    assert len(client.get("workdays").json()["results"]) == 2
    assert client.get("workdays?year=27").status_code == 400
    assert client.get("workdays?month=1").status_code == 400


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"days": []}, "/days"),
        ({"days": [{"date": "2019-11-31", "is_workday": False}]}, "/days/0/date"),
        ({"days": [{"date": "2019-11-12", "is_workday": "no"}]}, "/days/0/is_workday"),
        ({"days": [{"date": "2019-11-12", "is_workday": False, "kind": 1}]}, "/days/0/kind"),
        ({"days": [{"date": "2019-11-12", "is_workday": False}] * 2}, "/days"),
    ],
)
def test_the_api_refuses_a_wrong_table_whole(city: City, body: dict, pointer: str) -> None:
    refused = ApiClient(city.office).post("workdays", body)
    assert refused.status_code in (400, 422)
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
    assert not WorkdayOverride.objects.exists()
