"""`python -m tests.faults.oracle MOMENT …`: what is due at every moment, done without any fault."""

import sys
from datetime import datetime

import django

if __name__ == "__main__":
    django.setup()

from notifications.services import deliver_due
from rectification.services import send_due


def main(moments: list[str]) -> None:
    """In the database of the environment; mail stays in this process."""
    for moment in moments:
        at = datetime.fromisoformat(moment)
        send_due(at=at)
        deliver_due(at=at)


if __name__ == "__main__":
    main(sys.argv[1:])
