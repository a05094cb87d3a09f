"""Query parameters of lists, for OpenAPI."""

from typing import Any

from django_filters import FilterSet
from django_filters.filters import ChoiceFilter, MultipleChoiceFilter
from drf_spectacular.utils import OpenApiParameter

from core.filters import DayFilter, FlagFilter, MomentFilter, WordFilter, WordsFilter

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
    if isinstance(one, MomentFilter):
        return {"type": "string", "format": "date-time"}
    if isinstance(one, DayFilter):
        return {"type": "string", "format": "date"}
    return {"type": "string", "maxLength": 100}


def names(name: str, known: frozenset[str], what: str) -> OpenApiParameter:
    """`?fields=` or `?expand=`: words between commas."""
    words = "、".join(sorted(known))
    return OpenApiParameter(name, {"type": "string"}, description=f"{what}，逗号分隔：{words}")


def filter_parameters(filters: type[FilterSet]) -> list[OpenApiParameter]:
    """The parameters of a set of filters, each with its shape."""
    return [
        OpenApiParameter(name, _schema(one), description=one.label or name)
        for name, one in filters.base_filters.items()
    ]
