"""把握节奏 in words: that a day is crowded, and the table of what falls due when."""

from core.presenters import day, day_short
from rectification.selectors.load import DayLoad, Threshold


def crowded_words(load: DayLoad) -> str:
    """What the office reads before it sets one more date on a crowded day."""
    where = load.department.short_name
    before = f"{where}{day(load.day)}已有 {load.there} 件到期，" if load.there else f"{where}"
    with_it = f"加上本次 {load.added} 件" if load.there else f"{day(load.day)}"
    words = (
        f"{before}{with_it}共 {load.total} 件，占其在办 {load.all_open} 件的 {load.percent}%"
        f"（提示线：{threshold_words(load.threshold)}）。"
    )
    if load.quieter:
        near = "、".join(f"{day_short(other)}（{n} 件）" for other, n in load.quieter)
        words += f"相近较空的工作日：{near}。"
    return words


def threshold_words(threshold: Threshold) -> str:
    """From when a day counts as crowded."""
    return f"同一天 {threshold.fewest} 件以上且超过在办的 {threshold.percent}%"
