"""Words of what is never built: check-ins, points, rankings, hours online."""

import re

from tests.architecture.source import APPS, ROOT, python_files, template_files

BANNED = ("排名", "积分", "在线时长", "打卡", "签到")
# Two captions say that it is not done; they are the only place for these words.
ALLOWED = ("按机构序列，不作排名", "不签到、不打卡、不统计在线时长、不排名")
LITERAL = re.compile(r'"[^"\n]*"')


def banned_in(text: str) -> list[str]:
    for caption in ALLOWED:
        text = text.replace(caption, "")
    return [word for word in BANNED if word in text]


def test_no_page_counts_or_ranks_people() -> None:
    found = {
        str(path.relative_to(ROOT)): words
        for path in template_files()
        if (words := banned_in(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_no_label_or_sentence_in_code_does_either() -> None:
    found = {
        str(path.relative_to(ROOT)): words
        for app in APPS
        for path in python_files(app)
        if (words := banned_in("\n".join(LITERAL.findall(path.read_text(encoding="utf-8")))))
    }
    assert found == {}


def test_the_captions_themselves_pass_and_anything_else_does_not() -> None:
    assert banned_in("各部门进展（按机构序列，不作排名）") == []
    assert banned_in("部门排名") == ["排名"]
