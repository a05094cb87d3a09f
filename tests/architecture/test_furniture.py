"""Every app holds the modules of the closed vocabulary and nothing else."""

import pytest

from tests.architecture.source import APPS, ROOT, vocabulary

FOLDERS_WITHOUT_CODE = {"migrations", "presets", "__pycache__"}


@pytest.mark.parametrize("app", APPS)
def test_an_app_holds_known_modules_only(app: str) -> None:
    known = vocabulary("core" if app == "core" else "furniture")
    present = {path.name.removesuffix(".py") for path in (ROOT / app).iterdir()}
    assert present - known - FOLDERS_WITHOUT_CODE - {"__init__"} == set()


def test_the_two_vocabularies_are_read() -> None:
    assert {"services", "models", "views"} <= vocabulary("furniture")
    assert {"clock", "errors", "workdays"} <= vocabulary("core")
