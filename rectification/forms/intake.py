"""How an item comes in: a new one of a department or of the office, a draft, a row taken in."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from accounts.models import Department
from campaign.models import Campaign, WorkGoal
from campaign.selectors import lists_of
from core.errors import DomainError, FieldError
from core.forms import SpokenForm
from rectification.forms.assigning import ASSIGN_NAMES, ASSIGNING, AssignFields
from rectification.forms.base import ActForm, Keep, QuietForm
from rectification.forms.fields import LineField, RowChoiceField, departments_to_lead
from rectification.forms.problem import ItemFields, item_initial, say_limits
from rectification.selectors.origins import Row
from rectification.selectors.seats import office_people
from rectification.selectors.ties import Tied, goals_offered, ties_of
from rectification.services import AssignContent, ItemContent


class NewItemForm(ItemFields, QuietForm):
    """A new item of a department."""

    by_office = False

    def __init__(
        self,
        *args: Any,
        campaign: Campaign,
        departments: list[Department],
        today: date,
        goals: Iterable[WorkGoal] = (),
        row: Row | None = None,
        **options: Any,
    ) -> None:
        if row is not None:
            options["initial"] = {**row.initial, **options.get("initial", {})}
        super().__init__(*args, today=today, **options)
        self.departments = departments
        self.row = row
        self.offer(lists_of(campaign), today)
        chosen = Tied(goals=list(self.initial.get("goals") or []))
        units = [department.pk for department in departments]
        self.offer_ties(campaign, goals, units=units, tied=chosen)
        say_limits(self, campaign.rules)
        if len(departments) > 1:
            self.fields["department"] = RowChoiceField(label="登记单位")
            self.fields["department"].offer((d, d.name) for d in departments)
            self.order_fields(["department", *self.fields])

    def department(self) -> Department | None:
        """In whose name the item is registered; None is the office."""
        if "department" in self.fields:
            return self.cleaned_data["department"]
        return self.departments[0] if self.departments else None

    def content(self, **extra: Any) -> ItemContent:
        return super().content(row=self.row, **extra)

    def place(self, refusal: DomainError) -> None:
        """Put the refusal's sentences beside the fields that they are about."""
        for error in refusal.errors or [FieldError("", refusal.code, refusal.detail)]:
            name = "sources" if error.field == "origins" else error.field
            self.add_error(name if name in self.fields else None, error.detail)


class OfficeItemForm(AssignFields, NewItemForm):
    """A new item of the office, which may assign it in the same act."""

    by_office = True
    office_person = RowChoiceField(
        label="办公室联系人",
        required=False,
        empty_label="不指定",
        help_text="敏感事项交办时必选，同时须指定经办人",
    )

    def __init__(self, *args: Any, campaign: Campaign, today: date, **options: Any) -> None:
        super().__init__(*args, campaign=campaign, departments=[], today=today, **options)
        del self.fields["kind"], self.fields["acceptance_standard"]
        for name in ASSIGNING:
            self.fields[name].required = False
        self.offer_units(departments_to_lead())
        people = office_people(campaign.pk, today)
        self.fields["office_person"].offer((person, person.name) for person in people)

    def item_part(self) -> list[Any]:
        """The fields of the problem, and those of the assignment."""
        return [f for f in self.asked() if f.name not in (*ASSIGNING, self.KEPT)]

    def assign_part(self) -> list[Any]:
        return [field for field in self.visible_fields() if field.name in (*ASSIGNING, self.KEPT)]

    def content(self, **extra: Any) -> ItemContent:
        cleaned = self.cleaned_data
        cleaned["kind"] = cleaned["assigned_kind"]
        cleaned["acceptance_standard"] = cleaned["standard"]
        return super().content(is_key=cleaned["is_key"], **extra)

    def check_assigning(self) -> bool:
        """Whether a lead was chosen; the rest is the rule's to say."""
        if self.cleaned_data.get("lead_department") is None:
            self.add_error("lead_department", "请选择牵头单位；暂不交办的请点“只登记”。")
            return False
        return True

    def whole_assignment(self) -> AssignContent:
        cleaned = self.cleaned_data
        return self.assignment(
            handler=cleaned["handler"],
            office_person=cleaned["office_person"],
            is_mass=cleaned["is_mass"],
        )

    def place(self, refusal: DomainError) -> None:
        for error in refusal.errors:
            names = {"origins": "sources", **ASSIGN_NAMES}
            name = names.get(error.field, error.field)
            self.add_error(name if name in self.fields else None, error.detail)
        if not refusal.errors:
            self.add_error(None, refusal.detail)


class EditForm(ItemFields, ActForm):
    """The same for a draft or a registered item."""

    submit = "保存"

    def prepare(self) -> None:
        item, who = self.item, {"user": self.situation.user, "on": self.situation.on}
        self.offer(lists_of(item.campaign), self.situation.on)
        tied = ties_of(item, **who)
        units = [item.submitting_department_id, item.lead_department_id]
        goals = goals_offered(item.campaign, **who)
        self.offer_ties(item.campaign, goals, units=units, tied=tied)
        say_limits(self, item.campaign.rules)
        self.initial = {**item_initial(item, self.page.origins, tied), **self.initial}

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """What is shown unfolded."""
        return self.asked()

    def values(self, keep: Keep) -> dict[str, Any]:
        content = self.content(is_key=self.item.is_key, relapse_of=self.item.relapse_of)
        return dict(vars(content))

    def _place_one(self, error: Any) -> None:
        super()._place_one(_renamed(error))


def _renamed(error: Any) -> Any:
    """The rule calls the sources `origins`."""
    if error.field != "origins":
        return error
    return type(error)("/sources", error.code, error.detail)


class AttachForm(SpokenForm):
    """The number of the item that takes a row in."""

    number = LineField(
        label="事项编号", max_length=20, help_text="如 ZG-2019-0001，可从下面相近的事项中点选"
    )
