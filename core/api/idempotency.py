"""Idempotency-Key: a write that may be sent again without being done again."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.crypto import salted_hmac
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.problems import BadRequest
from core.services import Answer, claim_key, keep_answer

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
_KEPT_HEADERS = ("ETag", "Location")
_WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


class IdempotencyMixin:
    """For API views: with the header, the write and its answer are kept in one transaction.

    A repeat within 24 hours gets the same answer with `Idempotency-Replayed: true`; the same key
    with another request 422, while the first is being worked on 409. Refusals are not kept: they
    wrote nothing, and mending them must be possible under the same key.
    """

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Wrap the handler once it is known who calls."""
        super().initial(request, *args, **kwargs)
        key = request.headers.get(HEADER)
        name = (request.method or "").lower()
        if key is None or request.method not in _WRITING or not hasattr(self, name):
            return
        if not _KEY.fullmatch(key):
            raise BadRequest("Idempotency-Key 应为 1 到 255 个可见的英文字符。")
        setattr(self, name, _once(getattr(self, name), key))


def _once(handler: Callable[..., Response], key: str) -> Callable[..., Response]:
    def answer_once(request: Request, *args: Any, **kwargs: Any) -> Response:
        principal = f"user:{request.user.pk}"
        digest = _digest(request)
        with transaction.atomic():
            known = claim_key(principal=principal, key=key, request_hash=digest, at=clock.now())
            if known is not None:
                return _replay(known)
            response = handler(request, *args, **kwargs)
            keep_answer(principal=principal, key=key, answer=_answer(response))
            return response

    return answer_once


def _answer(response: Response) -> Answer:
    body = None if response.data is None else json.loads(JSONRenderer().render(response.data))
    headers = {name: response[name] for name in _KEPT_HEADERS if response.has_header(name)}
    return Answer(response.status_code, body, headers)


def _replay(answer: Answer) -> Response:
    return Response(answer.body, status=answer.status, headers={**answer.headers, REPLAYED: "true"})


def _digest(request: Request) -> str:
    """Return a keyed digest of the request: a body may hold a password, which must not leak."""
    content = [request.method, request.get_full_path(), _plain(request.data)]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    raw = text.encode("utf-8", "surrogatepass")
    return salted_hmac("core.api.idempotency", raw, algorithm="sha256").hexdigest()


def _plain(data: Any) -> Any:
    if hasattr(data, "lists"):
        return {name: [_plain(value) for value in values] for name, values in data.lists()}
    if isinstance(data, UploadedFile):
        digest = hashlib.sha256()
        for chunk in data.chunks():
            digest.update(chunk)
        data.seek(0)
        return [data.name, digest.hexdigest()]
    return dict(data) if isinstance(data, Mapping) else data
