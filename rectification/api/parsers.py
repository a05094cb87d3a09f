"""Bodies that only the ledger takes."""

from core.api.parsers import StrictJSONParser


class MergePatchParser(StrictJSONParser):
    """application/merge-patch+json (RFC 7396): the same JSON, members that are null are emptied."""

    media_type = "application/merge-patch+json"
