"""`sangsaeng remind`: warn of deadlines that come near, escalate those that passed, mail what waits; for a timer."""

import click

from sangsaeng.cli.start import one_line, prepare


@click.command()
def remind() -> None:
    """다가오는 기한을 알리고 지난 기한을 올리며, 메일을 쓰면 밀린 알림을 보냅니다. 하루에 한 번 이상 돌리세요."""
    prepare()
    with one_line("기한을 알리지 못했습니다"):
        import django

        django.setup()
        from sangsaeng.clocks.actions import remind as run
        from sangsaeng.discovery.actions.profiles import remind_of_ends
        from sangsaeng.parties import mail

        done = run()
        ends = remind_of_ends()
    with one_line("알림 메일을 보내지 못했습니다"):
        mailed = mail.send_waiting()
    click.echo(
        f"기한 알림: 미리 알림 {done.warned}건, 지난 기한 {done.escalated}건, "
        f"다시 시작 {done.resumed}건, 다시 계산 {done.moved}건"
        + (f", 유효기간 예고 {ends}건" if ends else "")
        + (f", 메일 {mailed}통" if mail.is_set_up() else "")
    )
