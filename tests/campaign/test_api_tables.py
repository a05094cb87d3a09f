"""Tables by REST: looked at, mended, brought in whole or not at all, as on the pages."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.models import Opinion, Problem, StudySession
from tests.api import ApiClient
from tests.campaign import streams
from tests.campaign.reviewing import add_lists
from tests.personas import City, city
from tests.rectification import ledgers
from tests.rectification.pages import stop_clock

__all__ = ["city"]
pytestmark = pytest.mark.django_db
HEAD = "问题\t检视维度\t查找方式\t工作根源\t不认识的\n"
WRONG = "督办不够\t作风、初心使命\t听说\t方法单一\t\n"
GOOD = "窗口告知不到位\t初心使命\t自己找\t告知单过时\tx\n"
MEND = {"3": {"dimensions": "初心使命", "method": "自己找"}}


@pytest.fixture
def review(city: City, monkeypatch: pytest.MonkeyPatch) -> City:
    add_lists(city)
    stop_clock(monkeypatch)
    return city


def sent(city: City, name: str = "officer", kind: str = "problem", **body: Any) -> Any:
    return ApiClient(city.people[name]).post(f"{kind}-imports", body)


def test_looked_at_mended_and_brought_in(review: City) -> None:
    looked = sent(review, text=HEAD + GOOD + WRONG)
    assert looked.status_code == 200 and Problem.objects.count() == 0
    shown = looked.json()
    assert shown["counts"] == {"new": 1, "refused": 1, "duplicate": 0, "left": 0}
    assert shown["unknown"] == ["不认识的（E列）"]
    methods = next(c["choices"] for c in shown["columns"] if c["key"] == "method")
    assert "自己找" in methods
    good, wrong = shown["rows"]
    assert (good["row"], good["outcome"]) == (2, "new")
    assert (wrong["row"], wrong["outcome"], wrong["cells"]["method"]) == (3, "refused", "听说")
    assert {s["column"] for s in wrong["messages"] if s["level"] == "error"} == {
        "method",
        "dimensions",
    }
    refused = sent(review, text=HEAD + GOOD + WRONG, apply=True)
    assert (refused.status_code, Problem.objects.count()) == (422, 0)
    assert {e["pointer"] for e in refused.json()["errors"]} == {
        "/rows/3/method",
        "/rows/3/dimensions",
    }
    done = sent(review, text=HEAD + GOOD + WRONG, cells=MEND, apply=True)
    assert (done.status_code, done.json()["written"]) == (201, 2)
    assert set(Problem.objects.values_list("text", "department__code")) == {
        ("督办不够", "014"),
        ("窗口告知不到位", "014"),
    }
    again = sent(review, text=HEAD + GOOD + WRONG, cells=MEND, apply=True)
    assert again.status_code == 422 and "没有新增" in again.json()["detail"]
    assert Problem.objects.count() == 2


def test_rows_are_left_out_on_purpose(review: City) -> None:
    text = HEAD + WRONG + GOOD + GOOD.replace("窗口", "大厅")
    found = sent(review, text=text, leave=[3], leave_refused=True).json()
    assert [row["outcome"] for row in found["rows"]] == ["left", "left", "new"]
    done = sent(review, text=text, leave=[3], leave_refused=True, apply=True)
    assert done.json()["written"] == 1
    assert Problem.objects.get().text == "大厅告知不到位"


def test_a_file_with_what_was_mended_in_it(review: City) -> None:
    rows = [line.split("\t") for line in (HEAD + GOOD + WRONG).splitlines()]
    file = SimpleUploadedFile("问题清单.xlsx", ledgers.xlsx(("问题清单", rows)))
    data = {"file": file, "cells": json.dumps(MEND), "apply": "true"}
    done = ApiClient(review.officer).form("problem-imports", data)
    assert done.status_code == 201, done.json()
    assert (done.json()["sheet"], done.json()["written"]) == ("问题清单", 2)


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({}, 422, "/text"),
        ({"text": "随便\t写写\n1\t2"}, 422, None),
        ({"text": HEAD + GOOD, "cells": {"9": {"text": "x"}}}, 422, "/cells"),
        ({"text": HEAD + GOOD, "cells": {"2": {"colour": "x"}}}, 422, "/cells"),
        ({"text": HEAD + GOOD, "cells": {"2": "x"}}, 422, "/cells"),
        ({"text": HEAD + GOOD, "cells": "{"}, 422, "/cells"),
        ({"text": HEAD + GOOD, "leave": [7]}, 422, "/leave"),
        ({"text": HEAD + GOOD, "undo": True}, 400, "/undo"),
        ({"text": HEAD + GOOD, "apply": "yes"}, 422, "/apply"),
    ],
)
def test_what_is_wrong_is_named(
    review: City, body: dict[str, Any], status: int, pointer: str | None
) -> None:
    answer = sent(review, **body)
    assert answer.status_code == status, answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert [row["pointer"] for row in answer.json()["errors"]] == [pointer] * bool(pointer)
    assert Problem.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "name", "status"),
    [
        ("problem", "office", 201),
        ("problem", "stranger", 403),
        ("problem", "cooperator", 403),
        ("problem", "guidance", 403),
        ("problem", "sys_admin", 403),
        ("study-plan", "officer", 201),
        ("study-plan", "office", 403),
        ("study-plan", "stranger", 403),
        ("study-plan", "sec_admin", 403),
        ("opinion", "office", 201),
        ("opinion", "officer", 403),
        ("opinion", "group_leader", 403),
        ("opinion", "audit_admin", 403),
    ],
)
def test_who_brings_in_what(review: City, kind: str, name: str, status: int) -> None:
    if kind == "study-plan":
        streams.with_lists(review)
    texts = {
        "problem": HEAD + GOOD,
        "study-plan": "日期\t专题\t形式\n10月20日\t形势报告\t研讨交流\n",
        "opinion": "来件编号\t收到日期\t反映内容\nA1\t2019-10-10\t排队久\n",
    }
    place = {} if kind == "opinion" else {"department": "014"}
    answer = sent(review, name, kind, text=texts[kind], apply=True, **place)
    assert answer.status_code == status, answer.json()
    written = Problem.objects.count() + StudySession.objects.count() + Opinion.objects.count()
    assert written == (1 if status == 201 else 0)


def test_a_hotlines_table_twice_adds_nothing(review: City) -> None:
    text = "来件编号\t收到日期\t反映内容\nA1\t2019-10-10\t排队久\nA2\t月底\t路灯不亮\n"
    looked = sent(review, "office", "opinion", text=text, origin="paper").json()
    assert [row["outcome"] for row in looked["rows"]] == ["new", "refused"]
    body = {"text": text, "origin": "paper", "cells": {"3": {"received_on": "2019-10-11"}}}
    assert sent(review, "office", "opinion", apply=True, **body).json()["written"] == 2
    assert set(Opinion.objects.values_list("origin", flat=True)) == {"paper"}
    again = sent(review, "office", "opinion", **body).json()
    assert again["counts"] == {"new": 0, "refused": 0, "duplicate": 2, "left": 0}


def test_a_repeated_request_brings_in_once(review: City) -> None:
    client, body = ApiClient(review.officer), {"text": HEAD + GOOD, "apply": True}
    first = client.post("problem-imports", body, Idempotency_Key="t1")
    again = client.post("problem-imports", body, Idempotency_Key="t1")
    assert (again.status_code, again.json()) == (201, first.json())
    assert again["Idempotency-Replayed"] == "true" and Problem.objects.count() == 1


def test_looking_costs_the_same_for_one_row_and_many(review: City) -> None:
    def cost(n: int) -> int:
        text = HEAD + "".join(GOOD.replace("窗口", f"窗口{k}") for k in range(n))
        client = ApiClient(review.officer)
        client.post("problem-imports", {"text": text})
        with CaptureQueriesContext(connection) as captured:
            assert client.post("problem-imports", {"text": text}).status_code == 200
        return len(captured)

    assert cost(1) == cost(50)
