"""A small organisation made by hand, and the sample city's two files."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from accounts import services
from accounts.enums import AdminRole, PostKind
from accounts.models import Department, Post, User
from core.clock import LOCAL_ZONE

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=LOCAL_ZONE)  # a Monday
PASSWORD = "Shan-Shui7kan"
DATA = Path(__file__).parents[1] / "data"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass
class House:
    """Builds people and posts through the services."""

    root: Department
    bureau: Department
    other: Department
    sub_unit: Department
    people: dict[str, User] = field(default_factory=dict)

    def person(self, username: str, name: str = "") -> User:
        if username not in self.people:
            self.people[username] = services.create_person(
                username=username, name=name or f"{username}某甲", by=None, at=NOW
            )
        return self.people[username]

    def post(
        self,
        username: str,
        kind: str,
        department: Department | None = None,
        days_ago: int = 30,
        **more: object,
    ) -> Post:
        return services.appoint(
            person=self.person(username),
            department=department or self.bureau,
            kind=kind,
            title=PostKind(kind).label,
            starts_on=NOW.date() - timedelta(days=days_ago),
            by=None,
            at=NOW,
            **more,
        )

    def admin(self, role: str) -> User:
        person = self.person(role)
        if not person.admin_role:
            services.set_admin_role(person=person, role=AdminRole(role), by=None, at=NOW)
        return person

    def with_password(self, username: str) -> User:
        person = self.person(username)
        services.set_password(user=person, password=PASSWORD, by=None, at=NOW)
        return person


@pytest.fixture
def house(db: None) -> House:
    root = Department.objects.create(code="000", name="样例市人民政府", short_name="市政府")
    rest = [("003", "市教育局", 30), ("010", "市财政局", 100)]
    bureau, other = (
        Department.objects.create(
            code=code, name=name, short_name=name, parent=root, sort_order=order
        )
        for code, name, order in rest
    )
    sub_unit = Department.objects.create(
        code="00301",
        name="市第一中学",
        short_name="市一中",
        parent=bureau,
        is_sub_unit=True,
        sort_order=31,
    )
    return House(root, bureau, other, sub_unit)


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    """A browser in which somebody has signed in."""

    def open_browser(user: User) -> Client:
        client = Client()
        client.force_login(user, BACKEND)
        return client

    return open_browser
