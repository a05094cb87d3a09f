"""Serializer fields of the ledger: rows by their words; the texts are core's."""

from campaign.api import directory
from core.api import rows
from core.api.rows import DayField, choice, day, flag, needed, words

__all__ = ["DayField", "RowField", "RowsField", "choice", "day", "flag", "needed", "words"]

_NAMES = {
    **directory.NAMES,
    "item": "事项（编号或 uid）",
    "measure": "措施（uid）",
    "part": "配合单位（编码）或配合记录（uid）",
    "clearance": "知悉记录（uid）",
}


class RowField(rows.RowField):
    """One row named by a word."""

    names = _NAMES


class RowsField(rows.RowsField):
    """Several rows, each once."""

    names = _NAMES
