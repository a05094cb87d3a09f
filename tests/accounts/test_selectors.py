"""Questions about the organisation: answered for many departments by one statement."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts import selectors, services
from accounts.enums import PostKind
from tests.accounts.conftest import NOW, House

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def town(house: House) -> House:
    house.post("member", PostKind.TEAM_MEMBER, order=2)
    house.post("head", PostKind.FIRST_IN_CHARGE, order=1)
    house.post("clerk", PostKind.OFFICER, order=4)
    house.post("liaison", PostKind.LIAISON, order=3)
    house.post("mayor", PostKind.FIRST_IN_CHARGE, house.root)
    house.post("deputy", PostKind.TEAM_MEMBER, house.root, portfolio=[house.bureau, house.other])
    return house


def test_heads_of_many_by_one_statement(
    town: House, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ids = [town.root.pk, town.bureau.pk, town.other.pk]
    with django_assert_num_queries(1):
        heads = selectors.heads_of(ids, TODAY)
        assert {pk: head.user.username for pk, head in heads.items()} == {
            town.root.pk: "mayor",
            town.bureau.pk: "head",
        }


def test_a_head_is_a_head_from_day_to_day(town: House) -> None:
    before = TODAY - timedelta(days=31)
    assert selectors.head_of(town.bureau.pk, before) is None
    assert selectors.head_of(town.bureau.pk, before + timedelta(days=1)) is not None
    services.end_post(post=selectors.head_of(town.bureau.pk, TODAY).post, by=None, at=NOW)
    assert selectors.head_of(town.bureau.pk, TODAY) is None
    assert selectors.head_of(town.bureau.pk, TODAY - timedelta(days=1)) is not None


def test_a_stopped_head_is_a_vacancy(town: House) -> None:
    services.deactivate_person(person=town.person("head"), by=None, at=NOW)
    assert town.bureau in selectors.vacant_departments(TODAY)


def test_team_and_officers_in_rank_order(town: House) -> None:
    team = selectors.team_of(town.bureau.pk, TODAY)
    assert [post.person.username for post in team] == ["head", "member"]
    officers = selectors.officers_of([town.bureau.pk, town.other.pk], TODAY)
    assert [post.person.username for post in officers[town.bureau.pk]] == ["liaison", "clerk"]
    assert officers[town.other.pk] == []


def test_city_leaders_of_many_departments(
    town: House, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        found = selectors.city_leaders_for([town.bureau.pk, town.other.pk, town.root.pk], TODAY)
    usernames = {pk: [post.person.username for post in posts] for pk, posts in found.items()}
    assert usernames == {town.bureau.pk: ["deputy"], town.other.pk: ["deputy"], town.root.pk: []}


def test_names_for_a_reader_of_ledgers(
    town: House, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    services.add_alias(department=town.bureau, name="市教委", by=None, at=NOW)
    with django_assert_num_queries(2):
        names = selectors.department_names()
    assert [row.code for row in names] == ["000", "003", "00301", "010"]
    assert names[1].aliases == ("市教委",)
    assert (names[2].parent_id, names[2].is_sub_unit) == (town.bureau.pk, True)


def test_people_by_name_in_a_department(town: House) -> None:
    person = town.person("clerk")
    assert selectors.people_by_name(town.bureau.pk, f" {person.name} ", TODAY) == [person]
    assert selectors.people_by_name(town.other.pk, person.name, TODAY) == []
    town.post("clerk", PostKind.LIAISON)
    assert selectors.people_by_name(town.bureau.pk, person.name, TODAY) == [person]
