"""What the pages of this app share."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Act, check_can
from core.errors import DomainError, FieldError

View = Callable[..., HttpResponse]


def page(view: View) -> View:
    """A page for people who are signed in: GET, HEAD and the POST of its own form."""
    return login_required(require_http_methods(["GET", "HEAD", "POST"])(view))


def act(view: View) -> View:
    """An act: POST by somebody who is signed in."""
    return login_required(require_POST(view))


def page_for(needed: Act) -> Callable[[View], View]:
    """A page for one administrator; anybody else gets the sentence of check_can (403)."""

    def decorate(view: View) -> View:
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            check_can(request.user, needed)
            return view(request, **kwargs)

        return page(guarded)

    return decorate


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the body of a POST, even an empty one."""
    return request.POST if request.method == "POST" else None


def tried(form: Form, do: Callable[[], Any], beside: str = "") -> bool:
    """Do it where the form holds; a refusal stands beside the field that it is about.

    One that names no field stands `beside` that one, or on top.
    """
    if not form.is_valid():
        return False
    try:
        do()
    except DomainError as refusal:
        form.refusal = refusal
        for error in refusal.errors or [FieldError(beside, refusal.code, refusal.detail)]:
            form.add_error(error.field if error.field in form.fields else None, error.detail)
        return False
    return True


def status_of(form: Form | None) -> int:
    """200, or the status of the refusal of a form: 422 unless it says otherwise."""
    if form is None or not form.errors:
        return 200
    refusal = getattr(form, "refusal", None)
    return refusal.status if refusal else 422


def done(request: HttpRequest, sentence: str, url: str) -> HttpResponseRedirect:
    """Say that it is done and go on (303: the next request is a GET)."""
    messages.success(request, sentence)
    response = redirect(url)
    response.status_code = 303
    return response


def attempted(
    request: HttpRequest, do: Callable[[], Any], sentence: str, url: str
) -> HttpResponseRedirect:
    """An act without a form of its own: go back with what was done, or why it was refused."""
    try:
        do()
    except DomainError as refusal:
        if refusal.status == 403:
            raise
        messages.error(request, refusal.detail)
        response = redirect(url)
        response.status_code = 303
        return response
    return done(request, sentence, url)
