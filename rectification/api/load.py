"""How many of a department's items fall due on a day: asked before a date is set."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Department
from campaign.filters import campaign_of
from campaign.permissions import scope_of
from campaign.selectors.streams import departments_within
from core import workdays
from core.api.fields import StrictIntegerField
from core.api.serializers import StrictSerializer
from core.errors import NotFound
from rectification.api.base import ItemAPIView, bad_parameters
from rectification.api.fields import DayField, RowField
from rectification.api.load_shapes import DayLoadSerializer, load_document
from rectification.selectors.load import day_load

MOST = 500


class LoadQuery(StrictSerializer):
    """What is asked: the department, the day, and what would come to it."""

    department = RowField("department")
    due_on = DayField()
    item = RowField("item", required=False)
    added = StrictIntegerField(required=False, min_value=1, max_value=MOST)
    campaign = RowField("campaign", required=False)


class LoadView(ItemAPIView):
    """GET the load of one department's day."""

    refusals = ("404",)
    query_params = frozenset({"department", "due_on", "item", "added", "campaign"})

    @extend_schema(
        operation_id="items_load",
        summary="某单位某日的到期件数（把握节奏）",
        description=(
            "交办、改期之前询问：同一天到期是否过多、相近哪些工作日较空。"
            "只是提示，不限制办理。单位须是您可以查看的。"
        ),
        tags=["items"],
        parameters=[
            OpenApiParameter("department", OpenApiTypes.STR, required=True, description="单位代码"),
            OpenApiParameter(
                "due_on", OpenApiTypes.DATE, required=True, description="拟定的整改时限"
            ),
            OpenApiParameter("item", OpenApiTypes.STR, description="要改期或交办的事项"),
            OpenApiParameter(
                "added",
                {"type": "integer", "minimum": 1, "maximum": MOST, "default": 1},
                description="将要增加的件数，不与 item 同用",
            ),
            OpenApiParameter("campaign", OpenApiTypes.STR, description="主题教育，不填为当前"),
        ],
        responses=DayLoadSerializer,
    )
    def get(self, request: Request) -> Response:
        given = self._asked(request)
        campaign = given.get("campaign") or campaign_of(request)
        department = given["department"]
        if not self._may_read(department, campaign):
            raise NotFound()
        item = given.get("item")
        load = day_load(
            department=department,
            due_on=given["due_on"],
            items=[item] if item is not None else [],
            campaign=item.campaign if item is not None else campaign,
            user=self.by,
            on=self.on,
            workdays=workdays.load(),
            added=1 if item is not None else given.get("added", 1),
        )
        return Response(load_document(load))

    def _may_read(self, department: Department, campaign: Any) -> bool:
        known = departments_within(scope_of(self.by, self.on), campaign)
        return known.filter(pk=department.pk).exists()

    def _asked(self, request: Request) -> dict[str, Any]:
        """The parameters, each once; 400 with a sentence for each that is wrong."""
        plain: dict[str, Any] = request.query_params.dict()
        text = plain.get("added", "")
        if text.isascii() and text.isdigit() and len(text) < 4:
            plain["added"] = int(text)
        if "item" in plain and "added" in plain:
            raise bad_parameters({"added": ["added 不与 item 同用：一个事项就是一件。"]})
        context = {"directory": self.directory(campaign=None), "request": request}
        asked = LoadQuery(data=plain, context=context)
        if not asked.is_valid():
            raise bad_parameters({k: [str(t) for t in v] for k, v in asked.errors.items()})
        return dict(asked.validated_data)
