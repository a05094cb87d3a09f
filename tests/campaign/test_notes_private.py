"""Reading notes are their author's alone: nobody learns even that they exist."""

from django.test import Client

from campaign import services
from campaign.models import ReadingNote
from journal.models import Entry
from notifications.models import Message
from tests.api import ApiClient
from tests.campaign import streams
from tests.personas import City, at

OTHERS = [
    "first_in_charge", "second_officer", "office", "office_head", "group_leader", "deputy_leader",
    "guidance", "stranger", "sys_admin", "sec_admin", "audit_admin",
]  # fmt: skip
SECRET = "读党章第三章：反复对照“不担当”一条"


def test_nobody_else_reads_a_note_or_learns_of_it(city: City, client: Client) -> None:
    streams.with_lists(city)
    note = services.save_note(text=SECRET, material=None, by=city.officer, at=at())
    made = (Entry.objects.count(), Message.objects.count())
    for name in OTHERS:
        api = ApiClient(city.people[name])
        listing = api.get("reading-notes?total=1")
        assert (listing.json()["results"], listing.json()["total"]) == ([], 0), name
        for method in ("GET", "PATCH", "DELETE"):
            body = {"text": "改"} if method == "PATCH" else None
            asked = api.call(method, f"reading-notes/{note.uid}", body)
            assert asked.status_code == 404, (name, method)
        client.force_login(city.people[name])
        for url in (
            "/study/notes",
            "/study",
            "/study?q=党章",
            "/study/outcomes?q=党章",
            "/campaign",
        ):
            assert "反复对照" not in client.get(url).content.decode()
        refused = (403,) if name.endswith("admin") else (404,)
        assert client.get(f"/study/notes/{note.uid}").status_code in refused
        assert client.post(f"/study/notes/{note.uid}/delete").status_code in refused
    assert ReadingNote.objects.get().text == SECRET
    texts = [str((e.type, e.subject_label, e.data)) for e in Entry.objects.all()]
    assert not [text for text in texts if "note" in text.lower() or "党章" in text]
    assert Message.objects.count() == made[1] == 0


def test_the_author_writes_changes_and_deletes_without_a_trace(city: City, client: Client) -> None:
    streams.with_lists(city)
    client.force_login(city.officer)
    before = Entry.objects.exclude(type__startswith="accounts.").count()
    assert client.post("/study/notes/new", {"text": SECRET}).status_code == 303
    note = ReadingNote.objects.get()
    assert SECRET in client.get("/study/notes").content.decode()
    empty = client.post(f"/study/notes/{note.uid}", {"text": " "})
    assert (empty.status_code, "请填写笔记" in empty.content.decode()) == (422, True)
    assert client.post(f"/study/notes/{note.uid}", {"text": "改过"}).status_code == 303
    api = ApiClient(city.officer)
    assert api.get(f"reading-notes/{note.uid}").json()["text"] == "改过"
    assert api.call("DELETE", f"reading-notes/{note.uid}").status_code == 204
    assert not ReadingNote.objects.exists()
    types = Entry.objects.exclude(type__startswith="accounts.").values_list("type", flat=True)
    assert not [name for name in types if "note" in name or "reading" in name]
    assert before <= len(types)


def test_administrators_keep_no_notes(city: City) -> None:
    streams.with_lists(city)
    asked = ApiClient(city.sys_admin).post("reading-notes", {"text": SECRET})
    assert (asked.status_code, "三类管理员不办理业务" in asked.json()["detail"]) == (403, True)
    assert not ReadingNote.objects.exists()
