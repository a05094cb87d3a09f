"""REST: shapes of campaigns, and their lists to be read: these come with presets."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import (
    OpenApiParameter,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from campaign.enums import (
    LadderCadence,
    LadderClock,
    LadderCondition,
    LadderLight,
    LadderRole,
    LadderSubject,
    VerifyingScope,
)
from campaign.filters import PARAMETER, campaign_of
from campaign.models import (
    Campaign,
    EscalationRule,
    FindingMethod,
    ReviewDimension,
    Source,
    Stream,
    Target,
)
from campaign.presenters.ladder import when
from campaign.validators import RULES, rule_value
from core.api.fields import StrictCharField
from core.api.serializers import StrictModelSerializer, StrictSerializer
from core.api.views import StrictViewSet

ENTRY_FIELDS = (
    "uid",
    "campaign",
    "code",
    "name",
    "source_text",
    "note",
    "aliases",
    "order",
    "is_active",
    "is_extension",
)


class OfficeSerializer(StrictSerializer):
    """The department in which the office sits."""

    uid = serializers.UUIDField()
    code = StrictCharField()
    name = StrictCharField()


class VerifyingUnitSerializer(StrictSerializer):
    """Who checks what the office may not check itself."""

    scope = serializers.ChoiceField(VerifyingScope.choices)
    scope_label = serializers.CharField(source="get_scope_display")
    department = OfficeSerializer()


class CampaignSerializer(StrictModelSerializer):
    """A campaign with its texts and the limits in force."""

    office_department = OfficeSerializer(read_only=True, allow_null=True)
    texts = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), help_text="讲话原文，按清单分列"
    )
    verifying_units = VerifyingUnitSerializer(many=True, help_text="办公室之外的验收单位")
    rules = serializers.SerializerMethodField(help_text="现行时限与比例，未设置的为默认值")

    class Meta:
        model = Campaign
        fields = (
            "uid",
            "code",
            "name",
            "batch",
            "starts_on",
            "ends_on",
            "is_default",
            "fundamental_task",
            "texts",
            "rules",
            "office_department",
            "verifying_units",
            "intake_closed_on",
            "archived_at",
        )
        read_only_fields = fields

    def get_rules(self, campaign: Campaign) -> dict[str, int]:
        return {key: rule_value(campaign.rules, key) for key in RULES}


class EntrySerializer(StrictModelSerializer):
    """What every list's rows have."""

    campaign = serializers.CharField(source="campaign.code", help_text="主题教育代码")
    aliases = serializers.ListField(child=serializers.CharField(), help_text="台账中也写作")


class StreamSerializer(EntrySerializer):
    class Meta:
        model = Stream
        fields = (*ENTRY_FIELDS, "motto")
        read_only_fields = fields


class TargetSerializer(EntrySerializer):
    class Meta:
        model = Target
        fields = (*ENTRY_FIELDS, "is_sensitive_by_default")
        read_only_fields = fields


class SourceSerializer(EntrySerializer):
    class Meta:
        model = Source
        fields = (*ENTRY_FIELDS, "is_inspection", "is_opinion")
        read_only_fields = fields


class DimensionSerializer(EntrySerializer):
    class Meta:
        model = ReviewDimension
        fields = ENTRY_FIELDS
        read_only_fields = fields


class MethodSerializer(EntrySerializer):
    class Meta:
        model = FindingMethod
        fields = ENTRY_FIELDS
        read_only_fields = fields


class RungRoleSerializer(StrictSerializer):
    """Whoever is told at a rung, as seen from the item on that day."""

    code = serializers.ChoiceField(choices=LadderRole.choices)
    label = serializers.CharField()


class RungSerializer(StrictSerializer):
    """A rung of the ladder of reminders, with the days and the switch in force."""

    uid = serializers.UUIDField()
    campaign = serializers.CharField(source="campaign.code", help_text="主题教育代码")
    code = serializers.CharField()
    label = serializers.CharField(help_text="预置文件中的名称")
    when = serializers.SerializerMethodField(help_text="节点，按现行天数")
    subject = serializers.ChoiceField(choices=LadderSubject.choices, help_text="适用")
    clock = serializers.ChoiceField(choices=LadderClock.choices, help_text="从哪个时限起算")
    limit_days = serializers.SerializerMethodField(help_text="该环节的办理时限，工作日数")
    days = serializers.IntegerField(help_text="现行的工作日数：到期前为负，当日为 0")
    light = serializers.ChoiceField(choices=LadderLight.choices)
    who = serializers.SerializerMethodField(help_text="通知谁")
    condition = serializers.ChoiceField(choices=LadderCondition.choices, help_text="空为总是")
    cadence = serializers.ChoiceField(choices=LadderCadence.choices, help_text="发送")
    text = serializers.CharField(help_text="请办")
    proposes = serializers.CharField(help_text="建议提级到哪一级，由人决定；空为不提级")
    order = serializers.IntegerField()
    is_required = serializers.BooleanField(help_text="不可停用")
    is_on = serializers.BooleanField(help_text="现行是否启用")

    def get_when(self, rung: EscalationRule) -> str:
        return when(rung)

    def get_limit_days(self, rung: EscalationRule) -> int | None:
        return rule_value(rung.campaign.rules, rung.clock) if rung.clock in RULES else None

    @extend_schema_field(RungRoleSerializer(many=True))
    def get_who(self, rung: EscalationRule) -> list[dict[str, str]]:
        return [{"code": word, "label": LadderRole(word).label} for word in rung.who]


class ReadViewSet(ListModelMixin, RetrieveModelMixin, StrictViewSet):
    """GET of a list and of one by its uid."""

    lookup_field = "uid"
    lookup_value_converter = "uuid"


class EntryViewSet(ReadViewSet):
    """Rows of one list: those in use of the current campaign, or of `?campaign=`."""

    query_params = {"list": frozenset({PARAMETER})}
    ordering = ("order", "id")
    refusals = ("404",)

    def get_queryset(self) -> QuerySet[Any]:
        """One is found whichever campaign it belongs to, in use or not."""
        rows = super().get_queryset().select_related("campaign")
        if self.action != "list" or getattr(self, "swagger_fake_view", False):
            return rows
        return self.in_use(rows).filter(campaign=campaign_of(self.request))

    def in_use(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """What a list shows of its rows."""
        return rows.active()


of_campaign = extend_schema_view(
    list=extend_schema(
        parameters=[OpenApiParameter(PARAMETER, str, description="主题教育代码，默认为当前一批")]
    )
)


@extend_schema(tags=["campaigns"])
@of_campaign
class StreamViewSet(EntryViewSet):
    """四项重点工作：并行推进，顺序只是排列。"""

    serializer_class = StreamSerializer
    queryset = Stream.objects.all()


@extend_schema(tags=["campaigns"])
@of_campaign
class TargetViewSet(EntryViewSet):
    """专项整治。"""

    serializer_class = TargetSerializer
    queryset = Target.objects.all()


@extend_schema(tags=["campaigns"])
@of_campaign
class SourceViewSet(EntryViewSet):
    """问题来源：讲话所列三种在前，补充的在后。"""

    serializer_class = SourceSerializer
    queryset = Source.objects.all()


@extend_schema(tags=["campaigns"])
@of_campaign
class DimensionViewSet(EntryViewSet):
    """检视方面。"""

    serializer_class = DimensionSerializer
    queryset = ReviewDimension.objects.all()


@extend_schema(tags=["campaigns"])
@of_campaign
class MethodViewSet(EntryViewSet):
    """查找方式。"""

    serializer_class = MethodSerializer
    queryset = FindingMethod.objects.all()


@extend_schema(tags=["campaigns"])
@of_campaign
class LadderViewSet(EntryViewSet):
    """提醒与提级的阶梯：每个节点在什么时候告诉谁。天数和启停在 campaigns/{uid}/ladder 设置。"""

    serializer_class = RungSerializer
    queryset = EscalationRule.objects.all()

    def in_use(self, rows: QuerySet[EscalationRule]) -> QuerySet[EscalationRule]:
        """Every rung: one that is switched off says so."""
        return rows
