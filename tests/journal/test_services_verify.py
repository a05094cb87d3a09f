"""Verifying: an attacker who gets past the triggers is found, and where."""

import os
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.models import User
from journal import services, triggers
from journal.models import Entry, Seal, Unsealed

AT = datetime(2025, 11, 20, 8, 8, tzinfo=UTC)
COUNT = 25
TAMPERINGS = int(os.environ.get("TAMPERINGS") or 27)  # `make faults` tries 500


@pytest.fixture
def chain(person: User) -> User:
    """A sealed chain whose triggers the attacker has dropped."""
    services.record_many(
        services.Fact(
            type="test.done", subject=person, by=person, at=AT, data={"step": step, "名": "甲"}
        )
        for step in range(COUNT)
    )
    services.seal(at=AT)
    assert services.verify() == []
    triggers.drop(connection)
    return person


def edit_entry(chance: random.Random) -> None:
    change = chance.choice(
        [
            {"actor_name": "钱某乙"},
            {"at": AT + timedelta(microseconds=1)},
            {"type": "test.undone"},
            {"data": {"step": -1}},
            {"subject_id": 999_999},
            {"actor_post": "局长"},
            {"campaign_id": 5},
            {"actor": None},
        ]
    )
    Entry.objects.filter(pk=some_seal(chance).entry_id).update(**change)


def edit_seal(chance: random.Random) -> None:
    change = chance.choice(
        [{"hash": "f" * 64}, {"previous_hash": "e" * 64}, {"sealed_at": AT + timedelta(days=1)}]
    )
    Seal.objects.filter(pk=some_seal(chance).pk).update(**change)


def delete_both(chance: random.Random) -> None:
    seal = some_seal(chance)
    Seal.objects.filter(pk=seal.pk)._raw_delete("default")
    Entry.objects.filter(pk=seal.entry_id)._raw_delete("default")


def delete_and_renumber(chance: random.Random) -> None:
    seal = Seal.objects.get(number=chance.randint(1, COUNT - 1))
    Seal.objects.filter(pk=seal.pk)._raw_delete("default")
    for later in Seal.objects.filter(number__gt=seal.number).order_by("number"):
        Seal.objects.filter(pk=later.pk).update(number=later.number - 1)


def insert_unseen(chance: random.Random) -> None:
    person = User.objects.get()
    services.record(type="test.forged", subject=person, by=person, at=AT)


def insert_sealed(chance: random.Random) -> None:
    insert_unseen(chance)
    forged = Entry.objects.order_by("-pk").first()
    last = Seal.objects.order_by("-number").first()
    Seal.objects.create(
        number=last.number + 1,
        entry=forged,
        previous_hash=last.hash,
        hash=f"{chance.getrandbits(256):064x}",
        sealed_at=AT,
    )


def swap(chance: random.Random) -> None:
    one, other = chance.sample(range(1, COUNT + 1), 2)
    first, second = Seal.objects.get(number=one), Seal.objects.get(number=other)
    spare = Entry.objects.create(type="test.spare", at=AT, subject_type="x", subject_id=1)
    for seal, entry_id in ((first, spare.pk), (second, first.entry_id), (first, second.entry_id)):
        Seal.objects.filter(pk=seal.pk).update(entry_id=entry_id)
    spare.delete()


def cut_tail(chance: random.Random) -> None:
    after = chance.randint(0, COUNT - 1)
    lost = list(Seal.objects.filter(number__gt=after).values_list("entry_id", flat=True))
    Seal.objects.filter(number__gt=after)._raw_delete("default")
    Entry.objects.filter(pk__in=lost)._raw_delete("default")


def rewrite_all(chance: random.Random) -> None:
    """Edit an entry and compute the rest of the chain anew, as one who knows the code would."""
    edit_entry(chance)
    previous = services.GENESIS
    for seal in Seal.objects.order_by("number"):
        digest = seal.entry.digest(seal.number, previous, seal.sealed_at)
        Seal.objects.filter(pk=seal.pk).update(previous_hash=previous, hash=digest)
        previous = digest


def some_seal(chance: random.Random) -> Seal:
    return Seal.objects.get(number=chance.randint(1, COUNT))


ATTACKS = [
    edit_entry,
    edit_seal,
    delete_both,
    delete_and_renumber,
    insert_unseen,
    insert_sealed,
    swap,
    cut_tail,
    rewrite_all,
]


@pytest.mark.parametrize("seed", range(TAMPERINGS))
def test_verify_finds_random_tampering(chain: User, seed: int) -> None:
    attack = ATTACKS[seed % len(ATTACKS)]
    attack(random.Random(seed))
    assert services.verify(), attack.__name__


@pytest.mark.parametrize(
    ("attack", "kind"),
    [
        (lambda: Entry.objects.filter(seal__number=7).update(actor_name="乙"), "edited"),
        (lambda: Seal.objects.filter(number=7)._raw_delete("default"), "missing_number"),
        (lambda: Seal.objects.filter(number__gte=7)._raw_delete("default"), "tail_cut"),
    ],
)
def test_verify_says_where(chain: User, attack: Callable[[], object], kind: str) -> None:
    attack()
    assert (kind, 7) in [(row.kind, row.number) for row in services.verify()]


def test_verify_sees_an_entry_deleted_before_its_seal(chain: User) -> None:
    triggers.create(connection)
    entry = services.record(type="test.done", subject=chain, by=chain, at=AT)
    triggers.drop(connection)
    with connection.constraint_checks_disabled():
        delete_row(entry.pk)
        found = services.verify()
        Unsealed.objects.all()._raw_delete("default")
    assert [(row.kind, row.entry_id) for row in found] == [("missing_entry", entry.pk)]


def delete_row(entry_id: int) -> None:
    Entry.objects.filter(pk=entry_id)._raw_delete("default")


def test_seal_leaves_a_contradicted_head_as_evidence(
    chain: User, caplog: pytest.LogCaptureFixture
) -> None:
    cut_tail(random.Random(1))
    triggers.create(connection)
    services.record(type="test.done", subject=chain, by=chain, at=AT)
    services.seal(at=AT)
    assert "contradicts its anchored head" in caplog.text
    assert services.verify()


def test_verify_command_prints_where_and_exits_with_1(
    chain: User, capsys: pytest.CaptureFixture[str]
) -> None:
    Entry.objects.filter(seal__number=3).update(actor_name="乙")
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_journal")
    assert stopped.value.code == 1
    told = capsys.readouterr()
    assert "第 3 号" in told.err
    assert told.out == f"verified {COUNT}, waiting 0, findings 1\n"
