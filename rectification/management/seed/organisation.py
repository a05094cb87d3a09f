"""A made-up city of any number of departments, as an OA would export it."""

import csv
import io
from collections.abc import Iterator

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛"
)
STEMS = "甲乙丙丁戊己庚辛壬癸"
FIELDS = (
    "教育 科技 工业 民政 司法 财政 人力 资源 环保 住建 "
    "交通 水务 农业 商务 文旅 卫健 应急 审计 市场 林草"
)
SECTIONS = ("综合科", "业务一科", "业务二科", "监督科", "财务科")
LEADERS = 8


def names() -> Iterator[str]:
    """Fictional names without end: surname, 某, and one or two of the ten stems."""
    for tail in [*STEMS, *(a + b for a in STEMS for b in STEMS)]:
        for surname in SURNAMES:
            yield f"{surname}某{tail}"


def _department_name(n: int) -> str:
    fields = FIELDS.split()
    word = fields[n % len(fields)]
    turn = n // len(fields)
    return f"市{word}局" if turn == 0 else f"市{word}第{turn + 1}局"


def departments(count: int) -> bytes:
    """departments.csv: the root, the office (001) and `count` - 1 others."""
    rows = [("000", "样例市人民政府", "市政府", "", "党组", 0)]
    rows.append(("001", "市政府办公室", "市政府办公室", "000", "党组", 10))
    for n in range(2, count + 1):
        name = _department_name(n - 2)
        rows.append((f"{n:03d}", name, name, "000", "党组", n * 10))
    return _csv(("code", "name", "short_name", "parent_code", "party_body", "sort_order"), rows)


def people(count: int) -> bytes:
    """people.csv: city leaders with portfolios, and five people a department."""
    found = names()
    numbers = iter(range(1, 10**6))
    codes = [f"{n:03d}" for n in range(1, count + 1)]
    rows = [_person(numbers, found, "000", "市长、市政府党组书记", "first_in_charge")]
    for n in range(1, LEADERS):
        mine = " ".join(codes[n - 1 :: LEADERS - 1])
        rows.append(_person(numbers, found, "000", "副市长", "team_member", mine))
    for code in codes:
        rows.append(_person(numbers, found, code, "党组书记、局长", "first_in_charge"))
        rows.append(_person(numbers, found, code, "副局长", "team_member", "、".join(SECTIONS[:3])))
        rows.append(_person(numbers, found, code, "副局长", "team_member", "、".join(SECTIONS[3:])))
        rows.append(_person(numbers, found, code, "办公室主任", "liaison"))
        rows.append(_person(numbers, found, code, "业务一科科长", "officer"))
    head = ("employee_no", "name", "department_code", "title", "post", "rank", "portfolio")
    return _csv((*head, "phone", "email"), rows)


def _person(
    numbers: Iterator[int],
    found: Iterator[str],
    code: str,
    title: str,
    kind: str,
    portfolio: str = "",
) -> tuple[str, ...]:
    number = next(numbers)
    phone = f"000-{number:08d}"
    mail = f"e{number:05d}@yangli.example"
    return (f"E{number:05d}", next(found), code, title, kind, "县处级", portfolio, phone, mail)


def _csv(head: tuple[str, ...], rows: list) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")
