"""Which character of a name does a visitor put right by a word that it stands in?"""

from __future__ import annotations

import re

from bot.understanding.characters import load_regions, load_sounds
from bot.understanding.sheet import Sheet

_EXPLAINED = re.compile(
    r"(?:是|为|用|叫|^|(?<=[,，。 ]))(?P<word>[\u4e00-\u9fff]{2,4})的那?个?(?P<character>[\u4e00-\u9fff])"
    r"(?=字|[,，。!~ ]|$|[吧哈啊呀])"
)


_TAKEN_APART = re.compile(
    "弓长张|立早章|木子李|耳东陈|双木林|口天吴|言午许|古月胡|草头黄|三横王|干勾于|走肖赵|刀口邵|文刀刘|卯金刘|关耳郑"
    "|立里童|美女姜|人可何|言身谢|言射谢|木易杨|双口吕|水工江|工水江|木土杜|西早谭|言西谭|草办苏"
    "|双人徐|弓长张"
)
"""立早章: a name's character by its parts."""
_DENIED = re.compile(r"(?:不是|非|不叫)$")


def read_spelling(sheet: Sheet) -> None:
    """Claim the character of 「前程的程」, where the word holds it."""
    for found in sheet.find_words(_EXPLAINED):
        if found["character"] in found["word"]:
            sheet.claim("spelling", found["character"], *found.span())

    for found in sheet.find_words(_TAKEN_APART):
        if not _DENIED.search(sheet.words[: found.start()]):
            sheet.claim("spelling", found.group()[-1], *found.span())


def respell_by_sound(known: str, character: str) -> str | None:
    """Return a known name with the one character of the same sound replaced, None when none or several sound so."""
    sounds = load_sounds()
    meant = set(sounds.get(character, ""))
    first = max((len(region) for region in load_regions() if known.startswith(region)), default=0)
    alike = [
        place
        for place, other in enumerate(known)
        if place >= first and other != character and meant & set(sounds.get(other, ""))
    ]
    return known[: alike[0]] + character + known[alike[0] + 1 :] if len(alike) == 1 else None
