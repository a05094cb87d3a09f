"""A new item: one page, with what may already say the same shown before it is handed in."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts.enums import PostKind
from accounts.models import Department
from campaign.filters import campaign_of
from campaign.models import Campaign
from campaign.permissions import campaign_standing_of
from campaign.validators import rule_value
from core.errors import Denied, DomainError
from rectification import services
from rectification.forms.intake import NewItemForm, OfficeItemForm
from rectification.models import Item
from rectification.permissions import may_create
from rectification.presenters.lights import calendar_notice
from rectification.presenters.origins import row_words
from rectification.selectors.origins import Row
from rectification.selectors.similar import Similar, similar_items
from rectification.selectors.ties import goals_offered
from rectification.services.intake import problem_key
from rectification.views.acts import page_methods
from rectification.views.door import Visit, done, show, signed_in, visit_of
from rectification.views.ledger import dial_of
from rectification.views.load import asks_again
from rectification.views.origins import asked_row, campaign_of_row

DRAFT, REGISTER, ASSIGN = "draft", "register", "assign"
_ACTING = (PostKind.LIAISON, PostKind.OFFICER)
NOBODY = "登记事项由各单位联络员、经办人和领导小组办公室办理，您没有这一身份。"


@page_methods
@signed_in
def new_item(request: HttpRequest) -> HttpResponse:
    """An officer's draft or registration; the office's 登记并交办 in one act.

    With `?from=kind:uid` the form is filled from a row of another stream, which the item comes
    out of.
    """
    visit = visit_of(request)
    row = asked_row(request, visit)
    campaign = campaign_of(request) if row is None else campaign_of_row(row)
    form = _form(request, visit, campaign, row)
    if request.method != "POST":
        return _page(request, visit, campaign, form, [])
    pressed = request.POST.get("act", "")
    wanted = pressed in (DRAFT, REGISTER, ASSIGN)
    if not wanted or not form.is_valid() or not _complete(form, pressed):
        return _page(request, visit, campaign, form, [], status=422)
    found = _similar(request, visit, campaign, form) if pressed != DRAFT else []
    crowded = pressed == ASSIGN and asks_again(visit, campaign, form, [])
    if found or crowded:
        return _page(request, visit, campaign, form, found, status=422 if crowded else 200)
    try:
        item = _write(visit, campaign, form, pressed)
    except DomainError as refusal:
        form.place(refusal)
        return _page(request, visit, campaign, form, [], status=refusal.status)
    return done(request, visit, item, _said(item, pressed))


def _form(request: HttpRequest, visit: Visit, campaign: Campaign, row: Row | None) -> NewItemForm:
    """The office's form for its members, else the department's; Denied for everybody else."""
    standing = campaign_standing_of(visit.user, visit.on)
    data = request.POST if request.method == "POST" else None
    options: dict[str, Any] = {"campaign": campaign, "today": visit.on, "auto_id": "f_%s"}
    options["row"] = row
    options["goals"] = goals_offered(campaign, user=visit.user, on=visit.on)
    try:
        may_create(standing, campaign, None)
        return OfficeItemForm(data, **options)
    except Denied:
        units = standing.person.in_kinds(*_ACTING)
    departments = list(Department.objects.filter(pk__in=units).in_rank_order())
    if not departments:
        raise Denied(NOBODY)
    may_create(standing, campaign, departments[0])
    return NewItemForm(data, departments=departments, **options)


def _complete(form: NewItemForm, pressed: str) -> bool:
    if pressed != ASSIGN:
        return True
    return isinstance(form, OfficeItemForm) and form.check_assigning()


def _similar(
    request: HttpRequest, visit: Visit, campaign: Campaign, form: NewItemForm
) -> list[Similar]:
    """What may be the same; nothing once it has been shown for this very text."""
    text = form.cleaned_data["problem"]
    if problem_key(text) == request.POST.get("seen", ""):
        return []
    department = form.department()
    return similar_items(
        campaign=campaign,
        text=text,
        user=visit.user,
        on=visit.on,
        departments=[department] if department else [],
    )


def _write(visit: Visit, campaign: Campaign, form: NewItemForm, pressed: str) -> Item:
    common = {"campaign": campaign, "by": visit.user, "at": visit.at, "content": form.content()}
    if pressed == ASSIGN and isinstance(form, OfficeItemForm):
        return services.register_and_assign(**common, assignment=form.whole_assignment())
    write = services.create if pressed == DRAFT else services.register
    return write(**common, department=form.department())


def _said(item: Item, pressed: str) -> str:
    if pressed == DRAFT:
        return "草稿已保存，完善后可提交登记。"
    number = item.number or ""
    return f"已登记并交办，编号 {number}。" if pressed == ASSIGN else f"已登记，编号 {number}。"


def _guessed(visit: Visit, campaign: Campaign, form: NewItemForm) -> dict[str, str] | None:
    """The office sets a date in this form: it may lie in a year whose days off are guessed."""
    if not isinstance(form, OfficeItemForm):
        return None
    dial = dial_of(visit, campaign.pk)
    longest = rule_value(campaign.rules, "other_max_days")
    return calendar_notice(dial, [visit.on + timedelta(days=longest)])


def _page(
    request: HttpRequest,
    visit: Visit,
    campaign: Campaign,
    form: NewItemForm,
    similar: list[Similar],
    status: int = 200,
) -> HttpResponse:
    problem = form.cleaned_data.get("problem", "") if similar else ""
    context = {
        "form": form,
        "guessed": _guessed(visit, campaign, form),
        "similar": similar,
        "seen": problem_key(problem) if similar else request.POST.get("seen", ""),
        "has_errors": bool(form.errors),
        "row": row_words(form.row) if form.row else None,
    }
    return show(request, "new", context, status=status)
