"""Has a group robot accepted what was posted to it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import orjson
import requests

from bot.errors import DeliveryError
from bot.model import Json

CONNECT_SECONDS = 2.0
READ_SECONDS = 3.0
"""Together the five seconds that one notice may take."""

_HEADERS = {"Content-Type": "application/json"}
_MOST_BYTES = 65_536
_ACCEPTED = 200
_TOO_MANY = 429
_PAUSE = 60.0


@dataclass(frozen=True, slots=True)
class Codes:
    """What the numbers in a robot's answer mean; a number not named here is worth another try."""

    field: str
    """Where the number stands; 0 is success."""
    permanent: frozenset[int]
    """Only the operator can help: key, signature, allow-list, keyword."""
    waits: Mapping[int, float]
    """Seconds to be quiet."""


def post(name: str, url: str, body: Json, params: Mapping[str, str], codes: Codes, read_seconds: float) -> None:
    """Post JSON to a robot and judge its answer; no error ever names the address, which holds the key.

    Raises:
        DeliveryError: the robot did not say that it took the message.
    """
    status, content = _exchange(name, url, body, params, read_seconds)
    code = _read_code(content, codes.field)
    if code == 0 and status == _ACCEPTED:
        return
    if code is None:
        raise DeliveryError(
            f"{name}: HTTP {status} without a code", retry_after=_PAUSE if status == _TOO_MANY else None
        )
    permanent = code in codes.permanent
    raise DeliveryError(f"{name}: HTTP {status}, code {code}", permanent=permanent, retry_after=codes.waits.get(code))


def _exchange(name: str, url: str, body: Json, params: Mapping[str, str], read_seconds: float) -> tuple[int, bytes]:
    timeout = (min(CONNECT_SECONDS, read_seconds), read_seconds)
    try:
        with requests.Session() as session:
            # Without this a proxy or .netrc of the machine would decide where notices go.
            session.trust_env = False
            answer = session.post(
                url,
                # Chinese stays UTF-8: escaped as \uXXXX it would burst the robots' limits.
                data=orjson.dumps(body),
                headers=_HEADERS,
                params=dict(params),
                timeout=timeout,
                allow_redirects=False,
                stream=True,
            )
            with answer:
                return answer.status_code, next(answer.iter_content(_MOST_BYTES), b"")
    except (requests.RequestException, OSError, ValueError) as fault:
        reason = type(fault).__name__
    # Raised here and not above, so that no chained exception carries the address into a log.
    raise DeliveryError(f"{name}: {reason}")


def _read_code(content: bytes, field: str) -> int | None:
    try:
        answer = orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    code = answer.get(field) if isinstance(answer, dict) else None
    return code if isinstance(code, int) and not isinstance(code, bool) else None
