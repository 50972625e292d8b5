"""How are personal data made unreadable at rest, and found again all the same?"""

from __future__ import annotations

import json
from typing import Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.errors import SettingsError, StoreUnavailable
from bot.model import Json
from bot.stores.digests import Digest


class Cipher:
    """Seals values with the first of several keys, opens them with any, and fingerprints for look-up."""

    def __init__(self, fernets: MultiFernet, newest: Fernet, secret: bytes) -> None:
        self._fernets = fernets
        self._newest = newest
        self.digest_visitor = Digest(secret, "visitor")
        self.digest_phone = Digest(secret, "phone")
        self.digest_company = Digest(secret, "company")
        self.digest_key = Digest(secret, "idempotency key")
        self.digest_reply = Digest(secret, "reply")
        self.digest_proof = Digest(secret, "proof")
        self.digest_report = Digest(secret, "report link")

    @classmethod
    def from_keys(cls, keys: str, secret: bytes) -> Self:
        """Return the cipher for PARKBOT_DATA_KEY.

        Args:
            keys: Fernet keys with commas between them; the first one seals, the older ones still open.
            secret: PARKBOT_SECRET_KEY; a new one makes old fingerprints useless.

        Raises:
            SettingsError: a key is not a Fernet key, or there is none.
        """
        parts = [key.strip() for key in keys.split(",") if key.strip()]
        if not parts:
            raise SettingsError(["PARKBOT_DATA_KEY 没有设置：没有它就不能保存客户资料"])
        try:
            fernets = [Fernet(key) for key in parts]
            return cls(MultiFernet(fernets), fernets[0], secret)
        except ValueError as fault:
            remedy = "PARKBOT_DATA_KEY 里有一个密钥不对：每个密钥是 32 字节的 base64（44 个字符），多个用英文逗号隔开"
            raise SettingsError([remedy]) from fault

    def seal(self, value: Json) -> str:
        """Return the value as text that only the keys can open."""
        return self._fernets.encrypt(json.dumps(value).encode()).decode()

    def open(self, sealed: str) -> Json:
        """Return the value again.

        Raises:
            StoreUnavailable: none of the keys sealed it.
        """
        try:
            return json.loads(self._fernets.decrypt(sealed.encode()))
        except (InvalidToken, ValueError) as fault:
            raise StoreUnavailable(
                "a stored value was sealed with a key that PARKBOT_DATA_KEY does not list"
            ) from fault

    def seal_text(self, text: str) -> str:
        """Return a text sealed as it is, which takes half the room of a sealed JSON value in Chinese."""
        return self._fernets.encrypt(text.encode("utf-8", "surrogatepass")).decode()

    def open_text(self, sealed: str) -> str | None:
        """Return a sealed text, None when none of the keys sealed it."""
        try:
            return self._fernets.decrypt(sealed.encode()).decode("utf-8", "surrogatepass")
        except (InvalidToken, ValueError):
            return None

    def seal_bytes(self, content: bytes) -> bytes:
        """Return a file's content sealed, as ASCII."""
        return self._fernets.encrypt(content)

    def open_bytes(self, sealed: bytes) -> bytes:
        """Return a sealed content.

        Raises:
            StoreUnavailable: none of the keys sealed it.
        """
        try:
            return self._fernets.decrypt(sealed)
        except (InvalidToken, ValueError) as fault:
            raise StoreUnavailable("a file was sealed with a key that PARKBOT_DATA_KEY does not list") from fault

    def is_newest(self, sealed: str) -> bool:
        """Say whether the newest key sealed it."""
        try:
            self._newest.decrypt(sealed.encode())
        except (InvalidToken, ValueError):
            return False
        return True

    def reseal(self, sealed: str) -> str | None:
        """Return the same value sealed with the newest key, None when none of the keys sealed it."""
        try:
            return self._fernets.rotate(sealed.encode()).decode()
        except (InvalidToken, ValueError):
            return None
