"""An import by REST: the same steps, rules and sentences as on the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.services import run_due
from rectification.enums import State
from rectification.imports import jobs
from rectification.models import ImportBatch, Item
from rectification.services import accept
from tests.api import ApiClient
from tests.personas import City, at

from . import ledgers
from .imports import applied, items_of, opened, rows_of, sheet
from .pages import stop_clock

SENSITIVE = {"专项整治类别": "领导干部亲属违规经商办企业", "存在问题": "不得外传的一件"}


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def test_from_a_file_to_items_and_back(city: City) -> None:
    client = ApiClient(city.office)
    file = SimpleUploadedFile("台账.xlsx", sheet({}, {"存在问题": "错的", "整改时限": "尽快"}))
    made = client.form("imports", {"file": file})
    assert made.status_code == 201
    assert made.json()["counts"] == {
        "all": 2, "new": 1, "refused": 1, "duplicate": 0, "doubtful": 0, "written": 0, "undone": 0
    }  # fmt: skip
    path = f"imports/{made.json()['uid']}"
    wrong = client.get(f"{path}/rows?outcome=refused").json()["results"][0]
    assert wrong["cells"]["due"] == "尽快" and wrong["choices"] == ["", "skip"]
    assert [said["field"] for said in wrong["messages"] if said["level"] == "error"] == ["due"]
    body = {"cells": {"due": "10月底前"}, "choice": "skip"}
    mended = client.patch(f"{path}/rows/{wrong['uid']}", body).json()
    assert (mended["outcome"], mended["due"], mended["choice"]) == ("new", "2019-10-31", "skip")
    assert client.post(f"{path}/actions/apply").json() == {
        "created": 1, "amended": 0, "duplicates": 0, "left": []
    }  # fmt: skip
    written = [row for row in client.get(f"{path}/rows").json()["results"] if row["item"]]
    assert [row["item"] for row in written] == [str(Item.objects.get().uid)]
    assert client.post(f"{path}/actions/undo").json() == {"undone": 1, "kept": []}
    assert client.get(path).json()["state"] == "undone"
    assert Item.objects.get().state == State.VOIDED


def test_a_department_sends_a_text(city: City) -> None:
    rows = (ledgers.HEAD, ledgers.line(整改措施="一", 牵头单位="市财政局"))
    text = "\n".join("\t".join(map(str, row)) for row in rows)
    client = ApiClient(city.officer)
    made = client.post("imports", {"text": text, "department": "014"})
    assert made.status_code == 201 and made.json()["department"] == "014"
    client.post(f"imports/{made.json()['uid']}/actions/apply")
    assert Item.objects.get().state == State.DRAFT
    assert client.post("imports", {"text": text}).status_code == 403
    assert client.post("imports", {"text": text, "department": "015"}).status_code == 403
    assert client.post("imports", {"text": text, "department": "x"}).status_code == 422


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({}, 422, "/text"),
        ({"text": "没有表头"}, 422, None),
        ({"text": 1}, 422, "/text"),
        ({"nothing": 1}, 400, "/nothing"),
    ],
)
def test_what_can_not_be_taken(city: City, body: dict, status: int, pointer: str | None) -> None:
    answer = ApiClient(city.office).post("imports", body)
    assert answer.status_code == status
    if pointer:
        assert answer.json()["errors"][0]["pointer"] == pointer
    assert not ImportBatch.objects.exists()


def test_a_file_that_lies_is_refused(city: City) -> None:
    client = ApiClient(city.office)
    files = (("a.xlsx", b"MZ", 415), ("a.docx", b"PK", 415), ("a.xlsx", b"", 422))
    for name, content, status in files:
        answer = client.form("imports", {"file": SimpleUploadedFile(name, content)})
        assert answer.status_code == status, name


def test_refusals_are_the_rule_s_sentences(city: City) -> None:
    batch = opened(city, {"状态": "已销号"})
    path, row = f"imports/{batch.uid}", rows_of(batch)[0]
    client = ApiClient(city.office)
    answer = client.post(f"{path}/actions/apply")
    assert answer.status_code == 422 and "由领导小组办公室主任导入" in answer.json()["detail"]
    answer = client.patch(f"{path}/rows/{row.uid}", {"choice": "amend"})
    assert answer.status_code == 422 and "不能选择" in answer.json()["detail"]
    answer = client.patch(f"{path}/rows/{row.uid}", {"cells": {"nothing": "x"}})
    assert answer.status_code == 422 and "没有这些列：nothing" in answer.json()["detail"]
    assert client.get(f"{path}/rows?outcome=x").status_code == 400
    assert client.post(f"{path}/actions/confirm").status_code == 403
    assert client.post(f"{path}/actions/undo").status_code == 422
    assert client.post(f"{path}/actions/discard").json()["state"] == "discarded"


def test_what_has_moved_stays(city: City) -> None:
    batch = applied(city, {"状态": "未启动"}, {"存在问题": "另一件"})
    accept(item=items_of(batch)[0], by=city.officer, at=at(hour=11), version=1)
    client, path = ApiClient(city.office), f"imports/{batch.uid}/actions/undo"
    answer = client.post(path)
    assert answer.status_code == 422 and "朱某丙已办理" in answer.json()["detail"]
    answer = client.post(path, {"leaving": 1}).json()
    assert answer["undone"] == 1 and answer["kept"][0]["who"] == "朱某丙"
    row = rows_of(batch)[0]
    answer = client.patch(f"imports/{batch.uid}/rows/{row.uid}", {"choice": "skip"})
    assert answer.status_code == 422 and "已导入" in answer.json()["detail"]


def test_sensitive_rows_are_shells_for_others(city: City) -> None:
    batch = opened(city, SENSITIVE)
    row = rows_of(batch)[0]
    path = f"imports/{batch.uid}/rows"
    for name, access in (("office", "full"), ("office_head", "full"), ("office_clerk", "shell")):
        answer = ApiClient(city.people[name]).get(path)
        assert answer.json()["results"][0]["access"] == access
        assert ("不得外传" in answer.content.decode()) == (access == "full")
    clerk = ApiClient(city.office_clerk)
    assert clerk.patch(f"{path}/{row.uid}", {"choice": "skip"}).status_code == 404


def test_large_ledgers_go_by_a_job(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "LARGE_FILE", 10)
    monkeypatch.setattr(jobs, "MANY_ROWS", 0)
    client = ApiClient(city.office)
    made = client.form("imports", {"file": SimpleUploadedFile("a.xlsx", sheet({}))})
    assert (made.status_code, made.json()["state"]) == (202, "reading")
    run_due(now=clock.now)
    path = f"imports/{made.json()['uid']}"
    assert client.get(path).json()["counts"]["new"] == 1
    answer = client.post(f"{path}/actions/apply")
    assert answer.status_code == 202
    run_due(now=clock.now)
    assert client.get(f"jobs/{answer.json()['job']}").json()["state"] == "done"
    assert Item.objects.count() == 1


def test_the_same_statements_for_one_row_and_for_many(city: City) -> None:
    client = ApiClient(city.office)
    small, large = opened(city, {}), opened(city, *({"存在问题": f"第{n}处"} for n in range(30)))
    counts = []
    for batch in (small, large):
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"imports/{batch.uid}/rows").status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1] <= 15
