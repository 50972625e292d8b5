"""Does a request really come from WeChat, and what does it carry?"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from wechatpy.utils import WeChatSigner

from bot.errors import BadRequest, SettingsError
from bot.ports import Clock
from bot.wechat.cipher import MessageCipher
from bot.wechat.elements import Fields, read_fields

Query: TypeAlias = Mapping[str, Sequence[str]]
"""All values of every parameter, so that doubled ones are seen."""
Mode: TypeAlias = Literal["safe", "plain"]

LARGEST_BODY = 64 * 1024
"""Bytes; the longest real messages have a few thousand."""
FRESH_SECONDS = 300

_TOO_LARGE = 413
_BODY_FAULT = 400
# The platform joins what it signs without separators. Fixed forms keep anybody from moving characters
# between nonce and timestamp, which would leave the signature valid.
_FORMS = {
    "signature": re.compile(r"[0-9a-f]{40}"),
    "msg_signature": re.compile(r"[0-9a-f]{40}"),
    "timestamp": re.compile(r"[1-9][0-9]{9}"),
    "nonce": re.compile(r"[A-Za-z0-9]{1,64}"),
    "echostr": re.compile(r"[A-Za-z0-9+/=_-]{1,512}"),
    "encrypt_type": re.compile(r"aes"),
}
_TOKEN_FORM = re.compile(r"[A-Za-z0-9]{3,32}")
_SEALED = (
    "<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt><MsgSignature><![CDATA[{signature}]]></MsgSignature>"
    "<TimeStamp>{timestamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
)


class StaleRequest(BadRequest):
    """Raised when a well-signed request is too old or too new: a replay, or one of the two clocks is wrong."""

    def __init__(self, skew_seconds: int) -> None:
        super().__init__("the timestamp is outside the accepted window")
        self.skew_seconds = skew_seconds
        """Positive when the sender's clock is ahead of ours."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A genuine request."""

    fields: Fields
    """Empty when what was encrypted for us is not readable XML."""
    cipher: MessageCipher | None = None
    """What decrypted it and must encrypt the reply; None in plain mode."""


class Gate:
    """Lets genuine requests in; the configuration alone decides whether they must be encrypted.

    https://developers.weixin.qq.com/doc/subscription/guide/dev/push/encryption.html
    """

    def __init__(
        self, *, token: str, appid: str, aes_key: str, previous_aes_key: str, mode: Mode, clock: Clock
    ) -> None:
        _check_settings(token, appid, mode)
        self._token = token
        self._clock = clock
        keys = (aes_key, previous_aes_key) if previous_aes_key else (aes_key,)
        self._ciphers = tuple(MessageCipher(key, appid) for key in keys) if mode == "safe" else ()

    def check_handshake(self, query: Query) -> str:
        """Return the text to echo when the console verifies our address.

        Raises:
            BadRequest: the request is not genuine.
        """
        self._check_signature(query)
        return _required(query, "echostr")

    def open(self, query: Query, body: bytes) -> Opened:
        """Return what a genuine request carries.

        Raises:
            BadRequest: the request is not genuine, or its outermost body is not readable.
        """
        self._check_signature(query)
        if len(body) > LARGEST_BODY:
            raise BadRequest("the body is too large", _TOO_LARGE)
        fields = read_fields(body)
        if self._ciphers:
            return self._decrypt(query, fields)
        if "Encrypt" in fields and "MsgType" not in fields:
            raise BadRequest("the message is encrypted but the configuration says plain mode", _BODY_FAULT)
        return Opened(fields)

    def seal(self, xml: str, opened: Opened) -> str:
        """Return the reply as the platform expects it: encrypted and signed if the request was."""
        if opened.cipher is None:
            return xml
        encrypted = opened.cipher.encrypt(xml)
        timestamp = str(int(self._clock.now().timestamp()))
        nonce = secrets.token_hex(8)
        signature = self._sign(timestamp, nonce, encrypted)
        return _SEALED.format(encrypted=encrypted, signature=signature, timestamp=timestamp, nonce=nonce)

    def _check_signature(self, query: Query) -> None:
        timestamp, nonce = _required(query, "timestamp"), _required(query, "nonce")
        if not _is_same(self._sign(timestamp, nonce), _required(query, "signature")):
            raise BadRequest("the signature is wrong")
        skew = int(timestamp) - int(self._clock.now().timestamp())
        if abs(skew) > FRESH_SECONDS:
            raise StaleRequest(skew)

    def _decrypt(self, query: Query, envelope: Fields) -> Opened:
        if "encrypt_type" in query:
            _required(query, "encrypt_type")
        encrypted = envelope.get("Encrypt", "")
        signature = self._sign(_required(query, "timestamp"), _required(query, "nonce"), encrypted)
        if not encrypted or not _is_same(signature, _required(query, "msg_signature")):
            raise BadRequest("the message signature is wrong")
        xml, cipher = self._decrypt_with_any_key(encrypted)
        try:
            return Opened(read_fields(xml), cipher)
        except BadRequest:
            # The platform vouches for it, and an error status would show visitors its out-of-order banner.
            return Opened({}, cipher)

    def _decrypt_with_any_key(self, encrypted: str) -> tuple[bytes, MessageCipher]:
        for cipher in self._ciphers[:-1]:
            try:
                return cipher.decrypt(encrypted), cipher
            except BadRequest:
                continue
        return self._ciphers[-1].decrypt(encrypted), self._ciphers[-1]

    def _sign(self, *parts: str) -> str:
        signer = WeChatSigner()
        signer.add_data(self._token, *parts)
        signature: str = signer.signature
        return signature


def _is_same(ours: str, theirs: str) -> bool:
    return hmac.compare_digest(ours.encode(), theirs.encode())


def _required(query: Query, name: str) -> str:
    """Return a parameter that must be there once and in its form."""
    values = query.get(name, ())
    if len(values) != 1:
        raise BadRequest(f"{name} is not there exactly once")
    if not _FORMS[name].fullmatch(values[0]):
        raise BadRequest(f"{name} has the wrong form")
    return values[0]


def _check_settings(token: str, appid: str, mode: str) -> None:
    faults = []
    if not _TOKEN_FORM.fullmatch(token):
        faults.append("WECHAT_TOKEN 应是 3 到 32 位字母和数字，与后台一致")
    if not appid:
        faults.append("WECHAT_APPID 是空的")
    if mode not in {"safe", "plain"}:
        faults.append("WECHAT_MODE 只能是 safe 或 plain")
    if faults:
        raise SettingsError(faults)
