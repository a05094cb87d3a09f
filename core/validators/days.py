"""Which days a row or a question can mean: a calendar far from today is nobody's, and counting
weeks at the ends of it overflows."""

from datetime import date

from django.core.exceptions import ValidationError

FIRST_YEAR, LAST_YEAR = 1990, 2100
OUT_OF_REACH = f"日期应在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间。"


def in_reach(day: date) -> bool:
    """Whether the day lies within these years."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def check_reach(day: date) -> None:
    """Raise Django's ValidationError for a day out of reach: for the fields of forms."""
    if not in_reach(day):
        raise ValidationError(OUT_OF_REACH, code="invalid")
