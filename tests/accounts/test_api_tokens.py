"""One's own tokens by REST: listed, revoked, never shown again."""

from datetime import timedelta

import pytest

from accounts.models import AccessToken
from accounts.services import issue_token
from core import clock
from journal.models import Entry
from tests.api import ApiClient
from tests.personas import City, city

__all__ = ["city"]
pytestmark = pytest.mark.django_db


def test_ones_own_are_listed_without_what_opens_the_door(city: City) -> None:
    plain = issue_token(user=city.officer, days=9, name="OA", by=city.officer, at=clock.now())
    old = clock.now() - timedelta(days=30)
    issue_token(user=city.officer, days=1, name="旧的", by=city.officer, at=old)
    client = ApiClient(city.officer)
    answer = client.get("tokens")
    rows = {row["name"]: row for row in answer.json()["results"]}
    assert rows["OA"]["is_valid"] and not rows["旧的"]["is_valid"]
    assert plain not in answer.content.decode() and "digest" not in rows["OA"]
    assert client.get(f"tokens/{rows['OA']['uid']}").json() == rows["OA"]
    assert "OA" not in ApiClient(city.stranger).get("tokens").content.decode()


def test_a_revoked_one_opens_nothing_and_is_journalled(city: City) -> None:
    plain = issue_token(user=city.officer, days=9, name="OA", by=city.officer, at=clock.now())
    token = AccessToken.objects.get(name="OA")
    other = ApiClient(None)
    other.headers["Authorization"] = f"Bearer {plain}"
    assert other.get("me").status_code == 200
    client = ApiClient(city.officer)
    assert client.delete(f"tokens/{token.uid}").status_code == 204
    assert other.get("me").status_code == 401
    assert Entry.objects.filter(type="org.token_revoked", subject_uid=token.uid).exists()
    assert client.delete(f"tokens/{token.uid}").status_code == 409


@pytest.mark.parametrize("name", ["stranger", "sys_admin", "sec_admin", "office_head"])
def test_somebody_elses_are_not_there(city: City, name: str) -> None:
    issue_token(user=city.officer, days=9, name="OA", by=city.officer, at=clock.now())
    token = AccessToken.objects.get(name="OA")
    client = ApiClient(city.people[name])
    assert client.get(f"tokens/{token.uid}").status_code == 404
    assert client.delete(f"tokens/{token.uid}").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_none_is_issued_here(city: City) -> None:
    client = ApiClient(city.officer)
    assert client.post("tokens", {"name": "x", "days": 1}).status_code == 405
