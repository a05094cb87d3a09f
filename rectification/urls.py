"""Routes of rectification."""

from django.urls import URLPattern, URLResolver, path

from rectification.views import (
    acts,
    bulk,
    department,
    evidence,
    export,
    imports,
    items,
    ledger,
    new,
    queues,
    reroute,
    saved,
    sign,
    work,
    workdays,
)

app_name = "rectification"
urlpatterns: list[URLPattern | URLResolver] = [
    path("work", work.work, name="work"),
    path("work/<uuid:uid>/progress", work.quick_progress, name="quick-progress"),
    path("ledger", ledger.ledger, name="ledger"),
    path("ledger/views", saved.views, name="views"),
    path("ledger/views/<uuid:uid>/delete", saved.delete, name="delete-view"),
    path("ledger/bulk", bulk.bulk, name="bulk"),
    path("ledger/export", export.export, name="export"),
    path("queues", queues.queues, name="queues"),
    path("departments/<slug:code>/items", department.items, name="department-items"),
    path("items/new", new.new_item, name="new"),
    path("items/<uuid:uid>", items.item_page, name="item"),
    path("items/<uuid:uid>/actions/<slug:action>", acts.act, name="act"),
    path("items/<uuid:uid>/sign", sign.sign, name="sign"),
    path("items/<uuid:uid>/reroute", reroute.reroute, name="reroute"),
    path(
        "items/<uuid:uid>/evidence/<uuid:evidence>/file",
        evidence.evidence_file,
        name="evidence-file",
    ),
    path("workdays", workdays.workdays, name="workdays"),
    path("workdays/<slug:day>/delete", workdays.delete, name="workday-delete"),
    path("import", imports.start, name="import"),
    path("import/template", imports.template_file, name="import-template"),
    path("import/<uuid:uid>", imports.batch_page, name="import-batch"),
    path("import/<uuid:uid>/rows/<uuid:row>", imports.row_page, name="import-row"),
    path("import/<uuid:uid>/columns", imports.columns, name="import-columns"),
    path("import/<uuid:uid>/marked", imports.marked_file, name="import-marked"),
    path("import/<uuid:uid>/undo", imports.undo, name="import-undo"),
    path("import/<uuid:uid>/discard", imports.discard, name="import-discard"),
    path("import/<uuid:uid>/confirm", imports.confirm, name="import-confirm"),
]
