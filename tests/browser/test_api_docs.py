"""The page that describes the API, in a real browser: as it opens, and with all of it open."""

import pytest

from tests.browser.conftest import SIZES, OpenPage, assert_sound

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("size", SIZES)
def test_the_page_is_sound(open_page: OpenPage, size: str) -> None:
    watched = open_page("/api/v1/docs", size=size)
    assert_sound(watched)
    watched.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert watched.page.locator("details[open]").count() > 80
    assert_sound(watched)
