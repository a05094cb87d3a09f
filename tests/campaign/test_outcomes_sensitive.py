"""A sensitive outcome of study is its author's alone: pages, lists, API, goals, items of it."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from campaign import services
from campaign.enums import ListKind
from campaign.models import StudyOutcome
from campaign.services.goals import GoalContent
from campaign.services.study_outcomes import OutcomeContent
from core.errors import GuardFailed, Invalid, NotFound
from rectification import services as rectification
from rectification.selectors.origins import row_of
from tests.api import ApiClient
from tests.campaign import streams
from tests.factories import content
from tests.personas import TODAY, City, at
from tests.rectification.pages import browser_of, stop_clock

pytestmark = pytest.mark.django_db
TEXT = "反映某科室干部私下收受好处，待核"
GOAL = GoalContent("目标", "annual", "户数", Decimal(0), Decimal(1))
OTHERS = ("first_in_charge", "office", "office_head", "group_leader", "stranger", "sys_admin")


@pytest.fixture(autouse=True)
def noon(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)
    streams.with_lists(city)


def kind(city: City) -> Any:
    return streams.entry(city, ListKind.STUDY_CONVERSION)


def sensitive(city: City) -> StudyOutcome:
    """Written on the page by the department's officer."""
    session = streams.held(city)
    typed = {"kind": str(kind(city).uid), "text": TEXT, "is_sensitive": "on"}
    url = reverse("campaign:study_outcome_new", args=[session.uid])
    assert browser_of(city.officer).post(url, typed).status_code in (302, 303)
    return StudyOutcome.objects.get()


def change(outcome: StudyOutcome, by: Any, **changed: Any) -> StudyOutcome:
    given = {"kind": outcome.kind, "text": outcome.text, **changed}
    return services.change_outcome(
        outcome=outcome, content=OutcomeContent(**given), by=by, at=at(), version=None
    )


def test_the_form_offers_it_and_the_author_alone_reads_it(city: City) -> None:
    outcome = sensitive(city)
    assert outcome.is_sensitive
    page = reverse("campaign:study_session", args=[outcome.session.uid])
    seen = browser_of(city.officer).get(page).content.decode()
    assert TEXT in seen and "敏感，只有您能看到" in seen and "转为工作目标" not in seen
    edit = reverse("campaign:study_outcome_edit", args=[outcome.uid])
    assert "checked" in browser_of(city.officer).get(edit).content.decode()
    for name in OTHERS:
        client = browser_of(city.people[name])
        assert TEXT not in client.get(page).content.decode(), name
        assert client.get(edit).status_code in (403, 404), name


def test_the_api_offers_it_and_hides_it_likewise(city: City) -> None:
    session = streams.held(city)
    client = ApiClient(city.officer)
    body = {"kind": kind(city).code, "text": TEXT, "is_sensitive": True}
    made = client.post(f"study-sessions/{session.uid}/outcomes", body)
    assert made.status_code == 201 and made.json()["is_sensitive"] is True, made.json()
    path = f"study-outcomes/{made.json()['uid']}"
    for name in OTHERS:
        other = ApiClient(city.people[name])
        assert other.get(path).status_code == 404, name
        assert other.patch(path, {"text": "x"}, If_Match='"1"').status_code == 404, name
        assert TEXT not in other.get("study-outcomes").content.decode(), name
    kept = client.patch(path, {"text": f"{TEXT}。"}, If_Match=made["ETag"])
    assert kept.json()["is_sensitive"] is True
    opened = client.patch(path, {"is_sensitive": False}, If_Match=kept["ETag"])
    assert opened.json()["is_sensitive"] is False
    assert ApiClient(city.first_in_charge).get(path).status_code == 200


def test_nobody_else_closes_it_off_or_changes_it(city: City) -> None:
    outcome = streams.outcome_of(city, streams.held(city))
    with pytest.raises(Invalid, match="登记人本人"):
        change(outcome, city.first_in_charge, is_sensitive=True)
    change(outcome, city.officer, is_sensitive=True)
    with pytest.raises(NotFound):
        change(outcome, city.first_in_charge, text="改写")


def test_it_does_not_become_a_goal(city: City) -> None:
    outcome = sensitive(city)
    with pytest.raises(GuardFailed, match="敏感成果"):
        services.make_goal(outcome=outcome, content=GOAL, by=city.officer, at=at(), version=None)


def test_it_stays_closed_once_an_item_came_out_of_it(city: City) -> None:
    outcome = sensitive(city)
    row = row_of("outcome", outcome.uid, user=city.officer, on=TODAY)
    assert row.initial["is_sensitive"] == "yes"
    typed = content(city, row=row, is_sensitive=True)
    rectification.register(
        campaign=city.campaign, content=typed, by=city.officer, at=at(), department=city.lead
    )
    with pytest.raises(Invalid, match="随该事项"):
        change(outcome, city.officer, is_sensitive=False)
    change(outcome, city.officer, is_sensitive=True, text=f"{TEXT}。")
    assert StudyOutcome.objects.get().is_sensitive
