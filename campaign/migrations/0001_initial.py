import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import campaign.models.feedback
import core.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
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
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("batch", models.CharField(blank=True, max_length=50, verbose_name="批次")),
                ("starts_on", models.DateField(verbose_name="开始日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="结束日期")),
                ("fundamental_task", models.TextField(blank=True, verbose_name="根本任务")),
                ("texts", models.JSONField(default=dict, verbose_name="讲话原文摘录")),
                ("rules", models.JSONField(default=dict, verbose_name="时限与比例")),
                (
                    "intake_closed_on",
                    models.DateField(blank=True, null=True, verbose_name="停止登记日期"),
                ),
                (
                    "archived_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="归档时间"),
                ),
                ("is_default", models.BooleanField(default=False, verbose_name="当前")),
                (
                    "office_department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="office_of",
                        to="accounts.department",
                    ),
                ),
            ],
            options={
                "verbose_name": "主题教育",
                "verbose_name_plural": "主题教育",
                "permissions": [("read_campaign", "查阅全部整改事项")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("is_default",),
                        name="one_default_campaign",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="campaign_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallBackDraw",
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
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="标识"
                    ),
                ),
                ("seed", models.CharField(max_length=64, verbose_name="抽样种子")),
                ("share_percent", models.PositiveSmallIntegerField(verbose_name="抽取比例")),
                ("population", models.PositiveIntegerField(verbose_name="可回访数")),
                ("drawn_at", models.DateTimeField()),
                (
                    "caller_department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call_backs",
                        to="accounts.department",
                    ),
                ),
                (
                    "drawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call_back_draws",
                        to="campaign.campaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "回访抽样",
                "verbose_name_plural": "回访抽样",
            },
        ),
        migrations.CreateModel(
            name="CampaignGrant",
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
                        on_delete=django.db.models.deletion.CASCADE, to="campaign.campaign"
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
            name="EscalationRule",
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
                ("code", models.CharField(max_length=40, verbose_name="代码")),
                ("label", models.CharField(max_length=40, verbose_name="名称")),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("ordinary", "限期整改和长期坚持事项"),
                            ("immediate", "立行立改事项"),
                            ("any_item", "全部整改事项"),
                            ("department", "牵头单位"),
                            ("task", "规定动作"),
                        ],
                        max_length=16,
                        verbose_name="适用",
                    ),
                ),
                (
                    "clock",
                    models.CharField(
                        choices=[
                            ("due", "整改时限"),
                            ("reopened", "再次重新整改"),
                            ("desk_registered", "登记后交办"),
                            ("desk_assigned", "签收"),
                            ("desk_accepted", "提交整改措施"),
                            ("desk_plan_review", "审定整改措施"),
                            ("desk_closure_review", "部门审核销号"),
                            ("desk_awaiting_signoff", "第一责任人签批"),
                            ("desk_awaiting_verification", "验收"),
                            ("endorse_extension_days", "延期申请签署意见"),
                            ("notice_reply", "督办单回复"),
                            ("suspension_review", "中止复核"),
                            ("look_back", "回头看"),
                            ("vacancy", "第一责任人空缺"),
                        ],
                        max_length=32,
                        verbose_name="时钟",
                    ),
                ),
                ("offset", models.SmallIntegerField(verbose_name="相对到期日的工作日数")),
                (
                    "own_offset",
                    models.SmallIntegerField(
                        blank=True, null=True, verbose_name="办公室设定的工作日数"
                    ),
                ),
                (
                    "light",
                    models.CharField(
                        choices=[("ok", "提示"), ("warn", "临期"), ("bad", "逾期")],
                        max_length=8,
                        verbose_name="灯",
                    ),
                ),
                ("who", models.JSONField(default=list, verbose_name="通知谁")),
                (
                    "condition",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", ""),
                            ("stale", "连续10个工作日没有进展，或有措施无责任人时"),
                            ("no_closure_request", "尚未申请销号时"),
                        ],
                        max_length=24,
                        verbose_name="条件",
                    ),
                ),
                (
                    "cadence",
                    models.CharField(
                        choices=[
                            ("daily", "每日汇总"),
                            ("weekly", "每周一览"),
                            ("at_once", "即时"),
                        ],
                        max_length=8,
                        verbose_name="发送",
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=100, verbose_name="请办")),
                (
                    "proposes",
                    models.CharField(blank=True, max_length=16, verbose_name="提请提级至"),
                ),
                ("order", models.IntegerField(default=0, verbose_name="序号")),
                ("is_required", models.BooleanField(default=False, verbose_name="不可停用")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                (
                    "own_active",
                    models.BooleanField(blank=True, null=True, verbose_name="办公室设定的启用"),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalation_rules",
                        to="campaign.campaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "提醒与提级阶梯",
                "verbose_name_plural": "提醒与提级阶梯",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "code"), name="escalation_rule_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_required", False),
                            models.Q(
                                models.Q(("own_active", False), _negated=True), ("is_active", True)
                            ),
                            _connector="OR",
                        ),
                        name="required_rung_is_on",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FindingMethod",
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
                ("code", models.CharField(max_length=40, verbose_name="代码")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("source_text", models.TextField(blank=True, verbose_name="讲话原文")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("aliases", models.JSONField(blank=True, default=list, verbose_name="别名")),
                ("order", models.IntegerField(default=0, verbose_name="序号")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                ("is_extension", models.BooleanField(default=False, verbose_name="讲话之外的补充")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="methods",
                        to="campaign.campaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "查找方式",
                "verbose_name_plural": "查找方式",
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "code"), name="method_code_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="KickOff",
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
                    "plan_issued_on",
                    models.DateField(blank=True, null=True, verbose_name="方案印发日期"),
                ),
                (
                    "plan_document_number",
                    models.CharField(blank=True, max_length=100, verbose_name="方案文号"),
                ),
                (
                    "meeting_held_on",
                    models.DateField(blank=True, null=True, verbose_name="动员会日期"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kick_offs",
                        to="campaign.campaign",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kick_offs",
                        to="accounts.department",
                    ),
                ),
            ],
            options={
                "verbose_name": "启动清单",
                "verbose_name_plural": "启动清单",
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "department"), name="one_kick_off")
                ],
            },
        ),
        migrations.CreateModel(
            name="LeadingGroup",
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
                ("formed_on", models.DateField(blank=True, null=True, verbose_name="成立日期")),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=100, verbose_name="发文字号"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="department_groups",
                        to="campaign.campaign",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leading_groups",
                        to="accounts.department",
                    ),
                ),
            ],
            options={
                "verbose_name": "单位领导机构",
                "verbose_name_plural": "单位领导机构",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "department"), name="one_group_per_department"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GroupMember",
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
                        choices=[("leader", "组长"), ("deputy", "副组长"), ("member", "成员")],
                        max_length=10,
                        verbose_name="职务",
                    ),
                ),
                ("order", models.IntegerField(default=0, verbose_name="排序")),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="group_seats",
                        to="accounts.post",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="campaign.leadinggroup",
                    ),
                ),
            ],
            options={
                "verbose_name": "领导机构成员",
                "verbose_name_plural": "领导机构成员",
                "constraints": [
                    models.UniqueConstraint(fields=("group", "post"), name="seated_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("role", "leader")),
                        fields=("group",),
                        name="one_leader_per_group",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListEntry",
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
                ("code", models.CharField(max_length=40, verbose_name="代码")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("source_text", models.TextField(blank=True, verbose_name="讲话原文")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("aliases", models.JSONField(blank=True, default=list, verbose_name="别名")),
                ("order", models.IntegerField(default=0, verbose_name="序号")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                ("is_extension", models.BooleanField(default=False, verbose_name="讲话之外的补充")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("total_requirement", "总要求"),
                            ("objectives", "具体目标"),
                            ("study_ways", "学习方法"),
                            ("study_materials", "学习材料"),
                            ("study_forms", "集中学习形式"),
                            ("study_conversions", "学习成果转化"),
                            ("research_directions", "调研方向"),
                            ("research_fields", "调研领域"),
                            ("opinion_givers", "听取意见对象"),
                            ("causes", "根源"),
                            ("bad_implementation", "落实不力的七种表现"),
                            ("confusions", "三种混同"),
                            ("ills", "五种顽疾"),
                            ("leader_duties", "领导干部以上率下"),
                            ("linked_campaigns", "结合开展的工作"),
                            ("actions", "规定动作与自选动作"),
                            ("three_in_place", "三个到位"),
                            ("gap_questions", "四个查找"),
                        ],
                        max_length=30,
                        verbose_name="清单",
                    ),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="办公室确认时间"),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="list_entries",
                        to="campaign.campaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "清单条目",
                "verbose_name_plural": "清单条目",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "kind", "code"), name="list_entry_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
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
                            ("leading_group", "领导小组会"),
                            ("party_group", "党组（党委）会"),
                            ("special", "专题会"),
                        ],
                        max_length=16,
                        verbose_name="类别",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="会议")),
                ("held_on", models.DateField(verbose_name="时间")),
                ("place", models.CharField(blank=True, max_length=100, verbose_name="地点")),
                ("host", models.CharField(max_length=50, verbose_name="主持")),
                ("present", models.TextField(blank=True, verbose_name="出席")),
                ("in_attendance", models.TextField(blank=True, verbose_name="列席")),
                ("absent", models.TextField(blank=True, verbose_name="缺席及原因")),
                ("recorder", models.CharField(blank=True, max_length=50, verbose_name="记录人")),
                ("agenda", models.TextField(blank=True, verbose_name="议题")),
                ("points", models.TextField(blank=True, verbose_name="发言要点")),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="审签时间"),
                ),
                ("search_text", models.TextField(blank=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="campaign.campaign",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="accounts.department",
                    ),
                ),
            ],
            options={
                "verbose_name": "会议",
                "verbose_name_plural": "会议",
                "indexes": [
                    models.Index(fields=["campaign", "department", "-held_on"], name="meeting_of")
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
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
                            ("group_leader", "领导小组组长"),
                            ("deputy_group_leader", "领导小组副组长"),
                            ("group_member", "领导小组成员"),
                            ("office", "领导小组办公室成员"),
                            ("office_head", "领导小组办公室主任"),
                            ("office_supervisor", "办公室事项的分管副组长"),
                            ("guidance", "巡回指导组"),
                            ("resident_discipline", "派驻纪检监察组"),
                        ],
                        max_length=24,
                        verbose_name="角色",
                    ),
                ),
                ("order", models.IntegerField(default=0, verbose_name="排序")),
                ("starts_on", models.DateField(verbose_name="起")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="止")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="campaign.campaign",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "主题教育任职",
                "verbose_name_plural": "主题教育任职",
                "indexes": [
                    models.Index(fields=["person", "ends_on"], name="membership_of_person")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("campaign", "person", "role"),
                        name="one_open_membership",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True), ("role", "group_leader")),
                        fields=("campaign",),
                        name="one_group_leader",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("role", "office_supervisor")
                        ),
                        fields=("campaign",),
                        name="one_office_supervisor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="membership_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "group_leader",
                                    "deputy_group_leader",
                                    "group_member",
                                    "office",
                                    "office_head",
                                    "office_supervisor",
                                    "guidance",
                                    "resident_discipline",
                                ],
                            )
                        ),
                        name="membership_role_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Opinion",
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
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="标识"
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("paper", "信件、意见箱"),
                            ("hotline", "热线、信访"),
                            ("interview", "访谈记录"),
                            ("questionnaire", "问卷"),
                            ("form", "网上留言"),
                        ],
                        max_length=16,
                        verbose_name="渠道",
                    ),
                ),
                (
                    "external_number",
                    models.CharField(blank=True, max_length=64, verbose_name="来件编号"),
                ),
                (
                    "anonymity",
                    models.CharField(
                        choices=[
                            ("named", "实名"),
                            ("confidential", "保密"),
                            ("anonymous", "匿名"),
                        ],
                        max_length=16,
                        verbose_name="署名",
                    ),
                ),
                ("received_on", models.DateField(verbose_name="收到日期")),
                ("raw_text", models.TextField(verbose_name="原文")),
                ("contact_name", models.CharField(blank=True, max_length=50, verbose_name="姓名")),
                ("contact", models.CharField(blank=True, max_length=100, verbose_name="联系方式")),
                ("about", models.CharField(blank=True, max_length=100, verbose_name="反映单位")),
                ("is_praise", models.BooleanField(default=False, verbose_name="表扬")),
                (
                    "is_sensitive",
                    models.BooleanField(default=False, verbose_name="涉及个人，转派驻机构"),
                ),
                ("receipt_digest", models.CharField(max_length=64, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "已收到"),
                            ("restated", "已整理，待转办"),
                            ("referred", "已转办"),
                            ("answered", "已答复"),
                            ("closed", "已办结"),
                            ("declined", "不属受理范围"),
                            ("transferred", "已转派驻机构"),
                        ],
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("restatement", models.TextField(blank=True, verbose_name="整理后的问题")),
                ("referred_on", models.DateField(blank=True, null=True, verbose_name="转办日期")),
                ("released_on", models.DateField(blank=True, null=True, verbose_name="开放日期")),
                ("answer", models.TextField(blank=True, verbose_name="答复")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="答复日期")),
                (
                    "outcome_text",
                    models.CharField(blank=True, max_length=500, verbose_name="处理说明"),
                ),
                (
                    "contact_forgotten_on",
                    models.DateField(blank=True, null=True, verbose_name="联系方式清除日期"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinions",
                        to="campaign.campaign",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinions",
                        to="accounts.department",
                    ),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinions",
                        to="campaign.listentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "群众意见",
                "verbose_name_plural": "群众意见",
                "indexes": [
                    models.Index(
                        fields=["campaign", "state", "received_on", "id"], name="opinion_of"
                    ),
                    models.Index(
                        fields=["department", "released_on", "id"], name="opinion_released"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("anonymity", "anonymous"), _negated=True),
                            models.Q(("contact", ""), ("contact_name", "")),
                            _connector="OR",
                        ),
                        name="opinion_anonymous_has_no_contact",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("external_number", ""), _negated=True),
                        fields=("campaign", "origin", "external_number"),
                        name="opinion_external_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("released_on__isnull", True),
                            models.Q(
                                ("department__isnull", False),
                                models.Q(("restatement", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="opinion_released_restated",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallBack",
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
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="标识"
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("satisfied", "满意"),
                            ("fair", "基本满意"),
                            ("unsatisfied", "不满意"),
                            ("unclear", "不清楚"),
                            ("refused", "拒绝回答"),
                            ("unreached", "未联系上"),
                        ],
                        max_length=12,
                        verbose_name="结果",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("called_on", models.DateField(blank=True, null=True, verbose_name="回访日期")),
                (
                    "called_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calls",
                        to="campaign.callbackdraw",
                    ),
                ),
                (
                    "opinion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call_backs",
                        to="campaign.opinion",
                    ),
                ),
            ],
            options={
                "verbose_name": "群众回访",
                "verbose_name_plural": "群众回访",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("draw", "opinion"), name="called_back_once_a_draw"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("result", ""),
                            models.Q(("called_by__isnull", False), ("called_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="call_back_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Problem",
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
                ("text", models.TextField(verbose_name="问题")),
                ("text_key", models.CharField(max_length=64)),
                ("manifestation", models.TextField(blank=True, verbose_name="具体表现")),
                (
                    "cause_thought",
                    models.CharField(blank=True, max_length=500, verbose_name="思想根源"),
                ),
                (
                    "cause_work",
                    models.CharField(blank=True, max_length=500, verbose_name="工作根源"),
                ),
                (
                    "cause_duty",
                    models.CharField(blank=True, max_length=500, verbose_name="职责根源"),
                ),
                (
                    "units",
                    models.CharField(blank=True, max_length=200, verbose_name="涉及单位（处室）"),
                ),
                (
                    "layer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("team", "班子"),
                            ("person", "个人"),
                            ("department", "部门"),
                            ("sector", "行业"),
                        ],
                        max_length=12,
                        verbose_name="涉及层面",
                    ),
                ),
                (
                    "proposed_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("immediate", "立行立改"),
                            ("time_limited", "限期整改"),
                            ("long_term", "长期坚持"),
                        ],
                        max_length=16,
                        verbose_name="拟整改类型",
                    ),
                ),
                ("is_sensitive", models.BooleanField(default=False, verbose_name="敏感")),
                ("is_mass", models.BooleanField(default=False, verbose_name="涉及群众")),
                ("found_on", models.DateField(verbose_name="发现日期")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待处理"),
                            ("converted", "已转整改事项"),
                            ("merged", "已合并"),
                            ("solved", "当场解决"),
                            ("linked", "并入已有事项"),
                            ("declined", "不予采纳"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "outcome_text",
                    models.CharField(blank=True, max_length=500, verbose_name="处理说明"),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("search_text", models.TextField(blank=True)),
                ("open_since", models.DateTimeField(verbose_name="待处理起始")),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="problems",
                        to="campaign.campaign",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="problems",
                        to="accounts.department",
                    ),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="problems_from",
                        to="campaign.listentry",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_problems",
                        to="campaign.problem",
                    ),
                ),
                (
                    "method",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="problems",
                        to="campaign.findingmethod",
                    ),
                ),
                (
                    "owner_post",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="own_problems",
                        to="accounts.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "问题",
                "verbose_name_plural": "问题",
                "indexes": [
                    models.Index(
                        fields=["campaign", "department", "state", "-id"], name="problem_of"
                    ),
                    models.Index(fields=["campaign", "text_key"], name="problem_twin"),
                    models.Index(
                        fields=["campaign", "state", "open_since"], name="problem_waiting"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cause_duty", ""),
                            ("cause_thought", ""),
                            ("cause_work", ""),
                            _negated=True,
                        ),
                        name="problem_has_a_cause",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("merged_into__isnull", False), ("state", "merged")),
                            models.Q(
                                models.Q(("state", "merged"), _negated=True),
                                ("merged_into__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="problem_merged_somewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["solved", "declined"]), _negated=True),
                            models.Q(("outcome_text", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="problem_ended_with_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "open"), ("decided_at__isnull", False), _connector="OR"
                        ),
                        name="problem_decided_at",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="opinion",
            name="problem",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="opinions",
                to="campaign.problem",
            ),
        ),
        migrations.CreateModel(
            name="ReadingNote",
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
                ("text", models.TextField(verbose_name="笔记")),
                ("changed_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reading_notes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "material",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="campaign.listentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "学习笔记",
                "verbose_name_plural": "学习笔记",
                "indexes": [models.Index(fields=["author", "-id"], name="note_of_author")],
            },
        ),
        migrations.CreateModel(
            name="ResearchTopic",
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
                ("title", models.CharField(max_length=200, verbose_name="课题")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "进行中"), ("closed", "已结题"), ("cancelled", "已取消")],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("background", models.TextField(blank=True, verbose_name="基本情况")),
                ("causes", models.TextField(blank=True, verbose_name="原因分析")),
                (
                    "none_found_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="未发现问题的说明"),
                ),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="签字时间")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="结题时间")),
                (
                    "cancel_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="取消原因"),
                ),
                ("search_text", models.TextField(blank=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="research_topics",
                        to="campaign.campaign",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="research_topics",
                        to="accounts.department",
                    ),
                ),
                (
                    "direction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="topics_in_direction",
                        to="campaign.listentry",
                    ),
                ),
                (
                    "field",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="topics_in_field",
                        to="campaign.listentry",
                    ),
                ),
                (
                    "leader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_topics",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "调研课题",
                "verbose_name_plural": "调研课题",
                "indexes": [
                    models.Index(
                        fields=["campaign", "department", "state", "-id"], name="topic_of"
                    ),
                    models.Index(fields=["campaign", "direction", "state"], name="topic_direction"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            ("closed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="topic_closed_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("none_found_reason", ""),
                            models.Q(("signed_at__isnull", False), ("signed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="topic_none_found_signed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ResearchPlan",
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
                ("hypothesis", models.TextField(verbose_name="拟解决的问题")),
                ("subjects", models.CharField(max_length=200, verbose_name="调研对象")),
                ("places", models.CharField(max_length=300, verbose_name="地点")),
                ("ways", models.JSONField(default=list, verbose_name="方式")),
                ("pre_notified", models.BooleanField(default=False, verbose_name="提前通知")),
                ("starts_on", models.DateField(verbose_name="开始")),
                ("ends_on", models.DateField(verbose_name="结束")),
                ("participants", models.CharField(max_length=300, verbose_name="参加人")),
                ("expected", models.TextField(verbose_name="预期成果")),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "topic",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plan",
                        to="campaign.researchtopic",
                    ),
                ),
            ],
            options={
                "verbose_name": "调研计划",
                "verbose_name_plural": "调研计划",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="research_plan_days",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ResearchVisit",
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
                ("on", models.DateField(verbose_name="日期")),
                ("place", models.CharField(max_length=100, verbose_name="地点")),
                ("place_key", models.CharField(max_length=100)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("city_unit", "市直单位"),
                            ("county", "县区"),
                            ("township", "乡镇街道"),
                            ("village", "村社区"),
                            ("enterprise", "企业"),
                            ("window", "服务窗口"),
                        ],
                        max_length=12,
                        verbose_name="层级",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("discussion", "座谈"),
                            ("call", "走访"),
                            ("unannounced", "暗访"),
                            ("questionnaire", "问卷"),
                            ("data", "数据分析"),
                        ],
                        max_length=16,
                        verbose_name="方式",
                    ),
                ),
                ("people_met", models.PositiveIntegerField(default=0, verbose_name="人数")),
                ("accompanied", models.BooleanField(default=False, verbose_name="有陪同")),
                ("pre_notified", models.BooleanField(default=False, verbose_name="提前通知")),
                ("raised", models.TextField(blank=True, verbose_name="反映问题")),
                ("answered", models.TextField(blank=True, verbose_name="当场答复")),
                ("referred", models.TextField(blank=True, verbose_name="转办")),
                ("created_at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="campaign.campaign",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="accounts.department",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="campaign.researchtopic",
                    ),
                ),
            ],
            options={
                "verbose_name": "调研记录",
                "verbose_name_plural": "调研记录",
                "indexes": [
                    models.Index(fields=["topic", "on", "id"], name="visit_of_topic"),
                    models.Index(fields=["place_key", "on"], name="visit_of_place"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Resolution",
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
                ("text", models.CharField(max_length=500, verbose_name="议定事项")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="时限")),
                ("order", models.IntegerField(default=0)),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="resolutions",
                        to="campaign.meeting",
                    ),
                ),
                (
                    "owner_department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resolutions",
                        to="accounts.department",
                    ),
                ),
            ],
            options={
                "verbose_name": "议定事项",
                "verbose_name_plural": "议定事项",
                "indexes": [
                    models.Index(fields=["meeting", "order", "id"], name="resolution_of_meeting")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewDimension",
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
                ("code", models.CharField(max_length=40, verbose_name="代码")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("source_text", models.TextField(blank=True, verbose_name="讲话原文")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("aliases", models.JSONField(blank=True, default=list, verbose_name="别名")),
                ("order", models.IntegerField(default=0, verbose_name="序号")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                ("is_extension", models.BooleanField(default=False, verbose_name="讲话之外的补充")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dimensions",
                        to="campaign.campaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "检视维度",
                "verbose_name_plural": "检视维度",
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "code"), name="dimension_code_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="problem",
            name="dimensions",
            field=models.ManyToManyField(
                blank=True, related_name="problems", to="campaign.reviewdimension"
            ),
        ),
        migrations.CreateModel(
            name="NothingFound",
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
                ("reason", models.CharField(max_length=300, verbose_name="说明")),
                ("post_title", models.CharField(blank=True, max_length=100, verbose_name="职务")),
                ("signed_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nothing_found",
                        to="campaign.campaign",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nothing_found",
                        to="accounts.department",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dimension",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nothing_found",
                        to="campaign.reviewdimension",
                    ),
                ),
            ],
            options={
                "verbose_name": "经对照未发现问题",
                "verbose_name_plural": "经对照未发现问题",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("campaign", "department", "dimension"),
                        name="nothing_found_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="nothing_found_why"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Source",
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
                ("code", models.CharField(max_length=40, verbose_name="代码")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("source_text", models.TextField(blank=True, verbose_name="讲话原文")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("aliases", models.JSONField(blank=True, default=list, verbose_name="别名")),
                ("order", models.IntegerField(default=0, verbose_name="序号")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                ("is_extension", models.BooleanField(default=False, verbose_name="讲话之外的补充")),
                ("is_inspection", models.BooleanField(default=False, verbose_name="巡视巡察类")),
                ("is_opinion", models.BooleanField(default=False, verbose_name="群众反映类")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sources",
                        to="campaign.campaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "问题来源",
                "verbose_name_plural": "问题来源",
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "code"), name="source_code_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="problem",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="problems",
                to="campaign.source",
            ),
        ),
        migrations.CreateModel(
            name="StepAnswer",
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
                ("page", models.CharField(max_length=100, verbose_name="页面")),
                (
                    "verdict",
                    models.CharField(
                        choices=[("improved", "已改进"), ("kept", "不改")],
                        max_length=10,
                        verbose_name="处理",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="说明")),
                ("answered_on", models.DateField(verbose_name="答复日期")),
                (
                    "answered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="step_answers",
                        to="campaign.campaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "意见建议答复",
                "verbose_name_plural": "意见建议答复",
                "indexes": [
                    models.Index(fields=["campaign", "page", "id"], name="answers_of_page")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="answer_says_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StepRemark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("page", models.CharField(max_length=100, verbose_name="页面")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("superfluous", "多余"),
                            ("repeated", "重复"),
                            ("unclear", "看不懂"),
                        ],
                        max_length=12,
                        verbose_name="意见",
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=100, verbose_name="一句话")),
                (
                    "week",
                    models.DateField(help_text="星期一；不记更细的时间", verbose_name="所在周"),
                ),
                (
                    "number",
                    models.BigIntegerField(
                        default=campaign.models.feedback.any_number, verbose_name="随机序号"
                    ),
                ),
                (
                    "answer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="campaign.stepanswer",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="step_remarks",
                        to="campaign.campaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "步骤意见",
                "verbose_name_plural": "步骤意见",
                "indexes": [
                    models.Index(
                        fields=["campaign", "page", "-week", "number"], name="remarks_of_page"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["superfluous", "repeated", "unclear"])),
                        name="remark_of_a_known_kind",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Stream",
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
                ("code", models.CharField(max_length=40, verbose_name="代码")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("source_text", models.TextField(blank=True, verbose_name="讲话原文")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("aliases", models.JSONField(blank=True, default=list, verbose_name="别名")),
                ("order", models.IntegerField(default=0, verbose_name="序号")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                ("is_extension", models.BooleanField(default=False, verbose_name="讲话之外的补充")),
                ("motto", models.CharField(blank=True, max_length=100, verbose_name="要求")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="streams",
                        to="campaign.campaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "重点工作",
                "verbose_name_plural": "重点工作",
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "code"), name="stream_code_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StudyOutcome",
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
                ("text", models.TextField(verbose_name="成果")),
                ("is_sensitive", models.BooleanField(default=False, verbose_name="敏感")),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="study_outcomes",
                        to="campaign.campaign",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="study_outcomes",
                        to="accounts.department",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes_of_kind",
                        to="campaign.listentry",
                    ),
                ),
                (
                    "objectives",
                    models.ManyToManyField(
                        blank=True, related_name="outcomes_for", to="campaign.listentry"
                    ),
                ),
            ],
            options={
                "verbose_name": "学习成果",
                "verbose_name_plural": "学习成果",
                "indexes": [
                    models.Index(fields=["campaign", "department", "-id"], name="outcome_of")
                ],
            },
        ),
        migrations.AddField(
            model_name="researchtopic",
            name="outcome",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="topics",
                to="campaign.studyoutcome",
            ),
        ),
        migrations.CreateModel(
            name="StudyPlan",
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
                ("aim", models.TextField(blank=True, verbose_name="学习目标")),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=100, verbose_name="印发文号"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="study_plans",
                        to="campaign.campaign",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="study_plans",
                        to="accounts.department",
                    ),
                ),
            ],
            options={
                "verbose_name": "学习计划",
                "verbose_name_plural": "学习计划",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "department"), name="one_study_plan"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StudySession",
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
                            ("planned", "已安排"),
                            ("held", "已举行"),
                            ("cancelled", "已取消"),
                        ],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="专题")),
                ("planned_on", models.DateField(verbose_name="计划日期")),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="举行日期")),
                ("host", models.CharField(blank=True, max_length=50, verbose_name="主持人")),
                ("speakers", models.CharField(blank=True, max_length=200, verbose_name="中心发言")),
                ("place", models.CharField(blank=True, max_length=100, verbose_name="地点")),
                ("audience", models.CharField(blank=True, max_length=200, verbose_name="参加范围")),
                ("agenda", models.TextField(blank=True, verbose_name="议程")),
                ("summary", models.TextField(blank=True, verbose_name="研讨要点")),
                (
                    "cancel_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="取消原因"),
                ),
                ("search_text", models.TextField(blank=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="study_sessions",
                        to="campaign.campaign",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="study_sessions",
                        to="accounts.department",
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions_in_form",
                        to="campaign.listentry",
                    ),
                ),
                (
                    "materials",
                    models.ManyToManyField(
                        blank=True, related_name="sessions_on_material", to="campaign.listentry"
                    ),
                ),
                (
                    "organiser",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="campaign.studyplan",
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sessions",
                        to="campaign.problem",
                    ),
                ),
                (
                    "ways",
                    models.ManyToManyField(
                        blank=True, related_name="sessions_by_way", to="campaign.listentry"
                    ),
                ),
            ],
            options={
                "verbose_name": "集中学习",
                "verbose_name_plural": "集中学习",
                "indexes": [
                    models.Index(
                        fields=["campaign", "department", "planned_on", "id"], name="session_of"
                    ),
                    models.Index(fields=["campaign", "form", "state"], name="session_form"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "held"), _negated=True),
                            ("held_on__isnull", False),
                            _connector="OR",
                        ),
                        name="session_held_on_a_day",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="studyoutcome",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outcomes",
                to="campaign.studysession",
            ),
        ),
        migrations.CreateModel(
            name="LeaderDuty",
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
                ("done_on", models.DateField(verbose_name="日期")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="内容")),
                ("recorded_at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leader_duties",
                        to="campaign.campaign",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leader_duties",
                        to="accounts.department",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leader_duties",
                        to="accounts.post",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "duty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leader_duties",
                        to="campaign.listentry",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="leader_duties",
                        to="campaign.studysession",
                    ),
                ),
            ],
            options={
                "verbose_name": "以上率下",
                "verbose_name_plural": "以上率下",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("post", "duty", "done_on", "campaign"),
                        name="leader_duty_once_a_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
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
                ("name", models.CharField(max_length=50, verbose_name="姓名")),
                ("post_title", models.CharField(blank=True, max_length=100, verbose_name="职务")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("present", "到会"),
                            ("official_leave", "公假"),
                            ("leave", "病事假"),
                            ("made_up", "补学"),
                        ],
                        max_length=16,
                        verbose_name="情况",
                    ),
                ),
                ("order", models.IntegerField(default=0)),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendances",
                        to="campaign.studysession",
                    ),
                ),
            ],
            options={
                "verbose_name": "考勤",
                "verbose_name_plural": "考勤",
                "indexes": [
                    models.Index(fields=["session", "order", "id"], name="attendance_of_session")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False)),
                        fields=("session", "person"),
                        name="attends_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Target",
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
                ("code", models.CharField(max_length=40, verbose_name="代码")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("source_text", models.TextField(blank=True, verbose_name="讲话原文")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("aliases", models.JSONField(blank=True, default=list, verbose_name="别名")),
                ("order", models.IntegerField(default=0, verbose_name="序号")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                ("is_extension", models.BooleanField(default=False, verbose_name="讲话之外的补充")),
                (
                    "is_sensitive_by_default",
                    models.BooleanField(default=False, verbose_name="默认敏感"),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="campaign.campaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "专项整治",
                "verbose_name_plural": "专项整治",
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "code"), name="target_code_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="problem",
            name="target",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="problems",
                to="campaign.target",
            ),
        ),
        migrations.CreateModel(
            name="Task",
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
                        choices=[("prescribed", "规定动作"), ("optional", "自选动作")],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "拟定中"),
                            ("issued", "已下达"),
                            ("cancelled", "已取消"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="任务")),
                ("requirement", models.TextField(blank=True, verbose_name="要求")),
                (
                    "expected_minutes",
                    models.PositiveIntegerField(default=0, verbose_name="每单位预计用时（分钟）"),
                ),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=100, verbose_name="依据文号"),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="时限")),
                ("issued_at", models.DateTimeField(blank=True, null=True, verbose_name="下达时间")),
                ("outcome", models.TextField(blank=True, verbose_name="做法与成效")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="完成日期")),
                ("shared_at", models.DateTimeField(blank=True, null=True, verbose_name="推广时间")),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="campaign.campaign",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="own_tasks",
                        to="accounts.department",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shared_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stream",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="campaign.stream",
                    ),
                ),
            ],
            options={
                "verbose_name": "任务",
                "verbose_name_plural": "任务",
                "indexes": [
                    models.Index(fields=["campaign", "kind", "state", "-id"], name="task_of")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("department__isnull", True), ("kind", "prescribed")),
                            models.Q(
                                ("department__isnull", False),
                                ("due_on__isnull", True),
                                ("kind", "optional"),
                            ),
                            _connector="OR",
                        ),
                        name="task_prescribed_or_own",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "prescribed"), ("state", "issued"), _negated=True),
                            models.Q(("due_on__isnull", False), ("issued_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="task_issued_with_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskDuty",
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
                            ("issued", "待签收"),
                            ("received", "办理中"),
                            ("reported", "待办公室认定"),
                            ("returned", "退回补充"),
                            ("accepted", "已完成"),
                            ("cancelled", "已取消"),
                        ],
                        default="issued",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="时限")),
                ("effective_due_on", models.DateField(verbose_name="计时时限")),
                ("due_version", models.PositiveIntegerField(default=1, verbose_name="时限版本")),
                ("state_since", models.DateTimeField()),
                ("received_at", models.DateTimeField(blank=True, null=True)),
                ("report", models.TextField(blank=True, verbose_name="完成情况")),
                ("no_change", models.BooleanField(default=False, verbose_name="本期无变化")),
                ("reported_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "return_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="退回理由"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="task_duties",
                        to="campaign.campaign",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="task_duties",
                        to="accounts.department",
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="duties",
                        to="campaign.studysession",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="duties",
                        to="campaign.task",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="duties",
                        to="campaign.researchtopic",
                    ),
                ),
            ],
            options={
                "verbose_name": "单位任务",
                "verbose_name_plural": "单位任务",
                "indexes": [
                    models.Index(
                        fields=["campaign", "state", "effective_due_on", "id"], name="duty_due"
                    ),
                    models.Index(
                        fields=["department", "state", "effective_due_on", "id"],
                        name="duty_of_department",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("task", "department"), name="task_once_a_department"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("effective_due_on__lte", models.F("due_on"))),
                        name="duty_effective_not_later",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VerifyingUnit",
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
                    "scope",
                    models.CharField(
                        choices=[
                            ("office_items", "办公室所在单位的事项"),
                            ("leaders_items", "领导小组成员本人的事项"),
                        ],
                        max_length=16,
                        verbose_name="范围",
                    ),
                ),
                ("named_at", models.DateTimeField(blank=True, null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verifying_units",
                        to="campaign.campaign",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verifies_for",
                        to="accounts.department",
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "验收单位",
                "verbose_name_plural": "验收单位",
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "scope"), name="one_unit_per_scope")
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkGoal",
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
                ("section", models.CharField(blank=True, max_length=50, verbose_name="科室")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("annual", "年度目标任务"),
                            ("key_work", "重点工作"),
                            ("major_project", "重大项目"),
                            ("plan", "规划"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="目标")),
                ("metric", models.CharField(max_length=100, verbose_name="指标")),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="单位")),
                (
                    "baseline",
                    models.DecimalField(decimal_places=2, max_digits=18, verbose_name="基数"),
                ),
                (
                    "target",
                    models.DecimalField(decimal_places=2, max_digits=18, verbose_name="目标值"),
                ),
                (
                    "current",
                    models.DecimalField(decimal_places=2, max_digits=18, verbose_name="现值"),
                ),
                ("current_on", models.DateField(verbose_name="截至")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="完成时限")),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="goals",
                        to="campaign.campaign",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="goals",
                        to="accounts.department",
                    ),
                ),
            ],
            options={
                "verbose_name": "工作目标",
                "verbose_name_plural": "工作目标",
                "indexes": [
                    models.Index(fields=["campaign", "department", "id"], name="goal_of_department")
                ],
            },
        ),
        migrations.AddField(
            model_name="studyoutcome",
            name="goal",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="outcomes",
                to="campaign.workgoal",
            ),
        ),
        migrations.CreateModel(
            name="GoalReading",
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
                    "value",
                    models.DecimalField(decimal_places=2, max_digits=18, verbose_name="数值"),
                ),
                ("on", models.DateField(verbose_name="日期")),
                ("source", models.CharField(max_length=200, verbose_name="数据来源")),
                ("read_at", models.DateTimeField()),
                (
                    "read_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="campaign.workgoal",
                    ),
                ),
            ],
            options={
                "verbose_name": "指标读数",
                "verbose_name_plural": "指标读数",
                "indexes": [models.Index(fields=["goal", "on", "id"], name="reading_of_goal")],
            },
        ),
        migrations.CreateModel(
            name="Finding",
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
                ("text", models.TextField(verbose_name="发现的问题")),
                ("proposed_solution", models.TextField(blank=True, verbose_name="对策建议")),
                (
                    "proposed_due_on",
                    models.DateField(blank=True, null=True, verbose_name="建议时限"),
                ),
                ("solved_on_spot", models.BooleanField(default=False, verbose_name="已当场解决")),
                ("solution", models.TextField(blank=True, verbose_name="解决情况")),
                ("is_sensitive", models.BooleanField(default=False, verbose_name="敏感")),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="campaign.campaign",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="accounts.department",
                    ),
                ),
                (
                    "proposed_department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposed_to",
                        to="accounts.department",
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="findings",
                        to="campaign.problem",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="campaign.researchtopic",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="findings",
                        to="campaign.researchvisit",
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="findings",
                        to="campaign.workgoal",
                    ),
                ),
            ],
            options={
                "verbose_name": "调研发现",
                "verbose_name_plural": "调研发现",
                "indexes": [models.Index(fields=["topic", "id"], name="finding_of_topic")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("solved_on_spot", False),
                            models.Q(("solution", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="finding_solved_how",
                    )
                ],
            },
        ),
        migrations.AlterUniqueTogether(
            name="campaigngrant",
            unique_together={("user", "permission", "content_object")},
        ),
    ]
