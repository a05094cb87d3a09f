"""The floor: what the list would cost with nothing around it. Run by gunicorn like the product."""

import json
import os
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

import psycopg2

STATEMENT = """
SELECT i.uid::text, i.number, i.title, i.state, i.state_since, i.version, i.cycle, i.kind,
       i.due_on, i.original_due_on, i.effective_due_on, i.is_key, i.is_mass, i.is_sensitive,
       i.assigned_at, i.closed_at, i.last_progress, i.last_progress_at,
       t.name AS target, s.name AS source, d.code, d.name AS lead, d.short_name
FROM rectification_item i
JOIN campaign_target t ON t.id = i.target_id
JOIN campaign_source s ON s.id = i.first_source_id
JOIN accounts_department d ON d.id = i.lead_department_id
WHERE d.code = %s AND i.state = %s
ORDER BY i.effective_due_on, i.id LIMIT 50
"""
_local = threading.local()


def answer(lead: str, state: str) -> bytes:
    """Fifty rows as JSON: one statement, no rights, no HTTP."""
    connection = getattr(_local, "connection", None)
    if connection is None:
        connection = _local.connection = psycopg2.connect(os.environ["DATABASE_URL"])
        connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, (lead, state))
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return json.dumps({"results": rows}, ensure_ascii=False, default=str).encode()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """GET /?lead=002&state=in_progress"""
    asked = parse_qs(environ["QUERY_STRING"])
    body = answer(asked["lead"][0], asked["state"][0])
    head = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start_response("200 OK", head)
    return [body]
