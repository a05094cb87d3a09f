"""The ground that every API of this house stands on: `from core.api.… import …`.

problems (RFC 9457 documents), parsers (strict JSON), fields and serializers (nothing unknown, no
number for a text), pagination (keyset cursors), preconditions (ETag, If-Match), idempotency
(Idempotency-Key), views (base classes that put it together), schema (OpenAPI).
"""
