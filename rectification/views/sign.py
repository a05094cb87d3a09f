"""Signing on a phone: what is signed, two buttons, the password, and two hours to take it back."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse

from accounts.services import check_password_again
from core.errors import Conflict, DomainError, ReauthenticationRequired
from rectification import services
from rectification.enums import Action, MeasureState
from rectification.forms.base import QuietForm
from rectification.forms.commands import run
from rectification.forms.fields import TextField
from rectification.presenters.actions import action_url
from rectification.presenters.flashes import DONE
from rectification.presenters.item import evidence_groups, head_of
from rectification.presenters.timeline import timeline_of
from rectification.views.acts import option_of, page_methods, refused_page, undo_url
from rectification.views.door import (
    Look,
    Visit,
    done,
    item_notice,
    item_url,
    look_at,
    show,
    signed_in,
    visit_of,
)

RETURN, AGREE, CONFIRM = "return-closure", "sign-off", "confirm"


class SignForm(QuietForm):
    """The signer's words, what he was shown, and, on the second page, his password."""

    comment = TextField(label="您的意见（同意可不填，退回须写明理由）", required=False, rows=3)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    shown_hash = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    password = forms.CharField(
        label="登录密码",
        required=False,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="核对本人身份，密码不会被记录",
    )


@page_methods
@signed_in
def sign(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The page of the signature; POST `act` says which button was pressed."""
    visit = visit_of(request)
    look = look_at(visit, uid)
    option = option_of(look, Action.SIGN_OFF)
    if not option.allowed:
        return refused_page(request, look, option)
    if request.method != "POST":
        _, digest = services.shown_for_signature(item=look.item, by=visit.user, at=visit.at)
        given = {"version": look.item.version, "shown_hash": digest}
        return _page(request, look, SignForm(initial=given, today=visit.on, auto_id="f_%s"))
    form = SignForm(request.POST, today=visit.on, auto_id="f_%s")
    pressed = request.POST.get("act")
    if not form.is_valid() or pressed not in (RETURN, AGREE, CONFIRM):
        return _page(request, look, form, status=422)
    if pressed == AGREE:
        return _confirm(request, look, form)
    return _act(request, visit, look, form, pressed)


def _act(
    request: HttpRequest, visit: Visit, look: Look, form: SignForm, pressed: str
) -> HttpResponse:
    cleaned, action = form.cleaned_data, Action.SIGN_OFF
    data: dict[str, Any] = {"comment": cleaned["comment"], "shown_hash": cleaned["shown_hash"]}
    if pressed == RETURN:
        action, data = Action.RETURN_CLOSURE, {"reason": cleaned["comment"]}
    try:
        if pressed == CONFIRM:
            address = request.META.get("REMOTE_ADDR")
            check_password_again(visit.user, cleaned["password"], at=visit.at, address=address)
        run(
            action,
            item=look.item,
            by=visit.user,
            at=visit.at,
            version=cleaned["version"],
            data=data,
        )
    except ReauthenticationRequired as refusal:
        form.add_error("password", refusal.detail)
        return _confirm(request, look, form, status=refusal.status)
    except Conflict as conflict:
        return _again(request, visit, look, form, conflict)
    except DomainError as refusal:
        form.add_error("comment" if pressed == RETURN else None, refusal.detail)
        return _page(request, look, form, status=refusal.status)
    return done(request, visit, look.item, DONE[action], undo=undo_url(look.item, action))


def _again(
    request: HttpRequest, visit: Visit, look: Look, form: SignForm, conflict: Conflict
) -> HttpResponse:
    """What was shown has changed: shown afresh, with the words kept."""
    fresh = look_at(visit, look.item.uid)
    option = option_of(fresh, Action.SIGN_OFF)
    if not option.allowed:
        return refused_page(request, fresh, option)
    _, digest = services.shown_for_signature(item=fresh.item, by=visit.user, at=visit.at)
    data = request.POST.copy()
    data["version"], data["shown_hash"] = str(fresh.item.version), digest
    renewed = SignForm(data, today=visit.on, auto_id="f_%s")
    renewed.is_valid()
    renewed.add_error(None, conflict.detail)
    return _page(request, fresh, renewed, status=409)


def _results(look: Look) -> list[dict[str, str]]:
    return [
        {
            "text": m.outcome or m.action,
            "action": m.action if m.outcome else "",
            "who": f"{m.department.short_name if m.department else ''} {m.owner_name}".strip(),
            "when": m.done_at,
        }
        for m in look.page.measures
        if m.state == MeasureState.DONE
    ]


def _page(request: HttpRequest, look: Look, form: SignForm, status: int = 200) -> HttpResponse:
    page = look.page
    live = [m for m in page.measures if m.state != MeasureState.DROPPED]
    results = _results(look)
    context = {
        "item": look.item,
        "guessed": item_notice(look),
        "head": head_of(look.item, look.dial),
        "request_row": page.request,
        "measures_done": len(results),
        "measures_all": len(live),
        "results": results,
        "files": evidence_groups(page)["now"],
        "entries": timeline_of(page),
        "form": form,
        "has_errors": bool(form.errors),
        "hours": look.situation.rule("withdraw_sign_off_hours"),
        "page_title": "销号签批",
        "back_url": item_url(look.item),
        "back_label": "返回事项",
    }
    return show(request, "sign", context, status=status)


def _confirm(request: HttpRequest, look: Look, form: SignForm, status: int = 200) -> HttpResponse:
    context = {
        "item": look.item,
        "guessed": item_notice(look),
        "head": head_of(look.item, look.dial),
        "request_row": look.page.request,
        "form": form,
        "has_errors": bool(form.errors),
        "page_title": "核对身份",
        "back_url": action_url(look.item, Action.SIGN_OFF),
        "back_label": "返回签批",
    }
    return show(request, "sign_confirm", context, status=status)
