"""Pages of problem review: register, find, decide, compare, sign; who sees which of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaign.models import LeaderDuty, ListEntry, NothingFound, Problem
from campaign.services import review
from tests.campaign.reviewing import (
    add_lists,
    dimension,
    fresh,
    giver,
    method,
    registered,
    sensitive,
)
from tests.personas import PASSWORD, TODAY, City, at
from tests.rectification.pages import browser_of, stop_clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    add_lists(city)
    stop_clock(monkeypatch)


@pytest.fixture
def open_as(city: City) -> Callable[[str], Client]:
    return lambda name: browser_of(city.people[name])


def typed(city: City, **changes: Any) -> dict[str, Any]:
    """The form as it is sent."""
    base = {
        "text": "窗口一次性告知不到位",
        "manifestation": "抽查20件，7件未一次告知",
        "dimensions": [str(dimension(city).uid)],
        "method": str(method(city).uid),
        "source": str(city.sources["self_review"].uid),
        "found_on": "2019-10-10",
        "cause_work": "告知单过时",
    }
    return {**base, **changes}


def act_url(problem: Problem, name: str) -> str:
    return reverse("campaign:problem_act", args=[problem.uid, name])


def test_a_problem_is_registered_found_in_the_list_and_solved(
    city: City, open_as: Callable[[str], Client]
) -> None:
    client = open_as("officer")
    assert client.get("/review/new").status_code == 200
    answer = client.post("/review/new", typed(city))
    problem = Problem.objects.get()
    assert (answer.status_code, answer.url) == (303, f"/review/{problem.uid}")
    assert problem.text in client.get("/review?q=ckycx").content.decode()
    assert problem.text not in client.get("/review?q=lushi").content.decode()
    assert problem.text in client.get("/review?state=open&dimension=d1").content.decode()
    page = client.get(f"/review/{problem.uid}").content.decode()
    assert f"/items/new?from=problem:{problem.uid}" in page
    assert "不予采纳”由" in page, "why an officer has no such button"
    office = open_as("office").get(f"/review/{problem.uid}").content.decode()
    assert f"/items/attach?from=problem:{problem.uid}" in office
    assert "/items/attach" not in page, "the office takes a problem into an item"
    wrong = client.post(act_url(problem, "solve"), {"how": "", "version": 1})
    assert (wrong.status_code, "怎样当场解决" in wrong.content.decode()) == (422, True)
    right = client.post(act_url(problem, "solve"), {"how": "已补发告知单", "version": 1})
    assert right.status_code == 303
    shown = client.get(f"/review/{problem.uid}").content.decode()
    assert "当场解决：已补发告知单" in shown


def test_what_is_alike_is_shown_while_typing_and_before_saving(
    city: City, open_as: Callable[[str], Client]
) -> None:
    other = registered(city, text="窗口一次性告知还不到位")
    registered(city, text="窗口一次性告知还不到位", by=city.stranger, department=city.other)
    client = open_as("officer")
    part = client.get("/review/similar?text=窗口一次性告知不到位").content.decode()
    assert part.count("<li>") == 1
    assert str(other.uid) in part
    assert "<html" not in part
    assert "<li>" not in client.get("/review/similar?text=道路照明缺损").content.decode()
    first = client.post("/review/new", typed(city))
    page = first.content.decode()
    assert (first.status_code, Problem.objects.count()) == (200, 2)
    assert str(other.uid) in page
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    assert client.post("/review/new", typed(city, seen=seen)).status_code == 303


def test_wrong_input_is_kept_with_its_sentence(
    city: City, open_as: Callable[[str], Client]
) -> None:
    client = open_as("officer")
    answer = client.post("/review/new", typed(city, cause_work="", found_on="2019-13-45"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "窗口一次性告知不到位" in page
    assert "不是日期" in page
    answer = client.post("/review/new", typed(city, cause_work=""))
    assert (answer.status_code, "至少写一种" in answer.content.decode()) == (422, True)


def test_somebody_elses_change_is_shown_beside_ones_own(
    city: City, open_as: Callable[[str], Client]
) -> None:
    problem, client = registered(city), open_as("officer")
    url = f"/review/{problem.uid}/edit"
    assert client.post(url, typed(city, text="先到的改法", version=1)).status_code == 303
    late = client.post(url, typed(city, text="后到的改法", version=1))
    page = late.content.decode()
    assert (late.status_code, fresh(problem).text) == (409, "先到的改法")
    assert "后到的改法" in page
    assert "他人已改为“先到的改法”" in page
    assert client.post(url, typed(city, text="后到的改法", version=2)).status_code == 303


PAGES = ("", "/edit", "/solve", "/decline", "/merge")
SEES = {
    "officer": (200, 200, 200, 403, 200),
    "first_in_charge": (200, 200, 200, 200, 200),
    "office": (200, 200, 200, 200, 200),
    "group_leader": (200, 403, 403, 403, 403),
    "deputy_leader": (200, 403, 403, 403, 403),
    "guidance": (200, 403, 403, 403, 403),
    "stranger": (404, 404, 404, 404, 404),
    "cooperator_head": (404, 404, 404, 404, 404),
    "sys_admin": (403, 403, 403, 403, 403),
}


def test_who_opens_which_page_of_a_problem(city: City, open_as: Callable[[str], Client]) -> None:
    problem = registered(city)
    for name, expected in SEES.items():
        client = open_as(name)
        found = tuple(client.get(f"/review/{problem.uid}{part}").status_code for part in PAGES)
        assert found == expected, name
        listed = client.get("/review")
        assert (problem.text in listed.content.decode()) is (expected[0] == 200), name


def test_a_sensitive_problem_is_closed_off_everywhere(
    city: City, open_as: Callable[[str], Client]
) -> None:
    problem = sensitive(city)
    for name in ("office", "second_officer", "group_leader", "guidance"):
        client = open_as(name)
        assert client.get(f"/review/{problem.uid}").status_code == 404
        page = client.get("/review?q=亲属").content.decode()
        assert "未如实填报" not in page
        assert ("另有敏感问题 ≤2 条" in page) is (name != "second_officer")
        similar = client.get("/review/similar?text=个别干部亲属经商情况未如实填报")
        assert similar.status_code != 200 or "未如实填报" not in similar.content.decode()
        coverage = client.get("/review/coverage").content.decode()
        assert "department=014&amp;dimension=d1" not in coverage
    reader = open_as("office_head")
    assert "另有敏感问题" not in reader.get("/review").content.decode()
    assert problem.text in reader.get(f"/review/{problem.uid}").content.decode()


def test_the_matrix_links_to_what_it_counts(city: City, open_as: Callable[[str], Client]) -> None:
    registered(city)
    registered(city, text="第二条问题表述", method=method(city, "masses_raised"), giver=giver(city))
    registered(city, text="其他单位的问题", by=city.stranger, department=city.other)
    page = open_as("office").get("/review/coverage").content.decode()
    assert "按机构序列，不作排名" in page
    assert page.count("未听取群众意见") == 1, "the other department asked nobody"
    link = "/review?department=014&amp;dimension=d1&amp;bucket=counted"
    assert link in page
    listed = open_as("office").get(link.replace("&amp;", "&")).content.decode()
    assert listed.count('class="t"') == 2
    own = open_as("officer").get("/review/coverage").content.decode()
    assert "市交通局" not in own
    assert "未听取群众意见" not in own


def test_the_first_in_charge_signs_a_blank_with_his_password(
    city: City, open_as: Callable[[str], Client]
) -> None:
    url = "/review/coverage/014/d1"
    assert open_as("stranger").get(url).status_code == 404
    officer = open_as("officer")
    assert "由市住建局的第一责任人办理" in officer.get(url).content.decode()
    assert officer.post(url, {"reason": "x", "password": PASSWORD}).status_code == 403
    head = open_as("first_in_charge")
    assert "登录密码" in head.get(url).content.decode()
    assert head.post(url, {"reason": "逐条对照", "password": ""}).status_code in (403, 422)
    assert not NothingFound.objects.exists()


def test_lists_cost_the_same_for_one_and_for_fifty(
    city: City, open_as: Callable[[str], Client]
) -> None:
    registered(city)
    client = open_as("office")
    client.get("/review")
    before = {path: statements(client, path) for path in ("/review", "/review/coverage")}
    rows = [copy_of(Problem.objects.get()) for _ in range(50)]
    Problem.objects.bulk_create(rows)
    for row in rows:
        row.dimensions.add(dimension(city))
    assert {path: statements(client, path) for path in before} == before


def copy_of(problem: Problem) -> Problem:
    """Another problem like this one; how it came about does not matter to a list."""
    problem.pk = None
    problem.uid = Problem._meta.get_field("uid").get_default()
    return problem


def statements(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_leaders_have_their_duties_with_days_and_no_score(
    city: City, open_as: Callable[[str], Client]
) -> None:
    post = city.post("portfolio_leader")
    url = f"/review/leaders/{post.uid}"
    duty = ListEntry.objects.get(kind="leader_duties", code="duty4")
    registered(city, owner_post=post, text="本人联系基层不够")
    client = open_as("officer")
    given = {"duty": str(duty.uid), "done_on": "2019-10-10", "note": "讲专题党课"}
    assert client.post(url, given).status_code == 303
    assert client.post(url, given).status_code == 409
    assert client.post(url, {**given, "done_on": "2019-10-16"}).status_code == 422
    page = client.get(url).content.decode()
    assert "讲专题党课" in page
    assert "本人联系基层不够" in page
    listed = client.get("/review/leaders").content.decode()
    assert "10-10" in listed
    assert open_as("stranger").get(url).status_code == 404
    assert open_as("guidance").post(url, given).status_code == 403
    row = LeaderDuty.objects.get()
    assert client.post(f"/review/duties/{row.uid}/remove").status_code == 303
    assert not LeaderDuty.objects.exists()


def test_what_waits_too_long_is_a_view_of_its_own(
    city: City, open_as: Callable[[str], Client]
) -> None:
    late = registered(city, when=at(TODAY - timedelta(days=20)))
    registered(city, text="刚刚发现的问题")
    page = open_as("office").get("/review?bucket=waiting").content.decode()
    assert late.text in page
    assert "刚刚发现的问题" not in page
    assert "超过5个工作日未处理" in page


def test_what_has_no_decision_lies_on_the_desk_of_who_settles_it(
    city: City, open_as: Callable[[str], Client]
) -> None:
    late = registered(city, when=at(TODAY - timedelta(days=20)))
    registered(city, text="领导本人的问题", owner_post=city.post("portfolio_leader"))
    officer = open_as("officer").get("/work").content.decode()
    assert "检视问题待处理" in officer
    assert late.text in officer
    assert "领导本人的问题" in officer
    office = open_as("office").get("/work").content.decode()
    assert late.text in office
    assert "领导本人的问题" not in office, "the office has those that wait too long"
    queue = open_as("office").get("/queues?tab=problems").content.decode()
    assert late.text in queue
    assert "检视问题待处理" not in open_as("stranger").get("/work").content.decode()
    page = open_as("first_in_charge").get("/departments/014/items").content.decode()
    assert page.index("领导本人的问题") < page.index(late.text)


def test_merging_offers_the_likest_first(city: City, open_as: Callable[[str], Client]) -> None:
    one = registered(city)
    other = registered(city, text="窗口一次性告知不到位，办理施工许可多跑两次")
    registered(city, text="机关食堂浪费问题")
    client = open_as("officer")
    page = client.get(act_url(one, "merge")).content.decode()
    assert 0 < page.index(str(other.uid)) < page.index("机关食堂浪费")
    answer = client.post(act_url(one, "merge"), {"into": str(other.uid), "version": 1})
    assert answer.status_code == 303
    assert fresh(one).merged_into == other
    taken = client.get(f"/review/{other.uid}").content.decode()
    assert "合并进来的问题" in taken
    review.withdraw_decision(
        problem=one, reason="不是一件事", by=city.first_in_charge, at=at(), version=2
    )
    assert "合并进来的问题" not in client.get(f"/review/{other.uid}").content.decode()
