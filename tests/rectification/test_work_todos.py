"""To-dos agree with the rules: what is asked may be done, and every desk is somebody's."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import workdays
from rectification import services
from rectification.enums import Action, Kind, State
from rectification.models import Item
from rectification.permissions import actions_for, situation_of
from rectification.selectors.todos import todos_for
from tests.factories import Walk, assignment, content, fresh, item_at
from tests.personas import TODAY, City, at

pytestmark = pytest.mark.django_db

# past every desk clock, look-back date and suspension review
LATE = TODAY + timedelta(days=75)
DESKS = {
    State.DRAFT: ("office", Action.SUBMIT),
    State.REGISTERED: ("office_clerk", Action.ASSIGN),
    State.ASSIGNED: ("officer", Action.ACCEPT),
    State.ACCEPTED: ("second_officer", Action.SUBMIT_PLAN),
    State.PLAN_REVIEW: ("portfolio_leader", Action.APPROVE_PLAN),
    State.IN_PROGRESS: ("officer", Action.PROGRESS),
    State.CLOSURE_REVIEW: ("portfolio_leader", Action.ENDORSE_CLOSURE),
    State.AWAITING_SIGNOFF: ("first_in_charge", Action.SIGN_OFF),
    State.AWAITING_VERIFICATION: ("office_clerk", Action.VERIFY),
    State.SUSTAINED: ("office_clerk", Action.LOOK_BACK),
    State.SUSPENDED: ("office_head", Action.RESUME),
}
SHAPES = {
    "immediate": {"kind": Kind.IMMEDIATE},
    "long_term": {"kind": Kind.LONG_TERM},
    "key": {"is_key": True},
}


def actions_of(city: City, name: str, item: Item, on: date = LATE) -> list[Action]:
    found = todos_for(city.people[name], on)
    return [todo.action for todo in found.rows if todo.item.pk == item.pk]


ASKED = (
    "officer second_officer first_in_charge portfolio_leader cooperator office office_clerk "
    "office_head seconded supervisor deputy_leader group_leader guidance auditor vacant_officer "
    "vacant_team sub_unit_officer"
).split()


def assert_sound(city: City, on: date) -> None:
    """Nobody is asked for what the rule would refuse him, or about what he may not see."""
    asked = set()
    for name in ASKED:
        user = city.people[name]
        found = todos_for(user, on).rows
        visible = Item.objects.visible_to(user, on=on).in_bulk([todo.item.pk for todo in found])
        for todo in found:
            assert todo.item.is_full == visible[todo.item.pk].is_full, name
            options = actions_for(situation_of(user, fresh(todo.item), at(on)))
            option = next(o for o in options if o.action == todo.action)
            assert option.allowed, (name, todo.item.state, todo.action, option.reason)
            asked.add(todo.item.state)
    assert asked  # somebody was asked for something, else nothing was compared


@pytest.mark.parametrize("state", DESKS)
def test_every_desk_is_somebodys(city: City, state: State) -> None:
    name, action = DESKS[state]
    item = item_at(city, state)
    assert actions_of(city, name, item) == [action]


def test_nobody_is_asked_for_what_is_refused(city: City) -> None:
    for state in State:
        item_at(city, state)
    assert_sound(city, TODAY)
    assert_sound(city, LATE)


def test_nor_for_items_of_another_kind(city: City) -> None:
    for shape in SHAPES.values():
        for state in (State.ASSIGNED, State.PLAN_REVIEW, State.AWAITING_VERIFICATION):
            item_at(city, state, **shape)
    assert_sound(city, LATE)


SIGNED = (State.AWAITING_VERIFICATION, State.CLOSED, State.SUSTAINED)
ENDED = (State.MERGED, State.VOIDED)


def test_the_offices_own_items_are_asked_of_those_who_may(city: City) -> None:
    for state in set(State) - {*ENDED, *SIGNED, State.SUSPENDED}:
        item_at(city, state, lead_department=city.office_department)
    walk = Walk(city, lead_department=city.office_department).awaiting_signoff()
    assert actions_of(city, "office_head", walk.item) == [Action.SIGN_OFF]
    walk.sign(by=city.office_head)
    assert actions_of(city, "auditor", walk.item) == [Action.VERIFY]
    assert actions_of(city, "office_clerk", walk.item) == []
    assert_sound(city, TODAY)
    assert_sound(city, LATE)


def test_items_of_a_vacant_department_are_asked_of_those_who_may(city: City) -> None:
    for state in set(State) - {*ENDED, *SIGNED}:  # nobody signs there
        item_at(city, state, lead_department=city.vacant)
    assert_sound(city, TODAY)
    assert_sound(city, LATE)


def test_supervision_asks_only_what_may_be_done(city: City) -> None:
    late = workdays.load().add(TODAY, 30)
    leads = (city.lead, city.office_department, city.vacant)
    for lead in leads:
        for level in ("deputy_leader", "group_leader"):
            item = item_at(city, State.IN_PROGRESS, lead_department=lead)
            services.propose_escalation(item=item, at=at(late), level=level)
        answered = item_at(city, State.IN_PROGRESS, lead_department=lead)
        for each in (item, answered):
            services.issue_notice(
                item=each, by=city.office_clerk, at=at(late), basis="批示", requirement="办结",
                reply_due_on=workdays.load().add(late, 3), contact="卫某甲",
            )  # fmt: skip
        asked = item_at(city, State.IN_PROGRESS, lead_department=lead)
        services.instruct(
            item=asked, by=city.group_leader, at=at(late), text="从速", asks_notice=True
        )
    services.reply_notice(
        item=Item.objects.filter(lead_department=city.lead, notices__isnull=False).first(),
        by=city.officer, at=at(late, 11), reply="月底完成",
    )  # fmt: skip
    assert_sound(city, late)
    counts = todos_for(city.office, late).counts
    assert counts[Action.CONFIRM_ESCALATION] == 4
    assert counts[Action.ISSUE_NOTICE] == 3
    own = todos_for(city.supervisor, late).counts
    assert own[Action.CONFIRM_ESCALATION] == 2
    assert todos_for(city.first_in_charge, late).counts[Action.REPLY_NOTICE] == 1


def test_sensitive_items_are_asked_of_the_named_only(city: City) -> None:
    typed = content(city, target=city.targets["relatives_business"], is_sensitive=True)
    given = assignment(city, handler=city.officer, office_person=city.office)
    item = services.register_and_assign(
        campaign=city.campaign, content=typed, assignment=given, by=city.office_head, at=at()
    )
    assert actions_of(city, "officer", item) == [Action.ACCEPT]
    assert actions_of(city, "second_officer", item) == []
    assert_sound(city, LATE)


def test_officer_is_asked_for_news_only_when_it_is_time(city: City) -> None:
    item = item_at(city, State.IN_PROGRESS)
    assert actions_of(city, "officer", item, TODAY) == []
    ten = workdays.load().add(TODAY, 11)
    assert actions_of(city, "officer", item, ten) == [Action.PROGRESS]
    services.progress(
        item=item, content=services.ProgressContent(no_change=True), by=city.officer, at=at(ten)
    )
    assert actions_of(city, "officer", item, ten) == []


def test_officer_is_asked_for_closure_when_every_measure_is_done(city: City) -> None:
    walk = Walk(city).in_progress()
    for measure in walk.item.measures.order_by("id"):
        services.complete_measure(
            item=fresh(walk.item),
            measure=measure,
            by=city.officer,
            at=walk.when,
            version=fresh(walk.item).version,
            outcome="已完成",
            reference="住建发〔2019〕1号",
        )
    assert actions_of(city, "officer", walk.item, TODAY) == [Action.REQUEST_CLOSURE]


def test_returned_request_comes_back_with_its_reason(city: City) -> None:
    walk = Walk(city).closure_review()
    services.return_closure(**walk._common(city.portfolio_leader), reason="缺李庄村公示结果")
    [todo] = todos_for(city.officer, TODAY).rows
    assert todo.sent_back == "缺李庄村公示结果"
    assert_sound(city, TODAY)


def test_named_handler_takes_it_off_the_others_desks(city: City) -> None:
    item = item_at(city, State.ACCEPTED, kind=Kind.TIME_LIMITED)
    services.name_handler(
        item=item, by=city.officer, at=at(hour=15), version=item.version,
        handler=city.second_officer,
    )  # fmt: skip
    assert actions_of(city, "second_officer", item) == [Action.SUBMIT_PLAN]
    assert actions_of(city, "officer", item) == []


def test_strangers_and_administrators_have_nothing(city: City) -> None:
    for state in DESKS:
        item_at(city, state)
    for name in ("stranger", "sys_admin", "sec_admin", "audit_admin", "cooperator"):
        assert todos_for(city.people[name], LATE).rows == ()


def test_list_is_cut_and_still_counted(city: City) -> None:
    for _ in range(4):
        item_at(city, State.ASSIGNED)
        item_at(city, State.REGISTERED)
    officer = todos_for(city.officer, TODAY, limit=3)
    assert len(officer.rows) == 3
    assert officer.counts[Action.ACCEPT] == 4
    assert officer.is_cut
    office = todos_for(city.office_clerk, TODAY, limit=3)
    assert office.counts[Action.ASSIGN] == 4


def test_statements_do_not_grow_with_items(city: City) -> None:
    names = ("officer", "office", "first_in_charge")

    def statements() -> dict[str, int]:
        counts = {}
        for name in names:
            with CaptureQueriesContext(connection) as asked:
                todos_for(city.people[name], LATE)
            counts[name] = len(asked)
        return counts

    item_at(city, State.ASSIGNED)
    item_at(city, State.REGISTERED)
    before = statements()
    assert max(before.values()) == 5  # standing, calendar, facts, keys with duties, items
    for _ in range(5):
        item_at(city, State.ASSIGNED)
        item_at(city, State.REGISTERED)
    assert statements() == before
