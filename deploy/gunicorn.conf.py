"""How web processes are run, in the trial and in production alike."""

import gc
import importlib
import os
from pathlib import Path

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 10
max_requests = 20000
max_requests_jitter = 2000
_memory = Path("/dev/shm")  # nosec B108 - gunicorn makes an unlinked file of its own there
worker_tmp_dir = str(_memory) if _memory.is_dir() else None
control_socket_disable = True
accesslog = os.environ.get("ACCESS_LOG") or None
errorlog = "-"
loglevel = os.environ.get("GUNICORN_LOG_LEVEL", "warning")
# The application and pypinyin's dictionary of phrases (57 MB) are loaded before the workers are
# made, which share those pages (config.wsgi closes what it connected). New code takes a restart,
# not HUP.
preload_app = True


def when_ready(server: object) -> None:
    """Load what the first item written would load, and keep the collector off the shared pages."""
    importlib.import_module("pypinyin")
    gc.freeze()
