"""What is asked of leaders and what they say: dates, pauses, parts, people, sensitivity."""

from typing import Any

from django import forms

from rectification.enums import ClearanceKind, PartState
from rectification.forms.base import ActForm, Keep
from rectification.forms.fields import (
    DayField,
    LineField,
    RowChoiceField,
    RowsChoiceField,
    TextField,
    people_by_department,
    people_of,
)
from rectification.selectors.seats import office_people


def reason_form(label: str, button: str, words: str = "", **field: Any) -> type[ActForm]:
    """A form with nothing but a reason under the service's name `reason`."""
    attrs = {"submit": button, "lead": words, "reason": TextField(label=label, **field)}
    return type(ActForm)("ReasonForm", (ActForm,), attrs)


def comment_form(name: str, label: str, button: str, words: str = "") -> type[ActForm]:
    """A form with an optional remark under `name`."""
    remark = TextField(label=label, required=False, rows=2)
    attrs = {"submit": button, "lead": words, name: remark}
    return type(ActForm)("CommentForm", (ActForm,), attrs)


class PlainForm(ActForm):
    """An act that asks for nothing: shown where it is refused, or to be confirmed."""


class RefuseForm(ActForm):
    """Not this department's duty."""

    submit = "退回办公室"
    lead = "每个单位只能退回一次，须写明职责依据；由办公室另行交办或裁定。"
    basis = TextField(label="职责依据", help_text="三定方案条款或文件文号")


class ExtensionForm(ActForm):
    """Ask for a later date."""

    submit = "提交延期申请"
    lead = "先由第一责任人表态，再由办公室（第二次由分管市领导）审批；批准前原时限不变。"
    new_due_on = DayField(label="拟延至", help_text="须是工作日，晚于现在的时限，如 12月31日")
    reason = TextField(label="延期理由")
    progress = TextField(label="目前进展", rows=2)
    interim_measure = TextField(
        label="延期期间的过渡措施", rows=2, help_text="延期期间如何先减轻问题的影响"
    )

    def prepare(self) -> None:
        self.initial.setdefault("progress", self.item.last_progress)


class PlanDecisionForm(ActForm):
    """Grant or refuse a change of the plan: two buttons, neither chosen beforehand."""

    note = TextField(label="意见（同意可不填，不同意须写明理由）", required=False, rows=2)
    buttons = (("no", "不同意", "d"), ("yes", "同意变更", "p"))

    def values(self, keep: Keep) -> dict[str, Any]:
        return {"granted": self.data.get("decision") == "yes", "note": self.cleaned_data["note"]}


class SettleForm(ActForm):
    """The office settles a co-operating unit's part."""

    submit = "裁定"
    part = RowChoiceField(label="配合单位")
    decision = forms.ChoiceField(
        label="裁定",
        widget=forms.RadioSelect,
        choices=[
            ("confirmed", "视为已确认"),
            ("waived", "免予确认"),
            ("stands", "继续配合，重新征求确认"),
        ],
    )
    reason = TextField(label="理由")

    def prepare(self) -> None:
        open_parts = [p for p in self.page.cooperations if p.state != PartState.CONFIRMED]
        self.fields["part"].offer(
            (p, f"{p.department.short_name}（{p.get_state_display()}）") for p in open_parts
        )
        objected = [p for p in open_parts if p.state == PartState.OBJECTED]
        if objected:
            self.initial.setdefault("part", objected[0])


class SuspendForm(ActForm):
    """Stop the clock."""

    submit = "中止"
    lead = "只限法定事由或不可抗力；中止期间不计时，恢复后时限顺延。"
    reason = TextField(label="法定事由或不可抗力情形")
    document_number = LineField(label="依据文号", max_length=100)
    review_on = DayField(label="复核日期")

    def prepare(self) -> None:
        days = self.situation.rule("suspension_max_days")
        self.fields["review_on"].help_text = f"{days}天以内"


class RenewForm(ActForm):
    """Put the review date off."""

    submit = "续期"
    review_on = DayField(label="新的复核日期")
    reason = TextField(label="继续中止的理由")

    def prepare(self) -> None:
        days = self.situation.rule("suspension_max_days")
        self.fields["review_on"].help_text = f"{days}天以内"


class HandlerForm(ActForm):
    """Name the one person who handles the item."""

    submit = "指定"
    handler = RowChoiceField(label="经办人")

    def prepare(self) -> None:
        units = [self.item.lead_department_id, self.item.handling_unit_id]
        people = people_of([pk for pk in units if pk], self.situation.on)
        self.fields["handler"].offer(people)
        self.initial.setdefault("handler", self.item.handler)


class RaiseForm(ActForm):
    """Close an item off for the named few."""

    submit = "列为敏感"
    lead = "列为敏感后，只有指定人员、第一责任人、分管领导和办公室主任可以查阅。"
    reason = TextField(label="理由")
    handler = RowChoiceField(label="指定经办人")
    office_person = RowChoiceField(label="办公室联系人")

    def prepare(self) -> None:
        s = self.situation
        units = [self.item.lead_department_id, self.item.handling_unit_id]
        if not any(units):
            del self.fields["handler"]
        else:
            self.fields["handler"].offer(people_of([pk for pk in units if pk], s.on))
        office = office_people(self.item.campaign_id, s.on)
        self.fields["office_person"].offer((person, person.name) for person in office)

    def values(self, keep: Keep) -> dict[str, Any]:
        return {"handler": None, **super().values(keep)}


class ClearanceForm(ActForm):
    """Replace named people."""

    submit = "保存"
    lead = "至少保留一名经办人和一名办公室联系人；被增减的人都会收到告知。"
    remove = RowsChoiceField(label="移出", required=False)
    person = RowChoiceField(label="增加人员", required=False, empty_label="不增加")
    kind = forms.ChoiceField(
        label="知悉身份", choices=[("", "请选择"), *ClearanceKind.choices], required=False
    )
    reason = TextField(label="调整的理由")

    def prepare(self) -> None:
        self.fields["remove"].offer(
            (row, f"{row.person.name}（{row.get_kind_display()}）") for row in self.page.clearances
        )
        self.fields["person"].offer_groups(people_by_department(self.situation.on))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("person") and not cleaned.get("kind"):
            self.add_error("kind", "请选择增加人员的知悉身份。")
        return cleaned

    def values(self, keep: Keep) -> dict[str, Any]:
        cleaned = self.cleaned_data
        add = [(cleaned["person"], cleaned["kind"])] if cleaned["person"] else []
        return {"add": add, "remove": cleaned["remove"], "reason": cleaned["reason"]}

    def _place_one(self, error: Any) -> None:
        name = "person" if error.field == "add" else error.field
        super()._place_one(type(error)(f"/{name}", error.code, error.detail))


class InstructForm(ActForm):
    """A leader's line."""

    submit = "批示"
    text = TextField(label="批示内容", rows=3)
    asks_notice = forms.BooleanField(label="要求发督办通知单", required=False)
