"""Sealing: numbers in commit order, a chain of hashes, the head in a file."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from journal import adapters, services, tasks
from journal.models import Entry, Seal, Unsealed

AT = datetime(2025, 11, 20, 8, 8, tzinfo=UTC)


def write(person: User, kind: str = "test.done") -> Entry:
    return services.record(type=kind, subject=person, by=person, at=AT)


def numbered() -> list[tuple[int, str]]:
    return list(Seal.objects.order_by("number").values_list("number", "entry__type"))


def test_seal_numbers_chains_and_anchors(person: User) -> None:
    for kind in ("test.a", "test.b"):
        write(person, kind)
    assert services.seal(at=AT) == 2
    write(person, "test.c")
    assert services.seal(at=AT) == 1
    assert numbered() == [(1, "test.a"), (2, "test.b"), (3, "test.c")]
    first, second, third = Seal.objects.order_by("number")
    assert (first.previous_hash, second.previous_hash) == ("0" * 64, first.hash)
    assert adapters.read_head() == adapters.Head(3, third.hash)
    assert not Unsealed.objects.exists()
    assert services.verify() == []


def test_seal_with_nothing_new_writes_nothing(
    person: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    write(person)
    services.seal(at=AT)
    with django_assert_num_queries(4 + (connection.vendor == "postgresql")):
        # exists; savepoint, (lock,) last seal, release
        assert services.seal(at=AT) == 0


def test_seal_goes_through_more_than_a_batch(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "BATCH", 7)
    for _ in range(20):
        write(person)
    assert services.seal(at=AT) == 20
    assert [number for number, _ in numbered()] == list(range(1, 21))
    assert services.verify() == []


def test_seal_task_and_commands_agree(person: User, capsys: pytest.CaptureFixture[str]) -> None:
    write(person)
    assert tasks.seal() == 1
    write(person)
    call_command("seal_journal")
    call_command("verify_journal")
    assert capsys.readouterr().out == "sealed 1\nverified 2, waiting 0, findings 0\n"


def test_seal_anchors_again_after_a_crash_before_the_file(person: User, data_dir: Path) -> None:
    write(person)
    services.seal(at=AT)
    (data_dir / "journal_head").unlink()
    assert [finding.kind for finding in services.verify()] == ["head_missing"]
    services.seal(at=AT)
    assert services.verify() == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_seal_never_skips_an_entry_that_commits_late(person: User) -> None:
    written, go_on = threading.Event(), threading.Event()

    def late() -> None:
        with transaction.atomic():
            write(person, "test.late")
            written.set()
            assert go_on.wait(10)
        connections.close_all()

    thread = threading.Thread(target=late)
    thread.start()
    assert written.wait(10)
    write(person, "test.early")
    assert services.seal(at=AT) == 1
    go_on.set()
    thread.join(10)
    assert services.seal(at=AT + timedelta(seconds=5)) == 1
    assert numbered() == [(1, "test.early"), (2, "test.late")]
    assert Entry.objects.get(type="test.late").pk < Entry.objects.get(type="test.early").pk
    assert services.verify() == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_seal_twice_at_once_numbers_each_entry_once(person: User) -> None:
    services.record_many(
        services.Fact(type="test.done", subject=person, by=person, at=AT) for _ in range(300)
    )
    sealed, start = [], threading.Barrier(4)

    def run() -> None:
        start.wait(10)
        sealed.append(services.seal(at=AT))
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sum(sealed) == 300
    assert [number for number, _ in numbered()] == list(range(1, 301))
    assert services.verify() == []


@pytest.mark.django_db(transaction=True)
def test_flush_empties_the_journal_and_leaves_the_triggers(person: User) -> None:
    write(person)
    services.seal(at=AT)
    call_command("flush", interactive=False, verbosity=0)
    assert not Entry.objects.exists()
    again = User.objects.create(username="zhao", name="赵某甲")
    write(again)
    assert Unsealed.objects.count() == 1
