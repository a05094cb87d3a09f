"""Files that are no ledgers, broken, protected or built to do harm; size and speed."""

import io
import struct
import time
import zipfile
from datetime import date

import openpyxl
import pytest
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.imports.refusals import ReadError
from core.imports.sheets import letter, read_file, read_paste
from rectification.columns import Field
from rectification.imports.deadlines import read_deadline
from rectification.imports.results import Outcome

from . import ledgers
from .ledgers import AS_OF, HEAD, line, paste, read, texts, xls, xlsx

GOOD = xlsx(("表", [HEAD, line(1)]))


def refusal(content: bytes, name: str = "台账.xlsx") -> str:
    with pytest.raises(ReadError) as refused:
        read(content, name)
    return refused.value.detail


def repacked(content: bytes, **members: bytes) -> bytes:
    """The archive with members replaced or added; names with / written as __."""
    file = io.BytesIO()
    new = {name.replace("__", "/").replace("_dot_", "."): data for name, data in members.items()}
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as archive:
        for info in old.infolist():
            if info.filename not in new:
                archive.writestr(info, old.read(info.filename))
        for name, data in new.items():
            archive.writestr(name, data, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def sheet_xml(rows: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "台账.xlsx", "是空的"),
        (b"\0" * 100, "台账.xlsx", "是空的"),
        (b"abc", "台账.xlsx", "不是 Excel 工作簿"),
        (b"\xff\xfe\x00", "台账.csv", "不是 Excel 工作簿"),
        (b"<html><table></table></html>", "台账.xls", "网页格式"),
        (b"PK\x03\x04" + b"x" * 50, "台账.xlsx", "已损坏"),
        (GOOD[:-200], "台账.xlsx", "已损坏"),
        (GOOD[:300], "台账.xlsx", "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "台账.xls", "已损坏"),
        (repacked(GOOD, xl__workbook_dot_xml=b"<x>"), "台账.xlsx", "已损坏"),
        (repacked(GOOD, xl__vbaProject_dot_bin=b"x"), "台账.xlsm", "含有宏"),
        (repacked(GOOD, xl__workbook_dot_xml=b"<!DOCTYPE x>"), "台账.xlsx", "不正常"),
        (xlsx(("表", [["你好"], ["再见"]])), "台账.xlsx", "没有找到台账的表头"),
        (xlsx(("表", [HEAD])), "台账.xlsx", "没有一行事项"),
    ],
)
def test_what_is_no_ledger_gets_a_sentence(content: bytes, name: str, said: str) -> None:
    assert said in refusal(content, name)


def test_a_document_and_an_open_document_are_told_apart() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert "不是 Excel 工作簿" in refusal(file.getvalue())
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.xml", "<x/>")
    assert "请另存为 .xlsx" in refusal(file.getvalue(), "台账.ods")


def test_the_missing_head_names_what_is_expected_and_hidden_sheets() -> None:
    said = refusal(xlsx(("说明", [["填写说明"]]), ("旧", [HEAD, line(1)]), hidden=["旧"]))
    assert "存在问题" in said and "下载模板" in said and "取消隐藏" in said


def test_a_protected_book_is_told() -> None:
    old = xls([HEAD, line(1)])
    name = "Workbook".encode("utf-16-le")
    at = old.rindex(name)
    entry = "EncryptedPackage".encode("utf-16-le")
    locked = old[:at] + entry + old[at + len(entry) : at + 64] + struct.pack("<H", 34)
    assert "密码保护" in refusal(locked + old[at + 66 :])
    interface = old.index(struct.pack("<HH", 0xE1, 2))
    locked = old[:interface] + struct.pack("<H", 0x2F) + old[interface + 2 :]
    assert "密码保护" in refusal(locked, "台账.xls")


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c s="0" r="XFD1"><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>',
        "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='ZZZ1048576'><f/></c></row>",
    ],
)
def test_a_stray_cell_far_away_does_not_end_the_process(rows: str) -> None:
    content = repacked(GOOD, xl__worksheets__sheet1_dot_xml=sheet_xml(rows))
    assert "范围过大" in refusal(content)


def test_a_stray_cell_in_an_old_book_neither() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    sheet.write(0, 0, "a")
    sheet.write(65535, 255, "b")
    file = io.BytesIO()
    book.save(file)
    assert "范围过大" in refusal(file.getvalue(), "台账.xls")


def test_coloured_empty_rows_are_no_stray_cells() -> None:
    book = openpyxl.load_workbook(io.BytesIO(GOOD))
    book["表"]["XFD9000"].fill = openpyxl.styles.PatternFill("solid", "FF0000")
    file = io.BytesIO()
    book.save(file)
    assert len(read(file.getvalue()).rows) == 1


def test_what_unpacks_beyond_the_limit_is_refused_unread() -> None:
    bomb = repacked(GOOD, xl__media__a_dot_bin=b"\0" * (101 * 1024 * 1024))
    started = time.process_time()
    assert "超过100 MB" in refusal(bomb)
    assert time.process_time() - started < 1


def test_broken_xml_takes_linear_time() -> None:
    opened = sheet_xml("<row><c r='A1' t='e'>" * 200_000)
    started = time.process_time()
    with pytest.raises(ReadError):
        read(repacked(GOOD, xl__worksheets__sheet1_dot_xml=opened))
    assert time.process_time() - started < 5


def test_failed_formulas_are_found_in_new_books() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(("表", [HEAD, line(1), line(2)]))))
    book["表"]["D2"] = "#REF!"
    book["表"]["D2"].data_type = "e"
    book["表"]["I3"] = "=DATE(2019,10,31)"
    file = io.BytesIO()
    book.save(file)
    first, second = read(file.getvalue()).rows
    assert "公式出错（#REF!）" in texts(first, "error")
    assert "公式出错（#公式未计算）" in texts(second, "error")


def test_failed_formulas_are_found_in_old_books() -> None:
    old = xls([HEAD, line(1, 备注=0.1234567)])
    at = old.index(struct.pack("<d", 0.1234567)) - 10
    kind, length = struct.unpack_from("<HH", old, at)
    assert (kind, length) == (0x203, 14)
    row, column, style = struct.unpack_from("<HHH", old, at + 4)
    failed = struct.pack("<HHHHHBB", 0x205, 8, row, column, style, 23, 1)
    filler = struct.pack("<HHH", 0x1234, 2, 0)
    (row,) = read(old[:at] + failed + filler + old[at + 18 :], "台账.xls").rows
    assert "公式出错（#REF!）" in texts(row, "doubtful")


def test_csv_in_both_encodings() -> None:
    text = ",".join(HEAD) + "\r\n" + ",".join(f'"{cell}"' for cell in line(1)) + "\r\n"
    for encoding in ("utf-8-sig", "gb18030"):
        (row,) = read(text.encode(encoding), "台账.csv").rows
        assert (row.problem, row.measures) == ("问题之1", ["建章立制", "公开结果"])


def test_the_content_tells_the_format_not_the_name() -> None:
    assert len(read(GOOD, "台账.xls").rows) == 1
    assert len(read(xls([HEAD, line(1)]), "台账.xlsx").rows) == 1


def test_an_empty_paste_and_one_without_heads() -> None:
    with pytest.raises(ReadError, match="粘贴的内容是空的"):
        paste(" \n\t ")
    with pytest.raises(ReadError, match="连同表头"):
        paste("1\t甲\t乙")


def test_one_row_too_many() -> None:
    rows = [line(number) for number in range(5001)]
    with pytest.raises(ReadError, match="共有5001行"):
        paste("\n".join("\t".join(f'"{cell}"' for cell in row) for row in [HEAD, *rows]))


def test_piled_up_merges_are_refused() -> None:
    merges = "".join(f'<mergeCell ref="A1:A{10_000 - n % 7}"/>' for n in range(2000))
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>a</t></is></c></row>'
        for n in range(1, 9999)
    )
    xml = sheet_xml(rows).replace(
        b"</sheetData>", f"</sheetData><mergeCells>{merges}</mergeCells>".encode()
    )
    assert "合并单元格过多" in refusal(repacked(GOOD, xl__worksheets__sheet1_dot_xml=xml))


def test_five_thousand_rows_within_two_seconds() -> None:
    known = read(ledgers.sample()).rows
    columns = (Field.SOURCE, Field.TARGET, Field.PROBLEM, Field.KIND, Field.MEASURES, Field.LEAD)
    columns += (Field.COOP, Field.DUE, Field.STATE, Field.REMARKS)
    rows = [
        [number, *(known[number % len(known)].raw[found] for found in columns)]
        for number in range(5000)
    ]
    for number, row in enumerate(rows):
        row[3] = f"{row[3] or '某'}（{number}）"
        row[6] = row[6] or "市民政局"
    content = xlsx(("表", [["截至2019年9月30日"], HEAD, *rows]))
    started = time.process_time()
    book = read(content)
    spent = time.process_time() - started
    assert len(book.rows) == 5000
    assert spent < 2 * 2, f"{spent:.2f} s of CPU (goal 2 s, allowance for a busy machine)"


def test_five_thousand_unknown_units_stay_fast() -> None:
    rows = [
        line(number, 牵头单位=f"某{number}局", 配合单位=f"另{number}委") for number in range(3000)
    ]
    started = time.process_time()
    book = read(xlsx(("表", [HEAD, *rows])))
    assert all(row.outcome == Outcome.REFUSED for row in book.rows)
    assert time.process_time() - started < 6


def test_column_letters() -> None:
    assert [letter(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


SIGNS = "一二三1２.、（）()①；。\n\t年月日底前上旬长期立行改市局委、, ，\"'“”无/-#=\x00\u202e𝄞😀"
WORDS = st.one_of(
    st.sampled_from(
        [*HEAD, *map(str, line(1)), "合计", "审核人：", "注：", "10月底前", "#REF!", ""]
    ),
    st.text(SIGNS, max_size=12),
    st.text(max_size=8),
)


@given(st.lists(st.lists(WORDS, max_size=13), max_size=8))
@settings(max_examples=150, deadline=None)
def test_whatever_is_pasted_below_a_head_is_read_or_refused(rows: list[list[str]]) -> None:
    text = "\n".join("\t".join(cells) for cells in [HEAD, *rows])
    try:
        book = paste(text)
    except ReadError as refused:
        assert refused.detail
        return
    for row in book.rows:
        assert all(said.text and said.level for said in row.messages)
        assert row.outcome != Outcome.OK or (row.problem and row.target and row.kind)


@given(st.one_of(st.text(SIGNS, max_size=20), st.floats(), st.integers(), st.dates()))
@settings(max_examples=300, deadline=None)
def test_whatever_stands_in_a_deadline_is_a_day_a_kind_or_a_sentence(value: object) -> None:
    found = read_deadline(value, AS_OF)
    assert found.due is None or date(2000, 1, 1) <= found.due <= date(2100, 12, 31)
    assert not (found.error and found.due)


@given(st.lists(st.lists(st.text(SIGNS + 'ab"', max_size=6), min_size=1, max_size=4), min_size=1))
@settings(max_examples=150, deadline=None)
def test_pasted_cells_come_back_as_a_spreadsheet_quotes_them(rows: list[list[str]]) -> None:
    def quoted(text: str) -> str:
        if set(text) & {"\n", "\t"} or text.startswith('"'):
            doubled = text.replace('"', '""')
            return f'"{doubled}"'
        return text

    text = "\n".join("\t".join(map(quoted, cells)) for cells in rows)
    if text.strip():
        assert read_paste(text)[0].rows == rows


@given(st.data())
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_file_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from([GOOD, xls([HEAD, line(1)])])))
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.one_of(st.none(), st.integers(0, len(content))))
    try:
        read_file(bytes(content[:cut]), "台账.xls")
    except ReadError as refused:
        assert refused.detail
