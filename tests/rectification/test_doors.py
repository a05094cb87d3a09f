"""What lower apps ask of the ledger: titles of messages, and whether a campaign may end."""

import pytest

from accounts.services import set_admin_role
from campaign.services import archive_campaign, close_intake
from core.errors import Conflict, DomainError
from notifications.models import Message
from notifications.selectors import HIDDEN, inbox
from rectification import services
from rectification.models import Item
from tests.factories import Walk, assignment, content, fresh
from tests.personas import TODAY, City, at


def _letters(city: City, who: str) -> list[tuple[str, str, str]]:
    groups = inbox(city.people[who], TODAY).groups
    return [
        (g.subject.title if g.subject else "", g.subject.url if g.subject else "", letter.text)
        for g in groups
        for letter in g.letters
    ]


def test_a_message_opens_its_item_while_the_reader_sees_it(city: City) -> None:
    item = Walk(city).assigned().item
    title, url, text = _letters(city, "officer")[0]
    assert item.number in title and item.title in title
    assert str(item.uid) in url
    assert "新交办" in text


def test_a_recalled_item_leaves_the_message_without_a_link(city: City) -> None:
    item = Walk(city).assigned().item
    services.recall(item=item, by=city.office, at=at(), version=item.version, reason="改派")
    letters = _letters(city, "officer")
    assert {url for _, url, _ in letters} == {""}
    assert any("收回" in text for _, _, text in letters)


def test_a_sensitive_item_that_is_seen_no_more_hides_its_messages(city: City) -> None:
    item = services.register_and_assign(
        campaign=city.campaign,
        content=content(city, target=city.targets["relatives_business"], is_sensitive=True),
        assignment=assignment(city, handler=city.officer, office_person=city.office),
        by=city.office_head,
        at=at(),
    )
    told = Message.objects.get(person=city.officer)
    assert item.title not in told.text
    services.change_clearance(
        item=item,
        by=city.first_in_charge,
        at=at(),
        version=item.version,
        add=[(city.second_officer, "handler")],
        remove=[item.clearances.get(kind="handler")],
        reason="调离",
    )
    assert {text for _, _, text in _letters(city, "officer")} == {HIDDEN}


def test_a_campaign_with_open_items_is_not_archived(city: City) -> None:
    walk = Walk(city).in_progress()
    close_intake(campaign=city.campaign, by=None, at=at())
    with pytest.raises(DomainError, match="还有1件在办事项"):
        archive_campaign(campaign=city.campaign, by=None, at=at())
    walk.ask().endorse().sign().verify()
    archive_campaign(campaign=city.campaign, by=None, at=at())
    assert Item.objects.get(pk=fresh(walk.item).pk).state == "closed"


def test_who_has_a_campaign_role_becomes_no_administrator(city: City) -> None:
    with pytest.raises(Conflict, match="业务"):
        set_admin_role(person=city.guidance, role="audit_admin", by=None, at=at())
