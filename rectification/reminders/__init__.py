"""The ladder: which rung of which clock is reached, and for whom. Nothing is written here.

A *clock* ends on a date: the due date of an item, the limit of the desk it lies on, the review of a
suspension. The campaign's `EscalationRule` rows are the *rungs*, counted in working days from that
end. A *source* (`services.reminding.ClockSource`) finds, in one statement, the clocks whose highest
rung reached is not noted in `RungReached`, and says for a batch of them what is to be written.

Sources are asked by `settings.REMINDER_SOURCES`: dotted paths of functions of the time that return
sources; `item_sources` is the ledger's. Tasks of a campaign join by a module of their own with such
a function: take `Run` for calendar and organisation, `Rungs` for a clock's rungs and the dates that
reach them, leave out what is noted with `not_noted`, and return `Reached` with messages and journal
entries; `again` tells those who have come since. `no_longer_hold` answers `MESSAGE_CHECKS`.

Rules, from domain.md §4: only the highest rung is told, after an outage too; then the levels below
that were missed hear of it at the same time, each once, so that no level is skipped. Lateness is
that of whoever holds the item. Sensitive items are told by number, to those who are cleared.
"""

from rectification.reminders.checks import no_longer_hold
from rectification.reminders.sources import item_sources

__all__ = ["item_sources", "no_longer_hold"]
