"""Accounts are made without a password, stopped at once, and never deleted."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from accounts import services
from accounts.enums import PostKind
from accounts.models import AccessToken, DepartmentGrant, User
from accounts.permissions import standing_of
from core.errors import Conflict, Denied, Invalid, TransitionNotAllowed
from journal.models import Entry
from tests.accounts.conftest import NOW, PASSWORD, House

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def test_a_new_person_has_no_password_and_initials(house: House) -> None:
    person = services.create_person(username=" ZHAO ", name="赵某甲", by=None, at=NOW)
    assert (person.username, person.initials) == ("zhao", "zmj")
    assert not person.has_usable_password()


def test_account_and_number_are_once(house: House) -> None:
    services.create_person(username="zhao", name="赵某甲", employee_no="9", by=None, at=NOW)
    with pytest.raises(Invalid) as refusal:
        services.create_person(username="Zhao", name="", employee_no="9", by=None, at=NOW)
    assert {error.field for error in refusal.value.errors} == {"username", "name", "employee_no"}


def test_stopping_ends_everything_at_once(house: House, as_user: Callable[[User], Client]) -> None:
    person = house.with_password("zhao")
    head = house.post("zhao", PostKind.FIRST_IN_CHARGE)
    house.post("qian", PostKind.TEAM_MEMBER)
    services.grant_reading(person=person, department=house.other, by=None, at=NOW)
    delegation = services.make_delegation(
        post=head,
        delegate=house.person("qian"),
        ends_on=TODAY,
        reason="出差",
        by=person,
        at=NOW,
    )
    token = services.issue_token(user=person, days=300, by=person, at=NOW)
    browser = as_user(person)
    bearer = {"authorization": f"Bearer {token}"}
    assert browser.get("/departments").status_code == 200
    assert Client().get("/api/v1/me", headers=bearer).status_code == 200

    assert services.deactivate_person(person=person, by=None, at=NOW) is True

    assert browser.get("/departments").status_code == 302
    assert Client().get("/api/v1/me", headers=bearer).status_code == 401
    head.refresh_from_db()
    delegation.refresh_from_db()
    assert (head.ends_on, delegation.revoked_at, person.deactivated_at) == (TODAY, NOW, NOW)
    assert not DepartmentGrant.objects.exists()
    assert standing_of(person, TODAY).posts == ()
    told = set(Entry.objects.values_list("type", flat=True))
    assert {"org.person_deactivated", "org.post_ended", "org.delegation_revoked"} <= told


def test_stopping_twice_does_nothing_twice(house: House) -> None:
    person = house.person("zhao")
    services.deactivate_person(person=person, by=None, at=NOW)
    entries = Entry.objects.count()
    assert services.deactivate_person(person=person, by=None, at=NOW) is False
    assert Entry.objects.count() == entries


def test_a_delegate_who_is_stopped_signs_no_more(house: House) -> None:
    house.post("qian", PostKind.TEAM_MEMBER)
    head = house.post("zhao", PostKind.FIRST_IN_CHARGE)
    delegation = services.make_delegation(
        post=head,
        delegate=house.person("qian"),
        ends_on=TODAY,
        reason="出差",
        by=head.person,
        at=NOW,
    )
    services.deactivate_person(person=house.person("qian"), by=None, at=NOW)
    delegation.refresh_from_db()
    assert delegation.revoked_at == NOW


def test_a_person_comes_back_without_posts_and_without_password(house: House) -> None:
    person = house.with_password("zhao")
    house.post("zhao", PostKind.OFFICER)
    services.deactivate_person(person=person, by=None, at=NOW)
    services.reactivate_person(person=person, by=None, at=NOW)
    assert person.is_active
    assert not person.check_password(PASSWORD)
    assert standing_of(person, TODAY).posts == ()
    with pytest.raises(TransitionNotAllowed):
        services.reactivate_person(person=person, by=None, at=NOW)


def test_who_may(house: House) -> None:
    sys_admin, person = house.admin("sys_admin"), house.person("zhao")
    for by in (person, house.admin("sec_admin"), house.admin("audit_admin")):
        with pytest.raises(Denied, match="系统管理员"):
            services.deactivate_person(person=person, by=by, at=NOW)
        with pytest.raises(Denied, match="系统管理员"):
            services.create_person(username="x", name="某", by=by, at=NOW)
        with pytest.raises(Denied, match="系统管理员"):
            services.invite_link(person=person, by=by, at=NOW)
    with pytest.raises(Denied, match="自己的账号"):
        services.deactivate_person(person=sys_admin, by=sys_admin, at=NOW)
    with pytest.raises(Denied, match="安全保密管理员"):
        services.set_admin_role(person=person, role="sys_admin", by=sys_admin, at=NOW)


def test_one_person_is_one_administrator_and_nothing_else(house: House) -> None:
    admin = house.admin("sys_admin")
    with pytest.raises(Conflict, match="一人只能担任一员"):
        services.set_admin_role(person=admin, role="audit_admin", by=None, at=NOW)
    house.post("zhao", PostKind.OFFICER)
    with pytest.raises(Conflict, match="不能兼任三员"):
        services.set_admin_role(person=house.person("zhao"), role="sys_admin", by=None, at=NOW)
    with pytest.raises(Denied, match="不得担任业务职务"):
        services.grant_reading(person=admin, department=house.other, by=None, at=NOW)
    services.set_admin_role(person=admin, role="", by=None, at=NOW)
    services.set_admin_role(person=admin, role="audit_admin", by=None, at=NOW)
    with pytest.raises(Denied, match="自己的三员角色"):
        services.set_admin_role(
            person=house.admin("sec_admin"), role="", by=admin_of(house), at=NOW
        )


def admin_of(house: House) -> User:
    return house.admin("sec_admin")


def test_tokens_are_ones_own_shown_once_and_end(house: House) -> None:
    person, sys_admin = house.person("zhao"), house.admin("sys_admin")
    with pytest.raises(Denied, match="本人签发"):
        services.issue_token(user=person, days=1, by=sys_admin, at=NOW)
    with pytest.raises(Invalid, match="365"):
        services.issue_token(user=person, days=366, by=person, at=NOW)
    plain = services.issue_token(user=person, days=365, by=person, at=NOW)
    token = AccessToken.objects.get()
    assert plain not in (token.digest, token.name)
    assert token.expires_at == NOW + timedelta(days=365)
    assert plain not in str(list(Entry.objects.values()))
    services.revoke_token(token=token, by=person, at=NOW)
    with pytest.raises(TransitionNotAllowed):
        services.revoke_token(token=token, by=person, at=NOW)


def test_aliases_are_nobody_elses_name(house: House) -> None:
    alias = services.add_alias(department=house.bureau, name=" 教育局 ", by=None, at=NOW)
    assert alias.name == "教育局"
    for name in ("教育局", "市财政局", "市一中"):
        with pytest.raises(Conflict, match=name):
            services.add_alias(department=house.bureau, name=name, by=None, at=NOW)
    with pytest.raises(Denied, match="系统管理员"):
        services.remove_alias(alias=alias, by=house.admin("sec_admin"), at=NOW)
    services.remove_alias(alias=alias, by=house.admin("sys_admin"), at=NOW)
    services.add_alias(department=house.other, name="教育局", by=None, at=NOW)


def test_reading_is_granted_and_taken_back_through_guardian(house: House) -> None:
    person, by = house.person("zhao"), house.admin("sec_admin")
    services.grant_reading(person=person, department=house.other, by=by, at=NOW)
    assert person.has_perm("accounts.read_department", house.other)
    assert standing_of(person, TODAY).granted_departments == {house.other.pk}
    with pytest.raises(Conflict):
        services.grant_reading(person=person, department=house.other, by=by, at=NOW)
    services.revoke_reading(person=person, department=house.other, by=by, at=NOW)
    assert standing_of(person, TODAY).granted_departments == frozenset()
    with pytest.raises(Denied):
        services.grant_reading(person=person, department=house.other, by=person, at=NOW)


def test_a_grant_opens_nothing_after_its_last_day(house: House) -> None:
    person, given = house.person("zhao"), {"department": house.other, "by": None, "at": NOW}
    with pytest.raises(Invalid, match="已经过去"):
        services.grant_reading(person=person, last_on=TODAY - timedelta(days=1), **given)
    services.grant_reading(person=person, last_on=TODAY, **given)
    assert standing_of(person, TODAY).granted_departments == {house.other.pk}
    assert standing_of(person, TODAY + timedelta(days=1)).granted_departments == frozenset()
    later = {**given, "at": NOW + timedelta(days=1)}
    services.grant_reading(person=person, last_on=TODAY + timedelta(days=9), **later)
    assert standing_of(person, TODAY + timedelta(days=9)).granted_departments == {house.other.pk}
