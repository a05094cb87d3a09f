"""Shapes of research in the API: what is answered, and what is taken in."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from campaign.api.base import EntryRefSerializer, PersonNameSerializer, UnitSerializer
from campaign.api.directory import RowField
from campaign.enums import TopicState, VisitLevel, VisitWay
from campaign.models import ResearchTopic
from core.api.fields import StrictIntegerField
from core.api.rows import choice, day, flag, needed, version, words
from core.api.serializers import StrictSerializer


class ResearchPlanSerializer(StrictSerializer):
    """The plan of a topic."""

    hypothesis = serializers.CharField(help_text="拟解决的问题")
    subjects = serializers.CharField(help_text="调研对象")
    places = serializers.CharField(help_text="地点")
    ways = serializers.ListField(child=serializers.ChoiceField(choices=VisitWay.choices))
    pre_notified = serializers.BooleanField(help_text="提前通知")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    participants = serializers.CharField(help_text="参加人")
    expected = serializers.CharField(help_text="预期成果")
    made_at = serializers.DateTimeField()


class TopicSerializer(StrictSerializer):
    """A research topic."""

    uid = serializers.UUIDField()
    version = serializers.IntegerField()
    campaign = serializers.CharField(source="campaign.code")
    department = UnitSerializer()
    leader = PersonNameSerializer(help_text="牵头人")
    direction = EntryRefSerializer(help_text="调研方向")
    field = EntryRefSerializer(allow_null=True, help_text="领域")
    outcome = serializers.SerializerMethodField(help_text="引自的学习成果；不可见的为 null")
    title = serializers.CharField(help_text="课题")
    state = serializers.ChoiceField(choices=TopicState.choices)
    state_label = serializers.CharField(source="get_state_display")
    background = serializers.CharField(help_text="基本情况")
    causes = serializers.CharField(help_text="原因分析")
    plan = serializers.SerializerMethodField()
    visit_count = serializers.IntegerField()
    grassroots_count = serializers.IntegerField(help_text="到村社区、企业、服务窗口的次数")
    finding_count = serializers.IntegerField()
    none_found_reason = serializers.CharField(help_text="未发现问题的说明")
    signed_by = PersonNameSerializer(allow_null=True)
    signed_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    cancel_reason = serializers.CharField()
    created_at = serializers.DateTimeField()

    def get_outcome(self, row: ResearchTopic) -> str | None:
        shown = row.outcome is not None and not row.outcome.is_sensitive
        return str(row.outcome.uid) if shown and row.outcome else None

    @extend_schema_field(ResearchPlanSerializer(allow_null=True))
    def get_plan(self, row: ResearchTopic) -> dict[str, Any] | None:
        plan = getattr(row, "plan", None)
        return ResearchPlanSerializer(plan).data if plan else None


class TopicFields(StrictSerializer):
    title = needed(200, help_text="课题")
    direction = RowField("direction")
    field = RowField("field", required=False, allow_null=True)
    leader = RowField("person", help_text="牵头人（工号或 uid）")
    outcome = RowField("outcome", required=False, allow_null=True)
    background = words(5000, help_text="基本情况")
    causes = words(5000, help_text="原因分析")


class TopicInput(TopicFields):
    campaign = RowField("campaign", required=False)
    department = RowField("department", required=False)


class TopicChange(TopicFields):
    version = version()


class ResearchPlanInput(StrictSerializer):
    hypothesis = needed(5000, help_text="拟解决的问题")
    subjects = needed(200, help_text="调研对象")
    places = needed(300, help_text="地点")
    ways = serializers.ListField(child=choice(VisitWay.choices), max_length=5)
    pre_notified = flag(help_text="提前通知")
    starts_on = day(required=True)
    ends_on = day(required=True)
    participants = needed(300, help_text="参加人")
    expected = needed(5000, help_text="预期成果")
    version = version()


class VisitSerializer(StrictSerializer):
    """A visit."""

    uid = serializers.UUIDField()
    topic = serializers.UUIDField(source="topic.uid")
    department = UnitSerializer()
    on = serializers.DateField()
    place = serializers.CharField()
    level = serializers.ChoiceField(choices=VisitLevel.choices)
    level_label = serializers.CharField(source="get_level_display")
    way = serializers.ChoiceField(choices=VisitWay.choices)
    people_met = serializers.IntegerField(help_text="见到的人数")
    accompanied = serializers.BooleanField(help_text="有陪同")
    pre_notified = serializers.BooleanField(help_text="提前通知")
    raised = serializers.CharField(help_text="反映问题")
    answered = serializers.CharField(help_text="当场答复")
    referred = serializers.CharField(help_text="转办")
    created_at = serializers.DateTimeField()


class VisitInput(StrictSerializer):
    on = day(required=True, help_text="日期")
    place = needed(100, help_text="地点")
    level = choice(VisitLevel.choices)
    way = choice(VisitWay.choices)
    people_met = StrictIntegerField(min_value=0, max_value=100_000)
    accompanied = flag()
    pre_notified = flag()
    raised = words(5000)
    answered = words(5000)
    referred = words(5000)
    crowding_confirmed = flag(help_text="已知扎堆调研的提醒，确有必要仍要登记")


class FindingSerializer(StrictSerializer):
    """What a topic found."""

    uid = serializers.UUIDField()
    version = serializers.IntegerField()
    topic = serializers.UUIDField(source="topic.uid")
    department = UnitSerializer()
    visit = serializers.UUIDField(source="visit.uid", allow_null=True, default=None)
    text = serializers.CharField(help_text="发现的问题")
    proposed_solution = serializers.CharField(help_text="对策建议")
    proposed_department = UnitSerializer(allow_null=True)
    proposed_due_on = serializers.DateField(allow_null=True)
    solved_on_spot = serializers.BooleanField()
    solution = serializers.CharField(help_text="解决情况")
    is_sensitive = serializers.BooleanField(help_text="敏感：只有登记人能看到")
    problem = serializers.UUIDField(source="problem.uid", allow_null=True, default=None)
    goal = serializers.UUIDField(source="goal.uid", allow_null=True, default=None)
    created_at = serializers.DateTimeField()


class FindingFields(StrictSerializer):
    text = needed(5000, help_text="发现的问题")
    visit = RowField("visit", required=False, allow_null=True)
    proposed_solution = words(5000, help_text="对策建议")
    proposed_department = RowField("department", required=False, allow_null=True)
    proposed_due_on = day(allow_null=True, help_text="建议时限")
    solved_on_spot = flag(help_text="已当场解决")
    solution = words(5000, help_text="解决情况")
    is_sensitive = flag(help_text="敏感")


class FindingInput(FindingFields):
    """A new finding of a topic."""


class FindingChange(FindingFields):
    version = version()


class LinkInput(StrictSerializer):
    problem = RowField("problem")
    version = version()


class TopicEndInput(StrictSerializer):
    version = version()


class NoneFoundInput(StrictSerializer):
    none_found_reason = needed(500, help_text="未发现问题的说明")
    password = needed(128, trim_whitespace=False, help_text="本人登录密码，核实身份")
    version = version()


class TopicCancelInput(StrictSerializer):
    cancel_reason = needed(200, help_text="取消原因")
    version = version()
