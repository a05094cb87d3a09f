"""The item's page by state and viewer: next step, steps, greyed reasons, shell, statements."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.workdays import load
from journal.models import Entry
from rectification import services
from rectification.enums import Kind, State
from rectification.models import Evidence, Item, Measure
from rectification.presenters.lights import Dial, item_light
from rectification.services import EvidenceContent, ProgressContent
from tests.factories import Walk, fresh, item_at
from tests.personas import TODAY, City, at
from tests.rectification.pages import browser_of, item_path, sensitive_item, stop_clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def page_for(user: User, item: Item) -> str:
    answer = browser_of(user).get(item_path(item))
    assert answer.status_code == 200
    return answer.content.decode()


def next_box(page: str) -> str:
    return page.split('<section class="next"')[1].split("</section>")[0]


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_page_for_the_office(city: City, state: State) -> None:
    item = item_at(city, state)
    page = page_for(city.office, item)
    assert item.title in page
    assert "责任与时限" in page


@pytest.mark.parametrize(
    ("state", "who", "words", "button"),
    [
        (State.REGISTERED, "office", "请确定牵头单位和时限，交办", "交办"),
        (State.ASSIGNED, "officer", "请签收", "签收"),
        (State.ACCEPTED, "officer", "请拟定整改措施，提交审定", "提交整改措施"),
        (State.PLAN_REVIEW, "portfolio_leader", "请审定整改措施", "审定措施"),
        (State.IN_PROGRESS, "officer", "请填报进展，完成后申请销号", "填报进展"),
        (State.CLOSURE_REVIEW, "portfolio_leader", "请审核销号申请", "审核同意"),
        (State.AWAITING_SIGNOFF, "first_in_charge", "请签批销号", "签批"),
        (State.AWAITING_VERIFICATION, "office_clerk", "请验收", "验收通过"),
        (State.SUSPENDED, "office_head", "请到期复核，恢复整改或续期", "恢复"),
    ],
)
def test_the_next_step_speaks_to_whose_desk_it_is(
    city: City, state: State, who: str, words: str, button: str
) -> None:
    box = next_box(page_for(city.people[who], item_at(city, state)))
    assert f"下一步：{words}" in box
    assert f"{button}</" in box


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.ASSIGNED, "等待市住建局经办人签收"),
        (State.PLAN_REVIEW, "等待分管领导沈某丙审定整改措施"),
        (State.AWAITING_SIGNOFF, "等待第一责任人卫某丙签批销号"),
    ],
)
def test_others_are_told_on_whose_desk_it_lies(city: City, state: State, words: str) -> None:
    assert f"下一步：{words}" in next_box(page_for(city.group_leader, item_at(city, state)))


def test_a_vacant_first_in_charge_shows(city: City) -> None:
    item = item_at(city, State.AWAITING_SIGNOFF, lead_department=city.vacant)
    page = page_for(city.office, item)
    assert "等待第一责任人（空缺，待办公室明确主持工作人员）签批销号" in next_box(page)
    assert "签批须等办公室明确主持工作人员" in page


def test_a_days_at_a_desk_over_its_limit_are_said(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = item_at(city, State.ASSIGNED)
    stop_clock(monkeypatch, at(load().add(TODAY, 5)))
    box = next_box(page_for(city.officer, item))
    assert "已在此环节 5 个工作日（办理时限 2 个工作日，已超 3 个）" in box


def test_the_viewers_own_refused_act_is_greyed_with_its_reason(city: City) -> None:
    item = item_at(city, State.ASSIGNED, is_arbitrated=True)
    page = page_for(city.first_in_charge, item)
    assert "牵头单位已经裁定，不能再退回；有异议请向领导小组办公室书面反映" in page
    assert "退回办公室（不属本单位职责）</button>" in page
    assert "不属本单位职责" not in page_for(city.group_leader, item)


def test_an_overdue_item_says_how_many_working_days(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = item_at(city, State.IN_PROGRESS)
    stop_clock(monkeypatch, at(load().add(item.due_on, 18)))
    assert "逾期 18 个工作日" in page_for(city.officer, item)


@pytest.mark.parametrize(
    ("state", "days", "light"),
    [
        (State.IN_PROGRESS, 4, ("ok", "剩 4 个工作日")),
        (State.IN_PROGRESS, 3, ("warn", "剩 3 个工作日")),
        (State.IN_PROGRESS, 0, ("warn", "今日到期")),
        (State.IN_PROGRESS, -1, ("bad", "逾期 1 个工作日")),
        (State.SUSPENDED, -1, ("hold", "中止计时")),
        (State.CLOSED, -9, ("done", "已销号")),
        (State.REGISTERED, None, ("none", "不计时")),
    ],
)
def test_a_light_is_a_shape_and_words(
    state: State, days: int | None, light: tuple[str, str], db: None
) -> None:
    workdays = load()
    dial = Dial.of(TODAY, workdays, 3)
    due = None if days is None else workdays.add(TODAY, days)
    assert item_light(state, due, dial) == light


def test_on_the_weekend_after_the_date_it_is_late_without_a_count(db: None) -> None:
    friday, saturday = date(2019, 10, 18), date(2019, 10, 19)
    dial = Dial.of(saturday, load(), 3)
    assert item_light(State.IN_PROGRESS, friday, dial) == ("bad", "已过时限")


def test_a_due_date_on_a_day_off_says_by_which_day_it_counts(city: City) -> None:
    item = item_at(city, State.ASSIGNED, due_on=date(2019, 11, 10))
    page = page_for(city.officer, item)
    assert "2019-11-10" in page
    assert "11-10 休息，按 2019-11-08 计时" in page


def test_steps_forget_what_was_sent_back(city: City) -> None:
    walk = Walk(city).closure_review()
    services.return_closure(
        item=fresh(walk.item), by=city.portfolio_leader, at=walk.when, version=None, reason="缺照片"
    )
    page = page_for(city.officer, walk.item)
    steps = page.split('<ol class="steps"')[1].split("</ol>")[0]
    assert steps.count('class="on"') == 3
    assert '<li class="now" aria-current="step"><b>整改中</b>' in steps
    assert "上次销号申请被退回：缺照片" in next_box(page)


def test_instructions_stand_out_and_can_be_read_alone(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    services.instruct(item=item, by=city.group_leader, at=at(hour=11), text="25日前必须通暖")
    page = page_for(city.officer, item)
    assert "25日前必须通暖" in page.split('<li class="key">')[1].split("</li>")[0]
    only = browser_of(city.officer).get(item_path(item) + "?only=instructions").content.decode()
    assert "25日前必须通暖" in only
    assert "措施审定　" not in only.split('id="journal"')[1]


def test_the_timeline_tells_each_act_in_words(city: City) -> None:
    walk = Walk(city).in_progress()
    item = fresh(walk.item)
    services.progress(
        item=item, content=ProgressContent(text="通暖980户", percent=86), by=city.officer, at=at()
    )
    services.amend(
        item=item,
        by=city.office,
        at=at(hour=11),
        version=item.version,
        reason="核对后更正",
        kind=Kind.LONG_TERM,
    )
    journal = page_for(city.officer, item).split('id="journal"')[1]
    assert "通暖980户（完成 86%）" in journal
    assert "整改类型：限期整改 → 长期坚持" in journal
    assert "交市住建局办理，时限 2019-11-12" in journal


def test_a_shell_says_no_text_and_no_name(city: City) -> None:
    item = sensitive_item(city)
    page = page_for(city.guidance, item)
    assert item.number in page
    assert "市住房和城乡建设局" in page
    for hidden in (item.title, item.problem, city.officer.name, city.first_in_charge.name):
        assert hidden not in page


@pytest.mark.parametrize("who", ["stranger", "second_officer", "group_leader", "sys_admin"])
def test_a_sensitive_item_is_404_for_everybody_else(city: City, who: str) -> None:
    answer = browser_of(city.people[who]).get(item_path(sensitive_item(city)))
    assert answer.status_code == 404


def test_reading_a_sensitive_item_is_journalled_once_a_day(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = sensitive_item(city)
    reads = Entry.objects.filter(type="item.read", subject_id=item.pk)
    for _ in range(2):
        page_for(city.first_in_charge, item)
    assert [entry.actor for entry in reads] == [city.first_in_charge]
    page_for(city.guidance, item)
    assert reads.all().count() == 1
    stop_clock(monkeypatch, at(TODAY + timedelta(days=1), hour=0, minute=30))
    page = page_for(city.first_in_charge, item)
    assert reads.all().count() == 2
    assert "item.read" not in page


def statements_of(user: User, item: Item) -> list[str]:
    client = browser_of(user)
    client.get(item_path(item))  # warm: templates and content types
    with CaptureQueriesContext(connection) as seen:
        assert client.get(item_path(item)).status_code == 200
    return [query["sql"] for query in seen.captured_queries]


def many_measures(item: Item, n: int) -> None:
    first = Measure.objects.filter(item=item).order_by("id").first()
    for k in range(n):
        Measure.objects.create(
            item=item,
            cycle=item.cycle,
            order=10 + k,
            action=f"措施{k}",
            department=first.department,
            due_on=first.due_on,
        )


def grow(city: City, item: Item, n: int) -> None:
    """n more measures, pieces of evidence and journal entries."""
    many_measures(item, n)
    for k in range(n):
        piece = EvidenceContent(
            evidence_class="output", title=f"凭证{k}", dated_on=TODAY, reference=f"{k}号"
        )
        services.add_evidence(item=fresh(item), content=piece, by=city.officer, at=at(hour=11))
        news = ProgressContent(text=f"进展{k}")
        services.progress(item=fresh(item), content=news, by=city.officer, at=at(hour=11))


@pytest.mark.parametrize("who", ["officer", "first_in_charge", "office"])
def test_statements_do_not_grow_with_rows(city: City, who: str) -> None:
    item = item_at(city, State.IN_PROGRESS)
    grow(city, item, 1)
    few = statements_of(city.people[who], item)
    grow(city, item, 12)
    many = statements_of(city.people[who], item)
    assert len(many) == len(few), "\n".join(many)


GROUND = (
    'FROM "django_session"',
    'FROM "accounts_user"',
    'FROM "notifications_message"',
    " AS part, ",
)
"""Who asks: session, person, standing (two), unread messages; the same for every page."""


def own(statements: list[str]) -> list[str]:
    return [sql for sql in statements if not any(word in sql for word in GROUND)]


def test_statements_of_the_page_are_few(city: City) -> None:
    # item, journal, measures, evidence, causes, plans, leading posts, delegations, co-operators,
    # origins, days off; besides who asks (session, person, standing, messages)
    item = item_at(city, State.IN_PROGRESS)
    statements = statements_of(city.officer, item)
    assert len(own(statements)) <= 11, "\n".join(s[:120] for s in own(statements))


def test_evidence_of_an_earlier_cycle_is_folded_away(city: City) -> None:
    walk = Walk(city).closed()
    services.reopen(
        item=fresh(walk.item),
        by=city.office,
        at=walk.when,
        version=None,
        reason="回头看反弹",
        basis="回头看记录",
        new_due_on=TODAY + timedelta(days=30),
    )
    page = page_for(city.officer, walk.item)
    assert Evidence.objects.filter(item=walk.item).count() == 3
    assert "以前各轮的佐证 3 件（不计入本轮）" in page
    assert "第 2 轮整改" in page
