"""The city that is measured: its database, who asks, and which items are asked about."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command

from accounts.enums import PostKind
from accounts.middleware import SEEN, STARTED
from accounts.models import Post, User
from accounts.services import issue_token
from campaign.models import Campaign
from core.clock import local_date, now
from rectification.enums import Kind, State
from rectification.models import Item
from tests.bench.web import HEADERS

CSRF = "a" * 32


def fill(items: int) -> None:
    """Make the tables, the city and the static files, as an installation does."""
    call_command("migrate", verbosity=0)
    call_command("seed_city", items=items)


def open_doors() -> None:
    """Collect static files; seed_city's accounts are no demo accounts here, production refuses."""
    call_command("collectstatic", interactive=False, verbosity=0)
    User.objects.filter(is_demo=True).update(is_demo=False)


@dataclass
class Person:
    """Somebody who asks: by token (API) or by session (pages)."""

    user: User

    def __post_init__(self) -> None:
        self.token = issue_token(user=self.user, by=None, at=now(), days=1, name="bench")
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(self.user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = self.user.get_session_auth_hash()
        session[STARTED] = session[SEEN] = now().timestamp()
        session.save()
        self.session = session.session_key

    @property
    def by_token(self) -> dict[str, str]:
        return {**HEADERS, "Authorization": f"Bearer {self.token}"}

    @property
    def by_session(self) -> dict[str, str]:
        cookies = {settings.SESSION_COOKIE_NAME: self.session, settings.CSRF_COOKIE_NAME: CSRF}
        return {**HEADERS, "Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())}


@dataclass
class City:
    """People by name, and a stock of items that can be moved on once each."""

    items: int
    people: dict[str, Person]
    lead: str
    campaign: Campaign
    item: Item
    stock: list[tuple[Person, Item]]

    @property
    def target(self) -> Any:
        return self.campaign.targets.filter(is_sensitive_by_default=False).order_by("id")[0]

    @property
    def source(self) -> Any:
        return self.campaign.sources.order_by("id")[0]


def find(moves: int) -> City:
    """The filled city, with `moves` assigned items and who may accept each."""
    names = ("office", "officer", "group_leader", "first_in_charge")
    people = {name: Person(User.objects.get(username=name)) for name in names}
    today = local_date(now())
    officer = people["officer"].user
    lead = Post.objects.on(today).filter(person=officer).select_related("department")[0].department
    ordinary = Item.objects.filter(is_sensitive=False, kind=Kind.TIME_LIMITED)
    item = ordinary.filter(lead_department=lead, state=State.IN_PROGRESS).order_by("id")[0]
    liaisons: dict[int, Person] = {lead.pk: people["officer"]}
    stock = []
    waiting = ordinary.filter(state=State.ASSIGNED).select_related("lead_department", "target")
    for one in waiting.order_by("-id")[:moves]:
        if one.lead_department_id not in liaisons:
            posts = Post.objects.on(today).filter(department=one.lead_department)
            post = posts.filter(kind=PostKind.LIAISON).select_related("person")[0]
            liaisons[one.lead_department_id] = Person(post.person)
        stock.append((liaisons[one.lead_department_id], one))
    campaign = Campaign.objects.current().get()
    return City(Item.objects.count(), people, lead.code, campaign, item, stock)
