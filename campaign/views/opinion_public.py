"""What anybody may reach: the public form (off by default) and the answer to a receipt code.

Neither asks for a sign-in, keeps an address or a browser's name, or sets anything but the token
against forged posts. Limits count in memory and by the day's rows.
"""

import secrets
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache

from campaign.enums import OpinionOrigin
from campaign.filters import campaign_of
from campaign.forms.opinions import PublicOpinionForm, ReceiptForm, asked_sum
from campaign.models import Campaign, Opinion
from campaign.presenters import opinions as words
from campaign.selectors import opinions as selectors
from campaign.services import opinions as services
from campaign.services.opinions.intake import receipt_digest
from campaign.views.base import page_methods, status_of, tried
from core import clock
from core.clock import local_date

WINDOW_SECONDS = 600
PER_WINDOW = 5
LOOKS_PER_WINDOW = 20
WRONG_SUM = "得数不对，请重新算一算。"
TOO_MANY = "提交过于频繁，请10分钟后再试；您填写的内容已保留。"
FULL_TODAY = "今天收到的留言已达上限，请明天再来，或拨打热线、寄信反映。"


@never_cache
@page_methods
def form(request: HttpRequest) -> HttpResponse:
    """The public form; 404 unless the installation has opened it."""
    if not settings.OPINION_FORM:
        raise Http404
    campaign = campaign_of(request)
    if request.method != "POST":
        return _show_form(request, _fresh(None))
    asked = asked_sum(request.POST.get("token", ""))
    filled = _fresh(request.POST, asked)
    made: list[tuple[Opinion, str]] = []
    if not _passes(request, filled, asked, campaign):
        return _again(request, filled)
    at = clock.now()

    def receive() -> None:
        content = filled.content(local_date(at))
        made.append(services.receive_public_opinion(campaign=campaign, content=content, at=at))

    if not tried(filled, receive):
        return _again(request, filled)
    code = made[0][1]
    context = {"code": f"{code[:5]}-{code[5:]}"}
    return render(request, "campaign/opinion_thanks.html", context)


def _fresh(data: Any, asked: tuple[int, int] | None = None) -> PublicOpinionForm:
    one, other = asked or (secrets.randbelow(8) + 1, secrets.randbelow(8) + 1)
    return PublicOpinionForm(data, one=one, other=other)


def _passes(
    request: HttpRequest,
    filled: PublicOpinionForm,
    asked: tuple[int, int] | None,
    campaign: Campaign,
) -> bool:
    """Whether the form holds and a person, not a program, sent it within the limits."""
    if not filled.is_valid():
        return False
    if asked is None or filled.cleaned_data["answer"].strip() != str(sum(asked)):
        filled.add_error("answer", WRONG_SUM)
    if filled.cleaned_data["website"]:
        filled.add_error(None, WRONG_SUM)
    if not filled.errors and not within(request, "form", PER_WINDOW):
        filled.add_error(None, TOO_MANY)
    today = Opinion.objects.filter(
        campaign=campaign, origin=OpinionOrigin.FORM, received_on=local_date(clock.now())
    )
    if not filled.errors and today.count() >= settings.OPINION_FORM_PER_DAY:
        filled.add_error(None, FULL_TODAY)
    return not filled.errors


def within(request: HttpRequest, what: str, most: int) -> bool:
    """Count one more try from where the request comes, for ten minutes, as a keyed digest."""
    address = request.META.get("REMOTE_ADDR", "")
    digest = salted_hmac("campaign.opinion.limit", address, algorithm="sha256").hexdigest()
    key = f"opinion:{what}:{digest[:32]}"
    cache.add(key, 0, WINDOW_SECONDS)
    try:
        return cache.incr(key) <= most
    except ValueError:  # it ran out between the two
        return True


def _again(request: HttpRequest, filled: PublicOpinionForm) -> HttpResponse:
    """The same input under a new sum, with what is wrong."""
    data = filled.data.copy()
    one, other = secrets.randbelow(8) + 1, secrets.randbelow(8) + 1
    again = PublicOpinionForm(data, one=one, other=other)
    data["token"], data["answer"] = again.fields["token"].initial, ""
    again.full_clean()
    again._errors = filled.errors
    status = status_of(filled)
    if TOO_MANY in str(filled.errors) or FULL_TODAY in str(filled.errors):
        status = 429
    return _show_form(request, again, status)


def _show_form(request: HttpRequest, form: PublicOpinionForm, status: int = 200) -> HttpResponse:
    return render(request, "campaign/opinion_form.html", {"form": form}, status=status)


@never_cache
@page_methods
def receipt(request: HttpRequest) -> HttpResponse:
    """Where an opinion stands, for whoever has its code: at the window, or by himself where the
    public form is open."""
    if not settings.OPINION_FORM and not request.user.is_authenticated:
        raise Http404
    form = ReceiptForm(request.POST or None, auto_id="f_%s")
    found = None
    if request.method == "POST" and form.is_valid():
        if not within(request, "receipt", LOOKS_PER_WINDOW):
            form.add_error(None, "查询过于频繁，请10分钟后再试。")
        else:
            found = selectors.by_receipt(receipt_digest(form.cleaned_data["code"]))
            if found is None:
                form.add_error("code", "没有这个查询码，请核对后重新输入。")
    context = {"form": form, "found": words.receipt_words(found) if found else None}
    return render(request, "campaign/opinion_receipt.html", context, status=status_of(form))
