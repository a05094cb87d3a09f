"""Posts begin and end; a department has one head, or a vacancy that shows."""

from datetime import timedelta

import pytest

from accounts import selectors, services
from accounts.enums import Capacity, PostKind
from accounts.models import Delegation, Post
from core.errors import Conflict, Denied, Invalid, TransitionNotAllowed
from journal.models import Entry
from tests.accounts.conftest import NOW, House

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
DAY = timedelta(days=1)
FIRST, ACTING, MEMBER = PostKind.FIRST_IN_CHARGE, PostKind.ACTING, PostKind.TEAM_MEMBER


def test_a_post_begins_with_its_journal_entry(house: House) -> None:
    post = house.post("zhao", FIRST)
    entry = Entry.objects.get(type="org.post_started")
    assert (entry.subject_id, entry.department_code) == (post.pk, "003")
    assert entry.data["kind"] == "first_in_charge"
    assert selectors.head_of(house.bureau.pk, TODAY).user == house.person("zhao")


def test_nothing_is_planned_ahead(house: House) -> None:
    with pytest.raises(Invalid, match="不能晚于今天"):
        house.post("zhao", FIRST, days_ago=-1)
    post = house.post("zhao", FIRST)
    with pytest.raises(Invalid, match="不能晚于今天"):
        services.end_post(post=post, ends_on=TODAY + DAY, by=None, at=NOW)
    with pytest.raises(Invalid, match="不能早于任职日期"):
        services.end_post(post=post, ends_on=post.starts_on - DAY, by=None, at=NOW)


def test_a_second_first_in_charge_is_refused_by_name(house: House) -> None:
    house.post("zhao", FIRST)
    with pytest.raises(Conflict, match="zhao某甲"):
        house.post("qian", FIRST)


def test_the_same_post_twice_is_refused(house: House) -> None:
    house.post("zhao", MEMBER)
    with pytest.raises(Conflict, match="同类任职"):
        house.post("zhao", MEMBER)


def test_acting_needs_a_document_and_a_vacancy(house: House) -> None:
    def record(number: str = "政办发〔2026〕3号", who: str = "qian") -> Post:
        return services.record_acting(
            department=house.bureau,
            person=house.person(who),
            document_number=number,
            by=None,
            at=NOW,
        )

    with pytest.raises(Invalid, match="依据文号"):
        record(number=" ")
    holder = house.post("zhao", FIRST)
    with pytest.raises(Conflict, match="现任第一责任人是zhao某甲"):
        record()
    services.end_post(post=holder, by=None, at=NOW)
    record()
    head = selectors.head_of(house.bureau.pk, TODAY)
    assert (head.user.username, head.capacity) == ("qian", Capacity.ACTING)
    with pytest.raises(Conflict, match="主持工作"):
        record(who="sun")


def test_a_holder_ends_the_acting(house: House) -> None:
    acting = house.post("qian", ACTING, document_number="1号", days_ago=10)
    with pytest.raises(Invalid, match="不能早于qian某甲主持工作之日"):
        house.post("zhao", FIRST, days_ago=20)
    house.post("zhao", FIRST, days_ago=0)
    acting.refresh_from_db()
    assert acting.ends_on == TODAY
    assert selectors.head_of(house.bureau.pk, TODAY).capacity == Capacity.HOLDER
    assert selectors.head_of(house.bureau.pk, TODAY - DAY).user == acting.person


def test_a_head_does_not_begin_before_the_last_one_left(house: House) -> None:
    services.end_post(post=house.post("zhao", FIRST), by=None, at=NOW)
    with pytest.raises(Invalid, match="上一任的离任日期"):
        house.post("qian", FIRST, days_ago=5)
    house.post("qian", FIRST, days_ago=0)


@pytest.mark.parametrize("kind", [FIRST, PostKind.OFFICER, PostKind.LIAISON])
def test_only_team_members_have_sections(house: House, kind: str) -> None:
    with pytest.raises(Invalid, match="班子成员"):
        house.post("zhao", kind, sections=["业务一科"])


def test_a_city_leader_has_departments(house: House) -> None:
    post = house.post("li", MEMBER, house.root, portfolio=[house.bureau])
    found = selectors.city_leaders_for([house.bureau.pk, house.other.pk], TODAY)
    assert found == {house.bureau.pk: [post], house.other.pk: []}


def test_the_stopped_and_the_administrators_get_no_post(house: House) -> None:
    services.deactivate_person(person=house.person("zhao"), by=None, at=NOW)
    with pytest.raises(Invalid, match="已停用"):
        house.post("zhao", MEMBER)
    house.admin("audit_admin")
    with pytest.raises(Denied, match="安全审计员"):
        house.post("audit_admin", MEMBER)


def test_a_post_ends_once(house: House) -> None:
    post = house.post("zhao", FIRST)
    services.end_post(post=post, by=None, at=NOW)
    assert list(selectors.vacant_departments(TODAY)) == [
        house.root,
        house.bureau,
        house.sub_unit,
        house.other,
    ]
    with pytest.raises(TransitionNotAllowed):
        services.end_post(post=post, by=None, at=NOW)


def test_who_may(house: House) -> None:
    post = house.post("zhao", FIRST)
    for name in ("zhao", "sys_admin", "audit_admin"):
        by = house.admin(name) if name != "zhao" else house.person(name)
        with pytest.raises(Denied, match="安全保密管理员"):
            services.end_post(post=post, by=by, at=NOW)
    services.end_post(post=post, by=house.admin("sec_admin"), at=NOW)


def test_delegations_end_with_the_post_and_with_the_seat_of_the_delegate(house: House) -> None:
    head, seat = house.post("zhao", FIRST), house.post("qian", MEMBER)

    def delegated() -> Delegation:
        return services.make_delegation(
            post=head,
            delegate=house.person("qian"),
            ends_on=TODAY + DAY,
            reason="出差",
            by=house.person("zhao"),
            at=NOW,
        )

    first = delegated()
    services.end_post(post=seat, by=None, at=NOW)
    first.refresh_from_db()
    assert first.revoked_at == NOW
    house.post("qian", MEMBER, days_ago=0)
    second = delegated()
    services.end_post(post=head, by=None, at=NOW)
    second.refresh_from_db()
    assert second.revoked_at == NOW
