"""Every error of the API is a problem document (RFC 9457) with a code and a Chinese sentence."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
    ValidationError,
)
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from core.errors import (
    ERROR_CATALOGUE,
    Conflict,
    Denied,
    DomainError,
    FieldError,
    Invalid,
    NotFound,
    StorageFull,
    TooLarge,
    Unavailable,
    Unsupported,
    is_storage_full,
)

logger = logging.getLogger(__name__)

PROBLEM_JSON = "application/problem+json"
API_PREFIX = "/api/"
ERRORS_URL = "/api/v1/errors/"
RETRY_AFTER = "2"


class BadRequest(DomainError):
    """The request breaks a rule of the protocol (400)."""

    code = "bad_request"
    default_detail = "请求不符合要求，请核对后重发。"


class InternalError(DomainError):
    """Something unforeseen (500)."""

    status = 500
    code = "internal_error"
    default_detail = "系统出现意外错误，已记录。请稍后重试；仍有问题时请联系管理员。"


class Unauthenticated(DomainError):
    """Nobody has said who he is (401)."""

    status = 401
    code = "not_authenticated"
    default_detail = "尚未登录，或登录已过期。请登录，或带上有效令牌后重试。"


def is_api(request: HttpRequest) -> bool:
    """Return whether the path belongs to the API (its errors are documents, not pages)."""
    return request.path.startswith(API_PREFIX)


def problem(
    status: int,
    code: str,
    detail: str,
    instance: str,
    errors: Sequence[FieldError] = (),
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the document; `extra` adds members and can't replace the standard ones."""
    known = ERROR_CATALOGUE.get(code)
    return {
        **(extra or {}),
        "type": ERRORS_URL + code,
        "title": known.title if known else HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "instance": instance,
        "errors": [row.as_dict() for row in errors],
    }


def api_problem(
    request: HttpRequest,
    status: int,
    code: str,
    detail: str,
    errors: Sequence[FieldError] = (),
    extra: Mapping[str, Any] | None = None,
) -> JsonResponse:
    """Return the document as a response outside DRF (unknown paths, middleware)."""
    return JsonResponse(
        problem(status, code, detail, request.path, errors, extra),
        status=status,
        content_type=PROBLEM_JSON,
        json_dumps_params={"ensure_ascii": False},
    )


def problem_exception_handler(error: Exception, context: Mapping[str, Any]) -> Response:
    """Answer any exception of an API view; settings.REST_FRAMEWORK["EXCEPTION_HANDLER"]."""
    request = context.get("request")
    refusal = as_refusal(error)
    if refusal.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.error("%s %s", getattr(request, "method", ""), refusal.code, exc_info=error)
    set_rollback()
    response = Response(
        problem(
            refusal.status,
            refusal.code,
            refusal.detail,
            getattr(request, "path", ""),
            refusal.errors,
            refusal.extra(),
        ),
        status=refusal.status,
        content_type=PROBLEM_JSON,
    )
    for name, value in _headers(error, refusal).items():
        response[name] = value
    return response


def as_refusal(error: Exception) -> DomainError:
    """Return `error` as a refusal: code, status and the sentence to be read."""
    if isinstance(error, DomainError):
        return error
    if isinstance(error, exceptions.APIException):
        return _from_drf(error)
    if isinstance(error, ValidationError):
        return _from_django(error)
    for kinds, made in _PLAIN:
        if isinstance(error, kinds):
            return made()
    return StorageFull() if is_storage_full(error) else InternalError()


def _conflict() -> DomainError:
    return Conflict("与已有内容冲突，请刷新后核对再提交。", code="conflict")


_PLAIN: tuple[tuple[Any, Any], ...] = (
    (Http404, NotFound),
    (PermissionDenied, Denied),
    ((RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent), TooLarge),
    (SuspiciousOperation, BadRequest),
    ((OperationalError, InterfaceError), Unavailable),
    (IntegrityError, _conflict),
    (DataError, Invalid),
)


def _headers(error: Exception, refusal: DomainError) -> dict[str, str]:
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        return {"WWW-Authenticate": 'Bearer realm="api"'}
    if refusal.status == HTTPStatus.SERVICE_UNAVAILABLE:
        return {"Retry-After": RETRY_AFTER}
    wait = getattr(error, "wait", None)
    return {"Retry-After": str(int(wait) + 1)} if wait else {}


def _from_drf(error: exceptions.APIException) -> DomainError:
    """DRF's own exceptions; its sentences stay only where ours could say no more."""
    match error:
        case exceptions.ValidationError():
            return _from_fields(error.detail)
        case exceptions.AuthenticationFailed():
            refusal = Unauthenticated(str(error.detail), code="authentication_failed")
        case exceptions.NotAuthenticated():
            refusal = Unauthenticated()
        case exceptions.PermissionDenied() if str(error.detail).startswith("CSRF"):
            refusal = Denied("页面已失效，请刷新后重新提交。", code="csrf_failed")
        case exceptions.PermissionDenied():
            default = str(exceptions.PermissionDenied.default_detail)
            detail = str(error.detail)
            refusal = Denied("" if detail == default else detail)
        case exceptions.NotFound():
            refusal = NotFound()
        case exceptions.ParseError():
            refusal = BadRequest(f"请求体无法解析：{error.detail}", code="parse_error")
        case exceptions.UnsupportedMediaType():
            refusal = Unsupported("不支持这种内容类型，请使用 application/json。")
        case _:
            refusal = _other(error)
    return refusal


def _other(error: exceptions.APIException) -> DomainError:
    code = {405: "method_not_allowed", 406: "not_acceptable", 429: "throttled"}.get(
        error.status_code, "bad_request"
    )
    known = ERROR_CATALOGUE[code]
    refusal = DomainError(known.explanation_zh, code)
    refusal.status = error.status_code
    return refusal


def _from_django(error: ValidationError) -> DomainError:
    if hasattr(error, "error_dict"):
        fields = {
            "" if name == "__all__" else name: [str(text) for text in texts]
            for name, texts in error.message_dict.items()
        }
        return Invalid.of(fields)
    return Invalid.of({"": [str(text) for text in error.messages]})


def _from_fields(detail: Any) -> DomainError:
    rows = list(_flatten(detail, ""))
    unknown = [row for row in rows if row.code in ("unknown_field", "unknown_parameter")]
    if unknown:
        return BadRequest(_sentence(unknown), code=unknown[0].code, errors=rows)
    return Invalid(_sentence(rows), errors=rows)


def _sentence(rows: Sequence[FieldError]) -> str:
    named = [f"{row.field}：{row.detail}" if row.field else row.detail for row in rows[:5]]
    more = f"等 {len(rows)} 处" if len(rows) > 5 else ""
    return "；".join(text.rstrip("。") for text in named) + more + "。"


def _flatten(detail: Any, pointer: str) -> list[FieldError]:
    if isinstance(detail, Mapping):
        rows: list[FieldError] = []
        for name, inner in detail.items():
            own = name in ("non_field_errors", "detail")
            step = str(name).replace("~", "~0").replace("/", "~1")
            rows += _flatten(inner, pointer if own else f"{pointer}/{step}")
        return rows
    if isinstance(detail, list):
        rows = []
        for number, inner in enumerate(detail):
            leaf = isinstance(inner, str)
            rows += _flatten(inner, pointer if leaf else f"{pointer}/{number}")
        return rows
    return [FieldError(pointer, getattr(detail, "code", None) or "invalid", str(detail))]
