"""Reports of the streams as Word files; every one says that the system made it and nobody has
issued it."""

from collections.abc import Sequence

from campaign.exports.paper import (
    BODY,
    HEADING,
    MARK,
    TITLE,
    TITLE_SIZE,
    TYPE,
    add_table,
    blank,
    saved,
    write,
)
from campaign.presenters.research import NO_DATA, Chapter

UNSIGNED = "系统生成·未经签发"


def report_docx(title: str, lines: Sequence[str], chapters: Sequence[Chapter]) -> bytes:
    """A report on A4: the mark, the title, `lines` below it, then chapters with their tables."""
    paper = blank()
    write(paper.add_paragraph(), UNSIGNED, MARK)
    write(paper.add_paragraph(), title, TITLE, size=TITLE_SIZE, centred=True)
    for line in lines:
        write(paper.add_paragraph(), line, MARK, centred=True)
    for chapter in chapters:
        write(paper.add_paragraph(), chapter.title, HEADING, indented=True)
        for text in chapter.paragraphs or ([NO_DATA] if chapter.is_empty else []):
            write(paper.add_paragraph(), text, BODY, indented=True)
        if chapter.rows:
            add_table(paper, chapter.columns, chapter.rows)
    return saved(paper)


__all__ = ["TYPE", "UNSIGNED", "report_docx"]
