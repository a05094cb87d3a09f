"""What was compared with what: department × dimension, dimension × method, and signed blanks."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Department
from accounts.services import check_password_again
from campaign.forms.review import NothingFoundForm
from campaign.models import NothingFound, ReviewDimension
from campaign.permissions import DECIDERS, StreamRole, why_not
from campaign.presenters import review as words
from campaign.selectors import CampaignLists, lists_of
from campaign.selectors import review as selectors
from campaign.selectors.streams import departments_within
from campaign.services import review as services
from campaign.views.base import Visit, done, page_methods
from campaign.views.review import departments_to_write, is_office, on_business, page, scope
from core.errors import DomainError, FieldError, ReauthenticationRequired


@require_safe
@login_required
def coverage(request: HttpRequest) -> HttpResponse:
    """All departments for whoever reads the campaign whole; his own rows for anybody else."""
    visit = on_business(request)
    reach, campaign = scope(visit), visit.campaign
    units = list(departments_within(reach, campaign))
    asked = _asked(request, units)
    lists = lists_of(campaign)
    return page(
        request,
        visit,
        "coverage",
        "coverage",
        **_tables(visit, lists, units, asked),
        **_mixes(visit, lists, units),
        scope_name=asked.name if asked else "全部可见单位",
        units=units,
        asked=asked,
        is_office=is_office(visit),
        unseen=words.hidden_words(selectors.hidden_sensitive(campaign, reach)),
        page_url=visit.url("coverage"),
    )


def _tables(
    visit: Visit, lists: CampaignLists, units: list[Department], asked: Department | None
) -> dict[str, Any]:
    """Department × dimension for all of them; dimension × method for the one asked for."""
    reach, campaign = scope(visit), visit.campaign
    return {
        "table": words.coverage_table(
            units,
            lists.dimensions,
            selectors.coverage_of(campaign, reach),
            query=visit.query,
            sign_url=lambda unit, one: _cell_url(visit, unit, one),
        ),
        "methods": words.methods_table(
            lists.dimensions,
            lists.methods,
            selectors.methods_matrix(campaign, reach, asked),
            code=asked.code if asked else "",
            query=visit.query,
        ),
    }


def _mixes(visit: Visit, lists: CampaignLists, units: list[Department]) -> dict[str, Any]:
    """How each department found its problems, and which have found none yet."""
    mixes = selectors.mixes_of(visit.campaign, scope(visit), lists.methods)
    return {
        "mixes": [
            {"label": unit.short_name, **words.mix_words(mixes[unit.pk])}
            for unit in units
            if unit.pk in mixes
        ],
        "silent": "、".join(unit.short_name for unit in units if unit.pk not in mixes),
    }


def _asked(request: HttpRequest, units: list[Department]) -> Department | None:
    if len(units) == 1:
        return units[0]
    code = request.GET.get("department", "")
    return next((unit for unit in units if unit.code == code), None)


def _cell_url(visit: Visit, unit: Department, dimension: ReviewDimension) -> str:
    url = reverse("campaign:nothing_found", args=[unit.code, dimension.code])
    return url + visit.query


def _cell(visit: Visit, code: str, dimension: str) -> tuple[Department, ReviewDimension]:
    units = departments_within(scope(visit), visit.campaign)
    unit = get_object_or_404(units, code=code)
    return unit, get_object_or_404(visit.campaign.dimensions.active(), code=dimension)


def _signed(visit: Visit, unit: Department, one: ReviewDimension) -> NothingFound | None:
    """The signature that stands in the cell."""
    rows = NothingFound.objects.within(scope(visit)).filter(
        campaign=visit.campaign, department=unit, dimension=one, revoked_at__isnull=True
    )
    return rows.select_related("signed_by").first()


@page_methods
@login_required
def nothing_found(request: HttpRequest, code: str, dimension: str) -> HttpResponse:
    """A blank cell: what a blank means, who may sign that nothing was found, and the signature."""
    visit = on_business(request)
    unit, one = _cell(visit, code, dimension)
    signed = _signed(visit, unit, one)
    place = {"campaign": visit.campaign, "department": unit, "on": visit.on}
    refused = why_not(visit.user, (StreamRole.HEAD,), **place, what="签署“经对照未发现问题”")
    may_revoke = not why_not(visit.user, DECIDERS, **place, what="撤销")
    form = NothingFoundForm(
        request.POST if request.method == "POST" else None, today=visit.on, auto_id="f_%s"
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            refusal = _sign(request, visit, unit, one, form)
            if refusal is None:
                return done(request, "已签署“经对照未发现问题”。", visit.url("coverage"))
            status = refusal.status
    return page(
        request,
        visit,
        "nothing_found",
        "coverage",
        status=status,
        unit=unit,
        dimension=one,
        signed=signed,
        form=form if signed is None and not refused else None,
        refused=refused,
        may_revoke=may_revoke and signed is not None,
        has_errors=bool(form.errors),
        cancel_url=visit.url("coverage"),
        new_url=visit.url("problem_new") if departments_to_write(visit) else "",
        list_url=words.problems_url(
            [("department", unit.code), ("dimension", one.code)], visit.query
        ),
    )


def _sign(
    request: HttpRequest,
    visit: Visit,
    unit: Department,
    dimension: ReviewDimension,
    form: NothingFoundForm,
) -> DomainError | None:
    """Check the password, then sign; the refusal stands in the form."""
    cleaned = form.cleaned_data
    given: dict[str, Any] = {"campaign": visit.campaign, "department": unit}
    try:
        refused = why_not(
            visit.user,
            (StreamRole.HEAD,),
            **given,
            on=visit.on,
            what="签署“经对照未发现问题”",
        )
        if not refused:
            address = request.META.get("REMOTE_ADDR")
            check_password_again(visit.user, cleaned["password"], at=visit.at, address=address)
        services.sign_nothing_found(
            **given, dimension=dimension, reason=cleaned["reason"], by=visit.user, at=visit.at
        )
    except ReauthenticationRequired as refusal:
        form.add_error("password", refusal.detail)
        return refusal
    except DomainError as refusal:
        for error in refusal.errors or [FieldError("", refusal.code, refusal.detail)]:
            form.add_error(error.field if error.field in form.fields else None, error.detail)
        return refusal
    return None


@require_POST
@login_required
def revoke(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a signature back."""
    visit = on_business(request)
    rows = selectors.signatures_within(scope(visit)).filter(campaign=visit.campaign)
    signed = rows.filter(uid=uid).first()
    if signed is None:
        raise Http404
    services.revoke_nothing_found(signed=signed, by=visit.user, at=visit.at)
    return done(request, "已撤销，该格恢复为空白。", visit.url("coverage"))
