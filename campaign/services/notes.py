"""Private reading notes: nobody but the author reads them, or learns that they exist.

There is no journal entry, no message, no count: what a person reads for himself is his own.
"""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from campaign.enums import ListKind
from campaign.models import ListEntry, ReadingNote
from campaign.services.rows import LONGEST_TEXT
from core.errors import Denied, Invalid, NotFound


@transaction.atomic
def save_note(
    *,
    text: str,
    material: ListEntry | None,
    by: User,
    at: datetime,
    note: ReadingNote | None = None,
) -> ReadingNote:
    """Write a note, or change one's own.

    NotFound for somebody else's, Denied for the three administrators, Invalid for an empty or
    overlong one.
    """
    if by.admin_role:
        raise Denied("系统管理、安全保密、安全审计三类管理员不办理业务，没有学习笔记。")
    words = text.strip()
    if not words:
        raise Invalid.at("text", "请填写笔记。")
    if len(words) > LONGEST_TEXT:
        raise Invalid.at("text", f"一篇笔记最多{LONGEST_TEXT}个字，现有{len(words)}个字。")
    if material is not None and material.kind != ListKind.STUDY_MATERIAL:
        raise Invalid.at("material", "所选内容不是学习材料，请重新选择。")
    if note is None:
        return ReadingNote.objects.create(author=by, material=material, text=words, changed_at=at)
    current = _own(note, by)
    current.text, current.material, current.changed_at = words, material, at
    current.save(update_fields=["text", "material", "changed_at"])
    return current


@transaction.atomic
def delete_note(*, note: ReadingNote, by: User) -> None:
    """Delete one's own note; NotFound for anybody else's."""
    _own(note, by).delete()


def _own(note: ReadingNote, by: User) -> ReadingNote:
    found = ReadingNote.objects.select_for_update().filter(pk=note.pk, author=by).first()
    if found is None:
        raise NotFound()
    return found
