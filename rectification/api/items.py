"""Items: the list, one item, a new one, and what may be changed in its texts."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.enums import PostKind
from accounts.models import Department
from accounts.permissions import workdays_of
from campaign.models import Campaign
from campaign.permissions import OFFICE_ROLES, campaign_standing_of
from core.api.pagination import PARAMETERS, KeysetPagination
from core.api.parsers import MergePatchParser, StrictJSONParser
from core.api.preconditions import version_from_request, with_etag
from core.errors import Invalid, NotFound
from rectification import services
from rectification.api import parameters, schemas
from rectification.api.base import (
    DETAIL_JOINS,
    ItemAPIView,
    bad_parameters,
    chosen,
    narrowed_to,
)
from rectification.api.documents import expand_item
from rectification.api.inputs import ItemInput, PatchInput
from rectification.api.load_shapes import warning_document
from rectification.api.shapes import (
    ROW_COLUMNS,
    ROW_EXPANSIONS,
    ROW_FIELDS,
    Visible,
    expand_rows,
    item_document,
    item_row,
    item_shell,
    ties_document,
)
from rectification.enums import Action, State
from rectification.filters import ItemFilter, narrowed
from rectification.lights import Soon
from rectification.models import Item
from rectification.querysets import ItemQuerySet
from rectification.selectors.load import DayLoad
from rectification.selectors.ties import NAMES, ties_of
from rectification.services import AssignContent, ItemContent, Origin

DETAIL_EXPANSIONS = frozenset({"measures", "progress", "evidence", "extensions"})
DETAIL_FIELDS = frozenset(schemas.ItemDetailSerializer().fields)
EDITED_IN = (State.DRAFT, State.REGISTERED)
AMENDED = (
    "title",
    "kind",
    "acceptance_standard",
    "target",
    "found_on",
    "is_key",
    "is_mass",
    "cooperating",
    "origins",
)
_TEXTS = ("problem", "title", "acceptance_standard", "kind")


class ItemDocuments(ItemAPIView):
    """Views that answer an item document."""

    def soon(self) -> Soon:
        """Until when a date is due soon, by each campaign's own limit (1 statement)."""
        limits = campaign_standing_of(self.by, self.on).limits
        return Soon(self.on, workdays_of(self.by, self.on), limits)

    def document(
        self, item: Item, expand: frozenset[str] = frozenset(), names: frozenset[str] | None = None
    ) -> dict[str, Any]:
        """What the caller may read of `item`: whole, or its shell."""
        soon = self.soon()
        if not item.is_full:
            return narrowed_to(item_shell(item, self.on, soon), names)
        self.note_reading(item)
        shown = item_document(item, on=self.on, soon=soon, others=Visible(self.visible()))
        shown |= ties_document(ties_of(item, user=self.by, on=self.on))
        expand_item(item, shown, expand, self.request)
        return narrowed_to(shown, names)

    def answer(
        self, uid: UUID, code: int = status.HTTP_200_OK, *, crowded: list[DayLoad] | None = None
    ) -> Response:
        """The item's row after a change; little where it is no longer the caller's to see.

        After an act that sets a day (`crowded` is a list) `warnings` says that it is crowded.
        """
        row = self.visible().filter(uid=uid).values(*ROW_COLUMNS).first()
        said = {} if crowded is None else {"warnings": [warning_document(one) for one in crowded]}
        if row is None:
            return self._gone(uid, said)
        shown = item_row(row, self.on, self.soon()) | said
        return with_etag(Response(shown, status=code), row["version"])

    def _gone(self, uid: UUID, said: Mapping[str, Any]) -> Response:
        left = Item.objects.filter(uid=uid).values("number", "state", "version").first()
        if left is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        shown = {"uid": str(uid), "access": "none", **left}
        shown |= {"state_label": State(left["state"]).label, **said}
        return Response(shown)


class ItemsView(ItemDocuments):
    """GET the list, POST a new item."""

    pagination_class = KeysetPagination
    query_params = ItemFilter.parameters() | PARAMETERS | {"order", "fields", "expand"}

    def known_query_params(self, request: Request) -> frozenset[str]:
        """Reading only: a new item takes none."""
        return self.query_params if request.method in ("GET", "HEAD") else frozenset()

    def get_ordering(self) -> Sequence[str]:
        """The columns that `?order=` names."""
        asked = self.request.query_params.get("order", parameters.DEFAULT_ORDER)
        if asked not in parameters.ORDERS:
            raise bad_parameters({"order": [f"order 可用：{'、'.join(parameters.ORDERS)}。"]})
        return parameters.ORDERS[asked]

    @extend_schema(
        operation_id="items_list",
        summary="整改事项列表",
        description="只含可见事项；access 为 shell 的行只有外壳字段。按时限排序时无时限的在最后。",
        tags=["items"],
        parameters=parameters.LIST,
        responses=schemas.ITEM_ROWS,
    )
    def get(self, request: Request) -> Response:
        names = chosen(request, "fields", ROW_FIELDS)
        expand = chosen(request, "expand", ROW_EXPANSIONS) or frozenset()
        rows = self._narrowed(request)
        paginator = KeysetPagination()
        page = paginator.paginate_queryset(rows.values(*ROW_COLUMNS), request, self)
        soon = self.soon()
        shown = [item_row(row, self.on, soon) for row in page]
        expand_rows(page, shown, expand, self.on)
        return paginator.get_paginated_response([narrowed_to(one, names) for one in shown])

    @extend_schema(
        operation_id="items_create",
        summary="登记事项",
        description="建立草稿；带 assignment 时由办公室登记并交办（一次办成）。",
        tags=["items"],
        request=ItemInput,
        responses={201: schemas.ITEM_ROW},
    )
    def post(self, request: Request) -> Response:
        campaign = self._campaign(request.data)
        directory = self.directory(campaign=campaign)
        data = self.cleaned(ItemInput, request.data, directory)
        data.pop("campaign", None)
        assignment = data.pop("assignment", None)
        department = data.pop("department", None)
        content = ItemContent(**data)
        crowded = None
        if assignment is not None:
            if department is not None:
                raise Invalid.at("department", "登记并交办由办公室办理，不填 department。")
            crowded = self._crowded(campaign, assignment)
            item = services.register_and_assign(
                campaign=campaign, content=content, assignment=assignment, by=self.by, at=self.at
            )
        else:
            item = services.create(
                campaign=campaign,
                content=content,
                by=self.by,
                at=self.at,
                department=department or self._own_department(campaign),
            )
        response = self.answer(item.uid, status.HTTP_201_CREATED, crowded=crowded)
        response["Location"] = reverse("api-item", args=[item.uid], request=request)
        return response

    def _narrowed(self, request: Request) -> ItemQuerySet:
        try:
            return narrowed(self.visible().listed(), request.query_params, by=self.by, on=self.on)
        except ValidationError as wrong:
            raise bad_parameters(wrong.message_dict) from None

    def _crowded(self, campaign: Campaign, given: AssignContent) -> list[DayLoad]:
        """The day of a new item that is given to its lead in the same act, where it is crowded."""
        load = services.crowded_by_assignment(
            campaign=campaign,
            items=[],
            department=given.lead_department,
            due_on=given.due_on,
            by=self.by,
            on=self.on,
        )
        return [load] if load is not None else []

    def _campaign(self, data: Any) -> Campaign:
        """The campaign that the body names, else the current one."""
        asked = data.get("campaign") if isinstance(data, Mapping) else None
        if isinstance(asked, str) and 0 < len(asked) <= 64:
            found = self.directory(campaign=None).find("campaign", [asked])
            if asked in found:
                return found[asked]
            raise Invalid.at("campaign", f"没有找到主题教育：{asked}。")
        current = Campaign.objects.current().first()
        if current is None:
            raise NotFound("还没有载入主题教育，请由系统管理员用 load_preset 命令载入。")
        return current

    def _own_department(self, campaign: Campaign) -> Department | None:
        """For whom one writes without saying: the office, else the only unit where one acts."""
        standing = campaign_standing_of(self.by, self.on)
        if standing.has(campaign.pk, *OFFICE_ROLES):
            return None
        units = standing.person.in_kinds(PostKind.LIAISON, PostKind.OFFICER)
        if len(units) > 1:
            raise Invalid.at("department", "您在多个单位任职，请填写以哪个单位名义登记。")
        return Department.objects.filter(pk__in=units).first()


class ItemView(ItemDocuments):
    """GET one item, PATCH its texts."""

    query_params = frozenset({"fields", "expand"})
    parser_classes = [StrictJSONParser, MergePatchParser]
    versioned = frozenset({"PATCH"})

    def known_query_params(self, request: Request) -> frozenset[str]:
        """Reading only."""
        return self.query_params if request.method in ("GET", "HEAD") else frozenset()

    @extend_schema(
        operation_id="items_read",
        summary="一个事项",
        tags=["items"],
        parameters=[
            parameters.names("fields", DETAIL_FIELDS, "只返回这些字段"),
            parameters.names("expand", DETAIL_EXPANSIONS, "展开"),
        ],
        responses=schemas.ITEM,
    )
    def get(self, request: Request, uid: UUID) -> Response:
        names = chosen(request, "fields", DETAIL_FIELDS)
        expand = chosen(request, "expand", DETAIL_EXPANSIONS) or frozenset()
        item = self.find(uid, *DETAIL_JOINS)
        return with_etag(Response(self.document(item, expand, names)), item.version)

    @extend_schema(
        operation_id="items_change",
        summary="修改或更正事项的内容",
        description=(
            "合并补丁（RFC 7396）。交办之前同 edit，交办之后同 amend（须写理由）。"
            "状态、牵头单位和时限只能经 actions 改变。"
        ),
        tags=["items"],
        request={
            "application/merge-patch+json": PatchInput,
            "application/json": PatchInput,
        },
        responses=schemas.ITEM_ROW,
    )
    def patch(self, request: Request, uid: UUID) -> Response:
        item = self.find(uid, "target", "method", "owner_post", "handler", "relapse_of")
        version = version_from_request(request)
        given = self.cleaned(PatchInput, without_nulls(request.data), self.directory(item))
        given.pop("version", None)
        if item.state in EDITED_IN:
            self.do(Action.EDIT, item, version, edited(item, given))
        else:
            self.refuse_other_states(Action.AMEND, item, version)
            self.do(Action.AMEND, item, version, amended(given))
        return self.answer(uid)


def without_nulls(data: Any) -> Any:
    """null empties a text: the other fields know null themselves."""
    if not isinstance(data, Mapping):
        return data
    return {k: "" if v is None and k in _TEXTS else v for k, v in data.items()}


def edited(item: Item, given: Mapping[str, Any]) -> dict[str, Any]:
    """The whole content of an item that is not yet assigned, with the changes in it."""
    for name in ("is_key", "cooperating"):
        if name in given:
            raise Invalid.at(name, "交办时设定，交办之后可以更正；现在不能修改。")
    origins = item.origins.filter(merged_from__isnull=True).select_related("source")
    now = {
        "problem": item.problem,
        "title": item.title,
        "found_on": item.found_on,
        "target": item.target,
        "origins": [Origin(o.source, o.document_number, o.note) for o in origins.order_by("id")],
        "kind": item.kind,
        "acceptance_standard": item.acceptance_standard,
        "dimensions": list(item.dimensions.order_by("order", "id")),
        "method": item.method,
        "is_mass": item.is_mass,
        "is_sensitive": item.is_sensitive if item.sensitivity_answered else None,
        "objectives": list(item.objectives.order_by("order", "id")),
        "linked_campaigns": list(item.linked_campaigns.order_by("order", "id")),
        "goals": list(item.goals.order_by("id")),
        "owner_post": item.owner_post,
        "handler": item.handler,
        "relapse_of": item.relapse_of,
    }
    return now | {name: value for name, value in given.items() if name in now}


def amended(given: Mapping[str, Any]) -> dict[str, Any]:
    """What the office may correct later; other fields are refused by name."""
    wrong = [name for name in given if name not in AMENDED and name != "reason"]
    if wrong:
        ties = dict.fromkeys(NAMES, "交办之后请用 PUT items/{uid}/ties 修改。")
        raise Invalid.of({name: ties.get(name, "交办之后不能修改。") for name in wrong})
    return {"reason": "", **{k: v for k, v in given.items() if v is not None}}
