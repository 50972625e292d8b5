"""How is somebody found again in a store that must not hold the name?"""

from __future__ import annotations

import hashlib
import hmac


class Digest:
    """A keyed fingerprint; without the secret nobody can try out openids or phone numbers against it."""

    def __init__(self, secret: bytes, purpose: str) -> None:
        self._key = hmac.digest(secret, f"parkbot digest {purpose}".encode(), hashlib.sha256)

    def __call__(self, value: str) -> str:
        """Return 64 hexadecimal digits, always the same for a value."""
        return hmac.new(self._key, value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
