"""Messages by mail, only where the operator has named a mail server (SANGSAENG_MAIL_URL).

A mail says that there is a message and where to read it, never what it says: what is deliberated on stays inside.
"""

from django.conf import settings
from django.core import mail
from django.utils import timezone
from django.utils.translation import override

from sangsaeng.parties.models import Message

AT_ONCE = 200  # messages in one run; what is left goes out with the next


def is_set_up() -> bool:
    """Whether the operator asked for mail at all."""
    return bool(settings.MAIL_FROM)


def _body(message: Message) -> str:
    where = f"{settings.SITE_URL}{message.url or '/desk/'}"
    return f"{message.recipient.display_name} 님께 알림이 있습니다. 아래에서 확인하세요.\n\n{where}\n"


def send_waiting() -> int:
    """Mail every message that was not mailed yet to who has an address; how many went out.

    Nothing where no server is set up. Each message is marked as soon as the server took it, so that a run that
    breaks off sends none twice. Raises what the connection raises (OSError, SMTPException).
    """
    if not is_set_up():
        return 0
    waiting = list(
        Message.objects.filter(mailed_at__isnull=True, demonstration=False, recipient__is_active=True)
        .exclude(recipient__email="")
        .select_related("recipient")
        .order_by("pk")[:AT_ONCE]
    )
    sent = 0
    with mail.get_connection() as connection, override("ko"):
        for message in waiting:
            letter = mail.EmailMessage(
                subject="[상생] 새 알림이 있습니다",
                body=_body(message),
                from_email=settings.MAIL_FROM,
                to=[message.recipient.email],
                connection=connection,
            )
            letter.send()
            Message.objects.filter(pk=message.pk).update(mailed_at=timezone.now())
            sent += 1
    return sent
