"""The ladder of the campaign: from the file, read by all, set by the head of the office."""

import json
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from campaign.enums import LadderClock
from campaign.models import Campaign, EscalationRule
from campaign.services import RungSetting, update_ladder
from campaign.validators import RULES
from core.errors import Conflict, Denied, Invalid
from journal.models import Entry
from tests.campaign.test_imports_preset import PRESET, changed
from tests.personas import City, at

CODE = "due-before-7"
URL = "/campaign/ladder"

pytestmark = pytest.mark.django_db


def rung(campaign: Campaign, code: str = CODE) -> EscalationRule:
    return campaign.escalation_rules.get(code=code)


def put(city: City, code: str, days: int, *, is_on: bool = True, **more: object) -> list[str]:
    changes = {code: RungSetting(days, is_on)}
    more.setdefault("by", city.office_head)
    return update_ladder(campaign=city.campaign, changes=changes, at=at(), **more)


def test_the_file_s_ladder_is_loaded_once(tmp_path: Path) -> None:
    call_command("load_preset", PRESET)
    campaign = Campaign.objects.get()
    rows = json.loads(PRESET.read_text(encoding="utf-8"))["ladder"]["rows"]
    assert list(campaign.escalation_rules.in_order().values_list("code", flat=True)) == [
        row["code"] for row in rows
    ]
    before = Entry.objects.count()
    call_command("load_preset", PRESET)
    assert Entry.objects.count() == before


def test_limits_of_desks_are_the_campaign_s_rules() -> None:
    desks = [clock for clock in LadderClock if clock.value.startswith("desk_")]
    assert len(desks) == 7
    assert all(clock.value in RULES for clock in desks)


def test_a_new_file_keeps_what_the_office_has_set(tmp_path: Path) -> None:
    call_command("load_preset", PRESET)
    campaign = Campaign.objects.get()
    update_ladder(campaign=campaign, changes={CODE: RungSetting(-9, True)}, by=None, at=at())

    def other(data: dict) -> None:
        data["ladder"]["rows"][0]["offset"] = -8
        data["ladder"]["rows"].pop()

    call_command("load_preset", changed(tmp_path, other))
    row = rung(campaign)
    assert (row.offset, row.own_offset, row.days) == (-8, -9, -9)
    assert not rung(campaign, "vacancy-after-3").is_on


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"who": ["mayor"]}, "没有名为“mayor”的角色"),
        ({"who": []}, "至少要写一个角色"),
        ({"offset": "7"}, "整数"),
        ({"offset": 20}, "不能越级"),
        ({"light": "blue"}, "不在可用的词之内"),
        ({"typo": 1}, "不认识这一项"),
    ],
)
def test_a_faulty_ladder_is_refused_whole(tmp_path: Path, change: dict, sentence: str) -> None:
    path = changed(tmp_path, lambda d: d["ladder"]["rows"][0].update(change))
    with pytest.raises(CommandError, match=sentence):
        call_command("load_preset", path)
    assert not Campaign.objects.exists()


def test_the_head_of_the_office_sets_days_and_switches(city: City) -> None:
    assert put(city, CODE, -10, is_on=False) == [CODE]
    row = rung(city.campaign)
    assert (row.days, row.is_on, row.offset, row.is_active) == (-10, False, -7, True)
    entry = Entry.objects.get(type="campaign.ladder_changed")
    assert entry.data == {
        CODE: {"days": {"from": -7, "to": -10}, "is_on": {"from": True, "to": False}}
    }
    assert entry.actor == city.office_head
    assert put(city, CODE, -7) == [CODE]
    assert rung(city.campaign).own_offset is None
    assert put(city, CODE, -7) == []


@pytest.mark.parametrize("name", ["group_leader", "office", "officer", "sys_admin", "guidance"])
def test_nobody_else_sets_it(city: City, name: str) -> None:
    with pytest.raises(Denied):
        put(city, CODE, -10, by=city.people[name])
    assert rung(city.campaign).days == -7


def test_a_level_cannot_be_made_to_skip_the_one_below(city: City) -> None:
    with pytest.raises(Invalid) as refusal:
        put(city, "due-after-1", 5)
    assert "提级须一级一级进行，不能越级" in refusal.value.errors[0].detail
    assert rung(city.campaign, "due-after-1").days == 1


def test_the_first_red_cannot_be_switched_off(city: City) -> None:
    with pytest.raises(Invalid) as refusal:
        put(city, "due-after-1", 1, is_on=False)
    assert "必须通知第一责任人" in refusal.value.errors[0].detail


def test_somebody_else_s_change_is_shown_not_overwritten(city: City) -> None:
    put(city, CODE, -9)
    seen = {CODE: RungSetting(-7, True)}
    with pytest.raises(Conflict) as refusal:
        put(city, CODE, -10, seen=seen)
    assert refusal.value.current == {CODE: {"days": -9, "is_on": True}}
    assert rung(city.campaign).days == -9


# --- the page -----------------------------------------------------------------


def form_of(html: str) -> dict[str, str]:
    """The fields of the page as a browser would send them."""
    data = {}
    for tag in re.findall(r"<input [^>]*>", html):
        name, value = (re.search(rf'{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name is None or "disabled" in tag or ('"checkbox"' in tag and "checked" not in tag):
            continue
        data[name[1]] = value[1] if value else "on"
    return data


def test_everybody_reads_it_and_the_head_sets_it_in_place(city: City, client: Client) -> None:
    client.force_login(city.officer)
    html = client.get(URL).content.decode()
    assert "到期前 7 个工作日" in html
    assert "由领导小组办公室主任办理" in html
    assert f'name="{CODE}-days"' not in html
    client.force_login(city.office_head)
    data = form_of(client.get(URL).content.decode())
    data[f"{CODE}-days"] = "-9"
    data.pop("due-before-1-on")
    response = client.post(URL, data)
    assert (response.status_code, response["Location"]) == (303, URL)
    assert rung(city.campaign).days == -9
    assert not rung(city.campaign, "due-before-1").is_on
    assert rung(city.campaign, "due-after-1").is_on


def test_a_refusal_stands_beside_its_field_and_keeps_the_input(city: City, client: Client) -> None:
    client.force_login(city.office_head)
    data = form_of(client.get(URL).content.decode()) | {"due-after-3-days": "0"}
    response = client.post(URL, data)
    html = response.content.decode()
    assert response.status_code == 422
    assert "不能早于“逾期1个工作日”" in html
    assert re.search(r'name="due-after-3-days" value="0"', html)


def test_a_stale_page_shows_both(city: City, client: Client) -> None:
    client.force_login(city.office_head)
    data = form_of(client.get(URL).content.decode()) | {f"{CODE}-days": "-10"}
    put(city, CODE, -9, by=city.secretary)
    response = client.post(URL, data)
    html = response.content.decode()
    assert response.status_code == 409
    assert "他人已改为 -9、启用" in html
    again = form_of(html)
    assert again[f"{CODE}-days"] == "-10"
    assert client.post(URL, again).status_code == 303
    assert rung(city.campaign).days == -10


def test_who_may_not_is_told_so(city: City, client: Client) -> None:
    client.force_login(city.officer)
    assert client.post(URL, {f"{CODE}-days": "-9"}).status_code == 403
