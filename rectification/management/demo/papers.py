"""The lists that the office of the demo city took out on Mondays."""

from datetime import datetime, time, timedelta
from io import BytesIO

from core.clock import LOCAL_ZONE
from rectification.exports.ledger import DATES, DUTIES, LEDGER, MEASURES, Sheet
from rectification.exports.writing import Export, write_export
from rectification.management.demo.story import Cast
from rectification.models import Item

WEEKS = (9, 8, 7, 6, 4, 3, 2, 1)
"""How many weeks ago a ledger was printed; in one week nobody needed any."""
BEFORE_MEETINGS = {8: (DUTIES, MEASURES), 4: (DUTIES, MEASURES, DATES), 1: (DATES,)}


def take_out(cast: Cast) -> None:
    """Make the files (and throw them away): they are counted as papers that nobody typed."""
    monday = cast.today - timedelta(days=cast.today.weekday())
    for weeks in WEEKS:
        at = datetime.combine(monday - timedelta(weeks=weeks), time(9, 10), LOCAL_ZONE)
        known = Item.objects.filter(campaign=cast.campaign, created_at__lt=at)
        pks = list(known.in_due_order().values_list("pk", flat=True))
        sheets: tuple[Sheet, ...] = (LEDGER, *BEFORE_MEETINGS.get(weeks, ()))
        for sheet in sheets:
            about = "bucket=numbered"
            write_export(Export(sheet, pks, cast.office, at, cast.campaign.pk, about), BytesIO())
