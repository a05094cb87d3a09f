"""OpenAPI: what every operation can answer besides success."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.openapi import AutoSchema

from core.api.problems import PROBLEM_JSON
from core.api.serializers import FIELDS_PARAMETER, ProblemSerializer

_ALWAYS = ("400", "401", "403", "406", "503")
_WRITING = ("409", "413", "415", "422")
_IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "24 小时内用同一键重发同一请求，得到同一回答，不会重复办理",
    "schema": {"type": "string", "maxLength": 255, "pattern": "^[!-~]{1,255}$"},
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": '读取时返回的 ETag（版本号），如 "5"；也可在请求体中给 version',
    "schema": {"type": "string"},
}


class ProblemAutoSchema(AutoSchema):
    """Adds problem documents and common headers to every operation.

    A view names the actions or methods that need a version in `versioned` (for 428 and If-Match),
    and further statuses that it refuses with in `refusals`.
    """

    def _get_response_bodies(self, direction: str = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        if direction != "response":
            return bodies
        for code in self._problem_codes():
            if code not in bodies:
                bodies[code] = self._get_response_for_code(
                    ProblemSerializer, code, media_types=[PROBLEM_JSON]
                )
        return bodies

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        """Return the operation with the headers that every write understands."""
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return operation
        parameters = operation.setdefault("parameters", [])
        known = {(one["name"], one["in"]) for one in parameters if "name" in one}
        for extra in self._extra_parameters():
            if (extra["name"], extra["in"]) not in known:
                parameters.append(extra)
        return operation

    def _writes(self) -> bool:
        return self.method in ("POST", "PUT", "PATCH", "DELETE")

    def _versioned(self) -> bool:
        names = set(getattr(self.view, "versioned", ()))
        return bool(names & {self.method, getattr(self.view, "action", None)})

    def _problem_codes(self) -> list[str]:
        codes = list(_ALWAYS)
        if "{" in self.path:
            codes.append("404")
        if self._writes():
            codes += _WRITING
        elif getattr(self.view, "filterset_class", None) is not None:
            codes.append("422")
        if self._versioned():
            codes.append("428")
        return codes + list(getattr(self.view, "refusals", ()))

    def _extra_parameters(self) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        if self._writes():
            found.append(_IDEMPOTENCY)
        if self._versioned():
            found.append(_IF_MATCH)
        return [*found, *self._fields_parameter()]

    def _fields_parameter(self) -> list[Mapping[str, Any]]:
        if self.method != "GET" or getattr(self.view, "serializer_class", None) is None:
            return []
        return [
            {
                "name": FIELDS_PARAMETER,
                "in": "query",
                "required": False,
                "description": "只返回这些字段，逗号分隔",
                "schema": {"type": "string"},
            }
        ]
