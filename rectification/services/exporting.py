"""Taking rows out of the system is a fact that the journal keeps."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from campaign.models import Campaign
from core.errors import GuardFailed
from core.models import Job
from core.services import enqueue_job
from journal import services as journal

KIND = "ledger_export"


@transaction.atomic
def note_export(
    *,
    campaign: Campaign,
    sheet: str,
    title: str,
    query: str,
    about: str,
    pks: Sequence[int],
    sensitive: Sequence[str],
    by: User,
    at: datetime,
    in_background: bool,
) -> Job | None:
    """Write down who takes out which list; `sensitive` are the numbers of sensitive items in it.

    Returns the job where the file is made in the background. GuardFailed where nothing is left.
    """
    if not pks:
        raise GuardFailed("没有可以导出的事项，请放宽筛选条件。")
    data = {"list": sheet, "query": query[:500], "rows": len(pks), "sensitive": list(sensitive)}
    journal.record(
        type="ledger.exported",
        subject=campaign,
        by=by,
        at=at,
        data=data,
        campaign_id=campaign.pk,
    )
    if not in_background:
        return None
    return enqueue_job(
        kind=KIND,
        by=by,
        at=at,
        title=f"导出{title}",
        payload={"sheet": sheet, "items": list(pks), "campaign": campaign.pk, "about": about},
        total=len(pks),
    )
