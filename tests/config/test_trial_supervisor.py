"""The trial's supervisor with stand-ins for its programs: they come back, and they all go."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]

DRIVER = """
import sys
sys.path.insert(0, "scripts")
import trial
web = '''
import http.server, os
if os.environ.get("BROKEN"):
    raise SystemExit(3)
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *words):
        pass
open(os.path.join(os.environ["DATA_DIR"], "web"), "w").write(str(os.getpid()))
http.server.HTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Page).serve_forever()
'''
worker = '''
import os, signal, time
if os.environ.get("STUBBORN"):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
open(os.path.join(os.environ["DATA_DIR"], "worker"), "w").write(str(os.getpid()))
time.sleep(600)
'''
trial.COMMANDS = {name: [sys.executable, "-c", code] for name, code in
                  {"web": web, "worker": worker}.items()}
trial.prepare = lambda: None
trial.STOP_WITHIN = 1
sys.exit(trial.main(["run"]))
"""


def wait_for(answer: Callable[[], Any], seconds: float = 15) -> Any:
    """The first true answer; fails after so many seconds."""
    deadline = time.monotonic() + seconds
    while not (found := answer()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="ascii")


class Trial:
    """One run of the driver in a folder of its own."""

    def __init__(self, folder: Path, **environment: str) -> None:
        port = free_port()
        self.folder = folder
        self.environment = {
            **os.environ,
            "DATA_DIR": str(folder),
            "PORT": str(port),
            "HOST": "127.0.0.1",
            **environment,
        }
        self.process = self.start()

    def start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", DRIVER],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def pid(self, name: str) -> int:
        path = self.folder / name
        return int(wait_for(lambda: path.exists() and path.read_text(encoding="ascii")))

    def read_until(self, words: str) -> str:
        text = ""
        while words not in text:
            line = self.process.stdout.readline() if self.process.stdout else ""
            assert line, text
            text += line
        return text


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Callable[..., Trial]]:
    started: list[Trial] = []

    def start(**environment: str) -> Trial:
        started.append(Trial(tmp_path, **environment))
        return started[-1]

    yield start
    for each in started:
        each.process.send_signal(signal.SIGTERM)
        each.process.wait(15)
        if each.process.stdout:
            each.process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_when_it_is_ready_and_a_signal_ends_everything(
    trial: Callable[..., Trial], number: signal.Signals
) -> None:
    running = trial()
    running.read_until("Ready: http://127.0.0.1:")
    pids = [running.pid("web"), running.pid("worker")]
    running.process.send_signal(number)
    assert running.process.wait(15) == 0
    assert not any(map(is_alive, pids))


def test_a_program_that_died_is_there_again(trial: Callable[..., Trial]) -> None:
    running = trial()
    running.read_until("Ready")
    first = running.pid("worker")
    (running.folder / "worker").unlink()
    os.kill(first, signal.SIGKILL)
    assert running.pid("worker") != first


def test_a_program_that_will_not_stop_is_killed(trial: Callable[..., Trial]) -> None:
    running = trial(STUBBORN="1")
    running.read_until("Ready")
    worker = running.pid("worker")
    running.process.send_signal(signal.SIGTERM)
    running.process.wait(15)
    assert not is_alive(worker)


def test_a_program_that_never_starts_ends_the_run(trial: Callable[..., Trial]) -> None:
    running = trial(BROKEN="1")
    text = running.read_until("web does not start")
    assert "web ended with code 3; starts again in 1 s" in text
    assert running.process.wait(15) == 1
    assert not is_alive(running.pid("worker"))


def test_a_second_trial_in_the_same_folder_is_refused(trial: Callable[..., Trial]) -> None:
    running = trial()
    running.read_until("Ready")
    second = subprocess.run(
        [sys.executable, "-c", DRIVER],
        cwd=ROOT,
        env=running.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 1
    assert "in use" in second.stderr


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = subprocess.run(
            [sys.executable, "scripts/trial.py", "run"],
            cwd=ROOT,
            env={**os.environ, "DATA_DIR": str(tmp_path), "PORT": str(port), "HOST": "127.0.0.1"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert answer.returncode == 1
    assert f"make run PORT={port + 1}" in answer.stderr
