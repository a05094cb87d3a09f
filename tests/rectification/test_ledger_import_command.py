"""`import_ledger`: the office's own ledger row by row, as the contract says it."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from campaign.models import Campaign
from core import clock
from journal.models import Entry
from rectification.enums import State
from rectification.models import ImportBatch, ImportRow, Item, ItemCount, LegacyClosure
from rectification.services import recount
from tests.personas import City, at

from . import ledgers
from .imports import sheet

EXPECTED = ledgers.expected()
FILE = ledgers.DATA / "ledger-2019.xlsx"
PRESET = Path("campaign/presets/2019-second-batch.json")
REASONS = {9: "读不出完成日期", 23: "没有13月", 41: "没有写存在问题", 77: "不在专项整治类别清单中"}
KEYS = "problem target source kind lead coop due measures state".split()


def run(*arguments: object) -> tuple[list[dict[str, Any]], str, int]:
    """Objects on standard output, words on standard error, exit code."""
    out, errors, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command("import_ledger", *map(str, arguments), stdout=out, stderr=errors)
    except SystemExit as end:
        code = int(end.code or 0)
    lines = [json.loads(text) for text in out.getvalue().splitlines() if text.startswith("{")]
    return lines, errors.getvalue(), code


@pytest.fixture
def whole_city(db: None, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    """The forty departments and the campaign of the speech."""
    monkeypatch.setattr(clock, "now", lambda: at())
    call_command("load_preset", PRESET, "--default", stdout=io.StringIO())
    people, departments = ledgers.DATA / "people.csv", ledgers.DATA / "departments.csv"
    call_command(
        "import_organisation", departments, people, "--on=2019-09-01", stdout=io.StringIO()
    )
    return Campaign.objects.get()


def test_the_sample_comes_in_as_a_person_read_it(whole_city: Campaign) -> None:
    found, errors, code = run(FILE, "--json")
    rows = {row["row"]: row for row in found}
    assert code == 1 and list(rows) == list(range(5, 137))
    for wanted in EXPECTED["rows"]:
        row = rows[wanted["row"]]
        assert {key: row[key] for key in KEYS} == {key: wanted[key] for key in KEYS}
        assert row["outcome"] in ("new", "doubtful") and row["sheet"] == EXPECTED["sheet"]
    for bad in EXPECTED["bad_rows"]:
        row = rows[bad["row"]]
        assert row["outcome"] == "refused"
        assert REASONS[bad["row"]] in "".join(said["text"] for said in row["messages"])
        assert all(set(said) == {"column", "text"} for said in row["messages"])
    assert "写入128件" in errors
    for number, reason in ((1, "标题"), (137, "合计行"), (138, "签字落款行")):
        assert f"第{number}行未作事项：{reason}" in errors
    assert Item.objects.count() == ImportRow.objects.filter(item__isnull=False).count() == 128
    for pk, state in ImportRow.objects.filter(item__isnull=False).values_list("row", "item__state"):
        assert rows[pk]["enters"] == state
    assert recount(campaign=whole_city) == 0


def test_the_same_file_twice_adds_nothing(whole_city: Campaign) -> None:
    run(FILE, "--json")
    before = (Item.objects.count(), Entry.objects.count(), ImportBatch.objects.count())
    counts = list(ItemCount.objects.order_by("key").values_list("key", "n"))
    found, errors, code = run(FILE, "--json")
    assert code == 1 and "写入0件" in errors
    assert {row["outcome"] for row in found} == {"duplicate", "refused"}
    assert sum(row["outcome"] == "refused" for row in found) == 4
    assert (Item.objects.count(), Entry.objects.count(), ImportBatch.objects.count()) == before
    assert list(ItemCount.objects.order_by("key").values_list("key", "n")) == counts


def test_the_import_is_the_first_journal_row_of_each_item(whole_city: Campaign) -> None:
    run(FILE)
    entries = Entry.objects.filter(subject_type="rectification.item")
    assert entries.count() == 128 and set(entries.values_list("type", flat=True)) == {
        "item.imported"
    }
    entry = entries.order_by("id").first()
    assert entry.actor is None
    assert {"batch", "sheet", "row", "word", "enters"} <= entry.data.keys()
    assert (entry.data["row"], entry.data["word"]) == (5, "整改中")


def test_closed_rows_wait_for_confirmation_and_a_tenth_is_drawn(whole_city: Campaign) -> None:
    run(FILE)
    closures = LegacyClosure.objects.filter(item__state=State.CLOSED)
    assert closures.count() == 30 and not closures.filter(confirmed_at__isnull=False).exists()
    assert closures.filter(is_sampled=True).count() == 3
    assert closures.exclude(seed="").count() == 30
    drawn = Item.objects.filter(legacy_closure__is_sampled=True)
    assert set(drawn.values_list("look_back_due_on", flat=True)) == {at().date().replace(
        month=11, day=14
    )}  # fmt: skip
    kept = Item.objects.filter(state=State.SUSTAINED).values_list("look_back_due_on", flat=True)
    assert {day.isoformat() for day in kept} == {"2019-12-14"}


def test_a_dry_run_and_a_strict_run_write_nothing(whole_city: Campaign) -> None:
    for option in ("--dry-run", "--strict"):
        found, _, code = run(FILE, "--json", option)
        assert code == 1 and len(found) == 132
        assert not Item.objects.exists() and not ImportBatch.objects.exists()
        assert not Entry.objects.filter(type__startswith="item.").exists()


def test_a_good_file_exits_with_zero(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: at())
    path = tmp_path / "台账.xlsx"
    path.write_bytes(sheet({}, {}))
    found, errors, code = run(path, "--json", "--strict", "--campaign", "test")
    assert (code, [row["outcome"] for row in found]) == (0, ["new", "new"])
    assert "写入2件" in errors and Item.objects.count() == 2


def test_what_can_not_be_read_says_why(city: City, tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(CommandError, match="损坏"):
        run(path)
    with pytest.raises(CommandError, match="无法读取"):
        run(tmp_path / "no.xlsx")
    path.write_bytes(sheet({}))
    with pytest.raises(CommandError, match="没有代码为“other”"):
        run(path, "--campaign", "other")
