"""One page for every act: the form on GET, the act on POST, and what a refusal looks like."""

from contextlib import ExitStack
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.views.decorators.http import require_http_methods

from campaign.validators import RULES
from campaign.validators.rules import WORKDAYS
from core.errors import Conflict, DomainError
from rectification.enums import Action
from rectification.forms.acts import ACT_FORMS, CONFIRMED
from rectification.forms.base import ActForm, DayKept
from rectification.forms.commands import run
from rectification.forms.rows import Placed
from rectification.models import Item
from rectification.permissions import ActionOption
from rectification.presenters.actions import DANGER, action_url, otherwise
from rectification.presenters.flashes import DONE, TAKEN_BACK_BY, TAKEN_BACK_IN
from rectification.presenters.item import head_of
from rectification.presenters.load import crowded_words
from rectification.presenters.panels import panel_of, stored_words, typed_words
from rectification.presenters.timeline import timeline_of
from rectification.views.door import (
    Look,
    Visit,
    done,
    item_notice,
    item_url,
    keeper,
    look_at,
    show,
    signed_in,
    visit_of,
)
from rectification.views.load import act_asks_again, load_ahead

STATUS_OF = {"transition_not_allowed": 409, "permission_denied": 403, "guard_failed": 422}
REACH: dict[Action, str] = {
    Action.ASSIGN: "other_max_days",
    Action.REQUEST_EXTENSION: "other_max_days",
    Action.REOPEN: "other_max_days",
    Action.SUSPEND: "suspension_max_days",
    Action.RENEW_SUSPENSION: "suspension_max_days",
    Action.FAIL_VERIFICATION: "fail_verification_max_workdays",
    Action.SUSTAIN: "sustain_max_days",
}
"""The limit that says how far ahead a form's date may lie."""

page_methods = require_http_methods(["GET", "HEAD", "POST"])


@page_methods
@signed_in
def act(request: HttpRequest, uid: UUID, action: str) -> HttpResponse:
    """The page of one action on one item."""
    if action not in Action.values:
        raise Http404
    chosen = Action(action)
    visit = visit_of(request)
    look = look_at(visit, uid)
    if chosen == Action.SIGN_OFF:
        return HttpResponseRedirect(action_url(look.item, chosen))
    if request.method == "POST":
        return _do(request, visit, look, chosen)
    option = option_of(look, chosen)
    if not option.allowed:
        return refused_page(request, look, option)
    return form_page(request, look, chosen, form_of(look, chosen, picked=request.GET))


def option_of(look: Look, action: Action) -> ActionOption:
    return next(option for option in look.options if option.action == action)


def form_of(
    look: Look, action: Action, data: Any = None, files: Any = None, picked: Any = None
) -> ActForm:
    chosen = {name: picked[name] for name in ("measure", "undo") if picked and name in picked}
    return ACT_FORMS[action](
        data,
        files,
        situation=look.situation,
        page=look.page,
        chosen=chosen,
        auto_id="f_%s",
    )


def _do(request: HttpRequest, visit: Visit, look: Look, action: Action) -> HttpResponse:
    form = form_of(look, action, request.POST, request.FILES)
    if form.add_row_if_asked():
        form.hush()
        return form_page(request, look, action, form)
    if not form.is_valid():
        option = option_of(look, action)
        if not option.allowed and option.code != "guard_failed":
            return refused_page(request, look, option)
        return form_page(request, look, action, form, status=422)
    if _asks_again(look, action, form):
        return form_page(request, look, action, form, status=422)
    version = form.cleaned_data.get("version") or _number(request.GET.get("version"))
    try:
        with ExitStack() as stack:
            values = form.values(keeper(stack))
            run(
                action,
                item=look.item,
                by=visit.user,
                at=visit.at,
                version=version,
                data=values,
            )
    except Placed as placed:
        return form_page(request, look, action, form, status=placed.refusal.status)
    except Conflict as conflict:
        return conflict_page(request, visit, look, action, form, conflict)
    except DomainError as refusal:
        return _refused(request, look, action, form, refusal)
    return done(request, visit, look.item, DONE[action], undo=undo_url(look.item, action))


def _asks_again(look: Look, action: Action, form: ActForm) -> bool:
    """Whether somebody who may set the date is first told that the day is crowded."""
    if not isinstance(form, DayKept) or not option_of(look, action).allowed:
        return False
    return act_asks_again(look, action, form)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def undo_url(item: Item, action: Action) -> str:
    """Where the act just done can be taken back, "" where it cannot."""
    back = TAKEN_BACK_BY.get(action)
    if back is None:
        return ""
    now = Item.objects.filter(pk=item.pk).values_list("state", "version").first()
    if now is None or now[0] not in TAKEN_BACK_IN[action]:
        return ""
    return f"{action_url(item, back)}?version={now[1]}"


def _refused(
    request: HttpRequest, look: Look, action: Action, form: ActForm, refusal: DomainError
) -> HttpResponse:
    """The same page with the sentence; without the form where the act is not for this person."""
    option = option_of(look, action)
    if not option.allowed and not option.is_mine:
        return refused_page(request, look, option)
    form.place(refusal)
    return form_page(request, look, action, form, status=refusal.status)


def _head(look: Look, action: Action | None = None) -> dict[str, Any]:
    item = look.item
    head = head_of(item, look.dial)
    crumbs = [(head["number"], item_url(item)), (action.label if action else "办理", "")]
    return {"item": item, "head": head, "crumbs": crumbs}


def ahead(look: Look, action: Action) -> list[date]:
    """The farthest date that the form of an act takes."""
    reach = REACH.get(action)
    if reach is None:
        return []
    s = look.situation
    if RULES[reach].unit == WORKDAYS:
        return [s.workdays.add(s.on, s.rule(reach))]
    return [s.on + timedelta(days=s.rule(reach))]


def form_page(
    request: HttpRequest, look: Look, action: Action, form: ActForm, status: int = 200
) -> HttpResponse:
    """The form, with what one needs to see above it."""
    option = option_of(look, action)
    lead, submit = CONFIRMED.get(action, (form.lead, form.submit))
    panel = panel_of(action, look.page, look.dial, option) if look.item.is_full else {}
    if not look.item.is_full:
        panel = _shell_panel(look, action, option)
    context = {
        **_head(look, action),
        "action": action,
        "guessed": item_notice(look, *ahead(look, action)),
        "form": form,
        "error_forms": form.error_forms() if form.has_errors else [],
        "has_errors": form.has_errors,
        "crowded": _crowded(look, action),
        "lead": lead,
        "submit": submit,
        "danger": action in DANGER,
        "otherwise": otherwise(look.item, look.options, action),
        "panel": panel,
        "back_url": item_url(look.item),
    }
    return show(request, "act", context, status=status)


def _crowded(look: Look, action: Action) -> str:
    """That a day that follows by itself would be crowded: said before the act."""
    load = load_ahead(look, action)
    return crowded_words(load) if load else ""


def _shell_panel(look: Look, action: Action, option: ActionOption) -> dict[str, Any]:
    """Of an item seen as a shell only the request that is to be decided is shown."""
    panel = panel_of(action, look.page, look.dial, option)
    if action in (Action.CONFIRM_ESCALATION, Action.DECLINE_ESCALATION):
        return {"facts": panel.get("facts", [])[:1]}
    deciding = action in (Action.GRANT_EXTENSION, Action.REFUSE_EXTENSION)
    return {"facts": panel.get("facts", [])} if deciding else {}


def refused_page(request: HttpRequest, look: Look, option: ActionOption) -> HttpResponse:
    """Why not, and the way back."""
    context = {
        **_head(look, option.action),
        "option": option,
        "back_url": item_url(look.item),
    }
    return show(request, "refused", context, status=STATUS_OF.get(option.code, 403))


def conflict_page(
    request: HttpRequest,
    visit: Visit,
    look: Look,
    action: Action,
    form: ActForm,
    conflict: Conflict,
) -> HttpResponse:
    """Both versions side by side; what was typed goes on with the present version."""
    now = look_at(visit, look.item.uid)
    option = option_of(now, action)
    again = form_of(now, action, with_version(request.POST, now.item.version), request.FILES)
    again.hush()
    seen = conflict.yours.get("version")
    context = {
        **_head(now, action),
        "action": action,
        "option": option,
        "form": again if option.allowed else None,
        "submit": CONFIRMED.get(action, ("", again.submit))[1],
        "sentence": conflict.detail,
        "fields": _compared(form, look, now, seen),
        "since": _since(now, seen),
        "panel": {},
        "has_errors": True,
        "back_url": item_url(now.item),
    }
    return show(request, "conflict", context, status=409)


def with_version(data: QueryDict, version: int) -> QueryDict:
    fresh = data.copy()
    fresh["version"] = str(version)
    return fresh


def _since(now: Look, seen: int | None) -> list[dict[str, str]]:
    """What others have done since the version that the person saw."""
    newer = [e for e in now.page.entries if (e.data.get("version") or 0) > (seen or 0)]
    count = len([e for e in newer if seen is not None])
    return timeline_of(now.page)[:count] if now.item.is_full else []


def _compared(form: ActForm, before: Look, now: Look, seen: int | None) -> list[dict[str, Any]]:
    """The item's state then and now, and each thing typed beside what is stored."""
    entries = [e for e in now.page.entries if e.data.get("version") == seen]
    then = entries[-1].data.get("state") if entries else ""
    labels = dict(type(now.item).state.field.flatchoices)
    rows = [
        {
            "label": "环节",
            "mine": labels.get(then, "（您打开页面时）"),
            "theirs": now.item.get_state_display(),
            "differs": then != now.item.state,
        }
    ]
    for field in form.visible_fields():
        choices = dict(getattr(field.field, "choices", [])) if _is_flat(field.field) else {}
        mine = typed_words(form.cleaned_data.get(field.name), choices)
        theirs = stored_words(now.item, field.name)
        if mine or theirs:
            rows.append({"label": field.label, "mine": mine, "theirs": theirs, "differs": False})
            rows[-1]["differs"] = bool(theirs) and mine != theirs
    return rows


def _is_flat(field: Any) -> bool:
    """Plain choices: rows know themselves."""
    return hasattr(field, "choices") and not hasattr(field, "rows")
