"""The public form: closed by default, no account asked for, programs refused."""

from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from campaign.enums import Anonymity, OpinionOrigin
from campaign.models import Opinion
from campaign.services import opinions as services
from journal.models import Entry
from tests.personas import City, at, city

__all__ = ["city"]
pytestmark = pytest.mark.django_db


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
