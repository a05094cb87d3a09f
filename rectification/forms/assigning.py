"""To whom an item is given, as what, until when."""

from datetime import date
from typing import Any

from django import forms

from accounts.models import Department, User
from accounts.selectors import posts_on
from core.forms import SpokenForm
from rectification.enums import Kind
from rectification.forms.base import ActForm, DayKept, Keep
from rectification.forms.fields import (
    DayField,
    RowChoiceField,
    RowsChoiceField,
    TextField,
    departments_to_lead,
    people_by_department,
)
from rectification.forms.problem import say_limits
from rectification.selectors.seats import office_people
from rectification.services import AssignContent

ASSIGNING = (
    "lead_department",
    "assigned_kind",
    "standard",
    "due_on",
    "cooperating",
    "is_key",
    "is_arbitrated",
    "office_person",
)
"""The fields of the part in which the office assigns."""

ASSIGN_NAMES = {"kind": "assigned_kind", "acceptance_standard": "standard"}
"""Where the rule's names for an assignment stand in the form."""


class AssignFields(DayKept, SpokenForm):
    """To whom, as what, until when."""

    lead_department = RowChoiceField(label="牵头单位")
    assigned_kind = forms.ChoiceField(
        label="整改类型", choices=Kind.choices, widget=forms.RadioSelect
    )
    standard = TextField(label="整改标准（销号标准）", help_text="做到什么程度可以销号，最好有数字")
    due_on = DayField(
        label="整改时限",
        help_text="如 2019-10-31，也可写 2019年10月31日、10月底；遇休息日按前一个工作日计时",
    )
    cooperating = RowsChoiceField(label="配合单位", required=False)
    is_key = forms.BooleanField(label="列为重点事项（措施由第一责任人审定）", required=False)
    is_arbitrated = forms.BooleanField(label="牵头单位已经裁定，不能再退回", required=False)

    def proposed(self) -> tuple[Department, date] | None:
        """Whose day is to be set, once everything that an assignment needs has been typed."""
        cleaned = self.cleaned_data
        whole = ("lead_department", "assigned_kind", "standard", "due_on")
        if any(not cleaned.get(name) for name in whole):
            return None
        return cleaned["lead_department"], cleaned["due_on"]

    def offer_units(self, departments: list[Department]) -> None:
        self.fields["lead_department"].offer((d, d.name) for d in departments)
        self.fields["cooperating"].offer((d, d.short_name) for d in departments)

    def assignment(self, **extra: Any) -> AssignContent:
        """The service's object."""
        cleaned = self.cleaned_data
        return AssignContent(
            lead_department=cleaned["lead_department"],
            kind=cleaned["assigned_kind"],
            acceptance_standard=cleaned["standard"],
            due_on=cleaned["due_on"],
            cooperating=cleaned.get("cooperating") or [],
            is_key=cleaned["is_key"],
            is_arbitrated=cleaned["is_arbitrated"],
            **extra,
        )


class AssignForm(AssignFields, ActForm):
    """Give a registered item to its lead; a sensitive one to named people."""

    submit = "交办"
    handler = RowChoiceField(label="牵头单位经办人（指定知悉）", required=False)
    office_person = RowChoiceField(label="办公室联系人（指定知悉）", required=False)
    cooperator_1 = RowChoiceField(label="配合单位指定人员", required=False, empty_label="无")
    cooperator_2 = RowChoiceField(label="配合单位指定人员（二）", required=False, empty_label="无")

    def prepare(self) -> None:
        departments = departments_to_lead()
        self.offer_units(departments)
        say_limits(self, self.item.campaign.rules)
        item = self.item
        suggested = item.submitting_department
        self.initial = {
            "lead_department": suggested if suggested in departments else None,
            "assigned_kind": item.kind,
            "standard": item.acceptance_standard,
            "due_on": item.due_on,
            "cooperating": [part.department for part in self.page.cooperations],
            "is_key": item.is_key,
            **self.initial,
        }
        named = ("handler", "office_person", "cooperator_1", "cooperator_2")
        if not item.is_sensitive:
            for name in named:
                del self.fields[name]
            return
        del self.fields["cooperating"]
        groups = people_by_department(self.situation.on)
        for name in ("handler", "cooperator_1", "cooperator_2"):
            self.fields[name].offer_groups(groups)
        office = office_people(item.campaign_id, self.situation.on)
        self.fields["office_person"].offer((person, person.name) for person in office)

    def values(self, keep: Keep) -> dict[str, Any]:
        cleaned = self.cleaned_data
        extra: dict[str, Any] = {}
        if self.item.is_sensitive:
            people = [cleaned["cooperator_1"], cleaned["cooperator_2"]]
            units = _units_of([p for p in people if p], self.situation.on)
            extra = {
                "handler": cleaned["handler"],
                "office_person": cleaned["office_person"],
                "cooperating": [unit for unit, _ in units],
                "cooperating_people": {unit.pk: person for unit, person in units},
            }
            self.cleaned_data["cooperating"] = extra.pop("cooperating")
        return dict(vars(self.assignment(**extra)))

    def _place_one(self, error: Any) -> None:
        name = ASSIGN_NAMES.get(error.field, error.field)
        if name == "cooperating" and name not in self.fields:
            name = "cooperator_1"
        super()._place_one(type(error)(f"/{name}", error.code, error.detail))


def _units_of(people: list[User], on: date) -> list[tuple[Department, User]]:
    """The department in whose name each named person co-operates: that of his first post."""
    found: dict[int, tuple[Department, User]] = {}
    posts = posts_on(on).filter(person__in=people).select_related("department")
    for post in posts.order_by("order", "id"):
        found.setdefault(post.person_id, (post.department, post.person))
    return list(found.values())
