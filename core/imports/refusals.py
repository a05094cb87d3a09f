"""What reading refuses."""

from core.errors import Invalid


class ReadError(Invalid):
    """The file or the pasted text can't be read at all; the sentence says why and what to do."""
