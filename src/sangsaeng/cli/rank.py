"""`sangsaeng rank`: rank the firms for every need anew; for a timer at night."""

import click

from sangsaeng.cli.start import one_line, prepare


@click.command()
def rank() -> None:
    """모든 수요에 기업의 순위를 다시 매깁니다. 하룻밤에 한 번 돌리세요."""
    prepare()
    with one_line("순위를 매기지 못했습니다"):
        import django

        django.setup()
        from sangsaeng.discovery.actions import rank_matches
        from sangsaeng.records.actions import SYSTEM

        counts = rank_matches(actor=SYSTEM).counts
    click.echo(f"순위: 수요 {counts['needs']}건, 기업 {counts['firms']}곳, 후보 {counts['matches']}쌍")
