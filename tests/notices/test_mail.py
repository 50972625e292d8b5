"""Is a mail handed in safely, and judged by the server's own code?"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.errors import DeliveryError
from bot.notices.channel import Rendered
from bot.notices.channels.mail import MailChannel

HELLO = Rendered("新线索 L261123-001 租 厂房", "【新线索】L261123-001\n手机号:138****8000")
READ = 0.3


@pytest.mark.parametrize(
    ("answer", "permanent"),
    [("550 no such user", True), ("450 mailbox busy", False), ("452 too many", False), ("553 bad", True)],
)
def test_refused_recipient_is_judged_by_its_code(account, mailbox, answer, permanent):
    mailbox.recipient_answer = answer

    with pytest.raises(DeliveryError) as failed:
        MailChannel(account(), READ).send(HELLO)

    assert failed.value.permanent is permanent
    assert "staff@" not in str(failed.value)


@pytest.mark.parametrize(("answer", "permanent"), [("554 spam", True), ("451 later", False)])
def test_refused_mail_is_judged_by_its_code(account, mailbox, answer, permanent):
    mailbox.data_answer = answer

    with pytest.raises(DeliveryError) as failed:
        MailChannel(account(), READ).send(HELLO)

    assert failed.value.permanent is permanent


def test_mail_carries_subject_sender_and_a_steady_id(account, mailbox):
    channel = MailChannel(account(), READ)

    channel.send(HELLO)
    channel.send(HELLO)

    first, second = mailbox.mails
    assert first["Subject"] == HELLO.title
    assert first["From"] == "bot@park.example"
    assert first["Message-ID"] == second["Message-ID"]


def test_title_cannot_add_a_header(account, mailbox):
    MailChannel(account(), READ).send(Rendered("题\r\nBcc: other@evil.example\x85X-A: 1", "文"))

    assert mailbox.mails[0]["Bcc"] is None
    assert mailbox.mails[0]["X-A"] is None


def test_mail_server_that_is_silent_is_worth_another_try(account):
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(DeliveryError) as failed:
        MailChannel(account(port=silent.getsockname()[1]), 0.1).send(HELLO)

    assert not failed.value.permanent


def test_nothing_is_sent_where_encryption_is_missing(account, mailbox):
    with pytest.raises(DeliveryError) as failed:
        MailChannel(account(security="starttls"), READ).send(HELLO)

    assert failed.value.permanent
    assert not mailbox.mails


@pytest.fixture
def tls(tmp_path):
    """Contexts of a server with its own certificate and of a client that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "server.pem"
    pem = serialization.Encoding.PEM
    form = serialization.PrivateFormat.PKCS8
    path.write_bytes(key.private_bytes(pem, form, serialization.NoEncryption()) + certificate.public_bytes(pem))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cafile=str(path))


class StartTlsController(Controller):
    """A server that wants encryption and a password before it takes mail."""

    def __init__(self, handler, context, port):
        self._context = context
        super().__init__(handler, hostname="127.0.0.1", port=port)

    def factory(self):
        def check(server, session, envelope, mechanism, data):
            return AuthResult(success=data.password == b"mail-password", handled=False)

        return SMTP(
            self.handler, tls_context=self._context, require_starttls=True, auth_required=True, authenticator=check
        )


@pytest.fixture
def secure_server(mailbox, tls, unused_port):
    controller = StartTlsController(mailbox, tls[0], unused_port())
    controller.start()
    yield controller.port
    controller.stop()


def test_mail_goes_encrypted_with_a_password(account, secure_server, mailbox, tls):
    who = account(port=secure_server, security="starttls", user="bot", password="mail-password")

    MailChannel(who, 2.0, tls[1]).send(HELLO)

    assert mailbox.mails[0].get_content().splitlines() == HELLO.text.splitlines()


def test_wrong_mail_password_is_permanent_and_unspoken(account, secure_server, mailbox, tls):
    who = account(port=secure_server, security="starttls", user="bot", password="wrong-password")

    with pytest.raises(DeliveryError) as failed:
        MailChannel(who, 2.0, tls[1]).send(HELLO)

    assert failed.value.permanent
    assert "wrong-password" not in str(failed.value) + repr(who)


def test_unknown_certificate_gets_no_mail(account, secure_server, mailbox):
    with pytest.raises(DeliveryError) as failed:
        MailChannel(account(port=secure_server, security="starttls"), 2.0).send(HELLO)

    assert not failed.value.permanent
    assert not mailbox.mails
