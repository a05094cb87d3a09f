"""Functions of forty lines at most, files of four hundred; whoever needs more says why here."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import ROOT, all_python

LONGEST_FUNCTION, LONGEST_FILE = 40, 400
LONG_FUNCTIONS = {
    "tests/journeys/test_by_api.py::test_an_item_goes_from_found_to_struck_off_by_http_alone": (
        "one story from the first request to the last; cut in two it would prove half of it"
    ),
}
LONG_FILES: dict[str, str] = {}
"""Migrations are left out: they are generated."""


def lengths(path: Path) -> Iterator[tuple[str, int]]:
    """Each function of a file with its lines, from `def` to the last, docstring included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            name = f"{path.relative_to(ROOT)}::{node.name}"
            yield name, node.end_lineno - node.lineno + 1


def test_functions_are_short() -> None:
    long = {
        name: lines
        for path in all_python()
        for name, lines in lengths(path)
        if lines > LONGEST_FUNCTION
    }
    assert {name: n for name, n in long.items() if name not in LONG_FUNCTIONS} == {}
    assert set(LONG_FUNCTIONS) <= set(long), "an exemption that nobody needs any more"


def test_files_are_short() -> None:
    lines = {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n")
        for path in all_python()
    }
    long = {name: n for name, n in lines.items() if n > LONGEST_FILE}
    assert {name: n for name, n in long.items() if name not in LONG_FILES} == {}
    assert set(LONG_FILES) <= set(long), "an exemption that nobody needs any more"
