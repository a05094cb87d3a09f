"""Large print is chosen by a link, kept in a cookie and asks for no script."""

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from core.context_processors import ui
from core.middleware import DisplayMiddleware


def answer(request: HttpRequest) -> HttpResponse:
    return DisplayMiddleware(lambda _: HttpResponse("page"))(request)


def test_choice_is_kept_in_a_cookie() -> None:
    for choice in ("1", "0"):
        cookie = answer(RequestFactory().get("/items", {"view": "late", "big": choice})).cookies
        assert cookie["big"].value == choice
        assert cookie["big"]["httponly"]
        assert cookie["big"]["max-age"] > 300 * 24 * 3600


def test_other_values_keep_nothing() -> None:
    for query in ({}, {"big": "2"}, {"big": ""}):
        assert not answer(RequestFactory().get("/items", query)).cookies


def test_page_knows_the_choice_and_the_way_back() -> None:
    request = RequestFactory().get("/items", {"view": "late"})
    assert (ui(request)["big"], ui(request)["big_url"]) == (False, "?view=late&big=1")
    request.COOKIES["big"] = "1"
    assert (ui(request)["big"], ui(request)["big_url"]) == (True, "?view=late&big=0")


def test_switch_after_a_post_leads_home() -> None:
    request = RequestFactory().post("/items/x?view=late")
    assert ui(request)["big_url"] == "/?big=1"
