"""Working days: national calendar, overrides over it, Monday to Friday beyond it."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from core import workdays
from core.models import WorkdayOverride
from core.workdays import Workdays

CALENDAR = Workdays()
DAYS = st.dates(min_value=date(2018, 1, 1), max_value=date(2030, 12, 31))


def test_workdays_make_up_sunday_2019_is_worked() -> None:
    assert CALENDAR.is_workday(date(2019, 9, 29))
    assert CALENDAR.is_workday(date(2019, 10, 12))


def test_workdays_national_holiday_2019_is_off() -> None:
    assert not any(CALENDAR.is_workday(date(2019, 10, day)) for day in range(1, 8))


@pytest.mark.parametrize(("year", "expected"), [(2019, 250), (2025, 248), (2026, 248)])
def test_workdays_count_of_a_year_matches_the_announced_one(year: int, expected: int) -> None:
    assert CALENDAR.between(date(year - 1, 12, 31), date(year, 12, 31)) == expected


def test_workdays_seventh_after_make_up_sunday_skips_the_holiday() -> None:
    assert CALENDAR.add(date(2019, 9, 29), 7) == date(2019, 10, 14)


def test_workdays_unannounced_year_is_guessed_by_weekday_and_says_so() -> None:
    assert CALENDAR.is_workday(date(2027, 1, 1))  # a Friday, holiday or not
    assert not CALENDAR.is_workday(date(2027, 1, 2))
    assert not CALENDAR.is_known(date(2027, 1, 1))
    assert CALENDAR.is_known(date(2026, 12, 31))
    assert CALENDAR.add(date(2026, 12, 31), 1) == date(2027, 1, 1)
    assert CALENDAR.known_until() == date(2026, 12, 31)


def test_workdays_override_wins_over_library_and_over_the_guess() -> None:
    calendar = Workdays({date(2027, 1, 1): False, date(2019, 9, 30): False})
    assert not calendar.is_workday(date(2027, 1, 1))
    assert not calendar.is_workday(date(2019, 9, 30))
    assert calendar.add(date(2019, 9, 29), 1) == date(2019, 10, 8)


def test_workdays_few_declared_days_do_not_make_a_year_known() -> None:
    calendar = Workdays({date(2027, 1, 1): False, date(2027, 2, 14): True})
    assert not calendar.is_known(date(2027, 1, 1))
    assert calendar.missing_festivals(2027) == [
        "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"
    ]  # fmt: skip
    assert calendar.known_until() == date(2026, 12, 31)


WHOLE_2027 = {
    date(2027, month, day): False
    for month, day in ((1, 1), (2, 8), (4, 5), (5, 3), (6, 9), (9, 15), (10, 1))
}


def test_workdays_a_declared_year_is_known_and_the_next_one_is_not() -> None:
    calendar = Workdays(WHOLE_2027)
    assert calendar.is_known(date(2027, 6, 1))
    assert not calendar.is_known(date(2028, 1, 1))
    assert calendar.known_until() == date(2027, 12, 31)
    days = [date(2026, 12, 31), date(2027, 3, 1), date(2028, 1, 4), None, date(2029, 1, 4)]
    assert calendar.guessed_years(days, since=date(2026, 11, 26)) == [2028, 2029]
    assert Workdays().guessed_years([date(2000, 5, 8)], since=date(2026, 11, 26)) == []


@pytest.mark.parametrize("festival", sorted(WHOLE_2027))
def test_workdays_a_year_without_one_festival_is_not_known(festival: date) -> None:
    days = {day: worked for day, worked in WHOLE_2027.items() if day != festival}
    assert not Workdays(days).is_known(festival)
    assert len(Workdays(days).missing_festivals(2027)) == 1
    assert not Workdays(days | {festival: True}).is_known(festival)  # a make-up day is no holiday


@pytest.mark.parametrize("year", range(2008, 2027))
def test_workdays_every_announced_year_would_pass_as_a_whole(year: int) -> None:
    """The rule against nineteen years of announcements, given as days off beyond weekends too."""
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    off = {day: False for day in days if chinese_calendar.is_holiday(day)}
    named = {
        day: False
        for day in off
        if day.weekday() < 5 or chinese_calendar.get_holiday_detail(day)[1] is not None
    }
    assert Workdays(named).missing_festivals(year) == []


def test_workdays_last_and_next_around_a_holiday() -> None:
    assert CALENDAR.last_on_or_before(date(2019, 10, 5)) == date(2019, 9, 30)
    assert CALENDAR.next_on_or_after(date(2019, 10, 5)) == date(2019, 10, 8)
    assert CALENDAR.last_on_or_before(date(2019, 10, 8)) == date(2019, 10, 8)


@given(day=DAYS, count=st.integers(-400, 400))
def test_workdays_between_undoes_add(day: date, count: int) -> None:
    assert CALENDAR.between(day, CALENDAR.add(day, count)) == count


@given(start=DAYS, length=st.integers(0, 800))
def test_workdays_between_counts_what_is_workday_says(start: date, length: int) -> None:
    days = [start + timedelta(days=offset + 1) for offset in range(length)]
    end = start + timedelta(days=length)
    assert CALENDAR.between(start, end) == sum(map(CALENDAR.is_workday, days))


@pytest.mark.django_db
def test_workdays_load_reads_overrides_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    WorkdayOverride.objects.create(date=date(2028, 1, 3), is_workday=False, name="元旦")
    with django_assert_num_queries(1):  # the overrides
        calendar = workdays.load()
        assert not calendar.is_workday(date(2028, 1, 3))
        assert calendar.is_workday(date(2028, 1, 4))
