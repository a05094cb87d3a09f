"""Pages of core: health, progress of a job, the error catalogue, and the pages for errors."""

import sys
import uuid
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.db import Error as DatabaseError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import adapters, clock, presenters, selectors
from core.api.problems import InternalError, api_problem, as_refusal, is_api
from core.errors import ERROR_CATALOGUE, Denied, DomainError, NotFound, Unavailable
from core.models import Job


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer that this process is alive; asks nobody else."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer whether database and broker are there, and what is late: 503 for the former alone.

    What is late needs a person, not a restart: it is named in `late`, and the answer stays 200.
    """
    reasons: list[str] = []
    work: dict[str, Any] = {}
    broker = adapters.broker_state()
    try:
        work = _work(clock.now())
    except DatabaseError:
        reasons.append("database: no answer")
    if not broker.answers:
        reasons.append("broker: no answer")
    return JsonResponse(
        {
            "status": "unavailable" if reasons else "ok",
            "database": "ok" if work else "unavailable",
            "broker": "ok" if broker.answers else "unavailable",
            "queue": {"waiting": broker.waiting, "taken": broker.taken},
            **work,
            "reasons": reasons,
        },
        status=HTTPStatus.SERVICE_UNAVAILABLE if reasons else HTTPStatus.OK,
    )


def _work(at: datetime) -> dict[str, Any]:
    rows = selectors.due_rows(at)
    ticks = selectors.tick_states(adapters.periods())
    late = [row.name for row in rows if row.is_late(at)]
    late += [tick.name for tick in ticks if tick.is_overdue(at) or tick.has_failed]
    return {
        "due": [presenters.due_facts(row, at) for row in rows],
        "ticks": [presenters.tick_facts(tick, at) for tick in ticks],
        "late": late,
    }


@login_required
@require_safe
def job_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Show how far a job is, to its creator; asked by htmx, the component alone."""
    job = get_object_or_404(Job, uid=uid, created_by=request.user.pk)
    context = {
        "job": presenters.job_progress(job),
        "url": request.path,
        "refresh_url": request.path,
        **_result_link(job),
    }
    partial = request.headers.get("HX-Request") == "true"
    return render(request, "_components/job.html" if partial else "core/job.html", context)


def _result_link(job: Job) -> dict[str, str]:
    url = str(job.result.get("url", ""))
    if url.startswith("/") and not url.startswith("//"):
        return {"result_url": url, "result_label": str(job.result.get("label", "查看结果"))}
    if job.result_file:
        return {"result_url": f"/jobs/{job.uid}/file", "result_label": "下载文件"}
    return {}


@login_required
@require_safe
def job_file(request: HttpRequest, uid: uuid.UUID) -> FileResponse:
    """Hand the file that a job made to its creator."""
    job = get_object_or_404(Job, uid=uid, created_by=request.user.pk)
    if not job.result_file or not default_storage.exists(job.result_file):
        raise Http404
    name = str(job.result.get("filename") or job.result_file.rpartition("/")[2])
    return FileResponse(default_storage.open(job.result_file), as_attachment=True, filename=name)


@require_safe
def error_index(request: HttpRequest) -> HttpResponse:
    """List every error code of the API."""
    return render(request, "core/errors.html", {"entries": sorted(ERROR_CATALOGUE.items())})


@require_safe
def error_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Explain one error code: where the `type` of a problem document leads."""
    entry = ERROR_CATALOGUE.get(code)
    if entry is None:
        raise Http404
    return render(request, "core/error.html", {"code": code, "entry": entry})


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django could not read."""
    return _answer(request, as_refusal(exception))


def handler403(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer PermissionDenied; its text is shown only where it is a rule's sentence."""
    return _answer(request, exception if isinstance(exception, DomainError) else Denied())


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an unknown path or a row that this person may not see: the same for both."""
    return _answer(request, NotFound())


def handler500(request: HttpRequest) -> HttpResponse:
    """Answer an unforeseen error, a database that is away or a full disk; asks nothing of them."""
    error = sys.exc_info()[1]
    refusal = as_refusal(error) if isinstance(error, Exception) else InternalError()
    if not isinstance(refusal, Unavailable):
        refusal = InternalError()
    return _answer(request, refusal)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was not ours or lay too long; settings.CSRF_FAILURE_VIEW."""
    return _answer(request, Denied("页面已失效，请返回上一页刷新后重新提交。", code="csrf_failed"))


def _answer(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    if is_api(request):
        return api_problem(request, refusal.status, refusal.code, refusal.detail, refusal.errors)
    context = {
        "status": refusal.status,
        "sentence": refusal.detail,
        "request_id": getattr(request, "id", ""),
    }
    if refusal.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        # No request: context processors may ask the database, which may be what is broken.
        return HttpResponse(render_to_string("500.html", context), status=refusal.status)
    template = f"{refusal.status}.html" if refusal.status in (400, 403, 404) else "400.html"
    return render(request, template, context, status=refusal.status)
