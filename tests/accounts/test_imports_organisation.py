"""The organisation import on the sample city's two files: again and again, and refused whole."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db.models import Count
from django.forms.models import model_to_dict
from pytest_django import DjangoAssertNumQueries

from accounts import selectors, services
from accounts.enums import Capacity, PersonSource
from accounts.imports import import_organisation
from accounts.models import Department, DepartmentAlias, OrganisationImport, Post, User
from core.errors import Invalid
from journal.models import Entry
from tests.accounts.conftest import DATA, NOW

pytestmark = pytest.mark.django_db

Row = dict[str, str]
Edit = Callable[[list[Row]], object]
LATER = NOW + timedelta(days=7)


def edited(name: str, edit: Edit | None = None) -> bytes:
    """A file of the sample city after `edit` has changed its rows in place."""
    text = (DATA / name).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    columns = list(rows[0])
    if edit:
        edit(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def load(
    people: Edit | None = None,
    departments: Edit | None = None,
    at: datetime = NOW,
    many: bool = False,
) -> dict:
    run = import_organisation(
        departments=edited("departments.csv", departments),
        people=edited("people.csv", people),
        on=at.date(),
        by=None,
        at=at,
        allow_many_leavers=many,
    )
    return run.report


def change(number: str, department: str = "", **changes: str) -> Edit:
    """Change the row(s) of an employee number."""

    def edit(rows: list[Row]) -> None:
        for row in rows:
            if row["employee_no"] == number and row["department_code"].startswith(department):
                row |= changes

    return edit


def leave_out(*numbers: str) -> Edit:
    def edit(rows: list[Row]) -> None:
        rows[:] = [row for row in rows if row["employee_no"] not in numbers]

    return edit


def refusals(people: Edit | None = None, departments: Edit | None = None) -> str:
    """What the import says against the changed files; nothing may have been written."""
    before = [model.objects.count() for model in (Department, User, Post, Entry)]
    with pytest.raises(Invalid) as refusal:
        load(people, departments, at=LATER)
    assert [model.objects.count() for model in (Department, User, Post, Entry)] == before
    return "\n".join([refusal.value.detail, *(row.detail for row in refusal.value.errors)])


def state() -> list:
    """Everything that the import keeps, but its own runs."""
    models = (Department, DepartmentAlias, User, Post)
    return [model_to_dict(row) for model in models for row in model.objects.order_by("id")]


def head(code: str) -> selectors.HeadInCharge | None:
    return selectors.head_of(Department.objects.get(code=code).pk, LATER.date())


# --- the first time -----------------------------------------------------------


def test_the_sample_city(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(60):
        report = load()
    assert (Department.objects.count(), User.objects.count(), Post.objects.count()) == (
        47,
        319,
        320,
    )
    assert report["vacancies"] == []
    assert report["several_posts"] == ["王某辛"]
    assert Department.objects.filter(is_sub_unit=True).count() == 6
    assert not User.objects.exclude(source=PersonSource.IMPORT).exists()
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert User.objects.get(employee_no="E00001").username == "e00001"
    assert User.objects.get(employee_no="E00001").initials == "zmj"


def test_one_head_everywhere_and_one_acting() -> None:
    load()
    heads = selectors.heads_of(Department.objects.values_list("id", flat=True), NOW.date())
    assert len(heads) == 47
    acting = [found for found in heads.values() if found.capacity == Capacity.ACTING]
    assert [found.user.name for found in acting] == ["云某己"]


def test_portfolios_are_departments_for_city_leaders_and_sections_for_others() -> None:
    load()
    leader = Post.objects.get(person__employee_no="E00003")
    codes = leader.portfolio.values_list("department__code", flat=True)
    assert (sorted(codes), leader.sections) == (["004", "005", "018", "028", "040"], [])
    member = Post.objects.get(person__employee_no="E00010")
    assert (member.sections, member.portfolio.count()) == (["人事科", "业务一科"], 0)
    both = Post.objects.filter(person__employee_no="E00008").order_by("department__code")
    assert [(p.portfolio.count(), p.sections) for p in both] == [(3, []), (0, ["综合科"])]


def test_aliases_are_what_one_department_alone_is_called() -> None:
    load()
    names = dict(DepartmentAlias.objects.values_list("name", "department__code"))
    assert (names["市发改委"], names["发改委"], names["发展和改革委员会"]) == ("002", "002", "002")
    assert not set(names) & set(Department.objects.values_list("name", flat=True))


def test_gb18030_is_read_too() -> None:
    files = [edited(name).decode().encode("gb18030") for name in ("departments.csv", "people.csv")]
    import_organisation(departments=files[0], people=files[1], on=NOW.date(), by=None, at=NOW)
    assert User.objects.filter(name="赵某甲").exists()


# --- again --------------------------------------------------------------------


def test_the_same_files_change_nothing() -> None:
    load()
    before, entries = state(), Entry.objects.count()
    report = load(at=LATER)
    assert state() == before
    assert Entry.objects.count() == entries + 1  # that it was run
    told = {key for key, value in report.items() if value}
    assert told == {"people_listed", "posts_listed", "several_posts"}


def test_a_leaver_is_stopped_not_deleted_and_comes_back() -> None:
    load()
    report = load(leave_out("E00009"), at=LATER)
    assert (report["deactivated"], report["vacancies"]) == (["冯某壬"], ["市政府办公室"])
    person = User.objects.get(employee_no="E00009")
    assert (person.is_active, person.posts.get().ends_on) == (False, LATER.date())
    report = load(at=LATER)
    person.refresh_from_db()
    assert (report["people_reactivated"], person.is_active) == (1, True)
    assert person.posts.filter(ends_on=None).count() == 1


def test_who_was_stopped_by_an_administrator_stays_stopped() -> None:
    load()
    person = User.objects.get(employee_no="E00009")
    services.deactivate_person(person=person, by=None, at=NOW)
    report = load(at=LATER)
    person.refresh_from_db()
    assert (report["kept_inactive"], person.is_active) == (["冯某壬"], False)
    assert not person.posts.filter(ends_on=None).exists()


def test_more_than_a_tenth_leaving_is_refused_unless_asked_for() -> None:
    load()
    eleven_percent = leave_out(*(f"E{number:05}" for number in range(200, 236)))
    assert "停用36人，超过现有319人的十分之一" in refusals(eleven_percent)
    assert load(eleven_percent, at=LATER, many=True)["people_deactivated"] == 36
    tenth = leave_out(*(f"E{number:05}" for number in range(200, 264)))
    assert load(tenth, at=LATER)["people_deactivated"] == 28


def test_a_changed_title_ends_the_post_and_starts_another() -> None:
    load()
    load(change("E00013", title="综合科科长"), at=LATER)
    old, new = Post.objects.filter(person__employee_no="E00013").order_by("id")
    assert (old.title, old.ends_on) == ("人事科副科长", LATER.date())
    assert (new.title, new.starts_on, new.ends_on) == ("综合科科长", LATER.date(), None)


@pytest.mark.parametrize("changes", [{"department_code": "002"}, {"post": "liaison"}])
def test_so_does_another_department_and_another_kind(changes: Row) -> None:
    load()
    report = load(change("E00013", **changes), at=LATER)
    assert (report["posts_ended"], report["posts_started"]) == (1, 1)


def test_rank_phone_sections_and_portfolio_change_in_place() -> None:
    load()

    def edit(rows: list[Row]) -> None:
        change("E00003", portfolio="005 004 001", rank="县处级")(rows)
        change("E00010", phone="000-12345678", portfolio="财务科")(rows)

    report = load(edit, at=LATER)
    assert (report["posts_started"], report["posts_ended"], report["posts_updated"]) == (0, 0, 2)
    leader = Post.objects.get(person__employee_no="E00003")
    codes = leader.portfolio.values_list("department__code", flat=True)
    assert (sorted(codes), leader.rank) == (["001", "004", "005"], "县处级")
    assert User.objects.get(employee_no="E00010").phone == "000-12345678"


def test_heads_change_places_in_one_file() -> None:
    load()

    def edit(rows: list[Row]) -> None:
        change("E00015", department_code="003")(rows)
        change("E00021", department_code="002")(rows)

    load(edit, at=LATER)
    assert (head("003").user.employee_no, head("002").user.employee_no) == ("E00015", "E00021")


def test_a_holder_ends_the_acting_of_the_file_and_of_the_office() -> None:
    load()
    load(change("E00302", post="first_in_charge"), at=LATER)
    assert head("040").capacity == Capacity.HOLDER
    load(leave_out("E00009"), at=LATER)
    office = Department.objects.get(code="001")
    deputy = User.objects.get(employee_no="E00010")
    acting = services.record_acting(
        department=office, person=deputy, document_number="府办〔2026〕1号", by=None, at=LATER
    )
    assert load(leave_out("E00009"), at=LATER)["posts_ended"] == 0  # the office's record stays
    load(at=LATER)
    acting.refresh_from_db()
    assert acting.ends_on == LATER.date()
    assert head("001").user.employee_no == "E00009"


def test_departments_are_renamed_and_may_swap_names() -> None:
    load()

    def swap(rows: list[Row]) -> None:
        one, two = rows[2], rows[3]
        one["name"], two["name"] = two["name"], one["name"]

    report = load(departments=swap, at=LATER)
    assert report["departments_updated"] == 2
    assert Department.objects.get(code="002").name == "市教育局"


def test_people_put_in_by_hand_are_left_alone() -> None:
    load()
    services.create_person(username="guest", name="赵某戊", by=None, at=NOW)
    load(at=LATER)
    assert User.objects.get(username="guest").is_active


def test_a_rerun_costs_the_same_few_statements(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    load()
    with django_assert_max_num_queries(30):
        load(at=LATER)


# --- refused whole -------------------------------------------------------------


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (change("E00013", department_code="999"), "人员表第14行：单位编码“999”不在单位表中"),
        (change("E00013", post="boss"), "人员表第14行：任职类别“boss”不认识"),
        (change("E00010", post="first_in_charge", portfolio=""), "市政府办公室有两名第一责任人"),
        (change("E00303", post="acting", portfolio=""), "市招商局有两人主持工作"),
        (change("E00303", post="first_in_charge", portfolio=""), "不能既有第一责任人又有主持工作"),
        (change("E00014", employee_no="E00013"), "工号E00013与第14行重复但姓名不同"),
        (change("E00014", employee_no="e00013"), "工号（不分大小写）与第14行重复"),
        (change("E00008", "001", department_code="000"), "同一人在同一单位的同类任职"),
        (change("E00013", phone="找王秘书"), "电话“找王秘书”格式不对"),
        (change("E00013", email="x@"), "邮箱“x@”格式不对"),
        (change("E00013", name=""), "姓名（name）为空"),
        (change("E00013", employee_no=""), "工号（employee_no）为空"),
        (change("E00013", title="长" * 101), "职务超过100个字"),
        (change("E00003", portfolio="005 777"), "分管单位编码“777”不在单位表中"),
        (change("E00013", portfolio="人事科"), "只有班子成员"),
    ],
)
def test_a_bad_row_of_people(edit: Edit, sentence: str) -> None:
    assert sentence in refusals(edit)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"parent_code": "888"}, "上级编码“888”不在单位表中"),
        ({"parent_code": ""}, "只能有一个顶级单位"),
        ({"parent_code": "00301"}, "上级关系成环"),
        ({"code": "002"}, "机构编码与第4行重复"),
        ({"name": "市公安局"}, "单位名称与第5行重复"),
        ({"sort_order": "第三"}, "排序号“第三”不是整数"),
        ({"short_name": ""}, "简称（short_name）为空"),
    ],
)
def test_a_bad_row_of_departments(changes: Row, sentence: str) -> None:
    assert sentence in refusals(departments=lambda rows: rows[3].update(changes))


def test_every_reason_is_told_at_once() -> None:
    def edit(rows: list[Row]) -> None:
        change("E00013", phone="?", post="boss")(rows)
        change("E00014", department_code="999")(rows)

    assert refusals(edit).count("人员表第") == 3


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "人员表缺少列"),
        (b"employee_no,name\nE1,x\n", "缺少列：department_code"),
        (edited("people.csv").splitlines()[0], "人员表没有任何数据行"),
        (b"\xff\xfe\x00\x81\xff", "编码无法识别"),
        (edited("people.csv") + b'"open', "不是正确的 CSV"),
    ],
)
def test_a_file_that_is_none(content: bytes, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        import_organisation(
            departments=edited("departments.csv"), people=content, on=NOW.date(), by=None, at=NOW
        )
    assert not Department.objects.exists()


def test_days_go_forward_only_and_never_into_the_future() -> None:
    load(at=LATER)
    files = {"departments": edited("departments.csv"), "people": edited("people.csv")}
    with pytest.raises(Invalid, match="早于上次导入"):
        import_organisation(**files, on=NOW.date(), by=None, at=LATER)
    with pytest.raises(Invalid, match="晚于今天"):
        import_organisation(**files, on=LATER.date() + timedelta(days=1), by=None, at=LATER)
    assert OrganisationImport.objects.count() == 1


def test_people_put_in_by_hand_stand_in_the_way_by_name() -> None:
    services.create_person(username="a", name="赵某戊", employee_no="E00013", by=None, at=NOW)
    services.create_person(username="e00014", name="赵某己", by=None, at=NOW)
    text = refusals()
    assert "工号E00013是手工建立的人员“赵某戊”" in text
    assert "账号“e00014”已被其他人员使用" in text


def test_a_head_put_in_by_hand_stands_in_the_way() -> None:
    load(leave_out("E00009"))
    services.appoint(
        person=User.objects.get(employee_no="E00010"),
        department=Department.objects.get(code="001"),
        kind="first_in_charge",
        title="主任",
        by=None,
        at=NOW,
    )
    assert "市政府办公室现有手工登记的第一责任人“冯某甲”" in refusals()


def test_nobody_has_two_open_posts_of_a_kind_in_a_department() -> None:
    load()
    load(change("E00013", title="综合科科长"), at=LATER)
    doubled = (
        Post.objects.filter(ends_on=None)
        .values("person", "department", "kind")
        .annotate(count=Count("id"))
        .filter(count__gt=1)
    )
    assert not doubled.exists()


def test_the_files_here_are_whole() -> None:
    for name, rows in (("departments.csv", 47), ("people.csv", 320)):
        text = Path(DATA / name).read_text(encoding="utf-8-sig")
        assert len(list(csv.DictReader(io.StringIO(text)))) == rows
