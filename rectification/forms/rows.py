"""Rows that several acts take: measures and pieces of evidence."""

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from core.errors import DomainError
from rectification.enums import EvidenceClass
from rectification.forms.base import Keep, RowForm, RowSet
from rectification.forms.fields import DayField, LineField, RowChoiceField, TextField
from rectification.models import Measure
from rectification.services import EvidenceContent, MeasureContent

CLASS_HINT = (
    "产出性：凭证、清单、验收报告、已施行的制度；成效性：前后对比数据、核查单、回访结果。"
    "发文、会议、计划、学习属过程性，不能证明已整改"
)


class MeasureRow(RowForm):
    """A measure: action, owner, date, deliverable, criterion (不把想法当做法)."""

    skip = ("uid",)
    uid = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    action = TextField(label="措施", rows=2, required=False)
    owner_name = LineField(label="责任人", max_length=50, required=False)
    due_on = DayField(label="完成时限", required=False, help_text="")
    deliverable = LineField(label="交付物", max_length=300, required=False)
    criterion = LineField(label="完成标准", max_length=300, required=False)

    def content(self) -> MeasureContent:
        return MeasureContent(**self.cleaned_data)


_LIMITS = {"extra": 0, "max_num": RowSet.most, "absolute_max": RowSet.most}
MeasureRows = formset_factory(MeasureRow, formset=RowSet, **_LIMITS)


def measure_rows(data: Any, *, initial: list[dict[str, Any]], today: Any) -> BaseFormSet:
    """The table of measures: what is there, and three empty rows."""
    rows = [*initial, *({} for _ in range(3))]
    return MeasureRows(data, prefix="measures", initial=rows, form_kwargs={"today": today})


class EvidenceRow(RowForm):
    """A file or a reference, what it proves, and when it came to be."""

    skip = ("dated_on", "measure")
    seldom_asked = ("title", "dated_on", "is_institution_in_force")
    evidence_class = forms.ChoiceField(
        label="类别",
        choices=[("", "请选择"), *EvidenceClass.choices],
        required=False,
    )
    title = LineField(label="名称", required=False, help_text="不填则用文件名或文号")
    file = forms.FileField(
        label="文件",
        required=False,
        allow_empty_file=True,  # the check of uploads has the better sentence
        help_text="pdf、docx、xlsx、png、jpg，20 MB 以内",
    )
    reference = LineField(
        label="文号或系统记录号", required=False, help_text="不上传文件的填这里，二选一"
    )
    dated_on = DayField(label="材料日期", required=False, help_text="材料形成的日期，不填为今天")
    measure = RowChoiceField(label="证明哪条措施", required=False, empty_label="整个事项")
    is_institution_in_force = forms.BooleanField(label="制度已施行并有应用实例", required=False)

    def __init__(self, *args: Any, measures: list[Measure], **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = options.get("today")
        self.fields["measure"].offer(
            (m, f"{n}. {m.action[:30]}") for n, m in enumerate(measures, 1)
        )

    def main(self) -> list[forms.BoundField]:
        """What nearly every piece needs."""
        return [f for f in self.visible_fields() if f.name not in self.seldom_asked]

    def seldom(self) -> list[forms.BoundField]:
        """The rest, folded until it holds something."""
        return [self[name] for name in self.seldom_asked]

    @property
    def more_open(self) -> bool:
        """Whether something in the folded part was typed or is wrong."""
        return any(self[name].value() or self[name].errors for name in self.seldom_asked)

    def content(self, keep: Keep) -> EvidenceContent:
        """The service's object; a file that is refused leaves its sentence here."""
        cleaned = dict(self.cleaned_data)
        file = cleaned.pop("file")
        cleaned["dated_on"] = cleaned["dated_on"] or self.today
        upload = kept_or_said(self, "file", keep, file) if file else None
        return EvidenceContent(**cleaned, upload=upload)


def kept_or_said(form: forms.Form, name: str, keep: Keep, file: Any) -> Any:
    """Store a file; its refusal is put beside the field and goes on."""
    try:
        return keep(file)
    except DomainError as refusal:
        form.add_error(name, f"{refusal}（文件需要重新选择）")
        raise Placed(refusal) from refusal


class Placed(Exception):
    """A refusal whose sentence already stands beside its field."""

    def __init__(self, refusal: DomainError) -> None:
        self.refusal = refusal
        super().__init__(str(refusal))


EvidenceRows = formset_factory(EvidenceRow, formset=RowSet, **_LIMITS)


def evidence_rows(
    data: Any,
    files: Any,
    *,
    measures: list[Measure],
    today: Any,
    initial: list[dict[str, Any]],
) -> BaseFormSet:
    """Pieces of evidence, one after the other."""
    return EvidenceRows(
        data,
        files,
        prefix="evidence",
        initial=initial,
        form_kwargs={"today": today, "measures": measures},
    )
