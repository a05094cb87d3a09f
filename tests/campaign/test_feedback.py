"""“这一步多余？”: one click from every form, nobody's name kept, an answer for everybody."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from campaign.models import StepAnswer, StepRemark
from campaign.presenters.feedback import pages
from campaign.services import feedback as services
from core.clock import local_date
from core.errors import GuardFailed, Invalid
from journal.models import Entry
from tests.personas import City, at
from tests.rectification.pages import browser_of, stop_clock

pytestmark = pytest.mark.django_db
PAGE = "campaign:problem_new"
URL = f"/feedback/new?page={PAGE}"


@pytest.fixture(autouse=True)
def ground(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    stop_clock(monkeypatch)


def said(city: City, *, page: str = PAGE, kind: str = "superfluous", text: str = "") -> None:
    services.remark_step(
        campaign=city.campaign, page=page, kind=kind, text=text, by=city.officer, at=at()
    )


def test_a_form_leads_to_its_own_remark_and_a_list_does_not(city: City) -> None:
    client = browser_of(city.officer)
    assert f'href="/feedback/new?page={PAGE.replace(":", "%3A")}"' in text_of(client, "/review/new")
    assert "/feedback/new" not in text_of(client, "/review")
    page = text_of(client, URL)
    assert "检视问题：填写" in page
    assert "不记名" in page
    answer = client.post(URL, {"kind": "repeated", "text": "单位已经填过"})
    assert "已收到" in answer.content.decode()
    remark = StepRemark.objects.get()
    assert (remark.page, remark.kind, remark.text) == (PAGE, "repeated", "单位已经填过")


def test_nothing_that_is_kept_leads_to_a_person(city: City) -> None:
    said(city, text="填两遍")
    remark, entry = StepRemark.objects.get(), Entry.objects.get(type="feedback.remarked")
    names = {field.name for field in StepRemark._meta.get_fields()}
    assert names == {"id", "campaign", "page", "kind", "text", "week", "number", "answer"}
    assert remark.week == local_date(at()) - timedelta(days=local_date(at()).weekday())
    assert (entry.actor_id, entry.actor_post, entry.department_code) == (None, "", "")
    assert entry.data == {"page": PAGE, "kind": "superfluous"}
    assert city.officer.name not in str(vars(entry))
    assert entry.at != at()
    assert entry.at <= at() < entry.at + timedelta(days=1)


def test_the_office_reads_the_words_and_everybody_the_answer(city: City) -> None:
    said(city, text="这一栏没人看")
    said(city, kind="unclear")
    office, officer = browser_of(city.office), browser_of(city.officer)
    page = text_of(officer, "/feedback")
    assert "多余 1 · 看不懂 1" in page
    assert "这一栏没人看" not in page
    assert "看原话" not in page
    url = f"/feedback/answer?page={PAGE}"
    assert "这一栏没人看" in text_of(office, url)
    assert city.officer.name not in text_of(office, url).partition("<main")[2]
    empty = office.post(url, {"verdict": "kept", "text": ""})
    assert (empty.status_code, "不改的理由" in empty.content.decode()) == (422, True)
    done = office.post(url, {"verdict": "improved", "text": "“备注”一栏已取消"})
    assert done.status_code == 303
    page = text_of(officer, "/feedback")
    assert "“备注”一栏已取消" in page
    assert "已改进" in page
    assert office.get(url).status_code == 404, "nothing waits any more"
    entry = Entry.objects.get(type="feedback.answered")
    assert (entry.actor_id, entry.data["remarks"]) == (city.office.pk, 2)
    said(city)
    assert "另有 1 条待答复" in text_of(officer, "/feedback")


def test_only_the_office_reads_words_and_answers(city: City) -> None:
    said(city)
    url = f"/feedback/answer?page={PAGE}"
    for name in ("officer", "stranger", "guidance", "group_leader", "sec_admin"):
        client = browser_of(city.people[name])
        assert client.get(url).status_code == 403, name
        assert client.post(url, {"verdict": "kept", "text": "理由"}).status_code == 403, name
    assert not StepAnswer.objects.exists()


def test_administrators_have_no_part_in_it(city: City) -> None:
    for name in ("sys_admin", "sec_admin", "audit_admin"):
        client = browser_of(city.people[name])
        assert client.get("/feedback").status_code == 403
        assert client.post(URL, {"kind": "repeated"}).status_code == 403
        assert "/feedback/new" not in text_of(client, "/password")
    assert not StepRemark.objects.exists()


def test_what_is_wrong_is_said_and_what_was_written_stays(city: City) -> None:
    client = browser_of(city.officer)
    for given, sentence in (
        ({"kind": "", "text": "写了一句"}, "请选择"),
        ({"kind": "repeated", "text": "找13800138000写了一句"}, "请不要写手机号"),
        ({"kind": "repeated", "text": "写了一句" * 30}, "最多"),
    ):
        answer = client.post(URL, given)
        page = answer.content.decode()
        assert (answer.status_code, sentence in page, "写了一句" in page) == (422, True, True), (
            given
        )
    assert client.get("/feedback/new?page=nowhere").status_code == 404
    assert Client().get(URL).status_code == 302
    assert not StepRemark.objects.exists()
    with pytest.raises(Invalid):
        said(city, kind="praise")


def test_a_person_says_it_five_times_an_hour_at_most(city: City) -> None:
    client = browser_of(city.officer)
    for _ in range(5):
        assert client.post(URL, {"kind": "repeated"}).status_code == 200
    answer = client.post(URL, {"kind": "repeated", "text": "还有一条"})
    assert (answer.status_code, "还有一条" in answer.content.decode()) == (429, True)
    assert StepRemark.objects.count() == 5
    assert browser_of(city.stranger).post(URL, {"kind": "repeated"}).status_code == 200


def test_an_answer_twice_is_told(city: City) -> None:
    said(city)
    given: dict[str, Any] = {"campaign": city.campaign, "page": PAGE, "verdict": "kept"}
    services.answer_step(**given, text="依据文件要求", by=city.office, at=at())
    with pytest.raises(GuardFailed, match="已由他人答复"):
        services.answer_step(**given, text="再说一遍", by=city.office, at=at())
    assert StepAnswer.objects.count() == 1


def test_as_many_statements_for_one_page_as_for_fifty(city: City) -> None:
    client = browser_of(city.office)
    keys = list(pages())[:50]
    counts = []
    place = {"campaign": city.campaign, "verdict": "kept", "text": "理由"}
    for some in (keys[:1], keys[1:2], keys[2:]):
        on = local_date(at())
        for key in some:
            answer = StepAnswer(page=key, answered_on=on, answered_by=city.office, **place)
            answer.save()
            StepRemark(campaign=city.campaign, page=key, kind="unclear", week=on).save()
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/feedback").status_code == 200
        counts.append(len(caught))
    assert counts[1] == counts[2]


def test_every_named_page_is_there() -> None:
    """A page that was renamed would lose its link silently."""
    resolver = get_resolver()
    names = set()
    for space in ("accounts", "notifications", "campaign", "rectification"):
        inner = resolver.namespace_dict[space][1]
        names |= {f"{space}:{name}" for name in inner.reverse_dict if isinstance(name, str)}
    wanted = {key.partition("/")[0] for key in pages()}
    assert wanted <= names, wanted - names
    assert len(pages()) > 80


def text_of(client: Client, url: str) -> str:
    return client.get(url).content.decode()
