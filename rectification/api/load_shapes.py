"""How crowded a day is, as the API says it."""

from typing import Any

from rest_framework import serializers

from rectification.presenters.load import crowded_words
from rectification.selectors.load import DayLoad

WARNINGS = "只在设定时限的操作之后给出：新时限当天到期较多；不影响办理"


class QuieterSerializer(serializers.Serializer):
    date = serializers.DateField()
    count = serializers.IntegerField(help_text="当天已有的到期件数")


class WarningSerializer(serializers.Serializer):
    code = serializers.ChoiceField(["crowded_day"])
    detail = serializers.CharField(help_text="给使用者看的中文说明")
    date = serializers.DateField(help_text="计时时限")
    quieter = QuieterSerializer(many=True, help_text="相近较空的工作日")


class DayLoadSerializer(serializers.Serializer):
    department = serializers.CharField(help_text="单位代码")
    date = serializers.DateField(help_text="计时的那一天：不晚于所给日期的最后一个工作日")
    there = serializers.IntegerField(help_text="当天已有的到期件数（您看得到的在办事项）")
    added = serializers.IntegerField(help_text="将要增加的件数")
    all_open = serializers.IntegerField(help_text="该单位在办件数，含将要增加的")
    percent = serializers.IntegerField(help_text="当天合计占在办的百分比")
    is_crowded = serializers.BooleanField(help_text="是否达到提示线")
    threshold_percent = serializers.IntegerField(help_text="提示线：超过在办的百分之几")
    threshold_items = serializers.IntegerField(help_text="提示线：同一天至少几件")
    quieter = QuieterSerializer(many=True, help_text="相近较空的工作日")
    detail = serializers.CharField(help_text="给使用者看的中文说明")


def _quieter(load: DayLoad) -> list[dict[str, Any]]:
    return [{"date": day.isoformat(), "count": n} for day, n in load.quieter]


def warning_document(load: DayLoad) -> dict[str, Any]:
    """What the answer of an act says of the day that it has set."""
    return {
        "code": "crowded_day",
        "detail": crowded_words(load),
        "date": load.day.isoformat(),
        "quieter": _quieter(load),
    }


def load_document(load: DayLoad) -> dict[str, Any]:
    """A department's day, before it is set."""
    return {
        "department": load.department.code,
        "date": load.day.isoformat(),
        "there": load.there,
        "added": load.added,
        "all_open": load.all_open,
        "percent": load.percent,
        "is_crowded": load.is_crowded,
        "threshold_percent": load.threshold.percent,
        "threshold_items": load.threshold.fewest,
        "quieter": _quieter(load),
        "detail": crowded_words(load),
    }
