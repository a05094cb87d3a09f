"""A new item over pages: drafts, registration, the office's one act, and likenesses shown first."""

from typing import Any

import pytest
from django.http import HttpResponse

from accounts.models import User
from rectification.enums import State
from rectification.models import Item
from tests.factories import STANDARD, item_at
from tests.personas import TODAY, City
from tests.rectification.pages import browser_of, item_path, stop_clock

pytestmark = pytest.mark.django_db

PATH = "/items/new"
TEXT = "村道硬化列入年度实事，上报已完工，实有2.3公里未动工"


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def problem(city: City, **changes: Any) -> dict[str, Any]:
    return {
        "problem": TEXT,
        "found_on": "2019年9月20日",
        "sources": [str(city.sources["research"].uid)],
        "target": str(city.targets["initiative"].uid),
        **changes,
    }


def given(city: City, **changes: Any) -> dict[str, Any]:
    return {
        "lead_department": str(city.other.uid),
        "assigned_kind": "time_limited",
        "standard": STANDARD,
        "due_on": "2019-11-29",
        **changes,
    }


def post(user: User, act: str, data: dict[str, Any]) -> HttpResponse:
    return browser_of(user).post(PATH, {**data, "act": act})


def test_an_officer_saves_a_draft_and_submits_it(city: City) -> None:
    assert post(city.officer, "draft", problem(city)).status_code == 303
    item = Item.objects.get()
    assert (item.state, item.submitting_department) == (State.DRAFT, city.lead)
    client = browser_of(city.officer)
    submit = f"{item_path(item)}/actions/submit?version={item.version}"
    assert submit in client.get(item_path(item)).content.decode()
    assert client.post(submit).status_code == 303
    assert Item.objects.get().number == "ZG-2019-0001"


def test_an_officer_registers_in_one_act(city: City) -> None:
    answer = browser_of(city.officer).post(PATH, {**problem(city), "act": "register"}, follow=True)
    assert "已登记，编号 ZG-2019-0001。" in answer.content.decode()
    assert Item.objects.get().state == State.REGISTERED


def test_the_office_registers_and_assigns_in_one_act(city: City) -> None:
    page = browser_of(city.office).get(PATH).content.decode()
    leads = page.split('name="lead_department"')[1].split("</select>")[0]
    assert leads.index("市政府办公室") < leads.index("市财政局") < leads.index("市招商局")
    assert "市房产服务中心" not in leads
    answer = post(city.office, "assign", {**problem(city), **given(city)})
    assert answer.status_code == 303
    item = Item.objects.get()
    assert (item.state, item.lead_department) == (State.ASSIGNED, city.other)
    assert item.submitting_department is None


def test_the_office_may_also_only_register(city: City) -> None:
    assert post(city.office, "register", problem(city)).status_code == 303
    assert Item.objects.get().state == State.REGISTERED


def test_what_is_missing_is_said_and_nothing_half_is_kept(city: City) -> None:
    answer = post(city.officer, "register", problem(city, found_on="", target=""))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请选择“专项整治类别”。" in page
    assert TEXT in page
    assert not Item.objects.exists()


def test_a_due_date_beyond_the_limit_keeps_everything(city: City) -> None:
    late = {**problem(city), **given(city, due_on="2020年6月1日")}
    answer = post(city.office, "assign", late)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "整改时限最长90天，请不晚于2020-01-13。" in page
    assert "2020年6月1日" in page
    assert not Item.objects.exists()


def test_assigning_needs_a_lead(city: City) -> None:
    answer = post(city.office, "assign", {**problem(city), **given(city, lead_department="")})
    assert answer.status_code == 422
    assert "请选择牵头单位；暂不交办的请点“只登记”。" in answer.content.decode()


def test_a_target_that_asks_wants_an_answer_on_sensitivity(city: City) -> None:
    asked = problem(city, target=str(city.targets["relatives_business"].uid))
    answer = post(city.officer, "register", asked)
    assert answer.status_code == 422
    assert "请确认是否敏感" in answer.content.decode()
    assert post(city.officer, "register", {**asked, "is_sensitive": "no"}).status_code == 303


def test_what_is_alike_is_shown_once_before_it_is_handed_in(city: City) -> None:
    old = item_at(city, State.IN_PROGRESS)
    alike = problem(city, problem=old.problem.replace("1142户", "1150户"))
    shown = post(city.officer, "register", alike)
    page = shown.content.decode()
    assert shown.status_code == 200
    assert old.number in page
    assert item_path(old) in page
    assert "文字基本相同" in page
    assert Item.objects.count() == 1
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert post(city.officer, "register", {**alike, "seen": seen}).status_code == 303
    assert Item.objects.count() == 2


def test_items_that_the_person_may_not_see_are_not_shown_as_alike(city: City) -> None:
    old = item_at(city, State.IN_PROGRESS)
    answer = post(city.stranger, "register", problem(city, problem=old.problem))
    assert answer.status_code == 303
    assert Item.objects.filter(submitting_department=city.other).exists()


def test_a_draft_is_saved_without_questions(city: City) -> None:
    old = item_at(city, State.IN_PROGRESS)
    assert post(city.officer, "draft", problem(city, problem=old.problem)).status_code == 303


@pytest.mark.parametrize("who", ["first_in_charge", "group_leader", "guidance", "sys_admin"])
def test_others_are_told_who_registers(city: City, who: str) -> None:
    answer = browser_of(city.people[who]).get(PATH)
    assert answer.status_code == 403
    assert "您没有这一身份" in answer.content.decode()


def test_after_the_end_of_intake_nothing_is_taken(city: City) -> None:
    city.campaign.intake_closed_on = TODAY
    city.campaign.save(update_fields=["intake_closed_on"])
    answer = browser_of(city.officer).get(PATH)
    assert answer.status_code == 422
    assert "已停止登记新事项" in answer.content.decode()


def test_a_registered_item_is_edited_by_the_office(city: City) -> None:
    item = item_at(city, State.REGISTERED)
    client = browser_of(city.office)
    path = f"{item_path(item)}/actions/edit"
    page = client.get(path).content.decode()
    assert item.problem in page
    changed = problem(city, problem=f"{item.problem}（核实）", version=item.version)
    assert client.post(path, changed).status_code == 303
    item.refresh_from_db()
    assert item.problem.endswith("（核实）")
