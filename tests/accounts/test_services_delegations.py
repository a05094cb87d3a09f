"""Delegation: by the head himself, to his team, for fifteen working days at most."""

from datetime import date, timedelta

import pytest

from accounts import services
from accounts.enums import PostKind
from accounts.models import Delegation, Post
from accounts.permissions import standing_of
from core import workdays
from core.errors import Conflict, Denied, Invalid, TransitionNotAllowed
from journal.models import Entry
from tests.accounts.conftest import NOW, House

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def head(house: House) -> Post:
    house.post("qian", PostKind.TEAM_MEMBER)
    return house.post("zhao", PostKind.FIRST_IN_CHARGE)


def delegated(house: House, head: Post, **changes: object) -> Delegation:
    given = {
        "post": head,
        "delegate": house.person("qian"),
        "ends_on": TODAY,
        "reason": "外出学习",
        "by": head.person,
        "at": NOW,
    }
    return services.make_delegation(**(given | changes))


def test_the_delegate_signs_for_the_department(house: House, head: Post) -> None:
    delegated(house, head)
    assert standing_of(house.person("qian"), TODAY).signs_for == {house.bureau.pk}
    assert not standing_of(house.person("qian"), TODAY + timedelta(days=1)).signs_for
    assert Entry.objects.get(type="org.delegation_made").actor == head.person


def test_fifteen_working_days_and_not_one_more(house: House, head: Post) -> None:
    last = workdays.load().add(TODAY, 14)
    with pytest.raises(Invalid, match="所填期间为16个工作日"):
        delegated(house, head, ends_on=workdays.load().add(last, 1))
    assert delegated(house, head, ends_on=last).ends_on == last


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"starts_on": date(2026, 3, 1)}, "过去的日期"),
        ({"ends_on": date(2026, 3, 1)}, "不能早于开始日期"),
        ({"reason": "  "}, "委托事由"),
    ],
)
def test_days_and_reason(
    house: House, head: Post, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Invalid, match=sentence):
        delegated(house, head, **changes)


def test_only_to_an_active_member_of_the_same_team(house: House, head: Post) -> None:
    house.post("sun", PostKind.TEAM_MEMBER, house.other)
    house.post("li", PostKind.OFFICER)
    for username in ("sun", "li"):
        with pytest.raises(Invalid, match="班子成员"):
            delegated(house, head, delegate=house.person(username))
    with pytest.raises(Invalid, match="不能委托给本人"):
        delegated(house, head, delegate=head.person)


def test_only_by_the_head_himself(house: House, head: Post) -> None:
    with pytest.raises(Denied, match="本人办理"):
        delegated(house, head, by=house.person("qian"))
    seat = house.person("qian").posts.get()
    with pytest.raises(Denied, match="现任第一责任人"):
        delegated(house, seat, by=house.person("qian"), delegate=head.person)


def test_no_two_for_one_day_until_revoked(house: House, head: Post) -> None:
    first = delegated(house, head)
    house.post("sun", PostKind.TEAM_MEMBER)
    with pytest.raises(Conflict, match="qian某甲"):
        delegated(house, head, delegate=house.person("sun"))
    with pytest.raises(Denied):
        services.revoke_delegation(delegation=first, by=house.person("sun"), at=NOW)
    services.revoke_delegation(delegation=first, by=head.person, at=NOW)
    with pytest.raises(TransitionNotAllowed):
        services.revoke_delegation(delegation=first, by=head.person, at=NOW)
    delegated(house, head, delegate=house.person("sun"))
