"""Query parameters of the ledger's lists, for OpenAPI."""

from drf_spectacular.utils import OpenApiParameter

from core.api.parameters import filter_parameters, names
from rectification.api.shapes import ROW_EXPANSIONS, ROW_FIELDS
from rectification.filters import ItemFilter

ORDERS: dict[str, tuple[str, ...]] = {
    "due": ("effective_due_on", "id"),
    "-due": ("-effective_due_on", "-id"),
    "number": ("number", "id"),
    "-number": ("-number", "-id"),
    "created": ("id",),
    "-created": ("-id",),
    "changed": ("changed_at", "id"),
    "-changed": ("-changed_at", "-id"),
}
DEFAULT_ORDER = "due"

FILTERS = filter_parameters(ItemFilter)
LIST = [
    *FILTERS,
    OpenApiParameter("order", {"type": "string", "enum": list(ORDERS)}, description="排序"),
    names("fields", ROW_FIELDS, "只返回这些字段"),
    names("expand", ROW_EXPANSIONS, "展开"),
]
