"""Strict bodies: JSON that means one thing only."""

import json
import re
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from core.errors import TooLarge

MAX_DEPTH = 32
_SURROGATE = re.compile("[\ud800-\udfff]")


class StrictJSONParser(BaseParser):
    """application/json in UTF-8, refused where two readers could read two things.

    Refuses duplicate keys, NaN and Infinity, NUL, lone surrogates, more than 32 levels (400) and
    bodies over settings.DATA_UPLOAD_MAX_MEMORY_SIZE (413). See RFC 8259 §4 and RFC 7493 (I-JSON).
    """

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the value; ParseError or TooLarge."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise TooLarge(f"请求体超过 {limit // 1024 // 1024} MB，请拆分后重发。")
        return loads(raw)


def loads(raw: bytes) -> Any:
    """Return the value of strict JSON; ParseError says what is wrong."""
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_no_duplicates,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
    except UnicodeDecodeError:
        raise ParseError("编码不是 UTF-8") from None
    except RecursionError:
        raise ParseError("嵌套过深") from None
    except json.JSONDecodeError as error:
        raise ParseError(f"第 {error.lineno} 行第 {error.colno} 列不是合法的 JSON") from None
    except ValueError:
        raise ParseError("数字过长") from None
    _check(value, 0)
    return value


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ParseError("同一对象中有重复的键")
    return found


def _no_constant(text: str) -> None:
    raise ParseError(f"不接受 {text}")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ParseError("数字超出范围")
    return number


def _check(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ParseError("嵌套过深")
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check_text(key)
            _check(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, depth + 1)


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise ParseError("含有控制字符 NUL")
    if _SURROGATE.search(text):
        raise ParseError("含有不成对的代理字符")


class MergePatchParser(StrictJSONParser):
    """application/merge-patch+json (RFC 7396): the same JSON, members that are null are emptied."""

    media_type = "application/merge-patch+json"
