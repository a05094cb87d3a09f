"""Days at the ends of the calendar are answered with a sentence, never with an error."""

import pytest

from tests.factories import Walk
from tests.personas import City
from tests.rectification.pages import browser_of, stop_clock

ENDS = ("0001-01-01", "9999-12-31")


@pytest.mark.parametrize("day", ENDS)
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/weekly", "on"),
        ("/ledger", "late_on"),
        ("/ledger", "done_week"),
        ("/ledger", "reopened_week"),
        ("/ledger/export", "late_on"),
    ],
)
def test_pages(city: City, path: str, name: str, day: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)
    answer = browser_of(city.office_head).get(path, {name: day})
    assert answer.status_code in (200, 422)


def test_a_due_date_in_the_year_9999_is_refused_beside_its_field(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    item = Walk(city).registered().item
    typed = {
        "version": item.version,
        "lead_department": str(city.lead.uid),
        "assigned_kind": "time_limited",
        "standard": "三个小区全部通暖",
        "due_on": "9999-12-31",
    }
    answer = browser_of(city.office).post(f"/items/{item.uid}/actions/assign", typed)
    assert answer.status_code == 422
    assert "1990 年至 2100 年之间" in answer.content.decode()
