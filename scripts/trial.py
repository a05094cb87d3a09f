"""The trial in one process tree: `run` starts and guards it, `reset` empties it.

    python scripts/trial.py run      database, demo city, web, worker and beat
    python scripts/trial.py reset    forget everything in DATA_DIR, load the demo city anew

`run` stays in the foreground. A process that dies is started again; Ctrl-C or SIGTERM
stops all of them. Why not a library: docs/adr/0002-trial-supervisor.md.
"""

import ctypes
import fcntl
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import IO
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
HOST = os.environ.get("HOST") or "127.0.0.1"
PORT = int(os.environ.get("PORT") or "8000")
DATA_DIR = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
EVERYWHERE = {"0.0.0.0", "::"}  # nosec B104 - compared with, not bound to, unless HOST says so
URL = f"http://{'127.0.0.1' if HOST in EVERYWHERE else HOST}:{PORT}"
READY_WITHIN = 120
STOP_WITHIN = 12
STEADY_AFTER = 60
DIED_TOO_OFTEN = 3
SWEEP_EVERY = 30
PR_SET_PDEATHSIG = 1

MANAGE = [sys.executable, "manage.py"]
CELERY = [sys.executable, "-m", "celery", "--app", "config", "--quiet"]
COMMANDS = {
    "web": [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "config.wsgi"],
    "worker": [*CELERY, "worker", "--concurrency", "2", "--loglevel", "WARNING"]
    + ["--without-gossip", "--without-mingle", "--without-heartbeat"],
    "beat": [*CELERY, "beat", "--loglevel", "WARNING", "--pidfile", ""],
}


def die_with_parent() -> None:
    """Between fork and exec: if this supervisor is killed outright, the child is told to stop."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One program that is to be there; `deaths` counts those since it last stood for a minute."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    start_at: float = field(default=0.0)

    def start(self) -> None:
        """In a session of its own, so that Ctrl-C reaches the supervisor alone."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # nosec B603 - a constant above
            self.command, cwd=ROOT, start_new_session=True, preexec_fn=die_with_parent
        )

    def look(self) -> None:
        """Start what is due; note a death and when to try again (1, 2, 4 … 30 seconds)."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
        elif (code := self.process.poll()) is not None:
            self.kill_group()  # what it left behind
            self.deaths = 1 if now - self.started > STEADY_AFTER else self.deaths + 1
            wait = min(2 ** (self.deaths - 1), 30)
            self.process, self.start_at = None, now + wait
            say(f"{self.name} ended with code {code}; starts again in {wait} s")

    def kill_group(self) -> None:
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass


class Stop(Exception):
    """Somebody asked for the end."""


def on_signal(number: int, frame: FrameType | None) -> None:
    raise Stop(signal.Signals(number).name)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def stop_all(children: list[Child]) -> None:
    """SIGTERM to each leader, SIGKILL to the group of whoever stays."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    running = [child for child in children if child.process is not None]
    for child in running:
        if child.process is not None and child.process.poll() is None:
            child.process.terminate()
    deadline = time.monotonic() + STOP_WITHIN
    for child in running:
        if child.process is not None:
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                say(f"{child.name} did not stop in {STOP_WITHIN} s and is killed")
            child.kill_group()
            child.process.wait()


def is_ready() -> bool:
    """Whether /readyz answers 200."""
    host = urlsplit(URL).hostname or HOST
    connection = http.client.HTTPConnection(host, PORT, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def sweep_broker(*, everything: bool = False) -> int:
    """Remove ticks that nobody took in time, and what a killed program left half written.

    With no worker the folder would grow by a file every two seconds, and each look into it would
    take longer. `everything`: before the first program starts, nothing in there is of use.
    """
    now, removed = time.time(), 0
    for path in [*DATA_DIR.glob("broker/queue/*.msg"), *DATA_DIR.glob("broker/control/*.exchange")]:
        try:
            if everything or is_stale(path, now):
                path.unlink()
                removed += 1
        except FileNotFoundError:
            pass  # a worker was faster
    return removed


def is_stale(path: Path, now: float) -> bool:
    """Whether a message has expired; one that can't be read, once it is a minute old."""
    age = now - path.stat().st_mtime
    try:
        content = json.loads(path.read_bytes())
        if path.suffix == ".exchange":
            return False
        expires = datetime.fromisoformat(content["headers"]["expires"])
        return expires.astimezone(UTC).timestamp() < now
    except (ValueError, TypeError, KeyError):
        return age > 60


def guard(children: list[Child]) -> None:
    """Keep them running until Stop; say when the first page can be opened."""
    begun, ready, asked = time.monotonic(), False, 0.0
    swept = begun
    while True:
        for child in children:
            child.look()
            if not ready and child.deaths >= DIED_TOO_OFTEN:
                raise SystemExit(f"{child.name} does not start; its own message is above")
        now = time.monotonic()
        if not ready and now - asked > 0.5:
            asked, ready = now, is_ready()
            if ready:
                say(f"\nReady: {URL}  (data in {DATA_DIR}; Ctrl-C stops everything)\n")
            elif now - begun > READY_WITHIN:
                raise SystemExit(f"{URL}/readyz did not answer 200 within {READY_WITHIN} s")
        if now - swept > SWEEP_EVERY:
            swept = now
            sweep_broker()
        time.sleep(0.2)


def hold_data_dir() -> IO[str]:
    """The lock that keeps a second trial, and a reset, out of the same folder."""
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    lock = (DATA_DIR / "trial.lock").open("w", encoding="ascii")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SystemExit(f"{DATA_DIR} is in use by another `make run`; stop that first") from None
    return lock


def refuse_busy_port() -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError as error:
            raise SystemExit(
                f"Port {PORT} on {HOST} can't be used ({error.strerror}). "
                f"Choose another one: make run PORT={PORT + 1}"
            ) from None


def prepare() -> None:
    """The tables, then the demo city; the command itself sees whether it is there already."""
    steps = [[*MANAGE, "migrate", "--verbosity", "0"]]
    if os.environ.get("DEMO", "1") != "0":
        steps.append([*MANAGE, "load_demo"])
    for step in steps:
        if code := subprocess.call(step, cwd=ROOT):  # nosec B603 - constants
            raise SystemExit(f"{' '.join(step[1:])} ended with code {code}")


def run() -> None:
    refuse_busy_port()
    prepare()
    sweep_broker(everything=True)
    children = [Child(name, command) for name, command in COMMANDS.items()]
    try:
        guard(children)
    finally:
        stop_all(children)


def reset() -> None:
    """Only what the trial itself put there goes; a database by URL is never touched."""
    if os.environ.get("DATABASE_URL"):
        raise SystemExit("DATABASE_URL is set: demo-reset empties the SQLite trial only")
    for name in ("db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm", "journal_head"):
        (DATA_DIR / name).unlink(missing_ok=True)
    for path in DATA_DIR.glob("beat-schedule*"):
        path.unlink()
    for name in ("uploads", "broker"):
        shutil.rmtree(DATA_DIR / name, ignore_errors=True)
    prepare()


def main(arguments: list[str]) -> int:
    """Exit code: 0 when asked to stop, 1 when something did not start."""
    tasks: dict[str, Callable[[], None]] = {"run": run, "reset": reset}
    if len(arguments) != 1 or arguments[0] not in tasks:
        raise SystemExit(__doc__)
    os.environ.update(HOST=HOST, PORT=str(PORT), DATA_DIR=str(DATA_DIR))
    # Celery warns root of pickled messages; ours are JSON.
    os.environ.setdefault("PYTHONWARNINGS", "ignore:You're running the worker")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, on_signal)
    lock = hold_data_dir()
    try:
        tasks[arguments[0]]()
    except Stop as stop:
        say(f"Stopped ({stop}).")
    finally:
        lock.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
