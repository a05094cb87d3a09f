"""The ground of every act's form: who acts on what, sentences beside their fields, rows."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import BaseFormSet
from django.forms.utils import ErrorDict

from core.errors import DomainError, FieldError
from rectification.forms.fields import DayField, RowChoiceField
from rectification.permissions import Situation
from rectification.selectors.page import PageFacts
from rectification.services import StoredUpload

Keep = Callable[[UploadedFile], StoredUpload]
"""What stores an uploaded file: given by the door."""

EMPTY_TEXT = (forms.CharField,)


class QuietForm(forms.Form):
    """A form whose empty required fields are left to the rule, which has the better sentence.

    “必填” is shown; where nothing but emptiness is wrong, the service is asked and its sentences
    stand beside the fields. Beside other errors a plain “请填写” does.
    """

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field, DayField):
                field.today = today
            verb = "选择" if isinstance(field, forms.ChoiceField) else "填写"
            field.error_messages["required"] = f"请{verb}“{field.label}”。"
            if isinstance(field, forms.CharField) and field.max_length:
                most = field.max_length
                field.error_messages["max_length"] = (
                    f"最多{most}个字，现有%(show_value)d个字，请精简。"
                )
            # our own sentences, not the browser's
            field.widget.use_required_attribute = lambda initial: False

    def full_clean(self) -> None:
        super().full_clean()
        errors = self._errors
        if not errors or not self.is_bound:
            return
        for name, found in errors.items():
            codes = [error.code for error in found.as_data()]
            if codes != ["required"] or name not in self.fields:
                return
            if isinstance(self.fields[name], RowChoiceField):
                return  # the rule needs a row to speak of
        for name in list(errors):
            field = self.fields[name]
            self.cleaned_data[name] = "" if isinstance(field, EMPTY_TEXT) else None
            if isinstance(field, forms.TypedMultipleChoiceField):
                self.cleaned_data[name] = []
            del errors[name]


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


class RowForm(QuietForm):
    """A row of a table; one that was left empty does not count."""

    skip: tuple[str, ...] = ()

    @property
    def is_filled(self) -> bool:
        if not self.is_bound:
            return False
        values = {k: v for k, v in getattr(self, "cleaned_data", {}).items() if k not in self.skip}
        return any(value not in (None, "", [], False) for value in values.values()) or bool(
            self.errors
        )


class RowSet(BaseFormSet):
    """Rows of a table without scripts: three empty ones, more by a submit button."""

    most = 60


def filled(rows: BaseFormSet) -> Iterator[RowForm]:
    """The rows that somebody wrote in, in their order."""
    return (form for form in rows.forms if form.is_filled)


def more_rows(data: Any, prefix: str, count: int = 3) -> Any:
    """The same POST with `count` more rows of a table."""
    grown = data.copy()
    name = f"{prefix}-TOTAL_FORMS"
    total = grown.get(name, "0")
    present = int(total) if total.isdigit() else 0
    grown[name] = str(min(present + count, RowSet.most))
    return grown
