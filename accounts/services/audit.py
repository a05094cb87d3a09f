"""Looking into the journal is a fact of its own."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.enums import OrgEvent
from accounts.models import User
from accounts.permissions import Act, check_can
from journal.services import record


@transaction.atomic
def record_journal_export(*, by: User, at: datetime, filters: Mapping[str, str]) -> None:
    """Journal that the journal left the house, and which part. Raises Denied."""
    check_can(by, Act.READ_JOURNAL)
    record(type=OrgEvent.JOURNAL_EXPORTED, subject=by, by=by, at=at, data={"filters": filters})
