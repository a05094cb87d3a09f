"""Telling people: once a fact, never the actor, in few statements."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.models import User
from core.errors import NotFound
from journal.models import Entry
from notifications.enums import MessageKind
from notifications.models import Message
from notifications.selectors import Letter, SubjectLink, inbox, letters, message_of, unread_count
from notifications.services import Fact, mark_read, tell, tell_many
from tests.personas import TODAY, City, at


def say(city: City, *people: User, key: str = "k", **more: Any) -> None:
    facts = {"kind": MessageKind.TO_DO, "subject": city.campaign, "text": "请签收", **more}
    tell(people=people, key=key, at=at(), **facts)


def texts(person: User) -> list[str]:
    rows = inbox(person, TODAY).groups
    return [letter.text for group in rows for letter in group.letters]


def test_each_person_is_told_once_and_the_actor_never(city: City) -> None:
    say(city, city.officer, city.officer, city.office_head, by=city.office_head)
    message = Message.objects.get()
    assert (message.person, message.kind, message.key) == (city.officer, "to_do", "k")
    assert (message.subject_type, message.subject_uid) == ("campaign.campaign", city.campaign.uid)
    assert (message.created_at, message.read_at) == (at(), None)


def test_the_same_fact_found_out_again_is_not_told_again(city: City) -> None:
    say(city, city.officer)
    mark_read(by=city.officer, at=at())
    say(city, city.officer, city.cooperator, text="请尽快签收")
    assert texts(city.officer) == ["请签收"]
    assert unread_count(city.officer) == 0
    assert texts(city.cooperator) == ["请尽快签收"]
    say(city, city.officer, key="other")
    assert unread_count(city.officer) == 1


def test_a_deactivated_person_is_not_told(city: City) -> None:
    User.objects.filter(pk=city.officer.pk).update(is_active=False, deactivated_at=at())
    say(city, User.objects.get(pk=city.officer.pk))
    assert not Message.objects.exists()


def test_people_may_be_a_queryset(city: City) -> None:
    say(city, *())
    tell(
        people=User.objects.filter(username__in=["officer", "cooperator"]),
        kind=MessageKind.INFORMED,
        key="k",
        subject=city.campaign,
        text="知会",
        at=at(),
    )
    assert Message.objects.count() == 2


def test_a_long_text_is_cut_and_a_long_key_is_an_error(city: City) -> None:
    say(city, city.officer, text="字" * 301)
    assert Message.objects.get().text == "字" * 299 + "…"
    with pytest.raises(ValueError, match="longer than 150"):
        say(city, city.officer, key="k" * 151)


def test_telling_many_costs_statements_by_batch_not_by_message(
    city: City,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        say(city, city.officer)
    people = list(User.objects.order_by("id"))
    facts = [
        Fact(
            people=people,
            kind=MessageKind.INFORMED,
            key=f"many:{n}",
            subject=city.campaign,
            text="知会",
            by=city.officer,
        )
        for n in range(10)
    ]
    assert len(people) == 29
    # SQLite takes about 70 rows a statement
    with django_assert_max_num_queries(4):
        tell_many(facts=facts, at=at())
    assert Message.objects.filter(key__startswith="many").count() == 10 * 28


def test_reading_is_noted_once_and_for_oneself_only(city: City) -> None:
    say(city, city.officer, city.cooperator)
    say(city, city.officer, key="2")
    mine = Message.objects.get(person=city.officer, key="k")
    before = Entry.objects.count()
    with pytest.raises(NotFound):
        mark_read(message=mine, by=city.cooperator, at=at())
    assert mark_read(message=mine, by=city.officer, at=at(hour=11)) == 1
    assert mark_read(message=mine, by=city.officer, at=at(hour=12)) == 0
    mine.refresh_from_db()
    assert mine.read_at == at(hour=11)
    assert mark_read(by=city.officer, at=at()) == 1
    assert (unread_count(city.officer), unread_count(city.cooperator)) == (0, 1)
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("ZG-2019-0001“供热”已通过验收。", "已通过验收。"),
        ("ZG-2019-0001“供热”的整改措施请您审定。", "整改措施请您审定。"),
        ("新交办ZG-2019-0001“供热”，请签收。", "新交办本事项，请签收。"),
        ("ZG-2019-0002“供水”已通过验收。", "ZG-2019-0002“供水”已通过验收。"),
    ],
)
def test_below_its_heading_a_message_does_not_name_the_item_again(text: str, rest: str) -> None:
    link = SubjectLink("ZG-2019-0001 供热", "/items/1")
    assert Letter(Message(text=text), link, text).rest == rest
    assert Letter(Message(text=text), None, text).rest == text


def test_somebody_elses_message_is_not_found(city: City) -> None:
    say(city, city.officer)
    uid = Message.objects.get().uid
    assert message_of(city.officer, uid).uid == uid
    with pytest.raises(NotFound):
        message_of(city.cooperator, uid)


def test_the_inbox_has_unread_first_and_goes_on_behind_a_message(city: City) -> None:
    for n in range(5):
        say(city, city.officer, key=str(n), text=str(n))
    for n in (4, 1):
        mark_read(message=Message.objects.get(key=str(n)), by=city.officer, at=at())
    assert texts(city.officer) == ["3", "2", "0", "4", "1"]
    seen: list[str] = []
    after = None
    for _ in range(3):
        page = inbox(city.officer, TODAY, after=after, size=2)
        seen += [letter.text for group in page.groups for letter in group.letters]
        after = page.next
    assert seen == ["3", "2", "0", "4", "1"]
    assert after is None


def test_messages_about_one_subject_stand_together(city: City) -> None:
    say(city, city.officer, key="1", text="1")
    say(city, city.officer, key="2", text="2", subject=city.lead)
    say(city, city.officer, key="3", text="3")
    groups = inbox(city.officer, TODAY).groups
    assert [[letter.text for letter in group.letters] for group in groups] == [["3", "1"], ["2"]]
    assert [group.unread for group in groups] == [2, 1]


def titles(*, person: User, uids: set, on: object) -> dict:
    """Stands in for what an app above answers: one campaign may be seen, nothing else."""
    from_city = {uid: SubjectLink("某事项", "/somewhere") for uid in uids if uid in SEEN}
    CALLS.append((person.username, len(uids), on))
    return from_city


CALLS: list = []
SEEN: set = set()


def test_titles_are_looked_up_when_read_and_what_is_hidden_stays_hidden(
    city: City,
    settings: Settings,
) -> None:
    path = "tests.notifications.test_services_tell.titles"
    settings.MESSAGE_SUBJECTS = {"campaign.campaign": path, "accounts.department": path}
    SEEN.clear()
    CALLS.clear()
    SEEN.add(city.campaign.uid)
    say(city, city.officer, key="1", text="看得见")
    say(city, city.officer, key="2", text="看不见", subject=city.lead)
    say(city, city.officer, key="3", text="没人回答", subject=city.officer)
    found = letters(list(Message.objects.order_by("key")), city.officer, TODAY)
    assert [letter.text for letter in found] == [
        "看得见",
        "该内容已不在您的查看范围内。",
        "没人回答",
    ]
    assert [letter.subject for letter in found] == [SubjectLink("某事项", "/somewhere"), None, None]
    assert CALLS == [("officer", 1, TODAY), ("officer", 1, TODAY)]


def test_the_inbox_costs_the_same_for_one_message_and_fifty(
    city: City,
    settings: Settings,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    settings.MESSAGE_SUBJECTS = {}
    say(city, city.officer)
    # unread · read
    with django_assert_num_queries(2):
        inbox(city.officer, TODAY)
    for n in range(50):
        say(city, city.officer, key=str(n), subject=city.targets["formalism"])
    with django_assert_num_queries(1):
        assert inbox(city.officer, TODAY).next is not None
    with django_assert_num_queries(1):
        assert unread_count(city.officer) == 51


def test_the_count_stops_at_a_hundred(city: City) -> None:
    facts = [
        Fact(people=[city.officer], kind="to_do", key=str(n), subject=city.campaign, text="x")
        for n in range(120)
    ]
    tell_many(facts=facts, at=at())
    assert unread_count(city.officer) == 100
