"""Has somebody sent more forms lately than a person would?"""

from __future__ import annotations

import ipaddress
from typing import Final

from flask import Request

from bot.ports import Gatekeeper

_NETWORK: Final = ((30, 600), (120, 86_400))
"""Most forms from one part of the network within so many seconds; carriers put many phones behind one address."""
_FORM: Final = ((10, 600),)
"""Most tries with one form."""
_WIDTHS: Final = {4: 24, 6: 56}
"""Bits of an address that are looked at."""


def may_send(gatekeeper: Gatekeeper | None, request: Request) -> bool:
    """Count a form that came in, and say whether it may be looked at."""
    return _admit(gatekeeper, f"network {network_of(request)}", _NETWORK)


def may_try(gatekeeper: Gatekeeper | None, form_key: str) -> bool:
    """Count one more try with the same form, and say whether it may be looked at."""
    return _admit(gatekeeper, f"form {form_key}", _FORM)


def network_of(request: Request) -> str:
    """Return the part of the network that a request came from.

    The address that a proxy tells counts only when the proxy is on this machine; anybody else may lie.
    """
    address = _read(request.remote_addr or "")
    if address is None or address.is_loopback:
        told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2]
        address = _read(told.strip()) or address
    if address is None:
        return "unknown"
    return str(ipaddress.ip_network(f"{address}/{_WIDTHS[address.version]}", strict=False))


def _read(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _admit(gatekeeper: Gatekeeper | None, knock: str, limits: tuple[tuple[int, int], ...]) -> bool:
    if gatekeeper is None:
        return True
    # All are counted, so that waiting for the short span does not hide the long one.
    admitted = [gatekeeper.admit(knock, most, seconds) for most, seconds in limits]
    return all(admitted)
