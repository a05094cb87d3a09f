"""No room for an upload: a sentence for the user, no row, no file, and all is well afterwards.

The limit on a file's size that the system sets (RLIMIT_FSIZE) stands in for the full disk: the same
call fails, half way through the file.
"""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core import services
from core.enums import JobState
from core.models import Job
from rectification.enums import State
from rectification.models import Evidence, Item
from tests.factories import item_at
from tests.personas import City, at
from tests.personas import city as city
from tests.rectification.pages import act_path, browser_of, item_path, stop_clock

pytestmark = pytest.mark.django_db

ROOM = 8 * 1024 * 1024
LARGE = b"%PDF-1.4\n" + b"0" * (12 * 1024 * 1024) + b"\n%%EOF\n"
SENTENCE = "服务器存储空间不足"


@pytest.fixture
def item(city: City, monkeypatch: pytest.MonkeyPatch) -> Item:
    stop_clock(monkeypatch)
    return item_at(city, State.IN_PROGRESS)


@contextmanager
def full_disk() -> Iterator[None]:
    """Files of this process stay below ROOM."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def stored() -> list[Path]:
    return [path for path in Path(settings.UPLOADS_DIR).rglob("*") if path.is_file()]


def typed() -> dict[str, object]:
    return {
        "evidence_class": "output",
        "title": "",
        "dated_on": "2019-10-14",
        "file": SimpleUploadedFile("打压试验记录.pdf", LARGE),
    }


def send(client: Client, path: str) -> tuple[int, str]:
    client.raise_request_exception = False
    answer = client.post(path, typed())
    return answer.status_code, answer.content.decode()


def test_a_page_says_so_and_keeps_nothing(city: City, item: Item, settings: object) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * len(LARGE)
    before = stored()
    with full_disk():
        status, text = send(browser_of(city.officer), act_path(item, "add-evidence"))
    assert status == 503
    assert SENTENCE in text
    assert stored() == before
    assert not Evidence.objects.filter(item=item).exists()
    assert send(browser_of(city.officer), act_path(item, "add-evidence"))[0] == 303


def test_the_api_answers_a_problem(city: City, item: Item, settings: object) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * len(LARGE)
    before = stored()
    with full_disk():
        client = browser_of(city.officer)
        answer = client.post(f"/api/v1{item_path(item)}/evidence", typed())
    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "storage_full"
    assert stored() == before
    assert not Evidence.objects.filter(item=item).exists()


def write_much(*, job: Job, now: object) -> None:
    with (Path(settings.DATA_DIR) / "much").open("wb") as file:
        file.write(LARGE)


def test_a_background_job_ends_with_the_sentence(city: City, settings: object) -> None:
    settings.JOB_KINDS = {"much": "tests.faults.test_disk_full.write_much"}
    job = services.enqueue_job(kind="much", by=city.officer, at=at())
    with full_disk():
        services.run_due(now=at)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert SENTENCE in job.error
