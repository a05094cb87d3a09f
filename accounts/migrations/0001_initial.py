import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrganisationImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.UUIDField(
                        default=core.models.new_uid,
                        editable=False,
                        unique=True,
                        verbose_name="标识",
                    ),
                ),
                ("at", models.DateTimeField()),
                ("on", models.DateField(verbose_name="生效日期")),
                ("digest", models.CharField(max_length=64)),
                ("report", models.JSONField(default=dict)),
            ],
            options={
                "verbose_name": "组织机构导入",
                "verbose_name_plural": "组织机构导入",
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "uid",
                    models.UUIDField(
                        default=core.models.new_uid,
                        editable=False,
                        unique=True,
                        verbose_name="标识",
                    ),
                ),
                ("username", models.CharField(max_length=64, unique=True, verbose_name="账号")),
                (
                    "employee_no",
                    models.CharField(
                        blank=True, max_length=32, null=True, unique=True, verbose_name="工号"
                    ),
                ),
                ("name", models.CharField(max_length=50, verbose_name="姓名")),
                ("phone", models.CharField(blank=True, max_length=32, verbose_name="电话")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="邮箱")),
                (
                    "initials",
                    models.CharField(blank=True, max_length=50, verbose_name="拼音首字母"),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[("import", "组织机构导入"), ("manual", "手工建立")],
                        default="manual",
                        max_length=10,
                        verbose_name="来源",
                    ),
                ),
                (
                    "admin_role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("sys_admin", "系统管理员"),
                            ("sec_admin", "安全保密管理员"),
                            ("audit_admin", "安全审计员"),
                        ],
                        max_length=12,
                        verbose_name="三员角色",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="在用")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示账号")),
                (
                    "deactivated_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="停用时间"),
                ),
                (
                    "deactivated_by_import",
                    models.BooleanField(default=False, verbose_name="因导入停用"),
                ),
                (
                    "password_set_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="密码设置时间"),
                ),
                ("session_epoch", models.PositiveIntegerField(default=0, verbose_name="会话代次")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "人员",
                "verbose_name_plural": "人员",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("is_superuser", False)), name="user_no_superuser"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_active", True), ("deactivated_at__isnull", False), _connector="OR"
                        ),
                        name="user_inactive_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("admin_role", ""),
                            ("admin_role__in", ["sys_admin", "sec_admin", "audit_admin"]),
                            _connector="OR",
                        ),
                        name="user_admin_role_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccessToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.UUIDField(
                        default=core.models.new_uid,
                        editable=False,
                        unique=True,
                        verbose_name="标识",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=100, verbose_name="用途")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="access_tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "接口令牌",
                "verbose_name_plural": "接口令牌",
            },
        ),
        migrations.CreateModel(
            name="Department",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.UUIDField(
                        default=core.models.new_uid,
                        editable=False,
                        unique=True,
                        verbose_name="标识",
                    ),
                ),
                ("code", models.CharField(max_length=32, unique=True, verbose_name="机构编码")),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="全称")),
                ("short_name", models.CharField(max_length=50, verbose_name="简称")),
                (
                    "party_body",
                    models.CharField(blank=True, max_length=20, verbose_name="党组织形式"),
                ),
                ("sort_order", models.IntegerField(default=0, verbose_name="排序号")),
                ("is_sub_unit", models.BooleanField(default=False, verbose_name="二级单位")),
                ("is_active", models.BooleanField(default=True, verbose_name="在用")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="accounts.department",
                        verbose_name="上级",
                    ),
                ),
            ],
            options={
                "verbose_name": "单位",
                "verbose_name_plural": "单位",
                "permissions": [("read_department", "查阅该单位的整改事项")],
                "indexes": [models.Index(fields=["sort_order", "id"], name="department_rank")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("id")), _negated=True),
                        name="department_not_its_own_parent",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DepartmentAlias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.UUIDField(
                        default=core.models.new_uid,
                        editable=False,
                        unique=True,
                        verbose_name="标识",
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="别名")),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aliases",
                        to="accounts.department",
                    ),
                ),
            ],
            options={
                "verbose_name": "单位别名",
                "verbose_name_plural": "单位别名",
            },
        ),
        migrations.CreateModel(
            name="DepartmentGrant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="accounts.department"
                    ),
                ),
                (
                    "permission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="auth.permission"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.UUIDField(
                        default=core.models.new_uid,
                        editable=False,
                        unique=True,
                        verbose_name="标识",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("awaiting_receiver", "待接任人"),
                            ("open", "交接中"),
                            ("awaiting_supervisor", "待监交"),
                            ("done", "已完成"),
                        ],
                        default="awaiting_receiver",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("post_ended", "离任"),
                            ("deactivated", "账号停用"),
                            ("imported", "组织机构导入"),
                            ("succeeded", "接任"),
                        ],
                        max_length=12,
                        verbose_name="事由",
                    ),
                ),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=100, verbose_name="依据文号"),
                ),
                ("opened_at", models.DateTimeField(verbose_name="开出时间")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="完成时间")),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supervisor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervised_handovers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "交接单",
                "verbose_name_plural": "交接单",
                "indexes": [models.Index(fields=["state", "id"], name="handover_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["awaiting_receiver", "open", "awaiting_supervisor", "done"],
                            )
                        ),
                        name="handover_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", False), ("state", "done")),
                            models.Q(
                                models.Q(("state", "done"), _negated=True),
                                ("done_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="handover_done_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandoverLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.UUIDField(
                        default=core.models.new_uid,
                        editable=False,
                        unique=True,
                        verbose_name="标识",
                    ),
                ),
                ("order", models.PositiveIntegerField(verbose_name="序号")),
                ("subject_type", models.CharField(max_length=40)),
                ("subject_uid", models.UUIDField()),
                ("label", models.CharField(max_length=250, verbose_name="事项")),
                ("state_words", models.CharField(max_length=100, verbose_name="状态")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="时限")),
                ("done", models.CharField(blank=True, max_length=500, verbose_name="已做")),
                ("left", models.CharField(blank=True, max_length=500, verbose_name="未完")),
                ("risk", models.CharField(blank=True, max_length=500, verbose_name="风险或承诺")),
                ("units", models.CharField(blank=True, max_length=300, verbose_name="相关单位")),
                ("is_sensitive", models.BooleanField(default=False, verbose_name="敏感")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "待接收"),
                            ("accepted", "已接收"),
                            ("refused", "未接收"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="接收情况",
                    ),
                ),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="接收时间"),
                ),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "handover",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="accounts.handover",
                    ),
                ),
            ],
            options={
                "verbose_name": "交接事项",
                "verbose_name_plural": "交接事项",
                "indexes": [
                    models.Index(fields=["handover", "order"], name="handover_line_in_order"),
                    models.Index(
                        condition=models.Q(("state", "pending")),
                        fields=["subject_uid"],
                        name="handover_line_waiting",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("handover", "subject_type", "subject_uid"), name="handed_over_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_at__isnull", True),
                                ("answered_by__isnull", True),
                                ("state", "pending"),
                            ),
                            models.Q(
                                models.Q(("state", "pending"), _negated=True),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="handover_line_answered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("remark", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="handover_line_refused_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandoverSignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.UUIDField(
                        default=core.models.new_uid,
                        editable=False,
                        unique=True,
                        verbose_name="标识",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("outgoing", "移交人"),
                            ("receiver", "接收人"),
                            ("supervisor", "监交人"),
                        ],
                        max_length=10,
                        verbose_name="身份",
                    ),
                ),
                ("person_name", models.CharField(max_length=50, verbose_name="姓名")),
                ("post_title", models.CharField(max_length=100, verbose_name="职务")),
                ("signed_at", models.DateTimeField(verbose_name="签字时间")),
                ("content_hash", models.CharField(max_length=64, verbose_name="校验值")),
                ("snapshot", models.JSONField(default=dict)),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signatures",
                        to="accounts.handover",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "交接签字",
                "verbose_name_plural": "交接签字",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("handover", "role"), name="handover_signed_once"
                    ),
                    models.UniqueConstraint(
                        fields=("handover", "person"), name="handover_three_persons"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["outgoing", "receiver", "supervisor"])),
                        name="handover_role_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PastPassword",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128)),
                ("set_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="past_passwords",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "历史密码",
                "verbose_name_plural": "历史密码",
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.UUIDField(
                        default=core.models.new_uid,
                        editable=False,
                        unique=True,
                        verbose_name="标识",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first_in_charge", "第一责任人"),
                            ("acting", "主持工作"),
                            ("team_member", "班子成员"),
                            ("liaison", "联络员"),
                            ("officer", "经办人"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("title", models.CharField(max_length=100, verbose_name="职务")),
                ("rank", models.CharField(blank=True, max_length=20, verbose_name="职级")),
                ("sections", models.JSONField(blank=True, default=list, verbose_name="分管科室")),
                ("order", models.IntegerField(default=0, verbose_name="排序")),
                ("starts_on", models.DateField(verbose_name="任职日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="离任日期")),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=100, verbose_name="依据文号"),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[("import", "组织机构导入"), ("manual", "手工建立")],
                        default="manual",
                        max_length=10,
                        verbose_name="来源",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="accounts.department",
                        verbose_name="单位",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="任职人",
                    ),
                ),
            ],
            options={
                "verbose_name": "任职",
                "verbose_name_plural": "任职",
                "indexes": [
                    models.Index(fields=["person", "ends_on"], name="post_of_person"),
                    models.Index(
                        fields=["department", "kind", "ends_on"], name="post_of_department"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True), ("kind", "first_in_charge")),
                        fields=("department",),
                        name="one_first_in_charge_per_department",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True), ("kind", "acting")),
                        fields=("department",),
                        name="one_acting_per_department",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("kind__in", ["first_in_charge", "acting"])
                        ),
                        fields=("department",),
                        name="one_head_per_department",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("person", "department", "kind"),
                        name="one_open_post_of_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="post_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["first_in_charge", "acting", "team_member", "liaison", "officer"],
                            )
                        ),
                        name="post_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PortfolioDepartment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="in_portfolios",
                        to="accounts.department",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="portfolio",
                        to="accounts.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "分管单位",
                "verbose_name_plural": "分管单位",
                "constraints": [
                    models.UniqueConstraint(fields=("post", "department"), name="portfolio_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="handover",
            name="post",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="handover",
                to="accounts.post",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="receiver_post",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="received_handovers",
                to="accounts.post",
            ),
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.UUIDField(
                        default=core.models.new_uid,
                        editable=False,
                        unique=True,
                        verbose_name="标识",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="起")),
                ("ends_on", models.DateField(verbose_name="止")),
                ("reason", models.CharField(max_length=200, verbose_name="事由")),
                ("made_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "delegate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations",
                        to="accounts.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "委托",
                "verbose_name_plural": "委托",
                "indexes": [
                    models.Index(fields=["delegate", "ends_on"], name="delegation_of_person")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="delegation_ends_after_start",
                    )
                ],
            },
        ),
        migrations.AlterUniqueTogether(
            name="departmentgrant",
            unique_together={("user", "permission", "content_object")},
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("receiver_post__isnull", True), ("state", "awaiting_receiver")),
                    models.Q(
                        models.Q(("state", "awaiting_receiver"), _negated=True),
                        ("receiver_post__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="handover_waits_for_receiver",
            ),
        ),
    ]
