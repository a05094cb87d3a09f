"""Meetings: recorded, confirmed, and what was resolved told to who is to act."""

import pytest
from django.test import Client

from campaign import services
from campaign.models import Meeting, Resolution
from campaign.services.meetings import MeetingContent, ResolutionContent
from core.errors import Conflict, Denied, Invalid, TransitionNotAllowed
from journal.models import Entry
from notifications.models import Message
from tests.api import ApiClient
from tests.personas import TODAY, City, at

CONTENT = MeetingContent(kind="party_group", title="党组会", held_on=TODAY, host="卫某丙")
OTHERS = ["office", "office_head", "group_leader", "cooperator", "stranger", "guidance",
          "sys_admin", "audit_admin"]  # fmt: skip


def recorded(city: City, **changes: object) -> Meeting:
    given = {**CONTENT.__dict__, **changes}
    return services.record_meeting(
        campaign=city.campaign,
        department=city.lead,
        content=MeetingContent(**given),
        by=city.officer,
        at=at(),
    )


def test_own_people_record_and_leaders_confirm(city: City) -> None:
    resolution = ResolutionContent("供热前完成两个小区", city.other, TODAY)
    meeting = recorded(city, resolutions=[resolution])
    common = {"meeting": meeting, "at": at()}
    for name in [*OTHERS, "officer"]:
        with pytest.raises(Denied):
            services.confirm_meeting(by=city.people[name], version=None, **common)
    for name in OTHERS:
        with pytest.raises(Denied):
            services.change_meeting(content=CONTENT, by=city.people[name], version=None, **common)
    confirmed = services.confirm_meeting(by=city.first_in_charge, version=1, **common)
    assert confirmed.confirmed_by == city.first_in_charge
    message = Message.objects.get()
    assert (message.person, "10月15日前完成" in message.text) == (city.stranger, True)
    with pytest.raises(TransitionNotAllowed, match="已审签，不能再修改"):
        services.change_meeting(content=CONTENT, by=city.officer, version=2, **common)
    assert set(Entry.objects.values_list("type", flat=True)) == {
        "meeting.recorded",
        "meeting.confirmed",
    }


def test_the_citys_meetings_are_the_offices(city: City) -> None:
    content = MeetingContent("leading_group", "领导小组会", TODAY, "赵某甲")
    given = {"campaign": city.campaign, "department": None, "content": content, "at": at()}
    for name in ("officer", "first_in_charge", "group_leader", "guidance"):
        with pytest.raises(Denied):
            services.record_meeting(by=city.people[name], **given)
    meeting = services.record_meeting(by=city.office, **given)
    with pytest.raises(Denied):
        services.confirm_meeting(meeting=meeting, by=city.office, at=at(), version=None)
    assert services.confirm_meeting(meeting=meeting, by=city.office_head, at=at(), version=1)


def test_resolutions_keep_their_rows_and_wrong_ones_are_named(city: City) -> None:
    meeting = recorded(city, resolutions=[ResolutionContent("甲"), ResolutionContent("乙")])
    first = meeting.resolutions.order_by("order").first()
    changed = [ResolutionContent("丙"), ResolutionContent("甲改", uid=str(first.uid))]
    given = {**CONTENT.__dict__, "resolutions": changed}
    services.change_meeting(
        meeting=meeting, content=MeetingContent(**given), by=city.officer, at=at(), version=1
    )
    rows = Resolution.objects.order_by("order")
    assert [row.text for row in rows] == ["丙", "甲改"]
    assert rows[1].pk == first.pk
    with pytest.raises(Invalid) as refused:
        recorded(city, title="", kind="tea", host="", resolutions=[ResolutionContent(" ")])
    assert {e.field for e in refused.value.errors} == {"title", "kind", "host", "resolutions"}
    with pytest.raises(Conflict):
        services.confirm_meeting(meeting=meeting, by=city.first_in_charge, at=at(), version=1)


def test_a_meeting_by_page_with_its_resolutions(city: City, client: Client) -> None:
    client.force_login(city.officer)
    data = {"department": "014", "kind": "party_group", "title": "党组会研究整改",
            "held_on": "2019-10-14", "host": "卫某丙", "rows-TOTAL_FORMS": "3",
            "rows-INITIAL_FORMS": "0", "rows-0-text": "供热前完成两个小区",
            "rows-0-due_on": "2019-10-31"}  # fmt: skip
    more = client.post("/meetings/new", {**data, "more": "1"})
    assert (more.status_code, b"rows-5-text" in more.content) == (200, True)
    wrong = client.post("/meetings/new", {**data, "rows-0-due_on": "尽快"})
    assert (wrong.status_code, "“尽快”不是日期" in wrong.content.decode()) == (422, True)
    assert client.post("/meetings/new", data).status_code == 303
    meeting = Meeting.objects.get()
    url = f"/meetings/{meeting.uid}"
    assert "from=resolution" not in client.get(url).content.decode()
    assert client.post(f"{url}/confirm", {"version": "1"}).status_code == 403
    client.force_login(city.first_in_charge)
    assert client.post(f"{url}/confirm", {"version": "1"}).status_code == 303
    client.force_login(city.officer)
    page = client.get(url).content.decode()
    assert f"from=resolution%3A{meeting.resolutions.get().uid}" in page
    client.force_login(city.stranger)
    assert client.get(url).status_code == 404
    assert "党组会研究整改" not in client.get("/meetings").content.decode()
    client.force_login(city.audit_admin)
    assert client.get("/meetings").status_code == 403


def test_a_meeting_by_api(city: City) -> None:
    api = ApiClient(city.officer)
    body = {"kind": "special", "title": "专题会", "held_on": "2019-10-14", "host": "沈某丙",
            "resolutions": [{"text": "逐户核对", "owner_department": "010"}]}  # fmt: skip
    made = api.post("meetings", body)
    assert (made.status_code, made.json()["resolutions"][0]["text"]) == (201, "逐户核对")
    path = f"meetings/{made.json()['uid']}"
    changed = api.call("PATCH", path, {"place": "三楼"}, If_Match='"1"')
    assert (changed.json()["place"], len(changed.json()["resolutions"])) == ("三楼", 1)
    assert api.post(f"{path}/actions/confirm", {"version": 2}).status_code == 403
    head = ApiClient(city.first_in_charge)
    assert head.post(f"{path}/actions/confirm", {"version": 2}).json()["confirmed_at"]
    assert ApiClient(city.stranger).get(path).status_code == 404
    assert ApiClient(city.office).get("meetings?kind=special&total=1").json()["total"] == 1
