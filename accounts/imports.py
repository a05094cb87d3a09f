"""The two files of an organisation: read, checked row by row, refused whole with every reason.

departments.csv: code, name, short_name, parent_code, party_body, sort_order. people.csv:
employee_no, name, department_code, title, post, rank, portfolio, phone, email; a person with two
posts has two rows. UTF-8 (with or without mark), else GB 18030.
"""

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.enums import PostKind
from accounts.models import Department, OrganisationImport, Post, User
from accounts.services.organisation import import_organisation as write
from accounts.services.organisation_rows import (
    DepartmentRow,
    OrganisationRows,
    PersonRow,
    PostRow,
)
from core.errors import FieldError, Invalid

DEPARTMENTS, PEOPLE = "单位表", "人员表"
DEPARTMENT_COLUMNS = ("code", "name", "short_name", "parent_code", "party_body", "sort_order")
PEOPLE_COLUMNS = (
    "employee_no",
    "name",
    "department_code",
    "title",
    "post",
    "rank",
    "portfolio",
    "phone",
    "email",
)
LARGEST, MOST_ROWS = 5 * 1024 * 1024, 20_000
PHONE = re.compile(r"\+?[0-9][0-9 \-]{4,30}")
SECTION_MARKS = re.compile(r"[、，,；;]")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")

Row = dict[str, str]


def import_organisation(
    *,
    departments: bytes,
    people: bytes,
    on: date,
    by: User | None,
    at: datetime,
    allow_many_leavers: bool = False,
) -> OrganisationImport:
    """Read both files and write them; Invalid lists every wrong row and nothing is written."""
    rows = read_organisation(departments, people)
    return write(rows=rows, on=on, by=by, at=at, allow_many_leavers=allow_many_leavers)


def read_organisation(departments: bytes, people: bytes) -> OrganisationRows:
    """Both files as checked rows. Raises Invalid with one error for each wrong row."""
    reader = _Reader()
    department_rows = reader.departments(_table(departments, DEPARTMENTS, DEPARTMENT_COLUMNS))
    people_rows, posts = reader.people(
        _table(people, PEOPLE, PEOPLE_COLUMNS), {row.code: row for row in department_rows}
    )
    if reader.errors:
        raise Invalid(
            f"组织机构数据有{len(reader.errors)}处错误，未导入任何内容。", errors=reader.errors
        )
    digest = hashlib.sha256(departments + b"\0" + people).hexdigest()
    return OrganisationRows(tuple(department_rows), tuple(people_rows), tuple(posts), digest)


def _decode(content: bytes, table: str) -> str:
    if len(content) > LARGEST:
        raise Invalid(f"{table}超过5 MB，请核对是否选错文件。")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid(f"{table}的编码无法识别，请另存为 UTF-8 编码的 CSV 文件。")


def _table(content: bytes, table: str, columns: tuple[str, ...]) -> list[tuple[int, Row]]:
    """(line, row) of every line that is not empty; what the columns don't name is left out."""
    reader = csv.reader(io.StringIO(_decode(content, table), newline=""), strict=True)
    try:
        head = [name.strip() for name in next(reader, [])]
        if missing := [name for name in columns if name not in head]:
            raise Invalid(f"{table}缺少列：{'、'.join(missing)}。请按模板补齐表头。")
        if len(set(head)) != len(head):
            raise Invalid(f"{table}有重名的列，请核对表头。")
        places = {name: head.index(name) for name in columns}
        found = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            cells += [""] * (len(head) - len(cells))
            found.append((reader.line_num, {n: cells[p].strip() for n, p in places.items()}))
    except csv.Error as error:
        raise Invalid(f"{table}第{reader.line_num}行不是正确的 CSV：{error}。") from error
    if not found:
        raise Invalid(f"{table}没有任何数据行，请核对是否选错文件。")
    if len(found) > MOST_ROWS:
        raise Invalid(f"{table}超过{MOST_ROWS}行，请核对是否选错文件。")
    return found


class _Reader:
    """Collects rows and every reason against them."""

    def __init__(self) -> None:
        self.errors: list[FieldError] = []

    def refuse(self, table: str, line: int, detail: str) -> None:
        part = "departments" if table == DEPARTMENTS else "people"
        text = f"{table}第{line}行：{detail}"
        self.errors.append(FieldError(f"/{part}/{line}", "invalid", text))

    # --- departments ---

    def departments(self, rows: list[tuple[int, Row]]) -> list[DepartmentRow]:
        found = [self._department(line, row) for line, row in rows]
        self._once(DEPARTMENTS, found, "机构编码", lambda row: row.code)
        self._once(DEPARTMENTS, found, "单位名称", lambda row: row.name)
        by_code = {row.code: row for row in found}
        roots = [row for row in found if not row.parent_code]
        for row in roots[1:]:
            self.refuse(DEPARTMENTS, row.line, f"只能有一个顶级单位，第{roots[0].line}行已是。")
        for row in found:
            if row.parent_code and row.parent_code not in by_code:
                self.refuse(DEPARTMENTS, row.line, f"上级编码“{row.parent_code}”不在单位表中。")
        return [replace(row, depth=self._depth(row, by_code)) for row in found]

    def _department(self, line: int, row: Row) -> DepartmentRow:
        self._fields(DEPARTMENTS, line, row, Department, ("code", "name", "short_name"))
        self._lengths(DEPARTMENTS, line, {"party_body": row["party_body"]}, Department)
        order = row["sort_order"] or "0"
        if not re.fullmatch(r"-?[0-9]{1,8}", order):
            self.refuse(DEPARTMENTS, line, f"排序号“{order}”不是整数。")
            order = "0"
        if row["parent_code"] and row["parent_code"] == row["code"]:
            self.refuse(DEPARTMENTS, line, "上级编码不能是本单位。")
        return DepartmentRow(
            line=line,
            code=row["code"],
            name=row["name"],
            short_name=row["short_name"],
            parent_code=row["parent_code"],
            party_body=row["party_body"],
            sort_order=int(order),
        )

    def _depth(self, row: DepartmentRow, by_code: dict[str, DepartmentRow]) -> int:
        seen, here = [row.code], row
        while here.parent_code in by_code and here.parent_code != here.code:
            here = by_code[here.parent_code]
            if here.code in seen:
                path = " → ".join([*seen, here.code])
                self.refuse(DEPARTMENTS, row.line, f"上级关系成环：{path}。")
                return 0
            seen.append(here.code)
        return len(seen) - 1

    # --- people ---

    def people(
        self, rows: list[tuple[int, Row]], departments: dict[str, DepartmentRow]
    ) -> tuple[list[PersonRow], list[PostRow]]:
        people: dict[str, PersonRow] = {}
        posts: list[PostRow] = []
        places: dict[str, int] = {}
        for line, row in rows:
            person = self._person(line, row)
            first = people.setdefault(person.employee_no, person)
            if first.name != person.name:
                self.refuse(
                    PEOPLE,
                    line,
                    f"工号{person.employee_no}与第{first.line}行重复但姓名不同"
                    f"（“{first.name}”“{person.name}”）。",
                )
            code = row["department_code"]
            places[code] = places.get(code, 0) + 1
            posts.append(self._post(line, row, departments, places[code]))
        self._once(PEOPLE, list(people.values()), "工号（不分大小写）", lambda p: p.username)
        self._once(PEOPLE, posts, "同一人在同一单位的同类任职", lambda post: post.key)
        self._one_head(posts, departments)
        return list(people.values()), posts

    def _person(self, line: int, row: Row) -> PersonRow:
        self._fields(PEOPLE, line, row, User, ("employee_no", "name"))
        self._lengths(PEOPLE, line, {"phone": row["phone"], "email": row["email"]}, User)
        if row["phone"] and not PHONE.fullmatch(row["phone"]):
            self.refuse(PEOPLE, line, f"电话“{row['phone']}”格式不对，只写数字、空格和“-”。")
        if row["email"]:
            try:
                validate_email(row["email"])
            except ValidationError:
                self.refuse(PEOPLE, line, f"邮箱“{row['email']}”格式不对。")
        return PersonRow(line, row["employee_no"], row["name"], row["phone"], row["email"])

    def _post(
        self, line: int, row: Row, departments: dict[str, DepartmentRow], order: int
    ) -> PostRow:
        self._fields(PEOPLE, line, row, Post, ("title",))
        self._lengths(PEOPLE, line, {"rank": row["rank"]}, Post)
        code, kind = row["department_code"], row["post"]
        if code not in departments:
            self.refuse(PEOPLE, line, f"单位编码“{code}”不在单位表中。")
        if kind not in PostKind.values:
            known = "、".join(PostKind.values)
            self.refuse(PEOPLE, line, f"任职类别“{kind}”不认识，应为{known}之一。")
        sections, portfolio = self._portfolio(line, row, departments)
        return PostRow(
            line=line,
            employee_no=row["employee_no"],
            department_code=code,
            kind=kind,
            title=row["title"],
            rank=row["rank"],
            sections=sections,
            portfolio=portfolio,
            order=order,
        )

    def _portfolio(
        self, line: int, row: Row, departments: dict[str, DepartmentRow]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Sections between 、; department codes between spaces, always so in the root."""
        text = row["portfolio"]
        if not text:
            return (), ()
        if row["post"] != PostKind.TEAM_MEMBER:
            self.refuse(PEOPLE, line, "只有班子成员（team_member）才填写分管范围。")
        words = text.split()
        department = departments.get(row["department_code"])
        in_root = department is not None and not department.parent_code
        if in_root or all(word in departments for word in words):
            for word in words:
                if word not in departments:
                    self.refuse(PEOPLE, line, f"分管单位编码“{word}”不在单位表中。")
            return (), tuple(dict.fromkeys(word for word in words if word in departments))
        sections = (section.strip() for section in SECTION_MARKS.split(text))
        return tuple(dict.fromkeys(section for section in sections if section)), ()

    def _one_head(self, posts: list[PostRow], departments: dict[str, DepartmentRow]) -> None:
        heads: dict[str, PostRow] = {}
        for row in posts:
            if row.kind not in (PostKind.FIRST_IN_CHARGE, PostKind.ACTING):
                continue
            first = heads.setdefault(row.department_code, row)
            if first is row or row.department_code not in departments:
                continue
            name = departments[row.department_code].name
            if row.kind == first.kind == PostKind.FIRST_IN_CHARGE:
                detail = f"{name}有两名第一责任人，另一名在第{first.line}行。"
            elif row.kind == first.kind:
                detail = f"{name}有两人主持工作，另一人在第{first.line}行。"
            else:
                detail = f"{name}不能既有第一责任人又有主持工作的人，另一行是第{first.line}行。"
            self.refuse(PEOPLE, row.line, detail)

    # --- what both share ---

    def _fields(self, table: str, line: int, row: Row, model: type, names: tuple[str, ...]) -> None:
        """Fields that must be filled and fit their column."""
        for name in names:
            if not row[name]:
                self.refuse(table, line, f"{_label(model, name)}（{name}）为空。")
        self._lengths(table, line, {name: row[name] for name in names}, model)

    def _lengths(self, table: str, line: int, values: Row, model: type) -> None:
        for name, value in values.items():
            limit = model._meta.get_field(name).max_length
            if len(value) > limit:
                self.refuse(table, line, f"{_label(model, name)}超过{limit}个字。")
            if CONTROL.search(value):
                self.refuse(table, line, f"{_label(model, name)}含有不可见的控制字符。")

    def _once(
        self,
        table: str,
        rows: list[DepartmentRow] | list[PersonRow] | list[PostRow],
        label: str,
        key: Callable[..., object],
    ) -> None:
        for row, first in _repeated(rows, key):
            self.refuse(table, row.line, f"{label}与第{first.line}行重复。")


def _label(model: type, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)


def _repeated(
    rows: list[DepartmentRow] | list[PersonRow] | list[PostRow], key: Callable[..., object]
) -> Iterator[tuple[DepartmentRow | PersonRow | PostRow, DepartmentRow | PersonRow | PostRow]]:
    """(row, the first row with the same key) for every later one."""
    first: dict[object, DepartmentRow | PersonRow | PostRow] = {}
    for row in rows:
        kept = first.setdefault(key(row), row)
        if kept is not row:
            yield row, kept
