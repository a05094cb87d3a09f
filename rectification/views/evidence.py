"""Evidence files leave through this door only: who asks is checked first."""

from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from rectification.models import Evidence
from rectification.views.door import look_at, signed_in, visit_of


@require_safe
@signed_in
def evidence_file(request: HttpRequest, uid: UUID, evidence: UUID) -> HttpResponseBase:
    """One file, always as a download and never as a page; 404 where the item is not read whole."""
    look = look_at(visit_of(request), uid)
    if not look.item.is_full:
        raise Http404
    piece = Evidence.objects.filter(item=look.item, uid=evidence).first()
    if piece is None or not piece.file_path or not default_storage.exists(piece.file_path):
        raise Http404
    response = FileResponse(
        default_storage.open(piece.file_path),
        as_attachment=True,
        filename=piece.file_name,
        content_type=piece.content_type or "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
