"""Serializers that refuse what they don't know, and `?fields=`."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from core.api.fields import (
    StrictBooleanField,
    StrictCharField,
    StrictDateField,
    StrictIntegerField,
)

FIELDS_PARAMETER = "fields"


class StrictMixin(serializers.Serializer):
    """Unknown and read-only fields are refused (400 `unknown_field`); `?fields=a,b` narrows."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            self._refuse_unknown(data)
        return super().to_internal_value(data)

    def _refuse_unknown(self, data: Mapping[str, Any]) -> None:
        writable = {name for name, field in self.fields.items() if not field.read_only}
        errors = {
            name: [ErrorDetail(self._why(name), code="unknown_field")]
            for name in data
            if name not in writable
        }
        if errors:
            raise ValidationError(errors)

    def _why(self, name: str) -> str:
        return "只读字段，不能提交。" if name in self.fields else "未知的字段。"

    def get_fields(self) -> dict[str, serializers.Field]:
        """Return all fields, or those that `?fields=` of a reading request names."""
        found = super().get_fields()
        wanted = self._wanted()
        if wanted is None:
            return found
        unknown = wanted - found.keys()
        if unknown:
            text = f"没有这些字段：{'、'.join(sorted(unknown))}"
            raise ValidationError({FIELDS_PARAMETER: [ErrorDetail(text, "unknown_parameter")]})
        return {name: field for name, field in found.items() if name in wanted}

    def _wanted(self) -> set[str] | None:
        top = self.parent is None or (
            isinstance(self.parent, serializers.ListSerializer) and self.parent.parent is None
        )
        request = self.context.get("request") if top else None
        if request is None or request.method not in ("GET", "HEAD"):
            return None
        given = request.GET.get(FIELDS_PARAMETER)
        return None if given is None else {name for name in given.split(",") if name}


class StrictSerializer(StrictMixin, serializers.Serializer):
    """Base of every serializer of input and output."""


class StrictModelSerializer(StrictMixin, serializers.ModelSerializer):
    """A ModelSerializer with strict fields."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.CharField: StrictCharField,
        models.TextField: StrictCharField,
        models.IntegerField: StrictIntegerField,
        models.PositiveIntegerField: StrictIntegerField,
        models.PositiveSmallIntegerField: StrictIntegerField,
        models.SmallIntegerField: StrictIntegerField,
        models.BigIntegerField: StrictIntegerField,
        models.BooleanField: StrictBooleanField,
        models.DateField: StrictDateField,
    }
    serializer_choice_field = serializers.ChoiceField


class FieldErrorSerializer(serializers.Serializer):
    """One wrong spot of a request."""

    pointer = serializers.CharField(help_text='JSON 指针，如 "/due_on"；空串指整个请求')
    code = serializers.CharField()
    detail = serializers.CharField(help_text="给使用者看的中文说明")


class ProblemSerializer(serializers.Serializer):
    """application/problem+json (RFC 9457)."""

    type = serializers.CharField(help_text="错误说明页的地址")
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField(help_text="给使用者看的中文说明：错在哪里、怎么改")
    instance = serializers.CharField()
    errors = FieldErrorSerializer(many=True)
