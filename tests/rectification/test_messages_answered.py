"""Who has done what a message asked for is not asked by it any longer."""

import pytest

from notifications.models import Message
from rectification import services
from rectification.enums import State
from rectification.selectors.doors import message_subjects
from tests.factories import fresh, item_at
from tests.personas import TODAY, City, at

pytestmark = pytest.mark.django_db


def asked(person: object) -> list[str]:
    rows = Message.objects.visible_to(person).unread().filter(section__in=["to_do", "to_sign"])
    return [row.text for row in rows]


def test_signing_reads_the_request_for_the_signature(city: City) -> None:
    item = item_at(city, State.AWAITING_SIGNOFF)
    assert any("签批" in text for text in asked(city.first_in_charge))
    services.return_closure(
        item=item, by=city.first_in_charge, at=at(hour=12), version=fresh(item).version,
        reason="请补充回访情况",
    )  # fmt: skip
    assert asked(city.first_in_charge) == []
    assert any("请补充回访情况" in text or "退回" in text for text in asked(city.officer))


def test_the_message_leads_the_signer_to_his_signature(city: City) -> None:
    item = item_at(city, State.AWAITING_SIGNOFF)
    for person, page in ((city.first_in_charge, "/sign"), (city.officer, "")):
        links = message_subjects(person=person, uids=[item.uid], on=TODAY)
        assert links[item.uid].url == f"/items/{item.uid}{page}"


def test_an_act_beside_it_answers_nothing(city: City) -> None:
    item = item_at(city, State.ASSIGNED)
    before = asked(city.officer)
    assert before
    services.urge(item=item, by=city.first_in_charge, at=at(hour=12), note="")
    assert len(asked(city.officer)) >= len(before)
    services.accept(item=item, by=city.officer, at=at(hour=13), version=fresh(item).version)
    assert asked(city.officer) == []
