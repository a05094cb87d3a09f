"""What the database itself refuses, on both vendors."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Department, DepartmentAlias, Post, User
from tests.accounts.conftest import House

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 1)


def refused(**fields: object) -> bool:
    """Whether the database refuses this post."""
    try:
        with transaction.atomic():
            Post.objects.create(title="局长", starts_on=DAY, **fields)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize("second", ["first_in_charge", "acting"])
@pytest.mark.parametrize("first", ["first_in_charge", "acting"])
def test_a_department_has_one_head_at_a_time(house: House, first: str, second: str) -> None:
    a, b = house.person("a"), house.person("b")
    assert not refused(person=a, department=house.bureau, kind=first)
    assert refused(person=b, department=house.bureau, kind=second)
    assert not refused(person=b, department=house.other, kind=second)


def test_an_ended_head_makes_room(house: House) -> None:
    a, b = house.person("a"), house.person("b")
    assert not refused(person=a, department=house.bureau, kind="first_in_charge", ends_on=DAY)
    assert not refused(person=b, department=house.bureau, kind="first_in_charge")


def test_one_open_post_of_a_kind_in_a_department(house: House) -> None:
    a = house.person("a")
    assert not refused(person=a, department=house.bureau, kind="officer")
    assert refused(person=a, department=house.bureau, kind="officer")


@pytest.mark.parametrize(
    "fields", [{"kind": "king"}, {"kind": "officer", "ends_on": date(2025, 1, 1)}]
)
def test_a_post_of_an_unknown_kind_or_ending_before_it_begins(
    house: House, fields: dict[str, object]
) -> None:
    assert refused(person=house.person("a"), department=house.bureau, **fields)


@pytest.mark.parametrize(
    "changes", [{"is_superuser": True}, {"is_active": False}, {"admin_role": "emperor"}]
)
def test_a_person_is_no_superuser_has_a_known_role_and_a_time_of_leaving(
    house: House, changes: dict[str, object]
) -> None:
    person = house.person("a")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=person.pk).update(**changes)


def test_codes_names_and_aliases_are_unique(house: House) -> None:
    DepartmentAlias.objects.create(department=house.bureau, name="教育局")
    with pytest.raises(IntegrityError), transaction.atomic():
        DepartmentAlias.objects.create(department=house.other, name="教育局")
    with pytest.raises(IntegrityError), transaction.atomic():
        Department.objects.create(code="099", name="市教育局", short_name="另一个")
    with pytest.raises(IntegrityError), transaction.atomic():
        Department.objects.filter(pk=house.bureau.pk).update(parent=house.bureau)
