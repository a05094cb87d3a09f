import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DigestDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True, verbose_name="日期")),
                ("cutoff", models.DateTimeField(verbose_name="截止")),
                ("planned_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "汇总日",
                "verbose_name_plural": "汇总日",
            },
        ),
        migrations.CreateModel(
            name="Delivery",
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
                ("channel", models.CharField(max_length=20, verbose_name="渠道")),
                (
                    "occasion",
                    models.CharField(
                        choices=[
                            ("at_once", "即时消息"),
                            ("digest", "每日汇总"),
                            ("weekly", "每周一览"),
                        ],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                ("day", models.DateField(verbose_name="日期")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "待发送"),
                            ("sent", "已送达"),
                            ("dead", "未送达"),
                            ("cancelled", "不再发送"),
                        ],
                        default="due",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="尝试次数")),
                ("next_at", models.DateTimeField(verbose_name="下次发送")),
                ("lease", models.UUIDField(blank=True, null=True)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                (
                    "last_error",
                    models.CharField(blank=True, default="", max_length=300, verbose_name="原因"),
                ),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="送达时间")),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "送达",
                "verbose_name_plural": "送达",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "due")),
                        fields=["next_at", "id"],
                        name="delivery_due",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("state", "dead"),
                            models.Q(("attempts__gt", 0), ("state", "due")),
                            _connector="OR",
                        ),
                        fields=["-id"],
                        name="delivery_failed",
                    ),
                    models.Index(fields=["person", "day"], name="delivery_of_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("occasion", "at_once"), _negated=True),
                        fields=("person", "channel", "day"),
                        name="one_digest_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["due", "sent", "dead", "cancelled"])),
                        name="delivery_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lease__isnull", True), ("lease_until__isnull", True)),
                            models.Q(
                                ("lease__isnull", False),
                                ("lease_until__isnull", False),
                                ("state", "due"),
                            ),
                            _connector="OR",
                        ),
                        name="delivery_lease_while_due",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(
                                models.Q(("state", "sent"), _negated=True),
                                ("sent_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="delivery_sent_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
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
                            ("assigned", "新交办"),
                            ("returned", "退回"),
                            ("verification_failed", "验收不通过"),
                            ("notice", "督办通知单"),
                            ("escalated", "提级"),
                            ("to_do", "待您办理"),
                            ("reminder", "时限提醒"),
                            ("urged", "催办"),
                            ("informed", "知会"),
                            ("vacancy", "岗位空缺"),
                            ("handover", "岗位交接"),
                            ("weekly", "每周一览"),
                        ],
                        max_length=24,
                        verbose_name="类别",
                    ),
                ),
                (
                    "section",
                    models.CharField(
                        choices=[
                            ("red", "逾期"),
                            ("yellow", "临期"),
                            ("to_sign", "待我签"),
                            ("to_do", "待我办"),
                            ("informed", "知会"),
                        ],
                        default="informed",
                        max_length=10,
                        verbose_name="汇总栏目",
                    ),
                ),
                (
                    "topic",
                    models.CharField(blank=True, default="", max_length=150, verbose_name="话题"),
                ),
                (
                    "cadence",
                    models.CharField(
                        choices=[
                            ("at_once", "即时"),
                            ("daily", "每日汇总"),
                            ("weekly", "每周一览"),
                        ],
                        default="daily",
                        max_length=10,
                        verbose_name="送达方式",
                    ),
                ),
                ("key", models.CharField(max_length=150, verbose_name="去重键")),
                ("subject_type", models.CharField(max_length=40)),
                ("subject_uid", models.UUIDField()),
                ("text", models.CharField(max_length=300, verbose_name="内容")),
                ("created_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "消息",
                "verbose_name_plural": "消息",
                "indexes": [
                    models.Index(fields=["person", "-id"], name="message_inbox"),
                    models.Index(
                        condition=models.Q(
                            ("read_at__isnull", True), ("withdrawn_at__isnull", True)
                        ),
                        fields=["person", "-id"],
                        name="message_unread",
                    ),
                    models.Index(
                        condition=models.Q(
                            models.Q(("topic", ""), _negated=True),
                            ("read_at__isnull", True),
                            ("withdrawn_at__isnull", True),
                        ),
                        fields=["topic"],
                        name="message_topic",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("cadence", "at_once"),
                            ("read_at__isnull", True),
                            ("withdrawn_at__isnull", True),
                        ),
                        fields=["created_at"],
                        name="message_at_once",
                    ),
                    models.Index(fields=["subject_type", "subject_uid"], name="message_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "key"), name="told_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveryLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=20, verbose_name="渠道")),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="notifications.delivery",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="notifications.message",
                    ),
                ),
            ],
            options={
                "verbose_name": "送达内容",
                "verbose_name_plural": "送达内容",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("message", "channel"), name="line_once_a_channel"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ChannelChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=20, verbose_name="渠道")),
                ("is_on", models.BooleanField(verbose_name="接收")),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="channel_choices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "渠道选择",
                "verbose_name_plural": "渠道选择",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "channel"), name="channel_chosen_once"
                    )
                ],
            },
        ),
    ]
