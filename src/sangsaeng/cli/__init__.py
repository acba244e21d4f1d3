"""The command line: one file a command, loaded only when it is called, so that `--help` answers at once.

To add a command, write it in a file of its own and add one line to `COMMANDS`.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping

import click

#: name → (where the click command is, its one-line help). The help stands here so that nothing is imported for it.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "screen": ("sangsaeng.cli.screen:screen", "무역 통계 파일에서 수입 의존도와 규칙별 판정을 냅니다."),
}


class LazyGroup(click.Group):
    """A click group whose commands are imported when they are called, not when they are listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, function = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(module), function)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("명령"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sangsaeng", message="%(prog)s %(version)s")
def cli() -> None:
    """상생: 무역 통계에서 상생협의회 건의까지."""


def main() -> None:
    """Run the command line (`sangsaeng …`, `python -m sangsaeng …`)."""
    cli(prog_name="sangsaeng")
