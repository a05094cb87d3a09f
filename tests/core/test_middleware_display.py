"""Large print is chosen by a link, kept in a cookie and asks for no script."""

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from core.context_processors import ui
from core.middleware import DisplayMiddleware


def answer(request: HttpRequest) -> HttpResponse:
    return DisplayMiddleware(lambda _: HttpResponse("page"))(request)


def test_choice_is_kept_and_leaves_the_address() -> None:
    response = answer(RequestFactory().get("/items", {"view": "late", "big": "1"}))
    assert (response.status_code, response["Location"]) == (302, "/items?view=late")
    assert response.cookies["big"].value == "1"
    assert response.cookies["big"]["httponly"]


def test_choice_without_other_parameters_comes_back_to_the_bare_page() -> None:
    response = answer(RequestFactory().get("/items", {"big": "0"}))
    assert (response["Location"], response.cookies["big"].value) == ("/items", "0")


def test_redirect_never_leaves_the_site() -> None:
    for path in ("//elsewhere.example/x", "/\\elsewhere.example/x"):
        request = RequestFactory().get("/", {"big": "1"})
        request.path = path
        assert answer(request)["Location"].startswith(("/%2F", "/%5C"))


def test_other_values_posts_and_the_api_pass_through() -> None:
    factory = RequestFactory()
    for request in (
        factory.get("/items", {"big": "2"}),
        factory.get("/items"),
        factory.post("/items?big=1"),
        factory.get("/api/v1/items", {"big": "1"}),
    ):
        assert answer(request).content == b"page"


def test_page_knows_the_choice_and_the_way_back() -> None:
    request = RequestFactory().get("/items", {"view": "late"})
    assert (ui(request)["big"], ui(request)["big_url"]) == (False, "?view=late&big=1")
    request.COOKIES["big"] = "1"
    assert (ui(request)["big"], ui(request)["big_url"]) == (True, "?view=late&big=0")


def test_switch_after_a_post_leads_home() -> None:
    request = RequestFactory().post("/items/x?view=late")
    assert ui(request)["big_url"] == "/?big=1"
