"""Counting papers that the system makes: what nobody had to type (domain.md §5, 复用率)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256

from accounts.models import Handover, HandoverLine, User
from campaign.enums import PaperKind
from campaign.models import GeneratedPaper
from campaign.selectors import current_campaign
from campaign.services.feedback import week_of
from core.clock import local_date


def count_paper(
    *,
    campaign_id: int | None,
    kind: PaperKind,
    about: str,
    cells: int,
    at: datetime,
    items: int = 0,
    department: int | None = None,
) -> None:
    """Count a paper that was made: called by every place that makes one, and nothing else.

    There is no `by`: nobody is asked or kept, and nothing goes to the journal. `about` tells one
    paper of a kind from another (a number, a filter); made again in the same week it is the same
    paper and only brings its figures up to date. A paper with nothing from rows is none.
    """
    if campaign_id is not None:
        _write([_row(campaign_id, kind, about, cells, items, department, at)])


def _row(
    campaign_id: int,
    kind: PaperKind,
    about: str,
    cells: int,
    items: int,
    department: int | None,
    at: datetime,
) -> GeneratedPaper:
    on = local_date(at)
    return GeneratedPaper(
        campaign_id=campaign_id,
        kind=kind,
        department_id=department,
        week=week_of(on),
        on=on,
        digest=sha256(about.encode()).hexdigest()[:32],
        cells=cells,
        items=items,
    )


def _write(rows: Iterable[GeneratedPaper]) -> None:
    GeneratedPaper.objects.bulk_create(
        [row for row in rows if row.cells],
        update_conflicts=True,
        unique_fields=["campaign", "week", "kind", "digest"],
        update_fields=["department", "on", "cells", "items"],
    )


SHEET = ("label", "state_words", "due_on", "done", "left", "risk", "units")


def handovers_opened(*, handovers: Sequence[Handover], by: User | None, at: datetime) -> None:
    """settings.HANDOVER_OBSERVERS: sheets of handovers that were opened, filled in from the rows
    that lay on the desks; counted for the campaign that is shown. Who opened them is not kept."""
    campaign = current_campaign()
    if campaign is None:
        return
    lines: dict[int, list[HandoverLine]] = defaultdict(list)
    rows = HandoverLine.objects.filter(handover__in=[row.pk for row in handovers])
    for line in rows.filter(is_sensitive=False).order_by("id"):
        lines[line.handover_id].append(line)
    papers = []
    for handover in handovers:
        mine = lines[handover.pk]
        cells = sum(1 for line in mine for name in SHEET if getattr(line, name))
        items = sum(1 for line in mine if line.subject_type == "rectification.item")
        unit = handover.post.department_id
        about = str(handover.uid)
        papers.append(_row(campaign.pk, PaperKind.HANDOVER, about, cells, items, unit, at))
    _write(papers)
