"""Checked files on the disk: random names outside the web root."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.files.base import File
from django.core.files.storage import default_storage

from core.errors import StorageFull, is_storage_full
from core.models import new_uid
from core.validators.uploads import Checked, check_evidence

Check = Callable[[File, str], Checked]


@dataclass(frozen=True)
class StoredFile:
    """Where a file lies in the default storage, and what is known about it."""

    path: str
    sha256: str
    size: int
    content_type: str
    name: str


def store_upload(file: File, *, check: Check = check_evidence) -> StoredFile:
    """Check `file` and store it under a name that says nothing; refusals as `check` raises them.

    StorageFull (503) where there is no room, without leaving a part of the file. The row that
    points to it may fail to commit: use `upload_kept`, which then takes it away.
    """
    found = check(file, file.name or "")
    name = new_uid().hex
    place = f"{name[-2:]}/{name}.{found.kind}"
    try:
        path = default_storage.save(place, file)
    except OSError as error:
        default_storage.delete(place)
        if is_storage_full(error):
            raise StorageFull() from error
        raise
    return StoredFile(path, found.sha256, found.size, found.content_type, found.name)


def discard_upload(stored: StoredFile) -> None:
    """Remove a stored file that nothing points to."""
    default_storage.delete(stored.path)


@contextmanager
def upload_kept(file: File, *, check: Check = check_evidence) -> Iterator[StoredFile]:
    """Store `file` around the transaction that points to it; gone again if the block raises.

    The file is there before the row is, and goes only after the row did: a row never points to
    nothing.
    """
    stored = store_upload(file, check=check)
    try:
        yield stored
    except BaseException:
        discard_upload(stored)
        raise
