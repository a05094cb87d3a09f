"""Opinions: taken in, restated, released in batches, answered; who gave one stays
unknown to the department in list, search, page, API, order and time."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from campaign.enums import Anonymity, ListKind, OpinionState
from campaign.imports.opinions import read_opinions
from campaign.models import ListEntry, Opinion
from campaign.permissions import scope_of
from campaign.selectors.opinions import Desk, opinions_of
from campaign.services import opinions as services
from campaign.services.opinions.intake import receipt_digest
from core.errors import Conflict, Denied, Invalid, TransitionNotAllowed
from core.imports.sheets import read_paste
from journal.models import Entry
from notifications.models import Message
from tests.api import ApiClient
from tests.campaign.opining import PAPER, PLAIN, RAW, received, referred, released, seen_by
from tests.personas import TODAY, City, at, city
from tests.rectification.pages import browser_of, stop_clock

__all__ = ["city"]
pytestmark = pytest.mark.django_db


def test_the_code_is_told_once_and_only_its_digest_kept(city: City) -> None:
    opinion, code = services.receive_opinion(
        campaign=city.campaign, content=PAPER, by=city.office, at=at()
    )
    assert opinion.receipt_digest == receipt_digest(f"{code[:5]}-{code[5:].lower()}")
    assert code not in str(Opinion.objects.values().get())


def test_of_an_anonymous_opinion_no_hour_clerk_or_contact_is_kept(city: City) -> None:
    received(city)
    row = Opinion.objects.values().get()
    assert not any(hasattr(value, "hour") for value in row.values())
    assert not any(str(city.office.pk) == str(value) for k, value in row.items() if "by" in k)
    with pytest.raises(Invalid, match="匿名意见不保存"):
        received(city, contact="13900000000")
    assert Entry.objects.get(type="opinion.received").actor == city.office


@pytest.mark.parametrize("name", ["officer", "first_in_charge", "group_leader", "sys_admin"])
def test_only_the_office_takes_opinions_in(city: City, name: str) -> None:
    with pytest.raises(Denied):
        services.receive_opinion(
            campaign=city.campaign, content=PAPER, by=city.people[name], at=at()
        )
    assert not Opinion.objects.exists()


def test_one_about_a_person_goes_to_the_discipline_group_and_leaves_the_office(city: City) -> None:
    opinion = received(city, is_sensitive=True)
    assert opinion.state == OpinionState.TRANSFERRED
    assert seen_by(city.office, city, Desk.OFFICE) == []
    assert seen_by(city.resident, city, Desk.DISCIPLINE) == [opinion]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "请写明反映的问题"),
        (RAW, "与原文几乎相同"),
        ("窗口无人，可联系13812345678核实", "手机号"),
    ],
)
def test_a_restatement_that_tells_who_spoke_is_refused(
    city: City, text: str, sentence: str
) -> None:
    opinion = received(city)
    with pytest.raises(Invalid, match=sentence):
        services.restate_opinion(
            opinion=opinion, restatement=text, by=city.office, at=at(), version=None
        )
    opinion.refresh_from_db()
    assert (opinion.state, opinion.restatement) == (OpinionState.RECEIVED, "")


def test_the_name_that_the_giver_left_may_not_stand_in_the_restatement(city: City) -> None:
    opinion = received(city, anonymity=Anonymity.NAMED, contact_name="李某戊", contact="x@y")
    with pytest.raises(Invalid, match="反映人的姓名"):
        services.restate_opinion(
            opinion=opinion, restatement="李某戊反映窗口无人", by=city.office, at=at(), version=None
        )


def test_one_alone_is_released_on_the_third_working_day(city: City) -> None:
    opinion = referred(city)
    days = {
        TODAY + timedelta(n): seen_by(city.officer, city, Desk.DEPARTMENT, TODAY + timedelta(n))
        for n in range(4)
    }
    assert [bool(found) for found in days.values()] == [False, False, False, True]
    assert opinion.released_on == TODAY + timedelta(3)


def test_five_are_released_together_at_once_and_told_as_one(city: City) -> None:
    for _ in range(4):
        referred(city)
    assert seen_by(city.officer, city, Desk.DEPARTMENT) == []
    referred(city)
    assert len(seen_by(city.officer, city, Desk.DEPARTMENT)) == 5
    told = Message.objects.filter(person=city.officer, key__startswith="opinions:")
    assert [message.text[:8] for message in told] == ["转来群众意见5条"]
    services.tell_released(at=at())
    assert told.count() == 1


def test_nobody_is_told_before_the_release(city: City) -> None:
    referred(city)
    assert not Message.objects.filter(key__startswith="opinions:").exists()
    services.tell_released(at=at(TODAY + timedelta(3)))
    assert Message.objects.filter(person=city.officer, key__startswith="opinions:").count() == 1


def test_the_department_answers_only_after_the_release(city: City) -> None:
    opinion = referred(city)
    answer = {"opinion": opinion, "answer": "已调整值班", "by": city.officer, "version": None}
    with pytest.raises(Denied, match="还没有开放"):
        services.answer_opinion(at=at(), **answer)
    later = at(TODAY + timedelta(3))
    assert services.answer_opinion(at=later, **answer).state == OpinionState.ANSWERED
    with pytest.raises(Denied):
        services.answer_opinion(at=later, **{**answer, "by": city.stranger})


def test_states_only_go_their_way(city: City) -> None:
    opinion = received(city)
    done = {"by": city.office, "at": at(), "version": None}
    with pytest.raises(TransitionNotAllowed):
        services.refer_opinion(opinion=opinion, department=city.lead, **done)
    with pytest.raises(TransitionNotAllowed):
        services.close_opinion(opinion=opinion, **done)
    services.decline_opinion(opinion=opinion, reason="表扬，已转告", **done)
    with pytest.raises(TransitionNotAllowed):
        services.restate_opinion(opinion=opinion, restatement=PLAIN, **done)


def test_a_stale_version_is_a_conflict(city: City) -> None:
    opinion = received(city)
    done = {"opinion": opinion, "restatement": PLAIN, "by": city.office, "at": at()}
    services.restate_opinion(version=1, **done)
    with pytest.raises(Conflict):
        services.restate_opinion(version=1, **done)


# --- the department's side -----------------------------------------------------------------------


def test_pages_of_the_department_show_the_restatement_alone(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    opinion = released(city)[0]
    client = browser_of(city.officer)
    for url in (reverse("campaign:opinions"), reverse("campaign:opinion", args=[opinion.uid])):
        page = client.get(url).content.decode()
        assert PLAIN in page
        for secret in ("姓周", "信件", "匿名", city.office.name, "原文"):
            assert secret not in page.split("<main")[1]


def test_a_search_of_the_department_never_looks_into_the_original(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    released(city)
    client = browser_of(city.officer)
    assert "没有意见" in client.get(reverse("campaign:opinions") + "?q=姓周").content.decode()
    office = browser_of(city.office).get(reverse("campaign:opinions") + "?q=姓周")
    assert "姓周" in office.content.decode() or "办事窗口" in office.content.decode()


def test_the_api_tells_the_department_neither_channel_nor_text(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    released(city)
    rows = ApiClient(city.officer).get("opinions").json()["results"]
    hidden = ("raw_text", "received_on", "origin", "anonymity", "external_number")
    assert {row[name] for row in rows for name in hidden} == {None}
    office = ApiClient(city.office).get("opinions").json()["results"]
    assert all(row["raw_text"] for row in office)


def test_the_order_tells_nothing_of_who_came_first(city: City) -> None:
    """Rows that were opened together stand in the order of their random uids."""
    made = released(city)
    listed = opinions_of(
        Desk.DEPARTMENT, city.campaign, scope_of(city.officer, TODAY), TODAY
    ).order_by("-released_on", "uid")
    assert [row.uid for row in listed] == sorted(row.uid for row in made)
    assert {row.uid.version for row in made} == {4}


@pytest.mark.parametrize("name", ["stranger", "group_leader", "guidance", "cooperator"])
def test_others_get_404_for_a_released_opinion(
    city: City, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    opinion = released(city)[0]
    url = reverse("campaign:opinion", args=[opinion.uid])
    assert browser_of(city.people[name]).get(url).status_code == 404


def test_the_timeline_of_the_journal_names_no_text(city: City) -> None:
    released(city)
    entries = Entry.objects.filter(type__startswith="opinion.")
    assert entries.count() == 15
    assert not any("姓周" in str(e.data) or PLAIN in str(e.data) for e in entries)


# --- a hotline's table ---------------------------------------------------------------------------

TABLE = (
    "工单编号\t来电时间\t诉求内容\t来电人\t联系电话\t身份\t备注\n"
    "A1\t2019-10-08 09:30\t公交末班车太早\t李某己\t010-00000000\t群众\t无\n"
    "A2\t2019年10月9日\t村里路灯装了不亮\t\t\t群众\t\n"
    "A2\t2019-10-09\t村里路灯装了不亮\t\t\t群众\t\n"
)


def read(city: City, text: str = TABLE) -> Any:
    givers = [
        ListEntry.objects.create(
            campaign=city.campaign, kind=ListKind.OPINION_GIVER, code="masses", name="群众"
        )
    ]
    return read_opinions(
        read_paste(text), campaign=city.campaign, origin="hotline", givers=givers, on=TODAY
    )


def test_a_hotlines_table_is_read_and_taken_in_once(city: City) -> None:
    table = read(city)
    assert [row.is_known for row in table.rows] == [False, False, True]
    assert table.unknown == ["备注（G列）"]
    assert [r.content.anonymity for r in table.fresh] == [Anonymity.NAMED, Anonymity.ANONYMOUS]
    contents = [row.content for row in table.fresh]
    for _ in range(2):
        services.receive_opinions(
            campaign=city.campaign, contents=contents, by=city.office, at=at()
        )
    numbers = Opinion.objects.order_by("external_number").values_list("external_number", flat=True)
    assert list(numbers) == ["A1", "A2"]


def test_a_bad_row_keeps_the_whole_table_out(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)
    bad = TABLE + "A3\t尽快\t无日期\t\t\t外星人\t\n"
    answer = browser_of(city.office).post(
        reverse("campaign:opinion_table"), {"text": bad, "origin": "hotline", "act": "apply"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "读不出日期“尽快”" in page and "A3" in page
    assert not Opinion.objects.exists()
