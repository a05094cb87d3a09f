"""A person with a session, over real HTTP: cookies, the sign-in form, nothing else."""

import http.cookiejar
import re
import urllib.error
import urllib.request
from dataclasses import dataclass
from urllib.parse import urlencode

WITHIN = 20


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    kind: str
    text: str


class Browser:
    """Keeps its cookies; errors are answers too."""

    def __init__(self, base: str) -> None:
        self.base = base
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)

    def get(self, path: str) -> Answer:
        """GET; OSError when nobody listens."""
        return self._ask(path, None)

    def sign_in(self, username: str, password: str) -> None:
        """Through the form."""
        form = self.get("/login").text
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        assert found, form
        typed = {"csrfmiddlewaretoken": found[1], "username": username, "password": password}
        answer = self._ask("/login", urlencode(typed).encode())
        assert answer.status == 200, answer

    def _ask(self, path: str, body: bytes | None) -> Answer:
        request = urllib.request.Request(self.base + path, body)
        request.add_header("Referer", self.base + path)
        try:
            with self._opener.open(request, timeout=WITHIN) as response:
                return _answer(response)
        except urllib.error.HTTPError as error:
            with error:
                return _answer(error)


def _answer(response: urllib.error.HTTPError) -> Answer:
    kind = response.headers.get("Content-Type", "")
    return Answer(response.status, kind, response.read().decode("utf-8", "replace"))
