"""What do all mobile pages share: their values, their headers, their faults?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path

from flask import Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from bot.catalog.catalog import Catalog
from bot.catalog.wording import check_wording
from bot.conversation.playbook import Playbook
from bot.pages.lists import district_of
from bot.pages.profile import say_date
from bot.pages.view_counter import ViewCounter
from bot.ports import Clock, Gatekeeper

STATIC = Path(__file__).parent / "static"
_LONGEST_DESCRIPTION = 110
_PAGE_SECONDS = 60
_STATIC_SECONDS = 31_536_000
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass(frozen=True, slots=True)
class Share:
    """What a shared link shows in a chat."""

    title: str
    description: str
    kind: str = "website"


@dataclass(frozen=True, slots=True)
class Site:
    """The values behind every page."""

    catalog: Callable[[], Catalog]
    playbook: Callable[[], Playbook]
    clock: Clock
    public_url: str
    """Without a slash at the end; empty when visitors reach the pages by whatever address they used."""
    gatekeeper: Gatekeeper | None = None
    """None lets everybody send as many forms as they like."""
    views: ViewCounter | None = None
    """None counts no views and shows none."""
    pictures: Path | None = None
    """Folder of the pictures that operations put beside their configuration."""

    @property
    def address(self) -> str:
        """Return the base address as visitors know it."""
        return self.public_url or request.url_root.rstrip("/")

    def render(self, template: str, share: Share, catalog: Catalog | None = None, **values: object) -> Response:
        """Return a page.

        Args:
            template: file below templates/pages.
            share: title and description.
            catalog: state of the knowledge that the view has used, so that a page shows one state only.
            **values: what the template shows besides.
        """
        catalog, playbook = catalog or self.catalog(), self.playbook()
        return make_response(
            render_template(
                f"pages/{template}",
                share=without_superlatives(share, playbook.agency.name),
                address=self.address,
                public_url=self.public_url,
                catalog=catalog,
                labels=catalog.labels,
                playbook=playbook,
                agency=playbook.agency,
                unknown=catalog.labels.words.unknown,
                static_version=static_version(),
                district_of=district_of,
                say_date=say_date,
                **values,
            )
        )

    def refuse(self, fault: HTTPException) -> Response:
        """Return the friendly page for a fault of HTTP, redirects as they are."""
        code = fault.code or HTTPStatus.INTERNAL_SERVER_ERROR
        if fault.response is not None or code < HTTPStatus.BAD_REQUEST:
            return make_response(fault.get_response())
        response = self.render("fault.html", Share(self.playbook().agency.name, ""), code=code)
        response.status_code = code
        return protect(response)


def without_superlatives(share: Share, agency: str) -> Share:
    """Return what is shared without words that advertising law forbids; a source's title may hold some."""
    title = agency if check_wording(share.title) else share.title
    description = "" if check_wording(share.description) else share.description[:_LONGEST_DESCRIPTION]
    return Share(title, description, share.kind)


@cache
def static_version() -> str:
    """Return a short hash of the static files, so that browsers keep them for good."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def protect(response: Response) -> Response:
    """Add the security headers, and how long a browser may keep the response."""
    for name, value in _HEADERS.items():
        # A view may be stricter than the rest.
        response.headers.setdefault(name, value)
    if response.cache_control.no_store:
        return response
    if request.endpoint == "pages.static":
        response.headers["Cache-Control"] = f"public, max-age={_STATIC_SECONDS}, immutable"
    elif response.status_code == HTTPStatus.OK and request.method in {"GET", "HEAD"}:
        response.headers["Cache-Control"] = f"public, max-age={_PAGE_SECONDS}"
        response.add_etag()
        response.make_conditional(request)
    else:
        response.headers["Cache-Control"] = "no-store"
    return response
