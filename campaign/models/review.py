"""Problem review: problems by dimension and method, their causes, and what became of each.

The speech: “把思想摆进去、工作摆进去、职责摆进去……把存在的问题查找准、剖析透”.
"""

from django.db import models
from django.db.models import Q

from accounts.models import Department, Post, User
from campaign.enums import ProblemLayer, ProblemState, ProposedKind
from campaign.models.campaign import (
    Campaign,
    FindingMethod,
    ListEntry,
    ReviewDimension,
    Source,
    Target,
)
from campaign.querysets import ProblemQuerySet, ScopedQuerySet
from core.models import UidModel


class Problem(UidModel):
    """A problem that was found (问题清单). It ends as an item, merged, solved on the spot, added to
    an item that exists, or declined with a reason; none stays unowned."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="problems")
    department = models.ForeignKey(Department, models.PROTECT, related_name="problems")
    text = models.TextField("问题")
    text_key = models.CharField(max_length=64)
    manifestation = models.TextField("具体表现", blank=True)
    dimensions = models.ManyToManyField(ReviewDimension, related_name="problems", blank=True)
    method = models.ForeignKey(FindingMethod, models.PROTECT, related_name="problems")
    source = models.ForeignKey(Source, models.PROTECT, related_name="problems")
    target = models.ForeignKey(
        Target, models.PROTECT, related_name="problems", null=True, blank=True
    )
    giver = models.ForeignKey(
        ListEntry, models.PROTECT, related_name="problems_from", null=True, blank=True
    )
    cause_thought = models.CharField("思想根源", max_length=500, blank=True)
    cause_work = models.CharField("工作根源", max_length=500, blank=True)
    cause_duty = models.CharField("职责根源", max_length=500, blank=True)
    units = models.CharField("涉及单位（处室）", max_length=200, blank=True)
    layer = models.CharField("涉及层面", max_length=12, choices=ProblemLayer, blank=True)
    proposed_kind = models.CharField("拟整改类型", max_length=16, choices=ProposedKind, blank=True)
    owner_post = models.ForeignKey(
        Post, models.PROTECT, related_name="own_problems", null=True, blank=True
    )
    is_sensitive = models.BooleanField("敏感", default=False)
    is_mass = models.BooleanField("涉及群众", default=False)
    found_on = models.DateField("发现日期")
    state = models.CharField("状态", max_length=10, choices=ProblemState, default=ProblemState.OPEN)
    outcome_text = models.CharField("处理说明", max_length=500, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, related_name="merged_problems", null=True, blank=True
    )
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    search_text = models.TextField(blank=True)
    open_since = models.DateTimeField("待处理起始")
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField()

    objects = ProblemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "问题"
        indexes = [
            models.Index(fields=["campaign", "department", "state", "-id"], name="problem_of"),
            models.Index(fields=["campaign", "text_key"], name="problem_twin"),
            models.Index(fields=["campaign", "state", "open_since"], name="problem_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(cause_thought="", cause_work="", cause_duty=""),
                name="problem_has_a_cause",
            ),
            models.CheckConstraint(
                condition=Q(state=ProblemState.MERGED, merged_into__isnull=False)
                | ~Q(state=ProblemState.MERGED) & Q(merged_into__isnull=True),
                name="problem_merged_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ProblemState.SOLVED, ProblemState.DECLINED])
                | ~Q(outcome_text=""),
                name="problem_ended_with_words",
            ),
            models.CheckConstraint(
                condition=Q(state=ProblemState.OPEN) | Q(decided_at__isnull=False),
                name="problem_decided_at",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def journal_label(self) -> str:
        """What the journal calls it: never its text."""
        return f"问题{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether nothing has been decided yet."""
        return self.state == ProblemState.OPEN


class NothingFound(UidModel):
    """A department signs that it compared itself on a dimension and found none: a blank cell is
    closed without a filler problem."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="nothing_found")
    department = models.ForeignKey(Department, models.PROTECT, related_name="nothing_found")
    dimension = models.ForeignKey(ReviewDimension, models.PROTECT, related_name="nothing_found")
    reason = models.CharField("说明", max_length=300)
    signed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    post_title = models.CharField("职务", max_length=100, blank=True)
    signed_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "经对照未发现问题"
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "department", "dimension"],
                condition=Q(revoked_at__isnull=True),
                name="nothing_found_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="nothing_found_why"),
        ]

    def __str__(self) -> str:
        return f"{self.department_id}/{self.dimension_id}"


class LeaderDuty(UidModel):
    """One of the five duties of leaders (以上率下), done on a day. No scoring."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="leader_duties")
    department = models.ForeignKey(Department, models.PROTECT, related_name="leader_duties")
    post = models.ForeignKey(Post, models.PROTECT, related_name="leader_duties")
    duty = models.ForeignKey(ListEntry, models.PROTECT, related_name="leader_duties")
    done_on = models.DateField("日期")
    note = models.CharField("内容", max_length=300, blank=True)
    session = models.ForeignKey(
        "campaign.StudySession",
        models.SET_NULL,
        related_name="leader_duties",
        null=True,
        blank=True,
    )
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    recorded_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "以上率下"
        constraints = [
            models.UniqueConstraint(
                fields=["post", "duty", "done_on", "campaign"], name="leader_duty_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.done_on}"
