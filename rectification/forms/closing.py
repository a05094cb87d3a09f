"""From the request for closure to the check, the look back and the way back."""

from datetime import date
from typing import Any

from django import forms
from django.forms import BaseFormSet

from accounts.models import Department
from rectification.enums import (
    EvidenceClass,
    Kind,
    LookBackResult,
    MeasureState,
    VerificationMethod,
)
from rectification.forms.base import ActForm, DayKept, Keep, filled, more_rows
from rectification.forms.fields import (
    DayField,
    LineField,
    RowChoiceField,
    TextField,
    people_by_department,
    wants_more,
)
from rectification.forms.rows import CLASS_HINT, evidence_rows

_PROVING = (EvidenceClass.OUTPUT, EvidenceClass.OUTCOME)
_DONE = "done:"
_OUTCOME = "outcome:"


class WithEvidence(ActForm):
    """A form with pieces of evidence below it."""

    multipart = True
    class_hint = CLASS_HINT

    @property
    def evidence(self) -> BaseFormSet:
        if not hasattr(self, "_evidence"):
            bound = self.is_bound
            self._evidence = evidence_rows(
                self.data if bound else None,
                self.files if bound else None,
                measures=self.page.measures,
                today=self.situation.on,
                initial=self.suggested_evidence(),
            )
        return self._evidence

    def suggested_evidence(self) -> list[dict[str, Any]]:
        """What the rows show at first."""
        return [{}]

    @property
    def rows(self) -> dict[str, BaseFormSet]:
        return {"evidence": self.evidence}

    def add_row_if_asked(self) -> bool:
        if not wants_more(self.data, "more-evidence"):
            return False
        self.data = more_rows(self.data, "evidence", 1)
        return True

    def pieces(self, keep: Keep) -> list[Any]:
        return [row.content(keep) for row in filled(self.evidence)]


class ClosureForm(WithEvidence):
    """Ask for closure; measures may be marked done and evidence added in the same act."""

    submit = "提交销号申请"
    statement = TextField(
        label="整改成效",
        rows=4,
        max_length=2000,
        help_text="写数字或可核实的事实：多少件、多少户、何时完成。由第一责任人签批、验收人核对",
    )
    complainants = TextField(
        label="可回访的群众",
        required=False,
        max_length=2000,
        help_text="姓名和联系方式，供验收人回访",
    )
    nobody_reachable = forms.BooleanField(label="无可回访群众（匿名反映）", required=False)

    def prepare(self) -> None:
        if not self.item.is_mass:
            del self.fields["complainants"], self.fields["nobody_reachable"]
        for n, measure in enumerate(self.page.measures, 1):
            if measure.state != MeasureState.OPEN:
                continue
            self.fields[f"{_DONE}{measure.uid}"] = forms.BooleanField(
                label=f"第{n}条已完成：{measure.action}", required=False
            )
            self.fields[f"{_OUTCOME}{measure.uid}"] = LineField(
                label=f"第{n}条完成情况",
                max_length=500,
                required=False,
            )

    def ticks(self) -> list[tuple[Any, Any]]:
        """The measures that are open, each as (tick, outcome) of the form."""
        return [
            (self[f"{_DONE}{m.uid}"], self[f"{_OUTCOME}{m.uid}"])
            for m in self.page.measures
            if m.state == MeasureState.OPEN
        ]

    def plain_fields(self) -> list[Any]:
        """The other fields, in their order."""
        measured = (_DONE, _OUTCOME)
        return [f for f in self.visible_fields() if not f.name.startswith(measured)]

    def suggested_evidence(self) -> list[dict[str, Any]]:
        """One row for each measure that nothing proves yet, and one for the outcome."""
        facts = self.page.closure
        proved = {e.measure_id for e in facts.evidence if e.evidence_class in _PROVING}
        if self.item.kind != Kind.TIME_LIMITED:
            return [{}]
        lacking = [
            {"measure": m}
            for m in self.page.measures
            if m.pk not in proved and m.state != MeasureState.DROPPED
        ]
        has_outcome = any(e.evidence_class == EvidenceClass.OUTCOME for e in facts.evidence)
        rows = lacking[:8] + ([] if has_outcome else [{}])
        return rows or [{}]

    def values(self, keep: Keep) -> dict[str, Any]:
        cleaned = self.cleaned_data
        done = {
            name.removeprefix(_DONE): cleaned[name.replace(_DONE, _OUTCOME, 1)]
            for name, ticked in cleaned.items()
            if name.startswith(_DONE) and ticked
        }
        plain = ("statement", "complainants", "nobody_reachable")
        given = {name: cleaned[name] for name in plain if name in cleaned}
        return {**given, "done": done, "evidence": self.pieces(keep)}


class SheetForm(ActForm):
    """A verifier's sheet."""

    opinion = TextField(
        label="验收意见", rows=4, max_length=2000, help_text="核对了什么、看到了什么"
    )
    method = forms.ChoiceField(label="验收方式", required=False)
    inspector_names = LineField(
        label="核查人员", required=False, help_text="现场核查须写两名，用顿号隔开"
    )

    def prepare(self) -> None:
        draw = self.page.draw
        drawn = draw.method if draw else ""
        bound = drawn in (VerificationMethod.ON_SITE, VerificationMethod.CALL_BACK)
        choices = [c for c in VerificationMethod.choices if not bound or c[0] == drawn]
        self.fields["method"].choices = choices
        self.fields["method"].help_text = f"本轮抽定为{draw.get_method_display()}" if draw else ""
        self.initial.setdefault("method", drawn)
        if draw is not None:
            names = [person.name for person in draw.inspectors.all()]
            self.initial.setdefault("inspector_names", "、".join(names))


class VerifyForm(SheetForm):
    """Pass the check."""

    submit = "验收通过，销号"
    lead = "请对照整改标准逐条核对。谁验收、谁负责。"
    reply_text = TextField(label="给反映人的答复", required=False)

    def prepare(self) -> None:
        super().prepare()
        if not self.item.is_mass:
            del self.fields["reply_text"]


class SustainForm(VerifyForm):
    """Pass the check of a long-term item."""

    submit = "验收通过，转入长期坚持"
    next_look_back_on = DayField(label="下次回头看日期")

    def prepare(self) -> None:
        super().prepare()
        least, most = map(self.situation.rule, ("sustain_min_days", "sustain_max_days"))
        self.fields["next_look_back_on"].help_text = f"{least}天至{most}天之间"


class NewDay(DayKept, ActForm):
    """An act that gives the item back to its lead with a new day."""

    DAY = "new_due_on"

    def proposed(self) -> tuple[Department, date] | None:
        lead, due_on = self.item.lead_department, self.cleaned_data.get(self.DAY)
        return (lead, due_on) if lead is not None and due_on else None


class FailForm(NewDay, SheetForm):
    """Fail the check, naming what was not met."""

    submit = "验收不通过，退回整改"
    criterion_not_met = TextField(
        label="未达到的标准", rows=2, help_text="逐字引用整改标准或措施标准中没有达到的一条"
    )
    new_due_on = DayField(label="新的整改时限")
    field_order = ("criterion_not_met", "opinion", "new_due_on", "method", "inspector_names")

    def prepare(self) -> None:
        super().prepare()
        days = self.situation.rule("fail_verification_max_workdays")
        self.fields["new_due_on"].help_text = f"{days}个工作日以内，如 12月31日"


class LookBackForm(WithEvidence):
    """A look back at what was closed."""

    submit = "保存回头看"
    result = forms.ChoiceField(
        label="结果", choices=LookBackResult.choices, widget=forms.RadioSelect
    )
    finding = TextField(label="核查情况", rows=4, max_length=2000)
    next_on = DayField(label="下次回头看日期", required=False)

    def prepare(self) -> None:
        super().prepare()
        days = self.situation.rule("sustain_max_days")
        self.fields["next_on"].help_text = f"长期坚持事项不填则为{days}天后"

    def values(self, keep: Keep) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name in ("result", "finding", "next_on")}
        return {**given, "evidence": self.pieces(keep)}


class ReopenForm(NewDay):
    """Take a closed item up again."""

    submit = "重新整改"
    lead = "重新整改开始新一轮：列为重点事项，以前的佐证不再计入。"
    reason = TextField(label="理由")
    basis = TextField(
        label="依据", rows=2, help_text="回头看、群众来信、上级指出或回访记录，写明日期"
    )
    new_due_on = DayField(label="新的整改时限")


class NameVerifierForm(ActForm):
    """Who verifies, and the two inspectors of an on-site check."""

    submit = "指定"
    lead = "责任单位任职人员和本轮申请、审核、签批人不能验收。"
    verifier = RowChoiceField(label="验收人", required=False, empty_label="不变")
    inspector_1 = RowChoiceField(label="核查人员（一）", required=False, empty_label="不指定")
    inspector_2 = RowChoiceField(label="核查人员（二）", required=False, empty_label="不指定")

    def prepare(self) -> None:
        groups = people_by_department(self.situation.on)
        for name in ("verifier", "inspector_1", "inspector_2"):
            self.fields[name].offer_groups(groups)

    def values(self, keep: Keep) -> dict[str, Any]:
        cleaned = self.cleaned_data
        chosen = [cleaned["inspector_1"], cleaned["inspector_2"]]
        return {"verifier": cleaned["verifier"], "inspectors": [p for p in chosen if p]}

    def _place_one(self, error: Any) -> None:
        name = "inspector_1" if error.field == "inspectors" else error.field
        super()._place_one(type(error)(f"/{name}", error.code, error.detail))
