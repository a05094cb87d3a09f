"""Opinions: taken in, restated, released in batches, answered, called back; who gave one stays
unknown to the department in list, search, page, API, order and time."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from accounts.models import Department, User
from campaign.enums import Anonymity, ListKind, OpinionOrigin, OpinionState, Satisfaction
from campaign.imports.opinions import read_opinions
from campaign.models import CallBack, ListEntry, Opinion
from campaign.permissions import scope_of
from campaign.selectors.opinions import Desk, opinions_of, satisfaction
from campaign.services import opinions as services
from campaign.services.opinions import OpinionContent
from campaign.services.opinions.calling import drawn
from campaign.services.opinions.intake import receipt_digest
from core.errors import Conflict, Denied, GuardFailed, Invalid, TransitionNotAllowed
from core.imports.sheets import read_paste
from journal.models import Entry
from notifications.models import Message
from tests.api import ApiClient
from tests.personas import TODAY, City, at, city
from tests.rectification.pages import browser_of, stop_clock

__all__ = ["city"]
pytestmark = pytest.mark.django_db

RAW = "三号窗口那位姓周的同志昨天下午三点不在岗，我带着孩子白跑两趟"
PLAIN = "办事窗口下午时段有时无人值守，群众需要再次往返"
PAPER = OpinionContent(raw_text=RAW, received_on=TODAY)


def received(city: City, **changes: Any) -> Opinion:
    content = replace(PAPER, **changes)
    return services.receive_opinion(
        campaign=city.campaign, content=content, by=city.office, at=at()
    )[0]


def referred(city: City, when: date = TODAY, **changes: Any) -> Opinion:
    opinion = received(city, **changes)
    done = {"by": city.office, "at": at(when), "version": None}
    opinion = services.restate_opinion(opinion=opinion, restatement=PLAIN, **done)
    return services.refer_opinion(opinion=opinion, department=city.lead, **done)


def seen_by(user: User, city: City, desk: Desk, on: date = TODAY) -> list[Opinion]:
    return list(opinions_of(desk, city.campaign, scope_of(user, on), on).order_by("uid"))


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


def released(city: City) -> list[Opinion]:
    """Five that lie open to the lead, keyed in in an order that nothing may tell."""
    return [referred(city, raw_text=f"{RAW}，第{n}位") for n in range(5)]


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
        reverse("campaign:opinion_table"), {"text": bad, "origin": "hotline", "apply": "1"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "读不出日期“尽快”" in page and "A3" in page
    assert not Opinion.objects.exists()


# --- call-backs ----------------------------------------------------------------------------------


def answered(city: City, n: int) -> list[Opinion]:
    """`n` answered opinions of people who left a number."""
    made = []
    for k in range(n):
        named = {"anonymity": Anonymity.NAMED, "contact_name": "李某戊", "contact": f"000-{k}"}
        opinion = referred(city, **named)
        made.append(
            services.answer_opinion(
                opinion=opinion, answer="已调整值班", by=city.office, at=at(), version=None
            )
        )
    return made


def draw(city: City, caller: Department, **changes: Any) -> Any:
    options = {"share_percent": 50, "by": city.office, "at": at(), "seed": "s1", **changes}
    return services.draw_call_backs(campaign=city.campaign, caller=caller, **options)


def test_the_draw_can_be_repeated_from_its_seed(city: City) -> None:
    made = answered(city, 4)
    found = draw(city, city.other)
    keys = sorted(str(row.uid) for row in made)
    picked = sorted(str(call.opinion.uid) for call in found.calls.all())
    assert (found.population, len(picked)) == (4, 2)
    assert picked == drawn(keys, 50, "s1")
    assert Entry.objects.get(type="opinion.call_backs_drawn").data["seed"] == "s1"


def test_the_unit_that_was_responsible_is_never_the_caller(city: City) -> None:
    answered(city, 1)
    with pytest.raises(GuardFailed, match="没有可以回访"):
        draw(city, city.lead)
    call = draw(city, city.other).calls.get()
    done = {"call": call, "result": Satisfaction.SATISFIED, "note": "", "at": at()}
    for name in ("officer", "first_in_charge", "office"):
        with pytest.raises(Denied):
            services.record_call(by=city.people[name], **done)
    assert services.record_call(by=city.stranger, **done).result == Satisfaction.SATISFIED
    with pytest.raises(Conflict):
        services.record_call(by=city.stranger, **done)


def test_refusals_are_counted_and_few_answers_not_told_apart(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    answered(city, 2)
    results = [Satisfaction.SATISFIED, Satisfaction.REFUSED]
    calls = draw(city, city.other, share_percent=100).calls.order_by("uid")
    for call, result in zip(calls, results, strict=True):
        services.record_call(call=call, result=result, note="", by=city.stranger, at=at())
    counts = satisfaction(city.campaign).counts
    assert (counts["satisfied"], counts["refused"]) == (1, 1)
    page = browser_of(city.officer).get(reverse("campaign:opinions")).content.decode()
    assert "≤2 件，不分列" in page and "<dt>拒绝回答</dt>" not in page
    office = browser_of(city.office).get(reverse("campaign:opinions")).content.decode()
    assert "<dt>拒绝回答</dt><dd>1</dd>" in office


def test_a_call_shows_the_number_to_the_caller_until_it_is_made(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    answered(city, 1)
    call = draw(city, city.other).calls.get()
    client = browser_of(city.stranger)
    assert "000-0" in client.get(reverse("campaign:opinion_calls")).content.decode()
    answer = client.post(reverse("campaign:opinion_call", args=[call.uid]), {"result": "fair"})
    assert answer.status_code == 303
    assert "000-0" not in client.get(reverse("campaign:opinion_calls")).content.decode()
    assert CallBack.objects.get().called_by == city.stranger


# --- the public form -----------------------------------------------------------------------------


def public(client: Client, **changes: str) -> Any:
    """Fill in the form as a person would, with the sum done right."""
    url = reverse("campaign:opinion_form")
    page = client.get(url)
    token = page.context["form"].fields["token"].initial
    one, other = (int(n) for n in signing.loads(token, salt="campaign.opinion.sum"))
    data = {"raw_text": "路灯不亮", "token": token, "answer": str(one + other), **changes}
    return client.post(url, data)


def test_the_public_form_is_closed_by_default(city: City) -> None:
    assert Client().get(reverse("campaign:opinion_form")).status_code == 404
    assert Client().get(reverse("campaign:opinion_query")).status_code == 404


def test_somebody_without_an_account_gives_an_opinion_and_reads_the_answer(
    city: City, settings: Any
) -> None:
    settings.OPINION_FORM = True
    client = Client(REMOTE_ADDR="10.1.1.1")
    answer = public(client)
    code = answer.context["code"]
    opinion = Opinion.objects.get()
    assert (opinion.origin, opinion.anonymity) == (OpinionOrigin.FORM, Anonymity.ANONYMOUS)
    assert Entry.objects.get(type="opinion.received").actor is None
    services.decline_opinion(
        opinion=opinion, reason="不属本市", by=city.office, at=at(), version=None
    )
    page = client.post(reverse("campaign:opinion_query"), {"code": code.lower()})
    assert "不属本市" in page.content.decode()
    assert (
        "没有这个查询码"
        in client.post(reverse("campaign:opinion_query"), {"code": "AAAAA-AAAAA"}).content.decode()
    )


@pytest.mark.parametrize("changes", [{"answer": "99"}, {"website": "x"}, {"token": "x"}])
def test_a_program_is_refused_and_the_text_kept(
    city: City, settings: Any, changes: dict[str, str]
) -> None:
    settings.OPINION_FORM = True
    answer = public(Client(REMOTE_ADDR="10.1.1.2"), **changes)
    assert answer.status_code == 422
    assert "路灯不亮" in answer.content.decode()
    assert not Opinion.objects.exists()


def test_the_sixth_in_ten_minutes_from_one_place_waits(city: City, settings: Any) -> None:
    settings.OPINION_FORM = True
    client = Client(REMOTE_ADDR="10.1.1.3")
    answers = [public(client).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
    assert Opinion.objects.count() == 5


def test_contacts_are_forgotten_half_a_year_after_the_archive(city: City) -> None:
    answered(city, 1)
    city.campaign.archived_at = at()
    city.campaign.save()
    assert services.forget_contacts(at=at() + timedelta(days=100)) == 0
    assert services.forget_contacts(at=at() + timedelta(days=184)) == 1
    assert Opinion.objects.get().contact == ""
