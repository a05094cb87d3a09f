"""A table as the API takes it and shows how it was understood."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from campaign.api.directory import RowField
from campaign.enums import OpinionOrigin
from core.api.fields import StrictBooleanField, StrictCharField, StrictIntegerField, from_form
from core.api.rows import choice
from core.api.serializers import StrictSerializer
from core.imports.mending import MOST_CARRIED
from core.imports.tables import MOST_ROWS, KnownColumn

OUTCOMES = [
    ("new", "可以导入"),
    ("refused", "要改"),
    ("duplicate", "已有，不重复导入"),
    ("left", "按您的选择不导入"),
]
_CELLS = {
    "type": "object",
    "additionalProperties": {"type": "object", "additionalProperties": {"type": "string"}},
}


@extend_schema_field(_CELLS)
class MendedField(serializers.Field):
    """{row's number: {column's key: text}}; in a form the same as a JSON text."""

    default_error_messages = {
        "invalid": '应为 {{"行号": {{"列": "新内容"}}}}，如 {{"4": {{"method": "自己找"}}}}。'
    }

    def to_internal_value(self, data: Any) -> dict[tuple[int, str], str]:
        if isinstance(data, str) and from_form(self):
            try:
                data = json.loads(data)
            except (ValueError, RecursionError):
                self.fail("invalid")
        if not isinstance(data, Mapping) or len(data) > MOST_ROWS:
            self.fail("invalid")
        found: dict[tuple[int, str], str] = {}
        for number, cells in data.items():
            if not _is_number(number) or not isinstance(cells, Mapping):
                self.fail("invalid")
            if not all(isinstance(text, str) and "\x00" not in text for text in cells.values()):
                self.fail("invalid")
            found |= {(int(number), str(key)): text for key, text in cells.items()}
        return found

    def to_representation(self, value: Any) -> Any:
        raise NotImplementedError("only taken in")


def _is_number(text: Any) -> bool:
    return isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 8


class TableInput(StrictSerializer):
    """A table, pasted or as a file, with what was mended in it; `apply` brings it in."""

    campaign = RowField("campaign", required=False)
    text = StrictCharField(
        required=False,
        trim_whitespace=False,
        max_length=MOST_CARRIED,
        help_text="粘贴的表格，含表头，列间制表符",
    )
    file = serializers.FileField(
        required=False, allow_empty_file=True, help_text="xlsx、xls、csv，最大 5 MB、1000 行"
    )
    cells = MendedField(required=False, help_text="改过的单元格：{行号: {列: 新内容}}")
    leave = serializers.ListField(
        child=StrictIntegerField(min_value=1, max_value=9_999_999),
        required=False,
        max_length=MOST_ROWS,
        help_text="不导入的行号",
    )
    leave_refused = StrictBooleanField(
        required=False, default=False, help_text="要改的行都不导入（逐行列在回答里）"
    )
    apply = StrictBooleanField(
        required=False, default=False, help_text="true 为导入；不填只核对，不写入"
    )


class UnitTableInput(TableInput):
    department = RowField(
        "department", required=False, help_text="哪个单位的；只在一个单位任职的可不填"
    )


class OpinionTableInput(TableInput):
    origin = choice(OpinionOrigin.choices, required=False, help_text="渠道，不填为政务热线")


class TableColumnSerializer(StrictSerializer):
    """A column that was found or may be added in `cells`."""

    key = serializers.CharField()
    label = serializers.CharField()
    choices = serializers.ListField(
        child=serializers.CharField(), allow_null=True, help_text="只能填这些；null 为自由填写"
    )


class TableSaidSerializer(StrictSerializer):
    column = serializers.CharField(allow_null=True, help_text="列；null 为整行")
    text = serializers.CharField()
    level = serializers.ChoiceField(["note", "error"])


class TableRowSerializer(StrictSerializer):
    row = serializers.IntegerField(help_text="表中的行号，从1数")
    outcome = serializers.ChoiceField(OUTCOMES)
    cells = serializers.DictField(child=serializers.CharField())
    messages = TableSaidSerializer(many=True)


class TableCountsSerializer(serializers.Serializer):
    new = serializers.IntegerField()
    refused = serializers.IntegerField()
    duplicate = serializers.IntegerField()
    left = serializers.IntegerField()


class TableSerializer(StrictSerializer):
    """How a table was understood, and how many rows were written."""

    sheet = serializers.CharField(help_text="工作表")
    columns = TableColumnSerializer(many=True)
    unknown = serializers.ListField(child=serializers.CharField(), help_text="不认识的列，没有读取")
    counts = TableCountsSerializer()
    written = serializers.IntegerField(help_text="已导入的行数；只核对时为 0")
    rows = TableRowSerializer(many=True)


def outcome_of(row: Any, left: Collection[int]) -> str:
    """What becomes of a row as its reader understands it."""
    if row.number in left:
        return "left"
    if row.faults:
        return "refused"
    return "duplicate" if row.twin else "new"


def _row(row: Any, left: Collection[int], known: Collection[str]) -> dict[str, Any]:
    said = [(key if key in known else None, text, "error") for key, text in row.faults]
    said += [(None, text, "note") for text in (row.twin, *row.notes) if text]
    return {
        "row": row.number,
        "outcome": outcome_of(row, left),
        "cells": dict(row.values),
        "messages": [{"column": c, "text": t, "level": level} for c, t, level in said],
    }


def table_document(
    found: Any,
    columns: Sequence[KnownColumn],
    words: Mapping[str, Sequence[str]],
    left: Collection[int],
    written: int,
) -> dict[str, Any]:
    """The whole answer, of the rows that `found` holds."""
    known = {column.key for column in columns}
    rows = [_row(row, left, known) for row in found.rows]
    counts = dict.fromkeys((value for value, _ in OUTCOMES), 0)
    for row in rows:
        counts[row["outcome"]] += 1
    return {
        "sheet": found.table.sheet,
        "columns": [
            {
                "key": c.key,
                "label": c.label,
                "choices": words.get(c.key),
            }
            for c in columns
        ],
        "unknown": list(found.table.unknown),
        "counts": counts,
        "written": written,
        "rows": rows,
    }
