"""`manage.py workflow_diagram [--check]`: docs/workflow.md from the one table of arrows."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rectification.enums import Role, State
from rectification.workflow import ACTS, ARROWS

PAGE = Path(settings.BASE_DIR) / "docs" / "workflow.md"

HEAD = """# 整改事项的状态与办理动作

本页由 `manage.py workflow_diagram` 从 `rectification/workflow.py` 的表生成，请勿手改。

"""


def diagram() -> str:
    """The page: a Mermaid state diagram, the table of arrows and the acts that move nothing."""
    lines = [HEAD, "```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{state.label}" as {state.value}' for state in State]
    lines.append("    [*] --> draft: 新建")
    for arrow in ARROWS.values():
        target = arrow.to.value if arrow.to else "[*]"
        lines.append(f"    {arrow.state.value} --> {target}: {arrow.action.label}")
    lines += ["```", "", "## 状态变化", "", "| 状态 | 动作 | 到 | 由谁办理 |", "|---|---|---|---|"]
    for arrow in ARROWS.values():
        to = arrow.to.label if arrow.to else "（删除）"
        who = "、".join(role.label for role in Role if role in arrow.roles)
        name = f"{arrow.action.label} `{arrow.action.value}`"
        lines.append(f"| {arrow.state.label} | {name} | {to} | {who} |")
    lines += ["", "## 不改变状态的动作", "", "| 动作 | 状态 | 由谁办理 |", "|---|---|---|"]
    for act in ACTS.values():
        states = "、".join(state.label for state in State if state in act.states)
        who = "、".join(role.label for role in Role if role in act.roles)
        lines.append(f"| {act.action.label} `{act.action.value}` | {states} | {who} |")
    return "\n".join(lines) + "\n"


class Command(BaseCommand):
    help = "Write docs/workflow.md from the table of arrows, or check that it is up to date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: object, **options: object) -> None:
        text = diagram()
        if options["check"]:
            if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
                raise CommandError(
                    "docs/workflow.md is out of date: run manage.py workflow_diagram"
                )
            return
        PAGE.write_text(text, encoding="utf-8")
        self.stdout.write(f"{PAGE.name} written")
