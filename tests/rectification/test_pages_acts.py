"""The page of every act: offered, refused, wrong input kept, stale versions shown."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse

from accounts.models import User
from rectification import services
from rectification.enums import Action, State
from rectification.models import Item
from rectification.permissions import Situation, actions_for
from tests.factories import STANDARD, fresh, item_at
from tests.personas import TODAY, City, at
from tests.rectification.pages import (
    act_path,
    browser_of,
    item_path,
    sensitive_item,
    stop_clock,
)

pytestmark = pytest.mark.django_db

ENOUGH = 2
"""People who open the page of one act in one state: its form asks who one is, not each name."""
PERSONAS = (
    "officer",
    "portfolio_leader",
    "first_in_charge",
    "office",
    "office_head",
    "office_clerk",
    "cooperator",
    "deputy_leader",
    "group_leader",
    "guidance",
)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def post(user: User, item: Item, action: str, data: Mapping[str, Any]) -> HttpResponse:
    typed = {"version": fresh(item).version, **data}
    return browser_of(user).post(act_path(item, action), typed)


@pytest.mark.parametrize("state", list(State))
def test_every_act_that_is_allowed_has_a_page(city: City, state: State) -> None:
    coop = {"cooperating": [city.coop]} if state not in (State.DRAFT, State.REGISTERED) else {}
    item = item_at(city, state, **({} if state in (State.MERGED, State.VOIDED) else coop))
    wrong, opened = {}, Counter[Action]()
    for name in PERSONAS:
        user = city.people[name]
        if not Item.objects.visible_to(user, on=TODAY).filter(pk=item.pk).exists():
            continue
        client = browser_of(user)
        for option in actions_for(Situation(user, fresh(item), at(hour=12))):
            enough = opened[option.action] == ENOUGH
            if not option.allowed or option.action == Action.SIGN_OFF or enough:
                continue
            opened[option.action] += 1
            answer = client.get(act_path(item, option.action))
            if answer.status_code != 200 or "<form" not in answer.content.decode():
                wrong[name, option.action] = answer.status_code
    assert wrong == {}


def test_the_wrong_person_reads_the_sentence_and_nothing_happens(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    for answer in (
        browser_of(city.office).get(act_path(item, "request-closure")),
        post(city.office, item, "request-closure", {"statement": "x"}),
    ):
        assert answer.status_code == 403
        assert "“申请销号”由经办人办理，您在本事项中没有这一身份。" in answer.content.decode()
    assert fresh(item).state == State.IN_PROGRESS


def test_an_act_that_the_state_does_not_know_is_409(city: City) -> None:
    item = item_at(city, State.ASSIGNED)
    answer = post(city.officer, item, "request-closure", {"statement": "x"})
    assert answer.status_code == 409
    assert "“已交办（待签收）”状态下不能申请销号。" in answer.content.decode()


def test_an_invisible_item_is_404_for_page_and_act(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    client = browser_of(city.stranger)
    assert client.get(item_path(item)).status_code == 404
    assert client.get(act_path(item, "progress")).status_code == 404
    assert client.post(act_path(item, "progress"), {"text": "x"}).status_code == 404
    assert client.get(f"{item_path(item)}/sign").status_code == 404
    assert client.get(f"{item_path(item)}/reroute").status_code == 404


def test_an_unknown_act_is_404(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    assert browser_of(city.officer).get(act_path(item, "close")).status_code == 404


def test_nobody_signed_in_is_sent_to_sign_in(city: City, client: Any) -> None:
    item = item_at(city, State.IN_PROGRESS)
    answer = client.get(item_path(item))
    assert answer.status_code == 302
    assert answer.url.startswith("/login")


def test_a_missing_field_says_the_rules_sentence_and_keeps_what_was_typed(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    typed = {"new_due_on": "2019年11月29日", "reason": "热源厂检修", "progress": "", "version": 1}
    answer = post(city.officer, item, "request-extension", typed | {"version": fresh(item).version})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请写明目前进展。" in page
    assert "请写明延期期间的过渡措施。" in page
    assert "2019年11月29日" in page
    assert "热源厂检修" in page
    assert "<title>有误：" in page
    assert not item.extensions.exists()


def test_a_word_that_is_no_date_is_refused_with_the_way_to_write_it(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    typed = {
        "new_due_on": "尽快",
        "reason": "检修",
        "progress": "过半",
        "interim_measure": "临时供暖",
    }
    answer = post(city.officer, item, "request-extension", typed)
    assert answer.status_code == 422
    assert "“尽快”不是日期，请写成 2019-10-31 或 2019年10月31日。" in answer.content.decode()


@pytest.mark.parametrize(
    "text", ["2019-11-29", "2019/11/29", "2019.11.29", "2019年11月29日", "11月29号"]
)
def test_dates_are_read_as_people_write_them(city: City, text: str) -> None:
    item = item_at(city, State.IN_PROGRESS)
    typed = {
        "new_due_on": text,
        "reason": "检修",
        "progress": "过半",
        "interim_measure": "临时供暖",
    }
    assert post(city.officer, item, "request-extension", typed).status_code == 303
    assert str(item.extensions.get().new_due_on) == "2019-11-29"


def test_a_stale_page_shows_both_versions_and_keeps_the_words(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    seen = fresh(item).version
    services.name_handler(
        item=fresh(item), by=city.officer, at=at(hour=11), version=seen, handler=city.second_officer
    )
    typed = {
        "version": seen,
        "new_due_on": "2019-11-29",
        "reason": "热源厂检修",
        "progress": "过半",
        "interim_measure": "临时供暖",
    }
    client = browser_of(city.officer)
    answer = client.post(act_path(item, "request-extension"), typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "热源厂检修" in page
    assert "指定经办人" in page
    assert "秦某丙" in page
    assert f'name="version" value="{fresh(item).version}"' in page
    assert not item.extensions.exists()
    again = client.post(
        act_path(item, "request-extension"), {**typed, "version": fresh(item).version}
    )
    assert again.status_code == 303
    assert item.extensions.exists()


def test_a_stale_act_that_is_no_longer_possible_says_so(city: City) -> None:
    item = item_at(city, State.REGISTERED)
    seen = fresh(item).version
    given = {
        "lead_department": str(city.lead.uid),
        "assigned_kind": "time_limited",
        "standard": STANDARD,
        "due_on": "2019-11-29",
        "version": seen,
    }
    assert post(city.office, item, "assign", given).status_code == 303
    late = post(city.office_clerk, item, "assign", given | {"due_on": "2019-12-02"})
    page = late.content.decode()
    assert late.status_code == 409
    assert "2019-12-02" in page
    assert "“已交办（待签收）”状态下不能交办。" in page


def test_acts_that_append_need_no_version(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    answer = post(city.officer, item, "progress", {"text": "已通暖980户", "version": 1})
    assert answer.status_code == 303
    nothing_new = post(city.officer, item, "progress", {"no_change": "1"})
    assert nothing_new.status_code == 303
    assert fresh(item).last_progress == "本期无变化"


def test_a_plan_is_a_table_that_grows_without_scripts(city: City) -> None:
    item = item_at(city, State.ACCEPTED)
    rows = {
        "measures-TOTAL_FORMS": "4",
        "measures-INITIAL_FORMS": "4",
        "measures-0-action": "完成管网焊接",
        "measures-0-due_on": "不晓得",
        "work": "调度不力",
    }
    grown = post(city.officer, item, "submit-plan", {**rows, "more-measures": "1"})
    page = grown.content.decode()
    assert grown.status_code == 200
    assert 'name="measures-6-action"' in page
    assert "不是日期" not in page
    assert "完成管网焊接" in page
    wrong = post(city.officer, item, "submit-plan", rows)
    assert wrong.status_code == 422
    assert "“不晓得”不是日期" in wrong.content.decode()


def test_what_a_plan_lacks_is_said_measure_by_measure(city: City) -> None:
    item = item_at(city, State.ACCEPTED)
    rows = {
        "measures-TOTAL_FORMS": "4",
        "measures-INITIAL_FORMS": "4",
        "measures-0-action": "完成管网焊接",
        "measures-0-due_on": "2019-12-31",
        "measures-2-action": "",
        "measures-2-owner_name": "秦某丙",
    }
    late = post(city.officer, item, "submit-plan", rows).content.decode()
    assert "第1条措施的时限2019-12-31晚于事项时限2019-11-12，请改早。" in late
    assert "第2条措施没有内容，请填写或删去这一行。" in late
    assert fresh(item).state == State.ACCEPTED


def test_a_whole_plan_goes_to_the_leader_and_may_be_taken_back(city: City) -> None:
    item = item_at(city, State.ACCEPTED)
    rows = {
        "measures-TOTAL_FORMS": "4",
        "measures-INITIAL_FORMS": "4",
        "measures-0-action": "完成管网焊接",
        "measures-0-owner_name": "秦某丙",
        "measures-0-due_on": "2019.11.11",
        "measures-0-deliverable": "打压记录",
        "measures-0-criterion": "打压合格",
        "work": "调度不力",
    }
    client = browser_of(city.officer)
    answer = client.post(
        act_path(item, "submit-plan"), {"version": fresh(item).version, **rows}, follow=True
    )
    assert fresh(item).state == State.PLAN_REVIEW
    undo = f"{act_path(item, 'withdraw')}?version={fresh(item).version}"
    assert f'action="{undo}"' in answer.content.decode()
    assert client.post(undo).status_code == 303
    assert fresh(item).state == State.ACCEPTED


def test_closure_says_in_order_what_is_missing_and_keeps_the_words(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    empty = {"evidence-TOTAL_FORMS": "0", "evidence-INITIAL_FORMS": "0"}
    typed = {"statement": "三个小区1142户全部通暖", **empty}
    answer = post(city.officer, item, "request-closure", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.index("第1条措施尚未完成") < page.index("第1条措施没有产出性佐证")
    assert "三个小区1142户全部通暖" in page


def test_a_change_of_the_plan_is_decided_by_one_of_two_buttons(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    measure = item.measures.order_by("id").first()
    asked = {"reason": "图纸变更", f"criterion:{measure.uid}": "两次打压合格"}
    assert post(city.officer, item, "request-plan-change", asked).status_code == 303
    page = browser_of(city.portfolio_leader).get(act_path(item, "decide-plan-change"))
    assert "两次打压合格" in page.content.decode()
    no_word = post(city.portfolio_leader, item, "decide-plan-change", {"decision": "no"})
    assert no_word.status_code == 422
    assert "不同意变更的，请写明理由。" in no_word.content.decode()
    post(city.portfolio_leader, item, "decide-plan-change", {"decision": "yes"})
    measure.refresh_from_db()
    assert measure.criterion == "两次打压合格"


def test_a_measure_is_completed_and_undone_from_its_row(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    measure = item.measures.order_by("id").first()
    client = browser_of(city.officer)
    path = f"{act_path(item, 'complete-measure')}?measure={measure.uid}"
    assert f"{path}" in client.get(item_path(item)).content.decode().replace("&amp;", "&")
    typed = {"measure": str(measure.uid), "outcome": "焊接12处", "reference": "住建验3号"}
    assert post(city.officer, item, "complete-measure", typed).status_code == 303
    measure.refresh_from_db()
    assert measure.state == "done"
    undo = {"measure": str(measure.uid), "undo": "True"}
    assert post(city.officer, item, "complete-measure", undo).status_code == 303
    measure.refresh_from_db()
    assert measure.state == "open"


def test_the_office_reassigns_on_one_page(city: City) -> None:
    item = item_at(city, State.ASSIGNED)
    path = f"{item_path(item)}/reroute"
    client = browser_of(city.office)
    page = client.get(path).content.decode()
    assert "收回并改派" in page
    assert "确认收回并不予立项" not in page
    typed = {
        "way": "reassign",
        "version": fresh(item).version,
        "recall_reason": "职责在交通局",
        "lead_department": str(city.other.uid),
        "assigned_kind": "time_limited",
        "standard": STANDARD,
        "due_on": "2019-11-29",
    }
    assert client.post(path, typed).status_code == 303
    assert fresh(item).lead_department == city.other


def test_the_head_voids_late_and_the_officer_does_not_see_the_page(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    path = f"{item_path(item)}/reroute"
    assert browser_of(city.officer).get(path).status_code == 403
    typed = {
        "way": "void",
        "version": fresh(item).version,
        "void_reason": "outside_duty",
        "reason": "属省直管",
    }
    client = browser_of(city.office_head)
    stale = client.post(path, {**typed, "version": 1})
    assert stale.status_code == 409
    assert "属省直管" in stale.content.decode()
    assert client.post(path, typed).status_code == 303
    assert fresh(item).state == State.VOIDED


def test_after_an_act_that_hides_the_item_the_person_goes_home(city: City) -> None:
    item = item_at(city, State.ASSIGNED)
    answer = post(city.first_in_charge, item, "refuse", {"basis": "三定方案第三条"})
    assert answer.status_code == 303
    assert answer.url == "/"


def test_a_second_extension_of_a_sensitive_item_is_decided_by_its_shell(city: City) -> None:
    item = sensitive_item(city)
    due = fresh(item).due_on
    for n in (1, 2):
        services.request_extension(
            item=fresh(item),
            by=city.officer,
            at=at(),
            version=None,
            new_due_on=due + timedelta(days=7 * n),
            reason="待核查",
            progress="过半",
            interim_measure="先行报告",
        )
        common = {"item": fresh(item), "at": at(), "version": None}
        services.endorse_extension(by=city.first_in_charge, **common)
        if n == 1:
            services.grant_extension(by=city.office, **common)
    client = browser_of(city.deputy_leader)
    shell = client.get(item_path(item)).content.decode()
    assert fresh(item).title not in shell
    assert "批准延期" in shell
    page = client.get(act_path(item, "grant-extension")).content.decode()
    assert "待核查" in page
    assert fresh(item).title not in page
    assert post(city.deputy_leader, item, "grant-extension", {}).status_code == 303
    assert fresh(item).due_on == due + timedelta(days=14)
