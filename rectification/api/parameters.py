"""Query parameters of the ledger's lists, for OpenAPI."""

from typing import Any

from django_filters.filters import ChoiceFilter, MultipleChoiceFilter
from drf_spectacular.utils import OpenApiParameter

from rectification.api.shapes import ROW_EXPANSIONS, ROW_FIELDS
from rectification.filters import DayFilter, FlagFilter, ItemFilter, WordFilter, WordsFilter

ORDERS: dict[str, tuple[str, ...]] = {
    "due": ("effective_due_on", "id"),
    "-due": ("-effective_due_on", "-id"),
    "number": ("number", "id"),
    "-number": ("-number", "-id"),
    "created": ("id",),
    "-created": ("-id",),
    "changed": ("state_since", "id"),
    "-changed": ("-state_since", "-id"),
}
DEFAULT_ORDER = "due"
_WORD = {"type": "string", "maxLength": 64}


def _choices(one: Any) -> list[str]:
    return [value for value, _ in one.extra["choices"]]


def _schema(one: Any) -> dict[str, Any]:
    if isinstance(one, MultipleChoiceFilter):
        return {"type": "array", "items": {"type": "string", "enum": _choices(one)}}
    if isinstance(one, ChoiceFilter):
        return {"type": "string", "enum": _choices(one)}
    if isinstance(one, WordsFilter):
        return {"type": "array", "maxItems": 50, "items": _WORD}
    if isinstance(one, WordFilter):
        return _WORD
    if isinstance(one, FlagFilter):
        return {"type": "string", "enum": ["1", "0", "true", "false"]}
    if isinstance(one, DayFilter):
        return {"type": "string", "format": "date"}
    return {"type": "string", "maxLength": 100}


def names(name: str, known: frozenset[str], what: str) -> OpenApiParameter:
    """`?fields=` or `?expand=`: words between commas."""
    words = "、".join(sorted(known))
    return OpenApiParameter(name, {"type": "string"}, description=f"{what}，逗号分隔：{words}")


FILTERS = [
    OpenApiParameter(name, _schema(one), description=one.label or name)
    for name, one in ItemFilter.base_filters.items()
]
LIST = [
    *FILTERS,
    OpenApiParameter("order", {"type": "string", "enum": list(ORDERS)}, description="排序"),
    names("fields", ROW_FIELDS, "只返回这些字段"),
    names("expand", ROW_EXPANSIONS, "展开"),
]
