"""JSON files of a campaign: read whole, checked whole, then written by one service."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from accounts.models import User
from campaign import services
from campaign.selectors import campaign_by_code
from campaign.services import PresetReport, RoleReport
from campaign.validators import read_preset, read_roles
from core.clock import local_date
from core.errors import Invalid, NotFound

LARGEST = 1024 * 1024


def import_preset(
    path: Path, *, starts_on: date | None, by: User | None, at: datetime
) -> PresetReport:
    """Load a preset file; `starts_on` moves the campaign to another day.

    Invalid with one sentence a fault.
    """
    preset = read_preset(_parsed(path))
    if starts_on is not None:
        preset = preset.starting(starts_on)
    return services.load_preset(preset=preset, by=by, at=at)


def import_roles(path: Path, *, on: date | None, by: User | None, at: datetime) -> RoleReport:
    """Load a file of roles, given from `on`; Invalid with one sentence a fault."""
    roles = read_roles(_parsed(path))
    if on is not None and on > local_date(at):
        raise Invalid.at("on", "任职日期不能晚于今天。")
    try:
        campaign = campaign_by_code(roles.campaign)
    except NotFound as refusal:
        raise Invalid.at("campaign", refusal.detail + "请先用 load_preset 载入。") from None
    return services.load_roles(campaign=campaign, roles=roles, by=by, at=at, on=on)


def _parsed(path: Path) -> Any:
    """The parsed content of a JSON file; Invalid where it can't be read as one."""
    try:
        if path.stat().st_size > LARGEST:
            raise Invalid("文件超过 1 MB，不像预设或任职文件，请核对。")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Invalid(f"读不到文件 {path.name}：{error.strerror}。") from None
    except UnicodeDecodeError:
        raise Invalid("文件不是 UTF-8 编码，请另存为 UTF-8 后重试。") from None
    try:
        return json.loads(text, object_pairs_hook=_without_doubles, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise Invalid(
            f"第 {error.lineno} 行第 {error.colno} 个字符处不是合法的 JSON，请检查引号和逗号。"
        ) from None
    except RecursionError:
        raise Invalid("文件嵌套过深，不像预设或任职文件，请核对。") from None


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        double = next(key for key in keys if keys.count(key) > 1)
        raise Invalid(f"“{double}”在同一处写了两次，请删去一个。")
    return found


def _no_constant(name: str) -> Any:
    raise Invalid(f"“{name}”不是可用的数值。")
