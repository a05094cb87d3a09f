"""Questions about imports of ledgers: who sees which, how many rows of which kind."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.enums import PostKind
from accounts.models import User
from campaign.enums import CampaignRole
from campaign.permissions import OFFICE_ROLES, campaign_standing_of
from notifications.selectors import SubjectLink
from rectification.enums import DONE_STATES, RowOutcome
from rectification.models import ImportBatch, ImportRow, Item, LegacyClosure

_ACTING = (PostKind.LIAISON, PostKind.OFFICER)


def batches_visible_to(user: User, on: date) -> QuerySet[ImportBatch]:
    """Imports that a person may open: the office's to the office, a department's to its officers.

    The files themselves are left in the database.
    """
    if user.admin_role or not user.is_active:
        return ImportBatch.objects.none()
    standing = campaign_standing_of(user, on)
    office = standing.campaigns_as(*OFFICE_ROLES, CampaignRole.OFFICE_SUPERVISOR)
    mine = standing.person.in_kinds(*_ACTING)
    own = Q(department__isnull=False, department__in=mine)
    own |= Q(department__isnull=False, created_by=user, department__in=standing.person.departments)
    found = ImportBatch.objects.filter(Q(campaign__in=office, department__isnull=True) | own)
    return found.defer("content").select_related(
        "campaign__office_department", "department", "created_by", "applied_by"
    )


def reads_sensitive(user: User, batch: ImportBatch, on: date) -> bool:
    """Whether sensitive rows that are not in the ledger yet are shown to him: his own file, or
    the head of the office (for a department's: only who typed it)."""
    if batch.created_by_id == user.pk:
        return True
    heads = (CampaignRole.OFFICE_HEAD, CampaignRole.OFFICE_SUPERVISOR)
    return batch.department_id is None and campaign_standing_of(user, on).has(
        batch.campaign_id, *heads
    )


def hidden_rows(user: User, batch: ImportBatch, rows: list[ImportRow], on: date) -> set[int]:
    """Ids of sensitive rows of which only place and state may be shown. At most one statement."""
    sensitive = [row for row in rows if row.is_sensitive]
    if not sensitive:
        return set()
    items = [row.item_id for row in sensitive if row.item_id]
    seen = set()
    if items:
        visible = Item.objects.fully_visible_to(user, on=on).filter(pk__in=items)
        seen = set(visible.values_list("pk", flat=True))
    reads = reads_sensitive(user, batch, on)
    return {row.pk for row in sensitive if not (row.item_id in seen if row.item_id else reads)}


def row_counts(batch: ImportBatch) -> dict[str, int]:
    """Rows that are not in the ledger by outcome; `written`, `undone` and `all` besides.

    One statement.
    """
    waiting = Q(written_at__isnull=True)
    wanted = {value: Count("pk", filter=waiting & Q(outcome=value)) for value in RowOutcome.values}
    return batch.rows.aggregate(
        all=Count("pk"),
        written=Count("pk", filter=Q(written_at__isnull=False)),
        undone=Count("pk", filter=Q(undone_at__isnull=False)),
        **wanted,
    )


def unconfirmed(batch: ImportBatch) -> QuerySet[ImportRow]:
    """Rows that a command brought in as closed and that nobody has confirmed yet (待确认)."""
    waiting = LegacyClosure.objects.filter(item=OuterRef("item"), confirmed_at__isnull=True)
    done = batch.rows.filter(item__state__in=DONE_STATES, undone_at__isnull=True)
    return done.filter(Exists(waiting)).order_by("id")


def message_subjects(*, person: User, uids: Collection[UUID], on: date) -> dict[UUID, SubjectLink]:
    """What a message's reader may be shown of imports; their pages only where he may open them."""
    seen = set(batches_visible_to(person, on).filter(uid__in=uids).values_list("uid", flat=True))
    return {uid: SubjectLink("台账导入", f"/import/{uid}" if uid in seen else "") for uid in uids}
