"""A handover in a real browser: list, sheet, print and signature are sound at both widths."""

import pytest

from accounts import services
from core import clock
from tests.browser.conftest import OpenPage, assert_sound_at_both_widths
from tests.personas import City, build_city
from tests.rectification.handovers import head_leaves, takes_over
from tests.rectification.pages import browser_of, stop_clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> City:
    stop_clock(monkeypatch)
    return build_city()


def test_the_pages_of_a_handover_are_sound_at_both_widths(town: City, open_page: OpenPage) -> None:
    handover = head_leaves(town, clock.now())
    takes_over(town, clock.now())
    session = browser_of(town.stranger_head).session.session_key
    first = handover.lines.order_by("order").first()
    places = ["", f"/{handover.uid}", f"/{handover.uid}/lines/{first.uid}/refuse"]
    watched = open_page("/handovers", session=session)
    for place in [*places, f"/{handover.uid}/sheet"]:
        assert_sound_at_both_widths(watched.go(f"/handovers{place}"))
    services.accept_lines(handover=handover, by=town.stranger_head, at=clock.now())
    assert_sound_at_both_widths(watched.go(f"/handovers/{handover.uid}/sign"))
