"""An import as the API takes and shows it: bodies, documents, and their OpenAPI shapes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rest_framework import serializers

from core.api.fields import StrictBooleanField, StrictCharField, StrictIntegerField
from core.api.serializers import StrictSerializer
from rectification.api.shapes import moment
from rectification.enums import BatchState, RowChoice, RowOutcome
from rectification.models import ImportBatch, ImportRow
from rectification.services import ledger


class ImportInput(StrictSerializer):
    """A file (multipart) or a pasted text; in whose name."""

    department = StrictCharField(
        required=False, allow_blank=True, help_text="单位代码；不填为领导小组办公室"
    )
    text = StrictCharField(
        required=False, trim_whitespace=False, max_length=5_000_000, help_text="粘贴的表格"
    )
    file = serializers.FileField(
        required=False, allow_empty_file=True, help_text="xlsx、xls、csv，最大 5 MB、5000 行"
    )


class CellsField(serializers.DictField):
    """Cells by field name."""

    child = StrictCharField(allow_blank=True, trim_whitespace=False, max_length=6000)


class RowInput(StrictSerializer):
    """What a person corrected or decided about a row."""

    cells = CellsField(required=False, help_text='列名 → 新内容，如 {"due": "10月底前"}')
    choice = serializers.ChoiceField(
        ["", *RowChoice.values], required=False, help_text="处理方式；空为按默认"
    )


class ApplyInput(StrictSerializer):
    """Which rows go in."""

    only_sure = StrictBooleanField(required=False, default=False, help_text="待核对的行先不导入")


class UndoInput(StrictSerializer):
    """How many moved items the caller knows to stay."""

    leaving = StrictIntegerField(
        required=False, default=0, min_value=0, help_text="已有人办理、会保留的事项数"
    )


class NothingInput(StrictSerializer):
    """No body is needed."""


class SaidSerializer(serializers.Serializer):
    field = serializers.CharField(allow_null=True, help_text="列名")
    column = serializers.CharField(help_text="表中的列，如 M")
    text = serializers.CharField()
    level = serializers.ChoiceField(["note", "doubtful", "error"])
    suggestion = serializers.CharField(allow_null=True, required=False)


class ImportRowSerializer(serializers.Serializer):
    uid = serializers.UUIDField()
    sheet = serializers.CharField()
    row = serializers.IntegerField()
    access = serializers.ChoiceField(["full", "shell"], help_text="shell：敏感，内容不给看")
    outcome = serializers.ChoiceField(RowOutcome.choices)
    enters = serializers.CharField(allow_null=True)
    choice = serializers.ChoiceField(["", *RowChoice.values])
    choices = serializers.ListField(child=serializers.CharField())
    written_at = serializers.DateTimeField(allow_null=True)
    undone_at = serializers.DateTimeField(allow_null=True)
    item = serializers.UUIDField(allow_null=True, help_text="导入成的事项（能看到的）")
    duplicate_of = serializers.UUIDField(allow_null=True, help_text="已有的事项（能看到的）")
    cells = serializers.DictField(child=serializers.CharField(), required=False)
    problem = serializers.CharField(required=False)
    target = serializers.CharField(required=False, allow_null=True)
    sources = serializers.ListField(child=serializers.CharField(), required=False)
    kind = serializers.CharField(required=False, allow_null=True)
    lead = serializers.CharField(required=False, allow_null=True)
    coop = serializers.ListField(child=serializers.CharField(), required=False)
    due = serializers.DateField(required=False, allow_null=True)
    measures = serializers.ListField(child=serializers.CharField(), required=False)
    state = serializers.CharField(required=False, help_text="表上的字")
    messages = SaidSerializer(many=True, required=False)


class ImportSerializer(serializers.Serializer):
    uid = serializers.UUIDField()
    name = serializers.CharField()
    department = serializers.CharField(allow_null=True, help_text="单位代码；空为办公室")
    state = serializers.ChoiceField(BatchState.choices)
    as_of = serializers.DateField(allow_null=True)
    created_at = serializers.DateTimeField()
    applied_at = serializers.DateTimeField(allow_null=True)
    undone_at = serializers.DateTimeField(allow_null=True)
    confirmed_at = serializers.DateTimeField(allow_null=True)
    is_from_command = serializers.BooleanField()
    counts = serializers.DictField(child=serializers.IntegerField(), required=False)
    job = serializers.UUIDField(required=False, help_text="后台任务（大文件）")


class LeftSerializer(serializers.Serializer):
    row = serializers.IntegerField()
    detail = serializers.CharField()


class AppliedSerializer(serializers.Serializer):
    created = serializers.IntegerField()
    amended = serializers.IntegerField()
    duplicates = serializers.IntegerField(help_text="核对之后已由他人导入的行")
    left = LeftSerializer(many=True, help_text="须由他人导入的行")
    job = serializers.UUIDField(required=False)


class MovedSerializer(serializers.Serializer):
    row = serializers.IntegerField()
    number = serializers.CharField(allow_null=True)
    who = serializers.CharField()
    what = serializers.CharField()


class UndoneSerializer(serializers.Serializer):
    undone = serializers.IntegerField()
    kept = MovedSerializer(many=True)


class ConfirmedSerializer(serializers.Serializer):
    confirmed = serializers.IntegerField()


def _when(at: Any) -> str | None:
    return moment(at) if at else None


def batch_document(batch: ImportBatch) -> dict[str, Any]:
    """An import without its rows."""
    return {
        "uid": str(batch.uid),
        "name": batch.name,
        "department": batch.department.code if batch.department_id else None,
        "state": batch.state,
        "as_of": batch.as_of.isoformat() if batch.as_of else None,
        "created_at": _when(batch.created_at),
        "applied_at": _when(batch.applied_at),
        "undone_at": _when(batch.undone_at),
        "confirmed_at": _when(batch.confirmed_at),
        "is_from_command": batch.is_from_command,
    }


def row_document(row: ImportRow, batch: ImportBatch, seen: Mapping[int, UUID], hidden: bool) -> Any:
    """A row: what stands there, what it means; of a hidden sensitive one place and state."""
    choices = () if row.written_at or hidden else ledger.choices_for(row, batch.department_id)
    shown = {
        "uid": str(row.uid),
        "sheet": row.sheet,
        "row": row.row,
        "access": "shell" if hidden else "full",
        "outcome": row.outcome,
        "enters": row.enters or None,
        "choice": row.choice,
        "choices": list(choices),
        "written_at": _when(row.written_at),
        "undone_at": _when(row.undone_at),
        "item": _uid(seen, row.item_id),
        "duplicate_of": _uid(seen, row.duplicate_of_id),
    }
    if hidden:
        return shown
    names = ("problem", "target", "sources", "kind", "lead", "coop", "due", "measures", "state")
    return {
        **shown,
        "cells": {**row.raw.get("cells", {}), **row.edits},
        **{name: row.parsed[name] for name in names},
        "messages": row.messages,
    }


def _uid(seen: Mapping[int, UUID], pk: int | None) -> str | None:
    return str(seen[pk]) if pk in seen else None
