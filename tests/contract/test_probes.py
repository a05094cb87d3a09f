"""Every operation of the OpenAPI document, asked by those who have no business there.

An operation that is not in `PROBES` fails: whoever adds one says here what a stranger and an
administrator get. Anonymous callers and people who were deactivated get 401 everywhere.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from accounts.enums import AdminRole
from accounts.models import Handover
from accounts.services import deactivate_person, issue_token
from config.api_docs import document
from core import clock, workdays
from core.models import Job
from notifications.models import Message
from rectification import services
from rectification.enums import Action, CircularAct, InterviewAct
from rectification.models import Circular, Evidence, Interview, Item
from rectification.services.saved_views import save_view
from tests.api import ApiClient
from tests.contract import streams
from tests.factories import item_at
from tests.personas import City
from tests.rectification.imports import opened

pytestmark = pytest.mark.django_db

API = "/api/v1/"
ITEM = "items/{uid}"
IMPORT = "imports/{uid}"
CHILDREN = ("closure-sheet", "measures", "timeline", "lineage", "evidence/{evidence_uid}/file")
GIVEN_LISTS = ("campaigns", "streams", "targets", "sources", "dimensions", "methods", "ladder")
OPEN_LISTS = ("departments", "people", "posts", *GIVEN_LISTS)
PAPERS = ("notices", "circulars", "interviews")
NOBODY = (404, 404)

# (method, path) → (another department's officer, each of the three administrators)
PROBES: dict[tuple[str, str], tuple[int, int]] = {
    ("get", "me"): (200, 200),
    ("get", "items"): (200, 200),
    ("post", "items"): (201, 403),
    ("get", "items/load"): (400, 400),
    ("get", ITEM): NOBODY,
    ("patch", ITEM): NOBODY,
    ("get", f"{ITEM}/actions"): NOBODY,
    **{("post", f"{ITEM}/actions/{action.value}"): NOBODY for action in Action},
    **{("get", f"{ITEM}/{child}"): NOBODY for child in CHILDREN},
    **{
        (method, f"{ITEM}/{child}"): NOBODY
        for method in ("get", "post")
        for child in ("progress", "evidence", "extensions")
    },
    ("put", f"{ITEM}/ties"): NOBODY,
    ("get", "saved-views"): (200, 200),
    ("post", "saved-views"): (201, 201),
    ("delete", "saved-views/{uid}"): NOBODY,
    ("get", "imports"): (200, 200),
    ("post", "imports"): (403, 403),
    ("get", IMPORT): NOBODY,
    ("get", f"{IMPORT}/rows"): NOBODY,
    ("patch", f"{IMPORT}/rows/{{row_uid}}"): NOBODY,
    **{
        ("post", f"{IMPORT}/actions/{act}"): NOBODY
        for act in ("apply", "undo", "discard", "confirm")
    },
    **{("get", name): (200, 200) for name in PAPERS},
    **{("get", f"{name}/{{uid}}"): NOBODY for name in PAPERS},
    **{("post", f"circulars/{{uid}}/actions/{act.value}"): NOBODY for act in CircularAct},
    **{("post", f"interviews/{{uid}}/actions/{act.value}"): NOBODY for act in InterviewAct},
    ("get", "workdays"): (200, 200),
    ("post", "workdays"): (403, 403),
    ("get", "jobs/{uid}"): NOBODY,
    ("get", "handovers"): (200, 200),
    ("get", "handovers/{uid}"): NOBODY,
    **{
        ("post", f"handovers/{{uid}}/actions/{act}"): NOBODY
        for act in ("accept", "refuse", "sign", "name-receiver", "name-supervisor")
    },
    ("get", "tokens"): (200, 200),
    **{(method, "tokens/{uid}"): NOBODY for method in ("get", "delete")},
    ("get", "messages"): (200, 200),
    ("get", "messages/{uid}"): NOBODY,
    ("post", "messages/{uid}/read"): NOBODY,
    ("get", "messages/settings"): (200, 200),
    ("put", "messages/settings"): (200, 200),
    **{("get", name): (200, 200) for name in OPEN_LISTS},
    **{("get", f"{name}/{{uid}}"): (200, 200) for name in OPEN_LISTS},
    **streams.PROBES,
}

BODIES: dict[tuple[str, str], Any] = {
    **streams.BODIES,
    ("post", "items"): {"problem": "道路照明不足，共3处路段"},
    ("post", "saved-views"): {"name": "在办", "query": "bucket=open"},
    ("patch", ITEM): {"title": "改写"},
    ("post", "imports"): {"text": "存在问题"},
    ("post", "workdays"): {"days": [{"date": "2027-01-01", "is_workday": False}]},
    ("post", f"{ITEM}/actions/sign-off"): {"version": 1, "password": "x", "shown_hash": "x"},
    ("post", f"{ITEM}/progress"): {"text": "有进展"},
    ("post", "messages/{uid}/read"): {},
    ("put", "messages/settings"): {"on": []},
}


def operations() -> Iterator[tuple[str, str]]:
    for path, known in document()["paths"].items():
        for method in known:
            yield method, path.removeprefix(API)


def test_every_operation_is_probed() -> None:
    assert set(operations()) == set(PROBES)


class Town:
    """One row of everything that somebody else might ask for."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.item = item_at(city, "awaiting_signoff")
        at = clock.now()
        self.evidence = Evidence.objects.filter(item=self.item).order_by("id").first()
        self.view = save_view(name="逾期", query="light=bad", by=city.officer, at=at)
        self.batch = opened(city, {})
        self.job = Job.objects.create(kind="x", created_by=city.officer, created_at=at)
        for level in ("deputy_leader", "group_leader"):
            services.propose_escalation(item=self.item, at=at, level=level)
        self.circular, self.interview = Circular.objects.get(), Interview.objects.get()
        self.notice = services.issue_notice(
            item=self.item,
            by=city.office,
            at=at,
            basis="逾期未完成",
            requirement="明确完成日期",
            reply_due_on=workdays.load().add(clock.local_date(at), 2),
            contact="褚某甲",
        )
        self.handover = Handover.objects.create(
            post=city.post("second_officer"), reason="post_ended", opened_at=at
        )
        self.message = Message.objects.filter(person=city.officer).order_by("id").first()
        issue_token(user=city.officer, days=1, by=city.officer, at=at)
        self.token = city.officer.access_tokens.latest("id")
        self.streams = streams.rows(city)

    def uid(self, path: str) -> UUID:
        """The uid that stands for {uid} in a path."""
        own = {
            "items": self.item,
            "saved-views": self.view,
            "jobs": self.job,
            "imports": self.batch,
            "messages": self.message,
            "tokens": self.token,
            "handovers": self.handover,
            "notices": self.notice,
            "circulars": self.circular,
            "interviews": self.interview,
            "departments": self.city.lead,
            "people": self.city.officer,
            "posts": self.city.post("first_in_charge"),
            "campaigns": self.city.campaign,
            "targets": self.city.targets["initiative"],
            "sources": self.city.sources["research"],
            "streams": self.city.campaign.streams.order_by("id").first(),
            "dimensions": self.city.campaign.dimensions.order_by("id").first(),
            "methods": self.city.campaign.methods.order_by("id").first(),
            "ladder": self.city.campaign.escalation_rules.in_order().first(),
            **self.streams,
        }
        return own[path.split("/")[0]].uid

    def ask(self, client: ApiClient, method: str, path: str) -> Any:
        url = path
        if "{uid}" in path:
            url = path.replace("{uid}", str(self.uid(path)))
        url = url.replace("{evidence_uid}", str(self.evidence.uid))
        url = url.replace("{row_uid}", str(self.batch.rows.get().uid))
        body = None if method == "get" else BODIES.get((method, path), {"version": 1})
        body = body(self.city) if callable(body) else body
        headers = {"If_Match": '"1"'} if method == "patch" else {}
        return client.call(method.upper(), url, body, **headers)

    def answers(self, client: ApiClient) -> dict[tuple[str, str], int]:
        return {key: self.ask(client, *key).status_code for key in PROBES}


def test_anonymous_callers_get_nothing(city: City) -> None:
    answers = Town(city).answers(ApiClient(None))
    assert {key: status for key, status in answers.items() if status != 401} == {}


def test_a_wrong_token_gets_nothing(city: City) -> None:
    client = ApiClient(None)
    client.headers["Authorization"] = "Bearer zg_wrong"
    answers = Town(city).answers(client)
    assert {key: status for key, status in answers.items() if status != 401} == {}


def test_a_deactivated_person_gets_nothing(city: City) -> None:
    town = Town(city)
    client = ApiClient(city.officer)
    assert town.ask(client, "get", ITEM).status_code == 200
    deactivate_person(person=city.officer, by=None, at=clock.now())
    answers = town.answers(client)
    assert {key: status for key, status in answers.items() if status != 401} == {}


def test_a_stranger_gets_what_is_everybodys_and_nothing_of_an_item(city: City) -> None:
    town = Town(city)
    client = ApiClient(city.stranger)
    answers = town.answers(client)
    assert answers == {key: expected for key, (expected, _) in PROBES.items()}
    assert [row["number"] for row in client.get("items").json()["results"]] == [None]


@pytest.mark.parametrize("role", AdminRole.values)
def test_administrators_hold_no_business_data(city: City, role: str) -> None:
    town = Town(city)
    client = ApiClient(city.people[role])
    answers = town.answers(client)
    assert answers == {key: expected for key, (_, expected) in PROBES.items()}
    assert client.get("items?total=1").json()["total"] == 0
    assert Item.objects.count() == 1


def test_a_cookie_needs_a_csrf_token_and_a_bearer_does_not(city: City) -> None:
    client = ApiClient(None)
    client.client.handler.enforce_csrf_checks = True
    client.client.force_login(city.officer, "django.contrib.auth.backends.ModelBackend")
    refused = client.post("items", {"problem": "道路照明不足，共3处路段"})
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf_failed")
    bearer = ApiClient(city.officer)
    bearer.client.handler.enforce_csrf_checks = True
    assert bearer.post("items", {"problem": "道路照明不足，共3处路段"}).status_code == 201
