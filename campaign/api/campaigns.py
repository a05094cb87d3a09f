"""REST: campaigns, and what the head of the office and the group leader set of them, by the
services of the pages."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from campaign import services
from campaign.api.base import StreamViewSet
from campaign.api.directory import RowField
from campaign.api.lists import CampaignSerializer, RungSerializer
from campaign.enums import CampaignAct, VerifyingScope
from campaign.models import Campaign
from campaign.permissions import check_can
from campaign.services import RungSetting
from campaign.services.ladder import setting_of
from core.api.fields import StrictIntegerField
from core.api.problems import PROBLEM_JSON
from core.api.rows import choice, flag, needed
from core.api.serializers import ProblemSerializer, StrictSerializer
from core.errors import Invalid, PreconditionRequired

_SEEN = "读取时的数值，改哪些写哪些；没带 428，之后他人改过 409"
_UNSEEN = "缺少 seen：请先读取现行的数值，把要改的几项读到的值写在 seen 里。"
_WORD = "由办公室主任办理。"
_STALE = {(428, PROBLEM_JSON): ProblemSerializer}


class NumbersField(serializers.DictField):
    """{limit's key: number}."""

    child = StrictIntegerField()


class ChangedNumbersField(serializers.DictField):
    """The same; null brings a default back."""

    child = StrictIntegerField(allow_null=True)


class RulesInput(StrictSerializer):
    rules = ChangedNumbersField(allow_empty=False, help_text="要改的时限与比例；null 恢复默认")
    seen = NumbersField(required=False, help_text=_SEEN)


class RungSeenInput(StrictSerializer):
    """A rung as it is set."""

    days = StrictIntegerField(help_text="工作日数：到期前为负，当日为 0")
    is_on = flag(required=True, help_text="是否启用")

    def validate(self, attrs: dict[str, Any]) -> RungSetting:
        return RungSetting(attrs["days"], attrs["is_on"])


class RungInput(StrictSerializer):
    """What is changed of a rung; what is left out stays."""

    days = StrictIntegerField(required=False, help_text="工作日数：到期前为负，当日为 0")
    is_on = flag(help_text="是否启用")


class LadderInput(StrictSerializer):
    rungs = serializers.DictField(
        child=RungInput(), allow_empty=False, help_text="要改的节点：{代码: {days, is_on}}"
    )
    seen = serializers.DictField(child=RungSeenInput(), required=False, help_text=_SEEN)


class UnitInput(StrictSerializer):
    scope = choice(VerifyingScope.choices, help_text="范围")
    department = RowField("department", help_text="验收单位；不能是办公室所在单位")


class ActingInput(StrictSerializer):
    department = RowField("department", help_text="没有第一责任人的单位")
    person = RowField("person", help_text="主持工作的人员")
    title = needed(100, help_text="职务，如“主持工作”")
    document_number = needed(100, help_text="明确主持工作的文号")


class ActingSerializer(StrictSerializer):
    """The post that was recorded."""

    uid = serializers.UUIDField(help_text="见 posts")


class NoInput(StrictSerializer):
    """No body is needed."""


def _all_seen(changes: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the caller has read of all that he changes; PreconditionRequired where that is open."""
    seen = given.get("seen", {})
    if not changes.keys() <= seen.keys():
        raise PreconditionRequired(_UNSEEN)
    return seen


@extend_schema(tags=["campaigns"])
@extend_schema_view(
    list=extend_schema(summary="各批主题教育"), retrieve=extend_schema(summary="一批主题教育")
)
class CampaignViewSet(StreamViewSet):
    """主题教育：各批次及其讲话原文、现行时限与比例。"""

    serializer_class = CampaignSerializer
    queryset = Campaign.objects.all()
    filter_backends: list[type] = []
    ordering = ("-starts_on", "-id")

    def rows(self) -> QuerySet[Campaign]:
        rows = Campaign.objects.select_related("office_department")
        return rows.prefetch_related("verifying_units__department")

    @extend_schema(
        summary="设置时限与比例",
        description=(
            f"{_WORD}自下一次办理起执行，改动记入日志。不用版本号，用 seen 防止覆盖他人的修改。"
        ),
        request=RulesInput,
        responses={200: CampaignSerializer, **_STALE},
    )
    @action(detail=True, methods=["patch"], url_path="rules")
    def rules(self, request: Request, uid: UUID) -> Response:
        campaign = self.find(uid)
        check_can(self.by, CampaignAct.UPDATE_RULES, campaign, self.on)
        given = self.cleaned(RulesInput, campaign)
        services.update_rules(
            campaign=campaign,
            changes=given["rules"],
            seen=_all_seen(given["rules"], given),
            by=self.by,
            at=self.at,
        )
        return self.answer(campaign)

    @extend_schema(
        summary="设置提醒阶梯的天数和启停",
        description=(
            f"{_WORD}自下一次提醒起执行，已经发出的不重发；一次可改多个节点，全部保存或一个也不保存。"
            "不用版本号，用 seen 防止覆盖他人的修改。"
        ),
        request=LadderInput,
        responses={200: RungSerializer(many=True), **_STALE},
    )
    @action(detail=True, methods=["patch"], url_path="ladder", pagination_class=None)
    def ladder(self, request: Request, uid: UUID) -> Response:
        campaign = self.find(uid)
        check_can(self.by, CampaignAct.UPDATE_LADDER, campaign, self.on)
        given = self.cleaned(LadderInput, campaign)
        now = {row.code: setting_of(row) for row in campaign.escalation_rules.in_order()}
        unknown = given["rungs"].keys() - now.keys()
        if unknown:
            raise Invalid.at("rungs", f"没有这些节点：{'、'.join(sorted(unknown))[:200]}。")
        seen = _all_seen(given["rungs"], given)
        changes = {
            code: RungSetting(
                wanted.get("days", seen[code].days), wanted.get("is_on", seen[code].is_on)
            )
            for code, wanted in given["rungs"].items()
        }
        services.update_ladder(
            campaign=campaign, changes=changes, seen=seen, by=self.by, at=self.at
        )
        rungs = campaign.escalation_rules.in_order().select_related("campaign")
        return Response(RungSerializer(rungs, many=True).data)

    @extend_schema(
        summary="指定验收单位",
        description="办公室自己不能验收的事项由谁验收：由组长指定，同一范围再指定即更换。",
        request=UnitInput,
        responses=CampaignSerializer,
    )
    @action(detail=True, methods=["post"], url_path="actions/name-verifying-unit")
    def name_verifying_unit(self, request: Request, uid: UUID) -> Response:
        campaign = self.find(uid)
        check_can(self.by, CampaignAct.NAME_VERIFYING_UNIT, campaign, self.on)
        given = self.cleaned(UnitInput, campaign)
        services.name_verifying_unit(campaign=campaign, by=self.by, at=self.at, **given)
        return self.answer(campaign)

    @extend_schema(
        summary="登记主持工作的人员",
        description=f"单位没有第一责任人时，按文件登记谁主持工作；{_WORD}",
        request=ActingInput,
        responses=ActingSerializer,
    )
    @action(detail=True, methods=["post"], url_path="actions/record-acting")
    def record_acting(self, request: Request, uid: UUID) -> Response:
        campaign = self.find(uid)
        check_can(self.by, CampaignAct.RECORD_ACTING, campaign, self.on)
        given = self.cleaned(ActingInput, campaign)
        post = services.record_acting(campaign=campaign, by=self.by, at=self.at, **given)
        return Response({"uid": str(post.uid)})

    @extend_schema(
        summary="停止登记",
        description=f"此后不再登记新事项，在办事项继续办理；不能撤回。{_WORD}",
        request=NoInput,
        responses=CampaignSerializer,
    )
    @action(detail=True, methods=["post"], url_path="actions/close-intake")
    def close_intake(self, request: Request, uid: UUID) -> Response:
        return self._end(uid, services.close_intake)

    @extend_schema(
        summary="归档",
        description=f"此后只能查阅；不能撤回。还有没办完的，422 逐条写明。{_WORD}",
        request=NoInput,
        responses=CampaignSerializer,
    )
    @action(detail=True, methods=["post"], url_path="actions/archive")
    def archive(self, request: Request, uid: UUID) -> Response:
        return self._end(uid, services.archive_campaign)

    def _end(self, uid: UUID, service: Any) -> Response:
        campaign = self.find(uid)
        self.cleaned(NoInput, campaign)
        service(campaign=campaign, by=self.by, at=self.at)
        return self.answer(campaign)
