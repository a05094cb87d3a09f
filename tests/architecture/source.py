"""The repository as data: which files there are, what they say."""

import ast
import configparser
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "core",
    "journal",
    "accounts",
    "notifications",
    "campaign",
    "rectification",
    "dashboard",
    "integration",
)
DOMAIN = (
    "reminders",
    "services",
    "permissions",
    "selectors",
    "models",
    "querysets",
    "workflow",
    "hints",
    "columns",
    "lights",
    "validators",
    "enums",
)


def python_files(app: str) -> list[Path]:
    """The app's own modules, migrations left out."""
    return [path for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]


def all_python() -> list[Path]:
    """Every file of Python here: apps, settings, scripts, deployment, tests; no migrations."""
    places = (*APPS, "config", "scripts", "deploy", "tests")
    found = [path for place in places for path in python_files(place)]
    return [*found, ROOT / "manage.py"]


def domain_files() -> list[Path]:
    """Modules that hold rules and facts, in every app, packages included."""
    return [
        path
        for app in APPS
        for path in python_files(app)
        if path.relative_to(ROOT / app).parts[0].removesuffix(".py") in DOMAIN
    ]


def imported_names(path: Path) -> Iterator[str]:
    """Dotted names that a module imports: `from a import b` gives "a" and "a.b"."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def vocabulary(contract: str) -> set[str]:
    """The module names that a layers contract of .importlinter knows."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter", encoding="utf-8")
    layers = parser[f"importlinter:contract:{contract}"]["layers"]
    return set(re.findall(r"\((\w+)\)", layers))


def template_files() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
