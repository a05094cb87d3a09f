"""An item made out of a row of another stream: prefilled, tied, closed off with it, given back."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from campaign.enums import Anonymity, OpinionOrigin, OpinionState, ProblemState, RowKind
from campaign.models import FindingMethod, Opinion, Problem, ReviewDimension
from campaign.permissions import scope_of
from campaign.selectors.links import items_from
from core.errors import Conflict, Denied, NotFound
from journal.models import Entry
from rectification import services
from rectification.enums import State
from rectification.models import Item, ItemOrigin
from rectification.selectors.origins import row_of
from tests.factories import assignment, content, fresh
from tests.personas import TODAY, City, at
from tests.rectification.pages import browser_of, stop_clock

TEXT = "窗口中午不办公，群众往返两趟"


@pytest.fixture
def problem(city: City) -> Problem:
    """A problem that the lead's officer found."""
    row = Problem.objects.create(
        campaign=city.campaign,
        department=city.lead,
        text=TEXT,
        text_key="k1",
        method=FindingMethod.objects.get(),
        source=city.sources["masses"],
        target=city.targets["initiative"],
        cause_work="值班安排不合理",
        is_mass=True,
        found_on=TODAY,
        open_since=at(),
        created_by=city.officer,
        created_at=at(),
    )
    row.dimensions.set(ReviewDimension.objects.all())
    return row


def row(city: City, problem: Problem, user: User) -> Any:
    return row_of("problem", problem.uid, user=user, on=TODAY)


def drafted(city: City, problem: Problem, **changes: Any) -> Item:
    typed = content(city, problem=TEXT, row=row(city, problem, city.officer), **changes)
    return services.create(
        campaign=city.campaign, content=typed, by=city.officer, at=at(), department=city.lead
    )


def test_the_problem_ends_as_the_item_in_one_transaction(city: City, problem: Problem) -> None:
    item = drafted(city, problem)
    problem.refresh_from_db()
    origin = ItemOrigin.objects.get(item=item, problem=problem)
    assert problem.state == ProblemState.CONVERTED
    assert origin.source == city.sources["masses"]
    assert Entry.objects.filter(type="review.problem_converted").count() == 1


def test_a_second_item_out_of_the_same_problem_is_refused(city: City, problem: Problem) -> None:
    drafted(city, problem)
    with pytest.raises(Conflict, match="已转整改事项"):
        drafted(city, problem)
    assert Item.objects.count() == 1


def test_a_discarded_draft_gives_the_problem_back(city: City, problem: Problem) -> None:
    item = drafted(city, problem)
    services.discard(item=item, by=city.officer, at=at(), version=None)
    problem.refresh_from_db()
    assert (problem.state, problem.decided_at) == (ProblemState.OPEN, None)


def test_editing_the_sources_keeps_what_the_item_came_out_of(city: City, problem: Problem) -> None:
    item = drafted(city, problem)
    services.edit(item=item, content=content(city), by=city.officer, at=at(), version=None)
    assert ItemOrigin.objects.filter(item=item, problem=problem).count() == 1


def test_a_sensitive_item_closes_its_problem_off(city: City, problem: Problem) -> None:
    drafted(city, problem, is_sensitive=True)
    seen = {
        name: Problem.objects.within(scope_of(city.people[name], TODAY)).exists()
        for name in ("officer", "second_officer", "first_in_charge", "group_leader", "guidance")
    }
    assert seen == {
        "officer": True,
        "second_officer": False,
        "first_in_charge": True,
        "group_leader": False,
        "guidance": False,
    }


def test_raising_an_item_to_sensitive_closes_its_problem_off(city: City, problem: Problem) -> None:
    item = drafted(city, problem)
    item = services.submit(item=item, by=city.officer, at=at(), version=None)
    services.assign(item=item, content=assignment(city), by=city.office, at=at(), version=None)
    services.raise_sensitivity(
        item=fresh(item),
        by=city.office,
        at=at(),
        version=None,
        reason="涉及个人",
        handler=city.officer,
        office_person=city.office,
    )
    problem.refresh_from_db()
    assert problem.is_sensitive


def test_a_merge_shows_the_row_on_the_other_item(city: City, problem: Problem) -> None:
    item = services.submit(item=drafted(city, problem), by=city.officer, at=at(), version=None)
    other = services.register(
        campaign=city.campaign, content=content(city), by=city.office, at=at()
    )
    services.merge(item=item, by=city.office, at=at(), version=None, into=other)
    moved = ItemOrigin.objects.get(item=other, problem=problem)
    assert moved.merged_from_id == item.pk


def test_the_office_takes_a_problem_into_an_item_that_exists(city: City, problem: Problem) -> None:
    item = services.register(campaign=city.campaign, content=content(city), by=city.office, at=at())
    services.assign(item=item, content=assignment(city), by=city.office, at=at(), version=None)
    found = row(city, problem, city.office)
    with pytest.raises(Denied):
        services.attach(item=fresh(item), row=found, by=city.officer, at=at(), version=None)
    before = fresh(item).version
    services.attach(item=fresh(item), row=found, by=city.office, at=at(), version=before)
    problem.refresh_from_db()
    assert (problem.state, problem.outcome_text) == (ProblemState.LINKED, f"并入{item.number}")
    assert fresh(item).version == before + 1
    with pytest.raises(Conflict, match="已在本事项"):
        services.attach(item=fresh(item), row=found, by=city.office, at=at(), version=None)


@pytest.mark.parametrize("name", ["stranger", "sys_admin", "audit_admin", "cooperator"])
def test_a_row_that_one_may_not_read_does_not_exist(
    city: City, problem: Problem, name: str
) -> None:
    with pytest.raises(NotFound):
        row(city, problem, city.people[name])


def test_what_became_of_a_row_is_told_as_far_as_the_reader_may_know(
    city: City, problem: Problem
) -> None:
    item = services.submit(item=drafted(city, problem), by=city.officer, at=at(), version=None)
    told = {
        name: items_from(RowKind.PROBLEM, [problem.pk], user=city.people[name], on=TODAY)[
            problem.pk
        ][0]
        for name in ("officer", "stranger")
    }
    assert told["officer"].number == item.number
    assert told["officer"].state_label == State.REGISTERED.label
    assert (told["stranger"].number, told["stranger"].url) == ("", "")


def test_the_page_is_filled_and_the_problem_converted(
    city: City, problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    client = browser_of(city.officer)
    url = reverse("rectification:new") + f"?from=problem:{problem.uid}"
    page = client.get(url).content.decode()
    assert TEXT in page and f'value="problem:{problem.uid}"' in page
    answer = client.post(
        url,
        {
            "problem": TEXT,
            "found_on": "2019-10-10",
            "sources": [str(city.sources["masses"].uid)],
            "target": str(city.targets["initiative"].uid),
            "is_sensitive": "no",
            "act": "draft",
            "from": f"problem:{problem.uid}",
        },
    )
    problem.refresh_from_db()
    assert answer.status_code == 303
    assert problem.state == ProblemState.CONVERTED


@pytest.mark.parametrize(
    "word", ["problem:x", "nothing:1", "problem:00000000-0000-4000-8000-000000000000", "::"]
)
def test_a_row_that_is_not_there_is_404(city: City, word: str) -> None:
    url = reverse("rectification:new") + f"?from={word}"
    assert browser_of(city.officer).get(url).status_code == 404


def test_of_an_opinion_only_the_restatement_is_copied(city: City) -> None:
    opinion = Opinion.objects.create(
        campaign=city.campaign,
        origin=OpinionOrigin.PAPER,
        anonymity=Anonymity.ANONYMOUS,
        received_on=TODAY,
        raw_text="三号窗口的那位同志总是不在，我是李家的",
        restatement="窗口值班有时无人",
        department=city.lead,
        state=OpinionState.RESTATED,
        receipt_digest="d",
    )
    found = row_of("opinion", opinion.uid, user=city.office, on=TODAY)
    assert found.initial["problem"] == "窗口值班有时无人"
    assert found.source == city.sources["masses"]
    with pytest.raises(NotFound):  # not released to the department yet
        row_of("opinion", opinion.uid, user=city.officer, on=TODAY)
