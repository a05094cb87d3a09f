"""Pages of lists: filters in the URL, keyset pages, what is wrong said and left out."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django_filters import FilterSet

from accounts.models import Department
from campaign.filters import PARAMETER
from core.api.pagination import InvalidCursor, KeysetPagination
from core.forms import SpokenForm

PAGE_SIZE = 25


class FilterForm(SpokenForm):
    """The inputs above a list; their names are those of the set of filters."""

    q = forms.CharField(label="搜索", required=False, max_length=100)

    def __init__(self, data: Any, choices: dict[str, tuple[str, list[tuple[str, str]]]]) -> None:
        super().__init__(data)
        for name, (label, rows) in choices.items():
            self.fields[name] = forms.ChoiceField(
                label=label, required=False, choices=[("", "全部"), *rows]
            )
        self.order_fields([*choices, "q"])


def department_choices(departments: Iterable[Department]) -> list[tuple[str, str]]:
    """Departments in the order given (机构序列), by code."""
    return [(row.code, row.short_name) for row in departments]


class _Pages(KeysetPagination):
    def _limit(self, request: Any) -> int:
        return PAGE_SIZE


class _Wanting:
    """What paging asks of a request, with links that stay on this site."""

    def __init__(self, path: str, query: QueryDict) -> None:
        self.path, self.query_params = path, query

    def build_absolute_uri(self, path: str) -> str:
        return path


class _Order:
    def __init__(self, ordering: Sequence[str]) -> None:
        self.ordering = ordering


def listed(
    request: HttpRequest,
    rows: QuerySet,
    *,
    filters: type[FilterSet],
    ordering: Sequence[str],
    choices: dict[str, tuple[str, list[tuple[str, str]]]],
) -> dict[str, Any]:
    """The context of a list page: `form`, `found`, `next_url`, `previous_url`, `status`, `used`.

    A wrong condition is said beside its field and left out; the others still hold (422).
    """
    known = set(filters.base_filters)
    query = QueryDict(mutable=True)
    for name, values in request.GET.lists():
        if name in known or name == PARAMETER:
            query.setlist(name, [value for value in values if value and "\0" not in value])
    form = FilterForm({name: query.get(name, "") for name in query}, choices)
    form.is_valid()
    chosen = filters(query, rows)
    if not chosen.is_valid():
        for name, texts in chosen.errors.items():
            form.add_error(name if name in form.fields else None, [str(text) for text in texts])
            query.pop(name, None)
        chosen = filters(query, rows)
        chosen.is_valid()
    shown = {name for name in query if name in form.fields and query.get(name)}
    return {
        "form": form,
        "has_errors": bool(form.errors),
        "status": 422 if form.errors else 200,
        "used": len(shown),
        "hidden": [(n, v) for n in query if n not in form.fields for v in query.getlist(n)],
        **_page(request, chosen.qs, query, ordering),
    }


def _page(
    request: HttpRequest, rows: QuerySet, query: QueryDict, ordering: Sequence[str]
) -> dict[str, Any]:
    params = query.copy()
    if request.GET.get("cursor"):
        params["cursor"] = request.GET["cursor"]
    pages, order = _Pages(), _Order(ordering)
    try:
        found = pages.paginate_queryset(rows, _Wanting(request.path, params), order)
    except InvalidCursor:
        params.pop("cursor", None)
        found = pages.paginate_queryset(rows, _Wanting(request.path, params), order)
    links = pages.get_paginated_response([]).data
    return {"found": found, "next_url": links["next"], "previous_url": links["previous"]}
