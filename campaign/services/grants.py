"""Reading a whole campaign, granted beside posts and roles: superiors on a visit, accounts of
programs. Given by the security administrator, as reading of one department is."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from accounts.enums import OrgEvent
from accounts.models import User
from accounts.permissions import Act, check_can
from accounts.services import end_reading, open_reading, reading_data
from campaign.models import Campaign, CampaignGrant
from core.clock import local_date
from journal.services import record

READ = "campaign.read_campaign"


@transaction.atomic
def grant_campaign_reading(
    *,
    person: User,
    campaign: Campaign,
    by: User | None,
    at: datetime,
    last_on: date | None = None,
) -> None:
    """Let a person read the rows of every department in a campaign, sensitive ones never.

    Reading only, up to `last_on`. Raises Denied (not the security administrator; the person is an
    administrator), Invalid (inactive; a last day that is over), Conflict (granted already).
    """
    check_can(by, Act.GRANT_READING)
    open_reading(
        grants=CampaignGrant,
        permission=READ,
        person=person,
        row=campaign,
        last_on=last_on,
        on=local_date(at),
    )
    _record(OrgEvent.READING_GRANTED, campaign, by, at, reading_data(person, last_on))


@transaction.atomic
def revoke_campaign_reading(
    *, person: User, campaign: Campaign, by: User | None, at: datetime
) -> None:
    """Take it back. Raises Denied, NotFound (there is none)."""
    check_can(by, Act.GRANT_READING)
    end_reading(grants=CampaignGrant, person=person, row=campaign)
    _record(OrgEvent.READING_REVOKED, campaign, by, at, reading_data(person))


def readers_gone(*, people: Sequence[User], by: User | None, at: datetime) -> None:
    """People were deactivated: what was granted to them ends (settings.DEACTIVATION_OBSERVERS)."""
    CampaignGrant.objects.filter(user__in=[person.pk for person in people]).delete()


def _record(
    event: OrgEvent, campaign: Campaign, by: User | None, at: datetime, data: dict[str, object]
) -> None:
    """Without the campaign's key: what administrators do is not in the campaign's feed."""
    data = {**data, "campaign_name": campaign.name}
    record(type=event, subject=campaign, by=by, at=at, data=data)
