"""A campaign, its lists as rows, and the roles it gives.

Lists are loaded from a preset file, so that the next campaign is a file and not a release. The
speech: “不划阶段、不分环节”: streams have an order of listing and no order of work.
"""

from django.db import models
from django.db.models import F, Q

from accounts.models import Department, GrantBase, User
from campaign.enums import (
    CampaignRole,
    ListKind,
    VerifyingScope,
)
from campaign.querysets import (
    CampaignQuerySet,
    EntryQuerySet,
    MembershipQuerySet,
)
from core.models import UidModel


class Campaign(UidModel):
    """A thematic education campaign; every business row belongs to one."""

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=100)
    batch = models.CharField("批次", max_length=50, blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    fundamental_task = models.TextField("根本任务", blank=True)
    texts = models.JSONField("讲话原文摘录", default=dict)
    rules = models.JSONField("时限与比例", default=dict)
    office_department = models.ForeignKey(
        Department, models.PROTECT, related_name="office_of", null=True, blank=True
    )
    intake_closed_on = models.DateField("停止登记日期", null=True, blank=True)
    archived_at = models.DateTimeField("归档时间", null=True, blank=True)
    is_default = models.BooleanField("当前", default=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "主题教育"
        permissions = [("read_campaign", "查阅全部整改事项")]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="one_default_campaign"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="campaign_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Entry(UidModel):
    """A row of one of the campaign's lists. `is_extension` marks what the speech does not name."""

    code = models.CharField("代码", max_length=40)
    name = models.CharField("名称", max_length=100)
    source_text = models.TextField("讲话原文", blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    aliases = models.JSONField("别名", default=list, blank=True)
    order = models.IntegerField("序号", default=0)
    is_active = models.BooleanField("启用", default=True)
    is_extension = models.BooleanField("讲话之外的补充", default=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Stream(Entry):
    """One of the four work streams (四项重点工作); they run side by side, never in phases."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="streams")
    motto = models.CharField("要求", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "重点工作"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "code"], name="stream_code_once")
        ]


class Target(Entry):
    """A rectification target (专项整治)."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="targets")
    is_sensitive_by_default = models.BooleanField("默认敏感", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "专项整治"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "code"], name="target_code_once")
        ]


class Source(Entry):
    """Where a problem came from (问题来源)."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="sources")
    is_inspection = models.BooleanField("巡视巡察类", default=False)
    is_opinion = models.BooleanField("群众反映类", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "问题来源"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "code"], name="source_code_once")
        ]


class ReviewDimension(Entry):
    """One of the eight dimensions of problem review (检视维度)."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="dimensions")

    class Meta:
        verbose_name = verbose_name_plural = "检视维度"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "code"], name="dimension_code_once")
        ]


class FindingMethod(Entry):
    """How a problem was found (自己找、群众提、集体议、上级点)."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="methods")

    class Meta:
        verbose_name = verbose_name_plural = "查找方式"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "code"], name="method_code_once")
        ]


class ListEntry(Entry):
    """A row of a list that nothing else refers to by key yet."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="list_entries")
    kind = models.CharField("清单", max_length=30, choices=ListKind)
    confirmed_at = models.DateTimeField("办公室确认时间", null=True, blank=True)
    """When the office settled the wording itself; a preset loaded later leaves such a row alone."""

    class Meta:
        verbose_name = verbose_name_plural = "清单条目"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "kind", "code"], name="list_entry_once")
        ]


class Membership(UidModel):
    """A role given to a person from a day to a day; `ends_on` is the first day without it."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    role = models.CharField("角色", max_length=24, choices=CampaignRole)
    order = models.IntegerField("排序", default=0)
    starts_on = models.DateField("起")
    ends_on = models.DateField("止", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "主题教育任职"
        indexes = [models.Index(fields=["person", "ends_on"], name="membership_of_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "person", "role"],
                condition=Q(ends_on__isnull=True),
                name="one_open_membership",
            ),
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(ends_on__isnull=True, role=CampaignRole.GROUP_LEADER),
                name="one_group_leader",
            ),
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(ends_on__isnull=True, role=CampaignRole.OFFICE_SUPERVISOR),
                name="one_office_supervisor",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(role__in=CampaignRole.values), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()


class VerifyingUnit(UidModel):
    """The unit that checks what the office may not check itself (灯下黑)."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="verifying_units")
    scope = models.CharField("范围", max_length=16, choices=VerifyingScope)
    department = models.ForeignKey(Department, models.PROTECT, related_name="verifies_for")
    named_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    named_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "验收单位"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "scope"], name="one_unit_per_scope")
        ]

    def __str__(self) -> str:
        return self.get_scope_display()


class CampaignGrant(GrantBase):
    """guardian's grant of a person on a campaign (temporary reading, service accounts)."""

    content_object = models.ForeignKey(Campaign, models.CASCADE)
