"""The application's role on PostgreSQL: it may add to the journal and do nothing else to it."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from accounts.models import User
from journal import services
from journal.models import Entry

pytestmark = pytest.mark.postgresql
AT = datetime(2025, 11, 20, 8, 8, tzinfo=UTC)
ROLE = f"journal_app_{os.getpid()}"  # roles belong to the whole server


@pytest.fixture
def app_role(person: User) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        cursor.execute(f"GRANT SELECT, INSERT ON journal_entry, journal_seal TO {ROLE}")
        cursor.execute(f"GRANT SELECT, INSERT, DELETE ON journal_unsealed TO {ROLE}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {ROLE}")
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        yield
        cursor.execute("RESET ROLE")


def test_role_records_and_seals(app_role: None, person: User) -> None:
    services.record(type="test.done", subject=person, by=person, at=AT)
    assert services.seal(at=AT) == 1
    assert services.verify() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET type = 'x'",
        "DELETE FROM journal_entry",
        "TRUNCATE journal_entry CASCADE",
        "DELETE FROM journal_seal",
        "DROP TRIGGER journal_entry_refuse_change ON journal_entry",
        "ALTER TABLE journal_entry DISABLE TRIGGER ALL",
    ],
)
def test_role_has_no_right_to_change(app_role: None, person: User, statement: str) -> None:
    services.record(type="test.done", subject=person, by=person, at=AT)
    with (
        pytest.raises(ProgrammingError, match="permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Entry.objects.count() == 1
