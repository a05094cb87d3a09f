"""Evidence by REST: files and references, and who may fetch a file."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from rectification.models import Evidence, Item
from tests.api import ApiClient
from tests.factories import item_at
from tests.personas import City

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def item(city: City) -> Item:
    return item_at(city, "in_progress")


def form(file: Any, **changes: Any) -> dict[str, Any]:
    day = clock.local_date(clock.now()).isoformat()
    return {"evidence_class": "output", "dated_on": day, "file": file, **changes}


def pdf(name: str = "验收记录.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def files() -> int:
    if not default_storage.exists(""):
        return 0
    folders, _ = default_storage.listdir("")
    return sum(len(default_storage.listdir(folder)[1]) for folder in folders)


def test_a_file_is_kept_with_its_checksum_and_comes_back(city: City, item: Item) -> None:
    client = ApiClient(city.officer)
    added = client.form(f"items/{item.uid}/evidence", form(pdf(), is_institution_in_force="true"))
    assert added.status_code == 201, added.json()
    row = added.json()
    assert (row["file_name"], row["file_size"]) == ("验收记录.pdf", len(PDF))
    assert row["content_type"] == "application/pdf"
    assert row["is_institution_in_force"] is True
    assert len(row["sha256"]) == 64
    fetched = ApiClient(city.first_in_charge).get(row["file_url"])
    assert b"".join(fetched.streaming_content) == PDF
    assert fetched["Content-Type"] == "application/pdf"
    assert fetched["Content-Disposition"].startswith("attachment")
    assert fetched["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"items/{item.uid}/evidence").json()["results"][-1] == row


def test_a_file_is_there_for_those_who_read_the_item_whole(city: City, item: Item) -> None:
    added = ApiClient(city.officer).form(f"items/{item.uid}/evidence", form(pdf())).json()
    url = added["file_url"]
    assert ApiClient(city.stranger).get(url).status_code == 404
    assert ApiClient(None).get(url).status_code == 401
    Item.objects.filter(pk=item.pk).update(submitting_department=city.other)
    assert ApiClient(city.stranger).get(url).status_code == 404
    other = item_at(city, "in_progress")
    crossed = url.replace(str(item.uid), str(other.uid))
    assert ApiClient(city.officer).get(crossed).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("记录.exe", PDF, 415),
        ("记录.pdf", b"MZ\x90\x00" + b"\x00" * 100, 415),
        ("记录.pdf", b"", 422),
        ("记录.png", PDF, 415),
    ],
)
def test_a_wrong_file_leaves_nothing(
    city: City, item: Item, name: str, content: bytes, status: int
) -> None:
    before = files()
    answer = ApiClient(city.officer).form(f"items/{item.uid}/evidence", form(pdf(name, content)))
    assert answer.status_code == status, answer.json()
    assert answer.json()["errors"][0]["pointer"] == "/file"
    assert not Evidence.objects.filter(item=item).exists()
    assert files() == before


def test_a_refused_act_leaves_no_file(city: City, item: Item) -> None:
    before = files()
    early = (item.found_on - timedelta(days=1)).isoformat()
    late = ApiClient(city.officer).form(f"items/{item.uid}/evidence", form(pdf(), dated_on=early))
    assert (late.status_code, late.json()["errors"][0]["pointer"]) == (422, "/dated_on")
    denied = ApiClient(city.group_leader).form(f"items/{item.uid}/evidence", form(pdf()))
    assert denied.status_code == 403
    assert files() == before


def test_a_reference_needs_no_file(city: City, item: Item) -> None:
    client = ApiClient(city.officer)
    day = clock.local_date(clock.now()).isoformat()
    body = {"evidence_class": "outcome", "dated_on": day, "reference": "测温系统第7号"}
    added = client.post(f"items/{item.uid}/evidence", body)
    assert added.status_code == 201, added.json()
    assert (added.json()["title"], added.json()["file_url"]) == ("测温系统第7号", None)
    missing = client.get(f"items/{item.uid}/evidence/{added.json()['uid']}/file")
    assert missing.status_code == 404
    nothing = client.post(f"items/{item.uid}/evidence", body | {"reference": ""})
    assert nothing.json()["errors"][0]["pointer"] == "/reference"


def test_the_same_key_stores_one_file(city: City, item: Item) -> None:
    client = ApiClient(city.officer)
    before = files()
    client.headers["Idempotency-Key"] = "file-1"
    first = client.form(f"items/{item.uid}/evidence", form(pdf()))
    again = client.form(f"items/{item.uid}/evidence", form(pdf()))
    assert first.json() == again.json()
    assert Evidence.objects.filter(item=item).count() == 1
    assert files() == before + 1
