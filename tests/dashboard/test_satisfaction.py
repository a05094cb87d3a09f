"""What the people say, in the leaders' overview: refusals shown, few answers never told apart."""

import re
from collections.abc import Mapping
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Department
from campaign.models import CallBack, CallBackDraw, Opinion
from core.clock import local_date
from dashboard.presenters import satisfaction as words
from dashboard.selectors.satisfaction import verdict_of
from rectification.models import ItemOrigin
from tests.factories import item_at
from tests.personas import City, at
from tests.rectification.pages import browser_of, stop_clock

pytestmark = pytest.mark.django_db
_numbers = count(1)


def said(
    city: City, unit: Department | None, results: Mapping[str, int], *, sensitive: bool = False
) -> list[Opinion]:
    """Opinions on a unit, called back with these results ("" is still to be called)."""
    draw = CallBackDraw.objects.create(
        campaign=city.campaign,
        caller_department=city.other,
        seed="1",
        share_percent=100,
        population=9,
        drawn_at=at(),
    )
    made = []
    for result, n in results.items():
        for _ in range(n):
            opinion = Opinion.objects.create(
                campaign=city.campaign,
                origin="paper",
                anonymity="anonymous",
                received_on=local_date(at()),
                raw_text="窗口中午没有人",
                is_sensitive=sensitive,
                receipt_digest=f"{next(_numbers):064}",
                state="answered",
                department=unit,
            )
            more = {"called_by": city.office, "called_on": local_date(at())} if result else {}
            CallBack.objects.create(draw=draw, opinion=opinion, result=result, **more)
            made.append(opinion)
    return made


def shown(city: City, *, office: bool = False, among: Any = None) -> dict[str, list[int]]:
    """The table as the reader has it: {unit: [asked, each result]}."""
    verdict = verdict_of(city.campaign.pk, among, whole=office)
    table = words.table(verdict, is_office=office)
    return {row["label"]: [row["asked"], *(c["n"] for c in row["cells"])] for row in table["rows"]}


def test_every_result_is_there_refusals_and_unclear_ones_too(city: City) -> None:
    said(city, city.lead, {"satisfied": 2, "unclear": 1, "refused": 1, "unsatisfied": 1, "": 2})
    said(city, city.lead, {"unsatisfied": 9}, sensitive=True)
    found = shown(city)
    assert found == {
        "合计": [5, 2, 0, 1, 1, 1, 0],
        city.lead.short_name: [5, 2, 0, 1, 1, 1, 0],
    }
    assert verdict_of(city.campaign.pk, None, whole=False).waiting == 2


def test_few_answers_are_not_told_apart_nor_by_subtraction(city: City) -> None:
    said(city, city.lead, {"satisfied": 8})
    said(city, city.other, {"satisfied": 3})
    said(city, city.vacant, {"unsatisfied": 1})
    names = {city.lead.short_name: [8, 8, 0, 0, 0, 0, 0]}
    rest = {"其余单位（件数少，合并列出）": [4, 3, 0, 1, 0, 0, 0]}
    assert shown(city) == {"合计": [12, 11, 0, 1, 0, 0, 0], **names, **rest}
    whole = shown(city, office=True)
    assert whole[city.vacant.short_name] == [1, 0, 0, 1, 0, 0, 0]
    assert shown(city, among=[city.vacant.pk]) == {}, "a total of one says who said it"
    few = words.table(verdict_of(city.campaign.pk, [city.vacant.pk], whole=False), is_office=False)
    assert few["few"] == "≤2"


def test_dissatisfaction_waits_for_a_leader_until_an_item_is_in_hand(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    opinions = said(city, city.lead, {"unsatisfied": 2, "satisfied": 1})
    said(city, city.other, {"unsatisfied": 2})
    said(city, city.vacant, {"satisfied": 2})
    leader = browser_of(city.people["group_leader"])
    page = leader.get("/overview").content.decode()
    assert f"{city.lead.short_name}：群众不满意 2 件" in page
    assert f"{city.other.short_name}：群众不满意" not in page, "two answers are too few to be told"
    url = re.search(r'href="(/ledger\?[^"]*first_source=masses[^"]*)"', page)
    assert url is not None
    assert leader.get(url[1].replace("&amp;", "&")).status_code == 200
    item = item_at(city, "in_progress", lead_department=city.lead)
    for opinion in opinions:
        ItemOrigin.objects.create(
            item=item, source=city.sources["masses"], opinion=opinion, created_at=at()
        )
    assert "群众不满意" not in leader.get("/overview").content.decode()


def test_the_office_opens_the_rows_and_others_have_no_link(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    said(city, city.lead, {"unsatisfied": 1, "satisfied": 3})
    said(city, city.other, {"unsatisfied": 1})
    office = browser_of(city.office)
    page = office.get("/overview").content.decode()
    query = f"/opinions?result=unsatisfied&amp;department={city.lead.code}"
    assert query in page
    assert "群众不满意" not in page, "to decide is a leader's"
    rows = office.get(query.replace("&amp;", "&")).content.decode()
    assert (rows.count("窗口中午没有人"), "回访结果：不满意" in rows) == (1, True)
    every = office.get("/opinions?result=unsatisfied").content.decode()
    assert every.count("窗口中午没有人") == 2
    leader = browser_of(city.people["group_leader"]).get("/overview").content.decode()
    assert "群众评价" in leader
    assert "/opinions?result" not in leader
    for name in ("officer", "first_in_charge", "stranger", "guidance"):
        assert "群众评价" not in browser_of(city.people[name]).get("/overview").content.decode()
    assert browser_of(city.people["sys_admin"]).get("/overview").status_code == 403


def test_as_many_statements_for_one_unit_as_for_all(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    client = browser_of(city.people["group_leader"])
    said(city, city.lead, {"satisfied": 1})
    client.get("/overview")
    counts: list[int] = []
    for unit in (city.lead, city.other):
        with CaptureQueriesContext(connection) as caught:
            client.get("/overview")
        counts.append(len(caught))
        said(city, unit, {"satisfied": 10, "unsatisfied": 15})
    assert counts[0] == counts[1]
