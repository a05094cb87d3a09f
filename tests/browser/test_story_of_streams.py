"""From a study session to a verified item and its satisfied complainant, in a real browser."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from campaign.enums import Anonymity, Satisfaction
from campaign.models import CallBack
from campaign.services import opinions
from campaign.services.opinions import OpinionContent
from rectification import services
from rectification.models import Item, ItemOrigin
from tests.browser.conftest import (
    OpenPage,
    Watched,
    assert_sound,
    assert_sound_at_both_widths,
)
from tests.campaign import reviewing, streams
from tests.factories import Walk, assignment, fresh, measure_contents
from tests.personas import TODAY, City, at, build_city
from tests.rectification.pages import browser_of, stop_clock

pytestmark = pytest.mark.django_db(transaction=True)
ITEM = re.compile(r"/items/[0-9a-f-]{36}$")


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> City:
    stop_clock(monkeypatch)
    city = streams.with_lists(build_city())
    reviewing.add_lists(city)
    return city


def as_person(
    open_page: OpenPage, city: City, name: str, path: str, size: str = "desktop"
) -> Watched:
    key = browser_of(city.people[name]).session.session_key
    return open_page(path, size=size, session=key)


def outcome_becomes_an_item(city: City, open_page: OpenPage) -> Item:
    """The officer finds the outcome on its session's page; one click fills the form."""
    session = streams.held(city)
    streams.outcome_of(city, session)
    watched = as_person(open_page, city, "officer", f"/study/sessions/{session.uid}")
    page = watched.page
    page.get_by_role("link", name=re.compile("转为整改事项")).first.click()
    page.wait_for_load_state()
    expect(page.get_by_text("由学习成果转来，已按原记录预填")).to_be_visible()
    assert page.get_by_label("问题表述").input_value()
    page.get_by_label("发现日期").fill("2019-10-10")
    page.get_by_label("专项整治类别").select_option(label="不担当不作为")
    page.get_by_role("button", name="提交登记").click()
    page.wait_for_url(ITEM)
    assert_sound(watched)
    return Item.objects.get()


def opinion_joins_it(city: City, open_page: OpenPage, item: Item) -> None:
    """The office takes a named opinion into the same item: one problem, one item."""
    opinion, _ = opinions.receive_opinion(
        campaign=city.campaign,
        content=OpinionContent(
            raw_text="窗口中午没有人，白跑两趟",
            received_on=TODAY,
            anonymity=Anonymity.NAMED,
            contact_name="李某戊",
            contact="000-1",
        ),
        by=city.office,
        at=at(),
    )
    done = {"by": city.office, "at": at(), "version": None}
    opinions.restate_opinion(opinion=opinion, restatement="办事窗口午间无人值守", **done)
    opinions.refer_opinion(opinion=opinion, department=city.lead, **done)
    watched = as_person(open_page, city, "office", f"/items/attach?from=opinion:{opinion.uid}")
    page = watched.page
    page.get_by_label("事项编号").fill(item.number or "")
    page.locator("main button.p").click()
    page.wait_for_url(ITEM)
    assert ItemOrigin.objects.filter(item=item, opinion=opinion).exists()
    opinions.answer_opinion(opinion=opinion, answer="已实行午间轮值", **done)


def rectified_and_verified(city: City, item: Item) -> None:
    """The ordinary path, by the services; its own stories drive it through pages."""
    services.assign(item=item, content=assignment(city), by=city.office, at=at(), version=None)
    walk = Walk(city)
    walk.item, walk.when = item, at() + timedelta(minutes=5)
    common = {"item": item, "at": walk.when, "version": None}
    services.accept(by=city.officer, section="城建科", **common)
    services.submit_plan(
        by=city.officer,
        measures=measure_contents(fresh(item)),
        causes={"work": "调度不力"},
        **common,
    )
    walk.item = services.approve_plan(by=city.portfolio_leader, **common)
    walk.ask().endorse().sign().verify(reply_text="已实行午间轮值")


def called_back(city: City, open_page: OpenPage) -> None:
    """Another unit calls the giver and writes down what he says."""
    opinions.draw_call_backs(
        campaign=city.campaign, caller=city.other, share_percent=100, by=city.office, at=at()
    )
    watched = as_person(open_page, city, "stranger", "/opinions/calls", size="phone")
    assert_sound(watched)
    page = watched.page
    page.locator("main .lst a").first.click()
    page.get_by_label("满意", exact=True).check()
    page.get_by_role("button", name="登记").click()
    page.wait_for_url(re.compile("/opinions/calls$"))
    assert CallBack.objects.get().result == Satisfaction.SATISFIED


def test_from_a_study_session_to_a_satisfied_complainant(town: City, open_page: OpenPage) -> None:
    item = outcome_becomes_an_item(town, open_page)
    opinion_joins_it(town, open_page, item)
    rectified_and_verified(town, item)
    called_back(town, open_page)
    for name, size in (("office", "desktop"), ("officer", "phone")):
        watched = as_person(open_page, town, name, f"/items/{item.uid}/lineage", size=size)
        assert_sound(watched)
        for station in ("集中学习", "学习成果", "整改事项", "成效佐证", "验收"):
            expect(watched.page.get_by_role("heading", name=station)).to_be_visible()
    office = as_person(open_page, town, "office", f"/items/{item.uid}/lineage")
    expect(office.page.get_by_text("回访 1 件：满意 1")).to_be_visible()


def test_pages_of_tasks_opinions_and_lines_are_sound(town: City, open_page: OpenPage) -> None:
    received = {"raw_text": "路灯不亮", "received_on": TODAY}
    opinion, _ = opinions.receive_opinion(
        campaign=town.campaign, content=OpinionContent(**received), by=town.office, at=at()
    )
    key = browser_of(town.office).session.session_key
    paths = ["/tasks", "/tasks/new", "/tasks/mine", "/tasks/practices", "/campaign/kick-off"]
    paths += ["/goals", "/streams", "/lineage", "/campaign/groups/014", "/opinions", "/rhythm"]
    paths += ["/opinions/new", "/opinions/table", "/opinions/calls", f"/opinions/{opinion.uid}"]
    watched = open_page("/streams", session=key)
    for path in paths:
        assert_sound_at_both_widths(watched.go(path))
