"""The item's page says on whose desk it is, since when, and to whom the waiting is charged."""

from datetime import date

import pytest

from accounts.models import Post
from core import workdays
from rectification.models import Item
from tests.factories import Walk
from tests.personas import TODAY, City, at
from tests.rectification.pages import browser_of, item_path, stop_clock

pytestmark = pytest.mark.django_db


def page(city: City, item: Item, on: date, monkeypatch: pytest.MonkeyPatch) -> str:
    stop_clock(monkeypatch, at(on, 9))
    return browser_of(city.office).get(item_path(item)).content.decode()


def later(days: int) -> date:
    return workdays.load().add(TODAY, days)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("registered", "领导小组办公室"),
        ("in_progress", "市住建局（承办环节）"),
        ("closure_review", "市住建局（分管环节）"),
        ("awaiting_signoff", "市住建局（第一责任人签批环节）"),
        ("awaiting_verification", "验收方，不计入责任单位"),
    ],
)
def test_the_waiting_is_that_of_the_desk(
    city: City, monkeypatch: pytest.MonkeyPatch, state: str, words: str
) -> None:
    item = getattr(Walk(city), state)().item
    html = page(city, item, later(6), monkeypatch)
    assert "等待计入" in html
    assert words in html
    assert "10月15日起，已在此环节 6 个工作日" in html.replace("10-15", "10月15日")


def test_a_vacant_signature_is_the_office_s(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    item = Walk(city, lead_department=city.vacant).awaiting_signoff().item
    html = page(city, item, later(5), monkeypatch)
    assert "领导小组办公室（第一责任人空缺）" in html


def test_who_is_new_in_his_post_is_not_charged_himself(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = Walk(city).awaiting_signoff().item
    words = "到任未满 5 个工作日"
    assert words not in page(city, item, later(4), monkeypatch)
    Post.objects.filter(pk=city.post("first_in_charge").pk).update(ends_on=later(3))
    Post.objects.create(
        person=city.stranger_head,
        department=city.lead,
        kind="first_in_charge",
        title="局长",
        starts_on=later(3),
    )
    assert words in page(city, item, later(4), monkeypatch)
    assert words not in page(city, item, later(9), monkeypatch)
