"""`manage.py seed_city [--items N] [--departments N]`: a big made-up city, for measuring."""

import time
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from accounts.enums import PostKind
from accounts.imports import import_organisation
from accounts.models import Post, User
from accounts.services import make_demo_account
from campaign import services as campaigns
from campaign.enums import CampaignRole
from campaign.imports import import_preset
from campaign.models import Campaign
from campaign.selectors import lists_of
from core import clock, workdays
from core.clock import local_date
from rectification.management.seed.items import Ground, Lead, Maker
from rectification.management.seed.organisation import departments, people
from rectification.services import recount
from rectification.services.seed import load_batch, set_sequence

PRESET = Path(campaigns.__file__).resolve().parent.parent / "presets" / "2019-second-batch.json"
PASSWORD = "Yangli-2019-ceshi"  # nosec B105 - made-up data only


class Command(BaseCommand):
    help = "Load a big made-up city into an empty database, in bulk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--items", type=int, default=100_000)
        parser.add_argument("--departments", type=int, default=60)

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            raise CommandError("数据库中已有人员，请换一个空库。")
        began = time.monotonic()
        at = clock.now()
        today = local_date(at)
        ground = self._ground(options["departments"], today)
        for n, batch in enumerate(Maker(ground).batches(options["items"]), 1):
            load_batch(batch)
            if n % 25 == 0:
                self.stdout.write(f"{n * 2000} items, {time.monotonic() - began:.0f} s")
        recount(campaign=ground.campaign)
        set_sequence(today.year, options["items"])
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
        self.stdout.write(f"{options['items']} items in {time.monotonic() - began:.0f} s")

    def _ground(self, count: int, today: date) -> Ground:
        at = clock.now()
        days = workdays.load()
        since = days.add(today, -250)
        import_organisation(
            departments=departments(count), people=people(count), on=since, by=None, at=at
        )
        report = import_preset(PRESET, starts_on=days.add(today, -90), by=None, at=at)
        campaigns.set_default_campaign(campaign=report.campaign, by=None, at=at)
        leads = self._leads(today)
        office = self._roles(report.campaign, leads, at)
        campaign = Campaign.objects.get(pk=report.campaign.pk)
        lists = lists_of(campaign)
        return Ground(
            campaign=campaign,
            targets=lists.targets,
            sources=lists.sources[:3],
            leads=leads,
            office=office,
            workdays=days,
            today=today,
        )

    def _leads(self, today: date) -> list[Lead]:
        posts = (
            Post.objects.on(today).select_related("person", "department").order_by("order", "id")
        )
        by_department: dict[int, list[Post]] = {}
        for post in posts.exclude(department__code="000"):
            by_department.setdefault(post.department_id, []).append(post)
        found = []
        for rows in by_department.values():
            team = [p for p in rows if p.kind == PostKind.TEAM_MEMBER]
            found.append(
                Lead(
                    department=rows[0].department,
                    head=next(p for p in rows if p.kind == PostKind.FIRST_IN_CHARGE),
                    reviewer=team[0].person,
                    officer=next(p.person for p in rows if p.kind == PostKind.LIAISON),
                    sections=tuple(team[0].sections),
                )
            )
        return sorted(found, key=lambda lead: lead.department.code)

    def _roles(self, campaign: Campaign, leads: list[Lead], at: Any) -> list[User]:
        office, lead = leads[0], leads[1]
        campaigns.set_office_department(
            campaign=campaign, department=office.department, by=None, at=at
        )
        mayor = Post.objects.get(department__code="000", kind=PostKind.FIRST_IN_CHARGE).person
        given = [
            (mayor, CampaignRole.GROUP_LEADER),
            (office.head.person, CampaignRole.OFFICE_HEAD),
            (office.officer, CampaignRole.OFFICE),
            (office.reviewer, CampaignRole.OFFICE),
        ]
        for person, role in given:
            campaigns.give_role(campaign=campaign, person=person, role=role, by=None, at=at)
        accounts = {
            "group_leader": mayor,
            "office_head": office.head.person,
            "office": office.officer,
            "officer": lead.officer,
            "first_in_charge": lead.head.person,
            "portfolio_leader": lead.reviewer,
        }
        for username, person in accounts.items():
            make_demo_account(person=person, username=username, password=PASSWORD, at=at)
        return [office.officer, office.reviewer]
