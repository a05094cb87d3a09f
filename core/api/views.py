"""Base classes of API views: strict parameters, idempotent writes, problem documents."""

from typing import Any

from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from core.api.idempotency import IdempotencyMixin
from core.api.pagination import PARAMETERS
from core.api.problems import BadRequest
from core.api.serializers import FIELDS_PARAMETER

READING = frozenset({"GET", "HEAD"})


class StrictQueryParamsMixin:
    """Refuses query parameters that the view doesn't know (400 `unknown_parameter`).

    Known are `query_params` of the view (a set, or {action: set}), the filters and paging of a
    list, and `fields` where a serializer answers.
    """

    query_params: Any = frozenset()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check before anything is read."""
        super().initial(request, *args, **kwargs)
        allowed = self.known_query_params(request)
        unknown = [name for name in request.query_params if name not in allowed]
        if unknown:
            raise ValidationError(
                {
                    name.replace("\x00", ""): [ErrorDetail("未知的参数", "unknown_parameter")]
                    for name in unknown
                }
            )
        if any("\x00" in value for values in request.GET.lists() for value in values[1]):
            raise BadRequest("查询参数含有控制字符 NUL。")

    def known_query_params(self, request: Request) -> frozenset[str]:
        """Return the names that this request may carry."""
        own = self.query_params
        if isinstance(own, dict):
            own = own.get(getattr(self, "action", None), ())
        names = set(own)
        if request.method in READING and getattr(self, "serializer_class", None) is not None:
            names.add(FIELDS_PARAMETER)
        if self._is_list(request):
            names |= self._list_params()
        return frozenset(names)

    def _is_list(self, request: Request) -> bool:
        action = getattr(self, "action", None)
        listing = action == "list" if action else not getattr(self, "kwargs", {})
        return request.method in READING and listing

    def _list_params(self) -> set[str]:
        names: set[str] = set()
        if getattr(self, "paginator", None) is not None:
            names |= PARAMETERS
        filter_set = getattr(self, "filterset_class", None)
        if filter_set is not None:
            names |= set(filter_set.base_filters)
            for suffixed in filter_set.base_filters.values():
                names |= _suffixes(suffixed)
        return names | set(getattr(self, "filterset_fields", ()))


def _suffixes(one: Any) -> set[str]:
    """Names of a range filter's two ends: due_on → due_on_after, due_on_before."""
    widget = getattr(getattr(one, "field", None), "widget", None)
    name = getattr(one, "field_name", "")
    return {f"{name}_{suffix}" for suffix in getattr(widget, "suffixes", ()) or ()}


class StrictAPIView(IdempotencyMixin, StrictQueryParamsMixin, APIView):
    """Base of single API views."""


class StrictViewSet(IdempotencyMixin, StrictQueryParamsMixin, GenericViewSet):
    """Base of view sets; combine with DRF's list and retrieve mixins."""
