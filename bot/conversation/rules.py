"""Which handler answers a message? The first rule that names one decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.conversation.asking import CHANGE
from bot.conversation.handlers import articles, doubt, facts, faq, lead, progress, repair, search, social, sums, taking
from bot.conversation.routes import ANSWERS, COMMANDS, EVENTS, INTENTS
from bot.conversation.session import Stage
from bot.conversation.situation import Handler, Situation
from bot.model import Kind


def choose(at: Situation) -> Handler:
    """Return the handler that the first fitting rule names."""
    return next(handler for rule in RULES if (handler := rule(at)))


def choose_for_event(kind: Kind) -> Handler | None:
    """Return the handler of something other than words, None for words."""
    return EVENTS.get(kind)


def _answers_yes_or_no(at: Situation) -> Handler | None:
    """A pending confirmation takes yes and no before anything else does, unless the message brings facts."""
    if at.changes.new or at.changes.changed:
        return None
    if at.pending == CHANGE and "restart" in at.said.acts and at.draft.stage is Stage.REGISTERED:
        return taking.begin_proposed
    return next((handler for act, handler in ANSWERS.get(at.pending, {}).items() if act in at.said.acts), None)


def _reads_on(at: Situation) -> Handler | None:
    """Show what did not fit into the last reply."""
    return social.read_on if "more" in at.said.acts and at.session.rest else None


def _goes_on(at: Situation) -> Handler | None:
    """Take a yes to the offer of going on with what was left open."""
    return (
        lead.go_on if at.session.offered and ("confirm" in at.said.acts or at.said.intent == "more_results") else None
    )


def _commands(at: Situation) -> Handler | None:
    return next((handler for act, handler in COMMANDS.items() if act in at.said.acts and _fits(at, act)), None)


def _fits(at: Situation, act: str) -> bool:
    """Say whether a command has something to act on; else its words are read as any others."""
    if act == "why":
        return repair.asks_about_form(at)
    if act == "progress":
        return progress.has_lead(at)
    if act == "later":
        return at.changes.are_none and "question" not in at.said.acts
    if act == "show":
        return bool(at.draft.values) and at.changes.are_none
    if act == "any_value" and "phone" in at.changes.new:
        return False
    return act not in NEED_A_FIELD or at.playbook.form.get(at.pending) is not None


def _asks_for_sum(at: Situation) -> Handler | None:
    """Do the sum that a message gives the quantities for, whatever else they could mean."""
    if "sum" in at.said.acts and sums.knows_price(at):
        return sums.tell_total
    return sums.convert if sums.asks_for_sum(at) else None


def _asks_about_article(at: Situation) -> Handler | None:
    """Answer from the article that the talk is about (这篇讲了啥)."""
    focus = at.session.focus
    is_meant = "this_article" in at.said.acts and focus is not None and focus.kind == "article"
    return articles.find_articles if is_meant and at.changes.are_none else None


def _names_one_thing(at: Situation) -> Handler | None:
    """Show the listing or article whose very name is the message; a tapped choice sends it."""
    if facts.names_listing(at):
        return facts.tell_profile
    return articles.find_articles if articles.names_article(at) else None


def _asks_about_thing(at: Situation) -> Handler | None:
    """Answer a question about a park or listing that it names, though it sounds like a search (B3能停17米的车不)."""
    names_thing = any(claim.slot in {"park", "listing"} and "id" in claim.detail for claim in at.said.claims)
    is_else = at.said.intent in SEARCHES
    return facts.tell_field if names_thing and is_else and facts.knows_answer(at) else None


def _lists_again(at: Situation) -> Handler | None:
    """List the parks of another trade or place to a visitor who has just looked at a list (那做食品的呢)."""
    has_parks = any(thing in at.catalog.parks for thing in at.session.shown)
    slots = {claim.slot for claim in at.said.claims}
    goes_on = at.said.text.rstrip("?？。").endswith("呢") and bool(slots) and slots <= _OF_PARKS
    return search.list_parks if has_parks and goes_on and _OF_SPACE.isdisjoint(at.draft.values) else None


def _is_unclear(at: Situation) -> Handler | None:
    """Ask back an unclear value that was asked for, or one of a message about a need that is no question."""
    if not at.said.unclear:
        return None
    unclear = at.said.unclear[0]
    entry = at.playbook.form.get(at.pending)
    if entry is not None and unclear.slot in entry.slots:
        filled = any(slot in at.changes.new or slot in at.changes.changed for slot in entry.slots)
        return None if filled else doubt.ask_back
    entry = at.playbook.form.of_slot(unclear.slot)
    is_needed = entry is not None and entry.core and not at.playbook.form.is_known(at.draft, entry)
    matters = "question" not in at.said.acts and (is_needed or not at.changes.new)
    return doubt.ask_back if matters else None


def _answers_pending(at: Situation) -> Handler | None:
    """Take up facts that fill the pending field, correct something or change a summary; questions do none of it."""
    if "question" in at.said.acts or at.changes.are_none:
        return None
    entry = at.playbook.form.get(at.pending)
    brought = {**at.changes.new, **at.changes.changed}
    fills = entry is not None and any(slot in brought for slot in entry.slots)
    corrects = bool(at.changes.changed) and "correction" in at.said.acts
    return taking.take_up if fills or corrects or at.draft.stage is Stage.CONFIRMING else None


def _answers_in_other_words(at: Situation) -> Handler | None:
    """Read a no, or words that nothing was recognised in, as the answer to the pending field."""
    if at.playbook.form.get(at.pending) is None:
        return None
    declines = at.said.intent == "deny_skip" and at.said.certain and "question" not in at.said.acts
    if at.changes.are_none and (declines or "deny" in at.said.acts):
        return lead.skip
    if not at.changes.are_none or "question" in at.said.acts:
        return None
    if lead.is_link(at):
        return EVENTS[Kind.LINK]
    takes_any_words = at.said.intent in OPEN_INTENTS | TOPICS and lead.takes_free_text(at)
    is_answer = at.said.intent in ANSWER_INTENTS or not at.said.certain
    return lead.answer_pending if takes_any_words or is_answer else None


def _brings_facts(at: Situation) -> Handler | None:
    """Take up facts of a message that would else be taken for small talk, a riddle or a cancelled search."""
    if "question" in at.said.acts or at.changes.are_none:
        return None
    states_condition = not at.playbook.form.conditions.isdisjoint(
        {*at.changes.new, *at.changes.changed, *at.changes.proposed}
    )
    return (
        taking.take_up
        if states_condition or at.changes.dropped or at.said.intent in OPEN_INTENTS or not at.said.certain
        else None
    )


def _corrects_by_name(at: Situation) -> Handler | None:
    """Take a correction that names a field but not yet the right value (电话少打了一位)."""
    is_named = "correction" in at.said.acts and at.playbook.form.named_in(at.said.text) is not None
    return repair.correct if is_named and at.changes.are_none and "question" not in at.said.acts else None


def _says_again(at: Situation) -> Handler | None:
    """Take facts that are known already as what they are, not as a riddle."""
    is_statement = at.said.intent in STATEMENTS or not at.said.certain
    if "question" in at.said.acts or not is_statement or lead.takes_free_text(at):
        return None
    return repair.already_so if repair.known_again(at) else None


def _is_unsure(at: Situation) -> Handler | None:
    """Offer a menu rather than a wrong answer; a question whose subject and field are plain is no doubt."""
    if at.said.certain or at.changes.new or at.changes.changed:
        return None
    if "progress" in at.said.acts:
        return progress.tell
    if facts.knows_answer(at):
        return facts.tell_field
    return articles.find_articles if articles.knows_answer(at) else doubt.offer_menu


def _by_intent(at: Situation) -> Handler | None:
    return INTENTS.get(at.said.intent, faq.answer)


_OF_PARKS = frozenset({"industry", "city", "district", "town"})
_OF_SPACE = frozenset({"area_m2", "property_type", "deal"})

ANSWER_INTENTS = frozenset({"provide_slot", "confirm", "deny_skip"})
"""Nothing but an answer to what was asked."""

SEARCHES = frozenset({"find_park", "refine_search", "provide_slot", "greet", "chitchat"})
"""Intents that a question about a named thing may be taken for."""

STATEMENTS = frozenset({"provide_slot", "correct_info", "leave_lead"})
"""Intents of a message that only states facts."""

OPEN_INTENTS = frozenset({"out_of_scope", "chitchat"})
"""What an answer in free words (a product, a company) may look like when nothing in it is recognised."""

TOPICS = frozenset(
    {"ask_eia", "ask_hazardous", "ask_facilities", "ask_transport", "ask_certificate", "list_by_industry"}
)
"""What an answer in free words that is no question may speak of (有喷涂，有废水)."""

NEED_A_FIELD = frozenset({"skip", "refuse", "unknown_value", "any_value"})
"""Commands that say something of the pending field and nothing without one."""

RULES: Sequence[Callable[[Situation], Handler | None]] = (
    _reads_on,
    _goes_on,
    _answers_yes_or_no,
    _commands,
    _names_one_thing,
    _asks_about_article,
    _asks_for_sum,
    _asks_about_thing,
    _lists_again,
    _is_unclear,
    _answers_pending,
    _says_again,
    _answers_in_other_words,
    _corrects_by_name,
    _brings_facts,
    _is_unsure,
    _by_intent,
)
"""The first one that names a handler decides; the last one always does."""
