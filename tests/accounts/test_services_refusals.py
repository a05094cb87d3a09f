"""Refusals that no page leads to, but a program might."""

from datetime import timedelta

import pytest

from accounts import services
from accounts.enums import PostKind
from accounts.models import AccessToken, Department
from core.errors import Conflict, Denied, Invalid, NotFound, TransitionNotAllowed
from journal.models import Entry
from tests.accounts.conftest import NOW, House
from tests.accounts.test_imports_organisation import LATER, change, load, refusals

pytestmark = pytest.mark.django_db


def test_an_alias_of_no_length_and_one_that_has_gone(house: House) -> None:
    with pytest.raises(Invalid, match="2至100个字"):
        services.add_alias(department=house.bureau, name=" 教 ", by=None, at=NOW)
    alias = services.add_alias(department=house.bureau, name="教育局", by=None, at=NOW)
    services.remove_alias(alias=alias, by=None, at=NOW)
    alias.pk = 1
    with pytest.raises(NotFound):
        services.remove_alias(alias=alias, by=None, at=NOW)


def test_a_stopped_person_is_granted_and_sent_nothing(house: House) -> None:
    person = house.person("zhao")
    services.deactivate_person(person=person, by=None, at=NOW)
    with pytest.raises(Invalid, match="已停用"):
        services.grant_reading(person=person, department=house.bureau, by=None, at=NOW)
    with pytest.raises(NotFound, match="没有单独授予"):
        services.revoke_reading(person=person, department=house.bureau, by=None, at=NOW)
    with pytest.raises(Invalid, match="已停用"):
        services.invite_link(person=person, by=None, at=NOW)
    with pytest.raises(Invalid, match="已停用"):
        services.issue_token(user=person, days=1, by=None, at=NOW)


def test_an_account_needs_a_name(house: House) -> None:
    with pytest.raises(Invalid, match="请填写账号"):
        services.create_person(username=" ", name="某甲", by=None, at=NOW)


def test_a_post_needs_a_title_and_a_living_department(house: House) -> None:
    Department.objects.filter(pk=house.other.pk).update(ended_on=NOW.date())
    house.other.refresh_from_db()
    with pytest.raises(Invalid) as refusal:
        services.appoint(
            person=house.person("zhao"),
            department=house.other,
            kind=PostKind.OFFICER,
            title=" ",
            by=None,
            at=NOW,
        )
    assert {error.field for error in refusal.value.errors} == {"department", "title"}


def test_a_token_of_somebody_else_is_not_revoked(house: House) -> None:
    services.issue_token(user=house.person("zhao"), days=1, by=None, at=NOW)
    with pytest.raises(Denied, match="本人撤销"):
        services.revoke_token(token=AccessToken.objects.get(), by=house.person("qian"), at=NOW)


def test_unlocking_who_is_not_locked_and_a_lock_of_nobody(house: House) -> None:
    with pytest.raises(TransitionNotAllowed, match="没有被锁定"):
        services.unlock_person(person=house.person("zhao"), by=None, at=NOW)
    services.record_lockout(username="nobody", at=NOW)
    assert not Entry.objects.filter(type="org.sign_in_locked").exists()


def test_the_journal_is_exported_by_the_auditor_alone(house: House) -> None:
    with pytest.raises(Denied, match="安全审计员"):
        services.record_journal_export(by=house.person("zhao"), at=NOW, filters={})


def test_a_lost_race_is_a_conflict(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two requests pass the check together; the constraint lets one through."""
    house.post("zhao", PostKind.FIRST_IN_CHARGE)
    monkeypatch.setattr("accounts.services.posts._make_way", lambda post, by, at: None)
    with pytest.raises(Conflict, match="刚才有人登记"):
        house.post("qian", PostKind.FIRST_IN_CHARGE)


def test_an_import_takes_no_name_of_a_department_outside_the_file() -> None:
    load()
    Department.objects.create(code="900", name="市大数据局", short_name="大数据局")
    text = refusals(departments=lambda rows: rows[3].update(name="市大数据局"))
    assert "名称“市大数据局”已是编码900的单位所用" in text


def test_an_import_ends_no_post_before_it_began() -> None:
    load()
    later = NOW + timedelta(days=20)
    person = Department.objects.get(code="001").posts.get(person__employee_no="E00013").person
    services.end_post(post=person.posts.get(), by=None, at=later)
    services.appoint(
        person=person,
        department=Department.objects.get(code="001"),
        kind=PostKind.OFFICER,
        title="科长",
        by=None,
        at=later,
    )
    assert "晚于生效日期" in refusals(change("E00013", title="科员"))
    assert LATER < later
