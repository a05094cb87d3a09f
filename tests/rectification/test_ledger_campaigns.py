"""The ledger of another batch: its rows, lists and views, and the way back."""

from datetime import timedelta

import pytest

from campaign.models import Campaign, Source, Target
from journal.models import Entry
from rectification.enums import State
from rectification.models import Item
from tests.factories import item_at
from tests.personas import City, at
from tests.rectification.pages import browser_of, stop_clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(city: City, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    """A batch that has ended, with one item, beside the current one with another."""
    stop_clock(monkeypatch)
    batch = Campaign.objects.get(pk=city.campaign.pk)
    batch.pk = batch.id = None
    batch._state.adding = True
    batch.uid = Campaign._meta.get_field("uid").get_default()
    batch.code, batch.name, batch.is_default = "batch-1", "第一批主题教育", False
    batch.save()
    target = Target.objects.create(campaign=batch, code="old", name="首批专项", order=1)
    Source.objects.create(campaign=batch, code="old-source", name="首批来源", order=1)
    old, _ = item_at(city, State.CLOSED), item_at(city, State.IN_PROGRESS)
    Item.objects.filter(pk=old.pk).update(campaign=batch, target=target, title="首批的事项")
    Campaign.objects.filter(pk=batch.pk).update(archived_at=at() - timedelta(days=1))
    return batch


def test_it_shows_that_batch_and_the_way_back(city: City, first: Campaign) -> None:
    mine = Item.objects.get(campaign=city.campaign)
    office = browser_of(city.officer)
    for word in (first.code, str(first.uid)):
        page = office.get(f"/ledger?campaign={word}").content.decode()
        assert "首批的事项" in page and mine.number not in page
        assert first.name in page and "回到当前台账" in page
        assert "首批专项</option>" in page and "首批来源</option>" in page
        assert f"/ledger?campaign={word}&amp;bucket=open" in page, "its views stay with it"
        assert f'name="campaign" value="{word}"' in page, "so do its filters"
    now = office.get("/ledger?bucket=").content.decode()
    assert "首批的事项" not in now and mine.number in now
    assert "回到当前台账" not in now and "首批专项</option>" not in now
    assert office.get("/ledger?campaign=none").status_code == 404


def test_the_calendar_of_a_batch_leads_to_its_rows(city: City, first: Campaign) -> None:
    Item.objects.filter(campaign=first).update(state=State.IN_PROGRESS)
    page = browser_of(city.officer).get(f"/rhythm?campaign={first.code}").content.decode()
    assert f"/ledger?campaign={first.code}&amp;lead=" in page
    assert f"/rhythm?campaign={first.code}&amp;view=" in page
    assert "/ledger?campaign=" not in browser_of(city.officer).get("/rhythm").content.decode()


def test_an_export_is_of_that_batch(city: City, first: Campaign) -> None:
    answer = browser_of(city.officer).post(
        f"/ledger/export?campaign={first.code}", {"sheet": "ledger"}
    )
    assert answer.status_code == 200 and b"".join(answer.streaming_content)
    entry = Entry.objects.get(type="ledger.exported")
    assert (entry.campaign_id, entry.data["rows"]) == (first.pk, 1)


def test_a_kept_view_of_a_batch_opens_there(city: City, first: Campaign) -> None:
    office = browser_of(city.officer)
    kept = {"name": "首批全部", "query": f"campaign={first.code}"}
    answer = office.post("/ledger/views", kept)
    assert (answer.status_code, answer["Location"]) == (303, f"/ledger?campaign={first.code}")
    assert f'href="/ledger?campaign={first.code}"' in office.get("/ledger").content.decode()
