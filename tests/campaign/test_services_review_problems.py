"""Problems: who registers them, what they must say, and what becomes of them."""

from datetime import timedelta

import pytest

from campaign.enums import ProblemState
from campaign.models import NothingFound, Problem
from campaign.permissions import scope_of
from campaign.selectors.review import problems_waiting
from campaign.services import review
from core import workdays
from core.errors import Conflict, Denied, DomainError, Invalid, NotFound, TransitionNotAllowed
from journal.models import Entry
from notifications.models import Message
from tests.campaign.reviewing import (
    add_lists,
    dimension,
    found,
    fresh,
    giver,
    method,
    registered,
    sensitive,
)
from tests.personas import TODAY, City, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lists(city: City) -> None:
    add_lists(city)


def told(person: object) -> list[str]:
    return list(Message.objects.filter(person=person).order_by("id").values_list("text", flat=True))


def types(problem: Problem) -> list[str]:
    rows = Entry.objects.filter(subject_type="campaign.problem", subject_id=problem.pk)
    return list(rows.order_by("id").values_list("type", flat=True))


def test_a_registered_problem_waits_and_is_journalled_without_its_text(city: City) -> None:
    problem = registered(city)
    assert (problem.state, problem.open_since, problem.version) == ("open", at(), 1)
    assert types(problem) == ["review.problem_registered"]
    entry = Entry.objects.get(subject_type="campaign.problem")
    assert "窗口" not in f"{entry.subject_label}{entry.data}"


REGISTERING = {
    "officer": True,
    "second_officer": True,
    "portfolio_leader": True,
    "first_in_charge": True,
    "office": True,
    "office_head": True,
    "cooperator": False,
    "stranger": False,
    "group_leader": False,
    "deputy_leader": False,
    "guidance": False,
    "sys_admin": False,
    "audit_admin": False,
}
DECLINING = {
    **dict.fromkeys(REGISTERING, False),
    "first_in_charge": True,
    "office": True,
    "office_head": True,
}


def test_who_registers_and_solves(city: City) -> None:
    for name, allowed in REGISTERING.items():
        person, problem = city.people[name], registered(city)
        given = {"problem": problem, "how": "当天补发告知单20份", "by": person, "at": at()}
        if allowed:
            assert registered(city, by=person).created_by == person
            assert review.solve_problem(**given, version=1).state == ProblemState.SOLVED
            continue
        with pytest.raises((Denied, NotFound)):
            registered(city, by=person)
        with pytest.raises((Denied, NotFound)):
            review.solve_problem(**given, version=1)
        assert fresh(problem).state == ProblemState.OPEN, name


def test_who_declines_and_takes_back(city: City) -> None:
    for name, allowed in DECLINING.items():
        person, problem = city.people[name], registered(city)
        given = {"problem": problem, "by": person, "at": at(), "reason": "不属本单位职责"}
        if allowed:
            assert review.decline_problem(**given, version=1).outcome_text == "不属本单位职责"
            assert review.withdraw_decision(**given, version=2).state == ProblemState.OPEN
            continue
        with pytest.raises((Denied, NotFound)):
            review.decline_problem(**given, version=1)
        review.solve_problem(problem=problem, how="已补发", by=city.officer, at=at(), version=1)
        with pytest.raises((Denied, NotFound)):
            review.withdraw_decision(**given, version=2)
        assert fresh(problem).state == ProblemState.SOLVED, name


def test_the_office_tells_the_department_and_an_officer_tells_nobody(city: City) -> None:
    registered(city, by=city.office)
    assert told(city.officer) == [
        "领导小组办公室登记了问题“窗口一次性告知不到位，群众办理施工许可多跑两次”，请核对并确定处理方式。"
    ]
    assert told(city.stranger) == []
    registered(city)
    assert told(city.second_officer) == told(city.officer)


WRONG = [
    ({"text": " "}, "text"),
    ({"cause_work": ""}, "cause_work"),
    ({"dimensions": []}, "dimensions"),
    ({"method": None}, "method"),
    ({"source": None}, "source"),
    ({"units": "科" * 201}, "units"),
    ({"layer": "上层"}, "layer"),
    ({"found_on": TODAY + timedelta(days=1)}, "found_on"),
]


def test_what_is_missing_or_wrong_is_said_beside_its_field(city: City) -> None:
    for changes, field in WRONG:
        with pytest.raises(Invalid) as refused:
            registered(city, **changes)
        assert [error.field for error in refused.value.errors] == [field]
    assert not Problem.objects.exists()


def test_a_problem_of_the_masses_says_who_gave_it_and_no_other_does(city: City) -> None:
    with pytest.raises(Invalid, match="请选择是谁提的"):
        registered(city, method=method(city, "masses_raised"))
    with pytest.raises(Invalid, match="不用选择意见来自谁"):
        registered(city, giver=giver(city))
    made = registered(city, method=method(city, "masses_raised"), giver=giver(city))
    assert made.giver.name == "群众"


def test_a_leaders_own_problem_is_of_a_leader_of_that_department(city: City) -> None:
    own = registered(city, owner_post=city.post("portfolio_leader"))
    assert own.owner_post.person == city.portfolio_leader
    with pytest.raises(Invalid, match="不在市住建局任职"):
        registered(city, owner_post=city.post("stranger_head"))
    post = city.post("officer")
    type(post).objects.filter(pk=post.pk).update(rank="乡科级")
    with pytest.raises(Invalid, match="限县处级以上"):
        registered(city, owner_post=city.post("officer"))


def test_the_target_that_asks_gets_its_answer_and_no_numbers(city: City) -> None:
    target = city.targets["relatives_business"]
    with pytest.raises(Invalid, match="请选择是否只限指定人员查阅"):
        registered(city, target=target)
    for text in ("身份证110101198001011234", "电话13800138000", "企业91110000MA0000001X"):
        with pytest.raises(Invalid, match="敏感问题中不得写"):
            registered(city, target=target, is_sensitive=True, manifestation=text)
    made = registered(city, target=target, is_sensitive=False, manifestation="电话13800138000")
    assert made.is_sensitive is False


READERS = {
    "officer": True,
    "first_in_charge": True,
    "office_head": True,
    "resident": True,
    "second_officer": False,
    "portfolio_leader": False,
    "office": False,
    "group_leader": False,
    "deputy_leader": False,
    "guidance": False,
    "stranger_head": False,
    "sec_admin": False,
}


def test_who_reads_a_sensitive_problem(city: City) -> None:
    problem = sensitive(city)
    for name, reads in READERS.items():
        rows = Problem.objects.within(scope_of(city.people[name], TODAY))
        assert rows.filter(pk=problem.pk).exists() is reads, name


def test_nobody_settles_a_sensitive_problem_that_he_may_not_read(city: City) -> None:
    problem = sensitive(city)
    with pytest.raises(NotFound):
        review.solve_problem(problem=problem, how="已核", by=city.office, at=at(), version=1)
    review.decline_problem(
        problem=problem, reason="移交派驻机构", by=city.office_head, at=at(), version=1
    )
    assert "移交" not in "".join(map(str, Entry.objects.values_list("data", flat=True)))
    assert told(city.officer) == ["1条敏感问题不予采纳"]
    assert told(city.second_officer) == []


def test_nobody_closes_a_problem_off_from_himself(city: City) -> None:
    problem = registered(city)
    given = {"problem": problem, "content": found(city, is_sensitive=True), "at": at()}
    with pytest.raises(Denied, match="不能再查阅"):
        review.edit_problem(**given, by=city.second_officer, version=1)
    assert fresh(problem).is_sensitive is False
    review.edit_problem(**given, by=city.first_in_charge, version=1)
    assert fresh(problem).is_sensitive is True


def test_the_first_in_charge_hears_of_a_sensitive_problem_from_the_office(city: City) -> None:
    sensitive(city, by=city.office)
    assert told(city.officer) == []
    assert told(city.first_in_charge) == ["领导小组办公室登记了1条敏感问题，请核对并确定处理方式。"]


def test_editing_says_what_changed_and_a_stale_version_shows_both(city: City) -> None:
    problem = registered(city)
    words = found(city, text="窗口告知单过时", dimensions=[dimension(city, "d2")])
    given = {"problem": problem, "content": words, "by": city.officer, "at": at()}
    assert review.edit_problem(**given, version=1).version == 2
    entry = Entry.objects.filter(type="review.problem_edited").get()
    assert entry.data["changed"] == ["text", "dimensions"]
    with pytest.raises(Conflict) as refused:
        review.edit_problem(**given, version=1)
    assert refused.value.current["text"] == "窗口告知单过时"
    assert refused.value.yours["version"] == 1
    assert review.edit_problem(**given, version=2).version == 2, "nothing changed"


def test_solved_and_declined_need_words(city: City) -> None:
    problem = registered(city)
    given = {"problem": problem, "by": city.first_in_charge, "at": at(), "version": 1}
    with pytest.raises(Invalid, match="怎样当场解决"):
        review.solve_problem(**given, how="  ")
    with pytest.raises(Invalid, match="不予采纳的理由"):
        review.decline_problem(**given, reason="")
    assert fresh(problem).is_open


def test_merging_shows_where_and_can_be_taken_back(city: City) -> None:
    one, other = registered(city), registered(city, by=city.office)
    review.merge_problem(
        problem=one, into=other, reason="同一件事", by=city.officer, at=at(), version=1
    )
    assert fresh(one).merged_into_id == other.pk
    assert "review.problem_took_in" in types(other)
    with pytest.raises(TransitionNotAllowed, match="请先撤回原处理"):
        review.solve_problem(problem=one, how="x", by=city.officer, at=at(), version=2)
    later = at(TODAY + timedelta(days=1))
    review.withdraw_decision(
        problem=one, reason="不是一件事", by=city.first_in_charge, at=later, version=2
    )
    back = fresh(one)
    assert (back.state, back.merged_into_id, back.open_since) == ("open", None, later)


def test_what_a_problem_may_not_be_merged_into(city: City) -> None:
    one, other = registered(city), registered(city)
    given = {"reason": "", "by": city.office_head, "at": at(), "version": 1}
    with pytest.raises(Invalid, match="不能合并到自己"):
        review.merge_problem(problem=one, into=one, **given)
    with pytest.raises(Invalid, match="敏感问题与一般问题"):
        review.merge_problem(problem=one, into=sensitive(city), **given)
    review.decline_problem(problem=other, reason="不属实", by=city.office_head, at=at(), version=1)
    with pytest.raises(Invalid, match="请选择仍然有效的问题"):
        review.merge_problem(problem=one, into=other, **given)


def test_an_item_follows_and_only_its_end_opens_the_problem_again(city: City) -> None:
    problem = registered(city)
    review.mark_converted(problem=problem, by=city.second_officer, at=at())
    assert fresh(problem).state == ProblemState.CONVERTED
    assert told(city.officer)[-1].endswith("已转整改事项。")
    given = {"problem": problem, "by": city.office_head, "at": at()}
    with pytest.raises(TransitionNotAllowed, match="整改事项已在台账中办理"):
        review.withdraw_decision(**given, reason="x", version=2)
    with pytest.raises(Conflict, match="已转整改事项"):
        review.mark_linked(**given, item_label="ZG-2019-0002")
    later = at(TODAY + timedelta(days=1))
    review.mark_reopened(problem=problem, by=None, at=later)
    assert (fresh(problem).state, fresh(problem).open_since) == ("open", later)
    review.mark_linked(**given, item_label="ZG-2019-0002")
    assert fresh(problem).outcome_text == "并入ZG-2019-0002"


def test_many_are_registered_all_or_none_with_the_row_that_is_wrong(city: City) -> None:
    rows = [found(city), found(city, cause_work=""), found(city, text="")]
    given = {"campaign": city.campaign, "department": city.lead, "by": city.officer, "at": at()}
    with pytest.raises(Invalid) as refused:
        review.register_problems(contents=rows, **given)
    assert [error.pointer for error in refused.value.errors] == [
        "/rows/1/cause_work",
        "/rows/2/text",
    ]
    assert not Problem.objects.exists()
    assert len(review.register_problems(contents=rows[:1] * 2, **given)) == 2


def test_on_the_sixth_working_day_a_problem_has_waited_too_long(city: City) -> None:
    days = workdays.load()
    problem = registered(city)
    fifth = days.add(TODAY, 5)
    assert not problems_waiting(fifth, days).exists()
    assert problems_waiting(days.add(fifth, 1), days).get() == problem
    city.campaign.rules = {"problem_open_days": 2}
    city.campaign.save()
    assert problems_waiting(days.add(TODAY, 3), days).get() == problem
    review.solve_problem(problem=problem, how="已补发", by=city.officer, at=at(), version=1)
    assert not problems_waiting(days.add(fifth, 9), days).exists()


def test_a_blank_is_signed_by_the_first_in_charge_and_ends_with_a_problem(city: City) -> None:
    given = {
        "campaign": city.campaign,
        "department": city.lead,
        "dimension": dimension(city),
        "at": at(),
    }
    for name in ("officer", "portfolio_leader", "office_head", "stranger_head", "group_leader"):
        with pytest.raises(Denied):
            review.sign_nothing_found(**given, reason="逐条对照", by=city.people[name])
    with pytest.raises(Invalid, match="一句话"):
        review.sign_nothing_found(**given, reason=" ", by=city.first_in_charge)
    signed = review.sign_nothing_found(**given, reason="逐条对照", by=city.first_in_charge)
    assert signed.post_title == "党组书记、局长"
    with pytest.raises(Conflict):
        review.sign_nothing_found(**given, reason="再签", by=city.first_in_charge)
    sensitive(city)
    assert NothingFound.objects.get().revoked_at is None, "a sensitive problem gives nothing away"
    registered(city)
    assert NothingFound.objects.get().revoked_at == at()
    assert told(city.first_in_charge) == [
        "“初心使命”登记了新问题，原“经对照未发现问题”的签署失效。"
    ]
    with pytest.raises(DomainError, match="已登记2条问题"):
        review.sign_nothing_found(**given, reason="逐条对照", by=city.first_in_charge)


def test_a_signature_is_taken_back_by_the_signer_or_the_office(city: City) -> None:
    given = {"campaign": city.campaign, "department": city.lead, "dimension": dimension(city)}
    signed = review.sign_nothing_found(**given, reason="逐条对照", by=city.first_in_charge, at=at())
    with pytest.raises(Denied):
        review.revoke_nothing_found(signed=signed, by=city.officer, at=at())
    review.revoke_nothing_found(signed=signed, by=city.office, at=at())
    with pytest.raises(DomainError, match="已经撤销"):
        review.revoke_nothing_found(signed=signed, by=city.first_in_charge, at=at())
    assert len(told(city.first_in_charge)) == 1
