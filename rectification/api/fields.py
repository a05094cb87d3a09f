"""Serializer fields of the ledger: rows by their words, and texts with their limits."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.fields import StrictBooleanField, StrictCharField, StrictDateField
from rectification.api.directory import Directory

LONGEST_WORD = 64
NAMES = {
    "department": "单位（编码或 uid）",
    "person": "人员（工号或 uid）",
    "campaign": "主题教育（代码或 uid）",
    "target": "专项（代码或 uid）",
    "source": "来源（代码或 uid）",
    "dimension": "检视维度（代码或 uid）",
    "method": "查找方式（代码或 uid）",
    "post": "任职（uid）",
    "item": "事项（编号或 uid）",
    "measure": "措施（uid）",
    "part": "配合单位（编码）或配合记录（uid）",
    "clearance": "知悉记录（uid）",
}
_ONE = {"type": "string", "minLength": 1, "maxLength": LONGEST_WORD}


@extend_schema_field(_ONE)
class RowField(serializers.Field):
    """One row named by a word."""

    default_error_messages = {
        "invalid": "请填写文字（JSON 字符串）。",
        "unknown": "没有找到：{word}。请核对{what}。",
    }

    def __init__(self, kind: str, **options: Any) -> None:
        self.kind = kind
        options.setdefault("help_text", NAMES[kind])
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or not 0 < len(data) <= LONGEST_WORD:
            self.fail("invalid")
        directory: Directory = self.context["directory"]
        found = directory.find(self.kind, [data])
        if data not in found:
            self.fail("unknown", word=data, what=NAMES[self.kind])
        return found[data]

    def to_representation(self, value: Any) -> Any:
        raise NotImplementedError("documents are built in shapes")


@extend_schema_field({"type": "array", "maxItems": 100, "items": _ONE})
class RowsField(serializers.Field):
    """Several rows, found by one statement, each once."""

    default_error_messages = {
        "invalid": "请填写文字的数组，最多{most}个。",
        "unknown": "没有找到：{word}。请核对{what}。",
    }
    most = 100

    def __init__(self, kind: str, **options: Any) -> None:
        self.kind = kind
        options.setdefault("help_text", NAMES[kind])
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> list[Any]:
        if not isinstance(data, list) or len(data) > self.most:
            self.fail("invalid", most=self.most)
        if not all(isinstance(word, str) and 0 < len(word) <= LONGEST_WORD for word in data):
            self.fail("invalid", most=self.most)
        found = self.context["directory"].find(self.kind, data)
        missing = [word for word in data if word not in found]
        if missing:
            self.fail("unknown", word="、".join(missing[:5]), what=NAMES[self.kind])
        return list({row.pk: row for row in (found[word] for word in data)}.values())

    def to_representation(self, value: Any) -> Any:
        raise NotImplementedError("documents are built in shapes")


def words(limit: int = 500, **options: Any) -> StrictCharField:
    """A text that may be left out."""
    return StrictCharField(
        **{"required": False, "allow_blank": True, "max_length": limit} | options
    )


def needed(limit: int = 500, **options: Any) -> StrictCharField:
    """A text that has to be given; what is wrong with an empty one is the service's to say."""
    return StrictCharField(**{"allow_blank": True, "max_length": limit} | options)


def flag(**options: Any) -> StrictBooleanField:
    return StrictBooleanField(**{"required": False} | options)


class DayField(StrictDateField):
    """A day that a ledger can mean: calendars far from today are refused."""

    default_error_messages = {"range": "日期应在 1990 年至 2100 年之间。"}

    def to_internal_value(self, value: Any) -> Any:
        found = super().to_internal_value(value)
        if not 1990 <= found.year <= 2100:
            self.fail("range")
        return found


def day(**options: Any) -> DayField:
    return DayField(**{"required": False} | options)


def choice(choices: Any, **options: Any) -> serializers.ChoiceField:
    return StrictChoiceField(choices=choices, **options)


class StrictChoiceField(serializers.ChoiceField):
    """One of the words, as a JSON string."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)
