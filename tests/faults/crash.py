"""A process that dies at a chosen point of its work with the database, as by a kill -9.

Points are counted in the order in which they are reached: before every statement that writes,
before every COMMIT, after every COMMIT. The work runs in a fork, which ends by `os._exit`: nothing
is rolled back, closed or cleaned up by anybody but the database.
"""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import connection, connections

DIED, DONE, FAILED = 99, 0, 1
MOST_POINTS = 200
WRITES = ("INSERT", "UPDATE", "DELETE")
LONGEST_SECONDS = 30


class _Countdown:
    """Ends the process at point number `n`, counted from 0."""

    def __init__(self, n: int) -> None:
        self._left = n

    def point(self) -> None:
        if self._left == 0:
            os._exit(DIED)
        self._left -= 1

    def statement(self, execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        if sql.lstrip().upper().startswith(WRITES):
            self.point()
        return execute(sql, *more)

    def commits(self, commit: Callable[[], Any]) -> Callable[[], None]:
        def run() -> None:
            self.point()
            commit()
            self.point()

        return run


def dies_at(n: int, work: Callable[[], Any]) -> bool:
    """Do the work in a process that dies at point `n`; False when it was over before.

    AssertionError when the work itself failed. The caller's connection is closed.
    """
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        code = FAILED
        try:
            signal.alarm(LONGEST_SECONDS)
            counted = _Countdown(n)
            connection._commit = counted.commits(connection._commit)
            with connection.execute_wrapper(counted.statement):
                work()
            code = DONE
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (DIED, DONE), f"the work ended with {code}"
    return code == DIED


def crashes(work: Callable[[], Any]) -> Iterator[int]:
    """Let the work die at one point after the other, from its beginning each time.

    Yields after each death, for the caller to look; ends when the work came to its end.
    """
    for n in range(MOST_POINTS):
        if not dies_at(n, work):
            return
        yield n
    raise AssertionError(f"the work did not end within {MOST_POINTS} points")


def at_once(works: Sequence[Callable[[], Any]]) -> None:
    """Do all the works at the same time, each in a process of its own; all must end well."""
    connections.close_all()
    reading, writing = os.pipe()
    children = []
    for work in works:
        pid = os.fork()
        if pid == 0:
            code = FAILED
            try:
                signal.alarm(LONGEST_SECONDS)
                os.close(writing)
                os.read(reading, 1)  # until the caller closes the other end
                work()
                code = DONE
            finally:
                os._exit(code)
        children.append(pid)
    os.close(writing)
    os.close(reading)
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children]
    assert codes == [DONE] * len(works)
