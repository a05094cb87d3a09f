"""四个查找: nobody is shown them before the office has settled their wording."""

from datetime import date
from pathlib import Path

import pytest

from campaign.imports import import_preset
from campaign.models import Campaign, ListEntry
from journal.models import Entry
from tests.campaign.reviewing import add_lists
from tests.personas import City, at
from tests.rectification.pages import browser_of, stop_clock

pytestmark = pytest.mark.django_db

PRESET = Path(__file__).resolve().parents[2] / "campaign/presets/2019-second-batch.json"


def test_the_office_words_and_activates_and_then_they_stand_beside_the_form(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_lists(city)
    stop_clock(monkeypatch)
    officer, office = browser_of(city.officer), browser_of(city.office)
    assert "对照一" not in officer.get("/review/new").content.decode()
    assert officer.get("/campaign/questions").status_code == 403
    assert "/campaign/questions" not in officer.get("/campaign/lists").content.decode()
    assert "/campaign/questions" in office.get("/campaign/lists").content.decode()
    wrong = office.post("/campaign/questions", {"code": "gap1", "name": "", "is_active": "on"})
    assert wrong.status_code == 422
    given = {"code": "gap1", "name": "对照初心使命找差距", "is_active": "on"}
    assert office.post("/campaign/questions", given).status_code == 303
    assert "对照初心使命找差距" in officer.get("/review/new").content.decode()
    data = Entry.objects.get(type="campaign.question_settled").data
    assert (data["from"]["name"], data["to"]["is_active"]) == ("对照一", True)


def test_a_preset_that_is_loaded_again_leaves_settled_words_alone(city: City) -> None:
    import_preset(PRESET, starts_on=date(2019, 9, 9), by=None, at=at())
    campaign = Campaign.objects.get(code="2019-second-batch")
    rows = ListEntry.objects.filter(campaign=campaign, kind="gap_questions")
    assert rows.filter(is_active=True).count() == 0
    rows.filter(code="political").update(name="确认过的表述", is_active=True, confirmed_at=at())
    report = import_preset(PRESET, starts_on=date(2019, 9, 9), by=None, at=at())
    assert rows.get(code="political").name == "确认过的表述"
    assert report.changed == 0
