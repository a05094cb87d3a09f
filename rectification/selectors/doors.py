"""What lower apps ask of the ledger by dotted paths in settings."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.urls import reverse

from accounts.models import Department, User
from accounts.permissions import visible_handovers
from campaign.enums import CampaignRole
from campaign.models import Campaign, Task, TaskDuty
from campaign.permissions import campaign_standing_of, scope_of
from notifications.selectors import SubjectLink
from rectification.enums import OPEN_STATES, State
from rectification.models import Item


def message_subjects(*, person: User, uids: Collection[UUID], on: date) -> dict[UUID, SubjectLink]:
    """What a message's reader may see today of the items it is about (settings.MESSAGE_SUBJECTS).

    A shell has its number for a title. A normal item that the reader sees no more (it was
    recalled) keeps its number without a link, so that the message is not lost; a sensitive one is
    not answered for, and its text is hidden. Where the reader's signature is awaited the link
    leads to it (ui.md 5: three taps from the message).
    """
    headed = campaign_standing_of(person, on).person.headed
    visible = Item.objects.visible_to(person, on=on).filter(uid__in=uids)
    found = {}
    fields = ("uid", "number", "title", "is_full", "is_sensitive", "state", "lead_department")
    for uid, number, title, whole, sensitive, state, lead in visible.values_list(*fields):
        words = f"{number or '草稿'} {title}" if whole else f"{number}"
        signs = whole and state == State.AWAITING_SIGNOFF and lead in headed
        page = "rectification:sign" if signs else "rectification:item"
        found[uid] = SubjectLink(words, reverse(page, args=[uid]), sensitive)
    rest = [uid for uid in uids if uid not in found]
    if rest:
        gone = Item.objects.filter(uid__in=rest, is_sensitive=False, number__isnull=False)
        for uid, number in gone.values_list("uid", "number"):
            found[uid] = SubjectLink(f"{number}（已不在您的办理范围）")
    return found


def handover_subjects(*, person: User, uids: Collection[UUID], on: date) -> dict[UUID, SubjectLink]:
    """The handovers that a message's reader may see today."""
    rows = visible_handovers(person, on).filter(uid__in=uids).for_page()
    return {
        row.uid: SubjectLink(
            f"{row.post.department.short_name}{row.post.title}交接单",
            reverse("accounts:handover", args=[row.uid]),
        )
        for row in rows.order_by("id")
    }


def department_subjects(
    *, person: User, uids: Collection[UUID], on: date
) -> dict[UUID, SubjectLink]:
    """Departments: everybody who is signed in reads their page; of one that is to end, a head of
    the office opens the page on which its work is moved."""
    rows = Department.objects.filter(uid__in=uids).order_by("id")
    is_head = bool(campaign_standing_of(person, on).campaigns_as(CampaignRole.OFFICE_HEAD))
    return {row.uid: SubjectLink(row.name, _department_url(row, is_head)) for row in rows}


def _department_url(row: Department, is_head: bool) -> str:
    if is_head and row.end_proposed_at is not None:
        return reverse("rectification:unit-end", args=[row.code])
    return reverse("accounts:department", args=[row.uid])


def open_items(campaign: Campaign) -> list[str]:
    """Why a campaign can't be archived yet (settings.CAMPAIGN_FINISH_CHECKS)."""
    sentences = []
    items = Item.objects.filter(campaign=campaign)
    still_open = items.filter(state__in=OPEN_STATES).count()
    if still_open:
        sentences.append(f"还有{still_open}件在办事项，全部办结后方可归档。")
    sustained = items.filter(state=State.SUSTAINED).count()
    if sustained:
        sentences.append(f"还有{sustained}件长期坚持事项未办结销号。")
    return sentences


def task_links(*, person: User, uids: Collection[UUID], on: date) -> dict[UUID, SubjectLink]:
    """What a message's reader may see of tasks (settings.MESSAGE_SUBJECTS)."""
    rows = Task.objects.within(scope_of(person, on)).filter(uid__in=uids)
    return {
        row.uid: SubjectLink(row.title, reverse("campaign:task", args=[row.uid])) for row in rows
    }


def duty_links(*, person: User, uids: Collection[UUID], on: date) -> dict[UUID, SubjectLink]:
    """What a message's reader may see of departments' tasks (settings.MESSAGE_SUBJECTS)."""
    rows = TaskDuty.objects.within(scope_of(person, on)).filter(uid__in=uids)
    return {
        row.uid: SubjectLink(row.task.title, reverse("campaign:duty", args=[row.uid]))
        for row in rows.select_related("task")
    }
