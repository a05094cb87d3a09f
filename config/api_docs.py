"""The API's own description: the OpenAPI document, and a page made from it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.views import StrictAPIView

PREFIX = "/api/v1/"
METHODS = ("get", "post", "put", "patch", "delete")
GROUPS = {
    "items": "整改事项",
    "actions": "事项的办理",
    "saved-views": "已存筛选",
    "imports": "台账导入",
    "supervision": "督办",
    "departments": "单位",
    "people": "人员",
    "posts": "任职",
    "campaigns": "主题教育",
    "study": "学习教育",
    "research": "调查研究",
    "meetings": "会议",
    "problems": "检视问题",
    "tasks": "任务和目标",
    "opinions": "群众意见",
    "handovers": "交接单",
    "workdays": "休息日",
    "messages": "消息",
    "jobs": "后台任务",
}


@dataclass(frozen=True)
class Row:
    """A parameter or a member of a body."""

    name: str
    kind: str
    needed: bool
    text: str


@dataclass(frozen=True)
class Endpoint:
    """One operation as the page shows it."""

    anchor: str
    method: str
    path: str
    summary: str
    text: str
    parameters: tuple[Row, ...]
    body_type: str
    body: tuple[Row, ...]
    answers: str


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The OpenAPI document: the routes do not change while a process lives."""
    return SchemaGenerator().get_schema(request=None, public=True)


class SchemaView(StrictAPIView):
    """GET /api/v1/schema: OpenAPI 3.1 as JSON, for everybody; it holds no data."""

    permission_classes = [AllowAny]
    authentication_classes = []
    renderer_classes = [OpenApiJsonRenderer]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        return Response(document())


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The page for people who write programs against the API."""
    return render(request, "core/api_docs.html", {"groups": _groups(), "prefix": PREFIX})


@lru_cache(maxsize=1)
def _groups() -> list[tuple[str, list[Endpoint]]]:
    found: dict[str, list[Endpoint]] = {}
    for path, operations in document()["paths"].items():
        for method in METHODS:
            if method in operations:
                operation = operations[method]
                tag = (operation.get("tags") or ["其他"])[0]
                found.setdefault(tag, []).append(_endpoint(path, method, operation))
    order = list(GROUPS)
    tags = sorted(found, key=lambda tag: (order.index(tag) if tag in order else 99, tag))
    return [(GROUPS.get(tag, tag), found[tag]) for tag in tags]


def _endpoint(path: str, method: str, operation: dict[str, Any]) -> Endpoint:
    content = operation.get("requestBody", {}).get("content", {})
    kind = next(iter(content), "")
    schema = content.get(kind, {}).get("schema", {})
    parameters = [row for row in operation.get("parameters", ()) if row["in"] != "path"]
    return Endpoint(
        anchor=operation["operationId"],
        method=method.upper(),
        path=path.removeprefix(PREFIX),
        summary=operation.get("summary", ""),
        text=operation.get("description", ""),
        parameters=tuple(_parameter(row) for row in parameters),
        body_type="、".join(content),
        body=tuple(_members(schema)),
        answers="、".join(sorted(operation.get("responses", {}))),
    )


def _parameter(row: dict[str, Any]) -> Row:
    needed = bool(row.get("required"))
    return Row(row["name"], _kind(row.get("schema", {})), needed, row.get("description", ""))


def _members(schema: dict[str, Any], before: str = "", depth: int = 0) -> list[Row]:
    """The members of a body, those of nested objects behind a dot."""
    whole = _resolved(schema)
    rows: list[Row] = []
    for name, inner in whole.get("properties", {}).items():
        needed = name in whole.get("required", ())
        rows.append(Row(f"{before}{name}", _kind(inner), needed, inner.get("description", "")))
        nested = _resolved(inner.get("items", inner))
        if depth < 2 and nested.get("properties"):
            step = "[]." if "items" in inner else "."
            rows += _members(nested, f"{before}{name}{step}", depth + 1)
    return rows


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    if "allOf" in schema:
        return _resolved(schema["allOf"][0])
    reference = schema.get("$ref", "")
    if not reference:
        return schema
    return document()["components"]["schemas"][reference.rpartition("/")[2]]


def _kind(schema: dict[str, Any]) -> str:
    """A type in words: the choices where there are some."""
    several = schema.get("oneOf") or schema.get("anyOf")
    if several:
        return " | ".join(dict.fromkeys(_kind(one) for one in several))
    whole = _resolved(schema)
    if "enum" in whole:
        return " | ".join("空" if value in ("", None) else str(value) for value in whole["enum"])
    kind = whole.get("type", "object")
    kinds = [kind] if isinstance(kind, str) else kind
    if "array" in kinds:
        return f"[{_kind(whole.get('items', {}))}]"
    words = "/".join(word for word in kinds if word != "null")
    return f"{words} ({whole['format']})" if whole.get("format") else words
