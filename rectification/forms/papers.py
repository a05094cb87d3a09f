"""What is typed for a circular or an interview."""

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.models import User
from rectification.enums import CircularAct, InterviewAct
from rectification.forms.base import QuietForm
from rectification.forms.fields import DayField, LineField, RowChoiceField, TextField


class PaperForm(QuietForm):
    """The input of one act; `lead` stands above it, `submit` on its button."""

    lead = ""
    submit = "确认"
    danger = False
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class CircularEditForm(PaperForm):
    submit = "保存"
    lead = "改过的正文不再由系统自动更新；需要时可以按事项重新生成。"
    title = LineField(label="标题", max_length=100)
    text = TextField(label="正文", rows=16, max_length=20000)


class CircularRewriteForm(PaperForm):
    submit = "重新生成"
    lead = "按通报中的事项重新生成正文，已改的文字会被替换。"


class CircularRemoveForm(PaperForm):
    submit = "移出"
    lead = "移出后本事项不再列入本通报。"
    item = forms.UUIDField(widget=forms.HiddenInput)


class CircularIssueForm(PaperForm):
    submit = "确认印发"
    lead = "印发后不能再改；列入单位的第一责任人和分管的副组长会收到消息。"


class CircularCancelForm(PaperForm):
    submit = "不印发"
    danger = True
    reason = TextField(label="不印发的理由", rows=2)


class InterviewDecideForm(PaperForm):
    submit = "决定约谈"
    lead = "约谈对象是牵头单位现任第一责任人，决定后本人和办公室会收到消息。"
    planned_on = DayField(label="约谈日期")
    interviewer = RowChoiceField(label="约谈人")

    def offer(self, people: Iterable[User], me: User) -> None:
        found = list(people)
        self.fields["interviewer"].offer((person, person.name) for person in found)
        if me in found:
            self.initial.setdefault("interviewer", me)


class InterviewRecordForm(PaperForm):
    submit = "保存约谈结果"
    held_on = DayField(label="实际约谈日期")
    outcome = TextField(
        label="约谈结果", rows=4, max_length=1000, help_text="说明的原因、承诺的完成日期和责任人"
    )


class InterviewCancelForm(PaperForm):
    submit = "不约谈"
    danger = True
    reason = TextField(label="不约谈的理由", rows=2)


CIRCULAR_FORMS: dict[CircularAct, type[PaperForm]] = {
    CircularAct.EDIT: CircularEditForm,
    CircularAct.REWRITE: CircularRewriteForm,
    CircularAct.REMOVE: CircularRemoveForm,
    CircularAct.ISSUE: CircularIssueForm,
    CircularAct.CANCEL: CircularCancelForm,
}
INTERVIEW_FORMS: dict[InterviewAct, type[PaperForm]] = {
    InterviewAct.DECIDE: InterviewDecideForm,
    InterviewAct.RECORD: InterviewRecordForm,
    InterviewAct.CANCEL: InterviewCancelForm,
}
