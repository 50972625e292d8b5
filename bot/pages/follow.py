"""Which picture lets a visitor of a page follow the account?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from bot.pages.site import Site

FOLLOW_TYPES: Mapping[str, str] = {".png": "image/png", ".jpg": "image/jpeg"}
_SCENE = re.compile(r"[a-z0-9-]{1,64}")


def find_follow_code(site: Site, scene: str) -> Path | None:
    """Return the picture with the account's code; one made for the scene goes before the general one.

    A code that tells its scene takes a verified account (doc: Account_Management/Generating_a_Parametric_QR_Code), so
    operations put the pictures beside agency.yaml: follow.png, and follow-<scene>.png where they have one.
    """
    name = site.playbook().agency.follow_qr
    if name is None or site.pictures is None:
        return None
    general = site.pictures / name
    own = general.with_stem(f"{general.stem}-{scene}") if _SCENE.fullmatch(scene) else general
    return next((picture for picture in (own, general) if picture.is_file()), None)
