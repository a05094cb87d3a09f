"""What import-linter can't see: parts of Django that rules and facts must not know."""

import ast
from pathlib import Path

import pytest

from tests.architecture.source import APPS, ROOT, domain_files, imported_names, python_files

WEB = ("django.http", "django.shortcuts", "django.contrib.messages", "django.views")
SIGNALS = (
    "django.dispatch",
    "django.db.models.signals",
    "django.core.signals",
    "django.contrib.auth.signals",
    "django.db.backends.signals",
)


def offences(paths: list[Path], banned: tuple[str, ...]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in paths
        for name in imported_names(path)
        if any(name == word or name.startswith(f"{word}.") for word in banned)
    ]


def test_domain_modules_know_no_request_and_no_page() -> None:
    assert domain_files()
    assert offences(domain_files(), WEB) == []


@pytest.mark.parametrize("app", APPS)
def test_the_clock_is_asked_through_its_module(app: str) -> None:
    """`from core.clock import now` would keep whatever clock was there when the module was loaded:
    a door asks `clock.now()`. What is below the doors takes `at=`."""
    assert offences(python_files(app), ("core.clock.now",)) == []
    below = [path for path in domain_files() if path.relative_to(ROOT).parts[0] == app]
    calls = [
        f"{path.relative_to(ROOT)}:{node.lineno} asks the clock"
        for path in below
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr == "now"
        and isinstance(node.value, ast.Name)
        and node.value.id in {"clock", "timezone", "datetime"}
    ]
    assert calls == []


@pytest.mark.parametrize("app", APPS)
def test_nothing_happens_at_a_distance(app: str) -> None:
    assert offences(python_files(app), SIGNALS) == []


@pytest.mark.parametrize("app", APPS)
def test_models_neither_override_save_nor_order_themselves(app: str) -> None:
    found = []
    for path in python_files(app):
        if "models" not in path.relative_to(ROOT).parts[1]:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"}:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} def {node.name}")
            if isinstance(node, ast.ClassDef) and node.name == "Meta":
                found += [
                    f"{path.relative_to(ROOT)}:{child.lineno} Meta.ordering"
                    for child in node.body
                    if isinstance(child, ast.Assign)
                    and any(isinstance(t, ast.Name) and t.id == "ordering" for t in child.targets)
                ]
    assert found == []
