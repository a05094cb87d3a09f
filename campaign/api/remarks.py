"""REST: what was said of the system's steps (“这一步多余？”), and the office's answers. Saying it
stays with the page: a remark names nobody, a token does."""

from typing import Any

from drf_spectacular.utils import (
    OpenApiParameter,
    extend_schema,
    extend_schema_serializer,
)
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from campaign.api.base import ActViewSet
from campaign.enums import RemarkKind, RemarkVerdict
from campaign.filters import PARAMETER, campaign_of
from campaign.models import Campaign, StepRemark
from campaign.permissions import OFFICE, check_stream
from campaign.permissions.feedback import check_remark
from campaign.presenters.feedback import pages
from campaign.selectors.feedback import PageRemarks, remarks_by_page, remarks_of_page
from campaign.services.feedback import LONGEST_ANSWER, answer_step
from core.api.pagination import BadParameter
from core.api.rows import choice, needed
from core.api.serializers import StrictSerializer
from core.errors import FieldError, NotFound

OF_CAMPAIGN = OpenApiParameter(PARAMETER, str, description="主题教育代码，不填为当前")
OF_PAGE = OpenApiParameter("page", str, required=True, description="页面，见 step-remarks 的 page")


class StepAnswerSerializer(StrictSerializer):
    """What the office answered."""

    verdict = serializers.ChoiceField(RemarkVerdict.choices)
    verdict_label = serializers.CharField(source="get_verdict_display")
    text = serializers.CharField()
    answered_on = serializers.DateField()


class RemarkedPageSerializer(StrictSerializer):
    """A page, how often each kind was said of it, and the answers, newest first."""

    page = serializers.CharField()
    name = serializers.SerializerMethodField(help_text="页面名称")
    kinds = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="各类意见的件数：" + "、".join(f"{v} {label}" for v, label in RemarkKind.choices),
    )
    waiting = serializers.IntegerField(help_text="待答复的件数")
    answers = StepAnswerSerializer(many=True)

    def get_name(self, row: PageRemarks) -> str:
        return pages().get(row.page, row.page)


@extend_schema_serializer(many=False)
class RemarkedSerializer(StrictSerializer):
    """Every page of which something was said; those that wait come first."""

    pages = RemarkedPageSerializer(many=True)


class SentenceSerializer(StrictSerializer):
    """What was said, never by whom; no time finer than the week."""

    kind = serializers.ChoiceField(RemarkKind.choices)
    kind_label = serializers.CharField(source="get_kind_display")
    text = serializers.CharField(help_text="一句话，可空")
    week = serializers.DateField(help_text="所在周的星期一")


@extend_schema_serializer(many=False)
class WaitingSerializer(StrictSerializer):
    """The remarks on one page that wait, 100 at most."""

    page = serializers.CharField()
    name = serializers.CharField()
    remarks = SentenceSerializer(many=True)


class AnswerStepInput(StrictSerializer):
    page = needed(100, help_text="页面，见 step-remarks 的 page")
    verdict = choice(RemarkVerdict.choices, help_text="已改进，还是不改")
    text = needed(LONGEST_ANSWER, help_text="改了什么，或者不改的理由；所有人都能看到")


@extend_schema(tags=["step-remarks"], parameters=[OF_CAMPAIGN])
class StepRemarkViewSet(ActViewSet):
    """“这一步多余？”：不记名的意见和办公室的答复。提意见在页面上办理。"""

    serializer_class = RemarkedSerializer
    pagination_class = None
    filter_backends: list[type] = []
    query_params = {
        "list": frozenset({PARAMETER}),
        "waiting": frozenset({PARAMETER, "page"}),
        "answers": frozenset({PARAMETER}),
    }
    refusals = ("404",)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """For everybody who works in the system."""
        super().initial(request, *args, **kwargs)
        check_remark(self.by)

    def _for_office(self) -> Campaign:
        campaign = campaign_of(self.request)
        place = {"campaign": campaign, "department": None, "on": self.on}
        check_stream(self.by, OFFICE, **place, what="答复意见建议")
        return campaign

    @extend_schema(
        operation_id="step_remarks",
        summary="各页面的意见件数和答复",
        responses=RemarkedSerializer,
    )
    def list(self, request: Request) -> Response:
        found = remarks_by_page(campaign_of(request))
        return Response(self.get_serializer({"pages": found}).data)

    @extend_schema(
        operation_id="step_remarks_waiting",
        summary="一个页面待答复的原话（办公室）",
        parameters=[OF_PAGE],
        responses=WaitingSerializer,
    )
    @action(detail=False, methods=["get"], url_path="waiting", serializer_class=WaitingSerializer)
    def waiting(self, request: Request) -> Response:
        campaign = self._for_office()
        page = request.query_params.get("page", "")
        if not page:
            sentence = "请填写 page：要看哪个页面的意见。"
            raise BadParameter(sentence, errors=[FieldError("/page", "required", sentence)])
        rows: list[StepRemark] = remarks_of_page(campaign, page)
        if not rows:
            raise NotFound()
        shown = {"page": page, "name": pages().get(page, page), "remarks": rows}
        return Response(self.get_serializer(shown).data)

    @extend_schema(
        operation_id="step_remarks_answer",
        summary="答复一个页面的全部意见（办公室）",
        description="此前关于这一页的意见一并答复；没有待答复的 422。",
        request=AnswerStepInput,
        responses={201: StepAnswerSerializer},
    )
    @action(detail=False, methods=["post"], url_path="answers")
    def answers(self, request: Request) -> Response:
        campaign = self._for_office()
        given = self.cleaned(AnswerStepInput, campaign)
        made = answer_step(campaign=campaign, by=self.by, at=self.at, **given)
        return Response(StepAnswerSerializer(made).data, status=status.HTTP_201_CREATED)
