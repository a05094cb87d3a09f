"""Departments are renamed, merged and ended; nothing of them is erased (机构改革)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import services
from accounts.enums import PostKind
from accounts.models import Department, DepartmentGrant, Handover, User
from accounts.permissions import standing_of
from accounts.selectors import ties_of, vacant_departments
from core.errors import Denied, GuardFailed, Invalid, TransitionNotAllowed
from journal.models import Entry
from tests.accounts.conftest import NOW, House

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
NUMBER = "样例办〔2026〕30号"


def propose(house: House, **changes: object) -> None:
    given = {
        "department": house.bureau,
        "successor": house.other,
        "document_number": NUMBER,
        "by": house.admin("sys_admin"),
        "at": NOW,
    }
    services.propose_end(**{**given, **changes})


def merge(house: House, **changes: object) -> None:
    given = {
        "department": house.bureau,
        "into": house.other,
        "document_number": NUMBER,
        "by": house.admin("sys_admin"),
        "at": NOW,
    }
    services.merge_departments(**{**given, **changes})


def types() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("type", flat=True))


# --- another name --------------------------------------------------------------


def test_the_old_names_stay_as_aliases(house: House) -> None:
    by = house.admin("sys_admin")
    services.add_alias(department=house.bureau, name="教体局", by=by, at=NOW)
    services.rename_department(
        department=house.bureau, name="市教育体育局", short_name="教体局", by=by, at=NOW
    )
    row = Department.objects.get(pk=house.bureau.pk)
    assert (row.name, row.short_name, row.code) == ("市教育体育局", "教体局", "003")
    assert set(row.aliases.values_list("name", flat=True)) == {"市教育局"}
    entry = Entry.objects.get(type="org.department_renamed")
    assert (entry.data["from"], entry.data["to"]) == ("市教育局", "市教育体育局")


def test_a_name_is_nobody_elses_and_differs(house: House) -> None:
    by = house.admin("sys_admin")
    services.add_alias(department=house.other, name="财政", by=by, at=NOW)
    for name, short, said in (
        ("市财政局", "教育", "市财政局"),
        ("财政", "教育", "市财政局"),
        ("市教育局", "市教育局", "没有改动"),
        (" ", "教育", "2至100个字"),
    ):
        with pytest.raises(Invalid, match=said):
            services.rename_department(
                department=house.bureau, name=name, short_name=short, by=by, at=NOW
            )
    assert not house.bureau.aliases.exists()


# --- the end, step by step -----------------------------------------------------


def test_first_it_is_said_and_all_goes_on(house: House) -> None:
    propose(house)
    row = Department.objects.select_related("successor").get(pk=house.bureau.pk)
    assert (row.is_active, row.successor, row.end_document) == (True, house.other, NUMBER)
    house.post("zhao", PostKind.OFFICER)
    services.withdraw_end(department=row, by=house.admin("sys_admin"), at=NOW)
    row = Department.objects.get(pk=row.pk)
    assert (row.end_proposed_at, row.successor_id, row.end_document) == (None, None, "")
    with pytest.raises(TransitionNotAllowed, match="没有待办的撤销"):
        services.withdraw_end(department=row, by=house.admin("sys_admin"), at=NOW)
    with pytest.raises(TransitionNotAllowed, match="请先提出撤销"):
        services.end_department(department=row, by=house.admin("sys_admin"), at=NOW)


def test_what_cannot_take_over_is_refused(house: House) -> None:
    third = Department.objects.create(
        code="020", name="市招商局", short_name="市招商局", parent=house.root
    )
    for successor, said in (
        (house.bureau, "不能是它自己"),
        (house.root, "不能牵头"),
        (house.sub_unit, "不能牵头"),
    ):
        with pytest.raises(Invalid, match=said):
            propose(house, successor=successor)
    with pytest.raises(Invalid, match="文号"):
        propose(house, document_number=" ")
    with pytest.raises(Invalid, match="本级政府"):
        propose(house, department=house.root, successor=None)
    propose(house, department=third, successor=house.other)
    with pytest.raises(Invalid, match="也在撤销中"):
        propose(house, successor=third)


def test_a_merger_ends_posts_reading_and_portfolios_and_moves_sub_units(house: House) -> None:
    head = house.post("zhao", PostKind.FIRST_IN_CHARGE)
    house.post("mayor", PostKind.TEAM_MEMBER, house.root, portfolio=[house.bureau])
    services.grant_reading(person=house.person("reader"), department=house.bureau, by=None, at=NOW)
    merge(house)
    house.bureau.refresh_from_db()
    head.refresh_from_db()
    house.sub_unit.refresh_from_db()
    assert (house.bureau.ended_on, house.bureau.is_active) == (TODAY, False)
    assert (head.ends_on, house.sub_unit.parent_id) == (TODAY, house.other.pk)
    assert not DepartmentGrant.objects.exists()
    assert standing_of(house.person("mayor"), TODAY).portfolio == frozenset()
    assert house.bureau not in vacant_departments(TODAY)
    told = types()
    for kind in ("post_ended", "departments_merged", "department_moved", "reading_revoked"):
        assert f"org.{kind}" in told
    with pytest.raises(TransitionNotAllowed, match="已于"):
        propose(house)


def test_without_a_successor_sub_units_hold_it(house: House) -> None:
    by = house.admin("sys_admin")
    propose(house, successor=None)
    with pytest.raises(GuardFailed, match="二级单位1"):
        services.end_department(department=house.bureau, by=by, at=NOW)
    propose(house, department=house.sub_unit, successor=None)
    services.end_department(department=house.sub_unit, by=by, at=NOW)
    services.end_department(department=house.bureau, by=by, at=NOW)
    assert "org.department_ended" in types()


def test_posts_end_with_a_handover_where_something_lay_on_the_desk(house: House) -> None:
    head = house.post("zhao", PostKind.FIRST_IN_CHARGE)
    house.post("qian", PostKind.TEAM_MEMBER)
    services.make_delegation(
        post=head,
        delegate=house.person("qian"),
        ends_on=TODAY + timedelta(days=3),
        reason="出差",
        by=head.person,
        at=NOW,
    )
    merge(house)
    assert set(Handover.objects.values_list("reason", flat=True)) <= {"unit_ended"}
    assert standing_of(house.person("qian"), TODAY).signs_for == frozenset()


def test_an_ended_department_is_refused_with_its_successors_name(house: House) -> None:
    merge(house)
    house.bureau.refresh_from_db()
    sentence = "市教育局已于2026-03-02撤销，并入市财政局，请改选市财政局。"
    with pytest.raises(Invalid, match=sentence):
        house.post("zhao", PostKind.OFFICER, days_ago=0)
    with pytest.raises(Invalid, match=sentence):
        services.grant_reading(
            person=house.person("zhao"), department=house.bureau, by=None, at=NOW
        )
    with pytest.raises(Invalid, match=sentence):
        house.post("mayor", PostKind.TEAM_MEMBER, house.root, portfolio=[house.bureau])
    with pytest.raises(TransitionNotAllowed, match="撤销"):
        services.rename_department(
            department=house.bureau, name="市教委", short_name="教委", by=None, at=NOW
        )


def test_whom_to_choose_is_told_through_later_mergers(house: House) -> None:
    third = Department.objects.create(
        code="020", name="市招商局", short_name="市招商局", parent=house.root
    )
    merge(house)
    merge(house, department=house.other, into=third)
    row = Department.objects.get(pk=house.bureau.pk)
    assert row.end_mark == "已撤销（并入市财政局）"
    assert "并入市财政局，请改选市招商局" in row.end_refusal


def test_people_of_the_successor_read_what_was_taken_over(house: House) -> None:
    house.post("qian", PostKind.OFFICER, house.other)
    house.post("mayor", PostKind.TEAM_MEMBER, house.root, portfolio=[house.other])
    assert standing_of(house.person("qian"), TODAY).granted_departments == frozenset()
    merge(house)
    for name in ("qian", "mayor"):
        standing = standing_of(house.person(name), TODAY)
        assert standing.granted_departments == {house.bureau.pk}
        assert house.bureau.pk not in standing.departments
    third = Department.objects.create(
        code="020", name="市招商局", short_name="市招商局", parent=house.root
    )
    house.post("wu", PostKind.OFFICER, third)
    merge(house, department=house.other, into=third)
    both = {house.bureau.pk, house.other.pk}
    assert standing_of(house.person("wu"), TODAY).granted_departments == both
    assert standing_of(house.person("zhao"), TODAY).granted_departments == frozenset()


@pytest.mark.parametrize("role", ["sec_admin", "audit_admin", "head"])
def test_nobody_else_does_any_of_it(house: House, role: str) -> None:
    by = house.person("head") if role == "head" else house.admin(role)
    acts = {
        services.propose_end: {"successor": house.other, "document_number": NUMBER},
        services.withdraw_end: {},
        services.end_department: {},
        services.merge_departments: {"into": house.other, "document_number": NUMBER},
        services.rename_department: {"name": "市教委", "short_name": "教委"},
    }
    for act, given in acts.items():
        with pytest.raises(Denied, match="系统管理员"):
            act(department=house.bureau, by=by, at=NOW, **given)


def test_the_database_refuses_a_successor_of_nothing(house: House) -> None:
    for broken in ({"successor": house.other}, {"ended_on": TODAY, "successor": house.bureau}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Department.objects.filter(pk=house.bureau.pk).update(**broken)


# --- pages and API -------------------------------------------------------------


def test_the_pages_lead_from_the_proposal_to_the_end(
    house: House, as_user: Callable[[User], Client]
) -> None:
    house.post("zhao", PostKind.OFFICER)
    page, url = as_user(house.admin("sys_admin")), f"/departments/{house.bureau.uid}"
    body = page.get(f"{url}/end").content.decode()
    assert "在用的二级单位" in body
    assert "第一步" in body
    assert page.post(f"{url}/end", {"successor": "", "document_number": ""}).status_code == 422
    typed = {"successor": str(house.other.uid), "document_number": NUMBER}
    assert page.post(f"{url}/end", typed).status_code == 303
    assert "第三步" in page.get(f"{url}/end").content.decode()
    assert "拟撤销" in page.get("/departments").content.decode()
    page.post(f"{url}/end/confirm")
    assert "已撤销（并入市财政局）" in page.get(url).content.decode()
    assert "已撤销（并入市财政局）" in page.get("/departments").content.decode()
    assert "并入本单位的原单位" in page.get(f"/departments/{house.other.uid}").content.decode()
    again = page.post(f"{url}/end/confirm", follow=True).content.decode()
    assert "不能再办" in again
    choices = as_user(house.admin("sec_admin")).get("/admin/grants").content.decode()
    assert str(house.bureau.uid) not in choices


def test_a_department_is_renamed_by_page(house: House, as_user: Callable[[User], Client]) -> None:
    page, url = as_user(house.admin("sys_admin")), f"/departments/{house.bureau.uid}/rename"
    wrong = page.post(url, {"name": "市财政局", "short_name": "教育"})
    assert (wrong.status_code, "已是市财政局" in wrong.content.decode()) == (422, True)
    assert page.post(url, {"name": "市教委", "short_name": "教委"}).status_code == 303
    for role in ("sec_admin", "audit_admin"):
        assert as_user(house.admin(role)).get(url).status_code == 403
    assert as_user(house.person("zhao")).post(url, {"name": "市教"}).status_code == 403


def test_the_api_tells_the_end_and_the_successor(
    house: House, as_user: Callable[[User], Client]
) -> None:
    merge(house)
    api = as_user(house.person("zhao"))
    row = api.get(f"/api/v1/departments/{house.bureau.uid}").json()
    assert (row["is_active"], row["ended_on"]) == (False, "2026-03-02")
    assert row["successor"] == {"uid": str(house.other.uid), "name": "市财政局"}
    living = api.get("/api/v1/departments?is_active=true").json()["results"]
    assert "市教育局" not in {one["name"] for one in living}


def test_the_list_makes_as_many_statements_with_many_ended(
    house: House, as_user: Callable[[User], Client]
) -> None:
    page = as_user(house.person("zhao"))
    merge(house)
    page.get("/departments")
    counts = []
    for n in range(2):
        with CaptureQueriesContext(connection) as made:
            page.get("/departments")
        counts.append(len(made))
        for k in range(5 * (1 - n)):
            Department.objects.create(
                code=f"9{k}",
                name=f"原第{k}局",
                short_name=f"原{k}局",
                parent=house.root,
                ended_on=TODAY,
                successor=house.other,
            )
    assert counts[0] == counts[1]


def test_the_numbers_name_nothing(house: House) -> None:
    house.post("zhao", PostKind.OFFICER)
    found = {tie.key: (tie.count, tie.holds) for tie in ties_of(house.bureau, TODAY)}
    assert found == {"sub_units": (1, True), "posts": (1, False)}
