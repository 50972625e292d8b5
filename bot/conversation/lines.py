"""How is a line of the talk kept for staff, who may read it before the visitor has agreed to anything?"""

from __future__ import annotations

from bot.conversation.session import Session
from bot.privacy import mask, mask_name

LENGTH = 80
"""Characters of one line."""


def hide(session: Session, text: str) -> str:
    """Return the text with phones and the visitor's name hidden."""
    hidden = mask(" ".join(text.split()))
    for name in _names(session):
        hidden = hidden.replace(name, mask_name(name))
    return hidden


def make_line(session: Session, who: str, text: str) -> str:
    """Return one line of the talk: who said what."""
    return f"{who}:{hide(session, text)[:LENGTH]}"


def _names(session: Session) -> set[str]:
    known = [session.draft.values.get("contact") if session.draft else None, session.contact.values.get("contact")]
    return {str(value.value) for value in known if value is not None and value.value}
