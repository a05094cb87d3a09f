"""What every view of the ledger's API does first: who asks, when, and which item is meant."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

from accounts.models import User
from accounts.permissions import remember_standing
from core import clock
from core.api.pagination import BadParameter
from core.api.parsers import StrictJSONParser
from core.api.preconditions import version_from_request
from core.api.views import StrictAPIView
from core.errors import Conflict, FieldError, NotFound
from rectification.api.directory import Directory
from rectification.enums import Action
from rectification.forms import commands
from rectification.models import Item
from rectification.querysets import ItemQuerySet
from rectification.services import note_reading
from rectification.workflow import ACTS, MOVES, roles_for

SHELL_FACTS = ("uid", "number", "version", "state", "state_label", "due_on")
DETAIL_JOINS = (
    "campaign",
    "target",
    "first_source",
    "method",
    "lead_department",
    "handling_unit",
    "submitting_department",
    "handler",
    "author",
    "named_verifier",
    "owner_post",
    "owner_post__person",
    "sign_off",
    "verification",
    "merged_into",
    "relapse_of",
)


def is_append(action: Action) -> bool:
    """Whether the act only adds, so that it neither raises nor needs the version."""
    return action not in MOVES and ACTS[action].appends


class ItemAPIView(StrictAPIView):
    """Base of the ledger's views: `by`, `at` and `on` of the request, and the item asked for."""

    parser_classes = [StrictJSONParser]
    query_params: Any = frozenset()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Settle the moment, and let the person's standing be read once."""
        self.at: datetime = clock.now()
        self.on: date = clock.local_date(self.at)
        super().initial(request, *args, **kwargs)
        if getattr(request.user, "standing_memory", None) is None:
            remember_standing(request.user)

    @property
    def by(self) -> User:
        return self.request.user

    def visible(self) -> ItemQuerySet:
        """What the caller may see, each row with `is_full`."""
        return Item.objects.visible_to(self.by, on=self.on)

    def find(self, uid: UUID, *joins: str) -> Item:
        """The item, whole or as a shell; NotFound for what the caller may not see at all."""
        found = self.visible().select_related("campaign", *joins).filter(uid=uid).first()
        if found is None:
            raise NotFound()
        return found

    def find_whole(self, uid: UUID, *joins: str) -> Item:
        """The item to be read; NotFound for a shell too. A sensitive one is noted as read."""
        found = self.find(uid, *joins)
        if not found.is_full:
            raise NotFound()
        self.note_reading(found)
        return found

    def note_reading(self, item: Item) -> None:
        """Journal the first reading of a sensitive item that day."""
        if item.is_sensitive and item.is_full:
            note_reading(item=item, by=self.by, at=self.at)

    def directory(self, item: Item | None = None, **known: Any) -> Directory:
        """What names in the body are looked up in."""
        campaign = item.campaign if item is not None else known.pop("campaign", None)
        return Directory(by=self.by, on=self.on, campaign=campaign, item=item)

    def cleaned(self, kind: type, data: Any, directory: Directory, **options: Any) -> dict:
        """The input as services take it; ValidationError with a sentence a field."""
        context = {"directory": directory, "request": self.request}
        found = kind(data=data, context=context, **options)
        found.is_valid(raise_exception=True)
        return dict(found.validated_data)

    def version_for(self, action: Action) -> int | None:
        """The version that the caller has seen; None for acts that only append."""
        return None if is_append(action) else version_from_request(self.request)

    def do(self, action: Action, item: Item, version: int | None, data: Mapping[str, Any]) -> Any:
        """Take the one door behind pages and API. What a shell may not show is not in a refusal."""
        try:
            return commands.run(
                action, item=item, by=self.by, at=self.at, version=version, data=data
            )
        except Conflict as refusal:
            if item.is_full:
                raise
            current = {k: v for k, v in refusal.current.items() if k in SHELL_FACTS}
            raise Conflict(refusal.detail, current=current, yours=refusal.yours) from None

    def refuse_other_states(self, action: Action, item: Item, version: int | None) -> None:
        """TransitionNotAllowed before the body is looked at; a stale version goes first."""
        if version is None or version == item.version:
            roles_for(item.state, action)


def bad_parameters(problems: Mapping[str, list[str]]) -> BadParameter:
    """The refusal (400) of query parameters: {name: sentences}."""
    rows = [FieldError(f"/{k}", "invalid", text) for k, texts in problems.items() for text in texts]
    sentence = "；".join(f"{row.field}：{row.detail.rstrip('。')}" for row in rows[:5])
    return BadParameter(f"{sentence}。", errors=rows)


def chosen(request: Request, name: str, known: frozenset[str]) -> frozenset[str] | None:
    """The words of `?fields=` or `?expand=`, None where not given; refuses unknown ones (400)."""
    given = request.query_params.get(name)
    if given is None:
        return None
    words = frozenset(word for word in given.split(",") if word)
    unknown = words - known
    if unknown:
        text = (
            f"{name} 不认识：{'、'.join(sorted(unknown))[:200]}。可用：{'、'.join(sorted(known))}。"
        )
        raise ValidationError({name: [ErrorDetail(text, code="unknown_parameter")]})
    return words


def narrowed_to(document: dict[str, Any], names: frozenset[str] | None) -> dict[str, Any]:
    """The document with the fields asked for; `uid` and `access` always stay."""
    if names is None:
        return document
    return {k: v for k, v in document.items() if k in names or k in ("uid", "access")}
