"""The broker as an operator sees it: whether it answers, and how much waits in it.

Asked with timeouts of half a second and without retries: a frozen broker must not hold up whoever
wants to know whether it is frozen.
"""

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import redis
from celery import current_app
from kombu.exceptions import OperationalError
from redis.backoff import NoBackoff
from redis.retry import Retry

ANSWER_WITHIN = 0.5


@dataclass(frozen=True)
class BrokerState:
    """`waiting`: ticks nobody took yet; `taken`: those in work. None where it can't be told."""

    answers: bool
    waiting: int | None = None
    taken: int | None = None


def broker_state() -> BrokerState:
    """Ask the broker of settings.CELERY_BROKER_URL; never raises, never takes a second."""
    url = str(current_app.conf.broker_url)
    if url.startswith(("redis://", "rediss://")):
        return _redis(url)
    if url.startswith("filesystem://"):
        return _folder(Path(current_app.conf.broker_transport_options["data_folder_in"]))
    return _other()


def periods() -> dict[str, timedelta]:
    """How often beat sends each task, by the task's name."""
    return {
        entry["task"]: getattr(entry["schedule"], "run_every", timedelta(days=1))
        for entry in current_app.conf.beat_schedule.values()
    }


def _redis(url: str) -> BrokerState:
    client = redis.Redis.from_url(
        url,
        socket_connect_timeout=ANSWER_WITHIN,
        socket_timeout=ANSWER_WITHIN,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        with client, client.pipeline(transaction=False) as asked:
            waiting, taken = (
                asked.llen(current_app.conf.task_default_queue).hlen("unacked").execute()
            )
    except (redis.RedisError, OSError):
        return BrokerState(False)
    return BrokerState(True, waiting, taken)


def _folder(folder: Path) -> BrokerState:
    try:
        names = os.listdir(folder)
    except OSError:
        return BrokerState(False)
    ending = f".{current_app.conf.task_default_queue}.msg"
    return BrokerState(os.access(folder, os.W_OK), sum(name.endswith(ending) for name in names))


def _other() -> BrokerState:
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(
                max_retries=1, interval_start=0, interval_step=0, timeout=ANSWER_WITHIN
            )
    except (OSError, OperationalError):
        return BrokerState(False)
    return BrokerState(True)
