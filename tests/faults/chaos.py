"""Faults in an order that a seed fixes: what is killed, frozen, cut off, and for how long."""

import itertools
import random
import signal
import time
from collections import Counter
from collections.abc import Callable

from tests.faults import warrants
from tests.faults.stack import Program, Stack

AMID_WRITES = "worker killed amid its writes"


class Chaos:
    """Does one fault after another to a stack; `done` counts them by kind."""

    def __init__(self, stack: Stack, seed: int, *, longest: float = 2.0) -> None:
        self.stack = stack
        self.done: Counter[str] = Counter()
        self._random = random.Random(seed)
        self._longest = longest
        self._numbers = itertools.count()
        self._writes = itertools.cycle((1, 3, 0, 2, 5, 1, 4, 8))
        self._kinds: list[tuple[str, int, Callable[[], None]]] = [
            ("worker killed", 5, self._kill_worker),
            ("process of a worker's pool killed", 4, self._kill_child),
            ("worker frozen", 2, self._freeze_worker),
            ("beat killed", 2, self._kill_beat),
            ("beat frozen", 1, self._freeze_beat),
        ]
        if stack.postgres is not None:
            self._kinds += [
                ("PostgreSQL crashed", 3, self._crash_database),
                ("Redis killed", 2, self._kill_redis),
                ("Redis frozen", 2, self._freeze_redis),
            ]
        else:
            self._kinds.append(("queue of files emptied", 2, self._empty_queue))

    @property
    def kinds(self) -> list[str]:
        """Every fault that this stack can have."""
        return [name for name, _, _ in self._kinds]

    def fault(self, name: str = "") -> None:
        """One fault, of the kind named or of any; it is over when this returns."""
        weights = [weight for _, weight, _ in self._kinds]
        names = self.kinds
        chosen = name or self._random.choices(names, weights)[0]
        dict(zip(names, (do for _, _, do in self._kinds), strict=True))[chosen]()
        self.done[chosen] += 1

    def warrant(self, count: int) -> None:
        """Let so many workers die amid their writes in what comes next; call `served` after it."""
        for _ in range(count):
            warrants.issue(self.stack.warrants, next(self._numbers), next(self._writes))

    def served(self) -> None:
        """Count the warrants that somebody died of; the others are void from now on."""
        self.done[AMID_WRITES] += warrants.call_in(self.stack.warrants)

    def rest(self) -> None:
        """Time in which work gets under way before the next fault."""
        self.stack.wait(self._random.uniform(0.2, 1.2))

    def _any(self, prefix: str) -> Program:
        found = [program for name, program in self.stack.programs.items() if prefix in name]
        return self._random.choice(found)

    def _pause(self) -> float:
        return self._random.uniform(0.2, self._longest)

    def _kill_worker(self) -> None:
        self._any("worker").send(signal.SIGKILL)

    def _kill_child(self) -> None:
        worker = self._any("worker")
        for pid in worker.children():
            Program.kill_pid(pid)

    def _freeze(self, program: Program) -> None:
        program.send(signal.SIGSTOP)
        self.stack.wait(self._pause())
        program.send(signal.SIGCONT)

    def _freeze_worker(self) -> None:
        self._freeze(self._any("worker"))

    def _kill_beat(self) -> None:
        self._any("beat").send(signal.SIGKILL)

    def _freeze_beat(self) -> None:
        self._freeze(self._any("beat"))

    def _freeze_redis(self) -> None:
        self._freeze(self.stack.programs["redis"])

    def _kill_redis(self) -> None:
        program = self.stack.programs.pop("redis")
        program.end()
        self.stack.wait(self._pause())
        self.stack.programs["redis"] = program
        self.stack.keep()

    def _crash_database(self) -> None:
        database = self.stack.postgres
        assert database is not None
        database.crash()
        self.stack.wait(self._pause())
        database.start()

    def _empty_queue(self) -> None:
        time.sleep(0.1)
        for path in (self.stack.folder / "data" / "broker" / "queue").glob("*.msg"):
            path.unlink(missing_ok=True)
