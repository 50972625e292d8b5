"""How does WeChat sign and encrypt what it sends, and read what comes back?

https://developers.weixin.qq.com/doc/subscription/guide/dev/push/encryption.html
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.errors import BotError

_BLOCK = 32
"""Bytes that the padding fills up to; twice AES's own block, as the platform has it."""
_RANDOM = 16
_LENGTH = 4


class UnacceptableReply(BotError):  # noqa: N818 - says what the platform finds
    """Raised when WeChat would not show a reply but its banner; the text says why, for operations people."""


def sign(*parts: str) -> str:
    """Return the platform's signature over the parts."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class Envelope:
    """Encrypts and decrypts for one account."""

    token: str
    appid: str
    aes_key: str

    def _cipher(self) -> Cipher[modes.CBC]:
        key = base64.b64decode(self.aes_key + "=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:16]))

    def encrypt_padded(self, padded: bytes) -> str:
        """Encrypt bytes that are whole blocks already; tests use it to break the padding."""
        encryptor = self._cipher().encryptor()
        return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()

    def encrypt(self, xml: bytes) -> str:
        """Return the text of an <Encrypt> element."""
        content = os.urandom(_RANDOM) + len(xml).to_bytes(_LENGTH, "big") + xml + self.appid.encode()
        padding = _BLOCK - len(content) % _BLOCK
        return self.encrypt_padded(content + bytes([padding]) * padding)

    def decrypt(self, text: str) -> bytes:
        """Return the XML inside an <Encrypt> element.

        Raises:
            UnacceptableReply: it was not encrypted for this account.
        """
        try:
            sealed = base64.b64decode(text, validate=True)
            decryptor = self._cipher().decryptor()
            padded = decryptor.update(sealed) + decryptor.finalize()
        except (binascii.Error, ValueError) as fault:
            raise UnacceptableReply("回复的密文不是完整的 Base64 和 AES 数据") from fault
        content = _without_padding(padded)
        end = _RANDOM + _LENGTH + int.from_bytes(content[_RANDOM : _RANDOM + _LENGTH], "big")
        if content[end:] != self.appid.encode():
            raise UnacceptableReply("回复密文里的 AppID 不对")
        return content[_RANDOM + _LENGTH : end]

    def open(self, encrypted: str, signature: str, timestamp: str, nonce: str) -> bytes:
        """Check the signature of a reply and return its XML.

        Raises:
            UnacceptableReply: the signature is wrong or the reply cannot be decrypted.
        """
        if not timestamp.isdecimal():
            raise UnacceptableReply("回复的 TimeStamp 不是数字")
        if not hmac.compare_digest(sign(self.token, timestamp, nonce, encrypted), signature):
            raise UnacceptableReply("回复的 MsgSignature 不对")
        return self.decrypt(encrypted)


def _without_padding(padded: bytes) -> bytes:
    count = padded[-1] if padded else 0
    if not 1 <= count <= _BLOCK or padded[-count:] != bytes([count]) * count:
        raise UnacceptableReply("回复密文的填充不对(AES Key 是否一致?)")
    return padded[:-count]
