"""Opinions: taken in, restated, referred, answered, called back, and their givers protected."""

from campaign.services.opinions.calling import draw_call_backs, record_call
from campaign.services.opinions.handling import (
    answer_opinion,
    close_opinion,
    decline_opinion,
    refer_opinion,
    restate_opinion,
)
from campaign.services.opinions.intake import (
    OpinionContent,
    receive_opinion,
    receive_opinions,
    receive_public_opinion,
)
from campaign.services.opinions.upkeep import forget_contacts, tell_released

__all__ = [
    "OpinionContent",
    "answer_opinion",
    "close_opinion",
    "decline_opinion",
    "draw_call_backs",
    "forget_contacts",
    "receive_opinion",
    "receive_opinions",
    "receive_public_opinion",
    "record_call",
    "refer_opinion",
    "restate_opinion",
    "tell_released",
]
