"""What have operations people decided: wording, lead form, routing, limits, privacy notice, menus?"""

from __future__ import annotations

import hashlib
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from bot.catalog.strict_yaml import Document, find_files, parse, parse_list, read_document
from bot.catalog.wording import check_wording
from bot.catalog.yaml_tree import Location
from bot.conversation import form
from bot.conversation.config_files import Agency, FormFile, Limits, Menus, Privacy, QuestionFile, Routing
from bot.conversation.reply_keys import PLACEHOLDERS, REPLIES
from bot.conversation.wording import LIMIT, UNKNOWN, Wording
from bot.errors import Fault, KnowledgeError
from bot.leads.rules import LeadRules, load_lead_rules
from bot.leads.working_time import WorkingTime
from bot.model import Json

CONSTANTS = frozenset({*Agency.model_fields, "agency", "privacy_url", "privacy_version", UNKNOWN})
"""Placeholders that stand for facts of the agency."""


@dataclass(frozen=True, slots=True)
class Playbook:
    """Everything under config/ that shapes the conversation, checked as a whole."""

    agency: Agency
    wording: Wording
    form: form.Form
    labels: Mapping[str, str]
    routing: Routing
    limits: Limits
    privacy: Privacy
    menus: Menus
    questions: tuple[QuestionFile, ...]
    rules: LeadRules
    version: str
    channels: frozenset[str]
    """Channels that are set up in this installation."""

    @property
    def working_time(self) -> WorkingTime:
        """Return when the office works, holidays counted."""
        return WorkingTime.of(self.routing.hours, self.rules.calendar)

    def channels_of(self, queue: str) -> Sequence[str]:
        """Return the channels of a queue that are set up, the log when none is; an unknown queue falls to sales."""
        wanted = (self.routing.queues.get(queue) or self.routing.queues["sales"]).channels
        return [channel for channel in wanted if channel in self.channels] or ["log"]


def load_playbook(config_dir: Path, public_url: str = "", channels: frozenset[str] = frozenset({"log"})) -> Playbook:
    """Read and check the whole of config/.

    Args:
        config_dir: the folder.
        public_url: base address of the pages, for links in replies; empty when there are none.
        channels: notice channels that are set up.

    Raises:
        KnowledgeError: with every fault of every file.
    """
    faults: list[Fault] = []
    models: dict[str, type[BaseModel]] = {
        "agency": Agency, "lead": FormFile, "routing": Routing, "limits": Limits, "privacy": Privacy, "menus": Menus,
    }  # fmt: skip
    parts = {name: _read(config_dir, f"{name}.yaml", model, faults) for name, model in models.items()}
    questions = _read_questions(config_dir, faults)
    variants = _read_replies(config_dir, faults)
    rules = _read_rules(config_dir, faults)
    if faults or rules is None:
        raise KnowledgeError(faults)
    _check_hours(parts["routing"], rules)
    agency, privacy, form_file = parts["agency"], parts["privacy"], parts["lead"]
    constants = _constants(agency, privacy, public_url, variants)
    wording = Wording(variants, constants)
    return Playbook(
        agency, wording, _form(form_file), form_file.labels, parts["routing"], parts["limits"], privacy,
        parts["menus"], questions, rules, _version(config_dir), channels,
    )  # fmt: skip


def _read(config_dir: Path, name: str, model: type[BaseModel], faults: list[Fault]) -> Any:
    try:
        document = read_document(config_dir / name, config_dir)
        faults.extend(_forbidden_words(document, document.data, ()))
        return parse(document, model)
    except KnowledgeError as wrong:
        faults.extend(wrong.faults)
        return None


def _read_questions(config_dir: Path, faults: list[Fault]) -> tuple[QuestionFile, ...]:
    try:
        return tuple(parse_list(read_document(config_dir / "questions.yaml", config_dir), QuestionFile))
    except KnowledgeError as wrong:
        faults.extend(wrong.faults)
        return ()


def _read_rules(config_dir: Path, faults: list[Fault]) -> LeadRules | None:
    try:
        return load_lead_rules(config_dir)
    except KnowledgeError as wrong:
        faults.extend(wrong.faults)
        return None


def _check_hours(routing: Routing, rules: LeadRules) -> None:
    try:
        WorkingTime.of(routing.hours, rules.calendar)
    except KnowledgeError as wrong:
        raise KnowledgeError([replace(fault, file="routing.yaml") for fault in wrong.faults]) from wrong


def _constants(
    agency: Agency, privacy: Privacy, public_url: str, variants: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    facts = {key: str(value) for key, value in agency.model_dump().items() if value and isinstance(value, str)}
    return {
        **dict.fromkeys([*Agency.model_fields, UNKNOWN], variants[UNKNOWN][0]),
        **facts,
        "agency": agency.name,
        "privacy_url": f"{public_url}/privacy" if public_url else variants["privacy_in_chat"][0],
        "privacy_version": privacy.version,
    }


def _form(file: FormFile) -> form.Form:
    fields = tuple(
        form.Field(
            f.id, f.label, f.kind, tuple(f.slots), tuple(f.ask), f.why, f.required, f.core, f.personal,
            f.unless, tuple(form.Option(o.label, o.sends) for o in f.options), (f.label, *f.words),
            f.only, f.unit, f.vague, tuple(f.tells),
        )
        for f in file.fields
    )  # fmt: skip
    return form.Form(fields, tuple(file.extras), tuple(file.minimum), file.most_asks, file.most_skips)


def _read_replies(config_dir: Path, faults: list[Fault]) -> dict[str, list[str]]:
    variants: dict[str, list[str]] = {}
    for path in find_files(config_dir / "replies"):
        try:
            document = read_document(path, config_dir)
        except KnowledgeError as wrong:
            faults.extend(wrong.faults)
            continue
        for key, texts in (document.data or {}).items():
            if key in variants:
                faults.append(document.fault((key,), f"回复「{key}」在别的文件里也有", "请改名或删掉一处"))
            variants[key] = texts if isinstance(texts, list) else [texts]
            faults.extend(_reply_faults(document, key, variants[key]))
    missing = sorted(REPLIES - variants.keys())
    faults.extend(Fault("replies", 0, f"缺少回复「{key}」", "请在 replies 文件夹里补上这一条") for key in missing)
    return variants


def _reply_faults(document: Document, key: str, texts: Sequence[Json]) -> Iterator[Fault]:
    for text in texts:
        if not isinstance(text, str) or not text.strip():
            yield document.fault((key,), f"回复「{key}」是空的或不是文字", "请写上要说的话")
        elif len(text.encode()) > LIMIT:
            yield document.fault((key,), f"回复「{key}」超过 {LIMIT} 字节", "微信一条最多约 660 个汉字,请缩短")
        else:
            yield from _placeholder_faults(document, key, text)
            yield from _forbidden_words(document, text, (key,))


def _forbidden_words(document: Document, value: Json, location: Location) -> Iterator[Fault]:
    """Yield a fault for each phrase below a place of a file that advertising law forbids."""
    if isinstance(value, str):
        for phrase in check_wording(value):
            remedy = "这类说法广告法不允许，请换成可以核实的事实"
            yield document.fault(location, f"有不能对外说的「{phrase}」", remedy)
        return
    inner = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield from _forbidden_words(document, item, (*location, key))


def _placeholder_faults(document: Document, key: str, text: str) -> Iterator[Fault]:
    try:
        names = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        yield document.fault((key,), f"回复「{key}」里的大括号不成对", "占位符写成 {名称}")
        return
    for name in sorted(names - PLACEHOLDERS - CONSTANTS):
        yield document.fault((key,), f"回复「{key}」里的 {{{name}}} 没有人填", "请用这条回复原来的占位符")


def _version(config_dir: Path) -> str:
    digest = hashlib.sha256()
    for path in find_files(config_dir):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
