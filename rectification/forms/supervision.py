"""Supervision on one item: urging, the notice and its reply, escalation."""

from django import forms

from rectification.enums import EscalationLevel, NoticeState, Role
from rectification.forms.base import ActForm
from rectification.forms.fields import DayField, LineField, TextField
from rectification.services.notices import proposed_notice


class UrgeForm(ActForm):
    """A word to whoever has the item on his desk."""

    submit = "催办"
    note = TextField(
        label="催办内容（可不填）",
        required=False,
        rows=2,
        max_length=200,
        help_text="写明希望何时办到哪一步；同一事项几个工作日内只催办一次",
    )

    def prepare(self) -> None:
        days = self.situation.rule("urge_cooldown_days")
        self.lead = f"催办会告知经办人，事项在领导处时也告知该领导；{days}个工作日内只催一次。"


class NoticeForm(ActForm):
    """Issue a notice: all but the problem, which is computed, is filled in and may be changed."""

    submit = "签发"
    lead = "一事一单。签发后编号即生成，不再重复使用；存在问题由系统按台账计算。"
    basis = TextField(label="领导批示或依据", rows=2)
    requirement = TextField(label="办理要求")
    reply_due_on = DayField(label="反馈期限")
    contact = LineField(label="联系人及电话", max_length=100)

    def prepare(self) -> None:
        for name, value in proposed_notice(self.situation).items():
            self.initial.setdefault(name, value)
        days = self.situation.rule("notice_reply_days")
        self.fields["reply_due_on"].help_text = f"最长{days}个工作日，须是工作日"


class ReplyForm(ActForm):
    """The department's word on a notice."""

    submit = "提交第一责任人确认"
    lead = "写清未完成的原因、已经做的、何时完成、谁负责；由第一责任人确认后报办公室。"
    reply = TextField(label="办理情况", rows=5, max_length=1000)

    def prepare(self) -> None:
        notice, s = self.situation.live_notice, self.situation
        if notice is not None:
            self.initial.setdefault("reply", notice.reply)
        drafted = notice is not None and notice.state == NoticeState.DRAFTED
        if Role.FIRST_IN_CHARGE in s.roles:
            self.submit = "确认并报办公室" if drafted else "回复办公室"
            self.lead = "请核对经办人拟的回复，可以修改，确认后即报办公室。" if drafted else ""
        elif s.seats.is_vacant:
            self.submit = "回复办公室"
            self.lead = "第一责任人空缺，回复直接报办公室，并注明空缺。"


class ConfirmEscalationForm(ActForm):
    """Escalate: by one rung, or higher with a reason."""

    submit = "确认提级"
    lead = "确认后列为重点事项，告知分管的副组长、第一责任人和经办人。"
    level = forms.ChoiceField(label="提级至", choices=EscalationLevel.choices)
    is_listed = forms.BooleanField(label="挂牌督办", required=False)
    comment = TextField(label="意见（越级须写明理由，其余可不填）", required=False, rows=2)

    def prepare(self) -> None:
        row = self.situation.escalation
        if row is None:
            return
        self.initial.setdefault("level", row.level)
        known = EscalationLevel.choices
        start = [value for value, _ in known].index(row.level)
        self.fields["level"].choices = known[start:]
