"""What a department does with an item: receive, plan, report, prove, complete."""

from typing import Any

from django import forms
from django.forms import BaseFormSet

from accounts.models import Department
from rectification.enums import CauseKind, MeasureState
from rectification.forms.base import ActForm, Keep, filled, more_rows
from rectification.forms.fields import (
    DayField,
    LineField,
    RowChoiceField,
    TextField,
    people_of,
    wants_more,
)
from rectification.forms.rows import CLASS_HINT, EvidenceRow, kept_or_said, measure_rows

_CAUSE_HINTS = {
    CauseKind.THOUGHT: "认识上的原因",
    CauseKind.WORK: "工作方法、调度上的原因",
    CauseKind.DUTY: "职责落实上的原因",
}


class PlaceForm(ActForm):
    """Section or sub-unit, and handler: asked once, when the item is received."""

    section = forms.ChoiceField(
        label="承办科室",
        required=False,
        help_text="按科室确定分管领导；没有对应科室的可不选",
    )
    handling_unit = RowChoiceField(label="承办的二级单位", required=False, empty_label="无")
    handler = RowChoiceField(
        label="指定经办人", required=False, empty_label="不指定，本单位经办人都可办理"
    )

    def prepare(self) -> None:
        s = self.situation
        sections = dict.fromkeys(name for post in s.seats.team for name in post.sections)
        self.fields["section"].choices = [("", "不选"), *((name, name) for name in sections)]
        lead = self.item.lead_department
        units = list(Department.objects.filter(parent=lead, is_active=True).in_rank_order())
        if units:
            self.fields["handling_unit"].offer((unit, unit.name) for unit in units)
        else:
            del self.fields["handling_unit"]
        people = people_of([lead.pk, *(unit.pk for unit in units)], s.on)
        self.fields["handler"].offer(people)


class AcceptForm(PlaceForm):
    """Acknowledge receipt."""

    submit = "签收"

    def prepare(self) -> None:
        super().prepare()
        days = self.situation.rule("desk_accepted")
        self.lead = f"签收后请在{days}个工作日内拟定整改措施，提交审定。"


class StartForm(PlaceForm):
    """Receive an immediate item and begin."""

    submit = "签收并开始整改"
    lead = "立行立改不需审定措施：签收后直接整改，完成后申请销号。"
    measure = TextField(label="整改措施", help_text="一条即可，已按整改标准预填")
    field_order = ("measure", "section", "handling_unit", "handler")

    def prepare(self) -> None:
        super().prepare()
        self.initial.setdefault("measure", self.item.acceptance_standard)


class PlanForm(ActForm):
    """Measures and causes for review."""

    submit = "提交审定"
    lead = "每条措施写明做什么、谁来做、何时完成、交付什么、怎样算完成。空行不计。"
    thought = TextField(label="产生原因：思想方面", rows=2, required=False)
    work = TextField(label="产生原因：工作方面", rows=2, required=False)
    duty = TextField(label="产生原因：职责方面", rows=2, required=False)

    def prepare(self) -> None:
        for kind, hint in _CAUSE_HINTS.items():
            self.fields[kind.value].help_text = hint
        causes = {cause.kind: cause.text for cause in self.page.causes}
        self.initial = {**causes, **self.initial}

    @property
    def measures(self) -> BaseFormSet:
        """The table of measures; a first line is prefilled from standard and due date."""
        if not hasattr(self, "_measures"):
            data = self.data if self.is_bound else None
            self._measures = measure_rows(data, initial=self._known(), today=self.situation.on)
        return self._measures

    def _known(self) -> list[dict[str, Any]]:
        fields = ("action", "owner_name", "due_on", "deliverable", "criterion")
        known = [
            {"uid": str(m.uid), **{name: getattr(m, name) for name in fields}}
            for m in self.page.measures
        ]
        handler = self.item.handler.name if self.item.handler else ""
        first = {"criterion": self.item.acceptance_standard[:300], "owner_name": handler}
        return known or [{**first, "due_on": self.item.due_on}]

    @property
    def rows(self) -> dict[str, BaseFormSet]:
        return {"measures": self.measures}

    def add_row_if_asked(self) -> bool:
        if not wants_more(self.data, "more-measures"):
            return False
        self.data = more_rows(self.data, "measures")
        return True

    def values(self, keep: Keep) -> dict[str, Any]:
        causes = {kind.value: self.cleaned_data[kind.value] for kind in CauseKind}
        contents = [row.content() for row in filled(self.measures)]
        return {"measures": contents, "causes": causes}


class ProgressForm(ActForm):
    """One sentence; nothing new is one click."""

    submit = "提交进展"
    text = TextField(
        label="一句话进展", rows=2, help_text="写一句话即可，最好有数字。没有变化的点“本期无变化”"
    )
    percent = forms.IntegerField(
        label="完成比例（%）",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    figure = LineField(
        label="数据", max_length=100, required=False, help_text="如 1142户中已通暖980户"
    )

    def values(self, keep: Keep) -> dict[str, Any]:
        given = super().values(keep)
        return {**given, "no_change": "no_change" in self.data}


class EvidenceForm(EvidenceRow, ActForm):
    """One piece of evidence."""

    submit = "保存佐证"
    multipart = True

    def __init__(self, *args: Any, page: Any, **options: Any) -> None:
        super().__init__(*args, page=page, measures=page.measures, **options)

    def prepare(self) -> None:
        self.fields["evidence_class"].required = True
        self.fields["evidence_class"].help_text = CLASS_HINT
        self.initial.setdefault("measure", self.chosen.get("measure", ""))

    def values(self, keep: Keep) -> dict[str, Any]:
        given = ActForm.values(self, keep)
        file = given.pop("file")
        given["dated_on"] = given["dated_on"] or self.situation.on
        given["upload"] = kept_or_said(self, "file", keep, file) if file else None
        return given


class CompleteForm(ActForm):
    """Mark a measure done, or take the mark back."""

    submit = "标记完成"
    lead = "已上传佐证的不用再填文号；尚无佐证的请填文号或系统记录号。"
    measure = RowChoiceField(label="措施")
    outcome = TextField(label="完成情况", rows=2, help_text="数字或可核实的事实")
    reference = LineField(label="文号或系统记录号", required=False)
    undo = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def prepare(self) -> None:
        undo = bool(self.data.get("undo") if self.is_bound else self.chosen.get("undo"))
        wanted = MeasureState.DONE if undo else MeasureState.OPEN
        self.fields["measure"].offer(
            (m, f"{n}. {m.action}")
            for n, m in enumerate(self.page.measures, 1)
            if m.state == wanted
        )
        self.initial.setdefault("measure", self.chosen.get("measure", ""))
        self.initial["undo"] = undo
        if undo:
            self.submit, self.lead = "撤销完成标记", "申请销号之前可以撤销。"
            del self.fields["outcome"], self.fields["reference"]


class MeasureForm(ActForm):
    """Add a measure, or give one a new owner or date."""

    submit = "保存"
    lead = "增加措施、换责任人、在事项时限内改日期的，直接生效；其他变更请用“申请变更措施”。"
    measure = RowChoiceField(label="措施", required=False, empty_label="增加一条新措施")
    action = TextField(label="内容", rows=2)
    owner_name = LineField(label="责任人", max_length=50, required=False)
    due_on = DayField(label="完成时限", required=False)
    deliverable = LineField(label="交付物", max_length=300, required=False)
    criterion = LineField(label="完成标准", max_length=300, required=False)

    def prepare(self) -> None:
        live = [m for m in self.page.measures if m.state != MeasureState.DROPPED]
        self.fields["measure"].offer((m, m.action) for m in live)
        picked = next((m for m in live if str(m.uid) == self.chosen.get("measure")), None)
        if picked is None:
            self.initial.setdefault("due_on", self.item.due_on)
            return
        fields = ("action", "owner_name", "due_on", "deliverable", "criterion")
        self.initial |= {name: getattr(picked, name) for name in fields}
        self.initial["measure"] = picked

    def values(self, keep: Keep) -> dict[str, Any]:
        given = super().values(keep)
        measure = given["measure"]
        department = measure.department if measure else None
        return {**given, "department": department, "uid": str(measure.uid) if measure else ""}

    def _place_one(self, error: Any) -> None:
        name = error.pointer.rsplit("/", 1)[-1]
        super()._place_one(type(error)(f"/{name}", error.code, error.detail))


class PlanChangeForm(ActForm):
    """Ask to drop or change measures of the approved plan."""

    submit = "提交变更申请"
    lead = "只填要变更的；原措施在同意之前继续有效。"
    reason = TextField(label="变更的理由")

    def prepare(self) -> None:
        for n, measure in enumerate(self._open(), 1):
            key = str(measure.uid)
            self.fields[f"drop:{key}"] = forms.BooleanField(
                label=f"取消第{n}条：{measure.action}", required=False
            )
            self.fields[f"action:{key}"] = TextField(
                label=f"第{n}条内容改为", rows=2, required=False
            )
            self.fields[f"deliverable:{key}"] = LineField(
                label=f"第{n}条交付物改为", max_length=300, required=False
            )
            self.fields[f"criterion:{key}"] = LineField(
                label=f"第{n}条完成标准改为", max_length=300, required=False
            )

    def _open(self) -> list[Any]:
        return [m for m in self.page.measures if m.state == MeasureState.OPEN]

    def values(self, keep: Keep) -> dict[str, Any]:
        changes = []
        for measure in self._open():
            names = ("drop", "action", "deliverable", "criterion")
            row = {name: self.cleaned_data[f"{name}:{measure.uid}"] for name in names}
            if any(row.values()):
                changes.append({"measure": str(measure.uid), **row})
        return {"changes": changes, "reason": self.cleaned_data["reason"]}
