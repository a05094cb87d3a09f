"""Leading groups of departments, the kick-off list, meetings and work goals."""

from django.db import models
from django.db.models import Q

from accounts.models import Department, Post, User
from campaign.enums import GoalCategory, GroupRole, MeetingKind
from campaign.models.campaign import Campaign
from campaign.querysets import ScopedQuerySet
from core.models import UidModel


class LeadingGroup(UidModel):
    """A department's leading group (“政府各部门也要成立精干高效的领导机构”).

    The city's own group is the campaign's `Membership`s: nothing is kept twice.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="department_groups")
    department = models.ForeignKey(Department, models.PROTECT, related_name="leading_groups")
    formed_on = models.DateField("成立日期", null=True, blank=True)
    document_number = models.CharField("发文字号", max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位领导机构"
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "department"], name="one_group_per_department"
            )
        ]

    def __str__(self) -> str:
        return f"{self.department_id}"


class GroupMember(UidModel):
    """A post in a department's leading group: who sits there follows from the post."""

    group = models.ForeignKey(LeadingGroup, models.CASCADE, related_name="members")
    post = models.ForeignKey(Post, models.PROTECT, related_name="group_seats")
    role = models.CharField("职务", max_length=10, choices=GroupRole)
    order = models.IntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "领导机构成员"
        constraints = [
            models.UniqueConstraint(fields=["group", "post"], name="seated_once"),
            models.UniqueConstraint(
                fields=["group"], condition=Q(role=GroupRole.LEADER), name="one_leader_per_group"
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()


class KickOff(UidModel):
    """What a department has typed of its kick-off: when its plan was issued, and under which
    number. Whether group and liaison are named is read from their own rows."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="kick_offs")
    department = models.ForeignKey(Department, models.PROTECT, related_name="kick_offs")
    plan_issued_on = models.DateField("方案印发日期", null=True, blank=True)
    plan_document_number = models.CharField("方案文号", max_length=100, blank=True)
    meeting_held_on = models.DateField("动员会日期", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "启动清单"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "department"], name="one_kick_off")
        ]

    def __str__(self) -> str:
        return f"{self.department_id}"


class WorkGoal(UidModel):
    """A goal of the department's business that the campaign is to move (以工作实绩体现成效)."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="goals")
    department = models.ForeignKey(Department, models.PROTECT, related_name="goals")
    section = models.CharField("科室", max_length=50, blank=True)
    category = models.CharField("类别", max_length=20, choices=GoalCategory)
    name = models.CharField("目标", max_length=200)
    metric = models.CharField("指标", max_length=100)
    unit = models.CharField("单位", max_length=20, blank=True)
    baseline = models.DecimalField("基数", max_digits=18, decimal_places=2)
    target = models.DecimalField("目标值", max_digits=18, decimal_places=2)
    current = models.DecimalField("现值", max_digits=18, decimal_places=2)
    current_on = models.DateField("截至")
    due_on = models.DateField("完成时限", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工作目标"
        indexes = [models.Index(fields=["campaign", "department", "id"], name="goal_of_department")]

    def __str__(self) -> str:
        return self.name


class GoalReading(UidModel):
    """A value of a goal's metric on a day, from a named source."""

    goal = models.ForeignKey(WorkGoal, models.CASCADE, related_name="readings")
    value = models.DecimalField("数值", max_digits=18, decimal_places=2)
    on = models.DateField("日期")
    source = models.CharField("数据来源", max_length=200)
    read_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "指标读数"
        indexes = [models.Index(fields=["goal", "on", "id"], name="reading_of_goal")]

    def __str__(self) -> str:
        return f"{self.on}"


class Meeting(UidModel):
    """A meeting and its record (会议记录); the city leading group's has no department."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="meetings")
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="meetings", null=True, blank=True
    )
    kind = models.CharField("类别", max_length=16, choices=MeetingKind)
    title = models.CharField("会议", max_length=200)
    held_on = models.DateField("时间")
    place = models.CharField("地点", max_length=100, blank=True)
    host = models.CharField("主持", max_length=50)
    present = models.TextField("出席", blank=True)
    in_attendance = models.TextField("列席", blank=True)
    absent = models.TextField("缺席及原因", blank=True)
    recorder = models.CharField("记录人", max_length=50, blank=True)
    agenda = models.TextField("议题", blank=True)
    points = models.TextField("发言要点", blank=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    confirmed_at = models.DateTimeField("审签时间", null=True, blank=True)
    search_text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会议"
        indexes = [models.Index(fields=["campaign", "department", "-held_on"], name="meeting_of")]

    def __str__(self) -> str:
        return self.title


class Resolution(UidModel):
    """A resolution of a meeting (议定事项): who does what by when; becomes an item by one click."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="resolutions")
    text = models.CharField("议定事项", max_length=500)
    owner_department = models.ForeignKey(
        Department, models.PROTECT, related_name="resolutions", null=True, blank=True
    )
    due_on = models.DateField("时限", null=True, blank=True)
    order = models.IntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "议定事项"
        indexes = [models.Index(fields=["meeting", "order", "id"], name="resolution_of_meeting")]

    def __str__(self) -> str:
        return self.text[:40]
