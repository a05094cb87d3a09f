"""Signing in and out, passwords, the page behind an invitation."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.forms import ChangePasswordForm, NewPasswordForm, SignInForm
from accounts.middleware import SEEN, STARTED
from accounts.models import User
from accounts.views.base import done, page, posted, status_of, tried
from core.errors import DomainError, Invalid

REFUSED = "账号或密码不正确，或账号已停用、暂时锁定。请核对后重试；多次输错会锁定{minutes}分钟。"


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The same sentence for an unknown account, a wrong password, a stopped or locked account."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if request.user.is_authenticated:
        return redirect(_safe(request, wanted))
    form = SignInForm(posted(request), initial={"next": wanted})
    if request.method == "POST" and form.is_valid():
        username = form.cleaned_data["username"].strip().lower()
        user = authenticate(request, username=username, password=form.cleaned_data["password"])
        if user is not None:
            return _enter(request, user, form.cleaned_data["next"])
        if getattr(request, "axes_failures_since_start", 0) == settings.AXES_FAILURE_LIMIT:
            services.record_lockout(username=username, at=request.at, address=_address(request))
        minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
        form.add_error(None, REFUSED.format(minutes=minutes))
    return render(request, "accounts/login.html", {"form": form}, status=status_of(form))


def locked_out(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse | None:
    """django-axes would answer with a page of its own; ours has said it already."""
    return response


def _enter(request: HttpRequest, user: User, wanted: str) -> HttpResponse:
    login(request, user)
    request.session[STARTED] = request.session[SEEN] = request.at.timestamp()
    services.record_sign_in(user=user, at=request.at, address=_address(request))
    return redirect(_safe(request, wanted))


def _safe(request: HttpRequest, wanted: str) -> str:
    """Where the person wanted to go, if that is in this house."""
    inside = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if inside else resolve_url(settings.LOGIN_REDIRECT_URL)


def _address(request: HttpRequest) -> str:
    return request.META.get("REMOTE_ADDR", "")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    if request.user.is_authenticated:
        services.record_sign_out(user=request.user, at=request.at)
    logout(request)
    messages.success(request, "已退出登录。")
    return redirect("accounts:login")


@sensitive_post_parameters()
@never_cache
@page
def change_password(request: HttpRequest) -> HttpResponse:
    """A new password; every other session of the person ends."""
    form = ChangePasswordForm(posted(request))
    if request.method == "POST" and tried(form, lambda: _change(request, form)):
        update_session_auth_hash(request, request.user)
        return done(request, "密码已修改，其他设备上的登录已全部退出。", "accounts:password")
    return render(request, "accounts/password.html", {"form": form}, status=status_of(form))


def _change(request: HttpRequest, form: ChangePasswordForm) -> None:
    data = form.cleaned_data
    address = _address(request) or None
    try:
        services.check_password_again(request.user, data["current"], at=request.at, address=address)
    except DomainError as refusal:
        raise Invalid.at("current", refusal.detail) from refusal
    services.set_password(
        user=request.user, password=data["password"], by=request.user, at=request.at
    )


class Invitation(PasswordResetConfirmView):
    """The page behind an invitation link: set the first password, or a new one.

    Django keeps the token in the session and out of the address from the second request on.
    """

    template_name = "accounts/invitation.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("accounts:login")

    def get_user(self, uidb64: Any) -> User | None:
        return User.objects.active().filter(uid=uidb64).first()

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        del kwargs["user"]
        return kwargs

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        def act() -> None:
            services.set_password(
                user=self.user,
                password=form.cleaned_data["password"],
                by=self.user,
                at=self.request.at,
            )

        if not tried(form, act):
            return self.render_to_response(self.get_context_data(form=form), status=422)
        del self.request.session[INTERNAL_RESET_SESSION_TOKEN]
        return done(self.request, "密码已设置，请登录。", "accounts:login")
