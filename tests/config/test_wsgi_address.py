"""Behind a proxy the address of a person is the one that the proxy saw."""

from typing import Any

import pytest

from config.wsgi import with_real_address


@pytest.mark.parametrize(
    ("headers", "seen"),
    [({"HTTP_X_REAL_IP": "192.0.2.7"}, "192.0.2.7"), ({}, "10.0.0.1")],
)
def test_the_address_that_the_application_sees(headers: dict[str, str], seen: str) -> None:
    def application(environ: dict[str, Any], start_response: object) -> list[bytes]:
        return [environ["REMOTE_ADDR"].encode()]

    answer = with_real_address(application)({"REMOTE_ADDR": "10.0.0.1", **headers}, lambda: None)
    assert list(answer) == [seen.encode()]
