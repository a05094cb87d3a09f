"""One line from a study session to what people say, for who may see it, and where it is broken."""

from copy import copy
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaign.enums import Anonymity, Satisfaction
from campaign.models import Finding, Problem, StudyOutcome
from campaign.services import opinions
from campaign.services.opinions import OpinionContent
from core import workdays
from core.models import new_uid
from rectification import services
from rectification.models import Item, Measure
from rectification.selectors.broken_links import Asked, broken
from rectification.selectors.lineage import Line, Stop, Tracer
from rectification.selectors.origins import row_of
from tests.api import ApiClient
from tests.campaign import research, reviewing, streams
from tests.factories import content, item_at
from tests.personas import TODAY, City, at
from tests.rectification.pages import browser_of, stop_clock


@pytest.fixture
def chain(city: City) -> dict[str, Any]:
    """Session → outcome → topic → finding → problem → item, through the services."""
    streams.with_lists(city)
    reviewing.add_lists(city)
    session = streams.held(city)
    outcome = streams.outcome_of(city, session)
    finding = research.found(city)
    topic = finding.topic
    type(topic).objects.filter(pk=topic.pk).update(outcome=outcome)
    problem = reviewing.registered(city)
    Finding.objects.filter(pk=finding.pk).update(problem=problem)
    row = row_of("problem", problem.uid, user=city.officer, on=TODAY)
    typed = replace(content(city), row=row)
    item = services.register(
        campaign=city.campaign, content=typed, by=city.officer, at=at(), department=city.lead
    )
    return {
        "session": session,
        "outcome": outcome,
        "topic": topic,
        "finding": finding,
        "problem": Problem.objects.get(pk=problem.pk),
        "item": item,
    }


def line_of(city: City, item: Item, name: str = "officer") -> Line:
    user = city.people[name]
    seen = Item.objects.visible_to(user, on=TODAY).select_related("lead_department").get(pk=item.pk)
    return Tracer(user, TODAY).from_item(seen)


def test_from_the_item_back_to_the_session(city: City, chain: dict[str, Any]) -> None:
    line = line_of(city, chain["item"])
    for stop, name in (
        (Stop.SESSION, "session"),
        (Stop.OUTCOME, "outcome"),
        (Stop.TOPIC, "topic"),
        (Stop.FINDING, "finding"),
        (Stop.PROBLEM, "problem"),
    ):
        assert [row.pk for row in line.at(stop)] == [chain[name].pk], stop


def test_from_the_session_the_topic_and_the_problem_on_to_the_item(
    city: City, chain: dict[str, Any]
) -> None:
    tracers = {
        "session": Tracer(city.officer, TODAY).from_session,
        "topic": Tracer(city.officer, TODAY).from_topic,
        "problem": Tracer(city.officer, TODAY).from_problem,
    }
    for name, trace in tracers.items():
        assert trace(chain[name]).keys(Stop.ITEM) == [chain["item"].pk], name


def test_a_stranger_sees_nothing_of_the_line(
    city: City, chain: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    for name in ("stranger", "cooperator"):
        client = browser_of(city.people[name])
        assert (
            client.get(reverse("rectification:line", args=[chain["item"].uid])).status_code == 404
        )
        for kind in ("session", "topic", "problem"):
            url = reverse(f"rectification:{kind}-line", args=[chain[kind].uid])
            assert client.get(url).status_code == 404, kind


def test_a_problem_that_became_sensitive_drops_out_of_others_lines(
    city: City, chain: dict[str, Any]
) -> None:
    Problem.objects.filter(pk=chain["problem"].pk).update(is_sensitive=True)
    line = line_of(city, chain["item"], "office")
    assert line.at(Stop.PROBLEM) == []
    assert line.at(Stop.FINDING) == []


@pytest.mark.parametrize("kind", ["item", "session", "topic", "problem"])
def test_the_page_draws_the_whole_line(
    city: City, chain: dict[str, Any], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    name = "rectification:line" if kind == "item" else f"rectification:{kind}-line"
    page = browser_of(city.officer).get(reverse(name, args=[chain[kind].uid])).content.decode()
    assert chain["item"].number in page
    assert "调研课题" in page


def one_asked(city: City) -> Item:
    """An item out of an opinion whose giver was called back."""
    done = {"by": city.office, "at": at(TODAY - timedelta(days=9)), "version": None}
    opinion, _ = opinions.receive_opinion(
        campaign=city.campaign,
        content=OpinionContent(
            raw_text="窗口中午没有人，白跑两趟",
            received_on=TODAY - timedelta(days=9),
            anonymity=Anonymity.NAMED,
            contact_name="李某戊",
            contact="000-1",
        ),
        by=city.office,
        at=done["at"],
    )
    opinions.restate_opinion(opinion=opinion, restatement="办事窗口午间无人值守", **done)
    opinion = opinions.refer_opinion(opinion=opinion, department=city.lead, **done)
    row = row_of("opinion", opinion.uid, user=city.office, on=TODAY)
    item = item_at(city, "in_progress")
    services.attach(item=item, row=row, by=city.office, at=at(), version=None)
    opinions.answer_opinion(
        opinion=opinion, answer="已实行轮值", by=city.officer, at=at(), version=None
    )
    draw = opinions.draw_call_backs(
        campaign=city.campaign, caller=city.other, share_percent=100, by=city.office, at=at()
    )
    opinions.record_call(
        call=draw.calls.get(), result=Satisfaction.SATISFIED, note="", by=city.stranger, at=at()
    )
    return item


def test_what_people_say_closes_the_line_and_few_voices_are_not_told_apart(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    item = one_asked(city)
    url = reverse("rectification:line", args=[item.uid])
    assert "回访 1 件：满意 1" in browser_of(city.office).get(url).content.decode()
    department = browser_of(city.officer).get(url).content.decode()
    assert "已回访（≤2件，不分列）" in department
    assert "白跑两趟" not in department
    said = {}
    for name in ("office", "officer"):
        answer = ApiClient(city.people[name]).get(f"items/{item.uid}/lineage")
        assert "白跑两趟" not in answer.content.decode()
        said[name] = station(answer, "satisfaction")["rows"]
    assert [row["label"] for row in said["office"]] == ["回访 1 件：满意 1"]
    assert [row["label"] for row in said["officer"]] == ["已回访（≤2件，不分列）"]
    assert said["officer"][0]["uid"] is None and said["officer"][0]["url"] is None


RESOURCES = {"session": "study-sessions", "topic": "research-topics", "problem": "problems"}


def station(answer: Any, code: str) -> dict[str, Any]:
    assert answer.status_code == 200, answer.content
    return next(one for one in answer.json()["stations"] if one["code"] == code)


def test_the_api_names_each_station_with_the_resources_of_its_rows(
    city: City, chain: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    client = ApiClient(city.officer)
    answer = client.get(f"items/{chain['item'].uid}/lineage")
    codes = [one["code"] for one in answer.json()["stations"]]
    assert codes == ["session", "outcome", "topic", "finding", "problem", "item"]
    for one in answer.json()["stations"]:
        (row,) = one["rows"]
        assert row["uid"] == str(chain[one["code"]].uid)
        assert client.get(row["url"]).json()["uid"] == row["uid"]
    row = station(answer, "item")["rows"][0]
    assert (row["state_label"], row["label"].split()[0]) == (
        "已登记（待交办）",
        chain["item"].number,
    )
    assert station(answer, "session")["title"] == "集中学习"


@pytest.mark.parametrize("kind", RESOURCES)
def test_the_line_of_a_session_a_topic_and_a_problem_by_api(
    city: City, chain: dict[str, Any], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    path = f"{RESOURCES[kind]}/{chain[kind].uid}/lineage"
    answer = ApiClient(city.officer).get(path)
    assert station(answer, "item")["rows"][0]["uid"] == str(chain["item"].uid)
    for name in ("stranger", "cooperator", "sys_admin"):
        assert ApiClient(city.people[name]).get(path).status_code == 404, name


def test_the_api_says_where_the_line_is_broken(
    city: City, chain: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    item = item_at(city, "in_progress")
    Measure.objects.filter(item=item).delete()
    answer = ApiClient(city.officer).get(f"items/{item.uid}/lineage")
    assert station(answer, "measure") == {
        "code": "measure",
        "title": "整改措施",
        "rows": [],
        "more": 0,
        "gap": "还没有整改措施。",
    }
    assert station(answer, "item")["gap"] is None


def test_a_line_costs_the_same_however_many_rows_it_has(
    city: City, chain: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    client = ApiClient(city.officer)
    paths = [f"items/{chain['item'].uid}/lineage"]
    paths += [f"{name}/{chain[kind].uid}/lineage" for kind, name in RESOURCES.items()]

    def cost() -> list[int]:
        spent = []
        for path in paths:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(path).status_code == 200
            spent.append(len(captured))
        return spent

    few = cost()
    finding, origin = (
        Finding.objects.get(problem=chain["problem"]),
        chain["item"].origins.get(problem__isnull=False),
    )
    for n in range(20):
        finding.pk, finding.uid, finding.text = None, new_uid(), f"第{n}处管网漏水"
        finding.save()
        item = copy(chain["item"])
        item.pk, item.uid, item.number = None, new_uid(), f"ZG-2019-9{n:03d}"
        item.save()
        origin.pk, origin.uid, origin.item = None, new_uid(), item
        origin.save()
    assert cost() == few
    many = station(client.get(paths[3]), "item")
    assert (len(many["rows"]), many["more"]) == (12, 9)


def counts(city: City, name: str = "office") -> dict[str, int]:
    asked = Asked(city.people[name], TODAY, city.campaign, workdays.load())
    return {gap.code: count for gap, count in broken(asked)}


def test_the_report_counts_where_lines_are_broken(city: City, chain: dict[str, Any]) -> None:
    item_at(city, "in_progress")
    found = counts(city)
    assert found["item-without-source"] == 1
    assert found["finding-nowhere"] == 0
    assert found["outcome-unused"] == 0
    StudyOutcome.objects.filter(pk=chain["outcome"].pk).update(goal=None)
    type(chain["topic"]).objects.update(outcome=None)
    Finding.objects.update(problem=None)
    found = counts(city)
    assert (found["outcome-unused"], found["finding-nowhere"]) == (1, 1)
    assert set(counts(city, "stranger").values()) == {0}


def test_every_count_opens_its_rows(
    city: City, chain: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    other = item_at(city, "in_progress")
    client = browser_of(city.office)
    page = client.get(reverse("rectification:lines") + "?gap=item-without-source").content.decode()
    assert other.number in page and chain["item"].number not in page
    assert client.get(reverse("rectification:lines") + "?gap=nothing").status_code == 404


def test_an_item_on_day_one_needs_no_other_stream(city: City) -> None:
    """“不划阶段、不分环节”: no study, research or review record exists."""
    item = services.register(campaign=city.campaign, content=content(city), by=city.office, at=at())
    assert item.number
    assert not StudyOutcome.objects.exists() and not Problem.objects.exists()
