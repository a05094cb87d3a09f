"""The item's page by state and viewer."""

import pytest

from rectification.enums import State
from tests.factories import item_at
from tests.personas import City
from tests.rectification.pages import browser_of, item_path, stop_clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_page_for_the_office(city: City, state: State) -> None:
    item = item_at(city, state)
    answer = browser_of(city.office).get(item_path(item))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert item.title in page
    assert "责任与时限" in page
