"""Counting without reading everything: up to a limit, several counts in one statement."""

from django.db.models import IntegerField, QuerySet, Subquery

COUNTED_TO = 1000
"""Beyond this a page says “999+”."""


class CountUpTo(Subquery):
    """How many rows a query has, as an expression: stops at COUNTED_TO.

    Several of them in one `annotate` are one statement, each bounded whatever the table's size.
    """

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
    empty_result_set_value = 0

    def __init__(self, rows: QuerySet) -> None:
        super().__init__(rows.order_by().values("pk")[:COUNTED_TO])


class SumOf(Subquery):
    """The sum of `n` over rows of the counts table, as an expression."""

    template = "(SELECT COALESCE(SUM(n), 0) FROM (%(subquery)s) AS summed)"
    output_field = IntegerField()
    empty_result_set_value = 0

    def __init__(self, rows: QuerySet) -> None:
        super().__init__(rows.order_by().values("n"))


def count_words(count: int) -> str:
    """Return the number, or “999+” where counting stopped."""
    return f"{COUNTED_TO - 1}+" if count >= COUNTED_TO else str(count)
