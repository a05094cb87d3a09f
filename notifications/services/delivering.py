"""The tick: what is due leaves the house, and nothing leaves twice."""

from datetime import datetime

from core.workdays import load
from notifications.channels import channels
from notifications.services.planning import plan_at_once, plan_digests
from notifications.services.run import DeliveredReport, Run
from notifications.services.sending import send_all
from notifications.services.timing import is_quiet


def deliver_due(*, at: datetime) -> DeliveredReport:
    """Deliver what is due at `at`: messages at once, the day's digests, and what failed before.

    One digest a person on a working day from 08:30 on, of what was told until the day's first run;
    three messages at once a day at most; nothing from 18:30 to 08:00 or on days off (domain.md
    4.3). Safe to run at any time, beside itself and after any crash: rows say what is done.
    Statements grow with batches of 500 people; an e-mail costs a few of its own.
    """
    workdays = load()
    if is_quiet(at, workdays):
        return DeliveredReport(0, 0)
    run = Run(at, workdays, channels())
    planned = plan_at_once(run) + plan_digests(run)
    sent = send_all(run)
    return DeliveredReport(delivered=planned + sent.delivered, failed=sent.failed)
