"""The sheet that Word files are laid out on, as official papers are (GB/T 9704).

Fonts are named, not shipped: 方正 and GB2312 fonts are licensed. A red head is the issuing
office's, no program draws it.
"""

import io
from collections.abc import Sequence

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from core.validators.text import xml_text

TITLE, BODY, HEADING, MARK = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
TITLE_SIZE, BODY_SIZE, TABLE_SIZE, PITCH = Pt(22), Pt(16), Pt(10.5), Pt(28.5)
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def blank() -> Paper:
    """An empty A4 sheet with the margins of an official paper."""
    paper = Document()
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(37), Mm(35)
    page.left_margin, page.right_margin = Mm(28), Mm(26)
    return paper


def saved(paper: Paper) -> bytes:
    """The file's content."""
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def write(
    paragraph: Paragraph,
    text: str,
    font: str,
    *,
    size: Length = BODY_SIZE,
    centred: bool = False,
    indented: bool = False,
) -> None:
    """One run in one font: both the Latin and the East Asian name are set, or Word mixes them."""
    run = paragraph.add_run(xml_text(text))
    run.font.size, run.font.name = size, font
    run.element.rPr.rFonts.set(qn("w:eastAsia"), font)
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    if size == BODY_SIZE:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, PITCH
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if indented:
        shape.first_line_indent = BODY_SIZE * 2


def sign(paper: Paper, *lines: str) -> None:
    """Who issues it and the day, to the right, four characters in."""
    for line in lines:
        paragraph = paper.add_paragraph()
        write(paragraph, line, BODY)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = BODY_SIZE * 4


def add_table(paper: Paper, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """A ruled table with a head."""
    table = paper.add_table(rows=0, cols=len(columns), style="Table Grid")
    for number, row in enumerate([columns, *rows]):
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            font = HEADING if number == 0 else BODY
            write(cell.paragraphs[0], text, font, size=TABLE_SIZE)
    return table


FORM_SIZE, LABEL_WIDTH, VALUE_WIDTH, ROOM = Pt(12), Mm(36), Mm(120), Mm(12)


def add_form(paper: Paper, rows: Sequence[tuple[str, str]]) -> Table:
    """A form: what is asked on the left, on the right what is said, or room to write it."""
    table = paper.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, (LABEL_WIDTH, VALUE_WIDTH), strict=True):
        column.width = width
    for label, value in rows:
        row = table.add_row()
        row.height = ROOM
        for cell, text, width, font in (
            (row.cells[0], label, LABEL_WIDTH, HEADING),
            (row.cells[1], value, VALUE_WIDTH, BODY),
        ):
            cell.width = width
            write(cell.paragraphs[0], text, font, size=FORM_SIZE)
    return table
