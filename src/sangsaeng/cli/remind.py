"""`sangsaeng remind`: warn of deadlines that come near, escalate those that passed; for a timer, once a day."""

import click

from sangsaeng.cli.start import one_line, prepare


@click.command()
def remind() -> None:
    """다가오는 기한을 알리고 지난 기한을 올립니다. 하루에 한 번 돌리세요."""
    prepare()
    with one_line("기한을 알리지 못했습니다"):
        import django

        django.setup()
        from sangsaeng.clocks.actions import remind as run

        done = run()
    click.echo(
        f"기한 알림: 미리 알림 {done.warned}건, 지난 기한 {done.escalated}건, "
        f"다시 시작 {done.resumed}건, 다시 계산 {done.moved}건"
    )
