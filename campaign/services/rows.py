"""What the services of the streams share: compare and set, fitting texts, the journal entry."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models

from accounts.models import User
from campaign.models import Campaign, ListEntry
from campaign.permissions import StreamRole
from core.errors import Conflict, Invalid
from journal.services import record

LONGEST_TEXT = 5000
STALE = "您打开页面后，他人已修改过，请对照后再提交，您填写的内容已保留。"


def held(row: Any, version: int | None, facts: Mapping[str, Any], yours: Mapping[str, Any]) -> None:
    """Raise Conflict with both sides unless `version` is that of the row, which is locked already.

    `facts` are the present values by field, in the reader's words; None compares nothing.
    """
    if version is not None and version != row.version:
        raise Conflict(
            STALE, current={**facts, "version": row.version}, yours={**yours, "version": version}
        )


def locked(row: Any, *joins: str) -> Any:
    """The row as stored with campaign and department, held until the transaction ends."""
    rows = type(row).objects.select_for_update(of=("self",))
    return rows.select_related("campaign", "department", *joins).get(pk=row.pk)


def put(row: Any, **changes: Any) -> None:
    """Write fields and raise the version; compare and set."""
    rows = type(row).objects.filter(pk=row.pk, version=row.version)
    if not rows.update(version=row.version + 1, **changes):
        raise Conflict(STALE)
    row.version += 1
    for name, value in changes.items():
        setattr(row, name, value)


def note(
    row: Any,
    *,
    type: str,  # noqa: A002 - the entry's own word
    by: User | None,
    at: datetime,
    roles: Iterable[StreamRole] = (),
    data: Mapping[str, Any] | None = None,
) -> None:
    """Write the journal entry of a change to a row of the streams."""
    mine = frozenset(roles)
    department = getattr(row, "department", None)
    record(
        type=type,
        subject=row,
        by=by,
        at=at,
        post=next((role.value for role in StreamRole if role in mine), ""),
        department_code=department.code if department else "",
        data=data or {},
        campaign_id=row.campaign_id,
    )


def unfit(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, str]:
    """A sentence for every text that is too long for its column, or than anybody would read."""
    found = {}
    for name, value in values.items():
        field = model._meta.get_field(name)
        most = getattr(field, "max_length", None) or LONGEST_TEXT
        if isinstance(value, str) and len(value) > most:
            found[name] = f"“{field.verbose_name}”最多{most}个字，现有{len(value)}个字，请精简。"
    return found


def unlisted(entries: Iterable[ListEntry], kind: str, campaign: Campaign) -> bool:
    """Whether one of `entries` is of another list or another campaign, or out of use."""
    return any(
        entry.kind != kind or entry.campaign_id != campaign.pk or not entry.is_active
        for entry in entries
    )


def refuse(problems: Mapping[str, str]) -> None:
    """Raise Invalid with one sentence a field, where there is any."""
    if problems:
        raise Invalid.of(problems)
