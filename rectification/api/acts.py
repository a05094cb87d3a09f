"""What can be done to an item: the list of actions, and one route an action."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.services import check_password_again
from core.api.preconditions import with_etag
from core.api.problems import PROBLEM_JSON
from core.errors import NotFound
from rectification import services
from rectification.api import schemas
from rectification.api.base import ItemAPIView, is_append
from rectification.api.inputs import INPUTS
from rectification.api.items import EDITED_IN, ItemDocuments, edited, without_nulls
from rectification.api.shapes import STATE_LABELS, person
from rectification.enums import Action, Role, State
from rectification.models import Item
from rectification.permissions import Situation, actions_for
from rectification.permissions.checks import ActionOption
from rectification.selectors.load import DayLoad
from rectification.workflow import actions_in, roles_for


class ActionsView(ItemAPIView):
    """GET every action, allowed or with the sentence why not."""

    @extend_schema(
        operation_id="items_actions",
        summary="可办理的操作",
        description="每个操作是否可以办理；不能的写明原因。可签批时给出 shown_hash。",
        tags=["actions"],
        responses=schemas.ActionsSerializer,
    )
    def get(self, request: Request, uid: UUID) -> Response:
        item = self.find(uid, "target", "lead_department", "owner_post")
        self.note_reading(item)
        situation = Situation(self.by, item, self.at)
        options = actions_for(situation)
        signs = any(o.action == Action.SIGN_OFF and o.allowed for o in options)
        document = {
            "uid": str(uid),
            "version": item.version,
            "state": item.state,
            "state_label": STATE_LABELS[item.state],
            "shown_hash": self._hash(item) if signs else None,
            "actions": [self._option(one, uid) for one in options],
        }
        return with_etag(Response(document), item.version)

    def _hash(self, item: Item) -> str:
        _, digest = services.shown_for_signature(item=item, by=self.by, at=self.at)
        return digest

    def _option(self, one: ActionOption, uid: UUID) -> dict[str, Any]:
        return {
            "action": one.action.value,
            "label": one.label,
            "allowed": one.allowed,
            "reason": one.reason,
            "code": one.code,
            "is_mine": one.is_mine,
            "missing": list(one.missing),
            "needs_version": not is_append(one.action),
            "url": reverse(route_of(one.action), args=[uid], request=self.request),
        }


class ClosureSheetView(ItemAPIView):
    """GET what the first-in-charge is shown before he signs, and its hash."""

    @extend_schema(
        operation_id="items_closure_sheet",
        summary="销号单：签批时看到的内容",
        description="有待办或待验收的销号申请时才有；没有时 404。",
        tags=["actions"],
        responses=schemas.ClosureSheetSerializer,
    )
    def get(self, request: Request, uid: UUID) -> Response:
        item = self.find_whole(uid, "lead_department")
        asked = Situation(self.by, item, self.at).request
        if asked is None:
            raise NotFound("本事项目前没有销号申请，经办人申请后才有销号单。")
        content, digest = services.shown_for_signature(item=item, by=self.by, at=self.at)
        document = {
            **content,
            "uid": str(uid),
            "version": item.version,
            "shown_hash": digest,
            "applicant": person(asked.applicant),
        }
        return with_etag(Response(document), item.version)


class ActView(ItemDocuments):
    """POST one action. `action` is set by `act_view`."""

    action: Action

    def post(self, request: Request, uid: UUID) -> Response:
        item = self.find(uid, "target", "lead_department", "owner_post")
        version = self.version_for(self.action)
        self.refuse_other_states(self.action, item, version)
        data = self._data(item)
        crowded = self._crowded(item, data)
        self.do(self.action, item, version, data)
        return self.answer(uid, crowded=crowded)

    def _crowded(self, item: Item, data: dict[str, Any]) -> list[DayLoad] | None:
        """The day that the act sets, where it is crowded; None for acts that set none."""
        if self.action not in services.SETS_A_DAY:
            return None
        load = services.crowded_by(
            situation=Situation(self.by, item, self.at),
            action=self.action,
            department=data.get("lead_department"),
            due_on=data.get("due_on") or data.get("new_due_on"),
        )
        return [load] if load is not None and item.is_full else []

    def _data(self, item: Item) -> dict[str, Any]:
        body = self.request.data
        if self.action == Action.EDIT:
            body = without_nulls(body)
        data = self.cleaned(INPUTS[self.action], body, self.directory(item))
        data.pop("version", None)
        if self.action == Action.EDIT and item.state in EDITED_IN:
            return edited(item, data)
        return data


class SignOffView(ActView):
    """Sign-off asks for the password once more, before any transaction begins."""

    action = Action.SIGN_OFF

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who cannot see the item learns nothing; who can gives version, then password."""
        super().initial(request, *args, **kwargs)
        item = self.find(kwargs["uid"])
        version = self.version_for(self.action)
        self.refuse_other_states(self.action, item, version)
        given = request.data.get("password") if hasattr(request.data, "get") else ""
        check_password_again(
            self.by,
            given if isinstance(given, str) else "",
            at=self.at,
            address=request.META.get("REMOTE_ADDR"),
        )

    def _data(self, item: Item) -> dict[str, Any]:
        data = super()._data(item)
        data.pop("password", None)
        return data


def route_of(action: Action) -> str:
    """The name of an action's route."""
    return f"api-act-{action.value}"


def _when_and_who(action: Action) -> str:
    """In which states, by whom: read from the table of arrows."""
    states = [state for state in State if action in actions_in(state)]
    roles = {role for state in states for role in roles_for(state, action)}
    people = "、".join(role.label for role in Role if role in roles and role != Role.SYSTEM)
    words = "、".join(state.label for state in states)
    need = "只追加，不需要 version。" if is_append(action) else "须带 version 或 If-Match。"
    said = "回答中的 warnings 说明新时限当天是否到期较多。" if action in services.SETS_A_DAY else ""
    return f"适用环节：{words}。办理人：{people}。{need}{said}"


def act_view(action: Action) -> type[ActView]:
    """The view of one action, so that the OpenAPI document names its body."""
    base = SignOffView if action == Action.SIGN_OFF else ActView
    done: dict[Any, Any] = {200: schemas.ITEM_ROW}
    if action == Action.DISCARD:
        done = {204: OpenApiResponse(description="草稿已删除")}

    @extend_schema(
        operation_id=f"items_act_{action.value.replace('-', '_')}",
        summary=action.label,
        description=_when_and_who(action),
        tags=["actions"],
        request=INPUTS[action],
        responses={**done, (409, PROBLEM_JSON): schemas.ConflictProblemSerializer},
    )
    def post(self: ActView, request: Request, uid: UUID) -> Response:
        return base.post(self, request, uid)

    name = f"{action.name.title().replace('_', '')}View"
    versioned = frozenset() if is_append(action) else frozenset({"POST"})
    return type(name, (base,), {"action": action, "versioned": versioned, "post": post})
