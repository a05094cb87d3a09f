"""The inbox page and its API: one's own messages, and a badge that costs one statement."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.models import User
from notifications.models import Message
from notifications.selectors import SubjectLink
from notifications.services import Fact, tell_many
from tests.personas import City, at

NOWHERE = "0198c5a0-0000-7000-8000-000000000000"


def answer(*, person: User, uids: set, on: object) -> dict:
    """Every campaign may be opened."""
    return {uid: SubjectLink("某事项", "/campaign") for uid in uids}


def fill(city: City, count: int = 1, person: str = "officer") -> None:
    facts = [
        Fact(
            people=[city.people[person]],
            kind="assigned",
            key=f"{count}:{n}",
            subject=city.campaign,
            text=f"第{n}条",
        )
        for n in range(count)
    ]
    tell_many(facts=facts, at=at())


@pytest.fixture
def browser(city: City, client: Client, settings: Settings) -> Client:
    settings.MESSAGE_SUBJECTS = {}
    client.force_login(city.officer)
    return client


def page(browser: Client, query: str = "") -> str:
    response = browser.get(f"/messages{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_the_inbox_asks_for_sign_in(city: City, client: Client) -> None:
    assert client.get("/messages").status_code == 302
    assert client.post("/messages/read").status_code == 302
    assert client.get("/api/v1/messages").status_code in (401, 403)


def test_an_empty_inbox_says_so(browser: Client) -> None:
    assert "没有消息" in page(browser)


def test_only_ones_own_messages_are_shown(city: City, browser: Client) -> None:
    fill(city, 2)
    fill(city, 3, "cooperator")
    found = page(browser)
    assert "第1条" in found
    assert "第2条" not in found
    assert '<span class="badge">2<span class="sr">条未读</span></span>' in found


def test_a_message_opens_what_it_is_about_and_is_read(
    city: City, browser: Client, settings: Settings
) -> None:
    settings.MESSAGE_SUBJECTS = {"campaign.campaign": "tests.notifications.test_views_inbox.answer"}
    fill(city)
    message = Message.objects.get()
    assert f"/messages/{message.uid}" in page(browser)
    response = browser.post(f"/messages/{message.uid}")
    assert (response.status_code, response["Location"]) == (303, "/campaign")
    message.refresh_from_db()
    assert message.read_at is not None
    assert "某事项" in page(browser)


def test_messages_are_noted_as_read_one_by_one_and_together(city: City, browser: Client) -> None:
    fill(city, 3)
    first = Message.objects.order_by("id")[0]
    assert browser.post(f"/messages/{first.uid}/read").status_code == 303
    assert Message.objects.unread().count() == 2
    assert browser.post("/messages/read").status_code == 303
    found = page(browser)
    assert "2 条消息已标为已读。" in found
    assert 'class="badge"' not in found
    browser.post("/messages/read")
    assert "没有未读消息。" in page(browser)


def test_somebody_elses_message_is_not_found(city: City, browser: Client) -> None:
    fill(city, 1, "cooperator")
    uid = Message.objects.get().uid
    for url in (f"/messages/{uid}", f"/messages/{uid}/read", f"/api/v1/messages/{uid}/read"):
        assert browser.post(url).status_code == 404
    assert browser.get(f"/api/v1/messages/{uid}").status_code == 404
    assert browser.get(f"/messages?after={uid}").status_code == 404
    assert Message.objects.unread().count() == 1


@pytest.mark.parametrize("after", ["x", NOWHERE, "%00"])
def test_a_wrong_place_to_go_on_is_not_found(browser: Client, after: str) -> None:
    assert browser.get(f"/messages?after={after}").status_code == 404


def test_a_long_inbox_goes_on(city: City, browser: Client) -> None:
    fill(city, 60)
    found = page(browser)
    assert "第10条" in found
    assert "第9条" not in found
    last = Message.objects.get(text="第10条")
    assert f'href="?after={last.uid}"' in found
    assert "第9条" in page(browser, f"?after={last.uid}")


# session, person · unread badge · unread, read
def test_the_page_costs_the_same_for_one_message_and_fifty(
    city: City,
    browser: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    fill(city)
    page(browser)
    with django_assert_max_num_queries(12) as one:
        page(browser)
    fill(city, 49)
    with django_assert_max_num_queries(12) as many:
        page(browser)
    assert len(one) == len(many)


def test_the_api_lists_newest_first_with_labels(city: City, browser: Client) -> None:
    fill(city, 2)
    rows = browser.get("/api/v1/messages").json()["results"]
    assert [row["text"] for row in rows] == ["第1条", "第0条"]
    assert (rows[0]["kind"], rows[0]["kind_label"]) == ("assigned", "新交办")
    assert rows[0]["subject"] == {
        "type": "campaign.campaign",
        "uid": str(city.campaign.uid),
        "title": None,
        "url": None,
    }
    assert rows[0]["read_at"] is None


def test_the_api_pages_and_filters(city: City, browser: Client) -> None:
    fill(city, 5)
    Message.objects.filter(text="第4条").update(read_at=at())
    seen, url = [], "/api/v1/messages?unread=1&limit=3&total=1"
    while url:
        body = browser.get(url).json()
        assert body["total"] == 4
        seen += [row["text"] for row in body["results"]]
        url = body["next"]
    assert seen == ["第3条", "第2条", "第1条", "第0条"]


@pytest.mark.parametrize(
    ("query", "status"), [("?unread=yes", 422), ("?person=x", 400), ("?cursor=x", 400)]
)
def test_wrong_parameters_are_refused(browser: Client, query: str, status: int) -> None:
    response = browser.get(f"/api/v1/messages{query}")
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"


def test_the_api_notes_as_read_and_twice_is_once(city: City, browser: Client) -> None:
    fill(city)
    uid = Message.objects.get().uid
    first = browser.post(f"/api/v1/messages/{uid}/read")
    assert first.status_code == 200
    assert first.json()["read_at"] is not None
    again = browser.post(f"/api/v1/messages/{uid}/read", {}, content_type="application/json")
    assert again.json() == first.json() == browser.get(f"/api/v1/messages/{uid}").json()
    extra = browser.post(f"/api/v1/messages/{uid}/read", {"at": 1}, content_type="application/json")
    assert extra.status_code == 400
    assert browser.delete(f"/api/v1/messages/{uid}").status_code == 405
    assert browser.post("/api/v1/messages", {}).status_code == 405


def test_the_api_costs_the_same_for_one_message_and_fifty(
    city: City,
    browser: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    fill(city)
    browser.get("/api/v1/messages")
    # session, person · messages
    with django_assert_num_queries(3):
        browser.get("/api/v1/messages")
    fill(city, 49)
    with django_assert_num_queries(3):
        browser.get("/api/v1/messages")
