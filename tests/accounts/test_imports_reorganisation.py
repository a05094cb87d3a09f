"""What the organisation import does with departments that are missing, have ended, are renamed."""

from datetime import timedelta

import pytest

from accounts import services
from accounts.models import Department
from journal.models import Entry
from tests.accounts.conftest import NOW
from tests.accounts.test_imports_organisation import LATER, Edit, Row, load

pytestmark = pytest.mark.django_db
GONE, HEIR = "031", "017"


def _without(column: str) -> Edit:
    def edit(rows: list[Row]) -> None:
        rows[:] = [row for row in rows if row[column] != GONE]
        for row in rows:
            if "portfolio" in row:
                row["portfolio"] = " ".join(c for c in row["portfolio"].split() if c != GONE)

    return edit


def test_a_department_that_the_file_leaves_out_is_reported_and_goes_on() -> None:
    load()
    name = Department.objects.get(code=GONE).name
    report = load(_without("department_code"), _without("code"), at=LATER, many=True)
    assert report["departments_missing"] == [name]
    assert Department.objects.get(code=GONE).is_active


def test_one_that_has_ended_is_reported_no_more_and_comes_back_with_the_file() -> None:
    load()
    gone, heir = (Department.objects.get(code=code) for code in (GONE, HEIR))
    services.merge_departments(
        department=gone, into=heir, by=None, at=NOW, document_number="样例办〔2026〕30号"
    )
    report = load(_without("department_code"), _without("code"), at=LATER, many=True)
    assert (report["departments_missing"], report["departments_restored"]) == ([], [])
    assert not Department.objects.get(code=GONE).is_active
    report = load(at=LATER + timedelta(days=1))
    assert report["departments_restored"] == [gone.name]
    back = Department.objects.get(code=GONE)
    assert (back.is_active, back.successor_id, back.end_proposed_at) == (True, None, None)
    assert Entry.objects.filter(type="org.department_restored").count() == 1


def test_a_name_that_the_file_changes_goes_on_being_read() -> None:
    load()
    old = Department.objects.get(code=GONE).name

    def renamed(rows: list[Row]) -> None:
        for row in rows:
            if row["code"] == GONE:
                row |= {"name": "市乡村振兴局", "short_name": "市乡村振兴局"}

    load(departments=renamed, at=LATER)
    row = Department.objects.get(code=GONE)
    assert row.name == "市乡村振兴局"
    assert row.aliases.filter(name=old).exists()
