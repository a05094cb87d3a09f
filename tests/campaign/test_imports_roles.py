"""A file of roles: everybody gets what it says, whole or not at all, and once."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.enums import PersonSource
from accounts.models import Department, User
from campaign.enums import CampaignRole, VerifyingScope
from campaign.models import Campaign, Membership, VerifyingUnit
from journal.models import Entry
from tests.personas import City

PRESETS = Path(__file__).parents[2] / "campaign" / "presets"
DEMO = json.loads((PRESETS / "demo-roles.json").read_text(encoding="utf-8"))
R = CampaignRole


def write(tmp_path: Path, **parts: Any) -> Path:
    path = tmp_path / "roles.json"
    path.write_text(json.dumps({"format": 1, "campaign": "test", **parts}), encoding="ascii")
    return path


def of(person: str, role: str) -> dict[str, str]:
    return {"person": person, "role": role}


def number(city: City, name: str) -> str:
    return city.people[name].employee_no


@pytest.fixture
def organisation(db: None) -> None:
    """The people and departments that the demo's file names."""
    words = {row["person"] for row in DEMO["roles"]} - {row["username"] for row in DEMO["people"]}
    User.objects.bulk_create(
        User(username=word.lower(), employee_no=word, name=f"某{word}") for word in sorted(words)
    )
    for code in ("001", "023"):
        Department.objects.create(code=code, name=f"单位{code}", short_name=f"单位{code}")


def test_the_demo_city_has_its_roles(organisation: None) -> None:
    call_command("load_preset", PRESETS / "2019-second-batch.json")
    call_command("load_roles", PRESETS / "demo-roles.json", "--on", "2019-09-09")
    campaign = Campaign.objects.get()
    held = {
        (row.role, row.person.employee_no or row.person.username)
        for row in Membership.objects.select_related("person")
    }
    assert {"E00008", "E00009"} == {who for role, who in held if role == R.OFFICE_HEAD}
    assert {"E00001"} == {who for role, who in held if role == R.GROUP_LEADER}
    assert {"E00002"} == {who for role, who in held if role == R.OFFICE_SUPERVISOR}
    assert len([who for role, who in held if role == R.DEPUTY_GROUP_LEADER]) == 6
    assert len([who for role, who in held if role == R.OFFICE]) == 5
    assert len([who for role, who in held if role == R.GUIDANCE]) == 3
    assert len([who for role, who in held if role == R.RESIDENT_DISCIPLINE]) == 1
    assert campaign.office_department.code == "001"
    unit = VerifyingUnit.objects.get()
    assert (unit.scope, unit.department.code) == (VerifyingScope.OFFICE_ITEMS, "023")
    guidance = User.objects.get(username="guidance")
    assert guidance.source == PersonSource.MANUAL
    assert not guidance.has_usable_password()
    assert set(Membership.objects.values_list("starts_on", flat=True)) == {date(2019, 9, 9)}


def test_the_same_file_twice_changes_nothing(organisation: None) -> None:
    call_command("load_preset", PRESETS / "2019-second-batch.json")
    call_command("load_roles", PRESETS / "demo-roles.json")
    before = Entry.objects.count()
    call_command("load_roles", PRESETS / "demo-roles.json")
    assert Entry.objects.count() == before


def test_a_single_role_passes_on_and_others_stay(
    city: City, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    roles = [of(number(city, "supervisor"), "group_leader")]
    call_command("load_roles", write(tmp_path, roles=roles))
    leaders = Membership.objects.filter(role=R.GROUP_LEADER, ends_on=None)
    assert [row.person for row in leaders] == [city.supervisor]
    assert Membership.objects.filter(role=R.OFFICE, ends_on=None).count() == 3
    printed = capsys.readouterr().out
    assert "kept: 蒋某乙（领导小组办公室成员）" in printed
    assert printed.splitlines()[-1] == "people 0, given 1, ended 1, unchanged 0"


FAULTS = [
    ({"roles": [of("E99", "office")]}, "没有工号或账号为“E99”的人员"),
    ({"roles": [of("office", "boss")]}, "roles 第1条 role：“boss”不在可用的值之内"),
    ({"roles": [of("office", "guidance")] * 2}, "同一人的同一任职写了两次"),
    ({"roles": [of("sys_admin", "office")]}, "不能兼任业务角色"),
    ({"roles": [of("officer", "office_supervisor")]}, "应从副组长中指定"),
    (
        {"roles": [of("officer", "group_leader"), of("office", "group_leader")]},
        "领导小组组长只能有一人",
    ),
    ({"office_department": "999"}, "没有编码为“999”的单位"),
    ({"verifying_units": [{"scope": "office_items", "department": "001"}]}, "不能验收自己的事项"),
    ({"verifying_units": [{"scope": "all", "department": "001"}]}, "“all”不在可用的值之内"),
    ({"people": [{"username": "A B", "name": "某"}]}, "people 第1条 username"),
    ({"people": [{"username": "a", "name": "某"}] * 2}, "people：有重复的账号"),
    ({"campaign": "none"}, "没有代码为“none”的主题教育。请先用 load_preset 载入"),
    ({"colour": 1}, "colour：不认识这一项"),
]


@pytest.mark.parametrize(("parts", "sentence"), FAULTS)
def test_a_fault_is_named_and_nothing_is_written(
    city: City, tmp_path: Path, parts: dict, sentence: str
) -> None:
    before = (Entry.objects.count(), User.objects.count(), Membership.objects.count())
    good = {"people": [{"username": "new", "name": "新某"}]} | parts
    with pytest.raises(CommandError, match=sentence):
        call_command("load_roles", write(tmp_path, **good))
    assert (Entry.objects.count(), User.objects.count(), Membership.objects.count()) == before


def test_a_day_to_come_is_refused(city: City, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="不能晚于今天"):
        call_command("load_roles", write(tmp_path), "--on", "2999-01-01")
