"""Evidence over pages: what may be uploaded, and who gets a file back."""

import io
import zipfile
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from rectification.enums import State
from rectification.models import Evidence, Item
from tests.factories import fresh, item_at
from tests.personas import City
from tests.rectification.pages import (
    act_path,
    browser_of,
    item_path,
    sensitive_item,
    stop_clock,
)

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
NAME = "打压试验记录（第1批）.pdf"


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def upload(
    user: User, item: Item, content: bytes = PDF, name: str = NAME, **changes: object
) -> tuple[int, str]:
    typed = {
        "evidence_class": "output",
        "title": "",
        "dated_on": "2019-10-14",
        "file": SimpleUploadedFile(name, content),
        **changes,
    }
    answer = browser_of(user).post(act_path(item, "add-evidence"), typed)
    return answer.status_code, answer.content.decode()


def file_path(item: Item) -> str:
    return f"{item_path(item)}/evidence/{Evidence.objects.get(item=item).uid}/file"


def stored() -> list[Path]:
    return [path for path in Path(settings.UPLOADS_DIR).rglob("*") if path.is_file()]


def test_a_file_goes_in_and_comes_out_under_its_name(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    assert upload(city.officer, item)[0] == 303
    answer = browser_of(city.portfolio_leader).get(file_path(item))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == PDF
    disposition = answer["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert f"filename*=utf-8''{quote(NAME)}" in disposition
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/pdf"
    assert NAME in browser_of(city.officer).get(item_path(item)).content.decode()


def test_a_file_is_for_those_who_read_the_item_whole(city: City) -> None:
    item = sensitive_item(city)
    assert upload(city.officer, item)[0] == 303
    seen = {}
    for who in ("first_in_charge", "guidance", "second_officer", "stranger", "sys_admin"):
        answer = browser_of(city.people[who]).get(file_path(item))
        seen[who] = answer.status_code
        if answer.streaming:
            b"".join(answer.streaming_content)  # read to its end, a file is closed
    assert seen == {
        "first_in_charge": 200,
        "guidance": 404,
        "second_officer": 404,
        "stranger": 404,
        "sys_admin": 404,
    }


def test_a_file_of_one_item_is_not_served_under_another(city: City) -> None:
    mine, other = item_at(city, State.IN_PROGRESS), item_at(city, State.IN_PROGRESS)
    upload(city.officer, mine)
    path = file_path(mine).replace(str(mine.uid), str(other.uid))
    assert browser_of(city.officer).get(path).status_code == 404


def test_a_reference_needs_no_file(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    status, _ = upload(city.officer, item, file="", reference="住建验〔2019〕1号")
    assert status == 303
    piece = Evidence.objects.get(item=item)
    assert (piece.title, piece.file_path) == ("住建验〔2019〕1号", "")
    assert browser_of(city.officer).get(file_path(item)).status_code == 404


def test_neither_file_nor_reference_is_refused(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    status, page = upload(city.officer, item, file="")
    assert status == 422
    assert "请上传文件，或填写文号、系统记录号（二选一）。" in page


def with_macro() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
        archive.writestr("word/vbaProject.bin", "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "status", "sentence"),
    [
        (b"MZ\x90", "工具.exe", 415, "不能上传这种文件"),
        (b"<html>", "记录.pdf", 415, "扩展名与内容不符"),
        (b"", "记录.pdf", 422, "文件是空的"),
        (with_macro(), "记录.docx", 422, "文件含有宏"),
    ],
)
def test_a_wrong_file_is_refused_and_nothing_stays(
    city: City, content: bytes, name: str, status: int, sentence: str
) -> None:
    item = item_at(city, State.IN_PROGRESS)
    before = stored()
    got, page = upload(city.officer, item, content, name, reference="住建验3号")
    assert got == status
    assert sentence in page
    assert "住建验3号" in page
    assert not Evidence.objects.exists()
    assert stored() == before


def test_when_the_rule_refuses_the_stored_file_goes_again(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    before = stored()
    status, page = upload(city.officer, item, dated_on="2019-09-01")
    assert status == 422
    assert "材料日期2019-09-01早于问题发现日期2019-09-20，不能证明整改。" in page
    assert stored() == before


def test_files_come_with_the_request_for_closure(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS, kind="immediate")
    measure = item.measures.get()
    typed = {
        "version": fresh(item).version,
        "statement": "三个小区1142户全部通暖",
        f"done:{measure.uid}": "on",
        f"outcome:{measure.uid}": "1142户通暖",
        "evidence-TOTAL_FORMS": "1",
        "evidence-INITIAL_FORMS": "1",
        "evidence-0-evidence_class": "output",
        "evidence-0-file": SimpleUploadedFile(NAME, PDF),
    }
    client = browser_of(city.officer)
    wrong = {**typed, "evidence-0-file": SimpleUploadedFile("x.pdf", b"no")}
    refused = client.post(act_path(item, "request-closure"), wrong)
    assert refused.status_code == 415
    assert "文件需要重新选择" in refused.content.decode()
    assert fresh(item).state == State.IN_PROGRESS
    assert client.post(act_path(item, "request-closure"), typed).status_code == 303
    assert fresh(item).state == State.AWAITING_SIGNOFF
    assert Evidence.objects.get(item=item).file_name == NAME
