"""A post changes hands: opened by the system, accepted line by line, signed by three."""

from accounts.services.handovers.lines import accept_by_act, accept_lines, refuse_line
from accounts.services.handovers.naming import name_receiver, name_supervisor
from accounts.services.handovers.opening import desks_left, desks_taken
from accounts.services.handovers.signing import (
    shown_for_handover,
    sign_handover,
    why_not_sign,
)

__all__ = [
    "accept_by_act",
    "accept_lines",
    "desks_left",
    "desks_taken",
    "name_receiver",
    "name_supervisor",
    "refuse_line",
    "shown_for_handover",
    "sign_handover",
    "why_not_sign",
]
