"""Serializer fields that take a value of their own JSON type only."""

from typing import Any

from django.http import QueryDict
from rest_framework import serializers


def from_form(field: serializers.Field) -> bool:
    """Return whether the input came as a form, where every value is a text."""
    return isinstance(getattr(field.root, "initial_data", None), QueryDict)


class StrictCharField(serializers.CharField):
    """A text: no numbers, no booleans, no NUL; outer spaces fall away."""

    default_error_messages = {"invalid": "请填写文字（JSON 字符串）。"}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class StrictIntegerField(serializers.IntegerField):
    """A whole number: no texts (but from a form), no booleans, no fractions."""

    default_error_messages = {"invalid": "请填写整数。"}

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int and not (isinstance(data, str) and from_form(self)):
            self.fail("invalid")
        return super().to_internal_value(data)


class StrictBooleanField(serializers.BooleanField):
    """true or false, nothing that looks like it (but from a form)."""

    default_error_messages = {"invalid": "请填写 true 或 false。"}

    def to_internal_value(self, data: Any) -> bool:
        if type(data) is not bool and not (isinstance(data, str) and from_form(self)):
            self.fail("invalid", input=data)
        return super().to_internal_value(data)


class StrictDateField(serializers.DateField):
    """A day as YYYY-MM-DD."""

    default_error_messages = {"invalid": "日期格式应为 YYYY-MM-DD，例如 2025-11-03。"}

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str) or len(value) != 10:
            self.fail("invalid")
        return super().to_internal_value(value)
