"""Background jobs: each goes to one worker, none is lost, everything is told."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from core import services, tasks
from core.enums import JobState
from core.errors import Invalid
from core.models import Job

pytestmark = pytest.mark.urls("tests.core.door")

AT = datetime(2025, 11, 20, 8, 8, tzinfo=UTC)
LATER = AT + services.jobs.LEASE + timedelta(seconds=1)
Clock = Callable[[], datetime]


def fine(*, job: Job, now: Clock) -> services.JobResult:
    services.report_progress(job=job, done=1, at=now(), note="第1批")
    return services.JobResult({"url": "/items", "label": "看台账", "seen": job.payload["n"]})


def refused(*, job: Job, now: Clock) -> None:
    raise Invalid("第 3 行没有牵头单位。")


def broken(*, job: Job, now: Clock) -> None:
    raise RuntimeError("secret")


@pytest.fixture(autouse=True)
def kinds(settings: Settings) -> None:
    settings.JOB_KINDS = {
        name: f"tests.core.test_services_jobs.{name}" for name in ("fine", "refused", "broken")
    }


def enqueue(person: User, kind: str = "fine", **more: object) -> Job:
    fields = {"payload": {"n": 7}, "total": 2, "title": "导出台账"} | more
    return services.enqueue_job(kind=kind, by=person, at=AT, **fields)


def test_job_runs_and_leaves_its_result(person: User) -> None:
    job = enqueue(person)
    assert services.run_due(now=lambda: AT) == 1
    job.refresh_from_db()
    assert (job.state, job.done, job.note) == (JobState.DONE, 2, "第1批")
    assert job.result["seen"] == 7
    assert job.finished_at == AT
    assert job.lease is None
    assert services.run_due(now=lambda: AT) == 0


def test_job_that_is_refused_says_why(person: User) -> None:
    job = enqueue(person, "refused")
    services.run_due(now=lambda: AT)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "第 3 行没有牵头单位。")


def test_job_that_breaks_hides_why_and_stops_no_other(person: User) -> None:
    job, other = enqueue(person, "broken"), enqueue(person)
    assert services.run_due(now=lambda: AT) == 2
    job.refresh_from_db()
    other.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "secret" not in job.error
    assert other.state == JobState.DONE


@pytest.mark.django_db
def test_job_of_an_unknown_kind_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="JOB_KINDS"):
        services.enqueue_job(kind="unknown", by=None, at=AT)


def test_job_is_taken_over_when_its_lease_ran_out(person: User) -> None:
    enqueue(person)
    dead = services.claim_job(at=AT)
    assert services.claim_job(at=AT) is None
    heir = services.claim_job(at=LATER)
    assert heir.pk == dead.pk
    with pytest.raises(services.LeaseLost):
        services.report_progress(job=dead, done=1, at=LATER)
    with pytest.raises(services.LeaseLost):
        services.finish_job(job=dead, at=LATER)
    services.finish_job(job=heir, at=LATER)
    assert Job.objects.get().state == JobState.DONE


def test_job_that_kills_its_worker_is_given_up(person: User) -> None:
    enqueue(person)
    at = AT
    for _ in range(services.jobs.MAX_ATTEMPTS):
        assert services.claim_job(at=at) is not None
        at += services.jobs.LEASE + timedelta(seconds=1)
    assert services.claim_job(at=at) is None
    job = Job.objects.get()
    assert job.state == JobState.FAILED
    assert "中断 3 次" in job.error


def test_job_progress_prolongs_the_lease(person: User) -> None:
    enqueue(person)
    job = services.claim_job(at=AT)
    services.report_progress(job=job, done=1, total=10, at=AT + services.jobs.LEASE)
    assert services.claim_job(at=LATER) is None
    assert (Job.objects.get().done, Job.objects.get().total) == (1, 10)


def test_job_tick_and_command_run_what_is_due(
    person: User, capsys: pytest.CaptureFixture[str]
) -> None:
    enqueue(person)
    assert tasks.run_jobs() == 1
    enqueue(person)
    call_command("run_jobs")
    assert capsys.readouterr().out == "ran 1\n"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_jobs_are_shared_out_between_workers(person: User) -> None:
    for _ in range(40):
        enqueue(person)
    taken, start = [], threading.Barrier(4)

    def run() -> None:
        start.wait(10)
        while (job := services.claim_job(at=AT)) is not None:
            taken.append(job.pk)
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(taken) == len(set(taken)) == 40


def test_job_page_shows_its_creator_how_far_it_is(person: User, client: Client) -> None:
    job = enqueue(person)
    client.force_login(person)
    waiting = client.get(f"/jobs/{job.uid}").content.decode()
    assert "排队等候" in waiting
    assert '<noscript><meta http-equiv="refresh"' in waiting
    services.run_due(now=lambda: AT)
    over = client.get(f"/jobs/{job.uid}").content.decode()
    assert 'href="/items"' in over
    assert "refresh" not in over
    part = client.get(f"/jobs/{job.uid}", headers={"HX-Request": "true"}).content.decode()
    assert part.startswith("<section")


def test_job_page_is_for_its_creator_only(person: User, client: Client) -> None:
    job = enqueue(person)
    assert client.get(f"/jobs/{job.uid}").status_code == 302
    client.force_login(User.objects.create(username="qian", name="钱某乙"))
    assert client.get(f"/jobs/{job.uid}").status_code == 404
    assert client.get(f"/jobs/{job.uid}/file").status_code == 404
    assert client.get(f"/api/v1/jobs/{job.uid}").status_code == 404


def test_job_file_goes_to_its_creator(
    person: User, client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "x.xlsx").write_bytes(b"PK")
    job = enqueue(person)
    client.force_login(person)
    assert client.get(f"/jobs/{job.uid}/file").status_code == 404
    left = services.JobResult({"filename": "整改台账.xlsx"}, file="x.xlsx")
    services.finish_job(job=services.claim_job(at=AT), at=AT, result=left)
    response = client.get(f"/jobs/{job.uid}/file")
    assert b"".join(response.streaming_content) == b"PK"
    assert response["Content-Disposition"].startswith("attachment")
    assert f"/jobs/{job.uid}/file" in client.get(f"/jobs/{job.uid}").content.decode()


def test_job_api_answers_json(person: User, client: Client) -> None:
    job = enqueue(person)
    client.force_login(person)
    body = client.get(f"/api/v1/jobs/{job.uid}").json()
    assert (body["state"], body["total"]) == ("queued", 2)
