"""Shapes of what the pages of meetings take in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import formset_factory

from accounts.models import Department
from campaign.enums import MeetingKind
from campaign.forms.study import VersionedForm
from campaign.models import Meeting
from campaign.services.meetings import MeetingContent, ResolutionContent
from core.forms import DayField, LineField, RowChoiceField, RowForm, RowSet, TextField, filled

CITY = "city"


class MeetingForm(VersionedForm):
    """A meeting's record; the office may record the city leading group's, which has no unit."""

    department = forms.ChoiceField(label="哪里的会议")
    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *MeetingKind.choices])
    title = LineField(label="会议")
    held_on = DayField(label="时间")
    place = LineField(label="地点", required=False, max_length=100)
    host = LineField(label="主持", max_length=50)
    present = TextField(label="出席", required=False, max_length=5000, rows=2)
    in_attendance = TextField(label="列席", required=False, max_length=5000, rows=2)
    absent = TextField(label="缺席及原因", required=False, max_length=5000, rows=2)
    recorder = LineField(label="记录人", required=False, max_length=50)
    agenda = TextField(label="议题", required=False, max_length=5000, rows=3)
    points = TextField(label="发言要点", required=False, max_length=5000, rows=6)

    def __init__(
        self, *args: Any, departments: Sequence[Department], with_city: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.units = {row.code: row for row in departments}
        places = [(CITY, "市领导小组")] if with_city else []
        self.fields["department"].choices = places + [(r.code, r.name) for r in departments]

    @property
    def unit(self) -> Department | None:
        """The department chosen; None for the city's leading group."""
        return self.units.get(self.cleaned_data["department"])

    def content(self, resolutions: Sequence[ResolutionContent]) -> MeetingContent:
        names = set(MeetingContent.__dataclass_fields__) - {"resolutions"}
        given = {name: self.cleaned_data[name] for name in names}
        return MeetingContent(**given, resolutions=resolutions)


class ResolutionForm(RowForm):
    """One row of what was resolved."""

    skip = ("uid",)

    uid = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    text = TextField(label="议定事项", required=False, max_length=500, rows=2)
    owner_department = RowChoiceField(label="责任单位", required=False, empty_label="未定")
    due_on = DayField(label="时限", required=False, help_text="")

    def __init__(self, *args: Any, departments: Sequence[Department], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner_department"].offer((row, row.short_name) for row in departments)


ResolutionRows = formset_factory(
    ResolutionForm, formset=RowSet, extra=3, max_num=RowSet.most, validate_max=True
)


def resolutions_of(rows: Any) -> list[ResolutionContent]:
    """The rows that somebody wrote in; one whose text was emptied falls away."""
    return [
        ResolutionContent(
            text=row.cleaned_data["text"],
            owner_department=row.cleaned_data["owner_department"],
            due_on=row.cleaned_data["due_on"],
            uid=row.cleaned_data["uid"],
        )
        for row in filled(rows)
    ]


def meeting_initial(meeting: Meeting) -> dict[str, Any]:
    names = set(MeetingContent.__dataclass_fields__) - {"resolutions"}
    found = {name: getattr(meeting, name) for name in names}
    place = meeting.department.code if meeting.department else CITY
    return found | {"department": place, "version": meeting.version}


def resolution_initial(meeting: Meeting) -> list[dict[str, Any]]:
    rows = meeting.resolutions.select_related("owner_department").order_by("order", "id")
    return [
        {
            "uid": str(row.uid),
            "text": row.text,
            "owner_department": row.owner_department,
            "due_on": row.due_on,
        }
        for row in rows
    ]
