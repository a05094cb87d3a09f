"""What belongs to an item, as JSON: measures, progress, evidence, extensions, timeline."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.reverse import reverse

from journal.models import Entry
from rectification.api.shapes import day, department, moment, person
from rectification.enums import EvidenceClass, ExtensionState, MeasureState
from rectification.models import Evidence, Extension, Item, Measure, ProgressEntry
from rectification.workflow import PAST

TIMELINE_LABELS = {f"item.{past}": action.label for action, past in PAST.items()} | {
    "item.due_recomputed": "计时时限随放假安排调整",
    "item.tied": "关联目标",
}


def measure_document(row: Measure) -> dict[str, Any]:
    return {
        "uid": str(row.uid),
        "cycle": row.cycle,
        "order": row.order,
        "action": row.action,
        "owner_name": row.owner_name,
        "department": department(row.department),
        "due_on": day(row.due_on),
        "deliverable": row.deliverable,
        "criterion": row.criterion,
        "state": row.state,
        "state_label": MeasureState(row.state).label,
        "outcome": row.outcome,
        "done_at": moment(row.done_at),
    }


def progress_document(row: ProgressEntry) -> dict[str, Any]:
    return {
        "uid": str(row.uid),
        "cycle": row.cycle,
        "text": row.text,
        "percent": row.percent,
        "figure": row.figure,
        "no_change": row.no_change,
        "department": department(row.department),
        "by": person(row.by),
        "at": moment(row.at),
    }


def evidence_document(row: Evidence, request: Request, item: Item) -> dict[str, Any]:
    url = None
    if row.file_path:
        url = reverse("api-item-evidence-file", args=[item.uid, row.uid], request=request)
    return {
        "uid": str(row.uid),
        "cycle": row.cycle,
        "measure": str(row.measure.uid) if row.measure else None,
        "evidence_class": row.evidence_class,
        "evidence_class_label": EvidenceClass(row.evidence_class).label,
        "title": row.title,
        "dated_on": day(row.dated_on),
        "department": department(row.department),
        "reference": row.reference,
        "is_institution_in_force": row.is_institution_in_force,
        "file_name": row.file_name,
        "file_size": row.file_size,
        "content_type": row.content_type,
        "sha256": row.sha256,
        "file_url": url,
        "by": person(row.by),
        "by_verifier": row.by_verifier,
        "at": moment(row.at),
    }


def extension_document(row: Extension) -> dict[str, Any]:
    return {
        "uid": str(row.uid),
        "cycle": row.cycle,
        "ordinal": row.ordinal,
        "state": row.state,
        "state_label": ExtensionState(row.state).label,
        "asked_by": person(row.asked_by),
        "asked_at": moment(row.asked_at),
        "old_due_on": day(row.old_due_on),
        "new_due_on": day(row.new_due_on),
        "is_after_due": row.is_after_due,
        "reason": row.reason,
        "progress": row.progress,
        "interim_measure": row.interim_measure,
        "endorsed_by": person(row.endorsed_by),
        "endorsed_at": moment(row.endorsed_at),
        "endorsement_absent": row.endorsement_absent,
        "decided_by": person(row.decided_by),
        "decided_at": moment(row.decided_at),
        "decision_note": row.decision_note,
    }


def timeline_document(row: Entry) -> dict[str, Any]:
    return {
        "uid": str(row.uid),
        "type": row.type,
        "label": TIMELINE_LABELS.get(row.type, row.type),
        "at": moment(row.at),
        "actor": row.actor_name,
        "actor_post": row.actor_post,
        "data": row.data,
    }


def measures_of(item: Item) -> QuerySet:
    return Measure.objects.filter(item=item).select_related("department")


def progress_of(item: Item) -> QuerySet:
    return ProgressEntry.objects.filter(item=item).select_related("department", "by")


def evidence_of(item: Item) -> QuerySet:
    return Evidence.objects.filter(item=item).select_related("department", "by", "measure")


def extensions_of(item: Item) -> QuerySet:
    people = ("asked_by", "endorsed_by", "decided_by")
    return Extension.objects.filter(item=item).select_related(*people)


def expand_item(item: Item, shown: dict[str, Any], names: frozenset[str], request: Request) -> None:
    """Add what `?expand=` asks for: the current cycle's rows, at most 200 of a kind."""
    if "measures" in names:
        rows = measures_of(item).filter(cycle=item.cycle).order_by("order", "id")[:200]
        shown["measures"] = [measure_document(row) for row in rows]
    if "progress" in names:
        rows = progress_of(item).filter(cycle=item.cycle).order_by("-id")[:200]
        shown["progress"] = [progress_document(row) for row in rows]
    if "evidence" in names:
        rows = evidence_of(item).filter(cycle=item.cycle).order_by("id")[:200]
        shown["evidence"] = [evidence_document(row, request, item) for row in rows]
    if "extensions" in names:
        rows = extensions_of(item).filter(cycle=item.cycle).order_by("id")[:200]
        shown["extensions"] = [extension_document(row) for row in rows]
