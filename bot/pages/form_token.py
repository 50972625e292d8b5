"""Was this form shown by us to this very browser, and not too long ago?"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass

from flask import Response, request
from itsdangerous import BadSignature, URLSafeSerializer

from bot.pages.site import Site

_COOKIE = "parkbot_form"
_COOKIE_SECONDS = 86_400
_COOKIE_PATTERN = re.compile(r"[A-Za-z0-9_-]{22}")
_TOKEN_SECONDS = 43_200


@dataclass(frozen=True, slots=True)
class FormToken:
    """What the hidden field of a form says, signed by us."""

    key: str
    """One-time name of the form: sending it twice is one lead or ticket."""
    visitor: str
    version: str
    """Of the privacy notice that stands beside the box."""
    issued: int
    """Unix seconds."""


@dataclass(frozen=True, slots=True)
class FormTokens:
    """Issues and reads the tokens of one form."""

    site: Site
    serializer: URLSafeSerializer
    path: str
    """The form's address, where alone the browser shows its cookie."""

    def issue(self) -> FormToken:
        """Return a new token for the browser that asks."""
        known = request.cookies.get(_COOKIE, "")
        visitor = known if _COOKIE_PATTERN.fullmatch(known) else secrets.token_urlsafe(16)
        issued = int(self.site.clock.now().timestamp())
        return FormToken(secrets.token_urlsafe(16), visitor, self.site.playbook().privacy.version, issued)

    def read(self, text: str) -> FormToken | None:
        """Return the token that came back; None when it is not of this browser, too old, or for an older notice."""
        try:
            token = FormToken(*self.serializer.loads(text))
        except (BadSignature, TypeError, ValueError):
            return None
        age = self.site.clock.now().timestamp() - token.issued
        own = secrets.compare_digest(token.visitor.encode(), request.cookies.get(_COOKIE, "").encode())
        # Nobody has agreed to a notice that was not shown.
        is_current = token.version == self.site.playbook().privacy.version
        return token if own and is_current and age <= _TOKEN_SECONDS else None

    def write(self, token: FormToken) -> str:
        """Return the text for the hidden field."""
        return self.serializer.dumps([token.key, token.visitor, token.version, token.issued])

    def hand_out(self, response: Response, token: FormToken) -> None:
        """Give the browser the other half of the token, and let nobody keep the page."""
        response.cache_control.no_store = True
        secure = request.is_secure or self.site.public_url.startswith("https:")
        response.set_cookie(
            _COOKIE,
            token.visitor,
            max_age=_COOKIE_SECONDS,
            path=self.path,
            secure=secure,
            httponly=True,
            samesite="Lax",
        )


def signer(secret: str, salt: str) -> URLSafeSerializer:
    """Return what signs with the installation's secret, for one purpose."""
    return URLSafeSerializer(secret, salt=salt, signer_kwargs={"digest_method": hashlib.sha256})
