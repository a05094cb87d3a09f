"""Documents as the API answers them, built as plain dictionaries: a list has many rows."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from accounts.models import Department, User
from accounts.selectors import heads_of
from core.clock import LOCAL_ZONE
from rectification.enums import Kind, PartState, State, VerificationMethod, VoidReason
from rectification.lights import Soon, days_late, light_of
from rectification.models import Cooperation, Item, ItemOrigin, VerificationDraw
from rectification.selectors.ties import Tied

STATE_LABELS = dict(State.choices)
KIND_LABELS = {**dict(Kind.choices), "": ""}
VOID_LABELS = {**dict(VoidReason.choices), "": ""}

ROW_COLUMNS = (
    "id",
    "uid",
    "campaign_id",
    "number",
    "title",
    "state",
    "state_since",
    "changed_at",
    "version",
    "cycle",
    "kind",
    "due_on",
    "original_due_on",
    "effective_due_on",
    "is_key",
    "is_mass",
    "is_sensitive",
    "assigned_at",
    "closed_at",
    "look_back_due_on",
    "last_progress",
    "last_progress_at",
    "lead_department_id",
    "target__code",
    "target__name",
    "first_source__code",
    "first_source__name",
    "lead_department__code",
    "lead_department__name",
    "lead_department__short_name",
    "handling_unit__code",
    "handling_unit__name",
    "handling_unit__short_name",
    "handler__uid",
    "handler__name",
    "is_full",
)
SHELL_FIELDS = frozenset(
    {
        "uid",
        "access",
        "number",
        "state",
        "state_label",
        "version",
        "changed_at",
        "target",
        "lead",
        "due_on",
        "original_due_on",
        "effective_due_on",
        "assigned_at",
        "closed_at",
        "light",
        "days_late",
    }
)
ROW_FIELDS = SHELL_FIELDS | {
    "title",
    "state_since",
    "cycle",
    "kind",
    "kind_label",
    "source",
    "handling_unit",
    "handler",
    "is_key",
    "is_mass",
    "is_sensitive",
    "look_back_due_on",
    "last_progress",
    "last_progress_at",
    "cooperating",
    "first_in_charge",
}
ROW_EXPANSIONS = frozenset({"cooperating", "first_in_charge"})


def moment(at: datetime | None) -> str | None:
    """A time with its offset, as people here read it."""
    return at.astimezone(LOCAL_ZONE).isoformat(timespec="seconds") if at else None


def day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def entry(row: Any) -> dict[str, Any] | None:
    """A row of one of the campaign's lists."""
    return {"code": row.code, "name": row.name} if row else None


def department(row: Department | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {"code": row.code, "name": row.name, "short_name": row.short_name}


def person(row: User | None) -> dict[str, Any] | None:
    return {"uid": str(row.uid), "name": row.name} if row else None


def _pair(row: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    code = row[f"{name}__code"]
    return None if code is None else {"code": code, "name": row[f"{name}__name"]}


def _unit(row: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    code = row[f"{name}__code"]
    if code is None:
        return None
    return {
        "code": code,
        "name": row[f"{name}__name"],
        "short_name": row[f"{name}__short_name"],
    }


def shell_row(row: Mapping[str, Any], on: date, soon: Soon) -> dict[str, Any]:
    """What one may know of an item whose texts and names are not his to read."""
    state, due = row["state"], row["effective_due_on"]
    return {
        "uid": str(row["uid"]),
        "access": "full" if row["is_full"] else "shell",
        "number": row["number"],
        "state": state,
        "state_label": STATE_LABELS[state],
        "version": row["version"],
        "changed_at": moment(row["changed_at"]),
        "target": _pair(row, "target"),
        "lead": _unit(row, "lead_department"),
        "due_on": day(row["due_on"]),
        "original_due_on": day(row["original_due_on"]),
        "effective_due_on": day(due),
        "assigned_at": moment(row["assigned_at"]),
        "closed_at": moment(row["closed_at"]),
        "light": light_of(state, due, on=on, soon=soon.of(row["campaign_id"])).value,
        "days_late": days_late(state, due, on),
    }


def item_row(row: Mapping[str, Any], on: date, soon: Soon) -> dict[str, Any]:
    """One row of the list, from `values(*ROW_COLUMNS)`."""
    shown = shell_row(row, on, soon)
    if not row["is_full"]:
        return shown
    handler = row["handler__uid"]
    shown |= {
        "title": row["title"],
        "state_since": moment(row["state_since"]),
        "cycle": row["cycle"],
        "kind": row["kind"],
        "kind_label": KIND_LABELS[row["kind"]],
        "source": _pair(row, "first_source"),
        "handling_unit": _unit(row, "handling_unit"),
        "handler": {"uid": str(handler), "name": row["handler__name"]} if handler else None,
        "is_key": row["is_key"],
        "is_mass": row["is_mass"],
        "is_sensitive": row["is_sensitive"],
        "look_back_due_on": day(row["look_back_due_on"]),
        "last_progress": row["last_progress"],
        "last_progress_at": moment(row["last_progress_at"]),
    }
    return shown


def expand_rows(
    rows: list[Mapping[str, Any]], documents: list[dict[str, Any]], names: Iterable[str], on: date
) -> None:
    """Add what `?expand=` asks for to rows read whole: one statement a name for all of them."""
    whole = [(row, shown) for row, shown in zip(rows, documents, strict=True) if row["is_full"]]
    if "cooperating" in names:
        parts: dict[int, list[dict[str, Any] | None]] = {row["id"]: [] for row, _ in whole}
        found = Cooperation.objects.filter(item__in=list(parts)).select_related("department")
        for part in found.order_by("id"):
            parts[part.item_id].append(department(part.department))
        for row, shown in whole:
            shown["cooperating"] = parts[row["id"]]
    if "first_in_charge" in names:
        leads = {row["lead_department_id"] for row, _ in whole} - {None}
        heads = heads_of(leads, on)
        for row, shown in whole:
            head = heads.get(row["lead_department_id"])
            shown["first_in_charge"] = _head(head)


def _head(head: Any) -> dict[str, Any] | None:
    if head is None:
        return None
    return {"name": head.user.name, "title": head.post.title, "capacity": head.capacity.value}


def _as_row(item: Item) -> dict[str, Any]:
    """An item with its joins as `values(*ROW_COLUMNS)` would give it."""
    row: dict[str, Any] = {}
    for column in ROW_COLUMNS:
        value: Any = item
        for step in column.split("__"):
            value = getattr(value, step, None)
        row[column] = value
    return row


def item_shell(item: Item, on: date, soon: Soon) -> dict[str, Any]:
    return shell_row(_as_row(item), on, soon)


def item_document(item: Item, *, on: date, soon: Soon, others: "Visible") -> dict[str, Any]:
    """An item whole: row, texts, parts, sources, who closed and verified it."""
    shown = item_row(_as_row(item), on, soon)
    shown |= _texts(item)
    parts = item.cooperations.select_related("department").order_by("id")
    shown["cooperating"] = [part_document(part) for part in parts]
    shown["origins"] = [origin_document(row, others) for row in origins_of(item)]
    dimensions = item.dimensions.order_by("order", "id")
    shown["dimensions"] = [entry(row) for row in dimensions]
    shown["first_in_charge"] = _head(
        heads_of([item.lead_department_id], on).get(item.lead_department_id)
        if item.lead_department_id
        else None
    )
    draw = VerificationDraw.objects.filter(item=item, cycle=item.cycle).first()
    shown["drawn_method"] = draw.method if draw else None
    shown["merged_into"] = others.named(item.merged_into)
    shown["relapse_of"] = others.named(item.relapse_of)
    return shown


def _texts(item: Item) -> dict[str, Any]:
    return {
        "campaign": item.campaign.code,
        "problem": item.problem,
        "acceptance_standard": item.acceptance_standard,
        "found_on": day(item.found_on),
        "method": entry(item.method),
        "section": item.section,
        "submitting_department": department(item.submitting_department),
        "author": person(item.author),
        "owner": person(item.owner_post.person) if item.owner_post_id else None,
        "named_verifier": person(item.named_verifier),
        "is_arbitrated": item.is_arbitrated,
        "sensitivity_answered": item.sensitivity_answered,
        "due_version": item.due_version,
        "due_set_by_system": item.due_set_by_system,
        "returns": item.returns,
        "void_reason": item.void_reason,
        "void_reason_label": VOID_LABELS[item.void_reason],
        "is_legacy_closure": item.legacy_closure_id is not None and item.sign_off_id is None,
        "sign_off": sign_off_document(item.sign_off),
        "verification": verification_document(item.verification),
        "archived_at": moment(item.archived_at),
        "created_at": moment(item.created_at),
    }


def sign_off_document(row: Any) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "signer_name": row.signer_name,
        "post_title": row.post_title,
        "capacity": row.capacity,
        "signed_at": moment(row.signed_at),
        "comment": row.comment,
        "item_version": row.item_version,
        "content_hash": row.content_hash,
        "due_on": day(row.due_on),
        "is_in_time": row.is_in_time,
    }


def verification_document(row: Any) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "result": row.result,
        "method": row.method,
        "method_label": VerificationMethod(row.method).label,
        "unit_name": row.unit_name,
        "opinion": row.opinion,
        "inspector_names": row.inspector_names,
        "reply_text": row.reply_text,
        "verified_at": moment(row.verified_at),
    }


def part_document(part: Cooperation) -> dict[str, Any]:
    return {
        "uid": str(part.uid),
        "department": department(part.department),
        "state": part.state,
        "state_label": PartState(part.state).label,
        "reason": part.reason,
        "asked_at": moment(part.asked_at),
        "answered_at": moment(part.answered_at),
    }


def origins_of(item: Item) -> Any:
    return item.origins.select_related("source", "merged_from").order_by("id")


def origin_document(row: ItemOrigin, others: "Visible") -> dict[str, Any]:
    return {
        "source": entry(row.source),
        "document_number": row.document_number,
        "note": row.note,
        "merged_from": others.named(row.merged_from) if row.merged_from_id else None,
    }


def ties_document(tied: Tied) -> dict[str, Any]:
    """What an item serves beside itself; goals as far as the caller may read them."""
    goals = [
        {"uid": str(goal.uid), "name": goal.name, "department": department(goal.department)}
        for goal in tied.goals
    ]
    return {
        "objectives": [entry(row) for row in tied.objectives],
        "linked_campaigns": [entry(row) for row in tied.linked_campaigns],
        "goals": goals,
    }


class Visible:
    """Which other items the caller may see: the rest is named nowhere."""

    def __init__(self, rows: Any) -> None:
        self._rows = rows
        self._known: dict[int, bool] = {}

    def load(self, keys: Iterable[int]) -> None:
        """Ask for many at once."""
        new = set(keys) - self._known.keys() - {None}
        if new:
            seen = set(self._rows.filter(pk__in=new).values_list("pk", flat=True))
            self._known |= {key: key in seen for key in new}

    def named(self, item: Item | None) -> dict[str, Any] | None:
        """Number and uid of an item that the caller may see, else None."""
        if item is None:
            return None
        self.load([item.pk])
        return {"uid": str(item.uid), "number": item.number} if self._known[item.pk] else None
