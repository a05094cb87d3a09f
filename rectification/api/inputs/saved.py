"""A filter of the ledger to be kept."""

from core.api.serializers import StrictSerializer
from rectification.api.fields import needed, words


class SavedViewInput(StrictSerializer):
    """A name and the query string of the ledger."""

    name = needed(30, help_text="名称，每人不重名")
    query = words(500, required=True, help_text="查询串，如 state=in_progress&light=bad")
