"""The version on which a change was made: ETag out, If-Match or `version` in."""

import re
from collections.abc import Mapping

from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import FieldError, Invalid, PreconditionRequired

_ETAG = re.compile(r'(?:W/)?"(\d{1,9})"')


def etag(version: int) -> str:
    """Return the ETag of a version: "5" in quotes."""
    return f'"{version}"'


def with_etag(response: Response, version: int) -> Response:
    """Put the version on the response and return it."""
    response["ETag"] = etag(version)
    return response


def version_from_request(request: Request) -> int:
    """Return the version that the caller has seen, from If-Match or from `version` in the body.

    Raises PreconditionRequired (428) without one, Invalid (422) for a malformed one or for two
    that differ. `If-Match: *` names no version and counts as none.
    """
    header = _from_header(request.headers.get("If-Match", ""))
    body = _from_body(request.data)
    if header is None and body is None:
        raise PreconditionRequired()
    if header is not None and body is not None and header != body:
        raise _invalid("If-Match 与请求体中的 version 不一致，请只保留正确的一个。")
    return body if header is None else header


def _from_header(text: str) -> int | None:
    if text in ("", "*"):
        return None
    if found := _ETAG.fullmatch(text.strip()):
        return int(found[1])
    raise _invalid('If-Match 应为读取时返回的 ETag，例如 "5"。')


def _from_body(data: object) -> int | None:
    value = data.get("version") if isinstance(data, Mapping) else None
    if value is None:
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value) if hasattr(data, "getlist") else _refuse_text()
    if type(value) is int and 0 <= value < 10**9:
        return value
    raise _invalid("version 应为读取时返回的整数版本号。")


def _refuse_text() -> int:
    raise _invalid("version 应为整数，不带引号。")


def _invalid(sentence: str) -> Invalid:
    return Invalid(sentence, errors=[FieldError("/version", "invalid", sentence)])
