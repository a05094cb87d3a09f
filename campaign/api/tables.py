"""REST: tables of problems, of a study plan and of a hotline come in by the readers and services
of the pages.

As there, nothing is kept before the last step: the caller sends the table again with what he has
mended in it (`cells`, `leave`), and `apply` writes all rows that are new, or none.
"""

from collections.abc import Collection, Sequence
from typing import Any, ClassVar

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Department
from campaign.api.base import ActViewSet
from campaign.api.table_shapes import (
    OpinionTableInput,
    TableInput,
    TableSerializer,
    UnitTableInput,
    outcome_of,
    table_document,
)
from campaign.enums import OpinionOrigin
from campaign.forms.opinions import givers_of
from campaign.imports import opinions as opinion_tables
from campaign.imports import review as problem_tables
from campaign.imports import study as plan_tables
from campaign.models import Campaign
from campaign.permissions import OFFICE, OWN, check_stream
from campaign.permissions.opinions import check_office
from campaign.services import opinions, plan_sessions, review
from core.api.parsers import StrictJSONParser
from core.errors import FieldError, GuardFailed, Invalid, TooLarge
from core.imports.mending import mended
from core.imports.sheets import Grid, read_file, read_paste
from core.imports.tables import KnownColumn, KnownTable, read_known
from core.validators.uploads import clean_name

_RESPONSES = {200: TableSerializer, 201: TableSerializer}
_HOW = (
    "不带 apply 只核对、不写入（200）；带 apply: true 全部导入或一行也不导入（201）。"
    "系统不保存核对中的表：改的单元格写在 cells、不要的行写在 leave，连同原表再发一次。"
    "要改的行没有改完就 apply 的，422，errors 逐格指出（/rows/行号/列）。"
)


class TableViewSet(ActViewSet):
    """POST a table: what each row says, what is wrong at which cell, and then the import."""

    serializer_class = TableSerializer
    parser_classes = [StrictJSONParser, MultiPartParser]
    columns: ClassVar[Sequence[KnownColumn]]
    nothing_new = "表中没有可以导入的新内容，没有新增。"

    def reader(self, campaign: Campaign, given: dict[str, Any]) -> Any:
        """Check that the caller may, and return what understands the rows."""
        raise NotImplementedError

    def write(self, campaign: Campaign, given: dict[str, Any], contents: list[Any]) -> int:
        """Write the rows; returns how many."""
        raise NotImplementedError

    def taken(self, kind: type[TableInput]) -> Response:
        """The whole of it: read, mend, understand, and write where that is asked."""
        campaign = self.campaign_asked()
        given = self.cleaned(kind, campaign)
        reader = self.reader(campaign, given)
        table = self._table(given)
        left = frozenset(given.get("leave", ()))
        found = reader.understand(table, left)
        if given["leave_refused"]:
            left |= {row.number for row in found.rows if row.faults}
            found = reader.understand(table, left)
        written = self._written(campaign, given, found.rows, left) if given["apply"] else 0
        shown = table_document(found, self.columns, reader.words(), left, written)
        code = status.HTTP_201_CREATED if written else status.HTTP_200_OK
        return Response(self.get_serializer(shown).data, status=code)

    def _written(
        self, campaign: Campaign, given: dict[str, Any], rows: Sequence[Any], left: Collection[int]
    ) -> int:
        wrong = [row for row in rows if outcome_of(row, left) == "refused"]
        if wrong:
            numbers = "、".join(str(row.number) for row in wrong[:20])
            sentence = f"第 {numbers} 行要改，整批没有导入；请改正，或写在 leave 里不导入。"
            raise Invalid(sentence, errors=[e for row in wrong for e in _errors(row)])
        good = [row for row in rows if outcome_of(row, left) == "new"]
        if not good:
            raise GuardFailed(self.nothing_new)
        try:
            return self.write(campaign, given, [row.content for row in good])
        except Invalid as refusal:
            raise Invalid(refusal.detail, errors=_placed(refusal.errors, good)) from None

    def _table(self, given: dict[str, Any]) -> KnownTable:
        """The table as it was sent, with the cells that were mended; unknown places are refused."""
        table = read_known(_grids(given), self.columns)
        cells, left = given.get("cells", {}), given.get("leave", ())
        numbers = {row.number for row in table.rows}
        keys = {column.key for column in self.columns}
        lost = sorted({number for number, _ in cells} - numbers)
        if lost:
            raise Invalid.at("cells", f"表中没有这些行：{'、'.join(map(str, lost[:20]))}。")
        strange = sorted({key for _, key in cells} - keys)
        if strange:
            raise Invalid.at("cells", f"没有这些列：{'、'.join(strange)[:200]}。")
        gone = sorted(set(left) - numbers)
        if gone:
            raise Invalid.at("leave", f"表中没有这些行：{'、'.join(map(str, gone[:20]))}。")
        return mended(table, cells, self.columns) if cells else table


def _grids(given: dict[str, Any]) -> list[Grid]:
    file, text = given.get("file"), given.get("text", "")
    if file is not None:
        if file.size > settings.LEDGER_MAX_BYTES:
            raise TooLarge("文件超过 5 MB，请删去无关内容或分几次导入。")
        return read_file(file.read(settings.LEDGER_MAX_BYTES + 1), clean_name(file.name))
    if not text.strip():
        raise Invalid.at("text", "请在 text 中粘贴表格，或用 multipart 上传 file。")
    return read_paste(text)


def _errors(row: Any) -> list[FieldError]:
    return [FieldError(f"/rows/{row.number}/{key}", "invalid", text) for key, text in row.faults]


def _placed(errors: Sequence[FieldError], good: Sequence[Any]) -> list[FieldError]:
    """Errors that the service counts from 0 among the rows written, at the sheet's own rows."""
    placed = []
    for error in errors:
        parts = error.pointer.strip("/").split("/")
        if len(parts) == 3 and parts[0] == "rows" and parts[1].isdigit():
            pointer = f"/rows/{good[int(parts[1])].number}/{parts[2]}"
            error = FieldError(pointer, error.code, error.detail)
        placed.append(error)
    return placed


class ProblemTableViewSet(TableViewSet):
    """问题清单导入。"""

    columns = problem_tables.COLUMNS
    nothing_new = "表中没有可以导入的新问题，没有新增。"

    def reader(self, campaign: Campaign, given: dict[str, Any]) -> Any:
        department: Department = self.department_asked(given)
        check_stream(
            self.by,
            (*OWN, *OFFICE),
            campaign=campaign,
            department=department,
            on=self.on,
            what="登记问题",
        )
        given["department"] = department
        return problem_tables.ProblemReader(campaign, department, scope=self.scope, on=self.on)

    def write(self, campaign: Campaign, given: dict[str, Any], contents: list[Any]) -> int:
        made = review.register_problems(
            campaign=campaign,
            department=given["department"],
            contents=contents,
            by=self.by,
            at=self.at,
        )
        return len(made)

    @extend_schema(
        operation_id="problem_imports",
        summary="核对、修改和导入问题清单",
        description=_HOW,
        tags=["problems"],
        request={"application/json": UnitTableInput, "multipart/form-data": UnitTableInput},
        responses=_RESPONSES,
    )
    def create(self, request: Request) -> Response:
        return self.taken(UnitTableInput)


class PlanTableViewSet(TableViewSet):
    """学习计划导入。"""

    columns = plan_tables.COLUMNS

    def reader(self, campaign: Campaign, given: dict[str, Any]) -> Any:
        department: Department = self.department_asked(given)
        place = {"campaign": campaign, "department": department, "on": self.on}
        check_stream(self.by, OWN, **place, what="导入学习计划")
        given["department"] = department
        return plan_tables.PlanReader(campaign, department.pk)

    def write(self, campaign: Campaign, given: dict[str, Any], contents: list[Any]) -> int:
        made = plan_sessions(
            campaign=campaign,
            department=given["department"],
            contents=contents,
            by=self.by,
            at=self.at,
        )
        return len(made)

    @extend_schema(
        operation_id="study_plan_imports",
        summary="核对、修改和导入学习计划",
        description=_HOW,
        tags=["study"],
        request={"application/json": UnitTableInput, "multipart/form-data": UnitTableInput},
        responses=_RESPONSES,
    )
    def create(self, request: Request) -> Response:
        return self.taken(UnitTableInput)


class OpinionTableViewSet(TableViewSet):
    """热线、信访等来件表导入（办公室）。"""

    columns = opinion_tables.COLUMNS
    nothing_new = "表中没有可以导入的新意见，没有新增。"

    def reader(self, campaign: Campaign, given: dict[str, Any]) -> Any:
        check_office(self.by, campaign, self.on, "导入群众意见")
        origin = given.get("origin", OpinionOrigin.HOTLINE)
        givers = list(givers_of(campaign))
        return opinion_tables.OpinionReader(campaign, origin, givers, self.on)

    def write(self, campaign: Campaign, given: dict[str, Any], contents: list[Any]) -> int:
        made = opinions.receive_opinions(
            campaign=campaign, contents=contents, by=self.by, at=self.at
        )
        return len(made)

    @extend_schema(
        operation_id="opinion_imports",
        summary="核对、修改和导入热线、信访来件表",
        description=_HOW,
        tags=["opinions"],
        request={"application/json": OpinionTableInput, "multipart/form-data": OpinionTableInput},
        responses=_RESPONSES,
    )
    def create(self, request: Request) -> Response:
        return self.taken(OpinionTableInput)
