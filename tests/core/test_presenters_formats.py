"""Dates and sizes as the reader sees them."""

from datetime import UTC, date, datetime

from django.template import Context, Template

from core import presenters


def test_formats_of_days_and_moments() -> None:
    at = datetime(2025, 11, 20, 8, 8, tzinfo=UTC)
    assert presenters.moment(at) == "11月20日 16:08"
    assert presenters.moment_full(at) == "2025-11-20 16:08"
    assert presenters.day(date(2025, 11, 3)) == "2025-11-03"
    assert presenters.day_short(date(2025, 11, 3)) == "11-03"
    assert presenters.day_words(date(2025, 11, 3)) == "2025年11月3日"
    assert presenters.day(None) == presenters.moment(None) == presenters.moment_full(None) == ""


def test_formats_of_sizes() -> None:
    sizes = [presenters.file_size(size) for size in (812, 34 * 1024, int(1.24 * 1024 * 1024))]
    assert sizes == ["812 B", "34 KB", "1.2 MB"]


def test_formats_are_filters() -> None:
    text = Template("{% load formats %}{{ on|day_short }} {{ size|file_size }}")
    assert text.render(Context({"on": date(2025, 11, 3), "size": 5})) == "11-03 5 B"
