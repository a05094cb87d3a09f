"""Template filters for dates and sizes: {% load formats %}, {{ item.due_on|day }}."""

from django import template

from core import presenters

register = template.Library()

register.filter("day", presenters.day)
register.filter("day_short", presenters.day_short)
register.filter("day_words", presenters.day_words)
register.filter("moment", presenters.moment)
register.filter("moment_full", presenters.moment_full)
register.filter("file_size", presenters.file_size)
