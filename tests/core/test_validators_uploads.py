"""Uploads are what they say, and nothing that runs or bursts."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pytest_django.fixtures import Settings

from core import services
from core.errors import DomainError, Invalid, TooLarge, Unsupported
from core.validators import uploads

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\x00" * 40
JPG += b"\xff\xd9"


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\x00\x00")
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def xlsx() -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.add_worksheet("台账").write(0, 0, "序号")
    return target.getvalue()


def xls() -> bytes:
    book, target = xlwt.Workbook(), io.BytesIO()
    book.add_sheet("台账").write(0, 0, "序号")
    book.save(target)
    return target.getvalue()


def docx(**more: bytes) -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"} | more)


def packed(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def check(content: bytes, name: str) -> uploads.Checked:
    return uploads.check_evidence(io.BytesIO(content), name)


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "通知.pdf", "pdf"),
        (JPG, "现场.JPEG", "jpg"),
        (png(), "截图.png", "png"),
        (xlsx(), "台账.xlsx", "xlsx"),
        (docx(), "报告.docx", "docx"),
    ],
)
def test_upload_of_an_honest_file_is_taken(content: bytes, name: str, kind: str) -> None:
    found = check(content, name)
    assert (found.kind, found.name, found.size) == (kind, name, len(content))
    assert found.content_type == uploads.CONTENT_TYPES[kind]
    assert len(found.sha256) == 64


def test_upload_of_xls_is_for_ledgers_only() -> None:
    assert uploads.check_ledger(io.BytesIO(xls()), "台账.xls").kind == "xls"
    with pytest.raises(Unsupported, match="pdf、docx、xlsx、png、jpg"):
        check(xls(), "台账.xls")


@pytest.mark.parametrize(
    ("content", "name", "error", "words"),
    [
        (b"", "空.pdf", Invalid, "空的"),
        (b"MZ\x90\x00" + b"\x00" * 100, "通知.pdf", Unsupported, "扩展名与内容不符"),
        (PDF, "通知.png", Unsupported, "扩展名与内容不符"),
        (PDF[:20], "通知.pdf", Invalid, "损坏"),
        (PDF, "通知.exe", Unsupported, "不能上传这种文件"),
        (PDF, "通知", Unsupported, "不能上传这种文件"),
        (xlsx()[:-200], "台账.xlsx", Invalid, "损坏"),
        (docx(), "台账.xlsx", Unsupported, "不是 Excel 工作簿"),
        (xls(), "台账.xlsx", Invalid, "密码"),
        (packed({"a.txt": b"a"}), "报告.docx", Unsupported, "不是 Word 文档"),
        (docx(**{"word/vbaProject.bin": b"x"}), "报告.docx", Invalid, "宏"),
        (docx(**{"word/embeddings/run.exe": b"x"}), "报告.docx", Invalid, "可执行程序"),
        (
            docx(**{"word/embeddings/oleObject1.bin": b"MZ" + uploads._PROGRAM_TEXT}),
            "报告.docx",
            Invalid,
            "可执行程序",
        ),
        (docx(**{"../../etc/passwd": b"x"}), "报告.docx", Invalid, "路径"),
        (docx(**{"word/x.xml": b'<!DOCTYPE a [<!ENTITY b "c">]>'}), "报告.docx", Invalid, "损坏"),
        (b"<html><script>alert(1)</script>", "截图.png", Unsupported, "扩展名与内容不符"),
    ],
)
def test_upload_of_a_bad_file_is_refused_with_a_sentence(
    content: bytes, name: str, error: type[DomainError], words: str
) -> None:
    with pytest.raises(error, match=words) as refused:
        check(content, name)
    assert refused.value.errors[0].field == "file"


def test_upload_of_a_bomb_is_refused() -> None:
    bomb = docx(**{f"word/media/{n}.bin": b"\x00" * (26 * uploads.MEGABYTE) for n in range(4)})
    assert len(bomb) < uploads.MEGABYTE
    with pytest.raises(Invalid, match="过大"):
        check(bomb, "报告.docx")


def test_upload_of_too_many_members_is_refused() -> None:
    many = docx(**{f"word/media/{n}.txt": b"" for n in range(uploads.MEMBERS_MAX)})
    with pytest.raises(Invalid, match="过大"):
        check(many, "报告.docx")


def test_upload_over_its_limit_is_refused() -> None:
    with pytest.raises(TooLarge, match="5 MB"):
        uploads.check_ledger(io.BytesIO(b"PK\x03\x04" + b"\x00" * 5 * uploads.MEGABYTE), "a.xlsx")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\台账\\报告.pdf", "报告.pdf"),
        ("报告\u202efdp.pdf", "报告fdp.pdf"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
        ("a\x00b.pdf", "ab.pdf"),
    ],
)
def test_upload_name_is_made_harmless(given: str, kept: str) -> None:
    assert uploads.clean_name(given) == kept


def test_stored_upload_has_a_name_that_says_nothing(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path
    stored = services.store_upload(ContentFile(PDF, name="举报信.pdf"))
    assert "举报信" not in stored.path
    assert stored.name == "举报信.pdf"
    assert (tmp_path / stored.path).read_bytes() == PDF


def test_upload_kept_goes_away_with_a_failed_block(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path
    with (
        pytest.raises(RuntimeError),
        services.upload_kept(ContentFile(PDF, name="a.pdf")) as stored,
    ):
        raise RuntimeError
    assert not default_storage.exists(stored.path)
