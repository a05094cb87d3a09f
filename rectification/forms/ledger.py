"""The forms of the ledger page: its filters, keeping one, and acts on several items at once."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from accounts.models import Department, User
from core.forms import SpokenForm
from rectification.enums import Light, State
from rectification.forms.base import QuietForm
from rectification.forms.fields import DayField, LineField, RowChoiceField, TextField
from rectification.selectors.ledger import Choice, Choices

BUCKETS = [
    ("", "全部环节"),
    ("open", "在办"),
    *((state.value, state.label) for state in State),
    ("closed_before", "导入前已销号"),
    ("sustained_before", "导入前已阶段性完成"),
    ("numbered", "已编号的全部事项"),
]
LIGHTS = [
    ("", "全部灯号"),
    (Light.RED.value, "■ 逾期"),
    (Light.YELLOW.value, "▲ 临期"),
    (Light.GREEN.value, "● 正常"),
]
_NOT_OFFERED = "没有这一选项，请重新选择。"


class LedgerForm(SpokenForm):
    """What is shown of the filters; the whole of it stands in the URL."""

    q = forms.CharField(
        label="搜索",
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": "编号、问题、责任人、拼音首字母"}
        ),
        error_messages={"max_length": "搜索词最多100个字，请精简。"},
    )
    source = forms.ChoiceField(label="问题来源", required=False)
    target = forms.ChoiceField(label="专项整治", required=False)
    lead = forms.ChoiceField(label="牵头部门", required=False)
    bucket = forms.ChoiceField(label="环节", required=False, choices=BUCKETS)
    light = forms.ChoiceField(label="灯号", required=False, choices=LIGHTS)
    due_before = DayField(
        label="时限不晚于",
        required=False,
        help_text="",
        widget=forms.TextInput(attrs={"placeholder": "如 12月31日", "autocomplete": "off"}),
    )

    def __init__(self, data: Any, *, choices: Choices, today: date) -> None:
        super().__init__(data, auto_id="q_%s", label_suffix="")
        self.fields["due_before"].today = today
        self._offer("source", "全部来源", choices.sources)
        self._offer("target", "全部专项", choices.targets)
        self._offer("lead", "全部部门", choices.departments)
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = _NOT_OFFERED

    def _offer(self, name: str, every: str, rows: Iterable[Choice]) -> None:
        self.fields[name].choices = [("", every), *((row.code, row.name) for row in rows)]


class SaveViewForm(QuietForm):
    """A name for the filter that is in use."""

    name = LineField(label="名称", max_length=30, help_text="如“城建口逾期”，只有自己看得见")
    query = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)


class ReassignForm(QuietForm):
    """Several items to another lead; kind and standard of each stay."""

    lead_department = RowChoiceField(label="改由哪个部门牵头", empty_label="请选择牵头部门")
    due_on = DayField(
        label="整改时限",
        help_text="须晚于今天；曾牵头过的部门沿用原时限。如 12月31日",
    )
    reason = TextField(label="改派理由", help_text="会写入每件事项的办理记录")

    def offer(self, departments: Iterable[Department]) -> None:
        pairs = [(row, row.short_name) for row in departments]
        self.fields["lead_department"].offer(pairs)


class HandlerForm(QuietForm):
    """Several items to one handler."""

    handler = RowChoiceField(label="经办人", empty_label="请选择经办人")

    def offer(self, people: Iterable[tuple[User, str]]) -> None:
        self.fields["handler"].offer(people)


class UrgeForm(QuietForm):
    """One word for all that are urged."""

    note = TextField(
        label="催办内容（可不填）",
        required=False,
        rows=2,
        max_length=200,
        help_text="会写入每件事项的办理记录，并告知正在办理的人",
    )


class SubmitForm(QuietForm):
    """Several drafts to the office: nothing is asked."""


class NoticesForm(QuietForm):
    """One notice an item, with the same requirement, date and contact."""

    basis = TextField(
        label="依据（可不填）",
        required=False,
        rows=2,
        help_text="不填时每件各写自己的：有领导批示的写批示，否则写整改时限",
    )
    requirement = TextField(label="办理要求")
    reply_due_on = DayField(
        label="反馈期限", help_text="须是工作日，最长三个工作日（可由办公室设定）"
    )
    contact = LineField(label="联系人及电话", max_length=100)
