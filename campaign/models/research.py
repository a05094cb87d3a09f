"""Research: topics under five directions, a plan before the first visit, visits, findings.

The speech: “不能为调研而调研，坚持一竿子插到底，直接深入基层一线，面对群众了解情况”.
"""

from django.db import models
from django.db.models import F, Q

from accounts.models import Department, User
from campaign.enums import TopicState, VisitLevel, VisitWay
from campaign.models.campaign import Campaign, ListEntry
from campaign.models.groups import WorkGoal
from campaign.models.study import StudyOutcome
from campaign.querysets import FindingQuerySet, LedQuerySet, VisitQuerySet
from core.models import UidModel


class ResearchTopic(UidModel):
    """A research topic (调研课题). It closes with a finding that leads somewhere, or signed
    “未发现问题”."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="research_topics")
    department = models.ForeignKey(Department, models.PROTECT, related_name="research_topics")
    leader = models.ForeignKey(User, models.PROTECT, related_name="led_topics")
    direction = models.ForeignKey(ListEntry, models.PROTECT, related_name="topics_in_direction")
    field = models.ForeignKey(
        ListEntry, models.PROTECT, related_name="topics_in_field", null=True, blank=True
    )
    outcome = models.ForeignKey(
        StudyOutcome, models.SET_NULL, related_name="topics", null=True, blank=True
    )
    title = models.CharField("课题", max_length=200)
    state = models.CharField("状态", max_length=10, choices=TopicState, default=TopicState.OPEN)
    background = models.TextField("基本情况", blank=True)
    causes = models.TextField("原因分析", blank=True)
    none_found_reason = models.CharField("未发现问题的说明", max_length=500, blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    signed_at = models.DateTimeField("签字时间", null=True, blank=True)
    closed_at = models.DateTimeField("结题时间", null=True, blank=True)
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True)
    search_text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField()

    objects = LedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "调研课题"
        indexes = [
            models.Index(fields=["campaign", "department", "state", "-id"], name="topic_of"),
            models.Index(fields=["campaign", "direction", "state"], name="topic_direction"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=TopicState.CLOSED) | Q(closed_at__isnull=False),
                name="topic_closed_at",
            ),
            models.CheckConstraint(
                condition=Q(none_found_reason="")
                | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="topic_none_found_signed",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ResearchPlan(UidModel):
    """The plan of a topic; without it no visit can be logged."""

    topic = models.OneToOneField(ResearchTopic, models.CASCADE, related_name="plan")
    hypothesis = models.TextField("拟解决的问题")
    subjects = models.CharField("调研对象", max_length=200)
    places = models.CharField("地点", max_length=300)
    ways = models.JSONField("方式", default=list)
    pre_notified = models.BooleanField("提前通知", default=False)
    starts_on = models.DateField("开始")
    ends_on = models.DateField("结束")
    participants = models.CharField("参加人", max_length=300)
    expected = models.TextField("预期成果")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "调研计划"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="research_plan_days"
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic_id}"


class ResearchVisit(UidModel):
    """One visit: where, how far down, how many people were met, what they said."""

    topic = models.ForeignKey(ResearchTopic, models.PROTECT, related_name="visits")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="visits")
    department = models.ForeignKey(Department, models.PROTECT, related_name="visits")
    on = models.DateField("日期")
    place = models.CharField("地点", max_length=100)
    place_key = models.CharField(max_length=100)
    level = models.CharField("层级", max_length=12, choices=VisitLevel)
    way = models.CharField("方式", max_length=16, choices=VisitWay)
    people_met = models.PositiveIntegerField("人数", default=0)
    accompanied = models.BooleanField("有陪同", default=False)
    pre_notified = models.BooleanField("提前通知", default=False)
    raised = models.TextField("反映问题", blank=True)
    answered = models.TextField("当场答复", blank=True)
    referred = models.TextField("转办", blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField()

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "调研记录"
        indexes = [
            models.Index(fields=["topic", "on", "id"], name="visit_of_topic"),
            models.Index(fields=["place_key", "on"], name="visit_of_place"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.place}"


class Finding(UidModel):
    """What a topic found and proposes; it leads to a problem, a goal or an item, or was solved
    on the spot."""

    topic = models.ForeignKey(ResearchTopic, models.PROTECT, related_name="findings")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="findings")
    department = models.ForeignKey(Department, models.PROTECT, related_name="findings")
    visit = models.ForeignKey(
        ResearchVisit, models.SET_NULL, related_name="findings", null=True, blank=True
    )
    text = models.TextField("发现的问题")
    proposed_solution = models.TextField("对策建议", blank=True)
    proposed_department = models.ForeignKey(
        Department, models.PROTECT, related_name="proposed_to", null=True, blank=True
    )
    proposed_due_on = models.DateField("建议时限", null=True, blank=True)
    solved_on_spot = models.BooleanField("已当场解决", default=False)
    solution = models.TextField("解决情况", blank=True)
    is_sensitive = models.BooleanField("敏感", default=False)
    problem = models.ForeignKey(
        "campaign.Problem", models.SET_NULL, related_name="findings", null=True, blank=True
    )
    goal = models.ForeignKey(
        WorkGoal, models.SET_NULL, related_name="findings", null=True, blank=True
    )
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField()

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "调研发现"
        indexes = [models.Index(fields=["topic", "id"], name="finding_of_topic")]
        constraints = [
            models.CheckConstraint(
                condition=Q(solved_on_spot=False) | ~Q(solution=""), name="finding_solved_how"
            )
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def journal_label(self) -> str:
        """What the journal calls it: never its text."""
        return f"调研发现{self.pk}"
