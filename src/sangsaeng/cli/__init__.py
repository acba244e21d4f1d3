"""The command line: one file a command, loaded only when it is called, so that `--help` answers at once.

To add a command, write it in a file of its own and add one line to `COMMANDS`.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping

import click

from sangsaeng import __version__

#: name → (where the click command is, its one-line help). The help stands here so that nothing is imported for it.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "start": ("sangsaeng.cli.start:start", "작업 공간을 갖추고 웹 서버를 엽니다."),
    "check": ("sangsaeng.cli.check:check", "주요 화면을 한 번씩 불러 보고 요약을 JSON으로 냅니다."),
    "screen": ("sangsaeng.cli.screen:screen", "무역 통계 파일에서 수입 의존도와 규칙별 판정을 냅니다."),
    "link": ("sangsaeng.cli.link:link", "기업 이름을 명부의 기업과 잇거나, 이유를 적고 잇지 않습니다."),
    "similar": ("sangsaeng.cli.similar:similar", "거의 같거나 일부를 옮겨 쓴 문서의 쌍을 찾습니다."),
    "learn": ("sangsaeng.cli.learn:learn", "분류와 검색어에서 품목 분류를 배워 모델 폴더를 만듭니다."),
    "classify": ("sangsaeng.cli.classify:classify", "짧은 글이 어느 분류(산업, HS)인지 순서대로 냅니다."),
    "match": ("sangsaeng.cli.match:match", "수요마다 맞는 기업을 순서대로, 이유와 함께 냅니다."),
    "bench": ("sangsaeng.cli.bench:bench", "성능을 잽니다."),
    "rank": ("sangsaeng.cli.rank:rank", "모든 수요에 기업의 순위를 다시 매깁니다."),
    "remind": ("sangsaeng.cli.remind:remind", "다가오는 기한을 알리고 지난 기한을 올립니다."),
    "load": ("sangsaeng.cli.load:load", "작업 공간에 표와 사실과 시연을 싣습니다."),
    "build-static": ("sangsaeng.cli.build:command", "화면 파일을 만듭니다(./run이 부릅니다)."),
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
@click.version_option(__version__, message="%(prog)s %(version)s")
def cli() -> None:
    """상생: 무역 통계에서 상생협의회 건의까지."""


def main() -> None:
    """Run the command line (`sangsaeng …`, `python -m sangsaeng …`)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sangsaeng.site.settings")
    cli(prog_name="sangsaeng")
