"""Reports of the streams as Word files, laid out as official papers are (GB/T 9704).

Fonts are named, not shipped: 方正 and GB2312 fonts are licensed. Every file says that the system
made it and nobody has issued it; a red head is the issuing office's.
"""

import io
from collections.abc import Sequence

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from campaign.presenters.research import NO_DATA, Chapter

UNSIGNED = "系统生成·未经签发"
TITLE, BODY, HEADING, MARK = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
TITLE_SIZE, BODY_SIZE, TABLE_SIZE, PITCH = Pt(22), Pt(16), Pt(10.5), Pt(28.5)
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def report_docx(title: str, lines: Sequence[str], chapters: Sequence[Chapter]) -> bytes:
    """A report on A4: the mark, the title, `lines` below it, then chapters with their tables."""
    paper = Document()
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(37), Mm(35)
    page.left_margin, page.right_margin = Mm(28), Mm(26)
    _write(paper.add_paragraph(), UNSIGNED, MARK)
    _write(paper.add_paragraph(), title, TITLE, size=TITLE_SIZE, centred=True)
    for line in lines:
        _write(paper.add_paragraph(), line, MARK, centred=True)
    for chapter in chapters:
        _write(paper.add_paragraph(), chapter.title, HEADING, indented=True)
        for text in chapter.paragraphs or ([NO_DATA] if chapter.is_empty else []):
            _write(paper.add_paragraph(), text, BODY, indented=True)
        if chapter.rows:
            _add_table(paper, chapter)
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def _write(
    paragraph: Paragraph,
    text: str,
    font: str,
    *,
    size: Pt = BODY_SIZE,
    centred: bool = False,
    indented: bool = False,
) -> None:
    """One run in one font: both the Latin and the East Asian name are set, or Word mixes them."""
    run = paragraph.add_run(text)
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


def _add_table(paper: Paper, chapter: Chapter) -> None:
    table = paper.add_table(rows=0, cols=len(chapter.columns), style="Table Grid")
    for number, row in enumerate([chapter.columns, *chapter.rows]):
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            font = HEADING if number == 0 else BODY
            _write(cell.paragraphs[0], text, font, size=TABLE_SIZE)
