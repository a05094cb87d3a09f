"""Recording: what an entry keeps, and that nobody changes it afterwards."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.models import WorkdayOverride
from journal import selectors, services
from journal.models import Entry, Seal, Unsealed

AT = datetime(2025, 11, 20, 8, 8, tzinfo=UTC)


def write(person: User, **changes: object) -> Entry:
    fields = {"type": "account.renamed", "subject": person, "by": person, "at": AT} | changes
    return services.record(**fields)


def test_record_keeps_copies_of_what_may_vanish(person: User) -> None:
    write(person, post="市场监管局局长", department_code="SCJG", data={"on": date(2025, 1, 2)})
    stored = Entry.objects.get()
    assert (stored.actor, stored.actor_name, stored.actor_post) == (
        person,
        "赵某甲",
        "市场监管局局长",
    )
    assert (stored.subject_type, stored.subject_id, stored.subject_uid) == (
        "accounts.user",
        person.pk,
        person.uid,
    )
    assert stored.subject_label == "赵某甲"
    assert stored.department_code == "SCJG"
    assert stored.data == {"on": "2025-01-02"}


def test_record_by_the_system_has_no_actor(person: User) -> None:
    entry = write(person, by=None)
    assert entry.actor_id is None
    assert entry.actor_name == ""


@pytest.mark.django_db
def test_record_of_a_subject_without_uid_uses_its_text() -> None:
    day = WorkdayOverride.objects.create(date=date(2027, 1, 1), is_workday=False)
    entry = services.record(type="calendar.changed", subject=day, by=None, at=AT)
    assert entry.subject_uid is None
    assert entry.subject_label == "2027-01-01 休息"


def test_record_many_keeps_order_and_gets_in_line(
    person: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    facts = [
        services.Fact(type=f"test.n{number}", subject=person, by=person, at=AT)
        for number in range(30)
    ]
    with django_assert_num_queries(1):  # one INSERT; the trigger fills the line
        services.record_many(facts)
    rows = selectors.timeline("accounts.user", person.pk)
    assert [row.type for row in rows] == [fact.type for fact in facts]
    assert Unsealed.objects.count() == 30


def test_timeline_shows_one_subject_only(person: User) -> None:
    other = User.objects.create(username="qian", name="钱某乙")
    write(person)
    write(other)
    assert [row.subject_label for row in selectors.timeline("accounts.user", other.pk)] == [
        "钱某乙"
    ]


@pytest.mark.parametrize("table", [Entry, Seal])
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_triggers_refuse_change(person: User, table: type, verb: str) -> None:
    write(person)
    services.seal(at=AT)
    statement = {
        Entry: {
            "update": "UPDATE journal_entry SET actor_name = 'x'",
            "delete": "DELETE FROM journal_entry",
        },
        Seal: {
            "update": "UPDATE journal_seal SET hash = 'x'",
            "delete": "DELETE FROM journal_seal",
        },
    }[table][verb]
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert table.objects.count() == 1
