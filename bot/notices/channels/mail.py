"""How does a notice reach a mailbox?"""

from __future__ import annotations

import contextlib
import hashlib
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from typing import Literal, TypeAlias

import structlog

from bot.errors import DeliveryError
from bot.notices.channel import Rendered

Security: TypeAlias = Literal["ssl", "starttls", "none"]

_REFUSED_FOR_GOOD = range(500, 600)
_MOST_SUBJECT = 200

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class MailAccount:
    """Where mail is handed in and from whom to whom it goes."""

    host: str
    port: int
    security: Security
    user: str
    password: str = field(repr=False)
    sender: str
    recipients: tuple[str, ...]


class MailChannel:
    """Mail over SMTP; a server that should encrypt and does not gets nothing."""

    name = "mail"
    per_minute = None

    def __init__(
        self, account: MailAccount, read_seconds: float = 4.0, tls_context: ssl.SSLContext | None = None
    ) -> None:
        self._account = account
        self._read_seconds = read_seconds
        self._tls = tls_context or ssl.create_default_context()

    def send(self, rendered: Rendered) -> None:
        """Hand the mail to the server."""
        try:
            message = self._compose(rendered)
            with self._session() as server:
                refused = server.send_message(message, self._account.sender, self._account.recipients)
        except (smtplib.SMTPException, OSError, ValueError) as fault:
            reason, permanent = f"{self.name}: {type(fault).__name__}", _is_permanent(fault)
        else:
            if refused:
                _log.warning("mail_refused_for_some", count=len(refused))
            return
        # Raised outside of the handler: the server's own words may hold addresses.
        raise DeliveryError(reason, permanent=permanent)

    def _compose(self, rendered: Rendered) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["Subject"] = _one_line(rendered.title)[:_MOST_SUBJECT]
        message["From"] = self._account.sender
        message["To"] = ", ".join(self._account.recipients)
        message["Auto-Submitted"] = "auto-generated"
        # The same notice sent twice has the same id, so that mailboxes show it once.
        digest = hashlib.sha256(f"{rendered.title}\n{rendered.text}".encode("utf-8", "ignore")).hexdigest()
        message["Message-ID"] = f"<{digest[:32]}@parkbot.invalid>"
        message.set_content(rendered.text.encode("utf-8", "ignore").decode(), cte="base64")
        return message

    @contextlib.contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        account = self._account
        server = self._connect()
        try:
            if account.security == "starttls":
                server.starttls(context=self._tls)
            if account.user:
                server.login(account.user, account.password)
            yield server
            # The mail is accepted; a failing farewell must not send it again.
            with contextlib.suppress(smtplib.SMTPException, OSError):
                server.quit()
        finally:
            server.close()

    def _connect(self) -> smtplib.SMTP:
        account = self._account
        if account.security == "ssl":
            return smtplib.SMTP_SSL(account.host, account.port, timeout=self._read_seconds, context=self._tls)
        return smtplib.SMTP(account.host, account.port, timeout=self._read_seconds)


def _one_line(text: str) -> str:
    """Return text that can't start another header."""
    return " ".join(text.encode("utf-8", "ignore").decode().split())


def _is_permanent(fault: Exception) -> bool:
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return _all_for_good([code for code, _ in fault.recipients.values()])
    if isinstance(fault, smtplib.SMTPResponseException):
        return fault.smtp_code in _REFUSED_FOR_GOOD
    # A certificate that does not verify is both an OSError and a ValueError, and may be renewed soon.
    return isinstance(fault, smtplib.SMTPNotSupportedError | ValueError) and not isinstance(fault, ssl.SSLError)


def _all_for_good(codes: Sequence[int]) -> bool:
    return all(code in _REFUSED_FOR_GOOD for code in codes)
