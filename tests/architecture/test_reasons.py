"""Whoever switches a check off says why, on the same line; whoever skips a test as well."""

import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import all_python

OFF = re.compile(r"#\s*(noqa|nosec|type:\s*ignore|pragma:\s*no cover)", re.IGNORECASE)
REASON = re.compile(r" - \S")
SKIPS = ("skip", "skipif", "xfail")
SKIP = re.compile(r"\bmark\.(?:skip|skipif|xfail)\b(?!\(.*reason=)|\bpytest\.(?:skip|xfail)\(\s*\)")


def unreasoned(path: Path) -> Iterator[str]:
    """Places where a check or a test is switched off without a word."""
    text = path.read_text(encoding="utf-8")
    if not (OFF.search(text) or SKIP.search(text)):
        return
    with path.open("rb") as file:
        tokens = list(tokenize.tokenize(file.readline))
    for token in tokens:
        if token.type == tokenize.COMMENT and OFF.search(token.string):
            if not REASON.search(token.string):
                yield f"{path}:{token.start[0]}: {token.string}"
        elif token.string in SKIPS and SKIP.search(token.line):
            yield f"{path}:{token.start[0]}: {token.line.strip()}"


def test_no_check_is_off_without_a_reason() -> None:
    assert [place for path in all_python() for place in unreasoned(path)] == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("x = 1  # noqa: F401", True),
        ("x = 1  # nosec B101", True),
        ("x = 1  # type: ignore[index]", True),
        ("x = 1  # noqa: F401 - said by the framework", False),
        ("x = '# noqa: F401'", False),
        ("@pytest.mark.skipif(WINDOWS)\ndef f(): ...", True),
        ("@pytest.mark.skipif(WINDOWS, reason='no signals there')\ndef f(): ...", False),
    ],
)
def test_what_counts_as_a_reason(tmp_path: Path, line: str, found: bool) -> None:
    path = tmp_path / "probe.py"
    path.write_text(line, encoding="utf-8")
    assert bool(list(unreasoned(path))) is found
