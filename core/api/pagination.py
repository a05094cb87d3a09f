"""Keyset pagination: every page costs the same, and inserts shift nothing.

A cursor holds the values of the order's columns at the edge of the page, signed. The next page is
"rows after these values", which an index answers wherever the edge lies.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Field, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.errors import DomainError, FieldError

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
PARAMETERS = frozenset({"cursor", "limit", "total"})
_SALT = "core.api.pagination"


class InvalidCursor(DomainError):
    """The cursor is not one of ours for this order (400)."""

    code = "invalid_cursor"
    default_detail = "分页游标无效，请从第一页重新读取。"


class BadParameter(DomainError):
    """A paging parameter has a wrong value (400)."""

    code = "bad_request"


@dataclass(frozen=True)
class Column:
    """One column of an order; nulls come last in reading direction."""

    name: str
    descending: bool
    nullable: bool
    field: Field | None

    def order(self, backwards: bool) -> OrderBy | str:
        """Return what order_by takes; plain where there are no nulls, so that indexes fit."""
        descending = self.descending != backwards
        if not self.nullable:
            return f"-{self.name}" if descending else self.name
        nulls = {"nulls_first": True} if backwards else {"nulls_last": True}
        return F(self.name).desc(**nulls) if descending else F(self.name).asc(**nulls)

    def after(self, value: Any, backwards: bool) -> Q:
        """Return the rows whose value lies strictly beyond `value`."""
        if value is None:
            return Q(**{f"{self.name}__isnull": False}) if backwards else Q(pk__in=[])
        beyond = Q(**{f"{self.name}__{self._side(backwards)}": value})
        if self.nullable and not backwards:
            beyond |= Q(**{f"{self.name}__isnull": True})
        return beyond

    def not_before(self, value: Any, backwards: bool) -> Q:
        """Return the rows whose value equals `value` or lies beyond it, nulls left out."""
        return Q(**{f"{self.name}__{self._side(backwards)}e": value})

    def same(self, value: Any) -> Q:
        """Return the rows with this very value."""
        return Q(**{f"{self.name}__isnull": True} if value is None else {self.name: value})

    def _side(self, backwards: bool) -> str:
        return "lt" if self.descending != backwards else "gt"

    def value_of(self, row: Model | Mapping[str, Any]) -> Any:
        """Return the column's value of a row (an instance, or a dict of values())."""
        if isinstance(row, Mapping):
            return row[self.name]
        value: Any = row
        for step in self.name.split("__"):
            value = getattr(value, step, None)
        return value

    def to_cursor(self, value: Any) -> Any:
        """Return `value` as JSON keeps it exactly."""
        if value is None or isinstance(value, bool | int | str):
            return value
        return value.isoformat() if isinstance(value, date | datetime) else str(value)

    def from_cursor(self, value: Any) -> Any:
        """Return the value that `to_cursor` was given."""
        return value if value is None or self.field is None else self.field.to_python(value)


class KeysetPagination(BasePagination):
    """{results, next, previous[, total]} with `cursor`, `limit` ≤ 200 and `?total=1`.

    The order is the view's `get_ordering()` or `ordering`, a sequence of column names with "-" for
    descending, which ends with a unique column ("id" by default).
    """

    def paginate_queryset(
        self, queryset: QuerySet, request: Request, view: APIView | None = None
    ) -> list[Any]:
        """Return one page in reading order."""
        self.request = request
        self.limit = self._limit(request)
        self.columns = columns_of(queryset.model, _ordering(view))
        self.total = queryset.count() if self._wants_total(request) else None
        backwards, values = self._read_cursor(request)
        order = [column.order(backwards) for column in self.columns]
        rows: list[Any] = []
        for segment in self._segments(values, backwards):
            missing = self.limit + 1 - len(rows)
            if missing > 0:
                rows += queryset.filter(segment).order_by(*order)[:missing]
        more = len(rows) > self.limit
        rows = rows[: self.limit]
        self.page = rows[::-1] if backwards else rows
        self.has_next = bool(rows) and (more or backwards)
        self.has_previous = bool(rows) and (more if backwards else values is not None)
        return self.page

    def get_paginated_response(self, data: Any) -> Response:
        """Return the envelope, with the links as header too (RFC 8288)."""
        links = {
            "next": self._link(self.page[-1], "n") if self.has_next else None,
            "previous": self._link(self.page[0], "p") if self.has_previous else None,
        }
        body: dict[str, Any] = {"results": data, **links}
        if self.total is not None:
            body["total"] = self.total
        response = Response(body)
        header = ", ".join(
            f'<{url}>; rel="{"next" if name == "next" else "prev"}"'
            for name, url in links.items()
            if url
        )
        if header:
            response["Link"] = header
        return response

    def get_paginated_response_schema(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """Return the envelope for OpenAPI."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {
                "results": dict(schema),
                "next": {**link, "description": "下一页，没有则为 null"},
                "previous": {**link, "description": "上一页，没有则为 null"},
                "total": {"type": "integer", "description": "总数，仅在 total=1 时给出"},
            },
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """Return the parameters for OpenAPI."""
        return [
            _parameter("cursor", "上一次回答中 next 或 previous 带的游标", {"type": "string"}),
            _parameter(
                "limit",
                "每页条数",
                {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
            ),
            _parameter("total", "为 1 时给出总数", {"type": "string", "enum": ["0", "1"]}),
        ]

    def _limit(self, request: Request) -> int:
        text = request.query_params.get("limit", str(DEFAULT_LIMIT))
        if not (text.isascii() and text.isdigit() and len(text) < 4 and 0 < int(text) <= MAX_LIMIT):
            sentence = f"limit 应为 1 到 {MAX_LIMIT} 的整数。"
            raise BadParameter(sentence, errors=[FieldError("/limit", "invalid", sentence)])
        return int(text)

    def _wants_total(self, request: Request) -> bool:
        text = request.query_params.get("total", "0")
        if text not in ("0", "1"):
            sentence = "total 应为 0 或 1。"
            raise BadParameter(sentence, errors=[FieldError("/total", "invalid", sentence)])
        return text == "1"

    def _segments(self, values: Sequence[Any] | None, backwards: bool) -> list[Q]:
        """Return filters whose rows follow one another: one, or two where nulls are crossed.

        The first column's bound stands alone, so that an index starts there and not at row one.
        """
        if values is None:
            return [Q()]
        first, value = self.columns[0], values[0]
        tail = self._beyond(values, backwards)
        if not first.nullable:
            return [first.not_before(value, backwards) & tail]
        if value is None:
            nulls = first.same(None) & self._beyond(values, backwards, start=1)
            return [nulls, Q(**{f"{first.name}__isnull": False})] if backwards else [nulls]
        rest = [] if backwards else [first.same(None)]
        return [first.not_before(value, backwards) & tail, *rest]

    def _beyond(self, values: Sequence[Any], backwards: bool, start: int = 0) -> Q:
        found, same = Q(pk__in=[]), Q()
        for column, value in list(zip(self.columns, values, strict=True))[start:]:
            found |= same & column.after(value, backwards)
            same &= column.same(value)
        return found

    @property
    def _signature(self) -> str:
        return ",".join(f"{'-' * column.descending}{column.name}" for column in self.columns)

    def _link(self, row: Any, direction: str) -> str:
        values = [column.to_cursor(column.value_of(row)) for column in self.columns]
        cursor = signing.dumps([self._signature, direction, values], salt=_SALT)
        query = [
            (name, value)
            for name, several in self.request.query_params.lists()
            if name != "cursor"
            for value in several
        ]
        path = f"{self.request.path}?{urlencode([*query, ('cursor', cursor)])}"
        return self.request.build_absolute_uri(path)

    def _read_cursor(self, request: Request) -> tuple[bool, list[Any] | None]:
        text = request.query_params.get("cursor")
        if text is None:
            return False, None
        try:
            signature, direction, values = signing.loads(text, salt=_SALT)
            if signature != self._signature:
                raise InvalidCursor()
            pairs = zip(self.columns, values, strict=True)
            return direction == "p", [column.from_cursor(value) for column, value in pairs]
        except (signing.BadSignature, ValueError, TypeError, ValidationError):
            raise InvalidCursor() from None


def columns_of(model: type[Model], ordering: Sequence[str]) -> list[Column]:
    """Return the columns of an order over `model`; annotations count as never null."""
    columns = []
    for name in ordering:
        plain = name.lstrip("-")
        field, nullable = _resolve(model, plain)
        columns.append(Column(plain, name.startswith("-"), nullable, field))
    return columns


def _resolve(model: type[Model], path: str) -> tuple[Field | None, bool]:
    nullable, field = False, None
    current: type[Model] | None = model
    for step in path.split("__"):
        try:
            field = (current or model)._meta.get_field(step if step != "pk" else "id")
        except FieldDoesNotExist:
            return None, nullable
        nullable = nullable or getattr(field, "null", False)
        current = field.related_model
    return field, nullable


def _ordering(view: APIView | None) -> Sequence[str]:
    if view is not None and hasattr(view, "get_ordering"):
        return view.get_ordering()
    return getattr(view, "ordering", None) or ("id",)


def _parameter(name: str, description: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": dict(schema),
    }
