"""The ground of every act's form: who acts on what, sentences beside their fields, rows."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import BaseFormSet
from django.forms.utils import ErrorDict

from accounts.models import Department
from core.errors import DomainError, FieldError
from core.forms import QuietForm, RowForm, RowSet, filled, more_rows
from rectification.permissions import Situation
from rectification.selectors.page import PageFacts
from rectification.services import StoredUpload

__all__ = ["ActForm", "Keep", "QuietForm", "RowForm", "RowSet", "filled", "more_rows"]

Keep = Callable[[UploadedFile], StoredUpload]
"""What stores an uploaded file: given by the door."""


class DayKept(forms.BaseForm):
    """A form that sets a day: of a crowded one it is asked whether this very day is meant."""

    DAY = "due_on"
    KEPT = "keep_date"

    def proposed(self) -> tuple[Department, date] | None:
        """Whose day is to be set, once everything that the act needs has been typed."""
        raise NotImplementedError

    def is_confirmed(self, key: str) -> bool:
        """Whether the person has said that this very day is meant (`DayLoad.key`)."""
        return key in self.data.getlist(self.KEPT)

    def offer_to_keep(self, key: str) -> None:
        """Offer, beside the date, to keep a day that is crowded."""
        box = forms.MultipleChoiceField(
            label="时限提示",
            choices=[(key, "仍按此日期")],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        names = list(self.fields)
        self.fields[self.KEPT] = box
        place = names.index(self.DAY) + 1
        self.order_fields([*names[:place], self.KEPT, *names[place:]])


class ActForm(QuietForm):
    """The input of one act on one item.

    `lead` is a sentence above the form, `submit` the button; subclasses build their choices in
    `prepare` and give the service's arguments in `values`.
    """

    lead = ""
    submit = ""
    multipart = False
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        situation: Situation,
        page: PageFacts,
        chosen: dict[str, str] | None = None,
        **options: Any,
    ) -> None:
        self.situation, self.page, self.item = situation, page, situation.item
        self.chosen = chosen or {}
        super().__init__(*args, today=situation.on, **options)
        self.fields["version"].initial = self.item.version
        self.prepare()

    def prepare(self) -> None:
        """Set choices and initial values from the item."""

    @property
    def rows(self) -> dict[str, BaseFormSet]:
        """The tables of this form, by the name that a pointer has for them."""
        return {}

    def is_valid(self) -> bool:
        tables = [table.is_valid() for table in self.rows.values()]
        return super().is_valid() and all(tables)

    @property
    def has_errors(self) -> bool:
        return bool(self.errors) or any(
            form.errors for table in self.rows.values() for form in table.forms
        )

    def error_forms(self) -> list[forms.Form]:
        """Every form with its own errors, for the summary."""
        return [self, *(form for table in self.rows.values() for form in table.forms)]

    def values(self, keep: Keep) -> dict[str, Any]:
        """The service's arguments; files are stored by `keep`."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def add_row_if_asked(self) -> bool:
        """Whether “再加一行” was pressed; the tables then have more rows."""
        return False

    def hush(self) -> None:
        """Show what was typed without judging it: while rows are being added."""
        for form in self.error_forms():
            form._errors = ErrorDict()
            form.cleaned_data = {}

    def place(self, refusal: DomainError) -> None:
        """Put the refusal's sentences beside the fields that they are about."""
        for error in refusal.errors or [FieldError("", refusal.code, refusal.detail)]:
            self._place_one(error)

    def _place_one(self, error: FieldError) -> None:
        parts = error.pointer.strip("/").split("/")
        table = self.rows.get(parts[0])
        if table is not None and len(parts) == 3 and parts[1].isdigit():
            used = list(filled(table))
            if int(parts[1]) < len(used) and parts[2] in used[int(parts[1])].fields:
                used[int(parts[1])].add_error(parts[2], error.detail)
                return
        name = parts[0]
        self.add_error(name if name in self.fields else None, error.detail)
