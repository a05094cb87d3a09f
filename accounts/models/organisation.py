"""Departments, people, posts held from a day to a day, delegations and access tokens.

Responsibility belongs to a post, never to a user field: who answers for a department on a day is
read from `Post`. The speech: “各部门党组主要负责同志要担负起第一责任人职责，班子成员要认真履行
‘一岗双责’”.
"""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from guardian.managers import UserObjectPermissionManager
from guardian.models import UserObjectPermissionBase

from accounts.enums import AdminRole, PersonSource, PostKind
from accounts.querysets import (
    DelegationQuerySet,
    DepartmentQuerySet,
    GrantQuerySet,
    PostQuerySet,
    UserQuerySet,
)
from core.models import UidModel


class Department(UidModel):
    """A department or sub-unit. Listed by `sort_order` (rank order), never by score.

    A city reorganises (机构改革): `ended_on` is the first day without the department, `successor`
    the one that it was merged into. Until that day they are what the system administrator has
    proposed. Its closed items keep it for ever.
    """

    code = models.CharField("机构编码", max_length=32, unique=True)
    name = models.CharField("全称", max_length=100, unique=True)
    short_name = models.CharField("简称", max_length=50)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    party_body = models.CharField("党组织形式", max_length=20, blank=True)
    sort_order = models.IntegerField("排序号", default=0)
    is_sub_unit = models.BooleanField("二级单位", default=False)
    end_proposed_at = models.DateTimeField("提出撤销的时间", null=True, blank=True)
    ended_on = models.DateField("撤销日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="承接单位",
    )
    end_document = models.CharField("撤销依据文号", max_length=100, blank=True)
    is_active = models.GeneratedField(
        expression=Q(ended_on__isnull=True), output_field=models.BooleanField(), db_persist=True
    )

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        permissions = [("read_department", "查阅该单位的整改事项")]
        indexes = [models.Index(fields=["sort_order", "id"], name="department_rank")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(parent=F("id")), name="department_not_its_own_parent"
            ),
            models.CheckConstraint(
                condition=~Q(successor=F("id")) | Q(successor__isnull=True),
                name="department_not_its_own_successor",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True)
                | Q(ended_on__isnull=False)
                | Q(end_proposed_at__isnull=False),
                name="department_successor_of_an_end",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def heir(self) -> "Department | None":
        """The living department that an ended one has become, through later mergers."""
        found, seen = self.successor, {self.pk}
        while found is not None and not found.is_active and found.pk not in seen:
            seen.add(found.pk)
            found = found.successor
        return found if found is not None and found.is_active else None

    @property
    def end_mark(self) -> str:
        """“已撤销（并入市农业农村局）”, "" for a living one: what stands beside its name."""
        if self.is_active:
            return ""
        into = f"（并入{self.successor.short_name}）" if self.successor is not None else ""
        return f"已撤销{into}"

    @property
    def marked_name(self) -> str:
        """The short name, of an ended one with “（已撤销）”."""
        return self.short_name if self.is_active else f"{self.short_name}（已撤销）"

    @property
    def end_refusal(self) -> str:
        """Why an ended department can't be chosen, and which one to choose; "" for a living one."""
        if self.is_active:
            return ""
        into = f"，并入{self.successor.name}" if self.successor is not None else ""
        other = self.heir.name if self.heir is not None else "其他单位"
        return f"{self.name}已于{self.ended_on}撤销{into}，请改选{other}。"


class DepartmentAlias(UidModel):
    """A short name or nickname under which ledgers mention a department."""

    department = models.ForeignKey(Department, models.CASCADE, related_name="aliases")
    name = models.CharField("别名", max_length=100, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位别名"

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """People are made by services; there is no superuser in this system."""

    def get_by_natural_key(self, username: str) -> "User":
        return self.get(username=username)


class User(UidModel, AbstractBaseUser, PermissionsMixin):
    """A person who may sign in. `employee_no` is the key shared with the OA."""

    username = models.CharField("账号", max_length=64, unique=True)
    employee_no = models.CharField("工号", max_length=32, unique=True, null=True, blank=True)
    name = models.CharField("姓名", max_length=50)
    phone = models.CharField("电话", max_length=32, blank=True)
    email = models.EmailField("邮箱", blank=True)
    initials = models.CharField("拼音首字母", max_length=50, blank=True)
    source = models.CharField(
        "来源", max_length=10, choices=PersonSource, default=PersonSource.MANUAL
    )
    admin_role = models.CharField("三员角色", max_length=12, choices=AdminRole, blank=True)
    is_active = models.BooleanField("在用", default=True)
    is_demo = models.BooleanField("演示账号", default=False)
    deactivated_at = models.DateTimeField("停用时间", null=True, blank=True)
    deactivated_by_import = models.BooleanField("因导入停用", default=False)
    password_set_at = models.DateTimeField("密码设置时间", null=True, blank=True)
    session_epoch = models.PositiveIntegerField("会话代次", default=0)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        constraints = [
            models.CheckConstraint(condition=Q(is_superuser=False), name="user_no_superuser"),
            models.CheckConstraint(
                condition=Q(is_active=True) | Q(deactivated_at__isnull=False),
                name="user_inactive_has_time",
            ),
            models.CheckConstraint(
                condition=Q(admin_role="") | Q(admin_role__in=AdminRole.values),
                name="user_admin_role_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """What a session must carry to stay alive: another password or epoch ends them all."""
        return self._session_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under each earlier SECRET_KEY."""
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str) -> str:
        value = f"{self.password}:{self.session_epoch}"
        hmac = salted_hmac("accounts.models.session", value, secret=secret, algorithm="sha256")
        return hmac.hexdigest()


class PastPassword(models.Model):
    """A hash that a person used before; the last five may not come back (GB/T 22239-2019)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="past_passwords")
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "历史密码"

    def __str__(self) -> str:
        return str(self.pk)


class Post(UidModel):
    """A post held by a person from a day to a day. An open post has no `ends_on`.

    `sections` names the sections a team member has charge of (分管科室); a city leader's
    portfolio of departments is in `PortfolioDepartment`.
    """

    person = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name="任职人")
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="posts", verbose_name="单位"
    )
    kind = models.CharField("类别", max_length=20, choices=PostKind)
    title = models.CharField("职务", max_length=100)
    rank = models.CharField("职级", max_length=20, blank=True)
    sections = models.JSONField("分管科室", default=list, blank=True)
    order = models.IntegerField("排序", default=0)
    starts_on = models.DateField("任职日期")
    ends_on = models.DateField("离任日期", null=True, blank=True)
    document_number = models.CharField("依据文号", max_length=100, blank=True)
    source = models.CharField(
        "来源", max_length=10, choices=PersonSource, default=PersonSource.MANUAL
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        indexes = [
            models.Index(fields=["person", "ends_on"], name="post_of_person"),
            models.Index(fields=["department", "kind", "ends_on"], name="post_of_department"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["department"],
                condition=Q(kind=PostKind.FIRST_IN_CHARGE, ends_on__isnull=True),
                name="one_first_in_charge_per_department",
            ),
            models.UniqueConstraint(
                fields=["department"],
                condition=Q(kind=PostKind.ACTING, ends_on__isnull=True),
                name="one_acting_per_department",
            ),
            models.UniqueConstraint(
                fields=["department"],
                condition=Q(
                    kind__in=[PostKind.FIRST_IN_CHARGE, PostKind.ACTING], ends_on__isnull=True
                ),
                name="one_head_per_department",
            ),
            models.UniqueConstraint(
                fields=["person", "department", "kind"],
                condition=Q(ends_on__isnull=True),
                name="one_open_post_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="post_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(kind__in=PostKind.values), name="post_kind_known"),
        ]

    def __str__(self) -> str:
        return self.title


class PortfolioDepartment(models.Model):
    """A department in a city leader's charge (分管联系单位)."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="portfolio")
    department = models.ForeignKey(Department, models.PROTECT, related_name="in_portfolios")

    class Meta:
        verbose_name = verbose_name_plural = "分管单位"
        constraints = [
            models.UniqueConstraint(fields=["post", "department"], name="portfolio_once"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id}/{self.department_id}"


class Delegation(UidModel):
    """A dated record by which the holder of a post lets a team member sign for him."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="delegations")
    delegate = models.ForeignKey(User, models.PROTECT, related_name="delegations")
    starts_on = models.DateField("起")
    ends_on = models.DateField("止")
    reason = models.CharField("事由", max_length=200)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "委托"
        indexes = [models.Index(fields=["delegate", "ends_on"], name="delegation_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="delegation_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on}—{self.ends_on}"


class AccessToken(UidModel):
    """A personal token for the API; only the SHA-256 digest of it is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="access_tokens")
    name = models.CharField("用途", max_length=100, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "接口令牌"

    def __str__(self) -> str:
        return self.name or str(self.uid)


class GrantManager(UserObjectPermissionManager.from_queryset(GrantQuerySet)):
    """guardian's manager, with the day on which a grant is in force."""


class GrantBase(UserObjectPermissionBase):
    """Abstract base of guardian's direct-key grants, handed on so that only accounts knows it.

    `last_on` is the last day on which it opens anything; none where it holds until taken back.
    """

    last_on = models.DateField("最后一天", null=True, blank=True)

    objects = GrantManager()

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True


class DepartmentGrant(GrantBase):
    """guardian's grant of a person on a department (temporary reading, service accounts)."""

    content_object = models.ForeignKey(Department, models.CASCADE)


class OrganisationImport(UidModel):
    """One run of the organisation import: what it did, and from which files."""

    at = models.DateTimeField()
    on = models.DateField("生效日期")
    digest = models.CharField(max_length=64)
    report = models.JSONField(default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "组织机构导入"

    def __str__(self) -> str:
        return str(self.on)
