"""Rows and sheets of a reading as plain values for the database, and back to be read again."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from rectification.columns import LABELS, Field
from rectification.imports.results import CellMessage, Level, ParsedRow, SheetReading

_TEXTS = (
    "sequence",
    "number",
    "problem",
    "detail",
    "target",
    "kind",
    "lead",
    "lead_code",
    "handling",
    "handling_code",
    "state",
    "progress",
    "first_in_charge",
    "responsible_leader",
    "handler",
    "outcomes",
    "evidence",
    "remarks",
    "standard",
    "causes",
    "dimension",
    "method",
    "assigned_on",
    "extension",
    "look_back",
    "warning",
    "merged_into",
    "section",
)


def said_as_dict(said: CellMessage) -> dict[str, Any]:
    """A message as it is stored with the row."""
    return {
        "field": said.field.value if said.field else None,
        "column": said.column,
        "text": said.text,
        "level": said.level.value,
        "suggestion": said.suggestion,
    }


def _said(stored: Mapping[str, Any]) -> CellMessage:
    return CellMessage(
        Field(stored["field"]) if stored["field"] else None,
        stored["column"],
        stored["text"],
        Level(stored["level"]),
        stored.get("suggestion"),
    )


def raw_of(row: ParsedRow) -> dict[str, Any]:
    """What is needed to read the row again: its texts and what was known about them."""
    return {
        "cells": {found.value: text for found, text in row.raw.items()},
        "letters": {found.value: letter for found, letter in row.letters.items()},
        "rows": list(row.rows),
        "section": row.section,
        "extra": dict(row.known_extra),
        "proposals": {found.value: text for found, text in row.proposals.items()},
        "given": [said_as_dict(said) for said in row.given],
        "merged": row.lead_filled_from == "merged",
    }


def row_from(sheet: str, number: int, raw: Mapping[str, Any]) -> ParsedRow:
    """The row as it was before it was understood, for `rows.reread`."""

    def fields(name: str) -> dict[Field, str]:
        return {Field(found): text for found, text in raw.get(name, {}).items()}

    row = ParsedRow(sheet, number, raw=fields("cells"), letters=fields("letters"))
    row.rows, row.section = tuple(raw.get("rows", ())), raw.get("section", "")
    row.known_extra, row.proposals = dict(raw.get("extra", {})), fields("proposals")
    row.given = [_said(said) for said in raw.get("given", ())]
    row.lead_filled_from = "merged" if raw.get("merged") else "cell"
    return row


def parsed_of(row: ParsedRow) -> dict[str, Any]:
    """What the row means, by plain values; dates ISO."""
    found: dict[str, Any] = {name: getattr(row, name) for name in _TEXTS}
    return found | {
        "sources": list(row.sources),
        "kind_code": row.kind_code.value if row.kind_code else None,
        "coop": list(row.coop),
        "coop_codes": list(row.coop_codes),
        "due": _iso(row.due),
        "found_on": _iso(row.found_on),
        "measures": list(row.measures),
        "signoff": dict(row.signoff),
        "extra": dict(row.extra),
        "enters": row.enters.value if row.enters else None,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def sheet_of(sheet: SheetReading) -> dict[str, Any]:
    """What is shown of a sheet beside its rows."""
    return {
        "name": sheet.name,
        "as_of": _iso(sheet.as_of),
        "as_of_from": sheet.as_of_from,
        "rows": len(sheet.rows),
        "hidden": sheet.hidden,
        "columns": [
            {
                "index": read.index,
                "letter": read.letter,
                "head": read.head,
                "field": read.field.value if read.field else None,
                "label": LABELS[read.field] if read.field else "",
                "how": read.how,
            }
            for read in sheet.columns.values()
        ],
        "skipped": [
            {"row": skipped.row, "reason": skipped.reason, "text": skipped.text[:200]}
            for skipped in sheet.skipped
        ],
        "messages": [{"text": said.text, "level": said.level.value} for said in sheet.messages],
    }
