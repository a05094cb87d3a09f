"""Keyset paging: every row once, in order, both ways, whatever is null or added."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from core.enums import JobState
from core.models import Job

pytestmark = [pytest.mark.urls("tests.core.door"), pytest.mark.django_db]

AT = datetime(2025, 11, 20, 8, 8, 0, 123456, tzinfo=UTC)


def make(count: int) -> list[Job]:
    """Jobs whose finished_at repeats and is null for every third, whose done repeats."""
    return Job.objects.bulk_create(
        Job(
            kind="x",
            state=JobState.DONE,
            done=number % 4,
            created_at=AT,
            finished_at=AT + timedelta(microseconds=number % 5),
        )
        if number % 3
        else Job(kind="x", done=number % 4, created_at=AT)
        for number in range(count)
    )


def walk(api: APIClient, path: str, link: str = "next") -> list[list[str]]:
    pages: list[list[str]] = []
    url: str | None = path
    while url:
        body = api.get(url).json()
        pages.append([row["uid"] for row in body["results"]])
        url = body[link] and relative(body[link])
    return pages


def relative(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def expected(by: str) -> list[str]:
    rows = list(Job.objects.order_by("id"))
    for name in reversed(by.split(",")):
        plain = name.lstrip("-")
        filled = [row for row in rows if getattr(row, plain) is not None]
        empty = [row for row in rows if getattr(row, plain) is None]
        filled.sort(key=lambda row: getattr(row, plain), reverse=name.startswith("-"))
        rows = filled + empty
    return [str(row.uid) for row in rows]


ORDERS = [
    "id",
    "-id",
    "done,id",
    "-done,id",
    "finished_at,id",
    "-finished_at,id",
    "finished_at,-id",
    "done,finished_at,id",
    "-done,-finished_at,-id",
]


@pytest.mark.parametrize("by", ORDERS)
def test_paging_shows_every_row_once_in_order(api: APIClient, by: str) -> None:
    make(23)
    pages = walk(api, f"/api/v1/jobs-list?limit=4&by={by}")
    assert sum(pages, []) == expected(by)
    assert [len(page) for page in pages] == [4, 4, 4, 4, 4, 3]


@pytest.mark.parametrize("by", ORDERS)
def test_paging_goes_back_the_same_way(api: APIClient, by: str) -> None:
    make(23)
    forward = walk(api, f"/api/v1/jobs-list?limit=4&by={by}")
    url = f"/api/v1/jobs-list?limit=4&by={by}"
    for _ in range(5):
        url = relative(api.get(url).json()["next"])
    assert walk(api, url, "previous") == forward[::-1]


def test_paging_is_stable_under_inserts(api: APIClient) -> None:
    make(10)
    first = api.get("/api/v1/jobs-list?limit=5&by=-id").json()
    make(3)
    second = api.get(relative(first["next"])).json()
    shown = [row["uid"] for page in (first, second) for row in page["results"]]
    assert len(set(shown)) == 10
    newer = api.get(relative(api.get(relative(first["next"])).json()["previous"])).json()
    assert [row["uid"] for row in newer["results"]] == shown[:5]
    assert newer["previous"] is not None


def test_paging_of_nothing_and_of_one_page(api: APIClient) -> None:
    assert api.get("/api/v1/jobs-list").json() == {"results": [], "next": None, "previous": None}
    make(3)
    body = api.get("/api/v1/jobs-list?limit=3").json()
    assert (len(body["results"]), body["next"], body["previous"]) == (3, None, None)


def test_paging_gives_totals_only_when_asked(
    api: APIClient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make(7)
    assert api.get("/api/v1/jobs-list?limit=2&total=1").json()["total"] == 7
    with django_assert_num_queries(1):  # the page
        assert "total" not in api.get("/api/v1/jobs-list?limit=2").json()


def test_paging_link_header_and_filters_are_kept(api: APIClient) -> None:
    make(7)
    response = api.get("/api/v1/jobs-list?limit=2&by=done,id")
    assert response["Link"] == f'<{response.json()["next"]}>; rel="next"'
    assert "by=done%2Cid" in response["Link"]


@pytest.mark.parametrize("limit", ["0", "-1", "201", "100000000", "x", "", "１"])
def test_paging_limit_out_of_range_is_refused(api: APIClient, limit: str) -> None:
    response = api.get("/api/v1/jobs-list", {"limit": limit})
    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == "/limit"


def test_paging_default_is_50_and_maximum_200(api: APIClient) -> None:
    make(210)
    assert len(api.get("/api/v1/jobs-list").json()["results"]) == 50
    assert len(api.get("/api/v1/jobs-list?limit=200").json()["results"]) == 200


def test_paging_refuses_a_foreign_cursor(api: APIClient) -> None:
    make(7)
    given = relative(api.get("/api/v1/jobs-list?limit=2").json()["next"])
    for url in ("/api/v1/jobs-list?cursor=x", given[:-3] + "AAA", given + "&by=done,id"):
        response: Any = api.get(url)
        assert (response.status_code, response.json()["code"]) == (400, "invalid_cursor")
    assert api.get("/api/v1/jobs-list?total=yes").status_code == 400
