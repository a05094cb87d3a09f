"""`manage.py run_ticks`: every tick that is due, once, without broker and beat."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from core import adapters, clock, selectors


class Command(BaseCommand):
    """For cron or a systemd timer, each minute: installations that run no Celery.

    A tick whose period has not gone by since its last run waits; one that fails does not keep the
    others from running, but the command then ends with 1.
    """

    help = "Do every tick that is due, once: for cron, where no beat and no worker run."

    def handle(self, *args: Any, **options: Any) -> None:
        failed = []
        for tick in selectors.tick_states(adapters.periods()):
            if tick.run is not None and clock.now() - tick.run.started_at < tick.period:
                continue
            try:
                done = import_string(tick.name).run()
            except Exception as error:  # noqa: BLE001 - each tick is on its own
                failed.append(tick.name)
                self.stderr.write(f"{tick.name}: {type(error).__name__}: {error}")
            else:
                self.stdout.write(f"{tick.name}: {done}")
        if failed:
            raise CommandError(f"{len(failed)} ticks failed")
