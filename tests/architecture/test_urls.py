"""Every route has a name of its own, and no address ends with a slash."""

import re
from collections import Counter
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

NAME = re.compile(r"[a-z][a-z0-9_-]*")


def routes(resolver: URLResolver, path: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """(address, namespaced name) of every view."""
    for entry in resolver.url_patterns:
        here = path + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from routes(entry, here, inner)
        elif isinstance(entry, URLPattern):
            yield here, f"{space}{entry.name or ''}"


def test_every_route_is_named() -> None:
    wrong = [
        path for path, name in routes(get_resolver()) if not NAME.fullmatch(name.split(":")[-1])
    ]
    assert wrong == []


def test_no_two_routes_share_a_name() -> None:
    # DRF's routers name list and detail apart; one name may have several methods, never paths.
    paths = {(name, path) for path, name in routes(get_resolver())}
    twice = [name for name, count in Counter(name for name, _ in paths).items() if count > 1]
    assert twice == []


def test_no_address_ends_with_a_slash() -> None:
    assert [path for path, _ in routes(get_resolver()) if path.endswith(("/", "/$"))] == []
