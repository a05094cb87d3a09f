"""REST: opinions, on the services and sentences of the pages.

The office reads and writes all but those about persons, a department's people read and answer what
was released to them; nothing tells them channel, giver or original text.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import standing_of
from campaign.api.base import StreamViewSet
from campaign.api.directory import RowField
from campaign.enums import Anonymity, OpinionOrigin, OpinionState
from campaign.filters import PARAMETER, campaign_of
from campaign.models import Opinion
from campaign.permissions.opinions import check_office, handles_opinions, reads_transferred
from campaign.selectors import opinions as selectors
from campaign.selectors.opinions import ORDER, Desk
from campaign.services import opinions as services
from core.api.fields import StrictCharField, StrictIntegerField
from core.api.preconditions import version_from_request
from core.api.rows import choice, day, flag, needed, words
from core.api.serializers import StrictSerializer
from core.errors import Invalid

ONLY_OFFICE = "仅领导小组办公室可见，其他人为 null"


class OpinionUnitSerializer(StrictSerializer):
    """A department by its code."""

    code = StrictCharField()
    name = StrictCharField()


class OpinionSerializer(StrictSerializer):
    """An opinion as the caller may know it."""

    uid = serializers.UUIDField()
    version = serializers.IntegerField()
    state = serializers.ChoiceField(choices=OpinionState.choices)
    state_label = StrictCharField(source="get_state_display")
    restatement = StrictCharField(allow_blank=True, help_text="整理后的问题")
    department = OpinionUnitSerializer(allow_null=True)
    released_on = serializers.DateField(allow_null=True, help_text="对承办单位开放的日期")
    answer = StrictCharField(allow_blank=True)
    answered_on = serializers.DateField(allow_null=True)
    raw_text = serializers.SerializerMethodField(help_text=f"原文，{ONLY_OFFICE}")
    received_on = serializers.SerializerMethodField(help_text=f"收到日期，{ONLY_OFFICE}")
    origin = serializers.SerializerMethodField(help_text=f"渠道，{ONLY_OFFICE}")
    anonymity = serializers.SerializerMethodField(help_text=f"署名，{ONLY_OFFICE}")
    external_number = serializers.SerializerMethodField(help_text=f"来件编号，{ONLY_OFFICE}")

    def _office(self, value: Any) -> Any:
        return None if self.context["desk"] == Desk.DEPARTMENT else value

    def get_raw_text(self, row: Opinion) -> str | None:
        return self._office(row.raw_text)

    def get_received_on(self, row: Opinion) -> date | None:
        return self._office(row.received_on)

    def get_origin(self, row: Opinion) -> str | None:
        return self._office(row.origin)

    def get_anonymity(self, row: Opinion) -> str | None:
        return self._office(row.anonymity)

    def get_external_number(self, row: Opinion) -> str | None:
        return self._office(row.external_number)


class OpinionInput(StrictSerializer):
    """An opinion as it comes in; a contact of an anonymous one is refused."""

    raw_text = needed(5000, help_text="原文")
    received_on = day(required=True, allow_null=True, help_text="收到日期")
    origin = choice(OpinionOrigin.choices)
    anonymity = choice(Anonymity.choices)
    external_number = words(64, help_text="来件编号，同渠道内不重复")
    contact_name = words(50)
    contact = words(100)
    about = words(100, help_text="反映单位")
    is_praise = flag()
    is_sensitive = flag(help_text="反映干部本人或亲属：转派驻机构，办公室列表不再显示")


class ReceivedSerializer(StrictSerializer):
    """The new opinion's uid and its receipt code, shown this once."""

    uid = serializers.UUIDField()
    receipt_code = StrictCharField()


class OpinionVersionInput(StrictSerializer):
    """The version that the caller has seen; If-Match does as well."""

    version = StrictIntegerField(required=False, min_value=0, max_value=999_999_999)


class RestateInput(OpinionVersionInput):
    restatement = needed(2000)


class ReferInput(OpinionVersionInput):
    department = RowField("department")


class AnswerInput(OpinionVersionInput):
    answer = needed(5000)


class DeclineInput(OpinionVersionInput):
    reason = needed(500)


@extend_schema(
    tags=["opinions"],
    parameters=[OpenApiParameter(PARAMETER, str, description="主题教育代码，不填为当前")],
)
class OpinionViewSet(StreamViewSet):
    """群众意见。承办单位只看到对本单位开放的整理稿。"""

    serializer_class = OpinionSerializer
    queryset = Opinion.objects.none()
    filter_backends: list[type] = []
    query_params = {
        "list": frozenset({PARAMETER, "state"}),
        **{
            name: frozenset({PARAMETER})
            for name in ("retrieve", "create", "restate", "refer", "reply", "close", "decline")
        },
    }
    refusals = ("404",)
    versioned = frozenset({"restate", "refer", "reply", "close", "decline"})
    desk = Desk.NOBODY

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Settle as whom the caller reads."""
        super().initial(request, *args, **kwargs)
        self.desk = self._desk()

    def _desk(self) -> Desk:
        user, on, campaign = self.by, self.on, campaign_of(self.request)
        if handles_opinions(user, campaign, on):
            return Desk.OFFICE
        if reads_transferred(user, campaign, on):
            return Desk.DISCIPLINE
        inside = not user.admin_role and standing_of(user, on).departments
        return Desk.DEPARTMENT if inside else Desk.NOBODY

    def get_ordering(self) -> tuple[str, ...]:
        """By day and random uid: no order tells which of two came first."""
        return ORDER[self.desk]

    def get_serializer_context(self) -> dict[str, Any]:
        return super().get_serializer_context() | {"desk": self.desk}

    def rows(self) -> QuerySet[Opinion]:
        return selectors.opinions_of(self.desk, campaign_of(self.request), self.scope, self.on)

    def find(self, uid: UUID) -> Opinion:
        """The opinion, or NotFound with the sentence of the page."""
        return selectors.opinion_of(self.rows(), uid)

    @extend_schema(parameters=[OpenApiParameter("state", str, enum=OpinionState.values)])
    def list(self, request: Request) -> Response:
        """Opinions that the caller may read."""
        rows = self.rows()
        state = request.query_params.get("state")
        if state is not None:
            if state not in OpinionState.values:
                raise Invalid.at("state", "state 不是已知的状态。")
            rows = rows.filter(state=state)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, uid: UUID) -> Response:
        """One opinion."""
        return super().retrieve(request, uid)

    @extend_schema(request=OpinionInput, responses={201: ReceivedSerializer})
    def create(self, request: Request) -> Response:
        """Key in an opinion (office); the receipt code is answered this once."""
        campaign = campaign_of(request)
        check_office(self.by, campaign, self.on, "录入群众意见")
        data = self.cleaned(OpinionInput, campaign)
        opinion, code = services.receive_opinion(
            campaign=campaign,
            content=services.OpinionContent(**data),
            by=self.by,
            at=self.at,
        )
        shown = ReceivedSerializer({"uid": opinion.uid, "receipt_code": code})
        return Response(shown.data, status=status.HTTP_201_CREATED)

    def _act(self, uid: UUID, service: Any, kind: type[StrictSerializer]) -> Response:
        row = self.find(uid)
        seen = version_from_request(self.request)
        given = self.cleaned(kind, row.campaign)
        return self.shown(service(opinion=row, by=self.by, at=self.at, version=seen, **given))

    @extend_schema(request=RestateInput)
    @action(detail=True, methods=["post"], url_path="actions/restate")
    def restate(self, request: Request, uid: UUID) -> Response:
        """整理 (office)."""
        return self._act(uid, services.restate_opinion, RestateInput)

    @extend_schema(request=ReferInput)
    @action(detail=True, methods=["post"], url_path="actions/refer")
    def refer(self, request: Request, uid: UUID) -> Response:
        """转办 (office)."""
        return self._act(uid, services.refer_opinion, ReferInput)

    @extend_schema(request=AnswerInput)
    @action(detail=True, methods=["post"], url_path="actions/answer")
    def reply(self, request: Request, uid: UUID) -> Response:
        """答复 (the department, once released to it, and the office)."""
        return self._act(uid, services.answer_opinion, AnswerInput)

    @extend_schema(request=OpinionVersionInput)
    @action(detail=True, methods=["post"], url_path="actions/close")
    def close(self, request: Request, uid: UUID) -> Response:
        """办结 (office)."""
        return self._act(uid, services.close_opinion, OpinionVersionInput)

    @extend_schema(request=DeclineInput)
    @action(detail=True, methods=["post"], url_path="actions/decline")
    def decline(self, request: Request, uid: UUID) -> Response:
        """不予受理 (office)."""
        return self._act(uid, services.decline_opinion, DeclineInput)
