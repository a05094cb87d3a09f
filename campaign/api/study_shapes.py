"""Shapes of study in the API: what is answered, and what is taken in."""

from rest_framework import serializers

from campaign.api.base import EntryRefSerializer, PersonNameSerializer, UnitSerializer
from campaign.api.directory import RowField, RowsField
from campaign.enums import AttendanceStatus, GoalCategory, SessionState
from campaign.models import StudySession
from core.api.rows import choice, day, flag, needed, version, words
from core.api.serializers import StrictSerializer


class PlanSerializer(StrictSerializer):
    """A department's study plan; its lines are the sessions."""

    uid = serializers.UUIDField()
    version = serializers.IntegerField()
    campaign = serializers.CharField(source="campaign.code")
    department = UnitSerializer()
    aim = serializers.CharField(help_text="学习目标")
    document_number = serializers.CharField(help_text="印发文号")
    session_count = serializers.IntegerField(help_text="列入计划的集中学习次数")


class PlanInput(StrictSerializer):
    campaign = RowField("campaign", required=False)
    department = RowField("department", required=False)
    aim = words(5000, help_text="学习目标")
    document_number = words(100, help_text="印发文号")


class PlanChange(StrictSerializer):
    aim = words(5000, help_text="学习目标")
    document_number = words(100, help_text="印发文号")
    version = version()


class SessionSerializer(StrictSerializer):
    """A collective study session."""

    uid = serializers.UUIDField()
    version = serializers.IntegerField()
    campaign = serializers.CharField(source="campaign.code")
    department = UnitSerializer()
    form = EntryRefSerializer(help_text="形式")
    ways = EntryRefSerializer(many=True, help_text="学习方法")
    materials = EntryRefSerializer(many=True, help_text="学习内容")
    problem = serializers.SerializerMethodField(help_text="针对的问题；敏感问题不显示")
    state = serializers.ChoiceField(choices=SessionState.choices)
    state_label = serializers.CharField(source="get_state_display")
    title = serializers.CharField(help_text="专题")
    planned_on = serializers.DateField(help_text="计划日期")
    held_on = serializers.DateField(allow_null=True, help_text="举行日期")
    host = serializers.CharField(help_text="主持人")
    speakers = serializers.CharField(help_text="中心发言")
    place = serializers.CharField(help_text="地点")
    audience = serializers.CharField(help_text="参加范围")
    agenda = serializers.CharField(help_text="议程")
    summary = serializers.CharField(help_text="研讨要点")
    cancel_reason = serializers.CharField(help_text="取消原因")
    outcome_count = serializers.IntegerField(help_text="登记的成果数")
    created_at = serializers.DateTimeField()

    def get_problem(self, row: StudySession) -> str | None:
        named = row.problem is not None and not row.problem.is_sensitive
        return str(row.problem.uid) if named and row.problem else None


class SessionFields(StrictSerializer):
    title = needed(200, help_text="专题")
    form = RowField("study_form")
    planned_on = day(required=True, help_text="计划日期")
    ways = RowsField("study_way", required=False)
    materials = RowsField("study_material", required=False)
    problem = RowField("problem", required=False, allow_null=True)
    host = words(50, help_text="主持人")
    speakers = words(200, help_text="中心发言")
    place = words(100, help_text="地点")
    audience = words(200, help_text="参加范围")
    agenda = words(5000, help_text="议程")


class SessionInput(SessionFields):
    campaign = RowField("campaign", required=False)
    department = RowField("department", required=False)


class SessionChange(SessionFields):
    summary = words(5000, help_text="研讨要点，举行之后可改")
    version = version()


class AttendanceLineSerializer(StrictSerializer):
    """One person's line of the attendance, as the organiser took it."""

    person = PersonNameSerializer(allow_null=True, help_text="外请、列席人员为 null")
    name = serializers.CharField()
    post_title = serializers.CharField(help_text="职务")
    status = serializers.ChoiceField(choices=AttendanceStatus.choices)
    status_label = serializers.CharField(source="get_status_display")


class AttendanceLineInput(StrictSerializer):
    person = RowField("person", required=False, help_text="本单位人员（工号或 uid）；外请人员不填")
    name = words(50, help_text="外请、列席人员的姓名")
    post_title = words(100, help_text="职务")
    status = choice(AttendanceStatus.choices)


class AttendanceSerializer(StrictSerializer):
    """The attendance of a session."""

    version = serializers.IntegerField(help_text="集中学习的版本号")
    lines = AttendanceLineSerializer(many=True)


class AttendanceInput(StrictSerializer):
    lines = AttendanceLineInput(many=True, max_length=500)
    version = version()


class HoldInput(StrictSerializer):
    held_on = day(required=True, help_text="举行日期")
    summary = words(5000, help_text="研讨要点")
    lines = AttendanceLineInput(many=True, max_length=500)
    version = version()


class CancelInput(StrictSerializer):
    cancel_reason = needed(200, help_text="取消原因")
    version = version()


class OutcomeSerializer(StrictSerializer):
    """What a session turned into."""

    uid = serializers.UUIDField()
    version = serializers.IntegerField()
    campaign = serializers.CharField(source="campaign.code")
    department = UnitSerializer()
    session = serializers.UUIDField(source="session.uid", help_text="哪一次集中学习")
    kind = EntryRefSerializer(help_text="成果类别")
    objectives = EntryRefSerializer(many=True, help_text="具体目标")
    text = serializers.CharField(help_text="成果")
    is_sensitive = serializers.BooleanField(help_text="敏感：只有登记人能看到")
    goal = serializers.UUIDField(source="goal.uid", allow_null=True, default=None)
    created_at = serializers.DateTimeField()


class OutcomeInput(StrictSerializer):
    kind = RowField("study_conversion")
    text = needed(5000, help_text="成果")
    objectives = RowsField("objective", required=False)
    is_sensitive = flag(help_text="敏感：只有登记人能看到")


class OutcomeChange(OutcomeInput):
    version = version()


class GoalFields(StrictSerializer):
    """What is said of a new work goal."""

    name = needed(200, help_text="目标")
    category = choice(GoalCategory.choices)
    metric = needed(100, help_text="指标")
    unit = words(20, help_text="计量单位")
    section = words(50, help_text="责任科室")
    baseline = serializers.DecimalField(max_digits=18, decimal_places=2, help_text="基数")
    target = serializers.DecimalField(max_digits=18, decimal_places=2, help_text="目标值")
    due_on = day(allow_null=True, help_text="完成时限")


class GoalInput(GoalFields):
    version = version()


class NoteSerializer(StrictSerializer):
    """One's own note."""

    uid = serializers.UUIDField()
    material = EntryRefSerializer(allow_null=True)
    text = serializers.CharField()
    changed_at = serializers.DateTimeField()


class ReadingNoteInput(StrictSerializer):
    material = RowField("study_material", required=False, allow_null=True)
    text = needed(5000)
