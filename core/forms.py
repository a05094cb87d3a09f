"""Inputs that read what officials write: tolerant dates, rows named by uid, tables of rows."""

import calendar
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet
from django.utils.datastructures import MultiValueDict

from core.validators.days import check_reach

DAY_HINT = "如 2019-10-31，也可写 2019年10月31日"
_FULL = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})[日号]?前?")
_MONTH_END = re.compile(r"(?:(\d{4})[-./年])?(\d{1,2})月?(?:底|末)前?")
_MONTH_DAY = re.compile(r"(\d{1,2})月(\d{1,2})[日号]前?")


def parse_day(text: str, today: date) -> date | None:
    """The day that a text means, None for what is no date.

    2025-11-30, 2025/11/30, 2025.11.30, 2025年11月30日 (日 or 号); 11月30日 and 11月底 of the year
    that lies ahead; a month's 底 is its last day.
    """
    word = "".join(unicodedata.normalize("NFKC", text).split())
    try:
        if found := _FULL.fullmatch(word):
            return date(*map(int, found.groups()))
        if found := _MONTH_END.fullmatch(word):
            month = int(found[2])
            year = int(found[1]) if found[1] else _year_ahead(month, 28, today)
            return date(year, month, calendar.monthrange(year, month)[1])
        if found := _MONTH_DAY.fullmatch(word):
            month, day = int(found[1]), int(found[2])
            return date(_year_ahead(month, day, today), month, day)
    except ValueError:
        return None
    return None


def _year_ahead(month: int, day: int, today: date) -> int:
    return today.year if (month, day) >= (today.month, 1) else today.year + 1


class DayField(forms.Field):
    """A date as people write it; `today` is set by the form, and the hint shows it."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "size": 14})
    default_validators = [check_reach]

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", DAY_HINT)
        super().__init__(**options)
        self._today: date | None = None

    @property
    def today(self) -> date | None:
        """The day on which the form is read."""
        return self._today

    @today.setter
    def today(self, day: date | None) -> None:
        self._today = day
        if day is not None:
            for example, now in (
                ("2019-10-31", f"{day}"),
                ("2019年10月31日", f"{day.year}年{day.month}月{day.day}日"),
                ("10月底", f"{day.month}月底"),
            ):
                self.help_text = str(self.help_text).replace(example, now)

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        if len(str(value)) > 40 or self.today is None:
            raise ValidationError("日期太长，请写成 2019-10-31 这样。", code="invalid")
        found = parse_day(str(value), self.today)
        if found is None:
            shown = str(value).strip()
            raise ValidationError(
                f"“{shown}”不是日期，请写成 2019-10-31 或 2019年10月31日。", code="invalid"
            )
        return found


class LineField(forms.CharField):
    """A line of text."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 200)
        super().__init__(**options)


class TextField(forms.CharField):
    """A text of some lines."""

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        options.setdefault("max_length", 500)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)


class RowChoiceField(forms.TypedChoiceField):
    """One of some rows, named outward by uid; the rows are given, so nothing is asked twice."""

    def __init__(self, *, empty_label: str = "请选择", **options: Any) -> None:
        self.rows: dict[str, Any] = {}
        self.empty_label = empty_label
        super().__init__(empty_value=None, **options)
        self.error_messages["invalid_choice"] = "所选内容不在可选范围内，请重新选择。"

    def _coerce(self, value: Any) -> Any:
        return self.rows.get(str(value))

    def offer(self, rows: Iterable[tuple[Any, str]]) -> None:
        """Set what may be chosen: (row, label)."""
        pairs = list(rows)
        self.rows = {str(row.uid): row for row, _ in pairs}
        radio = isinstance(self.widget, forms.RadioSelect)
        blank = [] if radio else [("", self.empty_label)]
        self.choices = blank + [(str(row.uid), label) for row, label in pairs]

    def offer_groups(self, groups: Iterable[tuple[str, Sequence[tuple[Any, str]]]]) -> None:
        """The same in named groups (of departments)."""
        found = [(name, list(pairs)) for name, pairs in groups]
        self.rows = {str(row.uid): row for _, pairs in found for row, _ in pairs}
        self.choices = [("", self.empty_label)] + [
            (name, [(str(row.uid), label) for row, label in pairs]) for name, pairs in found
        ]

    def prepare_value(self, value: Any) -> Any:
        return str(value.uid) if hasattr(value, "uid") else value

    def valid_value(self, value: Any) -> bool:
        return str(value) in self.rows or value == ""


class RowsChoiceField(forms.TypedMultipleChoiceField):
    """Several of some rows, ticked."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        self.rows: dict[str, Any] = {}
        super().__init__(empty_value=[], **options)
        self.error_messages["invalid_choice"] = "所选内容不在可选范围内，请重新选择。"

    def _coerce(self, value: Any) -> Any:
        return [self.rows[one] for one in value or []]

    def offer(self, rows: Iterable[tuple[Any, str]]) -> None:
        pairs = list(rows)
        self.rows = {str(row.uid): row for row, _ in pairs}
        self.choices = [(str(row.uid), label) for row, label in pairs]

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return [str(row.uid) if hasattr(row, "uid") else row for row in value]
        return value

    def valid_value(self, value: Any) -> bool:
        return str(value) in self.rows


EMPTY_TEXT = (forms.CharField,)


def speak(field: forms.Field) -> None:
    """Let what is missing or too long be said with the field's own name."""
    verb = "选择" if isinstance(field, forms.ChoiceField) else "填写"
    field.error_messages["required"] = f"请{verb}“{field.label}”。"
    if isinstance(field, forms.CharField) and field.max_length:
        most = field.max_length
        field.error_messages["max_length"] = f"最多{most}个字，现有%(show_value)d个字，请精简。"


class SpokenForm(forms.Form):
    """A form that names what is missing, where a field has no sentence of its own."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            said = field.error_messages["required"]
            if field.label and said == forms.Field.default_error_messages["required"]:
                speak(field)


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
            speak(field)
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


def wants_more(data: MultiValueDict | None, name: str) -> bool:
    """Whether “再加一行” was pressed rather than the submit button."""
    return data is not None and name in data
