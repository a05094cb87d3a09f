"""A campaign from its beginning to its archive."""

from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from accounts.models import User
from campaign.enums import CampaignAct
from campaign.models import Campaign
from campaign.services.ground import check, locked, note
from campaign.validators import RULES, checked_rules, rule_value
from core.clock import local_date
from core.errors import Conflict, GuardFailed, Invalid


@transaction.atomic
def create_campaign(
    *,
    code: str,
    name: str,
    starts_on: date,
    by: User | None,
    at: datetime,
    batch: str = "",
    ends_on: date | None = None,
    fundamental_task: str = "",
) -> Campaign:
    """Begin a campaign; the first one is the default.

    Raises Invalid for a code in use or an end before the beginning, Denied for anybody but the
    system itself or its administrator.
    """
    new = Campaign(
        code=code,
        name=name,
        batch=batch,
        starts_on=starts_on,
        ends_on=ends_on,
        fundamental_task=fundamental_task,
        is_default=not Campaign.objects.current().exists(),
    )
    check(by, CampaignAct.ADMINISTER, new, at)
    if Campaign.objects.filter(code=code).exists():
        raise Invalid.at("code", f"代码“{code}”已被使用，请换一个。")
    if ends_on is not None and ends_on < starts_on:
        raise Invalid.at("ends_on", "结束日期不能早于开始日期。")
    new.save(force_insert=True)
    data = {"code": code, "starts_on": starts_on, "ends_on": ends_on}
    note(new, type="created", by=by, at=at, data=data)
    return new


@transaction.atomic
def set_default_campaign(*, campaign: Campaign, by: User | None, at: datetime) -> None:
    """Let pages show this campaign unless another is asked for. Already so: nothing happens."""
    check(by, CampaignAct.ADMINISTER, campaign, at)
    if locked(campaign).is_default:
        return
    Campaign.objects.current().update(is_default=False)
    Campaign.objects.filter(pk=campaign.pk).update(is_default=True)
    campaign.is_default = True
    note(campaign, type="made_default", by=by, at=at, data={"code": campaign.code})


@transaction.atomic
def update_rules(
    *,
    campaign: Campaign,
    changes: Mapping[str, int | None],
    by: User | None,
    at: datetime,
    seen: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """Set limits and shares; None brings a default back. Returns what now differs from defaults.

    `seen` are the values that the person had before his eyes: Conflict where one that he changes
    has been changed meanwhile. Invalid for an unknown or impossible limit, Denied as `check_can`.
    """
    held = locked(campaign)
    check(by, CampaignAct.UPDATE_RULES, held, at)
    stored = held.rules
    known = {k: v for k, v in (seen or {}).items() if k in changes and k in RULES}
    stale = {k: v for k, v in known.items() if rule_value(stored, k) != v}
    if stale:
        labels = "、".join(f"“{RULES[key].label}”" for key in stale)
        raise Conflict(
            f"{labels}刚被他人改过，请对照最新的数值后重新保存。",
            current={key: rule_value(stored, key) for key in stale},
            yours={key: changes[key] for key in stale},
        )
    wanted = {**stored, **changes}
    rules = checked_rules({key: value for key, value in wanted.items() if value is not None})
    moved = {
        key: {"from": rule_value(stored, key), "to": rule_value(rules, key)}
        for key in changes
        if rule_value(stored, key) != rule_value(rules, key)
    }
    if moved:
        Campaign.objects.filter(pk=campaign.pk).update(rules=rules)
        note(campaign, type="rules_changed", by=by, at=at, data=moved)
    campaign.rules = rules
    return rules


@transaction.atomic
def close_intake(*, campaign: Campaign, by: User | None, at: datetime) -> None:
    """From today no item is created, submitted or adopted; everything else goes on with its clocks.

    GuardFailed where intake has been closed before, Denied as `check_can`.
    """
    held = locked(campaign)
    check(by, CampaignAct.CLOSE_INTAKE, held, at)
    if held.intake_closed_on is not None:
        raise GuardFailed(f"已于{held.intake_closed_on:%Y-%m-%d}停止登记，无需重复办理。")
    _close(campaign, local_date(at))
    note(campaign, type="intake_closed", by=by, at=at, data={"on": campaign.intake_closed_on})


@transaction.atomic
def archive_campaign(*, campaign: Campaign, by: User | None, at: datetime) -> None:
    """Make the campaign read-only; intake closes with it.

    Runs every check of settings.CAMPAIGN_FINISH_CHECKS: dotted paths of functions that take the
    campaign and return sentences, one for each thing that is left. GuardFailed with all of them,
    Denied as `check_can`.
    """
    check(by, CampaignAct.ARCHIVE, campaign, at)
    stored = locked(campaign)
    if stored.archived_at is not None:
        raise GuardFailed("已经归档，无需重复办理。")
    left = [
        sentence
        for path in getattr(settings, "CAMPAIGN_FINISH_CHECKS", ())
        for sentence in import_string(path)(stored)
    ]
    if left:
        raise GuardFailed(left, before="还不能归档：")
    if stored.intake_closed_on is None:
        _close(campaign, local_date(at))
    Campaign.objects.filter(pk=campaign.pk).update(archived_at=at)
    campaign.archived_at = at
    note(campaign, type="archived", by=by, at=at, data={"code": campaign.code})


def _close(campaign: Campaign, on: date) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(intake_closed_on=on)
    campaign.intake_closed_on = on
