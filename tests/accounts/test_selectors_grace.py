"""Five working days of grace after taking a post; who goes on at his desk has none."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import services
from accounts.enums import PostKind
from accounts.selectors import all_in_grace, in_grace
from core import workdays
from tests.accounts.conftest import NOW, House

pytestmark = pytest.mark.django_db
TODAY = NOW.date()  # a Monday


def test_grace_lasts_five_working_days(house: House) -> None:
    post = house.post("zhao", PostKind.FIRST_IN_CHARGE, days_ago=0)
    who = {"person_id": post.person_id, "department_id": house.bureau.pk}
    add = workdays.load().add
    assert [in_grace(on=add(TODAY, n), **who) for n in (0, 4, 5, 6)] == [True, True, False, False]
    assert not in_grace(on=TODAY - timedelta(days=1), **who)


def test_grace_is_of_one_department_and_of_the_head_before_the_officer(house: House) -> None:
    house.post("zhao", PostKind.OFFICER, days_ago=90)
    assert not in_grace(person_id=house.person("zhao").pk, department_id=house.bureau.pk, on=TODAY)
    house.post("zhao", PostKind.FIRST_IN_CHARGE, days_ago=1)
    house.post("zhao", PostKind.OFFICER, house.other, days_ago=90)
    person = house.person("zhao").pk
    pairs = [(person, house.bureau.pk), (person, house.other.pk)]
    assert all_in_grace(pairs=pairs, on=TODAY) == {(person, house.bureau.pk)}


def test_acting_then_holder_is_one_taking_of_the_post(house: House) -> None:
    services.record_acting(
        department=house.bureau,
        person=house.person("zhao"),
        document_number="组〔2026〕1号",
        starts_on=TODAY - timedelta(days=30),
        by=None,
        at=NOW,
    )
    house.post("zhao", PostKind.FIRST_IN_CHARGE, days_ago=0)
    assert not in_grace(person_id=house.person("zhao").pk, department_id=house.bureau.pk, on=TODAY)


def test_many_are_asked_in_two_statements(house: House) -> None:
    posts = [house.post(f"p{n}", PostKind.OFFICER, days_ago=n * 5) for n in range(4)]
    pairs = [(post.person_id, post.department_id) for post in posts]
    with CaptureQueriesContext(connection) as captured:
        found = all_in_grace(pairs=pairs, on=TODAY)
    assert len(captured) == 2
    assert found == set(pairs[:2])
