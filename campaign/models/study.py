"""Study: plan, collective sessions in five forms, attendance, outcomes, private notes.

The speech: “以自学为主，把学习当作工作生活的习惯和常态”: self-study is never logged, and nothing
here counts hours. The measure of study is what it turned into (`StudyOutcome`).
"""

from django.db import models
from django.db.models import Q

from accounts.models import Department, User
from campaign.enums import AttendanceStatus, SessionState
from campaign.models.campaign import Campaign, ListEntry
from campaign.models.groups import WorkGoal
from campaign.querysets import OutcomeQuerySet, ReadingNoteQuerySet, ScopedQuerySet
from core.models import UidModel


class StudyPlan(UidModel):
    """A department's study plan; its lines are the sessions."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="study_plans")
    department = models.ForeignKey(Department, models.PROTECT, related_name="study_plans")
    aim = models.TextField("学习目标", blank=True)
    document_number = models.CharField("印发文号", max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "学习计划"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "department"], name="one_study_plan")
        ]

    def __str__(self) -> str:
        return f"{self.department_id}"


class StudySession(UidModel):
    """A collective study session, planned, held or cancelled.

    `form`, `ways` and `materials` are rows of the campaign's lists (study_forms, study_ways,
    study_materials); `problem` says what it is aimed at (针对性).
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="study_sessions")
    department = models.ForeignKey(Department, models.PROTECT, related_name="study_sessions")
    plan = models.ForeignKey(
        StudyPlan, models.PROTECT, related_name="sessions", null=True, blank=True
    )
    form = models.ForeignKey(ListEntry, models.PROTECT, related_name="sessions_in_form")
    ways = models.ManyToManyField(ListEntry, related_name="sessions_by_way", blank=True)
    materials = models.ManyToManyField(ListEntry, related_name="sessions_on_material", blank=True)
    problem = models.ForeignKey(
        "campaign.Problem", models.SET_NULL, related_name="sessions", null=True, blank=True
    )
    state = models.CharField("状态", max_length=10, choices=SessionState)
    title = models.CharField("专题", max_length=200)
    planned_on = models.DateField("计划日期")
    held_on = models.DateField("举行日期", null=True, blank=True)
    host = models.CharField("主持人", max_length=50, blank=True)
    speakers = models.CharField("中心发言", max_length=200, blank=True)
    place = models.CharField("地点", max_length=100, blank=True)
    audience = models.CharField("参加范围", max_length=200, blank=True)
    agenda = models.TextField("议程", blank=True)
    summary = models.TextField("研讨要点", blank=True)
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True)
    search_text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    organiser = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "集中学习"
        indexes = [
            models.Index(fields=["campaign", "department", "planned_on", "id"], name="session_of"),
            models.Index(fields=["campaign", "form", "state"], name="session_form"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=SessionState.HELD) | Q(held_on__isnull=False),
                name="session_held_on_a_day",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Attendance(UidModel):
    """Who was there, as the organiser took it; one row a person and session."""

    session = models.ForeignKey(StudySession, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    name = models.CharField("姓名", max_length=50)
    post_title = models.CharField("职务", max_length=100, blank=True)
    status = models.CharField("情况", max_length=16, choices=AttendanceStatus)
    order = models.IntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "考勤"
        indexes = [models.Index(fields=["session", "order", "id"], name="attendance_of_session")]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(person__isnull=False),
                name="attends_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class StudyOutcome(UidModel):
    """What a session turned into: opportunity, policy, project or measure (study_conversions)."""

    session = models.ForeignKey(StudySession, models.PROTECT, related_name="outcomes")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="study_outcomes")
    department = models.ForeignKey(Department, models.PROTECT, related_name="study_outcomes")
    kind = models.ForeignKey(ListEntry, models.PROTECT, related_name="outcomes_of_kind")
    objectives = models.ManyToManyField(ListEntry, related_name="outcomes_for", blank=True)
    text = models.TextField("成果")
    is_sensitive = models.BooleanField("敏感", default=False)
    goal = models.ForeignKey(
        WorkGoal, models.SET_NULL, related_name="outcomes", null=True, blank=True
    )
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField()

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "学习成果"
        indexes = [models.Index(fields=["campaign", "department", "-id"], name="outcome_of")]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def journal_label(self) -> str:
        """What the journal calls it: never its text."""
        return f"学习成果{self.pk}"


class ReadingNote(UidModel):
    """A private note on what somebody read; its author alone ever sees it, or that it exists."""

    author = models.ForeignKey(User, models.CASCADE, related_name="reading_notes")
    material = models.ForeignKey(
        ListEntry, models.PROTECT, related_name="notes", null=True, blank=True
    )
    text = models.TextField("笔记")
    changed_at = models.DateTimeField()

    objects = ReadingNoteQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "学习笔记"
        indexes = [models.Index(fields=["author", "-id"], name="note_of_author")]

    def __str__(self) -> str:
        return str(self.pk)
