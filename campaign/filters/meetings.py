"""What the list of meetings may be narrowed by."""

import django_filters

from campaign.enums import MeetingKind
from campaign.filters.streams import StreamFilter
from campaign.models import Meeting
from core.filters import DayFilter


class MeetingFilter(StreamFilter):
    """Meetings."""

    kind = django_filters.ChoiceFilter(choices=MeetingKind.choices, label="类别")
    since = DayFilter(field_name="held_on", lookup_expr="gte", label="日期不早于")
    until = DayFilter(field_name="held_on", lookup_expr="lte", label="日期不晚于")

    class Meta:
        model = Meeting
        fields: list[str] = []
