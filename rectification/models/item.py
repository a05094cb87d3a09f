"""The rectification item, where it came from and whom it was given to."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from accounts.models import Department, Post, User
from campaign.models import (
    Campaign,
    Finding,
    FindingMethod,
    ListEntry,
    Opinion,
    Problem,
    Resolution,
    ReviewDimension,
    Source,
    StudyOutcome,
    Target,
    WorkGoal,
)
from core.models import UidModel
from rectification.enums import AssignmentEnd, Kind, PartState, State, VoidReason
from rectification.querysets import CooperationQuerySet, ItemQuerySet

_NEEDS_LEAD = [s.value for s in State if s not in (State.DRAFT, State.REGISTERED)]
ORIGIN_KEYS = ("problem", "finding", "study_outcome", "opinion", "resolution")
"""Rows of the other streams that an item may come out of."""
_RUNNING = [
    State.ASSIGNED.value,
    State.ACCEPTED.value,
    State.PLAN_REVIEW.value,
    State.IN_PROGRESS.value,
    State.CLOSURE_REVIEW.value,
    State.AWAITING_SIGNOFF.value,
]
"""States in which the date of an item runs on its lead's desk: what the ladder looks through.

They stand in a column of their own (`is_running`): as the condition of an index, the list of
states made PostgreSQL plan each question of the ledger for half a second (docs/performance.md).
"""
_NEVER_LED = [State.MERGED.value, State.VOIDED.value]


class Item(UidModel):
    """A rectification item (整改事项): one problem, one lead department, one date, one end.

    `state` is written by `services.moves` alone. Who answers follows from the posts of the lead
    department on the day. `due_on` is what was set; `effective_due_on` is the last working day not
    after it, and clocks and lights go by that. `changed_at` is the moment of the last entry that
    the journal has about the item, but for reminders and readings: what polls by it misses none.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="items", db_index=False)
    number = models.CharField("编号", max_length=20, unique=True, null=True, blank=True)
    state = models.CharField("状态", max_length=24, choices=State, default=State.DRAFT)
    state_since = models.DateTimeField("进入本环节时间")
    is_running = models.GeneratedField(
        expression=Q(state__in=_RUNNING), output_field=models.BooleanField(), db_persist=True
    )
    changed_at = models.DateTimeField("最近变动时间")
    version = models.PositiveIntegerField("版本", default=1)
    cycle = models.PositiveIntegerField("整改轮次", default=1)

    title = models.CharField("标题", max_length=200)
    problem = models.TextField("问题表述")
    problem_key = models.CharField(max_length=64)
    search_text = models.TextField(default="", blank=True)
    found_on = models.DateField("发现日期", null=True, blank=True)
    target = models.ForeignKey(
        Target, models.PROTECT, null=True, blank=True, related_name="items", verbose_name="专项"
    )
    first_source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="来源"
    )
    dimensions = models.ManyToManyField(ReviewDimension, blank=True, related_name="items")
    method = models.ForeignKey(
        FindingMethod, models.PROTECT, null=True, blank=True, related_name="items"
    )
    objectives = models.ManyToManyField(ListEntry, blank=True, related_name="items_for")
    linked_campaigns = models.ManyToManyField(ListEntry, blank=True, related_name="items_linked")
    goals = models.ManyToManyField(WorkGoal, blank=True, related_name="items")
    kind = models.CharField("整改类型", max_length=16, choices=Kind, blank=True)
    acceptance_standard = models.TextField("整改标准", blank=True)
    is_key = models.BooleanField("重点事项", default=False)
    is_mass = models.BooleanField("涉及群众", default=False)
    is_sensitive = models.BooleanField("敏感", default=False)
    sensitivity_answered = models.BooleanField("已确认是否敏感", default=False)
    is_arbitrated = models.BooleanField("已裁定牵头", default=False)

    submitting_department = models.ForeignKey(
        Department,
        models.PROTECT,
        related_name="submitted_items",
        null=True,
        blank=True,
        db_index=False,
    )
    author = models.ForeignKey(
        User, models.PROTECT, related_name="authored_items", null=True, blank=True
    )
    lead_department = models.ForeignKey(
        Department, models.PROTECT, related_name="led_items", null=True, blank=True, db_index=False
    )
    handling_unit = models.ForeignKey(
        Department,
        models.PROTECT,
        related_name="handled_items",
        null=True,
        blank=True,
        db_index=False,
    )
    section = models.CharField("承办科室", max_length=50, blank=True)
    handler = models.ForeignKey(
        User, models.PROTECT, related_name="handled_items", null=True, blank=True
    )
    owner_post = models.ForeignKey(
        Post, models.PROTECT, related_name="own_items", null=True, blank=True
    )
    named_verifier = models.ForeignKey(
        User, models.PROTECT, related_name="named_to_verify", null=True, blank=True
    )

    due_on = models.DateField("整改时限", null=True, blank=True)
    original_due_on = models.DateField("原定时限", null=True, blank=True)
    effective_due_on = models.DateField("计时时限", null=True, blank=True)
    due_version = models.PositiveIntegerField("时限版本", default=0)
    due_set_by_system = models.BooleanField("时限由系统补定", default=False)
    assigned_at = models.DateTimeField("交办时间", null=True, blank=True)
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)
    look_back_due_on = models.DateField("回头看日期", null=True, blank=True)
    returns = models.PositiveIntegerField("验收退回次数", default=0)
    last_progress = models.CharField("最近进展", max_length=500, blank=True)
    last_progress_at = models.DateTimeField("最近进展时间", null=True, blank=True)

    sign_off = models.ForeignKey(
        "rectification.SignOff", models.PROTECT, null=True, blank=True, related_name="+"
    )
    verification = models.ForeignKey(
        "rectification.Verification", models.PROTECT, null=True, blank=True, related_name="+"
    )
    legacy_closure = models.ForeignKey(
        "rectification.LegacyClosure", models.PROTECT, null=True, blank=True, related_name="+"
    )
    void_reason = models.CharField("撤销原因", max_length=20, choices=VoidReason, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_items"
    )
    relapse_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="relapses"
    )
    archived_at = models.DateTimeField("归档时间", null=True, blank=True)
    created_at = models.DateTimeField("登记时间")

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "整改事项"
        indexes = [
            models.Index(
                fields=["campaign", "lead_department", "state", "effective_due_on", "id"],
                name="item_ledger",
            ),
            models.Index(
                fields=["campaign", "state", "effective_due_on", "id"], name="item_by_state"
            ),
            models.Index(fields=["campaign", "effective_due_on", "id"], name="item_by_due"),
            models.Index(fields=["effective_due_on", "id"], name="item_due"),
            models.Index(
                fields=["campaign", "effective_due_on", "id"],
                condition=Q(is_running=True),
                name="item_running",
            ),
            models.Index(fields=["changed_at", "id"], name="item_changed"),
            models.Index(
                fields=["lead_department", "effective_due_on", "id"], name="item_of_department"
            ),
            models.Index(
                fields=["campaign", "target", "state", "effective_due_on"], name="item_by_target"
            ),
            models.Index(fields=["campaign", "problem_key"], name="item_twin"),
            models.Index(fields=["handling_unit", "state"], name="item_of_sub_unit"),
            models.Index(fields=["submitting_department", "state"], name="item_submitted"),
            models.Index(fields=["is_sensitive", "campaign", "state"], name="item_sensitive"),
            models.Index(fields=["look_back_due_on"], name="item_look_back"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.DRAFT) | Q(number__isnull=False), name="item_numbered"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[s for s in _NEEDS_LEAD if s not in _NEVER_LED])
                | (Q(lead_department__isnull=False) & ~Q(kind="")),
                name="item_led",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.CLOSED, State.SUSTAINED])
                | Q(sign_off__isnull=False, verification__isnull=False)
                | Q(legacy_closure__isnull=False),
                name="item_closed_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.MERGED) | Q(merged_into__isnull=False),
                name="item_merged_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.VOIDED) | ~Q(void_reason=""), name="item_voided_why"
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(effective_due_on__isnull=False),
                name="item_due_is_effective",
            ),
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True)
                | Q(state__in=[State.CLOSED, State.MERGED, State.VOIDED]),
                name="item_archived_when_ended",
            ),
        ]

    def __str__(self) -> str:
        return self.number or "草稿"

    @property
    def journal_label(self) -> str:
        """What the journal calls this item: its number, never its title."""
        return self.number or "草稿"

    @property
    def is_long_term(self) -> bool:
        return self.kind == Kind.LONG_TERM


class ItemSequence(models.Model):
    """The last number given in a year; one locked row a year for the installation."""

    year = models.PositiveIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "编号"

    def __str__(self) -> str:
        return f"{self.year}"


class ItemOrigin(UidModel):
    """One of the sources of an item. One problem found by several sources is one item.

    At most one of the keys says out of which row of the other streams it came: the arrow of the
    line from study session to outcome that points at the item.
    """

    item = models.ForeignKey(Item, models.CASCADE, related_name="origins", db_index=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="origins")
    document_number = models.CharField("文号或线索编号", max_length=100, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    problem = models.ForeignKey(
        Problem, models.PROTECT, related_name="item_origins", null=True, blank=True
    )
    finding = models.ForeignKey(
        Finding, models.PROTECT, related_name="item_origins", null=True, blank=True
    )
    study_outcome = models.ForeignKey(
        StudyOutcome, models.PROTECT, related_name="item_origins", null=True, blank=True
    )
    opinion = models.ForeignKey(
        Opinion, models.PROTECT, related_name="item_origins", null=True, blank=True
    )
    resolution = models.ForeignKey(
        Resolution, models.PROTECT, related_name="item_origins", null=True, blank=True
    )
    merged_from = models.ForeignKey(
        Item, models.SET_NULL, null=True, blank=True, related_name="origins_elsewhere"
    )
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "来源"
        indexes = [models.Index(fields=["item", "id"], name="origin_of_item")]
        constraints = [
            models.CheckConstraint(
                condition=reduce(
                    or_,
                    (
                        Q(**{f"{other}__isnull": True for other in ORIGIN_KEYS if other != key})
                        for key in ORIGIN_KEYS
                    ),
                ),
                name="origin_from_one_row",
            ),
        ]

    def __str__(self) -> str:
        return self.document_number or str(self.source_id)


class Assignment(UidModel):
    """One handing-over of an item to a lead, with the posts as they stood on that day."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="assignments", db_index=False)
    cycle = models.PositiveIntegerField()
    lead_department = models.ForeignKey(Department, models.PROTECT, related_name="assignments")
    due_on = models.DateField()
    assigned_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    assigned_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    snapshot = models.JSONField(default=dict)
    end = models.CharField(max_length=10, choices=AssignmentEnd, blank=True)
    end_reason = models.CharField(max_length=500, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "交办"
        indexes = [models.Index(fields=["item", "id"], name="assignment_of_item")]

    def __str__(self) -> str:
        return str(self.due_on)


class Cooperation(UidModel):
    """A co-operating unit of an item and its word on its part."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="cooperations", db_index=False)
    department = models.ForeignKey(Department, models.PROTECT, related_name="cooperations")
    state = models.CharField(max_length=10, choices=PartState, default=PartState.OPEN)
    asked_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField("理由", max_length=500, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = CooperationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "配合"
        indexes = [models.Index(fields=["department", "item"], name="cooperation_of_unit")]
        constraints = [
            models.UniqueConstraint(fields=["item", "department"], name="cooperates_once")
        ]

    def __str__(self) -> str:
        return self.get_state_display()


class MergeLink(UidModel):
    """What a merge moved onto the other item, so that `reinstate` can take it back."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="merge_links")
    into = models.ForeignKey(Item, models.CASCADE, related_name="merge_links_in")
    merged_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    merged_at = models.DateTimeField()
    added_cooperation = models.ForeignKey(
        Cooperation, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_ties = models.JSONField(
        default=dict, blank=True, help_text="objectives, linked_campaigns, goals: keys that came"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "并案"

    def __str__(self) -> str:
        return f"{self.item_id}→{self.into_id}"
