"""The table “Where is …” says everything once, and names places that exist."""

import re
from collections import Counter

from tests.architecture.source import APPS, ROOT

PLACES = re.compile(rf"(?<![\w./])(?:{'|'.join([*APPS, 'config', 'docs'])})/[\w./-]*\w")


def table() -> list[str]:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    part = text.partition("## Where is …")[2].partition("\n## ")[0]
    return [line for line in part.splitlines() if line.startswith("| ")]


def test_every_subject_stands_once() -> None:
    subjects = Counter(line.split("|")[1].strip() for line in table())
    del subjects["you look for"]
    assert len(subjects) > 40
    assert [subject for subject, times in subjects.items() if times > 1] == []


def test_every_place_exists() -> None:
    named = {place for line in table() for place in PLACES.findall(line)}
    assert len(named) > 40
    assert [place for place in sorted(named) if not list(ROOT.glob(f"{place}*"))] == []
