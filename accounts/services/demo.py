"""Accounts of the demo city; production refuses to start while one exists."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.services.sign_in import set_password


@transaction.atomic
def make_demo_account(*, person: User, username: str, password: str, at: datetime) -> User:
    """Let a person of the demo city sign in as `username`; marked, so that it can be found."""
    User.objects.filter(pk=person.pk).update(username=username, is_demo=True)
    person.refresh_from_db()
    set_password(user=person, password=password, by=None, at=at)
    return person
