"""The organisation import: one transaction, set-based, the same file twice changes nothing."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from accounts.enums import HandoverReason, OrgEvent, PersonSource, PostKind
from accounts.models import (
    Department,
    DepartmentAlias,
    OrganisationImport,
    PortfolioDepartment,
    Post,
    User,
)
from accounts.selectors import vacant_departments
from accounts.services.handovers import desks_left, desks_taken
from accounts.services.organisation_plan import (
    DEPARTMENT_FIELDS,
    PERSON_FIELDS,
    Plan,
    alias_candidates,
    read_plan,
    stored_aliases,
)
from accounts.services.organisation_rows import OrganisationRows, PostRow
from accounts.services.people import initials_of, stop_people
from accounts.services.posts import HEADS, post_data
from core.clock import local_date
from core.errors import Invalid
from journal.services import Fact, record, record_many


@transaction.atomic
def import_organisation(
    *,
    rows: OrganisationRows,
    on: date,
    by: User | None,
    at: datetime,
    allow_many_leavers: bool = False,
) -> OrganisationImport:
    """Make the stored organisation that of the file, from `on`; its `report` says what was done.

    People of earlier imports whom the file leaves out are stopped, never deleted; people, posts
    and aliases put in by hand stay. Raises Invalid, with one error a reason, before any write: a
    future day or one before the last import, more than a tenth leaving, a head put in by hand in
    the way, an employee number or account that is somebody else's.
    """
    if on > local_date(at):
        raise Invalid.at("on", f"生效日期{on}晚于今天；计划中的变动请到当日导入。")
    plan = read_plan(rows, on, allow_many_leavers)
    report: dict[str, Any] = {"people_listed": len(rows.people), "posts_listed": len(rows.posts)}
    report |= _write_departments(plan, by, at)
    report |= _write_people(plan)
    leavers = plan.leavers
    left = _stop(leavers, plan.on, by, at)
    report |= {
        "people_deactivated": len(leavers),
        "deactivated": [person.name for person in leavers],
    }
    report |= _write_posts(plan, _Gone(leavers, left), by, at)
    report |= _look_around(plan, at)
    run = OrganisationImport.objects.create(at=at, on=on, digest=rows.digest, report=report)
    data = {key: report[key] for key in report if isinstance(report[key], int)}
    record(type=OrgEvent.IMPORTED, subject=run, by=by, at=at, data={"on": on, **data})
    return run


def _write_departments(plan: Plan, by: User | None, at: datetime) -> dict[str, Any]:
    new = [row for row in plan.rows.departments if row.code not in plan.departments]
    for depth in sorted({row.depth for row in new}):
        made = Department.objects.bulk_create(
            Department(
                code=row.code,
                parent=plan.departments.get(row.parent_code),
                **{name: getattr(row, name) for name in DEPARTMENT_FIELDS},
            )
            for row in new
            if row.depth == depth
        )
        plan.departments |= {department.code: department for department in made}
    changed, former = [], {}
    for row in plan.rows.departments:
        department, parent = plan.departments[row.code], plan.departments.get(row.parent_code)
        wanted = {name: getattr(row, name) for name in DEPARTMENT_FIELDS}
        wanted["parent_id"] = parent.pk if parent else None
        if _differs(department, wanted):
            changed.append((department, department.name))
            if department.name != row.name:
                former[department.name] = row.code
            _assign(department, wanted)
    _park_names([department for department, name in changed if department.name != name])
    fields = [*DEPARTMENT_FIELDS, "parent"]
    Department.objects.bulk_update([department for department, _ in changed], fields)
    restored = _restore(plan, by, at)
    aliases = alias_candidates(plan.rows, stored_aliases(), former)
    DepartmentAlias.objects.bulk_create(
        DepartmentAlias(department=plan.departments[code], name=name)
        for name, code in aliases.items()
    )
    return {
        "departments_created": len(new),
        "departments_updated": len(changed),
        "departments_restored": [department.name for department in restored],
        "aliases_created": len(aliases),
    }


def _restore(plan: Plan, by: User | None, at: datetime) -> list[Department]:
    """Departments that had ended and stand in the file again go on, and that is said."""
    rows = [plan.departments[row.code] for row in plan.rows.departments]
    ended = [row for row in rows if row.ended_on is not None]
    Department.objects.filter(pk__in=[row.pk for row in ended]).update(
        ended_on=None, successor=None, end_proposed_at=None, end_document=""
    )
    for row in ended:
        row.refresh_from_db()
    event = OrgEvent.DEPARTMENT_RESTORED
    record_many(
        Fact(type=event, subject=row, by=by, at=at, department_code=row.code) for row in ended
    )
    return ended


def _park_names(renamed: list[Department]) -> None:
    """Two departments may swap names: the old ones step aside first."""
    if renamed:
        parked = [Department(pk=department.pk, name=f"~{department.pk}") for department in renamed]
        Department.objects.bulk_update(parked, ["name"])


def _write_people(plan: Plan) -> dict[str, Any]:
    new = User.objects.bulk_create(
        User(
            username=row.username,
            employee_no=row.employee_no,
            name=row.name,
            phone=row.phone,
            email=row.email,
            initials=initials_of(row.name),
            source=PersonSource.IMPORT,
            password=make_password(None),
        )
        for row in plan.rows.people
        if row.employee_no not in plan.people
    )
    changed, back = [], []
    for row in plan.rows.people:
        person = plan.people.get(row.employee_no)
        if person is None:
            continue
        wanted = {name: getattr(row, name) for name in PERSON_FIELDS}
        if _differs(person, wanted):
            _assign(person, wanted | {"initials": initials_of(row.name)})
            changed.append(person)
        if not person.is_active and person.deactivated_by_import:
            back.append(person)
    User.objects.bulk_update(changed, [*PERSON_FIELDS, "initials"])
    _let_in_again(back)
    plan.people |= {person.employee_no or "": person for person in new}
    return {
        "people_created": len(new),
        "people_updated": len(changed),
        "people_reactivated": len(back),
        "kept_inactive": [person.name for person in plan.kept_inactive],
    }


def _let_in_again(people: list[User]) -> None:
    User.objects.filter(pk__in=[person.pk for person in people]).update(
        is_active=True,
        deactivated_at=None,
        deactivated_by_import=False,
        password=make_password(None),
        session_epoch=F("session_epoch") + 1,
    )
    for person in people:
        person.is_active = True


@dataclass(frozen=True)
class _Gone:
    """People who were stopped, and the posts that ended with them."""

    people: list[User]
    posts: list[Post]


def _stop(leavers: list[User], on: date, by: User | None, at: datetime) -> list[Post]:
    reason = "组织机构导入：不在名单内"
    return stop_people(people=leavers, on=on, by=by, at=at, reason=reason, by_import=True)


def _write_posts(plan: Plan, gone: _Gone, by: User | None, at: datetime) -> dict[str, Any]:
    """End, start and change posts; then desks are handed over, those of `gone` among them."""
    numbers = {
        (post.person_id, post.department_id): post.document_number
        for post in plan.ended
        if post.kind == PostKind.ACTING
    }
    Post.objects.filter(pk__in=[post.pk for post in plan.ended]).update(ends_on=plan.on)
    for post in plan.ended:
        post.ends_on = plan.on
    started = Post.objects.bulk_create(_new_post(plan, row, numbers) for row in plan.started)
    updated = _update_posts(plan)
    _write_portfolios(plan, started)
    facts = [(OrgEvent.POST_ENDED, post) for post in plan.ended]
    facts += [(OrgEvent.POST_STARTED, post) for post in started]
    facts += [(OrgEvent.POST_CHANGED, post) for post in updated]
    record_many(_post_fact(event, post, by, at) for event, post in facts)
    opened = desks_left(
        posts=[*gone.posts, *plan.ended],
        reason=HandoverReason.IMPORTED,
        by=by,
        at=at,
        people=gone.people,
    )
    desks_taken(posts=started, by=by, at=at)
    return {
        "handovers_opened": len(opened),
        "posts_started": len(started),
        "posts_ended": len(plan.ended),
        "posts_updated": len(updated),
    }


def _post_fact(event: OrgEvent, post: Post, by: User | None, at: datetime) -> Fact:
    return Fact(
        type=event,
        subject=post,
        by=by,
        at=at,
        department_code=post.department.code,
        data=post_data(post),
    )


def _new_post(plan: Plan, row: PostRow, numbers: dict[tuple[int, int], str]) -> Post:
    person, department = plan.people[row.employee_no], plan.departments[row.department_code]
    after = plan.head_ends.get(department.pk) if row.kind in HEADS else None
    return Post(
        person=person,
        department=department,
        kind=row.kind,
        title=row.title,
        rank=row.rank,
        sections=list(row.sections),
        order=row.order,
        starts_on=max(plan.on, after or plan.on),
        source=PersonSource.IMPORT,
        document_number=numbers.get((person.pk, department.pk), ""),
    )


def _update_posts(plan: Plan) -> list[Post]:
    changed = []
    for post, row in plan.kept:
        wanted = {
            "rank": row.rank,
            "sections": list(row.sections),
            "order": row.order,
            "source": PersonSource.IMPORT,
        }
        stored = {entry.department.code for entry in post.portfolio.all()}
        differs = _differs(post, wanted)
        if differs or stored != set(row.portfolio):
            _assign(post, wanted)
            changed.append(post)
    Post.objects.bulk_update(changed, ["rank", "sections", "order", "source"])
    return changed


def _write_portfolios(plan: Plan, started: list[Post]) -> None:
    pairs = list(zip(started, plan.started, strict=True))
    stale: list[int] = []
    for post, row in plan.kept:
        stored = {entry.department.code: entry.pk for entry in post.portfolio.all()}
        stale += [pk for code, pk in stored.items() if code not in row.portfolio]
        missing = tuple(code for code in row.portfolio if code not in stored)
        pairs.append((post, _with_portfolio(row, missing)))
    if stale:
        PortfolioDepartment.objects.filter(pk__in=stale).delete()
    PortfolioDepartment.objects.bulk_create(
        PortfolioDepartment(post=post, department=plan.departments[code])
        for post, row in pairs
        for code in row.portfolio
    )


def _with_portfolio(row: PostRow, codes: tuple[str, ...]) -> PostRow:
    return replace(row, portfolio=codes)


def _look_around(plan: Plan, at: datetime) -> dict[str, Any]:
    """What the person who imports should see: vacancies, people with two posts, absent units."""
    listed: dict[str, int] = {}
    for row in plan.rows.posts:
        listed[row.employee_no] = listed.get(row.employee_no, 0) + 1
    several = [plan.people[number].name for number, count in listed.items() if count > 1]
    codes = {row.code for row in plan.rows.departments}
    return {
        "vacancies": [department.name for department in vacant_departments(local_date(at))],
        "several_posts": several,
        "departments_missing": [
            d.name for code, d in plan.departments.items() if code not in codes and d.is_active
        ],
    }


def _differs(row: Department | User | Post, wanted: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in wanted.items())


def _assign(row: Department | User | Post, wanted: dict[str, Any]) -> None:
    for name, value in wanted.items():
        setattr(row, name, value)
