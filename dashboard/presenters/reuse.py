"""The re-use rate in words."""

from typing import Any

from dashboard.selectors.burden import WEEKS
from dashboard.selectors.reuse import Reuse, ReuseWeek

NO_DATA = "本周无数据"
FORMULA = (
    "复用率＝自动生成÷（自动生成＋手工填写）。"
    "自动生成：系统从已有记录生成的材料中填好的栏数，同一份材料一周只计一次；"
    "手工填写：每登记、填报、审批一次，按该表的全部栏目计，填没填都算，宁多勿少；"
    "导入的台账每行按登记一次计。"
    "每件用于几份＝各份材料所用事项数之和÷台账事项数。均不含敏感事项，不记录谁生成、谁填写。"
)


def rate_words(rate: float | None) -> str:
    """“86.4%”, never rounded up: 100% means that nothing was typed."""
    return NO_DATA if rate is None else f"{int(rate * 1000) / 10:g}%"


def reuse_card(found: Reuse) -> dict[str, Any]:
    """The chart's rows, the sentence that reads it, the rows of both tables, newest first."""
    weeks = found.weeks
    generated, typed = sum(w.generated for w in weeks), sum(w.typed for w in weeks)
    papers, fed = sum(w.papers for w in weeks), found.papers_per_item
    whole = ReuseWeek(weeks[0].monday, papers, generated, typed)
    text = f"近{WEEKS}周自动生成材料{papers}份、{generated}栏，手工填写{typed}栏"
    if whole.rate is not None:
        text += f"，复用率{rate_words(whole.rate)}"
    if fed is not None:
        text += f"；平均每件事项用于{fed:.1f}份材料"
    chart = [(f"{week.monday.month}/{week.monday.day}", week.rate) for week in weeks]
    return {
        "this_week": "无数据" if weeks[-1].rate is None else rate_words(weeks[-1].rate),
        "last_week": "无数据" if weeks[-2].rate is None else rate_words(weeks[-2].rate),
        "chart": chart if whole.rate is not None else [],
        "text": text,
        "rows": [_row(week) for week in reversed(weeks)],
        "kinds": found.kinds,
        "formula": FORMULA,
    }


def _row(week: ReuseWeek) -> dict[str, Any]:
    return {"label": f"{week.monday:%m-%d}", "week": week, "rate": rate_words(week.rate)}
