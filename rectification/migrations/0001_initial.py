import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("campaign", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ItemSequence",
            fields=[
                ("year", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name": "编号",
                "verbose_name_plural": "编号",
            },
        ),
        migrations.CreateModel(
            name="Circular",
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
                        choices=[("draft", "草稿"), ("issued", "已印发"), ("cancelled", "不印发")],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("title", models.CharField(max_length=100, verbose_name="标题")),
                ("text", models.TextField(blank=True, verbose_name="正文")),
                ("created_at", models.DateTimeField()),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, max_length=500)),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="campaign.campaign",
                    ),
                ),
                (
                    "edited_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
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
                "verbose_name": "通报",
                "verbose_name_plural": "通报",
                "indexes": [models.Index(fields=["campaign", "-id"], name="circular_of_campaign")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "draft")),
                        fields=("campaign",),
                        name="one_circular_draft",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "issued"), _negated=True),
                            ("ended_by__isnull", False),
                            _connector="OR",
                        ),
                        name="circular_issued_by_a_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportBatch",
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
                ("name", models.CharField(max_length=200, verbose_name="文件")),
                ("digest", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("is_paste", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "正在读取"),
                            ("preview", "待确认"),
                            ("applied", "已导入"),
                            ("undone", "已撤销"),
                            ("discarded", "已放弃"),
                        ],
                        default="preview",
                        max_length=10,
                    ),
                ),
                ("as_of", models.DateField(blank=True, null=True, verbose_name="截至日期")),
                ("sheets", models.JSONField(default=list)),
                ("column_map", models.JSONField(default=dict)),
                ("seed", models.CharField(blank=True, max_length=64)),
                ("is_from_command", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "applied_by",
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
                        related_name="import_batches",
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
                        related_name="import_batches",
                        to="accounts.department",
                    ),
                ),
                (
                    "undone_by",
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
                "verbose_name": "台账导入",
                "verbose_name_plural": "台账导入",
                "indexes": [models.Index(fields=["campaign", "-id"], name="batches_of_campaign")],
            },
        ),
        migrations.CreateModel(
            name="Item",
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
                    "number",
                    models.CharField(
                        blank=True, max_length=20, null=True, unique=True, verbose_name="编号"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("registered", "已登记（待交办）"),
                            ("assigned", "已交办（待签收）"),
                            ("accepted", "已签收（待定措施）"),
                            ("plan_review", "措施待审"),
                            ("in_progress", "整改中"),
                            ("closure_review", "销号待部门审核"),
                            ("awaiting_signoff", "待第一责任人签批"),
                            ("awaiting_verification", "待验收"),
                            ("closed", "已销号"),
                            ("sustained", "已阶段性完成并长期坚持"),
                            ("suspended", "中止（暂停计时）"),
                            ("merged", "已并案"),
                            ("voided", "不予立项/撤销/已移交"),
                        ],
                        default="draft",
                        max_length=24,
                        verbose_name="状态",
                    ),
                ),
                ("state_since", models.DateTimeField(verbose_name="进入本环节时间")),
                (
                    "is_running",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Q(
                            (
                                "state__in",
                                [
                                    "assigned",
                                    "accepted",
                                    "plan_review",
                                    "in_progress",
                                    "closure_review",
                                    "awaiting_signoff",
                                ],
                            )
                        ),
                        output_field=models.BooleanField(),
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                ("cycle", models.PositiveIntegerField(default=1, verbose_name="整改轮次")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("problem", models.TextField(verbose_name="问题表述")),
                ("problem_key", models.CharField(max_length=64)),
                ("search_text", models.TextField(blank=True, default="")),
                ("found_on", models.DateField(blank=True, null=True, verbose_name="发现日期")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("immediate", "立行立改"),
                            ("time_limited", "限期整改"),
                            ("long_term", "长期坚持"),
                        ],
                        max_length=16,
                        verbose_name="整改类型",
                    ),
                ),
                ("acceptance_standard", models.TextField(blank=True, verbose_name="整改标准")),
                ("is_key", models.BooleanField(default=False, verbose_name="重点事项")),
                ("is_mass", models.BooleanField(default=False, verbose_name="涉及群众")),
                ("is_sensitive", models.BooleanField(default=False, verbose_name="敏感")),
                (
                    "sensitivity_answered",
                    models.BooleanField(default=False, verbose_name="已确认是否敏感"),
                ),
                ("is_arbitrated", models.BooleanField(default=False, verbose_name="已裁定牵头")),
                ("section", models.CharField(blank=True, max_length=50, verbose_name="承办科室")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="整改时限")),
                (
                    "original_due_on",
                    models.DateField(blank=True, null=True, verbose_name="原定时限"),
                ),
                (
                    "effective_due_on",
                    models.DateField(blank=True, null=True, verbose_name="计时时限"),
                ),
                ("due_version", models.PositiveIntegerField(default=0, verbose_name="时限版本")),
                (
                    "due_set_by_system",
                    models.BooleanField(default=False, verbose_name="时限由系统补定"),
                ),
                (
                    "assigned_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="交办时间"),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="销号时间")),
                (
                    "look_back_due_on",
                    models.DateField(blank=True, null=True, verbose_name="回头看日期"),
                ),
                ("returns", models.PositiveIntegerField(default=0, verbose_name="验收退回次数")),
                (
                    "last_progress",
                    models.CharField(blank=True, max_length=500, verbose_name="最近进展"),
                ),
                (
                    "last_progress_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="最近进展时间"),
                ),
                (
                    "void_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_a_problem", "经核不属问题"),
                            ("outside_duty", "不属职责范围"),
                            ("transferred", "已移交"),
                            ("basis_repealed", "依据已废止"),
                            ("import_undone", "导入已撤销"),
                        ],
                        max_length=20,
                        verbose_name="撤销原因",
                    ),
                ),
                (
                    "archived_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="归档时间"),
                ),
                ("created_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="authored_items",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="campaign.campaign",
                    ),
                ),
                (
                    "dimensions",
                    models.ManyToManyField(
                        blank=True, related_name="items", to="campaign.reviewdimension"
                    ),
                ),
                (
                    "first_source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="campaign.source",
                        verbose_name="来源",
                    ),
                ),
                (
                    "goals",
                    models.ManyToManyField(
                        blank=True, related_name="items", to="campaign.workgoal"
                    ),
                ),
                (
                    "handler",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handled_items",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "handling_unit",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handled_items",
                        to="accounts.department",
                    ),
                ),
                (
                    "lead_department",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_items",
                        to="accounts.department",
                    ),
                ),
                (
                    "linked_campaigns",
                    models.ManyToManyField(
                        blank=True, related_name="items_linked", to="campaign.listentry"
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_items",
                        to="rectification.item",
                    ),
                ),
                (
                    "method",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="campaign.findingmethod",
                    ),
                ),
                (
                    "named_verifier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="named_to_verify",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "objectives",
                    models.ManyToManyField(
                        blank=True, related_name="items_for", to="campaign.listentry"
                    ),
                ),
                (
                    "owner_post",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="own_items",
                        to="accounts.post",
                    ),
                ),
                (
                    "relapse_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relapses",
                        to="rectification.item",
                    ),
                ),
                (
                    "submitting_department",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submitted_items",
                        to="accounts.department",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="campaign.target",
                        verbose_name="专项",
                    ),
                ),
            ],
            options={
                "verbose_name": "整改事项",
                "verbose_name_plural": "整改事项",
                "indexes": [
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
                        condition=models.Q(("is_running", True)),
                        fields=["campaign", "effective_due_on", "id"],
                        name="item_running",
                    ),
                    models.Index(fields=["state_since", "id"], name="item_changed"),
                    models.Index(
                        fields=["lead_department", "effective_due_on", "id"],
                        name="item_of_department",
                    ),
                    models.Index(
                        fields=["campaign", "target", "state", "effective_due_on"],
                        name="item_by_target",
                    ),
                    models.Index(fields=["campaign", "problem_key"], name="item_twin"),
                    models.Index(fields=["handling_unit", "state"], name="item_of_sub_unit"),
                    models.Index(fields=["submitting_department", "state"], name="item_submitted"),
                    models.Index(
                        fields=["is_sensitive", "campaign", "state"], name="item_sensitive"
                    ),
                    models.Index(fields=["look_back_due_on"], name="item_look_back"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"), ("number__isnull", False), _connector="OR"
                        ),
                        name="item_numbered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "merged"), _negated=True),
                            ("merged_into__isnull", False),
                            _connector="OR",
                        ),
                        name="item_merged_somewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "voided"), _negated=True),
                            models.Q(("void_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="item_voided_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_on__isnull", True),
                            ("effective_due_on__isnull", False),
                            _connector="OR",
                        ),
                        name="item_due_is_effective",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("archived_at__isnull", True),
                            ("state__in", ["closed", "merged", "voided"]),
                            _connector="OR",
                        ),
                        name="item_archived_when_ended",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Interview",
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
                ("due_version", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "待决定"),
                            ("decided", "待约谈"),
                            ("held", "已约谈"),
                            ("cancelled", "不约谈"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("text", models.TextField(verbose_name="约谈事由")),
                ("proposed_at", models.DateTimeField()),
                ("planned_on", models.DateField(blank=True, null=True, verbose_name="约谈日期")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="实际约谈日期")),
                ("outcome", models.CharField(blank=True, max_length=1000, verbose_name="约谈结果")),
                ("recorded_at", models.DateTimeField(blank=True, null=True)),
                ("cancel_reason", models.CharField(blank=True, max_length=500)),
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
                        related_name="+",
                        to="accounts.department",
                    ),
                ),
                (
                    "interviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interviews",
                        to="rectification.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "约谈",
                "verbose_name_plural": "约谈",
                "constraints": [
                    models.UniqueConstraint(fields=("item", "due_version"), name="interview_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["decided", "held"]), _negated=True),
                            models.Q(
                                ("decided_by__isnull", False),
                                ("interviewer__isnull", False),
                                ("post__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="interview_decided_by_a_leader",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "held"), _negated=True),
                            models.Q(
                                ("held_on__isnull", False),
                                ("recorded_by__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="interview_held_is_recorded",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Instruction",
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
                ("text", models.CharField(max_length=500)),
                ("asks_notice", models.BooleanField(default=False, verbose_name="要求发督办单")),
                ("post_title", models.CharField(blank=True, max_length=100)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="instructions",
                        to="rectification.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "批示",
                "verbose_name_plural": "批示",
                "indexes": [models.Index(fields=["item", "-id"], name="instruction_of_item")],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
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
                ("sheet", models.CharField(max_length=100)),
                ("row", models.PositiveIntegerField()),
                ("raw", models.JSONField(default=dict)),
                ("edits", models.JSONField(default=dict)),
                ("parsed", models.JSONField(default=dict)),
                ("messages", models.JSONField(default=list)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("new", "新增"),
                            ("duplicate", "重复"),
                            ("doubtful", "待核对"),
                            ("refused", "需修改"),
                        ],
                        max_length=10,
                    ),
                ),
                ("enters", models.CharField(blank=True, max_length=24)),
                (
                    "choice",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("skip", "跳过此行"),
                            ("import", "导入"),
                            ("as_new", "仍作为新问题"),
                            ("amend", "更正已有事项"),
                        ],
                        max_length=10,
                    ),
                ),
                ("twin_key", models.CharField(blank=True, max_length=64)),
                ("is_sensitive", models.BooleanField(default=False, verbose_name="敏感")),
                ("previous", models.JSONField(default=dict)),
                ("written_version", models.PositiveIntegerField(blank=True, null=True)),
                ("written_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="rectification.importbatch",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "duplicate_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="rectification.item",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="import_rows",
                        to="rectification.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "导入行",
                "verbose_name_plural": "导入行",
                "indexes": [
                    models.Index(fields=["batch", "outcome", "id"], name="rows_of_batch"),
                    models.Index(
                        condition=models.Q(("item__isnull", False)),
                        fields=["twin_key"],
                        name="row_twin",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("batch", "sheet", "row"), name="import_row_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Extension",
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
                ("cycle", models.PositiveIntegerField()),
                ("ordinal", models.PositiveSmallIntegerField(verbose_name="第几次")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "待第一责任人同意"),
                            ("endorsed", "待审批"),
                            ("granted", "已批准"),
                            ("refused", "未批准"),
                            ("declined", "第一责任人不同意"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("old_due_on", models.DateField()),
                ("new_due_on", models.DateField()),
                ("is_after_due", models.BooleanField(verbose_name="逾期后申请")),
                ("reason", models.CharField(max_length=500)),
                ("progress", models.CharField(max_length=500)),
                ("interim_measure", models.CharField(max_length=500)),
                ("endorsed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "endorsement_absent",
                    models.CharField(
                        blank=True, max_length=100, verbose_name="无第一责任人意见的原因"
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision_note", models.CharField(blank=True, max_length=500)),
                (
                    "asked_by",
                    models.ForeignKey(
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
                    "endorsed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extensions",
                        to="rectification.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "延期申请",
                "verbose_name_plural": "延期申请",
                "indexes": [models.Index(fields=["item", "cycle", "id"], name="extension_of_item")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["pending", "endorsed"])),
                        fields=("item",),
                        name="one_pending_extension",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("new_due_on__gt", models.F("old_due_on"))),
                        name="extension_is_later",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="extension_decided_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Escalation",
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
                ("due_version", models.PositiveIntegerField()),
                (
                    "level",
                    models.CharField(
                        choices=[("deputy_leader", "副组长"), ("group_leader", "组长")],
                        max_length=16,
                        verbose_name="提级至",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("overdue", "逾期未完成"),
                            ("failed_twice", "两次验收不通过"),
                            ("reopened_twice", "问题再次反弹"),
                        ],
                        max_length=16,
                        verbose_name="事由",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "待确认"),
                            ("confirmed", "已提级"),
                            ("declined", "不提级"),
                            ("lapsed", "已失效"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("days_late", models.PositiveIntegerField(default=0, verbose_name="逾期工作日")),
                ("proposed_at", models.DateTimeField()),
                (
                    "confirmed_level",
                    models.CharField(
                        blank=True,
                        choices=[("deputy_leader", "副组长"), ("group_leader", "组长")],
                        max_length=16,
                    ),
                ),
                ("is_listed", models.BooleanField(default=False, verbose_name="挂牌督办")),
                ("decider_title", models.CharField(blank=True, max_length=100)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decision_note",
                    models.CharField(blank=True, max_length=500, verbose_name="理由"),
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
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="escalations",
                        to="rectification.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "提级督办",
                "verbose_name_plural": "提级督办",
                "indexes": [
                    models.Index(fields=["item", "id"], name="escalation_of_item"),
                    models.Index(
                        condition=models.Q(("state", "proposed")),
                        fields=["item"],
                        name="escalation_waiting",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("item", "due_version", "level"), name="escalation_proposed_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("item",),
                        name="one_proposed_escalation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("decision_note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="escalation_declined_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["confirmed", "declined"]), _negated=True),
                            ("decided_by__isnull", False),
                            _connector="OR",
                        ),
                        name="escalation_decided_by_a_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Cooperation",
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
                            ("open", "进行中"),
                            ("asked", "待确认"),
                            ("confirmed", "已确认"),
                            ("objected", "有异议"),
                            ("waived", "免予确认"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="理由")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
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
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cooperations",
                        to="accounts.department",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cooperations",
                        to="rectification.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "配合",
                "verbose_name_plural": "配合",
                "indexes": [
                    models.Index(fields=["department", "item"], name="cooperation_of_unit")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "department"), name="cooperates_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ClosureRequest",
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
                ("cycle", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "待审核"),
                            ("endorsed", "已审核"),
                            ("skipped", "免审核"),
                            ("signed", "已签批"),
                            ("returned", "已退回"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("applied_at", models.DateTimeField()),
                ("statement", models.TextField(verbose_name="整改成效")),
                ("complainants", models.TextField(blank=True, verbose_name="可回访群众")),
                (
                    "nobody_reachable",
                    models.BooleanField(default=False, verbose_name="无可回访群众"),
                ),
                ("silent_parts", models.JSONField(default=list)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("review_comment", models.CharField(blank=True, max_length=500)),
                ("skip_reason", models.CharField(blank=True, max_length=200)),
                ("return_reason", models.CharField(blank=True, max_length=500)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "applicant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closures_requested",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "returned_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closures_reviewed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="closure_requests",
                        to="rectification.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "销号申请",
                "verbose_name_plural": "销号申请",
                "indexes": [models.Index(fields=["item", "cycle", "id"], name="closure_of_item")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["pending", "endorsed", "skipped"])),
                        fields=("item",),
                        name="one_live_closure_request",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "skipped"), _negated=True),
                            models.Q(("skip_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="skip_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Clearance",
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
                            ("handler", "经办"),
                            ("office", "办公室指定人员"),
                            ("cooperator", "配合单位指定人员"),
                            ("verifier", "指定验收人"),
                            ("discipline", "派驻纪检监察组"),
                        ],
                        max_length=12,
                    ),
                ),
                ("given_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "given_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clearances",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clearances",
                        to="rectification.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "知悉范围",
                "verbose_name_plural": "知悉范围",
                "indexes": [models.Index(fields=["person", "item"], name="clearance_of_person")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("item", "person", "kind"),
                        name="cleared_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CircularRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_version", models.PositiveIntegerField()),
                ("days_late", models.PositiveIntegerField(verbose_name="逾期工作日")),
                ("times_urged", models.PositiveIntegerField(verbose_name="已催办次数")),
                (
                    "notices",
                    models.CharField(blank=True, max_length=300, verbose_name="督办通知单"),
                ),
                ("added_at", models.DateTimeField()),
                (
                    "circular",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="rectification.circular",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.department",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="circular_rows",
                        to="rectification.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "通报事项",
                "verbose_name_plural": "通报事项",
                "constraints": [
                    models.UniqueConstraint(fields=("item", "due_version"), name="in_one_circular")
                ],
            },
        ),
        migrations.CreateModel(
            name="Cause",
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
                ("cycle", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("thought", "思想"), ("work", "工作"), ("duty", "职责")],
                        max_length=10,
                    ),
                ),
                ("text", models.CharField(max_length=500)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="causes",
                        to="rectification.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "产生原因",
                "verbose_name_plural": "产生原因",
            },
        ),
        migrations.CreateModel(
            name="Assignment",
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
                ("cycle", models.PositiveIntegerField()),
                ("due_on", models.DateField()),
                ("assigned_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("snapshot", models.JSONField(default=dict)),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[("refused", "单位退回"), ("recalled", "办公室收回")],
                        max_length=10,
                    ),
                ),
                ("end_reason", models.CharField(blank=True, max_length=500)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assigned_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lead_department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="accounts.department",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="rectification.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "交办",
                "verbose_name_plural": "交办",
                "indexes": [models.Index(fields=["item", "id"], name="assignment_of_item")],
            },
        ),
        migrations.CreateModel(
            name="ItemCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=120, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("state", "状态"), ("due", "时限"), ("source_due", "来源与时限")],
                        max_length=10,
                    ),
                ),
                ("bucket", models.CharField(blank=True, max_length=24)),
                ("effective_due_on", models.DateField(null=True)),
                ("is_sensitive", models.BooleanField()),
                ("n", models.IntegerField(default=0)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="item_counts",
                        to="campaign.campaign",
                    ),
                ),
                (
                    "lead_department",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="item_counts",
                        to="accounts.department",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="item_counts",
                        to="campaign.source",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="item_counts",
                        to="campaign.target",
                    ),
                ),
            ],
            options={
                "verbose_name": "事项计数",
                "verbose_name_plural": "事项计数",
                "indexes": [
                    models.Index(
                        fields=["campaign", "kind", "effective_due_on"], name="count_lookup"
                    ),
                    models.Index(fields=["lead_department", "kind"], name="count_of_department"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemOrigin",
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
                    "document_number",
                    models.CharField(blank=True, max_length=100, verbose_name="文号或线索编号"),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("created_at", models.DateTimeField()),
                (
                    "finding",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="item_origins",
                        to="campaign.finding",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="origins",
                        to="rectification.item",
                    ),
                ),
                (
                    "merged_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="origins_elsewhere",
                        to="rectification.item",
                    ),
                ),
                (
                    "opinion",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="item_origins",
                        to="campaign.opinion",
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="item_origins",
                        to="campaign.problem",
                    ),
                ),
                (
                    "resolution",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="item_origins",
                        to="campaign.resolution",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="origins",
                        to="campaign.source",
                    ),
                ),
                (
                    "study_outcome",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="item_origins",
                        to="campaign.studyoutcome",
                    ),
                ),
            ],
            options={
                "verbose_name": "来源",
                "verbose_name_plural": "来源",
                "indexes": [models.Index(fields=["item", "id"], name="origin_of_item")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("finding__isnull", True),
                                ("opinion__isnull", True),
                                ("resolution__isnull", True),
                                ("study_outcome__isnull", True),
                            ),
                            models.Q(
                                ("opinion__isnull", True),
                                ("problem__isnull", True),
                                ("resolution__isnull", True),
                                ("study_outcome__isnull", True),
                            ),
                            models.Q(
                                ("finding__isnull", True),
                                ("opinion__isnull", True),
                                ("problem__isnull", True),
                                ("resolution__isnull", True),
                            ),
                            models.Q(
                                ("finding__isnull", True),
                                ("problem__isnull", True),
                                ("resolution__isnull", True),
                                ("study_outcome__isnull", True),
                            ),
                            models.Q(
                                ("finding__isnull", True),
                                ("opinion__isnull", True),
                                ("problem__isnull", True),
                                ("study_outcome__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="origin_from_one_row",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LegacyClosure",
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
                ("file_name", models.CharField(max_length=200)),
                ("sheet", models.CharField(blank=True, max_length=100)),
                ("row", models.PositiveIntegerField()),
                ("words", models.CharField(max_length=100)),
                ("date_words", models.CharField(blank=True, max_length=100)),
                ("signer_words", models.CharField(blank=True, max_length=200)),
                ("is_sampled", models.BooleanField(default=False, verbose_name="抽中回头看")),
                ("seed", models.CharField(blank=True, max_length=64)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
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
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="legacy",
                        to="rectification.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "导入前已销号",
                "verbose_name_plural": "导入前已销号",
            },
        ),
        migrations.AddField(
            model_name="item",
            name="legacy_closure",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="rectification.legacyclosure",
            ),
        ),
        migrations.CreateModel(
            name="LookBack",
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
                ("cycle", models.PositiveIntegerField()),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("consolidated", "成效巩固"),
                            ("weakened", "有所弱化"),
                            ("relapsed", "问题反弹"),
                        ],
                        max_length=12,
                    ),
                ),
                ("finding", models.TextField(verbose_name="核查情况")),
                ("at", models.DateTimeField()),
                ("next_on", models.DateField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="look_backs",
                        to="rectification.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "回头看",
                "verbose_name_plural": "回头看",
                "indexes": [models.Index(fields=["item", "id"], name="look_back_of_item")],
            },
        ),
        migrations.CreateModel(
            name="Measure",
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
                ("cycle", models.PositiveIntegerField()),
                ("order", models.PositiveIntegerField(default=1)),
                ("action", models.CharField(max_length=500, verbose_name="措施")),
                ("owner_name", models.CharField(blank=True, max_length=50, verbose_name="责任人")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="完成时限")),
                (
                    "deliverable",
                    models.CharField(blank=True, max_length=300, verbose_name="交付物"),
                ),
                (
                    "criterion",
                    models.CharField(blank=True, max_length=300, verbose_name="完成标准"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "未完成"), ("done", "已完成"), ("dropped", "已取消")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("outcome", models.CharField(blank=True, max_length=500, verbose_name="完成情况")),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="accounts.department",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="measures",
                        to="rectification.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "整改措施",
                "verbose_name_plural": "整改措施",
                "indexes": [
                    models.Index(fields=["item", "cycle", "order", "id"], name="measure_of_item")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True),
                            ("done_at__isnull", False),
                            _connector="OR",
                        ),
                        name="measure_done_when",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
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
                ("cycle", models.PositiveIntegerField()),
                (
                    "evidence_class",
                    models.CharField(
                        choices=[
                            ("process", "过程性"),
                            ("output", "产出性"),
                            ("outcome", "成效性"),
                        ],
                        max_length=8,
                        verbose_name="类别",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                ("dated_on", models.DateField(verbose_name="材料日期")),
                (
                    "reference",
                    models.CharField(blank=True, max_length=200, verbose_name="文号或系统记录号"),
                ),
                (
                    "is_institution_in_force",
                    models.BooleanField(default=False, verbose_name="制度已施行并有应用实例"),
                ),
                ("file_path", models.CharField(blank=True, max_length=200)),
                ("file_name", models.CharField(blank=True, max_length=200, verbose_name="文件名")),
                ("file_size", models.PositiveIntegerField(default=0)),
                ("content_type", models.CharField(blank=True, max_length=100)),
                ("sha256", models.CharField(blank=True, db_index=True, max_length=64)),
                ("by_verifier", models.BooleanField(default=False, verbose_name="验收人补充")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.department",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="rectification.item",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="rectification.measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "佐证材料",
                "verbose_name_plural": "佐证材料",
                "indexes": [models.Index(fields=["item", "cycle", "id"], name="evidence_of_item")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reference", ""), _negated=True),
                            models.Q(("file_path", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="evidence_is_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MergeLink",
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
                ("merged_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "added_cooperation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="rectification.cooperation",
                    ),
                ),
                (
                    "into",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="merge_links_in",
                        to="rectification.item",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="merge_links",
                        to="rectification.item",
                    ),
                ),
                (
                    "merged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "并案",
                "verbose_name_plural": "并案",
            },
        ),
        migrations.CreateModel(
            name="NoticeSequence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveIntegerField()),
                ("last", models.PositiveIntegerField(default=0)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="campaign.campaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "督办通知单编号",
                "verbose_name_plural": "督办通知单编号",
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "year"), name="notice_numbers_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Plan",
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
                ("cycle", models.PositiveIntegerField()),
                ("version", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafted", "拟定中"),
                            ("submitted", "待审"),
                            ("approved", "已审定"),
                            ("returned", "已退回"),
                            ("withdrawn", "已撤回"),
                            ("started", "立行立改"),
                            ("adopted", "按原台账"),
                        ],
                        default="drafted",
                        max_length=10,
                    ),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("frozen", models.JSONField(default=list)),
                (
                    "author",
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
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plans",
                        to="rectification.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "整改方案",
                "verbose_name_plural": "整改方案",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("item", "cycle", "version"), name="plan_version_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanChange",
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
                ("cycle", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "待审批"),
                            ("granted", "已同意"),
                            ("refused", "未同意"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("changes", models.JSONField(default=list)),
                ("reason", models.CharField(max_length=500)),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision_note", models.CharField(blank=True, max_length=500)),
                (
                    "asked_by",
                    models.ForeignKey(
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
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plan_changes",
                        to="rectification.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "措施变更",
                "verbose_name_plural": "措施变更",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "pending")),
                        fields=("item",),
                        name="one_pending_plan_change",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgressEntry",
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
                ("cycle", models.PositiveIntegerField()),
                ("text", models.CharField(max_length=500, verbose_name="进展")),
                (
                    "percent",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="完成比例"
                    ),
                ),
                ("figure", models.CharField(blank=True, max_length=100, verbose_name="数据")),
                ("no_change", models.BooleanField(default=False, verbose_name="本期无变化")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.department",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="progress_entries",
                        to="rectification.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "进展",
                "verbose_name_plural": "进展",
                "indexes": [models.Index(fields=["item", "-id"], name="progress_of_item")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("percent__isnull", True), ("percent__lte", 100), _connector="OR"
                        ),
                        name="progress_percent",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RungReached",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=12)),
                ("clock", models.CharField(max_length=32)),
                ("subject_id", models.BigIntegerField()),
                ("version", models.BigIntegerField(default=0)),
                (
                    "since",
                    models.DateTimeField(
                        default=datetime.datetime(1970, 1, 1, 0, 0, tzinfo=datetime.UTC)
                    ),
                ),
                ("rung", models.SmallIntegerField()),
                ("noted_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "已到提醒节点",
                "verbose_name_plural": "已到提醒节点",
                "indexes": [models.Index(fields=["noted_at", "id"], name="rung_noted")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "clock", "subject_id", "version", "since", "rung"),
                        name="rung_noted_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
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
                ("name", models.CharField(max_length=30, verbose_name="名称")),
                ("query", models.CharField(max_length=500, verbose_name="筛选条件")),
                ("created_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "已存筛选",
                "verbose_name_plural": "已存筛选",
                "constraints": [
                    models.UniqueConstraint(fields=("person", "name"), name="saved_view_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SignOff",
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
                ("cycle", models.PositiveIntegerField()),
                ("signer_name", models.CharField(max_length=50)),
                ("post_title", models.CharField(max_length=100)),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("holder", "本人"),
                            ("acting", "主持工作"),
                            ("delegate", "受委托"),
                        ],
                        max_length=10,
                    ),
                ),
                ("signed_at", models.DateTimeField()),
                ("comment", models.CharField(blank=True, max_length=500)),
                ("item_version", models.PositiveIntegerField()),
                ("content_hash", models.CharField(max_length=64)),
                ("snapshot", models.JSONField()),
                ("due_on", models.DateField()),
                ("original_due_on", models.DateField()),
                ("is_in_time", models.BooleanField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.department",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_offs",
                        to="rectification.item",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_offs",
                        to="accounts.post",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_offs",
                        to="rectification.closurerequest",
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_offs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "签批",
                "verbose_name_plural": "签批",
                "indexes": [models.Index(fields=["item", "cycle", "id"], name="sign_off_of_item")],
            },
        ),
        migrations.AddField(
            model_name="item",
            name="sign_off",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="rectification.signoff",
            ),
        ),
        migrations.CreateModel(
            name="SupervisionNotice",
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
                ("cycle", models.PositiveIntegerField()),
                ("year", models.PositiveIntegerField()),
                ("ordinal", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("issued", "待回复"),
                            ("drafted", "待第一责任人确认"),
                            ("returned", "退回重报"),
                            ("replied", "已回复"),
                            ("ended", "已终止"),
                        ],
                        default="issued",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("basis", models.CharField(max_length=500, verbose_name="领导批示或依据")),
                ("problem", models.CharField(max_length=500, verbose_name="存在问题")),
                ("days_late", models.PositiveIntegerField(verbose_name="逾期工作日")),
                ("times_urged", models.PositiveIntegerField(verbose_name="已催办次数")),
                ("requirement", models.CharField(max_length=500, verbose_name="办理要求")),
                ("reply_due_on", models.DateField(verbose_name="反馈期限")),
                ("contact", models.CharField(max_length=100, verbose_name="联系人及电话")),
                ("issuer_title", models.CharField(blank=True, max_length=100)),
                ("issued_at", models.DateTimeField()),
                ("reply", models.CharField(blank=True, max_length=1000, verbose_name="办理情况")),
                ("replied_at", models.DateTimeField(blank=True, null=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("confirmer_title", models.CharField(blank=True, max_length=100)),
                (
                    "confirmation_absent",
                    models.CharField(
                        blank=True, max_length=100, verbose_name="无第一责任人意见的原因"
                    ),
                ),
                ("returned_at", models.DateTimeField(blank=True, null=True)),
                ("return_reason", models.CharField(blank=True, max_length=500)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="accounts.department",
                    ),
                ),
                (
                    "instruction",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="rectification.instruction",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="rectification.item",
                    ),
                ),
                (
                    "replied_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "returned_by",
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
                "verbose_name": "督办通知单",
                "verbose_name_plural": "督办通知单",
                "indexes": [
                    models.Index(fields=["item", "id"], name="notice_of_item"),
                    models.Index(fields=["campaign", "year", "ordinal"], name="notice_in_order"),
                    models.Index(
                        condition=models.Q(("state__in", ("issued", "drafted", "returned"))),
                        fields=["reply_due_on", "id"],
                        name="notice_waiting",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "year", "ordinal"), name="notice_number_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("issued", "drafted", "returned"))),
                        fields=("item",),
                        name="one_live_notice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "replied"), _negated=True),
                            models.Q(
                                models.Q(("reply", ""), _negated=True),
                                models.Q(
                                    ("confirmed_by__isnull", False),
                                    models.Q(("confirmation_absent", ""), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="notice_reply_is_confirmed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("issued_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="notice_not_answered_by_its_issuer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Suspension",
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
                ("cycle", models.PositiveIntegerField()),
                ("reason", models.CharField(max_length=500)),
                ("document_number", models.CharField(max_length=100)),
                ("started_on", models.DateField()),
                ("review_on", models.DateField()),
                ("at", models.DateTimeField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("renewals", models.JSONField(default=list)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="suspensions",
                        to="rectification.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "中止",
                "verbose_name_plural": "中止",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=("item",),
                        name="one_open_suspension",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Urge",
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
                ("cycle", models.PositiveIntegerField()),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="催办内容")),
                ("post_title", models.CharField(blank=True, max_length=100)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="urges",
                        to="rectification.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "催办",
                "verbose_name_plural": "催办",
                "indexes": [models.Index(fields=["item", "-id"], name="urge_of_item")],
            },
        ),
        migrations.CreateModel(
            name="Verification",
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
                ("cycle", models.PositiveIntegerField()),
                (
                    "result",
                    models.CharField(
                        choices=[("passed", "通过"), ("failed", "不通过")], max_length=8
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("on_site", "现场核查"),
                            ("call_back", "群众回访"),
                            ("document", "资料核查"),
                            ("data", "数据核查"),
                        ],
                        max_length=10,
                    ),
                ),
                ("unit_name", models.CharField(max_length=100, verbose_name="验收单位")),
                ("opinion", models.TextField(verbose_name="验收意见")),
                (
                    "criterion_not_met",
                    models.CharField(blank=True, max_length=500, verbose_name="未达到的标准"),
                ),
                ("inspector_names", models.CharField(blank=True, max_length=200)),
                ("reply_text", models.TextField(blank=True, verbose_name="答复内容")),
                ("verified_at", models.DateTimeField()),
                (
                    "inspectors",
                    models.ManyToManyField(
                        blank=True, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="verifications",
                        to="rectification.item",
                    ),
                ),
                (
                    "sign_off",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verifications",
                        to="rectification.signoff",
                    ),
                ),
                (
                    "verifier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "验收",
                "verbose_name_plural": "验收",
                "indexes": [
                    models.Index(fields=["item", "cycle", "id"], name="verification_of_item")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("result", "failed"), _negated=True),
                            models.Q(("criterion_not_met", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="failure_names_criterion",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="item",
            name="verification",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="rectification.verification",
            ),
        ),
        migrations.CreateModel(
            name="VerificationDraw",
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
                ("cycle", models.PositiveIntegerField()),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("on_site", "现场核查"),
                            ("call_back", "群众回访"),
                            ("document", "资料核查"),
                            ("data", "数据核查"),
                        ],
                        max_length=10,
                    ),
                ),
                ("needs_look_back", models.BooleanField()),
                ("seed", models.CharField(max_length=64)),
                ("drawn_at", models.DateTimeField()),
                (
                    "inspectors",
                    models.ManyToManyField(
                        blank=True, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="draws",
                        to="rectification.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "验收方式抽取",
                "verbose_name_plural": "验收方式抽取",
                "constraints": [
                    models.UniqueConstraint(fields=("item", "cycle"), name="drawn_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "state__in",
                            [
                                "assigned",
                                "accepted",
                                "plan_review",
                                "in_progress",
                                "closure_review",
                                "awaiting_signoff",
                                "awaiting_verification",
                                "closed",
                                "sustained",
                                "suspended",
                            ],
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        ("lead_department__isnull", False), models.Q(("kind", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="item_led",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["closed", "sustained"]), _negated=True),
                    models.Q(("sign_off__isnull", False), ("verification__isnull", False)),
                    ("legacy_closure__isnull", False),
                    _connector="OR",
                ),
                name="item_closed_by_two",
            ),
        ),
    ]
