"""The channels of this installation, by name."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from notifications.channels.base import Channel, Outcome, Parcel, Part, Result

IN_APP = "in_app"

__all__ = [
    "IN_APP",
    "Channel",
    "Outcome",
    "Parcel",
    "Part",
    "Result",
    "channels",
    "label_of",
    "leaving",
]


def channels() -> dict[str, Channel]:
    """What is switched on: the inbox first, always, then settings.MESSAGE_CHANNELS_ON.

    Raises ImproperlyConfigured for a name that settings.MESSAGE_CHANNELS does not know.
    """
    paths = settings.MESSAGE_CHANNELS
    names = dict.fromkeys([IN_APP, *settings.MESSAGE_CHANNELS_ON])
    for name in names:
        if name not in paths:
            known = ", ".join(sorted(set(paths) - {IN_APP}))
            raise ImproperlyConfigured(f"MESSAGE_CHANNELS: {name} is none of {known}")
    return {name: import_string(paths[name])() for name in names}


def leaving() -> dict[str, Channel]:
    """What leaves the house here: every channel that is switched on but the inbox."""
    return {name: channel for name, channel in channels().items() if name != IN_APP}


def label_of(name: str) -> str:
    """What people call a channel, even one that is switched off or gone."""
    path = settings.MESSAGE_CHANNELS.get(name)
    return import_string(path).label if path else name
