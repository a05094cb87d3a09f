"""Filters of lists, strict and small: one set of parameters serves the page and the API."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, Subquery
from django.utils.dateparse import parse_datetime

from core.validators.days import check_reach

_YES, _NO = ("1", "true"), ("0", "false")


class FlagField(forms.Field):
    """1, 0, true or false; anything else is refused."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> bool | None:
        if value in (None, ""):
            return None
        if value in _YES:
            return True
        if value in _NO:
            return False
        raise ValidationError("请填 1（是）或 0（否）。", code="invalid")


class WordField(forms.CharField):
    """A code or uid of a row: short, no white space around it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 64, **kwargs})


class WordsField(forms.Field):
    """The same, several times: `lead=014&lead=015`."""

    widget = forms.SelectMultiple
    most = 50

    def to_python(self, value: Any) -> list[str]:
        one = WordField(required=True)
        words = [one.clean(word) for word in value or [] if word != ""]
        if len(words) > self.most:
            raise ValidationError(f"最多{self.most}个值。", code="invalid")
        return words


class FlagFilter(django_filters.Filter):
    field_class = FlagField


class ChoicesFilter(django_filters.MultipleChoiceFilter):
    """Several of the choices; no join is made, so nothing has to be made distinct."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"distinct": False, **options})


class WordFilter(django_filters.Filter):
    field_class = WordField


class WordsFilter(django_filters.Filter):
    field_class = WordsField


class StrictDateField(forms.DateField):
    """An ISO day (2019-10-31) and nothing else."""

    default_validators = [check_reach]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"input_formats": ["%Y-%m-%d"], **kwargs})


class MomentField(forms.Field):
    """A moment with its offset: 2019-10-31T09:00:00+08:00 (a plus that came as a space is one)."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> datetime | None:
        if value in (None, ""):
            return None
        try:
            found = parse_datetime(str(value).strip().replace(" ", "+"))
        except ValueError:
            found = None
        if found is None or found.tzinfo is None or not 1990 <= found.year <= 2100:
            sentence = "时刻应带时区，例如 2019-10-31T09:00:00+08:00（网址中的 + 写作 %2B）。"
            raise ValidationError(sentence, code="invalid")
        return found


class MomentFilter(django_filters.Filter):
    field_class = MomentField


class DayFilter(django_filters.Filter):
    field_class = StrictDateField


def named(model: type[Model], words: Iterable[str]) -> Subquery:
    """The keys of rows named by code or uid, found by the same statement (no look-up first)."""
    codes, uids = [], []
    for word in words:
        try:
            uids.append(uuid.UUID(word))
        except ValueError:
            codes.append(word)
    wanted = Q()
    if codes:
        wanted |= Q(code__in=codes)
    if uids:
        wanted |= Q(uid__in=uids)
    return Subquery(model.objects.filter(wanted).values("pk"))
