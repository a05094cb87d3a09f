"""What is measured, with the budget of each."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from core.clock import local_date, now
from rectification.models import Item
from tests.bench.city import CSRF, City, Person

API = "/api/v1/items"


@dataclass(frozen=True)
class Call:
    """One request."""

    path: str
    headers: dict[str, str]
    method: str = "GET"
    body: bytes | None = None
    expects: tuple[int, ...] = (200,)


@dataclass(frozen=True)
class Work:
    """A row of the table: `calls` gives the requests, each of which may be sent once only."""

    name: str
    calls: Callable[[], Iterator[Call]]
    statements: int | None = None
    cpu: float | None = None
    ratio: float | None = None
    median: float | None = None
    repeats: bool = True
    is_list: bool = False


def page(name: str, *args: Any) -> str | None:
    """The path of a page; None where it is not built."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


def _same(call: Call) -> Callable[[], Iterator[Call]]:
    def calls() -> Iterator[Call]:
        while True:
            yield call

    return calls


def _read(path: str | None, headers: dict[str, str]) -> Callable[[], Iterator[Call]]:
    return _same(Call(path or "", headers))


def list_path(city: City) -> str:
    return f"{API}?lead={city.lead}&state=in_progress"


def reading(city: City, cursor: str) -> list[Work]:
    """Lists and pages."""
    people = city.people
    listed, item = list_path(city), page("rectification:item", city.item.uid)
    lists = {"statements": 8, "ratio": 6, "is_list": True}
    pages: dict[str, Any] = {"statements": 12, "cpu": 40}
    office, officer = people["office"], people["officer"]
    overview, ledger = page("dashboard:overview"), page("rectification:ledger")
    work = page("rectification:work")
    return [
        Work("API list, office", _read(listed, office.by_token), **lists),
        Work("API list, officer", _read(listed, officer.by_token), **lists),
        Work("API list, officer, by session", _read(listed, officer.by_session), **lists),
        Work("API list, all, office", _read(API, office.by_token), statements=8),
        Work("  the same, deep row by cursor", _read(cursor, office.by_token), statements=8),
        Work("API list, all, officer", _read(API, officer.by_token), statements=8),
        Work("overview, group leader", _read(overview, people["group_leader"].by_session),
             statements=12, median=60),
        Work("ledger page, office", _read(ledger, office.by_session), **pages),
        Work("ledger page, officer", _read(ledger, officer.by_session), **pages),
        Work("item page, officer", _read(item, officer.by_session), **pages),
        Work("workbench, officer", _read(work, officer.by_session), **pages),
        Work("workbench, office", _read(work, office.by_session), **pages),
    ]  # fmt: skip


def writing(city: City) -> list[Work]:
    """Acts: each request makes a row or moves an item that was not moved before."""
    half = len(city.stock) // 2
    acts = {"statements": 20, "repeats": False}
    officer = city.people["officer"]
    return [
        Work("create, API", lambda: _creates(city, officer), **acts),
        Work("create, page", lambda: _creates_by_page(city, officer), **acts),
        Work("accept, API", _moves(city.stock[:half], _accept), **acts),
        Work("accept, page", _moves(city.stock[half:], _accept_by_page), **acts),
    ]


def _text(n: int) -> str:
    return f"压测登记：第{n}号问题，办理时限不清，涉及群众{n}户"


def _creates(city: City, person: Person) -> Iterator[Call]:
    headers = {**person.by_token, "Content-Type": "application/json"}
    for n in range(10**6):
        body = {
            "problem": _text(n),
            "found_on": local_date(now()).isoformat(),
            "target": city.target.code,
            "origins": [{"source": city.source.code}],
            "kind": "time_limited",
            "is_sensitive": False,
        }
        yield Call(API, headers, "POST", json.dumps(body).encode(), (201,))


def _form(person: Person, path: str | None, fields: dict[str, Any], expects: int) -> Call:
    headers = {**person.by_session, "Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode({**fields, "csrfmiddlewaretoken": CSRF}).encode()
    return Call(path or "", headers, "POST", body, (expects,))


def _creates_by_page(city: City, person: Person) -> Iterator[Call]:
    for n in range(10**6):
        fields = {
            "act": "draft",
            "problem": "页面" + _text(n),
            "found_on": local_date(now()).isoformat(),
            "sources": str(city.source.uid),
            "target": str(city.target.uid),
            "kind": "time_limited",
            "is_sensitive": "no",
        }
        yield _form(person, page("rectification:new"), fields, 303)


def _moves(
    stock: list[tuple[Person, Item]], move: Callable[[Person, Item], Call]
) -> Callable[[], Iterator[Call]]:
    """One iterator for timing and counting, so that no item is asked for twice."""
    left = iter(stock)

    def calls() -> Iterator[Call]:
        for person, item in left:
            yield move(person, item)

    return calls


def _accept(person: Person, item: Item) -> Call:
    headers = {**person.by_token, "Content-Type": "application/json"}
    body = json.dumps({"version": item.version, "section": "综合科"}).encode()
    return Call(f"{API}/{item.uid}/actions/accept", headers, "POST", body)


def _accept_by_page(person: Person, item: Item) -> Call:
    path = page("rectification:act", item.uid, "accept")
    return _form(person, path, {"version": item.version, "section": "综合科"}, 303)
