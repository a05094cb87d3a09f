"""What an item serves beside itself: said on its forms and later, shown with the goal, to few."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Department, User
from campaign import services as campaign
from campaign.enums import ListKind
from campaign.models import GoalReading, ListEntry, WorkGoal
from campaign.services.goals import GoalContent
from core.errors import Denied, Invalid
from journal.models import Entry
from rectification import services
from rectification.models import Item
from rectification.services import Ties
from tests.api import ApiClient
from tests.campaign import streams
from tests.factories import content, fresh, item_at
from tests.personas import TODAY, City, at
from tests.rectification.pages import browser_of, item_path, stop_clock


def goal_of(
    city: City, by: User, department: Department, name: str = "老旧小区供热改造"
) -> WorkGoal:
    stated = GoalContent(
        name=name,
        category="annual",
        metric="改造完成户数",
        baseline=Decimal(100),
        target=Decimal(1142),
        unit="户",
    )
    return campaign.create_goal(
        campaign=city.campaign, department=department, content=stated, by=by, at=at()
    )


@pytest.fixture
def goal(city: City, monkeypatch: pytest.MonkeyPatch) -> WorkGoal:
    """A goal of the lead; the lists of objectives and linked work are there."""
    stop_clock(monkeypatch)
    streams.with_lists(city)
    ListEntry.objects.create(
        campaign=city.campaign,
        kind=ListKind.LINKED_CAMPAIGN,
        code="style",
        name="作风建设年",
        order=1,
    )
    return goal_of(city, city.officer, city.lead)


@pytest.fixture
def foreign(city: City, goal: WorkGoal) -> WorkGoal:
    """A goal of another department."""
    return goal_of(city, city.stranger, city.other, "窗口提速")


def new_data(city: City, **typed: Any) -> dict[str, Any]:
    return {
        "problem": "老旧小区供热管网改造进度滞后，3个小区1142户未按期通暖",
        "found_on": "2019-09-20",
        "sources": [str(city.sources["research"].uid)],
        "target": str(city.targets["initiative"].uid),
        "act": "register",
        **typed,
    }


def test_a_department_ticks_its_goals_on_the_form_of_a_new_item(
    city: City, goal: WorkGoal, foreign: WorkGoal
) -> None:
    client = browser_of(city.officer)
    page = client.get(reverse("rectification:new")).content.decode()
    assert "更多（可不填）" in page and '<details class="fold">' in page
    assert goal.name in page and foreign.name not in page
    objective = streams.entry(city, ListKind.OBJECTIVE)
    linked = ListEntry.objects.get(code="style")
    typed = {
        "goals": [str(goal.uid)],
        "objectives": [str(objective.uid)],
        "linked_campaigns": [str(linked.uid)],
    }
    answer = client.post(reverse("rectification:new"), new_data(city, **typed))
    assert answer.status_code == 303
    item = Item.objects.get()
    assert list(item.goals.all()) == [goal]
    assert list(item.objectives.all()) == [objective]
    page = client.get(item_path(item)).content.decode()
    assert reverse("campaign:goal", args=[goal.uid]) in page
    assert objective.name in page and "作风建设年" in page


def test_a_goal_of_another_department_cannot_be_ticked(
    city: City, goal: WorkGoal, foreign: WorkGoal
) -> None:
    typed = new_data(city, goals=[str(foreign.uid)])
    answer = browser_of(city.officer).post(reverse("rectification:new"), typed)
    assert answer.status_code == 422
    with pytest.raises(Invalid, match="不能查看"):
        services.register(
            campaign=city.campaign,
            content=content(city, goals=[foreign]),
            by=city.officer,
            at=at(),
            department=city.lead,
        )
    assert not Item.objects.exists()


def test_the_office_picks_one_goal_among_all_departments(
    city: City, goal: WorkGoal, foreign: WorkGoal
) -> None:
    client = browser_of(city.office)
    typed = new_data(city, another_goal=str(foreign.uid))
    assert client.post(reverse("rectification:new"), typed).status_code == 303
    item = Item.objects.get()
    assert list(item.goals.all()) == [foreign]
    edit = reverse("rectification:act", args=[item.uid, "edit"])
    page = client.get(edit).content.decode()
    assert f'value="{foreign.uid}"' in page and "checked" in page
    kept = new_data(
        city, goals=[str(foreign.uid)], another_goal=str(goal.uid), version=item.version
    )
    assert client.post(edit, kept).status_code == 303
    assert set(fresh(item).goals.all()) == {goal, foreign}
    entry = Entry.objects.filter(subject_id=item.pk, type="item.edited").order_by("-id").first()
    assert "goals" in entry.data["changed"]


def test_the_lead_ties_an_item_that_it_works_on(city: City, goal: WorkGoal) -> None:
    item = item_at(city, "in_progress")
    client = browser_of(city.officer)
    url = reverse("rectification:ties", args=[item.uid])
    assert url in client.get(item_path(item)).content.decode()
    answer = client.post(url, {"goals": [str(goal.uid)], "version": item.version})
    assert answer.status_code == 303
    page = client.get(item_path(item)).content.decode()
    assert "关联目标" in page and "改动：工作目标" in page
    stale = client.post(url, {"version": item.version})
    assert stale.status_code == 409
    assert list(item.goals.all()) == [goal]
    before = Entry.objects.count()
    assert client.post(url, {"goals": [str(goal.uid)], "version": fresh(item).version})
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("stranger", 404),
        ("sys_admin", 404),
        ("guidance", 403),
        ("cooperator", 404),
        ("office", 200),
    ],
)
def test_who_may_tie(city: City, goal: WorkGoal, name: str, status: int) -> None:
    item = item_at(city, "in_progress")
    url = reverse("rectification:ties", args=[item.uid])
    assert browser_of(city.people[name]).get(url).status_code == status
    if name != "office":
        with pytest.raises(Denied):
            services.tie(
                item=item, ties=Ties(goals=[goal]), by=city.people[name], at=at(), version=None
            )


def test_a_goal_that_one_may_not_read_stays_tied(
    city: City, goal: WorkGoal, foreign: WorkGoal
) -> None:
    item = item_at(city, "in_progress")
    services.tie(item=item, ties=Ties(goals=[foreign]), by=city.office, at=at(), version=None)
    page = browser_of(city.officer).get(item_path(item)).content.decode()
    assert foreign.name not in page
    services.tie(item=item, ties=Ties(goals=[goal]), by=city.officer, at=at(), version=None)
    assert set(item.goals.all()) == {goal, foreign}


def closed_on_goal(city: City, goal: WorkGoal) -> Item:
    item = item_at(city, "closed")
    services.tie(item=item, ties=Ties(goals=[goal]), by=city.officer, at=at(), version=None)
    return item


def test_the_goal_shows_its_items_and_that_its_metric_moved(city: City, goal: WorkGoal) -> None:
    item = closed_on_goal(city, goal)
    Item.objects.filter(pk=item.pk).update(closed_at=at(TODAY.replace(day=10)))
    other = item_at(city, "in_progress")
    services.tie(item=other, ties=Ties(goals=[goal]), by=city.officer, at=at(), version=None)
    campaign.read_goal(
        goal=goal, value=Decimal(800), on=TODAY, source="供热监管平台", by=city.officer, at=at()
    )
    client = browser_of(city.office)
    row = client.get(reverse("campaign:goals")).content.decode()
    assert "2 件" in row and "已销号 1 件" in row
    assert "此后指标由 100户 变为 800户" in row
    page = client.get(reverse("campaign:goal", args=[goal.uid])).content.decode()
    assert item.number in page and other.number in page


def test_a_metric_that_did_not_move_is_not_said_to_have_moved(city: City, goal: WorkGoal) -> None:
    closed_on_goal(city, goal)
    GoalReading.objects.all().delete()
    page = browser_of(city.office).get(reverse("campaign:goal", args=[goal.uid])).content.decode()
    assert "此后指标" not in page


def test_a_sensitive_item_is_with_the_goal_for_those_who_may_see_it_only(
    city: City, goal: WorkGoal
) -> None:
    item = item_at(city, "in_progress")
    services.tie(item=item, ties=Ties(goals=[goal]), by=city.officer, at=at(), version=None)
    Item.objects.filter(pk=item.pk).update(is_sensitive=True)
    url = reverse("campaign:goal", args=[goal.uid])
    assert item.number not in browser_of(city.office).get(url).content.decode()
    assert item.number in browser_of(city.office_head).get(url).content.decode()


def test_the_list_of_goals_costs_the_same_however_many_items(city: City, goal: WorkGoal) -> None:
    closed_on_goal(city, goal)
    client = browser_of(city.office)
    client.get(reverse("campaign:goals"))

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("campaign:goals")).status_code == 200
        return len(captured)

    few = cost()
    for n in range(5):
        more = goal_of(city, city.officer, city.lead, f"目标{n}")
        item = services.register(
            campaign=city.campaign,
            content=content(city, goals=[more, goal]),
            by=city.office,
            at=at(),
        )
        assert item.goals.count() == 2
    assert cost() == few


def test_the_api_takes_and_shows_ties(city: City, goal: WorkGoal, foreign: WorkGoal) -> None:
    client = ApiClient(city.officer)
    body = {
        "problem": "道路照明不足，共3处路段",
        "goals": [str(goal.uid)],
        "objectives": ["objectives-1"],
        "linked_campaigns": ["style"],
    }
    made = client.post("items", body)
    assert made.status_code == 201, made.json()
    path = f"items/{made.json()['uid']}"
    shown = client.get(path).json()
    assert [row["name"] for row in shown["goals"]] == [goal.name]
    assert [row["code"] for row in shown["objectives"]] == ["objectives-1"]
    assert [row["code"] for row in shown["linked_campaigns"]] == ["style"]
    patched = client.patch(path, {"goals": []}, If_Match=f'"{shown["version"]}"')
    assert patched.status_code == 200, patched.json()
    shown = client.get(path).json()
    assert shown["goals"] == [] and len(shown["objectives"]) == 1
    refused = client.post("items", body | {"goals": [str(foreign.uid)]})
    assert refused.status_code == 422


def test_the_api_ties_an_item_at_work(city: City, goal: WorkGoal) -> None:
    item = item_at(city, "in_progress")
    client = ApiClient(city.officer)
    path = f"items/{item.uid}/ties"
    assert client.call("PUT", path, {"goals": [str(goal.uid)]}).status_code == 428
    answer = client.call("PUT", path, {"goals": [str(goal.uid)], "version": item.version})
    assert answer.status_code == 200, answer.json()
    assert answer.json()["goals"][0]["uid"] == str(goal.uid)
    assert answer["ETag"] == f'"{fresh(item).version}"'
    late = ApiClient(city.office).patch(f"items/{item.uid}", {"goals": []}, If_Match=answer["ETag"])
    assert "ties" in late.json()["errors"][0]["detail"]


def test_a_merged_item_hands_its_ties_to_the_one_that_takes_it_in(
    city: City, goal: WorkGoal
) -> None:
    typed = content(city, goals=[goal], problem="同一供热问题的另一种说法，涉及2个小区")
    merged = services.register(campaign=city.campaign, content=typed, by=city.office, at=at())
    into = item_at(city, "in_progress")
    services.merge(item=merged, into=into, reason="同一问题", by=city.office, at=at(), version=None)
    assert list(into.goals.all()) == [goal]
    page = browser_of(city.officer).get(item_path(into)).content.decode()
    assert goal.name in page
    row = browser_of(city.office).get(reverse("campaign:goals")).content.decode()
    assert "1 件" in row


def merged_into(city: City, into: Item, text: str, **ties: Any) -> Item:
    typed = content(city, problem=text, **ties)
    row = services.register(campaign=city.campaign, content=typed, by=city.office, at=at())
    services.merge(item=row, into=into, reason="同一问题", by=city.office, at=at(), version=None)
    return fresh(row)


def parted(city: City, row: Item) -> None:
    services.reinstate(item=row, by=city.office_head, at=at(), version=None, reason="并错了")


def test_undoing_a_merge_takes_back_what_it_brought_and_nothing_else(
    city: City, goal: WorkGoal, foreign: WorkGoal
) -> None:
    had, came = ListEntry.objects.filter(kind=ListKind.OBJECTIVE).order_by("id")[:2]
    style = ListEntry.objects.get(code="style")
    into = item_at(city, "in_progress")
    set_by = {"item": into, "by": city.office, "at": at(), "version": None}
    services.tie(**set_by, ties=Ties(objectives=[had]))
    row = merged_into(city, into, "同一供热问题的另一种说法", goals=[goal], objectives=[had, came])
    now = Ties(objectives=[had, came], goals=[goal, foreign], linked_campaigns=[style])
    services.tie(**set_by, ties=now)
    parted(city, row)
    assert list(into.objectives.all()) == [had], "it had it before"
    assert list(into.goals.all()) == [foreign], "somebody added it"
    assert list(into.linked_campaigns.all()) == [style]
    assert list(row.goals.all()) == [goal], "its own are its own"
    told = Entry.objects.filter(type="item.tied", subject_id=into.pk).latest("id").data
    assert (told["changed"], told["parted"]) == (["objectives", "goals"], row.number)


def test_what_was_taken_away_and_tied_again_stays_when_a_merge_is_undone(
    city: City, goal: WorkGoal
) -> None:
    into = item_at(city, "in_progress")
    row = merged_into(city, into, "同一供热问题的另一种说法", goals=[goal])
    set_by = {"item": into, "by": city.office, "at": at(), "version": None}
    services.tie(**set_by, ties=Ties())
    services.tie(**set_by, ties=Ties(goals=[goal]))
    parted(city, row)
    assert list(into.goals.all()) == [goal]


def test_what_two_merges_brought_goes_with_the_second(city: City, goal: WorkGoal) -> None:
    into = item_at(city, "in_progress")
    first = merged_into(city, into, "同一供热问题的另一种说法", goals=[goal])
    second = merged_into(city, into, "供热问题的第三种说法", goals=[goal])
    parted(city, first)
    assert list(into.goals.all()) == [goal]
    parted(city, second)
    assert list(into.goals.all()) == []
