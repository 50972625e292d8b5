"""Which words of a table stand for which value?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.model import Json

BLANK = frozenset(
    ("", "-", "--", "/", "—", "——", "无", "暂无", "未知", "待定", "不详", "n/a", "na", "null", "none", "?", "？")
)
"""Cells that say that nothing is known."""
NEGOTIABLE = frozenset(("面议", "价格面议", "租金面议", "电议", "待议"))
YES = frozenset(("是", "有", "可", "可以", "√", "✓", "y", "yes", "true", "1"))
NO = frozenset(("否", "无", "没有", "不可", "不可以", "×", "x", "n", "no", "false", "0"))


def _spell(spellings: Mapping[str, Iterable[str]]) -> Mapping[str, str]:
    """Return the value of each word from the words of each value."""
    return {word: value for value, words in spellings.items() for word in (value, *words)}


_DEALS: Mapping[str, Json] = {
    **dict.fromkeys(("出租", "租", "招租", "可租", "rent"), ("rent",)),
    **dict.fromkeys(("出售", "售", "买", "转让", "可售", "buy"), ("buy",)),
    **dict.fromkeys(("租售", "可租可售", "出租出售", "租/售"), ("rent", "buy")),
}
ENUMS: Mapping[str, Mapping[str, Json]] = {
    "deal": _DEALS,
    "property_type": _spell(
        {
            "厂房": ("标准厂房", "单层厂房", "多层厂房", "独栋厂房"),
            "仓库": ("仓储", "库房", "高台库"),
            "写字楼": ("办公", "办公楼"),
            "研发楼": ("研发办公",),
            "土地": (),
            "商铺": (),
            "众创空间": (),
        }
    ),
    "status": _spell({"待租": ("可租",), "待售": ("可售",), "意向中": (), "已租": (), "已售": (), "下架": ()}),
    "fire_class": _spell(
        {
            "甲类": ("甲",),
            "乙类": ("乙",),
            "丙一类": ("丙一", "丙1", "丙1类"),
            "丙二类": ("丙二", "丙2", "丙2类"),
            "丁类": ("丁",),
            "戊类": ("戊",),
        }
    ),
    "divisible": _spell(
        {
            "free": ("可分割", "可分", "可", "是"),
            "fixed": ("固定分割", "按层", "按间"),
            "no": ("不可分割", "不可分", "不可", "否", "整租"),
        }
    ),
    "land_zone": _spell({zone: (f"{zone}地块",) for zone in ("104", "195", "198")}),
}
"""Values of each field with a fixed choice, by the words that tables use for them."""
