"""Departments are renamed, merged and ended (机构改革).

The system administrator keeps the organisation's data; moving business is not his. So he first
says that a department is to end; the campaign's office moves what lies there; then he ends it.
Nothing is erased: closed work stays with the old department, under its old name.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.module_loading import import_string

from accounts.enums import HandoverReason, OrgEvent
from accounts.models import (
    Department,
    DepartmentAlias,
    DepartmentGrant,
    PortfolioDepartment,
    Post,
    User,
)
from accounts.permissions import Act, check_can
from accounts.selectors import UnitTie, holding, ties_of
from accounts.services.grants import reading_data
from accounts.services.handovers import desks_left
from accounts.services.posts import post_data
from core.clock import local_date
from core.errors import GuardFailed, Invalid, TransitionNotAllowed
from journal.services import Fact, record, record_many


@transaction.atomic
def rename_department(
    *,
    department: Department,
    name: str,
    short_name: str,
    by: User | None,
    at: datetime,
    document_number: str = "",
) -> Department:
    """Give a department another name; the old ones become aliases, so that old ledgers are read.

    Raises Denied (not the system administrator), Invalid (empty, too long, nothing differs, the
    name of another department), TransitionNotAllowed (ended).
    """
    check_can(by, Act.KEEP_DEPARTMENTS)
    row = _locked(department)
    name, short_name = name.strip(), short_name.strip()
    _check_names(row, name, short_name)
    before = {"from": row.name, "from_short": row.short_name}
    row.aliases.filter(name__in=(name, short_name)).delete()
    _keep_as_aliases(row, name, short_name)
    Department.objects.filter(pk=row.pk).update(name=name, short_name=short_name)
    department.refresh_from_db()
    data = {**before, "to": name, "document_number": document_number.strip()}
    _record(OrgEvent.DEPARTMENT_RENAMED, department, by, at, data)
    return department


def _check_names(row: Department, name: str, short_name: str) -> None:
    problems = {}
    if not 1 < len(name) <= 100:
        problems["name"] = "全称须为2至100个字。"
    if not 1 < len(short_name) <= 50:
        problems["short_name"] = "简称须为2至50个字。"
    if not problems and (name, short_name) == (row.name, row.short_name):
        problems["name"] = "全称和简称都没有改动。"
    if problems:
        raise Invalid.of(problems)
    for field, word in (("name", name), ("short_name", short_name)):
        owner = _owner(word, row)
        if owner is not None:
            said = f"“{word}”已是{owner.name}的名称或别名，不能用于{row.name}。"
            raise Invalid.at(field, said, "taken")


def _owner(word: str, row: Department) -> Department | None:
    """Another department that goes by this word."""
    others = Department.objects.exclude(pk=row.pk)
    return (
        others.filter(name=word).first()
        or others.filter(short_name=word).first()
        or others.filter(aliases__name=word).first()
    )


def _keep_as_aliases(row: Department, name: str, short_name: str) -> None:
    """The names that go, unless another department has taken them meanwhile."""
    gone = {row.name, row.short_name} - {name, short_name}
    DepartmentAlias.objects.bulk_create(
        DepartmentAlias(department=row, name=word)
        for word in sorted(gone)
        if _owner(word, row) is None and not row.aliases.filter(name=word).exists()
    )


@transaction.atomic
def propose_end(
    *,
    department: Department,
    successor: Department | None,
    by: User | None,
    at: datetime,
    document_number: str = "",
) -> None:
    """Say that a department is to end, and which one takes its work over; it goes on until then.

    Whoever moves the work is told (settings.UNIT_END_OBSERVERS). Said again, the latest word holds.
    Raises Denied (not the system administrator), Invalid (the root, no document number, a successor
    that ends itself, has ended or can't lead), TransitionNotAllowed (ended).
    """
    check_can(by, Act.KEEP_DEPARTMENTS)
    row = _locked(department)
    _check_end(row, successor, document_number)
    Department.objects.filter(pk=row.pk).update(
        end_proposed_at=at, successor=successor, end_document=document_number.strip()
    )
    department.refresh_from_db()
    _record(OrgEvent.DEPARTMENT_END_PROPOSED, department, by, at, _end_data(department))
    for path in settings.UNIT_END_OBSERVERS:
        import_string(path)(department=department, by=by, at=at)


@transaction.atomic
def withdraw_end(*, department: Department, by: User | None, at: datetime) -> None:
    """Take it back before the department has ended; what was moved meanwhile stays moved.

    Raises Denied, TransitionNotAllowed (nothing was proposed; ended already).
    """
    check_can(by, Act.KEEP_DEPARTMENTS)
    rows = Department.objects.filter(
        pk=department.pk, ended_on__isnull=True, end_proposed_at__isnull=False
    )
    if not rows.update(end_proposed_at=None, successor=None, end_document=""):
        raise TransitionNotAllowed(f"{department.name}没有待办的撤销，请刷新页面查看。")
    department.refresh_from_db()
    _record(OrgEvent.DEPARTMENT_END_WITHDRAWN, department, by, at, {})


@transaction.atomic
def end_department(*, department: Department, by: User | None, at: datetime) -> list[UnitTie]:
    """End a department today, as it was proposed; returns what ended with it.

    Its posts end as any post does, with a handover where something lay on the desk; sub-units go
    under the successor; portfolios and granted reading end. Raises Denied (not the system
    administrator), TransitionNotAllowed (not proposed, or ended), GuardFailed with the numbers
    while anything open lies there.
    """
    check_can(by, Act.KEEP_DEPARTMENTS)
    row = _locked(department)
    if row.end_proposed_at is None:
        raise TransitionNotAllowed(f"请先提出撤销{row.name}，由领导小组办公室移交在办事项。")
    _check_end(row, row.successor, row.end_document)
    on = local_date(at)
    ties = ties_of(row, on)
    _check_free(row, ties)
    Department.objects.filter(pk=row.pk).update(ended_on=on)
    department.refresh_from_db()
    _move_sub_units(department, by, at)
    _end_posts(department, on, by, at)
    _end_reading(department, by, at)
    PortfolioDepartment.objects.filter(department=department).delete()
    merged = department.successor is not None
    event = OrgEvent.DEPARTMENTS_MERGED if merged else OrgEvent.DEPARTMENT_ENDED
    _record(event, department, by, at, _end_data(department))
    return ties


@transaction.atomic
def merge_departments(
    *,
    department: Department,
    into: Department,
    by: User | None,
    at: datetime,
    document_number: str,
) -> list[UnitTie]:
    """Merge a department into another from today, in one act: for one that holds nothing open.

    Raises as `propose_end` and `end_department`.
    """
    propose_end(
        department=department, successor=into, by=by, at=at, document_number=document_number
    )
    return end_department(department=department, by=by, at=at)


def _locked(department: Department) -> Department:
    """The department as stored, held until the transaction ends, still living."""
    rows = Department.objects.select_for_update(of=("self",)).select_related("successor")
    row = rows.get(pk=department.pk)
    if not row.is_active:
        raise TransitionNotAllowed(f"{row.name}已于{row.ended_on}撤销，不能再办。")
    return row


def _check_end(row: Department, successor: Department | None, document_number: str) -> None:
    problems = {}
    if row.parent_id is None:
        problems["successor"] = f"{row.name}是本级政府，不能撤销。"
    elif successor is not None:
        problems |= _successor_problem(row, successor)
    if not document_number.strip():
        problems["document_number"] = "请填写机构改革或撤销该单位的文号。"
    if problems:
        raise Invalid.of(problems)


def _successor_problem(row: Department, successor: Department) -> dict[str, str]:
    said = ""
    if successor.pk == row.pk:
        said = "承接单位不能是它自己，请另选。"
    elif not successor.is_active:
        said = successor.end_refusal
    elif successor.end_proposed_at is not None:
        said = f"{successor.name}也在撤销中，请选继续存在的单位。"
    elif successor.parent_id is None or (successor.is_sub_unit and not row.is_sub_unit):
        said = f"{successor.name}不能牵头事项，请选一个市直单位。"
    return {"successor": said} if said else {}


def what_holds(department: Department, ties: Iterable[UnitTie]) -> list[UnitTie]:
    """What must be gone before the end; sub-units hold only where nobody takes them over."""
    merged = department.successor_id is not None
    return [tie for tie in holding(ties) if tie.key != "sub_units" or not merged]


def _check_free(row: Department, ties: Iterable[UnitTie]) -> None:
    left = what_holds(row, ties)
    if left:
        listed = "、".join(f"{tie.label}{tie.count}" for tie in left)
        raise GuardFailed(
            f"{row.name}还有：{listed}，现在不能撤销。请由领导小组办公室主任在“机构调整”中移交。"
        )


def _move_sub_units(department: Department, by: User | None, at: datetime) -> None:
    """Sub-units of a merged department go on below its successor."""
    rows = list(department.children.filter(ended_on__isnull=True).order_by("id"))
    department.children.filter(pk__in=[row.pk for row in rows]).update(parent=department.successor)
    record_many(
        _fact(OrgEvent.DEPARTMENT_MOVED, row, by, at, _end_data(department)) for row in rows
    )


def _end_posts(department: Department, on: date, by: User | None, at: datetime) -> None:
    open_posts = Post.objects.filter(department=department, ends_on__isnull=True)
    ended = list(open_posts.select_related("person", "department").order_by("id"))
    open_posts.update(ends_on=Greatest(F("starts_on"), on))
    for post in ended:
        post.ends_on = max(post.starts_on, on)
    record_many(
        Fact(
            type=OrgEvent.POST_ENDED,
            subject=post,
            by=by,
            at=at,
            department_code=department.code,
            data=post_data(post),
        )
        for post in ended
    )
    desks_left(
        posts=ended,
        reason=HandoverReason.UNIT_ENDED,
        by=by,
        at=at,
        document_number=department.end_document,
    )


def _end_reading(department: Department, by: User | None, at: datetime) -> None:
    grants = DepartmentGrant.objects.filter(content_object=department)
    readers = [grant.user for grant in grants.select_related("user").order_by("id")]
    grants.delete()
    event = OrgEvent.READING_REVOKED
    record_many(_fact(event, department, by, at, reading_data(person)) for person in readers)


def _end_data(department: Department) -> dict[str, object]:
    successor = department.successor
    return {
        "department": department.name,
        "successor": successor.name if successor is not None else "",
        "document_number": department.end_document,
    }


def _fact(
    event: OrgEvent, department: Department, by: User | None, at: datetime, data: dict[str, object]
) -> Fact:
    code = department.code
    return Fact(type=event, subject=department, by=by, at=at, department_code=code, data=data)


def _record(
    event: OrgEvent, department: Department, by: User | None, at: datetime, data: dict[str, object]
) -> None:
    code = department.code
    record(type=event, subject=department, by=by, at=at, department_code=code, data=data)
