"""Pages of study, research and meetings in a real browser: sound at both widths."""

import pytest

from campaign import services
from tests.browser.conftest import OpenPage, assert_sound_at_both_widths
from tests.campaign import research, streams
from tests.campaign.test_meetings import recorded
from tests.personas import City, build_city
from tests.rectification.pages import browser_of, stop_clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> City:
    stop_clock(monkeypatch)
    return streams.with_lists(build_city())


def test_study_is_sound_at_both_widths(town: City, open_page: OpenPage) -> None:
    session = streams.held(town)
    streams.outcome_of(town, session)
    coming = streams.planned(town)
    services.save_note(text="读党章", material=None, by=town.officer, at=session.created_at)
    key = browser_of(town.officer).session.session_key
    paths = ["", "/matrix", "/reading", "/plans", "/outcomes", "/notes", "/new"]
    paths += [f"/sessions/{session.uid}", f"/sessions/{coming.uid}/hold"]
    paths += [f"/plans/{town.lead.uid}", f"/plans/{town.lead.uid}/import"]
    watched = open_page("/study", session=key)
    for path in paths:
        assert_sound_at_both_widths(watched.go(f"/study{path}"))


def test_research_and_meetings_are_sound_at_both_widths(town: City, open_page: OpenPage) -> None:
    topic = research.found(town).topic
    meeting = recorded(town)
    key = browser_of(town.officer).session.session_key
    paths = ["/research", "/findings", "/meetings", "/meetings/new", f"/meetings/{meeting.uid}"]
    paths += [f"/research/{topic.uid}{act}" for act in ("", "/plan", "/visit", "/report")]
    paths += [f"/research/{topic.uid}/findings/new"]
    watched = open_page("/research", session=key)
    for path in paths:
        assert_sound_at_both_widths(watched.go(path))
