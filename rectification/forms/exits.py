"""Out of the path, and corrections: merge, decline to docket, amend, and the three ways round."""

from typing import Any

from django import forms

from campaign.models import Source
from campaign.selectors import lists_of
from rectification.enums import Kind, VoidReason
from rectification.forms.assigning import AssignForm
from rectification.forms.base import ActForm, Keep
from rectification.forms.fields import (
    DayField,
    LineField,
    RowChoiceField,
    RowsChoiceField,
    TextField,
    departments_to_lead,
)
from rectification.forms.problem import item_initial
from rectification.models import Item
from rectification.services import Origin


class OtherItemField(LineField):
    """Another item by its number, among those that the person may see whole."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 20)
        super().__init__(**options)
        self.visible = Item.objects.none()

    def clean(self, value: Any) -> Item | None:
        word = super().clean(value).strip().upper()
        if not word:
            return None
        found = self.visible.filter(number=word).first()
        if found is None:
            raise forms.ValidationError(f"没有找到编号为“{word}”的事项，请核对编号。")
        return found


class MergeForm(ActForm):
    """Merge into another open item."""

    submit = "并案"
    into = OtherItemField(label="并入事项的编号", help_text="如 ZG-2019-0012")
    reason = TextField(label="理由", required=False)

    def prepare(self) -> None:
        s = self.situation
        self.fields["into"].visible = Item.objects.fully_visible_to(s.user, on=s.on)


class VoidForm(ActForm):
    """Decline to docket."""

    submit = "确认不予立项"
    lead = "不予立项后编号保留，登记单位会收到理由。办公室主任可以恢复。"
    void_reason = forms.ChoiceField(
        label="原因",
        choices=[c for c in VoidReason.choices if c[0] != VoidReason.IMPORT_UNDONE],
        widget=forms.RadioSelect,
    )
    reason = TextField(label="理由")
    document_number = LineField(
        label="文号或接收单位回执号",
        max_length=100,
        required=False,
        help_text="来源为巡视巡察反馈的、已移交的必填",
    )
    reply_text = TextField(label="给反映人的答复", required=False, help_text="来源为群众反映的必填")


class AmendForm(ActForm):
    """Correct what is not lead, due date or state; only what differs is sent."""

    submit = "保存更正"
    lead = "牵头单位、时限和环节不在此更正；改动前后的内容都会保留，并告知经办人。"
    reason = TextField(label="更正的理由")
    title = LineField(label="标题")
    found_on = DayField(label="发现日期", required=False)
    sources = RowsChoiceField(label="问题来源")
    target = RowChoiceField(label="专项整治类别")
    kind = forms.ChoiceField(label="整改类型", choices=Kind.choices, widget=forms.RadioSelect)
    acceptance_standard = TextField(label="整改标准（销号标准）")
    cooperating = RowsChoiceField(label="配合单位", required=False)
    is_key = forms.BooleanField(label="重点事项", required=False)
    is_mass = forms.BooleanField(label="涉及群众，销号前须回访", required=False)

    def prepare(self) -> None:
        lists = lists_of(self.item.campaign)
        self.fields["sources"].offer((row, row.name) for row in lists.sources)
        self.fields["target"].offer((row, row.name) for row in lists.targets)
        self.fields["cooperating"].offer((d, d.short_name) for d in departments_to_lead())
        self.initial = {**item_initial(self.item, self.page.origins), **self.initial}
        self.initial["cooperating"] = [part.department for part in self.page.cooperations]

    def values(self, keep: Keep) -> dict[str, Any]:
        cleaned, given = self.cleaned_data, {"reason": self.cleaned_data["reason"]}
        plain = ("title", "found_on", "target", "kind", "acceptance_standard", "is_key", "is_mass")
        given |= {name: cleaned[name] for name in plain if cleaned[name] is not None}
        if set(cleaned["cooperating"]) != set(self.initial["cooperating"]):
            given["cooperating"] = cleaned["cooperating"]
        sources: list[Source] = cleaned["sources"]
        if sources and set(sources) != set(self.initial["sources"]):
            given["origins"] = [Origin(s, self.initial["document_number"]) for s in sources]
        return given


class ReassignForm(AssignForm):
    """Recall and give to another lead."""

    submit = "收回并改派"
    lead = "收回后交新的牵头单位；已有措施和佐证留作历史。"
    recall_reason = TextField(label="改派的理由", rows=2)
    field_order = ("recall_reason",)

    def prepare(self) -> None:
        super().prepare()
        self.initial["lead_department"] = None

    def values(self, keep: Keep) -> dict[str, Any]:
        return {"content": super().values(keep), "reason": self.cleaned_data["recall_reason"]}

    def _place_one(self, error: Any) -> None:
        name = "recall_reason" if error.field == "reason" else error.field
        super()._place_one(type(error)(f"/{name}", error.code, error.detail))


class LateMergeForm(MergeForm):
    """Recall and merge."""

    submit = "收回并并案"
    lead = "收回后并入另一在办事项，来源转到该事项。"
    reason = TextField(label="理由", rows=2)


class LateVoidForm(VoidForm):
    """Recall and decline to docket."""

    submit = "确认收回并不予立项"
