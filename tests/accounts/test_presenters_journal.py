"""The auditor reads words: every entry that some service writes has a label."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from accounts.presenters import journal_line
from journal.models import Entry
from rectification.workflow import PAST

ROOT = Path(__file__).parents[2]
WRITTEN = re.compile(
    r'type=f?"((?:item|import|ledger|workdays|task|study|research|goal|meeting'
    r'|opinion|review|feedback|campaign)\.[a-z_]+)"'
)


def types() -> list[str]:
    found = {f"item.{name}" for name in PAST.values()}
    for app in ("campaign", "rectification"):
        for path in (ROOT / app / "services").rglob("*.py"):
            found |= set(WRITTEN.findall(path.read_text(encoding="utf-8")))
    return sorted(found)


@pytest.mark.parametrize("kind", types())
def test_every_entry_has_words(kind: str) -> None:
    subject = "campaign.task" if kind.startswith("task") else "rectification.item"
    entry = Entry(type=kind, subject_type=subject, data={}, at=datetime(2019, 11, 1, tzinfo=UTC))
    line = journal_line(entry)
    assert not re.search("[a-z]", line["type"] + line["subject"])
    assert (line["data"], line["label"]) == ("", "")


def test_a_type_without_words_is_called_after_its_kind() -> None:
    entry = Entry(type="item.new", data={}, at=datetime(2019, 11, 1, tzinfo=UTC))
    assert journal_line(entry)["type"] == "整改事项办理"
