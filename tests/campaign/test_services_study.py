"""Study: sessions are planned, held, corrected and cancelled by the department's own people."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import User
from campaign import services
from campaign.enums import AttendanceStatus, ListKind, SessionState
from campaign.models import (
    Attendance,
    ListEntry,
    StudyOutcome,
    StudyPlan,
    StudySession,
    WorkGoal,
)
from campaign.services.goals import GoalContent
from campaign.services.study import AttendanceLine
from campaign.services.study_outcomes import OutcomeContent
from core.errors import Conflict, Denied, GuardFailed, Invalid, TransitionNotAllowed
from journal.models import Entry
from tests.campaign import reviewing, streams
from tests.personas import TODAY, City, at

WRITERS = ["officer", "second_officer", "portfolio_leader", "first_in_charge"]
STRANGERS = ["office", "office_head", "group_leader", "deputy_leader", "guidance", "resident"]
STRANGERS += ["cooperator", "stranger", "sys_admin", "sec_admin", "audit_admin"]


@pytest.fixture
def town(city: City) -> City:
    return streams.with_lists(city)


def test_the_departments_own_people_plan(town: City) -> None:
    for name in WRITERS:
        session = streams.planned(town, by=town.people[name])
        assert session.state == SessionState.PLANNED
        assert session.plan == StudyPlan.objects.get(department=town.lead)
        entry = Entry.objects.filter(type="study.session_planned").latest("id")
        assert (entry.actor, entry.department_code) == (town.people[name], "014")


def test_nobody_else_writes(town: City) -> None:
    session = streams.held(town)
    outcome = streams.outcome_of(town, session)
    before = Entry.objects.count()
    for name in STRANGERS:
        for act in all_acts(town, session, outcome, town.people[name]):
            with pytest.raises(Denied):
                act()
    assert Entry.objects.count() == before


def all_acts(
    town: City, session: StudySession, outcome: StudyOutcome, by: User
) -> list[Callable[[], object]]:
    """Everything that may be done to study, by one person."""
    moment, content = at(), streams.session_content(town)
    return [
        lambda: streams.planned(town, by=by),
        lambda: services.save_plan(
            campaign=town.campaign, department=town.lead, aim="", document_number="", by=by,
            at=moment,
        ),
        lambda: services.change_session(
            session=session, content=content, by=by, at=moment, version=None
        ),
        lambda: services.hold_session(
            session=session, held_on=TODAY, summary="", lines=[], by=by, at=moment, version=None
        ),
        lambda: services.take_attendance(
            session=session, lines=[], by=by, at=moment, version=None
        ),
        lambda: services.cancel_session(
            session=session, reason="x", by=by, at=moment, version=None
        ),
        lambda: services.add_outcome(
            session=session, content=OutcomeContent(None, ""), by=by, at=moment
        ),
        lambda: services.change_outcome(
            outcome=outcome, content=OutcomeContent(None, ""), by=by, at=moment, version=None
        ),
        lambda: services.make_goal(
            outcome=outcome,
            content=GoalContent("", "", "", None, None),
            by=by,
            at=moment,
            version=None,
        ),
    ]  # fmt: skip


def test_what_is_wrong_with_a_plan_is_said_field_by_field(town: City) -> None:
    other = ListEntry.objects.get(code="study_materials-1")
    with pytest.raises(Invalid) as refused:
        streams.planned(town, title=" ", form=other, planned_on=None, host="长" * 51)
    said = {error.field: error.detail for error in refused.value.errors}
    assert said == {
        "title": "请填写学习专题。",
        "form": "所选形式不在本次主题教育的集中学习形式之内，请重新选择。",
        "planned_on": "请填写计划日期。",
        "host": "“主持人”最多50个字，现有51个字，请精简。",
    }
    assert not StudySession.objects.exists()


def test_a_session_may_aim_at_a_problem_of_its_own_department_only(town: City) -> None:
    reviewing.add_lists(town)
    own = reviewing.registered(town)
    theirs = reviewing.registered(town, by=town.stranger, department=town.other)
    assert streams.planned(town, problem=own).problem == own
    for wrong in (theirs, reviewing.sensitive(town)):
        with pytest.raises(Invalid, match="只能针对本单位问题清单中的问题"):
            streams.planned(town, problem=wrong)


def test_a_session_is_held_with_who_was_there_in_one_act(town: City) -> None:
    lines = [
        *streams.present(town.first_in_charge, town.officer),
        *streams.present(town.second_leader, status="leave"),
        AttendanceLine(AttendanceStatus.PRESENT, name="孔某庚", post_title="党校教师"),
    ]
    session = streams.held(town, lines=lines)
    assert (session.state, session.held_on) == (SessionState.HELD, TODAY)
    rows = Attendance.objects.filter(session=session).order_by("order")
    assert [(row.name, row.status) for row in rows] == [
        ("卫某丙", "present"),
        ("朱某丙", "present"),
        ("韩某丙", "leave"),
        ("孔某庚", "present"),
    ]
    data = Entry.objects.get(type="study.session_held").data
    assert data == {"present": 3, "official_leave": 0, "leave": 1, "made_up": 0}


def test_an_absent_person_makes_up_later_and_nobody_else(town: City) -> None:
    both = [
        *streams.present(town.officer),
        *streams.present(town.second_leader, status="official_leave"),
    ]
    session = streams.held(town, lines=both)
    kept = Attendance.objects.get(session=session, person=town.second_leader)
    made_up = [both[0], *streams.present(town.second_leader, status="made_up")]
    common = {"by": town.officer, "at": at()}
    session = services.take_attendance(
        session=session, lines=made_up, version=session.version, **common
    )
    kept.refresh_from_db()
    assert kept.status == "made_up"
    with pytest.raises(Invalid, match="朱某丙没有缺席记录，不用登记补学"):
        services.take_attendance(
            session=session,
            lines=streams.present(town.officer, status="made_up"),
            version=session.version,
            **common,
        )


@pytest.mark.parametrize(
    ("lines", "days", "error", "sentence"),
    [
        ("present", 1, Invalid, "晚于今天"),
        ("nobody", 0, GuardFailed, "没有一个人到会"),
        ("leave", 0, GuardFailed, "没有一个人到会"),
        ("made_up", 0, Invalid, "补学在举行之后登记"),
        ("twice", 0, Invalid, "登记了两次"),
        ("nameless", 0, Invalid, "写明姓名"),
    ],
)
def test_what_cannot_be_recorded_is_refused_in_words(
    town: City, lines: str, days: int, error: type[Exception], sentence: str
) -> None:
    given = {
        "nobody": [],
        "twice": streams.present(town.officer, town.officer),
        "nameless": [AttendanceLine(AttendanceStatus.PRESENT, name=" ")],
    }
    session = streams.planned(town)
    with pytest.raises(error, match=sentence):
        services.hold_session(
            session=session,
            held_on=TODAY + timedelta(days=days),
            summary="",
            lines=given.get(lines, streams.present(town.officer, status=lines)
                            if lines in AttendanceStatus.values else []),
            by=town.officer,
            at=at(),
            version=session.version,
        )  # fmt: skip
    session.refresh_from_db()
    assert session.state == SessionState.PLANNED
    assert not Attendance.objects.exists()


def test_states_do_not_go_back(town: City) -> None:
    session = streams.held(town)
    common = {"by": town.officer, "at": at(), "version": session.version}
    with pytest.raises(TransitionNotAllowed, match="已举行，不能取消"):
        services.cancel_session(session=session, reason="撞会", **common)
    other = streams.planned(town)
    common["version"] = other.version
    with pytest.raises(Invalid, match="请填写取消原因"):
        services.cancel_session(session=other, reason=" ", **common)
    with pytest.raises(TransitionNotAllowed, match="举行之后才能登记到会"):
        services.take_attendance(session=other, lines=[], **common)
    with pytest.raises(TransitionNotAllowed, match="举行之后才能登记成果"):
        streams.outcome_of(town, other)
    cancelled = services.cancel_session(session=other, reason="与全市大会冲突", **common)
    common["version"] = cancelled.version
    with pytest.raises(TransitionNotAllowed, match="已取消，不能再登记举行"):
        services.hold_session(session=other, held_on=TODAY, summary="", lines=[], **common)
    with pytest.raises(TransitionNotAllowed, match="请另行安排"):
        services.change_session(session=other, content=streams.session_content(town), **common)


def test_a_stale_version_shows_both_sides(town: City) -> None:
    session = streams.planned(town)
    content = streams.session_content(town, title="先改的")
    common = {"session": session, "by": town.officer, "at": at(), "version": session.version}
    services.change_session(content=content, **common)
    with pytest.raises(Conflict) as refused:
        services.change_session(content=replace(content, title="后改的"), **common)
    assert refused.value.current["title"] == "先改的"
    assert refused.value.yours["title"] == "后改的"


def test_an_outcome_becomes_a_goal_once(town: City) -> None:
    objective = streams.entry(town, ListKind.OBJECTIVE)
    outcome = streams.outcome_of(town, objectives=[objective])
    content = GoalContent(
        name="改造老旧小区",
        category="major_project",
        metric="改造户数",
        baseline=Decimal(0),
        target=Decimal(1142),
        unit="户",
    )
    common = {"by": town.officer, "at": at()}
    goal = services.make_goal(outcome=outcome, content=content, version=1, **common)
    outcome.refresh_from_db()
    assert outcome.goal == goal == WorkGoal.objects.get(department=town.lead)
    assert (goal.current, goal.current_on) == (0, TODAY)
    with pytest.raises(GuardFailed, match="已转为工作目标"):
        services.make_goal(outcome=outcome, content=content, version=2, **common)
    assert {e.type for e in Entry.objects.all()} >= {
        "study.outcome_added",
        "study.outcome_became_goal",
        "goal.created",
    }
    assert "专项债券" not in str([(e.subject_label, e.data) for e in Entry.objects.all()])


def test_a_goal_says_what_is_missing(town: City) -> None:
    with pytest.raises(Invalid) as refused:
        services.create_goal(
            campaign=town.campaign,
            department=town.lead,
            content=GoalContent("", "x", "", None, Decimal("NaN")),
            by=town.officer,
            at=at(),
        )
    assert {e.field for e in refused.value.errors} == {
        "name", "category", "metric", "baseline", "target"
    }  # fmt: skip


def test_study_needs_nothing_of_the_other_streams_and_an_archive_is_closed(town: City) -> None:
    type(town.campaign).objects.update(archived_at=at())
    town.campaign.refresh_from_db()
    with pytest.raises(Denied, match="已归档，只能查阅"):
        streams.planned(town)


def test_a_plan_is_written_once_and_changed_on_its_version(town: City) -> None:
    given = {
        "campaign": town.campaign,
        "department": town.lead,
        "document_number": "样例住建党组发〔2019〕12号",
        "by": town.officer,
        "at": at(),
    }
    plan = services.save_plan(aim="学懂弄通做实", **given)
    assert (plan.aim, plan.version) == ("学懂弄通做实", 2)
    with pytest.raises(Conflict):
        services.save_plan(aim="另一份", **given)
    assert services.save_plan(aim="再改", version=2, **given).version == 3
