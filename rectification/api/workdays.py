"""Days off and make-up days by REST: everybody reads, the office declares a table at once."""

from typing import Any

from django.urls import URLPattern, path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from campaign.permissions import check_keeps_calendar
from core.api.fields import StrictBooleanField
from core.api.serializers import StrictSerializer
from core.models import WorkdayOverride
from rectification.api.base import bad_parameters
from rectification.api.children import ChildrenView
from rectification.api.fields import DayField, words
from rectification.services import WorkdayRow, declare_workdays
from rectification.services.calendar import MOST_ROWS

TAGS = ["workdays"]


class WorkdaySerializer(serializers.Serializer):
    date = serializers.DateField()
    is_workday = serializers.BooleanField(help_text="true 上班（补班），false 放假")
    name = serializers.CharField(help_text="节日名称，可空")
    source_doc = serializers.CharField(help_text="依据文件，可空")


class WorkdayInput(StrictSerializer):
    """One day."""

    date = DayField()
    is_workday = StrictBooleanField(help_text="true 上班（补班），false 放假")
    name = words(60, help_text="节日名称")
    source_doc = words(120, help_text="依据文件，不填取整批的")


class WorkdaysInput(StrictSerializer):
    """A table of days; all of them are declared, or none."""

    days = WorkdayInput(many=True, min_length=1, max_length=MOST_ROWS)
    source_doc = words(120, help_text="整批的依据文件")


class DeclaredSerializer(serializers.Serializer):
    declared = serializers.IntegerField(help_text="登记的天数")
    moved = serializers.IntegerField(help_text="计时时限随之调整的在办事项数")


def workday_document(row: WorkdayOverride) -> dict[str, Any]:
    return {
        "date": row.date.isoformat(),
        "is_workday": row.is_workday,
        "name": row.name,
        "source_doc": row.source_doc,
    }


class WorkdaysView(ChildrenView):
    """GET the declared days, POST a table."""

    query_params = ChildrenView.query_params | {"year"}
    ordering = ("date", "id")

    @extend_schema(
        operation_id="workdays_list",
        summary="办公室登记的放假日和补班日",
        description="只列办公室登记的；系统自带年份的安排不在其中。",
        tags=TAGS,
        parameters=[
            OpenApiParameter("year", OpenApiTypes.STR, description="年份，四位数字，如 2027")
        ],
        responses=WorkdaySerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        rows = WorkdayOverride.objects.all()
        year = request.query_params.get("year")
        if year is not None:
            if not (year.isascii() and year.isdecimal() and len(year) == 4 and int(year)):
                raise bad_parameters({"year": ["年份应为四位数字，如 2027。"]})
            rows = rows.filter(date__year=int(year))
        return self.page(rows, workday_document)

    @extend_schema(
        operation_id="workdays_declare",
        summary="登记放假日和补班日",
        description=(
            "领导小组办公室办理。全部登记或一天也不登记；同一天再次登记以后一次为准。"
            "在办事项的计时时限（effective_due_on）在同一事务中重算。"
        ),
        tags=TAGS,
        request=WorkdaysInput,
        responses={201: DeclaredSerializer},
    )
    def post(self, request: Request) -> Response:
        check_keeps_calendar(self.by, self.on)
        given = self.cleaned(WorkdaysInput, request.data, self.directory(campaign=None))
        rows = [
            WorkdayRow(
                one["date"], one["is_workday"], one.get("name", ""), one.get("source_doc", "")
            )
            for one in given["days"]
        ]
        source_doc = given.get("source_doc", "")
        done = declare_workdays(rows=rows, source_doc=source_doc, by=self.by, at=self.at)
        shown = {"declared": done.days, "moved": done.moved}
        return Response(shown, status=status.HTTP_201_CREATED)


urlpatterns: list[URLPattern] = [path("workdays", WorkdaysView.as_view(), name="api-workdays")]
