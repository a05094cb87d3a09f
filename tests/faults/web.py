"""The WSGI door in simulated time; `application` is found by gunicorn."""

import os
from pathlib import Path

from tests.faults.simulated import replace_clock

replace_clock(Path(os.environ["FAULTS_CLOCK"]))

from config.wsgi import application  # noqa: E402 - after the settings are named

__all__ = ["application"]
