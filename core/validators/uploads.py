"""Uploaded files are what they say: type by content, size, nothing that runs, no bombs.

The name only has to agree with the content. Refusals tell the user what to save or send instead.
"""

import hashlib
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

import puremagic

from core.errors import DomainError, FieldError, Invalid, TooLarge, Unsupported
from core.validators.text import plain_line

MEGABYTE = 1024 * 1024
UPLOAD_MAX_BYTES = 20 * MEGABYTE
LEDGER_MAX_BYTES = 5 * MEGABYTE
UNPACKED_MAX_BYTES = 100 * MEGABYTE
MEMBERS_MAX = 3000
NAME_MAX = 120
HEAD_BYTES = 8192

CONTENT_TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "png": "image/png",
    "jpg": "image/jpeg",
}
EVIDENCE_KINDS = ("pdf", "docx", "xlsx", "png", "jpg")
LEDGER_KINDS = ("xlsx", "xls")

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROGRAM_NAMES = re.compile(
    r"\.(exe|dll|com|scr|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|msi|jar|lnk|sh|elf|so)$", re.IGNORECASE
)
_MACRO_NAMES = re.compile(r"(vbaproject\.bin|vbadata\.xml|/macrosheets/)", re.IGNORECASE)
_PROGRAM_TEXT = b"This program cannot be run in DOS mode"
_WAYS_OUT = re.compile(r"(^[/\\])|(^[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)")


@dataclass(frozen=True)
class Checked:
    """What was found out about a file that may stay."""

    name: str
    kind: str
    content_type: str
    size: int
    sha256: str


def check_evidence(file: BinaryIO, name: str) -> Checked:
    """Check an evidence file: pdf, docx, xlsx, png, jpg up to 20 MB. See `check_file`."""
    return check_file(file, name, kinds=EVIDENCE_KINDS, max_bytes=UPLOAD_MAX_BYTES)


def check_ledger(file: BinaryIO, name: str) -> Checked:
    """Check a ledger: xlsx or xls up to 5 MB. See `check_file`."""
    return check_file(file, name, kinds=LEDGER_KINDS, max_bytes=LEDGER_MAX_BYTES)


def check_file(file: BinaryIO, name: str, *, kinds: tuple[str, ...], max_bytes: int) -> Checked:
    """Return what `file` is, leaving it at its start.

    Raises TooLarge (413), Unsupported (415: the wrong kind, or a name that lies) or Invalid (422:
    empty, damaged, encrypted, with macros or programs inside, unpacking beyond measure).
    """
    clean = clean_name(name)
    kind = _kind_by_name(clean, kinds)
    size, digest = _measure(file, max_bytes)
    if size == 0:
        raise _refused(Invalid, "文件是空的，请重新选择文件。", "empty")
    file.seek(0)
    head = file.read(HEAD_BYTES)
    _check_magic(head, kind, kinds)
    _STRUCTURE[kind](file, size)
    file.seek(0)
    return Checked(clean, kind, CONTENT_TYPES[kind], size, digest)


def clean_name(name: str) -> str:
    """Return the last part of `name` without control or direction-changing characters."""
    last = plain_line(re.split(r"[/\\]", name)[-1]).strip(". ")
    last = re.sub(r'[<>:"|?*]', "_", last)
    if not last:
        raise _refused(Invalid, "文件没有名称，请重命名后再上传。", "name")
    stem, dot, suffix = last.rpartition(".")
    return f"{stem[: NAME_MAX - len(suffix) - 1]}{dot}{suffix}" if dot else last[:NAME_MAX]


def _refused(error: type[DomainError], sentence: str, code: str) -> DomainError:
    return error(sentence, errors=[FieldError("/file", code, sentence)])


def _words(kinds: tuple[str, ...]) -> str:
    return "、".join(kinds)


def _kind_by_name(name: str, kinds: tuple[str, ...]) -> str:
    suffix = name.rpartition(".")[2].lower()
    kind = {"jpeg": "jpg"}.get(suffix, suffix)
    if "." not in name or kind not in kinds:
        sentence = f"不能上传这种文件，可用的类型是 {_words(kinds)}。请另存为其中一种后再上传。"
        raise _refused(Unsupported, sentence, "kind")
    return kind


def _measure(file: BinaryIO, max_bytes: int) -> tuple[int, str]:
    file.seek(0)
    size, digest = 0, hashlib.sha256()
    while chunk := file.read(MEGABYTE):
        size += len(chunk)
        if size > max_bytes:
            sentence = f"文件超过 {max_bytes // MEGABYTE} MB，请压缩图片或拆分后再上传。"
            raise _refused(TooLarge, sentence, "size")
        digest.update(chunk)
    return size, digest.hexdigest()


def _check_magic(head: bytes, kind: str, kinds: tuple[str, ...]) -> None:
    expected = {"docx": "zip", "xlsx": "zip", "xls": "ole"}.get(kind, kind)
    if expected == "zip" and head.startswith(_OLE):
        sentence = "文件加了密码或是旧格式，请取消密码并另存为新格式后再上传。"
        raise _refused(Invalid, sentence, "encrypted")
    if expected != _family(head):
        sentence = (
            f"文件内容不是 {kind}（扩展名与内容不符）。请用原软件另存为 {_words(kinds)} 后再上传。"
        )
        raise _refused(Unsupported, sentence, "content")


def _family(head: bytes) -> str:
    """Return pdf, png, jpg, zip, ole or "" by the first bytes."""
    if head.startswith(_OLE):
        return "ole"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    try:
        found = {match.extension for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return ""
    names = {".pdf": "pdf", ".png": "png", ".jpg": "jpg", ".jpeg": "jpg"}
    return next((names[extension] for extension in sorted(found & names.keys())), "")


def _tail(file: BinaryIO, size: int, length: int) -> bytes:
    file.seek(max(0, size - length))
    return file.read(length)


def _damaged() -> DomainError:
    return _refused(Invalid, "文件已损坏或不完整，请用原软件打开并另存后再上传。", "damaged")


def _check_pdf(file: BinaryIO, size: int) -> None:
    file.seek(0)
    if not file.read(5) == b"%PDF-" or b"%%EOF" not in _tail(file, size, 4096):
        raise _damaged()


def _check_png(file: BinaryIO, size: int) -> None:
    file.seek(0)
    if file.read(16)[12:16] != b"IHDR" or b"IEND" not in _tail(file, size, 4096):
        raise _damaged()


def _check_jpg(file: BinaryIO, size: int) -> None:
    if b"\xff\xd9" not in _tail(file, size, 65536):
        raise _damaged()


def _check_xls(file: BinaryIO, size: int) -> None:
    file.seek(0)
    content = file.read()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise _refused(Invalid, "文件加了密码，请取消密码后再上传。", "encrypted")
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise _macros()
    if not any(word.encode("utf-16-le") in content for word in ("Workbook", "Book")):
        raise _refused(
            Unsupported, "文件内容不是 Excel 工作簿，请另存为 xlsx 后再上传。", "content"
        )


def _macros() -> DomainError:
    return _refused(Invalid, "文件含有宏，请另存为不含宏的 docx 或 xlsx 后再上传。", "macros")


def _office(main: str, word: str) -> Callable[[BinaryIO, int], None]:
    def check(file: BinaryIO, size: int) -> None:
        file.seek(0)
        try:
            with zipfile.ZipFile(file) as archive:
                names = archive.namelist()
                if main not in names or "[Content_Types].xml" not in names:
                    sentence = f"文件内容不是{word}，请用原软件另存后再上传。"
                    raise _refused(Unsupported, sentence, "content")
                _check_members(archive)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError):
            raise _damaged() from None

    return check


def _check_members(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    too_big = _refused(Invalid, "文件解开后过大，请删去多余内容后再上传。", "bomb")
    if len(members) > MEMBERS_MAX or sum(m.file_size for m in members) > UNPACKED_MAX_BYTES:
        raise too_big
    left = UNPACKED_MAX_BYTES
    for member in members:
        _check_member_name(member)
        left -= _check_member(archive, member)
        if left < 0:
            raise too_big


def _check_member_name(member: zipfile.ZipInfo) -> None:
    if _WAYS_OUT.search(member.filename):
        raise _refused(Invalid, "文件内部的路径不正常，请用原软件另存后再上传。", "path")
    if _MACRO_NAMES.search("/" + member.filename):
        raise _macros()
    if _PROGRAM_NAMES.search(member.filename):
        raise _programs()
    if member.flag_bits & 1:
        raise _refused(Invalid, "文件加了密码，请取消密码后再上传。", "encrypted")


def _programs() -> DomainError:
    return _refused(Invalid, "文件里嵌有可执行程序，请删去后再上传。", "program")


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """Unpack one member to nowhere: its checksum, its real size, and what it carries."""
    size, before = 0, b""
    is_xml = member.filename.endswith((".xml", ".rels"))
    with archive.open(member) as source:
        while chunk := source.read(MEGABYTE):
            if (size == 0 and chunk[:4] == b"\x7fELF") or _PROGRAM_TEXT in before + chunk:
                raise _programs()
            if is_xml and (b"<!ENTITY" in before + chunk or b"<!DOCTYPE" in before + chunk):
                raise _damaged()
            size, before = size + len(chunk), chunk[-64:]
    return size


_STRUCTURE: Mapping[str, Callable[[BinaryIO, int], None]] = {
    "pdf": _check_pdf,
    "png": _check_png,
    "jpg": _check_jpg,
    "xls": _check_xls,
    "docx": _office("word/document.xml", " Word 文档"),
    "xlsx": _office("xl/workbook.xml", " Excel 工作簿"),
}
