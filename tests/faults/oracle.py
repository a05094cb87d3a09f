"""`python -m tests.faults.oracle MOMENT …`: every tick at every moment, without any fault."""

import sys
from datetime import datetime

import django

if __name__ == "__main__":
    django.setup()

from tests.faults.reminders import send_due


def main(moments: list[str]) -> None:
    """In the database of the environment."""
    for moment in moments:
        send_due(at=datetime.fromisoformat(moment))


if __name__ == "__main__":
    main(sys.argv[1:])
