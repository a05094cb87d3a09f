"""What every list of the streams may be narrowed by: one set of parameters for page and API."""

import django_filters
from django.db.models import Model, QuerySet

from accounts.models import Department
from campaign.models import Campaign
from core.filters import WordFilter, WordsFilter, named


class SearchFilter(django_filters.CharFilter):
    """Words in `search_text`, which holds pinyin initials too."""

    def __init__(self) -> None:
        super().__init__(method="of_words", label="词或拼音首字母", max_length=100)


class PlaceFilter(django_filters.FilterSet):
    """Campaign and department."""

    campaign = WordFilter(method="of_campaign", label="主题教育（代码或 uid）")
    department = WordsFilter(method="of_department", label="单位（编码或 uid），可多个")

    def of_campaign(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return self.among(rows, "campaign", Campaign, value)

    def of_department(self, rows: QuerySet, name: str, value: list[str]) -> QuerySet:
        return rows.filter(department__in=named(Department, value)) if value else rows

    def among(self, rows: QuerySet, key: str, model: type[Model], word: str) -> QuerySet:
        """Rows whose `key` is the row that a word names; none for a word that names nothing."""
        return rows.filter(**{f"{key}__in": named(model, [word])}) if word else rows


class StreamFilter(PlaceFilter):
    """The same, and words of `search_text`."""

    q = SearchFilter()

    def of_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(search_text__contains=value.strip().lower())
