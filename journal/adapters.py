"""The head of the chain, anchored in a file beside the database.

A chain alone does not show that its tail was cut; a number and a hash kept elsewhere do. The file
goes into every backup.
"""

import json
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

HEAD_FILE = "journal_head"


@dataclass(frozen=True)
class Head:
    """The last number that was anchored and its hash."""

    number: int
    hash: str


def read_head() -> Head | None:
    """Return the anchored head, None where there is no readable one."""
    try:
        content = json.loads(_path().read_text(encoding="ascii"))
        return Head(int(content["number"]), str(content["hash"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def write_head(head: Head, at: datetime) -> None:
    """Replace the anchored head as one step; OSError when the folder can't be written."""
    target = _path()
    content = {"number": head.number, "hash": head.hash, "at": at.isoformat()}
    handle, name = tempfile.mkstemp(prefix=f".{HEAD_FILE}-", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            json.dump(content, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _path() -> Path:
    return Path(settings.DATA_DIR) / HEAD_FILE
