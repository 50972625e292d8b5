"""What may a file say that only staff may see?"""

from __future__ import annotations

from bot.catalog.schema.pieces import Name, Record, Text


class StaffNotes(Record):
    """Staff-only facts of a park or listing; the catalog never holds them."""

    contact: Text | None = None
    """Landlord's or park's person and phone."""
    floor_price: Text | None = None
    landlord_price: Text | None = None
    commission: Text | None = None
    verified_by: Name | None = None
    note: Text | None = None
