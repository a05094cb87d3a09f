"""Evidence: a file whose content was checked, or a reference to a document or system record."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from core.errors import Invalid
from rectification.enums import Action, EvidenceClass, Role
from rectification.models import Evidence, Item, Measure
from rectification.permissions import Situation
from rectification.services.base import begin, write_down


@dataclass(frozen=True)
class StoredUpload:
    """A file that a door has checked and stored: where, its SHA-256, size in bytes, type, name."""

    path: str
    sha256: str
    size: int
    content_type: str
    name: str


@dataclass(frozen=True)
class EvidenceContent:
    """One piece as given: a stored file or a reference, one of them."""

    evidence_class: str
    title: str
    dated_on: date
    measure: Measure | None = None
    reference: str = ""
    upload: StoredUpload | None = None
    is_institution_in_force: bool = False


def _check(s: Situation, content: EvidenceContent) -> None:
    problems: dict[str, str] = {}
    if content.evidence_class not in EvidenceClass.values:
        problems["evidence_class"] = "请选择佐证类别：过程性、产出性或成效性。"
    if content.upload is None and not content.reference.strip():
        problems["reference"] = "请上传文件，或填写文号、系统记录号（二选一）。"
    if content.dated_on > s.on:
        problems["dated_on"] = f"材料日期{content.dated_on}晚于今天，请改为材料形成的日期。"
    found = s.item.found_on
    if found is not None and content.dated_on < found:
        problems["dated_on"] = f"材料日期{content.dated_on}早于问题发现日期{found}，不能证明整改。"
    measure = content.measure
    if measure is not None and (measure.item_id, measure.cycle) != (s.item.pk, s.item.cycle):
        problems["measure"] = "所选措施不属于本事项的本轮整改，请重新选择。"
    if problems:
        raise Invalid.of(problems)


def write_evidence(s: Situation, content: EvidenceContent) -> Evidence:
    """Write one piece within an act that has begun; raises Invalid per field."""
    _check(s, content)
    upload = content.upload
    verifier = Role.VERIFIER in s.roles and Role.OFFICER not in s.roles
    posts = s.standing.person.posts
    own = s.my_parts[0].department if s.my_parts and Role.OFFICER not in s.roles else None
    if verifier and posts:
        department_id = posts[0].department_id
    else:
        department_id = own.pk if own else s.item.lead_department_id
    title = content.title.strip() or (upload.name if upload else content.reference.strip())
    return Evidence.objects.create(
        item=s.item,
        cycle=s.item.cycle,
        measure=content.measure,
        evidence_class=content.evidence_class,
        title=title[:200],
        dated_on=content.dated_on,
        department_id=department_id,
        reference=content.reference.strip()[:200],
        is_institution_in_force=content.is_institution_in_force,
        file_path=upload.path if upload else "",
        file_name=upload.name[:200] if upload else "",
        file_size=upload.size if upload else 0,
        content_type=upload.content_type if upload else "",
        sha256=upload.sha256 if upload else "",
        by=s.user,
        by_verifier=verifier,
        at=s.at,
    )


@transaction.atomic
def add_evidence(*, item: Item, content: EvidenceContent, by: User, at: datetime) -> Evidence:
    """Add a piece of evidence; appends, so no version is needed."""
    s = begin(item=item, by=by, at=at, action=Action.ADD_EVIDENCE, version=None)
    piece = write_evidence(s, content)
    write_down(s, Action.ADD_EVIDENCE, {"evidence": str(piece.uid), "title": piece.title})
    return piece
