"""Every state is reachable by the ordinary path, through the services."""

import pytest

from rectification.enums import State
from tests.factories import item_at
from tests.personas import City


@pytest.mark.parametrize("state", State.values)
def test_every_state_is_reached_by_services(city: City, state: str) -> None:
    item = item_at(city, state)
    assert item.state == state
