"""The Celery application and every tick that beat sends.

A tick carries no data and never waits for a time of its own: it finds rows that
are due. `expires` drops a tick that nobody took before the next one was sent.
"""

import os
from typing import Any

from celery import Celery
from celery.schedules import schedule

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def tick(task: str, seconds: float) -> dict[str, Any]:
    """A beat entry that calls `task` every so many seconds."""
    return {
        "task": task,
        "schedule": schedule(seconds),
        "options": {"expires": max(seconds, 10.0)},
    }


app = Celery("ledger")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# One line a tick; tests/config/test_celery_ticks.py imports each and calls its signature.
app.conf.beat_schedule = {
    "journal-seal": tick("journal.tasks.seal", 5),
    "core-run-jobs": tick("core.tasks.run_jobs", 2),
    "core-forget-idempotency-keys": tick("core.tasks.forget_idempotency_keys", 3600),
    "rectification-send-due": tick("rectification.tasks.send_due", 60),
    "dashboard-tell-week": tick("dashboard.tasks.tell_week", 300),
    "notifications-deliver": tick("notifications.tasks.deliver", 30),
    "campaign-tell-released-opinions": tick("campaign.tasks.tell_released_opinions", 900),
    "campaign-forget-contacts": tick("campaign.tasks.forget_contacts", 86400),
    "rectification-check-ledger": tick("rectification.tasks.check_ledger", 3600),
}
