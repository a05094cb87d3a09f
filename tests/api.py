"""A client that speaks to the API as a program does: a token, JSON, versions."""

import json
from typing import Any

from django.test import Client

from accounts.models import User
from accounts.services import issue_token
from core.clock import now

BASE = "/api/v1"


class ApiClient:
    """Requests of one person with his own token; answers are Django responses."""

    def __init__(self, user: User | None) -> None:
        self.client = Client(raise_request_exception=True)
        self.headers: dict[str, str] = {}
        if user is not None:
            token = issue_token(user=user, days=1, by=user, at=now())
            self.headers["Authorization"] = f"Bearer {token}"

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """One request; `headers` by their names with underscores (If_Match='"3"')."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        kind = named.pop("Content-Type", "application/json")
        content = b"" if body is None else json.dumps(body).encode()
        url = path if path.startswith(("/", "http:")) else f"{BASE}/{path}"
        return self.client.generic(
            method, url, content, content_type=kind, headers=self.headers | named
        )

    def get(self, path: str, **headers: str) -> Any:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("POST", path, {} if body is None else body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self.call("PATCH", path, body, **headers)

    def delete(self, path: str) -> Any:
        return self.call("DELETE", path)

    def form(self, path: str, data: dict[str, Any]) -> Any:
        """One multipart form (a file among its values)."""
        return self.client.post(f"{BASE}/{path}", data, headers=self.headers)
