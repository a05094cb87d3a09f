"""A tick leaves one row that says how it went, whatever it did."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import Error, connection
from django.test.utils import CaptureQueriesContext

from core import adapters, selectors, services
from core.models import Job, TickRun
from core.presenters import tick_line
from journal import services as journal

pytestmark = pytest.mark.django_db

AT = datetime(2025, 11, 20, 8, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def steps() -> Callable[[], datetime]:
    moments = iter([AT, AT + MINUTE])
    return lambda: next(moments)


def run(work: Callable[[], object]) -> object:
    return services.run_tick(name="x.tasks.y", work=work, now=steps())


def state(period: timedelta) -> selectors.TickState:
    return selectors.tick_states({"x.tasks.y": period})[0]


def test_a_run_is_noted_by_one_statement() -> None:
    run(lambda: 1)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert run(lambda: 7) == 7
    assert len(asked) == 1
    row = TickRun.objects.get()
    assert (row.started_at, row.ended_at, row.succeeded_at) == (AT, AT + MINUTE, AT + MINUTE)
    assert (row.result, row.error) == ("7", "")


def test_figures_are_kept_for_the_reader() -> None:
    run(lambda: {"delivered": 20, "failed": 0})
    assert TickRun.objects.get().result == "delivered 20, failed 0"
    assert tick_line(state(MINUTE), AT)["result"] == "送达 20，未送达 0"
    run(lambda: 7)
    assert tick_line(state(MINUTE), AT)["result"] == "7 条"


def test_an_error_is_noted_and_raised_and_the_last_success_stays() -> None:
    def broken() -> None:
        raise RuntimeError("first line\nsecret")

    run(lambda: 1)
    with pytest.raises(RuntimeError):
        services.run_tick(name="x.tasks.y", work=broken, now=lambda: AT + 2 * MINUTE)
    row = TickRun.objects.get()
    assert row.error == "RuntimeError: first line"
    assert row.succeeded_at == AT + MINUTE
    assert state(MINUTE).has_failed


def test_a_note_that_fails_does_not_undo_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object, **more: object) -> None:
        raise Error("gone")

    monkeypatch.setattr(TickRun.objects, "filter", away)
    assert run(lambda: 7) == 7


def test_a_tick_is_overdue_after_three_periods_and_a_minute() -> None:
    run(lambda: 1)
    tick = state(10 * MINUTE)
    ended = AT + MINUTE
    assert not tick.is_overdue(ended + 31 * MINUTE)
    assert tick.is_overdue(ended + 31 * MINUTE + timedelta(seconds=1))


def test_a_rare_tick_may_wait_for_its_first_run() -> None:
    assert state(MINUTE).is_overdue(AT)
    assert not state(60 * MINUTE).is_overdue(AT)


def test_waiting_rows_are_counted_from_the_oldest(settings: object) -> None:
    settings.JOB_KINDS = {"x": "builtins.print"}
    assert selectors.due_jobs(AT).waited(AT) == timedelta()
    for minutes in (4, 9):
        services.enqueue_job(kind="x", by=None, at=AT - minutes * MINUTE)
    due = selectors.due_jobs(AT)
    assert (due.count, due.waited(AT), due.is_late(AT)) == (2, 9 * MINUTE, True)
    Job.objects.filter(created_at__lt=AT - 5 * MINUTE).delete()
    assert not selectors.due_jobs(AT).is_late(AT)


def test_a_command_does_every_due_tick_without_a_broker(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = set(adapters.periods())
    call_command("run_ticks")
    assert set(TickRun.objects.values_list("name", flat=True)) == names
    capsys.readouterr()

    TickRun.objects.filter(name="journal.tasks.seal").update(started_at=AT)
    monkeypatch.setattr(journal, "seal", broken)
    with pytest.raises(CommandError, match="1 ticks failed"):
        call_command("run_ticks")
    said = capsys.readouterr()
    assert "journal.tasks.seal: RuntimeError" in said.err
    assert "core.tasks.forget_idempotency_keys" not in said.out  # not due for an hour


def broken(**_: object) -> None:
    raise RuntimeError("no")
