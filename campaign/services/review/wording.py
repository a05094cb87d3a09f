"""The four questions (四个查找): the speech names them without listing them, so the office settles
their wording before anybody is shown them."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from campaign.enums import ListKind
from campaign.models import ListEntry
from campaign.permissions import OFFICE, check_stream
from campaign.services.ground import locked, note
from core.clock import local_date
from core.errors import Invalid

LONGEST = 100


@transaction.atomic
def settle_question(
    *, entry: ListEntry, name: str, is_active: bool, by: User, at: datetime, note_text: str = ""
) -> ListEntry:
    """Word one of the four and put it in or out of use. By the office; journalled with both words.

    Invalid for another list or an empty name. Nothing changed: nothing is written.
    """
    campaign = locked(entry.campaign)
    check_stream(
        by, OFFICE, campaign=campaign, department=None, on=local_date(at), what="确认“四个查找”"
    )
    if entry.kind != ListKind.GAP_QUESTION:
        raise Invalid.at("entry", "只有“四个查找”的表述可以在此修改。")
    words = " ".join(name.split())
    if not words or len(words) > LONGEST:
        raise Invalid.at("name", f"请填写表述，最多{LONGEST}个字。")
    stored = ListEntry.objects.get(pk=entry.pk)
    said = note_text.strip()[:200] or stored.note
    if (stored.name, stored.is_active, stored.note) == (words, is_active, said):
        return stored
    data = {
        "code": stored.code,
        "from": {"name": stored.name, "is_active": stored.is_active},
        "to": {"name": words, "is_active": is_active},
    }
    ListEntry.objects.filter(pk=stored.pk).update(
        name=words, is_active=is_active, note=said, confirmed_at=at
    )
    note(campaign, type="question_settled", by=by, at=at, data=data)
    stored.name, stored.is_active, stored.note, stored.confirmed_at = words, is_active, said, at
    return stored
