"""What an organisation import will change: file against database, before the first write."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max

from accounts.enums import PersonSource, PostKind
from accounts.models import Department, DepartmentAlias, OrganisationImport, Post, User
from accounts.services.organisation_rows import OrganisationRows, PostKey, PostRow
from accounts.services.posts import HEADS
from core.errors import FieldError, Invalid

TENTH = 10
DEPARTMENT_FIELDS = ("name", "short_name", "party_body", "sort_order", "is_sub_unit")
PERSON_FIELDS = ("name", "phone", "email")


@dataclass
class Plan:
    """The stored organisation beside the file's, and what follows from the two."""

    rows: OrganisationRows
    on: date
    departments: dict[str, Department]
    people: dict[str, User]
    open_posts: list[Post]
    head_ends: dict[int, date]
    ended: list[Post] = field(default_factory=list)
    kept: list[tuple[Post, PostRow]] = field(default_factory=list)
    started: list[PostRow] = field(default_factory=list)
    errors: list[FieldError] = field(default_factory=list)

    @property
    def leavers(self) -> list[User]:
        """Active people of earlier imports whom the file does not name."""
        named = {row.employee_no for row in self.rows.people}
        return [
            person
            for number, person in self.people.items()
            if person.source == PersonSource.IMPORT and person.is_active and number not in named
        ]

    @property
    def kept_inactive(self) -> list[User]:
        """People of the file whom an administrator stopped: only he lets them in again."""
        found = (self.people.get(row.employee_no) for row in self.rows.people)
        return [p for p in found if p and not p.is_active and not p.deactivated_by_import]

    def refuse(self, row: PostRow | None, detail: str) -> None:
        where = f"人员表第{row.line}行：" if row else ""
        pointer = f"/people/{row.line}" if row else ""
        self.errors.append(FieldError(pointer, "invalid", where + detail))


def read_plan(rows: OrganisationRows, on: date, allow_many_leavers: bool) -> Plan:
    """Compare and return the plan; raises Invalid with every reason. Eight statements."""
    _check_day(on)
    people = User.objects.exclude(employee_no=None).order_by("id")
    posts = Post.objects.filter(ends_on__isnull=True).select_related("person", "department")
    heads = Post.objects.filter(kind__in=HEADS, ends_on__gt=on).values_list("department")
    plan = Plan(
        rows=rows,
        on=on,
        departments={row.code: row for row in Department.objects.in_rank_order()},
        people={person.employee_no: person for person in people},
        open_posts=list(posts.prefetch_related("portfolio__department").order_by("id")),
        head_ends=dict(heads.annotate(last=Max("ends_on"))),
    )
    _check_departments(plan)
    _check_people(plan, allow_many_leavers)
    _match_posts(plan)
    _make_way_for_heads(plan)
    if plan.errors:
        raise Invalid(
            f"组织机构数据有{len(plan.errors)}处与系统现有情况冲突，未导入任何内容。",
            errors=plan.errors,
        )
    return plan


def _check_day(on: date) -> None:
    last = OrganisationImport.objects.aggregate(last=Max("on"))["last"]
    if last is not None and on < last:
        raise Invalid.at("on", f"生效日期{on}早于上次导入的生效日期{last}，请核对。")


def _check_departments(plan: Plan) -> None:
    codes = {row.code for row in plan.rows.departments}
    others = {row.name: row for row in plan.departments.values() if row.code not in codes}
    for row in plan.rows.departments:
        other = others.get(row.name)
        if other is not None:
            detail = f"单位表第{row.line}行：名称“{row.name}”已是编码{other.code}的单位所用。"
            plan.errors.append(FieldError(f"/departments/{row.line}", "invalid", detail))


def _check_people(plan: Plan, allow_many_leavers: bool) -> None:
    usernames = {row.username for row in plan.rows.people}
    taken = dict(User.objects.filter(username__in=usernames).values_list("username", "employee_no"))
    for row in plan.rows.people:
        person = plan.people.get(row.employee_no)
        detail = ""
        if person is not None and person.source != PersonSource.IMPORT:
            detail = f"工号{row.employee_no}是手工建立的人员“{person.name}”，导入不修改，请先核对。"
        elif taken.get(row.username, row.employee_no) != row.employee_no:
            detail = f"账号“{row.username}”已被其他人员使用，请先核对工号。"
        if detail:
            text = f"人员表第{row.line}行：{detail}"
            plan.errors.append(FieldError(f"/people/{row.line}", "invalid", text))
    present = [p for p in plan.people.values() if p.source == PersonSource.IMPORT and p.is_active]
    leavers = len(plan.leavers)
    if leavers * TENTH > len(present) and not allow_many_leavers:
        plan.refuse(
            None,
            f"按此文件将停用{leavers}人，超过现有{len(present)}人的十分之一。"
            "请核对文件是否完整；确需如此，请加 --allow-many-leavers 重新导入。",
        )


def _match_posts(plan: Plan) -> None:
    """Sort posts into kept, ended and started by key; another title is another post."""
    inactive = {person.employee_no for person in plan.kept_inactive}
    wanted = {row.key: row for row in plan.rows.posts if row.employee_no not in inactive}
    leaving = {person.pk for person in plan.leavers}
    for post in plan.open_posts:
        key: PostKey = (post.person.employee_no or "", post.department.code, post.kind)
        row = wanted.get(key)
        if post.person_id in leaving:
            continue
        if row is not None and row.title == post.title:
            plan.kept.append((post, wanted.pop(key)))
        elif row is not None or post.source == PersonSource.IMPORT:
            plan.ended.append(post)
    plan.started = list(wanted.values())


def _make_way_for_heads(plan: Plan) -> None:
    """A holder ends somebody's acting; any other head that was put in by hand stands in the way."""
    going = {post.pk for post in plan.ended} | {
        post.pk
        for person in plan.leavers
        for post in plan.open_posts
        if post.person_id == person.pk
    }
    staying = {
        post.department.code: post
        for post in plan.open_posts
        if post.kind in HEADS and post.pk not in going
    }
    for row in plan.started:
        other = staying.get(row.department_code) if row.kind in HEADS else None
        if other is None:
            continue
        if row.kind == PostKind.FIRST_IN_CHARGE and other.kind == PostKind.ACTING:
            plan.ended.append(other)
            continue
        plan.refuse(
            row,
            f"{other.department.name}现有手工登记的{other.get_kind_display()}"
            f"“{other.person.name}”，请先办理其离任。",
        )
    for post in plan.ended:
        if post.starts_on > plan.on:
            plan.refuse(
                None,
                f"{post.person.name}任{post.title}始于{post.starts_on}，晚于生效日期{plan.on}，"
                "不能在此之前结束。",
            )


def alias_candidates(
    rows: OrganisationRows, stored: set[str], former: Mapping[str, str]
) -> dict[str, str]:
    """Alias → department code: short names, and names without 市, where only one claims them.

    `former` are names that the file has changed: old ledgers go on being read by them.
    """
    claims: dict[str, set[str]] = {name: {code} for name, code in former.items()}
    for row in rows.departments:
        for name in (
            row.short_name,
            row.name.removeprefix("市"),
            row.short_name.removeprefix("市"),
        ):
            if len(name) > 2:
                claims.setdefault(name, set()).add(row.code)
    full = {row.name for row in rows.departments}
    return {
        name: next(iter(codes))
        for name, codes in claims.items()
        if len(codes) == 1 and name not in full and name not in stored
    }


def stored_aliases() -> set[str]:
    """Every name that an alias, or a department outside the file, has taken already."""
    return set(DepartmentAlias.objects.values_list("name", flat=True)) | set(
        Department.objects.values_list("name", flat=True)
    )
