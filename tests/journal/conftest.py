"""A folder of its own for the anchored head, and somebody who acts."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create(username="zhao", name="赵某甲")
