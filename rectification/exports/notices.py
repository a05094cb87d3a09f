"""督办通知单 as a Word file: one item, one sheet, with the slip of its reply (domain.md §3.4)."""

from campaign.exports.paper import (
    BODY,
    MARK,
    TITLE,
    TITLE_SIZE,
    TYPE,
    add_form,
    blank,
    saved,
    sign,
    write,
)
from core.clock import local_date
from rectification.models import SupervisionNotice
from rectification.presenters.supervision import UNSEALED, day_words, reply_of, sheet_of

RECEIPT = ("签收人 / 时间", "")
SEAL = ("单位（公章）", "")


def notice_docx(notice: SupervisionNotice, cooperating: str) -> bytes:
    """The sheet on A4: title, number, to whom, the form, who issues it and when; then the slip.

    `notice` comes with its item, campaign, department and people; `cooperating` are the names of
    the units that help. What nobody has said yet is left blank, to be filled by hand.
    """
    paper = blank()
    office = f"{notice.campaign.name}领导小组办公室"
    write(paper.add_paragraph(), UNSEALED, MARK)
    for line in (office, "督办通知单"):
        write(paper.add_paragraph(), line, TITLE, size=TITLE_SIZE, centred=True)
    write(paper.add_paragraph(), notice.number, BODY, centred=True)
    write(paper.add_paragraph(), f"{notice.department.name}：", BODY)
    add_form(paper, [*sheet_of(notice, cooperating), RECEIPT])
    sign(paper, office, day_words(local_date(notice.issued_at)))
    slip = paper.add_paragraph()
    slip.paragraph_format.page_break_before = True
    write(slip, "办理结果回执", TITLE, size=TITLE_SIZE, centred=True)
    write(paper.add_paragraph(), notice.number, BODY, centred=True)
    write(paper.add_paragraph(), f"{office}：", BODY)
    about = ("督办事项", f"{notice.item.number}　{notice.item.title}")
    said, who, when = reply_of(notice)
    form = add_form(paper, [about, said, ("单位主要负责人签字", who[1]), SEAL, when])
    form.rows[1].height = form.rows[1].height * 6
    return saved(paper)


__all__ = ["TYPE", "notice_docx"]
