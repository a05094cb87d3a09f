"""`manage.py load_demo`: the demo city, once; prints its accounts.

Every fact goes through the services, with dates relative to today; the same every time.
"""

import json
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import services as accounts
from accounts.imports import import_organisation
from accounts.models import User
from campaign import services as campaigns
from campaign.imports import import_preset, import_roles
from campaign.management.demo import meetings, opinions, research, review, study, tasks
from campaign.management.demo.ground import Stage
from campaign.models import Campaign
from campaign.selectors import lists_of
from core import clock, workdays
from core.clock import local_date
from rectification import services
from rectification.management.demo.desks import change_hands
from rectification.management.demo.lines import tie
from rectification.management.demo.papers import take_out
from rectification.management.demo.people import ACCOUNTS, ADMINISTRATORS, desk_of, find
from rectification.management.demo.plot import play
from rectification.management.demo.story import Cast
from rectification.management.demo.supervision import supervise

HERE = Path(__file__).resolve().parent.parent / "demo"
PRESETS = Path(campaigns.__file__).resolve().parent.parent / "presets"
PASSWORD = "Yangli-2019-ceshi"  # nosec B105 - printed by `make run`; demo data only


class Command(BaseCommand):
    help = "Load the demo city once and print its accounts."

    def handle(self, *args: Any, **options: Any) -> None:
        password = os.environ.get("DEMO_PASSWORD") or PASSWORD
        if User.objects.filter(is_demo=True).exists():
            self._print(password, again=True)
            return
        if User.objects.exists():
            raise CommandError("数据库中已有人员，演示数据只能载入空库。请换一个 DATA_DIR。")
        with transaction.atomic():
            self._load(password)
        self._print(password)

    def _load(self, password: str) -> None:
        at = clock.now()
        today = local_date(at)
        days = workdays.load()
        began = days.add(today, -75)
        import_organisation(
            departments=(HERE / "departments.csv").read_bytes(),
            people=(HERE / "people.csv").read_bytes(),
            on=days.add(today, -260),
            by=None,
            at=at,
        )
        preset = PRESETS / "2019-second-batch.json"
        report = import_preset(preset, starts_on=began, by=None, at=at)
        campaigns.set_default_campaign(campaign=report.campaign, by=None, at=at)
        import_roles(PRESETS / "demo-roles.json", on=began, by=None, at=at)
        campaign = Campaign.objects.get(pk=report.campaign.pk)
        cast = self._cast(campaign, days, today)
        play(cast, json.loads((HERE / "items.json").read_text(encoding="utf-8")))
        supervise(cast)
        change_hands(cast)
        review.play(cast)
        services.recount(campaign=campaign)
        stage = Stage(campaign, days, today)
        study.play(stage)
        research.play(stage)
        meetings.play(stage, cast.office, cast.office_head)
        tasks.play(stage, cast.office, cast.office_head)
        opinions.play(stage, cast.office)
        tie(cast, at)
        take_out(cast)
        self._accounts(password)

    def _cast(self, campaign: Campaign, days: workdays.Workdays, today: Any) -> Cast:
        lists = lists_of(campaign)
        return Cast(
            campaign=campaign,
            office=find("E00012", today),
            office_head=find("E00008", today),
            verifier=find("E00180", today),
            auditor=desk_of("023", today).officer,
            guidance=find("guidance", today),
            supervisor=find("E00002", today),
            lists={
                "targets": {row.code: row for row in lists.targets},
                "sources": {row.code: row for row in lists.sources},
            },
            workdays=days,
            today=today,
        )

    def _accounts(self, password: str) -> None:
        at = clock.now()
        today = local_date(at)
        for role, (name, _) in ADMINISTRATORS.items():
            person = accounts.create_person(username=role.value, name=name, by=None, at=at)
            accounts.set_admin_role(person=person, role=role, by=None, at=at)
        for username in [*ACCOUNTS, *(role.value for role in ADMINISTRATORS)]:
            key = ACCOUNTS[username][0] if username in ACCOUNTS else username
            person = find(key, today)
            accounts.make_demo_account(person=person, username=username, password=password, at=at)

    def _print(self, password: str, *, again: bool = False) -> None:
        words = {role.value: label for role, (_, label) in ADMINISTRATORS.items()}
        words |= {name: label for name, (_, label) in ACCOUNTS.items()}
        self.stdout.write("演示数据已在库中。" if again else "演示数据已载入。")
        self.stdout.write(f"演示账号（密码均为 {password}）：")
        names = dict(User.objects.filter(is_demo=True).values_list("username", "name"))
        for username in [*ACCOUNTS, *(role.value for role in ADMINISTRATORS)]:
            self.stdout.write(f"  {username:<18}{names.get(username, '')}　{words[username]}")
