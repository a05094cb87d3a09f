"""Call-backs: drawn by a seed, made by another unit, told without telling anybody apart."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Department
from campaign.enums import Satisfaction
from campaign.models import CallBack, Opinion
from campaign.selectors.opinions import satisfaction
from campaign.services import opinions as services
from campaign.services.opinions.calling import drawn
from core.errors import Conflict, Denied, GuardFailed
from journal.models import Entry
from tests.campaign.opining import answered
from tests.personas import City, at, city
from tests.rectification.pages import browser_of, stop_clock

__all__ = ["city"]
pytestmark = pytest.mark.django_db


def draw(city: City, caller: Department, **changes: Any) -> Any:
    options = {"share_percent": 50, "by": city.office, "at": at(), "seed": "s1", **changes}
    return services.draw_call_backs(campaign=city.campaign, caller=caller, **options)


def test_the_draw_can_be_repeated_from_its_seed(city: City) -> None:
    made = answered(city, 4)
    found = draw(city, city.other)
    keys = sorted(str(row.uid) for row in made)
    picked = sorted(str(call.opinion.uid) for call in found.calls.all())
    assert (found.population, len(picked)) == (4, 2)
    assert picked == drawn(keys, 50, "s1")
    assert Entry.objects.get(type="opinion.call_backs_drawn").data["seed"] == "s1"


def test_the_unit_that_was_responsible_is_never_the_caller(city: City) -> None:
    answered(city, 1)
    with pytest.raises(GuardFailed, match="没有可以回访"):
        draw(city, city.lead)
    call = draw(city, city.other).calls.get()
    done = {"call": call, "result": Satisfaction.SATISFIED, "note": "", "at": at()}
    for name in ("officer", "first_in_charge", "office"):
        with pytest.raises(Denied):
            services.record_call(by=city.people[name], **done)
    assert services.record_call(by=city.stranger, **done).result == Satisfaction.SATISFIED
    with pytest.raises(Conflict):
        services.record_call(by=city.stranger, **done)


def test_refusals_are_counted_and_few_answers_not_told_apart(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    answered(city, 2)
    results = [Satisfaction.SATISFIED, Satisfaction.REFUSED]
    calls = draw(city, city.other, share_percent=100).calls.order_by("uid")
    for call, result in zip(calls, results, strict=True):
        services.record_call(call=call, result=result, note="", by=city.stranger, at=at())
    counts = satisfaction(city.campaign).counts
    assert (counts["satisfied"], counts["refused"]) == (1, 1)
    page = browser_of(city.officer).get(reverse("campaign:opinions")).content.decode()
    assert "≤2 件，不分列" in page and "<dt>拒绝回答</dt>" not in page
    office = browser_of(city.office).get(reverse("campaign:opinions")).content.decode()
    assert "<dt>拒绝回答</dt><dd>1</dd>" in office


def test_a_call_shows_the_number_to_the_caller_until_it_is_made(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    answered(city, 1)
    call = draw(city, city.other).calls.get()
    client = browser_of(city.stranger)
    assert "000-0" in client.get(reverse("campaign:opinion_calls")).content.decode()
    answer = client.post(reverse("campaign:opinion_call", args=[call.uid]), {"result": "fair"})
    assert answer.status_code == 303
    assert "000-0" not in client.get(reverse("campaign:opinion_calls")).content.decode()
    assert CallBack.objects.get().called_by == city.stranger


def test_contacts_are_forgotten_half_a_year_after_the_archive(city: City) -> None:
    answered(city, 1)
    city.campaign.archived_at = at()
    city.campaign.save()
    assert services.forget_contacts(at=at() + timedelta(days=100)) == 0
    assert services.forget_contacts(at=at() + timedelta(days=184)) == 1
    assert Opinion.objects.get().contact == ""
