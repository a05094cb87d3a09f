"""The four streams side by side: one department's, or all that the reader may see."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign.models import Stream
from tests.campaign import research, reviewing, streams
from tests.factories import item_at
from tests.personas import City
from tests.rectification.pages import browser_of, stop_clock

URL = "/streams"


@pytest.fixture
def busy(city: City, monkeypatch: pytest.MonkeyPatch) -> City:
    """A city with something in every stream of the lead."""
    stop_clock(monkeypatch)
    for n, code in enumerate(("study", "research", "review", "rectify"), 1):
        Stream.objects.filter(code=f"s{n}").update(code=code)
    streams.with_lists(city)
    reviewing.add_lists(city)
    streams.outcome_of(city, streams.held(city))
    research.found(city)
    reviewing.registered(city)
    item_at(city, "in_progress")
    return city


def heads(page: str) -> list[int]:
    """The headline figures of the four lanes."""
    return [int(n) for n in re.findall(r'big-n"><b class="num">(\d+)</b>', page)]


def test_four_lanes_stand_side_by_side_for_the_department(busy: City) -> None:
    page = browser_of(busy.officer).get(URL).content.decode()
    assert heads(page) == [1, 0, 0, 0]
    for words in ("共安排 1 次", "共 1 个", "共查出 1 条", "共 1 项"):
        assert words in page


def test_the_office_sees_all_and_chooses_a_department(busy: City) -> None:
    client = browser_of(busy.office)
    assert "共查出 1 条" in client.get(URL).content.decode()
    other = client.get(f"{URL}?department={busy.other.code}").content.decode()
    assert "共查出 0 条" in other
    assert heads(other) == [0, 0, 0, 0]


@pytest.mark.parametrize(("name", "status"), [("stranger", 404), ("sys_admin", 403)])
def test_another_departments_lanes_are_nobodys_business(busy: City, name: str, status: int) -> None:
    url = f"{URL}?department={busy.lead.code}"
    assert browser_of(busy.people[name]).get(url).status_code == status


def test_it_costs_the_same_however_much_there_is(busy: City) -> None:
    client = browser_of(busy.office)
    client.get(URL)

    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(URL)
        return len(caught)

    before = statements()
    for _ in range(3):
        reviewing.registered(busy, text=f"又一个问题，涉及{_}处")
    assert statements() == before <= 24


@pytest.mark.parametrize("name", ["office", "guidance", "group_leader", "officer", "resident"])
def test_every_figure_that_opens_rows_leads_somewhere(busy: City, name: str) -> None:
    client = browser_of(busy.people[name])
    page = client.get(URL).content.decode().split("<main", 1)[1]
    urls: set[Any] = set(re.findall(r'<dd><a href="([^"]+)"', page))
    assert len(urls) >= 5
    for url in urls:
        assert client.get(url.replace("&amp;", "&")).status_code == 200, url
