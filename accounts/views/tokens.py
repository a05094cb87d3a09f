"""接口令牌: everybody's own tokens for the API; a new one is shown once, in the answer alone."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import presenters, selectors, services
from accounts.forms import TokenForm
from accounts.models import AccessToken
from accounts.views.base import act, attempted, page, posted, status_of, tried

PAGE_ROWS = 50


@sensitive_post_parameters("password")
@never_cache
@page
def tokens(request: HttpRequest) -> HttpResponse:
    """The person's own tokens, and one more of them. 2 statements of its own."""
    form, plain = TokenForm(posted(request)), []
    if request.method == "POST" and tried(
        form, lambda: plain.append(_issue(request, form)), beside="password"
    ):
        context = {"plain": plain[0], "name": form.cleaned_data["name"]}
        return render(request, "accounts/token_issued.html", context)
    paged = Paginator(selectors.tokens_of(request.user), PAGE_ROWS)
    rows = paged.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "tokens": [presenters.token_line(row, request.at) for row in rows],
        "page": rows,
        "numbers": paged.get_elided_page_range(rows.number),
        "summary": f"共 {paged.count} 个",
    }
    return render(request, "accounts/tokens.html", context, status=status_of(form))


def _issue(request: HttpRequest, form: TokenForm) -> str:
    data = form.cleaned_data
    services.check_password_again(
        request.user, data["password"], at=request.at, address=request.META.get("REMOTE_ADDR")
    )
    return services.issue_token(
        user=request.user, days=data["days"], name=data["name"], by=request.user, at=request.at
    )


@act
def revoke(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The person's own; somebody else's is not there."""
    token = get_object_or_404(AccessToken, uid=uid, user=request.user)
    return attempted(
        request,
        lambda: services.revoke_token(token=token, by=request.user, at=request.at),
        f"已撤销令牌“{token}”，使用它的程序不能再调用接口。",
        reverse("accounts:tokens"),
    )
