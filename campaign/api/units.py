"""What resources with one row a department share: the campaign asked for, rank order, versions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Department
from campaign.api.base import StreamViewSet, UnitSerializer
from campaign.filters import PARAMETER, campaign_of
from campaign.models import Campaign
from campaign.selectors.streams import departments_within
from core.api.preconditions import version_from_request
from core.api.serializers import StrictSerializer
from core.errors import PreconditionRequired

OF_CAMPAIGN = OpenApiParameter(PARAMETER, str, description="主题教育代码，默认为当前一批")


class PerUnitSerializer(StrictSerializer):
    """A department's row in the campaign that was asked for."""

    department = UnitSerializer(help_text="单位；按它的 uid 读写本行")
    campaign = serializers.SerializerMethodField(help_text="主题教育代码")

    def get_campaign(self, row: Any) -> str:
        return self.context["campaign"].code


class PerUnitViewSet(StreamViewSet):
    """One row for each department that the caller reads, by the department's uid, in rank order.

    A row is there before anybody has typed anything: its version is 0 then.
    """

    queryset = Department.objects.all()
    filter_backends: list[type] = []
    ordering = ("sort_order", "id")
    query_params = {name: frozenset({PARAMETER}) for name in ("list", "retrieve", "update")}
    refusals = ("404",)

    @property
    def campaign(self) -> Campaign:
        return campaign_of(self.request)

    def rows(self) -> QuerySet[Department]:
        return departments_within(self.scope, self.campaign)

    def lines(self, units: Sequence[Department]) -> list[Any]:
        """The rows of these departments, in their order; as many statements for one as for all."""
        raise NotImplementedError

    def line(self, unit: Department) -> Any:
        [found] = self.lines([unit])
        return found

    def get_serializer_context(self) -> dict[str, Any]:
        context = super().get_serializer_context()
        fake = getattr(self, "swagger_fake_view", False)
        return context if fake else context | {"campaign": self.campaign}

    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        found = self.get_serializer(self.lines(page), many=True)
        return self.get_paginated_response(found.data)

    def retrieve(self, request: Request, uid: UUID) -> Response:
        return self.shown(self.line(self.find(uid)))

    def version_seen(self, now: int) -> int:
        """The version that the caller has seen, which may be left out where the row has none yet.

        PreconditionRequired (428) without one where somebody has typed the row.
        """
        try:
            return version_from_request(self.request)
        except PreconditionRequired:
            if now:
                raise
            return 0
