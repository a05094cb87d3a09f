"""Who knocks at the doors of these tests."""

from collections.abc import Iterator

import pytest
from rest_framework.test import APIClient

from accounts.models import User


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create(username="zhao", name="赵某甲")


@pytest.fixture
def api(person: User) -> Iterator[APIClient]:
    client = APIClient(raise_request_exception=False)
    client.force_authenticate(person)
    return client
