"""What the database itself holds about the journal, on both vendors.

Entries and seals refuse UPDATE and DELETE; a new entry gets in line for its seal. On PostgreSQL
the application's role has moreover no right to change them (docs/adr/0011-journal.md); SQLite has
no roles: there the triggers and the hash chain are all there is.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

GUARDED = ("journal_entry", "journal_seal")

_POSTGRESQL_FUNCTIONS = [
    """
    CREATE OR REPLACE FUNCTION journal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the journal is append-only: % on %', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE OR REPLACE FUNCTION journal_get_in_line() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO journal_unsealed (entry_id) VALUES (NEW.id);
        RETURN NULL;
    END $$
    """,
]
_POSTGRESQL_LINE = (
    "CREATE TRIGGER journal_entry_line AFTER INSERT ON journal_entry"
    " FOR EACH ROW EXECUTE FUNCTION journal_get_in_line()"
)
_SQLITE_LINE = (
    "CREATE TRIGGER journal_entry_line AFTER INSERT ON journal_entry"
    " BEGIN INSERT INTO journal_unsealed (entry_id) VALUES (NEW.id); END"
)


def create(connection: BaseDatabaseWrapper) -> None:
    """Create functions and triggers on `connection`."""
    for statement in _create_statements(connection.vendor):
        _run(connection, statement)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Drop what `create` made."""
    for statement in _drop_statements(connection.vendor):
        _run(connection, statement)


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without the triggers for the length of the block: for emptying a trial's database."""
    drop(connection)
    try:
        yield
    finally:
        create(connection)


def _run(connection: BaseDatabaseWrapper, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _create_statements(vendor: str) -> list[str]:
    if vendor == "postgresql":
        return [
            *_POSTGRESQL_FUNCTIONS,
            *(
                f"CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION journal_refuse_change()"
                for table in GUARDED
            ),
            _POSTGRESQL_LINE,
        ]
    return [
        *(
            f"CREATE TRIGGER {table}_refuse_{verb} BEFORE {verb.upper()} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, 'the journal is append-only: {verb} on {table}'); END"
            for table in GUARDED
            for verb in ("update", "delete")
        ),
        _SQLITE_LINE,
    ]


def _drop_statements(vendor: str) -> list[str]:
    if vendor == "postgresql":
        return [
            *(f"DROP TRIGGER IF EXISTS {table}_refuse_change ON {table}" for table in GUARDED),
            "DROP TRIGGER IF EXISTS journal_entry_line ON journal_entry",
            "DROP FUNCTION IF EXISTS journal_refuse_change()",
            "DROP FUNCTION IF EXISTS journal_get_in_line()",
        ]
    return [
        *(
            f"DROP TRIGGER IF EXISTS {table}_refuse_{verb}"
            for table in GUARDED
            for verb in ("update", "delete")
        ),
        "DROP TRIGGER IF EXISTS journal_entry_line",
    ]
