"""How are messages to and from the platform encrypted?

The AES itself is wechatpy's; its message layer is not used, because it checks neither the padding nor the
appid in one way that never tells an attacker which of them was wrong.
https://developers.weixin.qq.com/doc/subscription/guide/dev/push/encryption.html
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import re

from wechatpy.crypto.cryptography import WeChatCipher

from bot.errors import BadRequest, SettingsError

_BLOCK = 32
"""The platform pads to twice AES's own block."""
_AES_BLOCK = 16
_PREFIX = 20
"""16 random bytes and the length of the XML."""
_KEY_FORM = re.compile(r"[A-Za-z0-9]{43}")


class MessageCipher:
    """Encrypts and decrypts with one EncodingAESKey for one account."""

    def __init__(self, aes_key: str, appid: str) -> None:
        if not _KEY_FORM.fullmatch(aes_key):
            raise SettingsError(["WECHAT_AES_KEY 应是后台生成的 43 位字母和数字"])
        self._aes = WeChatCipher(base64.b64decode(aes_key + "="))
        self._appid = appid.encode()

    def encrypt(self, xml: str) -> str:
        """Return the text of an <Encrypt> element."""
        content = xml.encode()
        framed = os.urandom(16) + len(content).to_bytes(4, "big") + content + self._appid
        padding = _BLOCK - len(framed) % _BLOCK
        sealed: bytes = self._aes.encrypt(framed + bytes([padding]) * padding)
        return base64.b64encode(sealed).decode()

    def decrypt(self, encrypted: str) -> bytes:
        """Return the XML of an <Encrypt> element.

        Raises:
            BadRequest: it was not encrypted with this key for this account; never says what was wrong.
        """
        content = self._remove_padding(self._decrypt_blocks(encrypted))
        end = _PREFIX + int.from_bytes(content[16:_PREFIX], "big")
        if len(content) < _PREFIX or not hmac.compare_digest(content[end:], self._appid):
            raise _unreadable()
        return content[_PREFIX:end]

    def _decrypt_blocks(self, encrypted: str) -> bytes:
        try:
            sealed = base64.b64decode(encrypted, validate=True)
        except (binascii.Error, ValueError) as fault:
            raise _unreadable() from fault
        if not sealed or len(sealed) % _AES_BLOCK:
            raise _unreadable()
        padded: bytes = self._aes.decrypt(sealed)
        return padded

    @staticmethod
    def _remove_padding(padded: bytes) -> bytes:
        count = padded[-1]
        if not 1 <= count <= _BLOCK or not hmac.compare_digest(padded[-count:], bytes([count]) * count):
            raise _unreadable()
        return padded[:-count]


def _unreadable() -> BadRequest:
    return BadRequest("the cipher text is not readable with the configured keys and appid")
