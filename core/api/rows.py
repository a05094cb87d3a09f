"""Rows named in a request by their words (a code, a number, a uid), and texts with their limits."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.fields import (
    StrictBooleanField,
    StrictCharField,
    StrictDateField,
    StrictIntegerField,
)
from core.validators.days import OUT_OF_REACH, in_reach

LONGEST_WORD = 64
_ONE = {"type": "string", "minLength": 1, "maxLength": LONGEST_WORD}


class Directory:
    """Rows that the caller may name, each kind with its key; every word is asked for once.

    `kinds` of a subclass says for each kind where its rows are and which column is their code.
    """

    kinds: Mapping[str, tuple[Callable[[Any], QuerySet], str]] = {}

    def __init__(self, *, by: Any, on: date) -> None:
        self.by = by
        self.on = on
        self._known: dict[tuple[str, str], Model] = {}

    def find(self, kind: str, words: Iterable[str]) -> dict[str, Model]:
        """{word: row} for the words that name one; one statement for all that are new."""
        wanted = list(dict.fromkeys(words))
        new = [word for word in wanted if (kind, word) not in self._known]
        if new:
            self._load(kind, new)
        return {w: self._known[kind, w] for w in wanted if (kind, w) in self._known}

    def _load(self, kind: str, words: list[str]) -> None:
        rows, key = self.kinds[kind]
        uids = {text: found for text in words if (found := as_uid(text)) is not None}
        codes = [text for text in words if text not in uids]
        source = rows(self)
        if codes and key:
            for row in source.filter(**{f"{key}__in": codes}):
                self._known[kind, _value(row, key)] = row
        if uids:
            by_uid = {row.uid: row for row in source.filter(uid__in=uids.values())}
            for text, found in uids.items():
                if found in by_uid:
                    self._known[kind, text] = by_uid[found]


def as_uid(text: str) -> uuid.UUID | None:
    """The uid that `text` is in its canonical form, else None."""
    try:
        found = uuid.UUID(text)
    except ValueError:
        return None
    return found if len(text) == 36 else None


def _value(row: Model, key: str) -> Any:
    value: Any = row
    for step in key.split("__"):
        value = getattr(value, step)
    return value


@extend_schema_field(_ONE)
class RowField(serializers.Field):
    """One row named by a word; `names` says what each kind is and how it is named."""

    names: Mapping[str, str] = {}

    default_error_messages = {
        "invalid": "请填写文字（JSON 字符串）。",
        "unknown": "没有找到：{word}。请核对{what}。",
    }

    def __init__(self, kind: str, **options: Any) -> None:
        self.kind = kind
        options.setdefault("help_text", self.names[kind])
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or not 0 < len(data) <= LONGEST_WORD:
            self.fail("invalid")
        directory: Directory = self.context["directory"]
        found = directory.find(self.kind, [data])
        if data not in found:
            self.fail("unknown", word=data, what=self.names[self.kind])
        return found[data]

    def to_representation(self, value: Any) -> Any:
        raise NotImplementedError("documents are built in shapes")


@extend_schema_field({"type": "array", "maxItems": 100, "items": _ONE})
class RowsField(serializers.Field):
    """Several rows, found by one statement, each once."""

    names: Mapping[str, str] = {}

    default_error_messages = {
        "invalid": "请填写文字的数组，最多{most}个。",
        "unknown": "没有找到：{word}。请核对{what}。",
    }
    most = 100

    def __init__(self, kind: str, **options: Any) -> None:
        self.kind = kind
        options.setdefault("help_text", self.names[kind])
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> list[Any]:
        if not isinstance(data, list) or len(data) > self.most:
            self.fail("invalid", most=self.most)
        if not all(isinstance(word, str) and 0 < len(word) <= LONGEST_WORD for word in data):
            self.fail("invalid", most=self.most)
        found = self.context["directory"].find(self.kind, data)
        missing = [word for word in data if word not in found]
        if missing:
            self.fail("unknown", word="、".join(missing[:5]), what=self.names[self.kind])
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
    """A day that a row can mean: calendars far from today are refused."""

    default_error_messages = {"range": OUT_OF_REACH}

    def to_internal_value(self, value: Any) -> Any:
        found = super().to_internal_value(value)
        if not in_reach(found):
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


def version() -> StrictIntegerField:
    """The version that the caller has seen, where he does not send If-Match."""
    return StrictIntegerField(
        required=False, min_value=0, max_value=999_999_999, help_text="读取时的版本号"
    )
