"""Who a person is on a day, and what he may do to the organisation and to handovers."""

from accounts.permissions.handovers import (
    HandoverOption,
    check_is_receiver,
    check_may_name,
    may_name,
    role_of,
    visible_handovers,
)
from accounts.permissions.standing import (
    WHO_MAY,
    Act,
    HeldPost,
    Standing,
    can,
    check_can,
    check_may_hold_business,
    post_title_of,
    read_standing,
    reads_all_contacts,
    remember_standing,
    sees_contacts,
    standing_of,
)

__all__ = [
    "Act",
    "HandoverOption",
    "HeldPost",
    "Standing",
    "WHO_MAY",
    "can",
    "check_can",
    "check_is_receiver",
    "check_may_hold_business",
    "check_may_name",
    "may_name",
    "post_title_of",
    "read_standing",
    "reads_all_contacts",
    "remember_standing",
    "role_of",
    "sees_contacts",
    "standing_of",
    "visible_handovers",
]
