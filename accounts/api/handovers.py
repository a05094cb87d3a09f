"""REST: handovers that the caller may see, and the acts of the three who sign."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import services
from accounts.api.organisation import NameSerializer
from accounts.enums import HandoverReason, HandoverRole, HandoverState, LineState
from accounts.filters import HandoverFilter
from accounts.models import Handover, User
from accounts.permissions import may_name, role_of, visible_handovers
from accounts.selectors import LineView, lines_for, signatures_of
from core import clock
from core.api.fields import StrictCharField
from core.api.serializers import StrictSerializer
from core.api.views import StrictViewSet
from core.clock import local_date
from core.errors import Invalid, NotFound


class HandoverSerializer(StrictSerializer):
    """A handover as lists show it."""

    uid = serializers.UUIDField()
    state = serializers.ChoiceField(choices=HandoverState.choices)
    state_label = serializers.CharField(source="get_state_display")
    reason = serializers.ChoiceField(choices=HandoverReason.choices)
    reason_label = serializers.CharField(source="get_reason_display")
    department = NameSerializer(source="post.department")
    title = serializers.CharField(source="post.title", help_text="交接的职务")
    outgoing = NameSerializer(help_text="移交人")
    receiver = NameSerializer(allow_null=True, help_text="接收人；尚未确定时为 null")
    supervisor = NameSerializer(allow_null=True, help_text="监交人；尚未指定时为 null")
    document_number = serializers.CharField(help_text="依据文号")
    opened_at = serializers.DateTimeField()
    done_at = serializers.DateTimeField(allow_null=True)


class LineSerializer(StrictSerializer):
    """A line; of a sensitive item only to whom it is open, otherwise everything is null."""

    uid = serializers.UUIDField(source="line.uid")
    order = serializers.IntegerField(source="line.order")
    is_hidden = serializers.BooleanField(source="hidden", help_text="敏感事项，不在您的知悉范围")
    subject_type = serializers.SerializerMethodField()
    subject_uid = serializers.SerializerMethodField()
    label = serializers.SerializerMethodField(help_text="事项")
    state_words = serializers.SerializerMethodField(help_text="开单时的状态")
    due_on = serializers.SerializerMethodField(help_text="时限")
    done = serializers.SerializerMethodField(help_text="已做")
    left = serializers.SerializerMethodField(help_text="未完")
    risk = serializers.SerializerMethodField(help_text="风险、承诺")
    units = serializers.SerializerMethodField(help_text="相关单位")
    state = serializers.ChoiceField(choices=LineState, source="line.state", help_text="接收情况")
    remark = serializers.SerializerMethodField(help_text="接收说明或不接收的理由")
    answered_at = serializers.DateTimeField(source="line.answered_at", allow_null=True)

    def get_subject_type(self, view: LineView) -> str | None:
        return self._open(view, view.line.subject_type)

    def get_subject_uid(self, view: LineView) -> UUID | None:
        return None if view.hidden else view.line.subject_uid

    def get_label(self, view: LineView) -> str | None:
        return self._open(view, view.title)

    def get_state_words(self, view: LineView) -> str | None:
        return self._open(view, view.line.state_words)

    def get_due_on(self, view: LineView) -> str | None:
        due = view.line.due_on
        return self._open(view, due.isoformat()) if due is not None else None

    def get_done(self, view: LineView) -> str | None:
        return self._open(view, view.line.done)

    def get_left(self, view: LineView) -> str | None:
        return self._open(view, view.line.left)

    def get_risk(self, view: LineView) -> str | None:
        return self._open(view, view.line.risk)

    def get_units(self, view: LineView) -> str | None:
        return self._open(view, view.line.units)

    def get_remark(self, view: LineView) -> str | None:
        return self._open(view, view.line.remark)

    def _open(self, view: LineView, text: str) -> str | None:
        return None if view.hidden else text


class SignatureSerializer(StrictSerializer):
    """One of the three signatures."""

    role = serializers.ChoiceField(choices=HandoverRole.choices)
    person = NameSerializer()
    post_title = serializers.CharField()
    signed_at = serializers.DateTimeField()
    content_hash = serializers.CharField(help_text="所见内容的 SHA-256")
    note = serializers.CharField()


class HandoverDetailSerializer(HandoverSerializer):
    """A handover with its lines, its signatures, and what the caller may do."""

    lines = LineSerializer(many=True, source="line_views")
    signatures = SignatureSerializer(many=True, source="signed")
    my_role = serializers.ChoiceField(choices=HandoverRole.choices, allow_null=True, source="mine")
    may_name = serializers.BooleanField(source="names", help_text="可否指定接收人和监交人")
    shown_hash = serializers.CharField(
        allow_null=True, help_text="签字时带上；不能签字时为 null，原因见 reasons"
    )
    reasons = serializers.ListField(child=serializers.CharField(), help_text="您现在不能签字的原因")


class AcceptInput(StrictSerializer):
    """Which lines are taken over; all that wait without `lines`."""

    lines = serializers.ListField(
        child=serializers.UUIDField(), required=False, min_length=1, max_length=500
    )
    remark = StrictCharField(required=False, allow_blank=True, max_length=300)


class HandoverRefuseInput(StrictSerializer):
    """A line that is not taken over, and why."""

    line = serializers.UUIDField()
    reason = StrictCharField(max_length=300)


class SignInput(StrictSerializer):
    """What was shown, and the password once more; it is never logged."""

    shown_hash = StrictCharField(max_length=64)
    note = StrictCharField(required=False, allow_blank=True, max_length=300)
    password = StrictCharField(required=False, allow_blank=True, trim_whitespace=False)


class PersonInput(StrictSerializer):
    """A person by uid."""

    person = serializers.UUIDField()


def _act(shape: type[StrictSerializer], summary: str) -> Callable[[Any], Any]:
    return extend_schema(request=shape, summary=summary, responses=HandoverDetailSerializer)


@extend_schema(tags=["handovers"])
@extend_schema_view(list=extend_schema(summary="可查看的交接单"))
class HandoverViewSet(ListModelMixin, StrictViewSet):
    """岗位交接单。移交人、接收人、监交人、本单位负责人、分管市领导和领导小组办公室可以查看。"""

    serializer_class = HandoverSerializer
    filter_backends = [DjangoFilterBackend]
    filterset_class = HandoverFilter
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    ordering = ("-id",)
    queryset = Handover.objects.none()

    def get_queryset(self) -> QuerySet[Handover]:
        user = self.request.user
        if not user.is_authenticated:  # the schema generator asks without a caller
            return Handover.objects.none()
        return visible_handovers(user, local_date(clock.now())).for_page()

    @extend_schema(summary="一份交接单", responses=HandoverDetailSerializer)
    def retrieve(self, request: Request, uid: UUID) -> Response:
        """Its lines as the caller may see them, and the hash of what he would sign."""
        return self._answer(self._find(uid))

    @_act(AcceptInput, "接收事项")
    @action(detail=True, methods=["post"], url_path="actions/accept")
    def accept(self, request: Request, uid: UUID) -> Response:
        row, data = self._find(uid), self._read(AcceptInput)
        services.accept_lines(handover=row, by=request.user, at=clock.now(), **data)
        return self._answer(self._find(uid))

    @_act(HandoverRefuseInput, "不接收某一事项")
    @action(detail=True, methods=["post"], url_path="actions/refuse")
    def refuse(self, request: Request, uid: UUID) -> Response:
        row, data = self._find(uid), self._read(HandoverRefuseInput)
        services.refuse_line(handover=row, by=request.user, at=clock.now(), **data)
        return self._answer(self._find(uid))

    @_act(SignInput, "签字")
    @action(detail=True, methods=["post"], url_path="actions/sign")
    def sign(self, request: Request, uid: UUID) -> Response:
        row, data, at = self._find(uid), self._read(SignInput), clock.now()
        address = request.META.get("REMOTE_ADDR")
        services.check_password_again(
            request.user, data.pop("password", ""), at=at, address=address
        )
        services.sign_handover(handover=row, by=request.user, at=at, **data)
        return self._answer(self._find(uid))

    @_act(PersonInput, "指定接收人")
    @action(detail=True, methods=["post"], url_path="actions/name-receiver")
    def name_receiver(self, request: Request, uid: UUID) -> Response:
        row, person = self._find(uid), self._person()
        services.name_receiver(handover=row, person=person, by=request.user, at=clock.now())
        return self._answer(self._find(uid))

    @_act(PersonInput, "指定监交人")
    @action(detail=True, methods=["post"], url_path="actions/name-supervisor")
    def name_supervisor(self, request: Request, uid: UUID) -> Response:
        row, person = self._find(uid), self._person()
        services.name_supervisor(handover=row, person=person, by=request.user, at=clock.now())
        return self._answer(self._find(uid))

    def _find(self, uid: UUID) -> Handover:
        row = self.get_queryset().filter(uid=uid).first()
        if row is None:
            raise NotFound()
        return row

    def _read(self, shape: type[StrictSerializer]) -> dict[str, Any]:
        given = shape(data=self.request.data)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def _person(self) -> User:
        uid = self._read(PersonInput)["person"]
        found = User.objects.filter(uid=uid).first()
        if found is None:
            raise Invalid.at("person", "没有这个人员，请核对 uid。")
        return found

    def _answer(self, row: Handover) -> Response:
        user, at = self.request.user, clock.now()
        on = local_date(at)
        reasons = services.why_not_sign(row, user, at)
        row.line_views = lines_for(row, user, on)
        row.signed = list(signatures_of(row).values())
        row.mine = role_of(row, user)
        row.names = may_name(row, user, on) and row.state != HandoverState.DONE
        row.reasons = reasons
        row.shown_hash = None
        if not reasons:
            _, row.shown_hash = services.shown_for_handover(handover=row, by=user, at=at)
        return Response(HandoverDetailSerializer(row, context=self.get_serializer_context()).data)
