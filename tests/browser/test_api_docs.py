"""The page that describes the API, in a real browser: as it opens, and with all of it open."""

import pytest

from tests.browser.conftest import (
    SIZES,
    OpenPage,
    assert_no_horizontal_scroll,
    assert_sound,
    assert_sound_at_both_widths,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_page_is_sound(open_page: OpenPage) -> None:
    """With all of it open axe takes a quarter of a minute: once is enough."""
    watched = open_page("/api/v1/docs")
    assert_sound_at_both_widths(watched)
    watched.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert watched.page.locator("details[open]").count() > 80
    assert_no_horizontal_scroll(watched.page)
    width, height = SIZES["desktop"]
    watched.page.set_viewport_size({"width": width, "height": height})
    assert_sound(watched)
