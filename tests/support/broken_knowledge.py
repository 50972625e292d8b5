"""Which mistakes do editors make in knowledge files, and how is each to be refused?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parents[2]
PARK = (ROOT / "tests/catalog/samples/cloud-park.yaml").read_text(encoding="utf-8")
OTHER = PARK.replace("cloud-park", "other-park").replace("云谷", "他山")
FAQ = """\
id: fee
topics: [agency_fee]
questions: [收费吗, 要钱吗]
answer: 由同事说明。
"""
LISTING = ROOT / "knowledge/listings/hefei-beicheng-floors.yaml"
ARTICLE = ROOT / "knowledge/articles/jiading-hydrogen-port-profile.yaml"
POLICY = """\
id: rule
title: 示例文件
document_number: null
issuer: 示例机关
url: https://example.com/p
published: 2026-01-01
effective_from: 2026-02-01
effective_to: 2027-02-01
summary: 示例。
conditions: null
"""

_BROKEN: dict[str, tuple[str, str, int, str]] = {
    "unknown key": ("parks/other-park.yaml", OTHER.replace("town:", "twon:"), 6, "是不是想写「town」"),
    "missing key": ("parks/other-park.yaml", OTHER.replace("name: 他山示例园\n", ""), 1, "不知道就写 null"),
    "wrong unit": ("parks/other-park.yaml", OTHER.replace("unit: 亩", "unit: 坪"), 8, "'㎡'"),
    "not a number": ("parks/other-park.yaml", OTHER.replace("value: 30", "value: 三十"), 8, "这里要数字"),
    "not finite": ("parks/other-park.yaml", OTHER.replace("value: 30", "value: inf"), 8, "这里要普通数字"),
    "negative area": ("parks/other-park.yaml", OTHER.replace("value: 30", "value: -30"), 8, "要大于 0"),
    "impossible date": ("parks/other-park.yaml", OTHER.replace("2026-01-05", "2026-02-30"), 16, "这里要日期"),
    "odd link": ("parks/other-park.yaml", OTHER.replace("https://example.com/1", "javascript:x"), 15, "http://"),
    "id differs from file name": ("parks/other-park.yaml", PARK.replace("云谷", "他山"), 1, "改名为 cloud-park.yaml"),
    "doubled alias": ("parks/other-park.yaml", OTHER.replace("他山]", "云谷]"), 3, "只在一处使用"),
    "doubled key": ("parks/other-park.yaml", OTHER + "city: 上海市\n", 17, "请删掉一处"),
    "superlative": ("parks/other-park.yaml", OTHER.replace("示例园区。", "上海最好的园区。"), 11, "可以核实的事实"),
    "dodged superlative": ("parks/other-park.yaml", OTHER.replace("示例园区。", "蕞后两套。"), 11, "可以核实的事实"),
    "travel time": ("parks/other-park.yaml", OTHER.replace("示例园区。", "到地铁站步行5分钟。"), 11, "可以核实的事实"),
    "area without kind": ("parks/other-park.yaml", OTHER.replace("示例园区。", "有600平米。"), 11, "建筑面积"),
    "mobile number": ("parks/other-park.yaml", OTHER.replace("示例园区。", "找 13800138000。"), 11, "staff:"),
    "derived beside stated": (
        "parks/other-park.yaml",
        OTHER + "derived:\n  - {field: town, value: 外冈镇, reason: 猜}\n",
        18,
        "删掉推算值",
    ),
    "unknown industry": (
        "parks/other-park.yaml",
        OTHER + "industry_tags:\n  - {name: 半导体}\n",
        18,
        "只能是",
    ),
    "unknown staff key": (
        "parks/other-park.yaml",
        OTHER + "staff:\n  flor_price: 1\n",
        18,
        "是不是想写「floor_price」",
    ),
    "checked without date": (
        "parks/other-park.yaml",
        OTHER + "verification:\n  status: phone\n",
        17,
        "要写核实日期",
    ),
    "unknown park": (
        "listings/hefei-beicheng-floors.yaml",
        LISTING.read_text(encoding="utf-8").replace("park: null", "park: nowhere"),
        4,
        "parks/ 下有没有 nowhere.yaml",
    ),
    "crane load as text": (
        "listings/hefei-beicheng-floors.yaml",
        LISTING.read_text(encoding="utf-8").replace("crane: null", "crane: {tonnage_t: 500kg/㎡}"),
        32,
        "这里要数字",
    ),
    "clear height above storey": (
        "listings/hefei-beicheng-floors.yaml",
        LISTING.read_text(encoding="utf-8").replace("clear_height_m: null", "clear_height_m: 5"),
        1,
        "净高",
    ),
    "unknown article park": (
        "articles/jiading-hydrogen-port-profile.yaml",
        ARTICLE.read_text(encoding="utf-8").replace("parks: [jiading-hydrogen-port]", "parks: [nowhere]"),
        9,
        "parks/ 下有没有 nowhere.yaml",
    ),
    "policy without expiry": (
        "policies/rule.yaml",
        POLICY.replace("effective_to: 2027-02-01\n", ""),
        1,
        "effective_to",
    ),
    "policy that ends before it starts": ("policies/rule.yaml", POLICY.replace("2027-", "2025-"), 1, "不能早于"),
    "forbidden phrase": ("faq/fee.yaml", FAQ + "must_not: [由同事]\n", 1, "must_not"),
    "unknown placeholder": ("faq/fee.yaml", FAQ.replace("由同事", "打 {hotlin}"), 4, "可用的有"),
    "placeholder without fallback": ("faq/fee.yaml", FAQ.replace("由同事说明。", "打 {hotline}。"), 4, "fallbacks"),
    "same question twice": ("faq/fee.yaml", FAQ.replace("要钱吗", "收费吗"), 3, "写得不同"),
    "answer too long": ("faq/fee.yaml", FAQ.replace("由同事说明。", "好" * 700), 1, "回答太长"),
    "unclosed bracket": ("faq/fee.yaml", FAQ.replace("收费吗, 要钱吗]", "收费吗, 要钱吗"), 4, "请检查缩进"),
    "full-width colon": ("faq/fee.yaml", FAQ.replace("answer: ", "answer："), 4, "英文冒号"),
    "tab": ("faq/fee.yaml", FAQ + "must_not:\n\t- 返税\n", 6, "请改成空格"),
    "full-width space": ("faq/fee.yaml", FAQ + "must_not:\n\u3000- 返税\n", 6, "普通空格"),
    "control character": ("faq/fee.yaml", FAQ.replace("同事", "同\x08事"), 4, "请删掉这一行重新输入"),
    "byte order mark": ("faq/fee.yaml", "\ufeff" + FAQ, 1, "不带 BOM"),
    "anchor": ("faq/fee.yaml", FAQ.replace("[收费吗", "&q [收费吗"), 3, "请删掉标记"),
    "alias": ("faq/fee.yaml", FAQ.replace("由同事说明。", "*q"), 4, "请加引号"),
    "tag": ("faq/fee.yaml", FAQ.replace("由同事说明。", "!!python/name:os.system x"), 4, "请删掉标记"),
    "second document": ("faq/fee.yaml", FAQ + "---\nid: more\n", 5, "拆成两个文件"),
    "nested too deeply": ("faq/fee.yaml", FAQ + f"must_not: {'[' * 30}{']' * 30}\n", 5, "请检查缩进和括号"),
    "text instead of a list": ("faq/fee.yaml", FAQ.replace("[收费吗, 要钱吗]", "收费吗"), 3, "这里要列表"),
    "no content": ("faq/fee.yaml", "# 还没写\n", 0, "请补上内容"),
    "legacy encoding": ("faq/fee.yaml", FAQ, 3, "请用 UTF-8 编码另存"),
}
_ENCODINGS = {"legacy encoding": "gb18030"}


@dataclass(frozen=True, slots=True)
class BrokenFile:
    """A knowledge file with one thing wrong, and how it must be refused."""

    kind: str
    file: str
    text: str
    line: int
    """Counted from 1; 0 when the fault belongs to the whole file."""
    remedy: str
    """Part of the fault's text."""

    @property
    def content(self) -> bytes:
        return self.text.encode(_ENCODINGS.get(self.kind, "utf-8"))

    @property
    def place(self) -> str:
        """Return how the fault names the place."""
        return f"{self.file} 第 {self.line} 行：" if self.line else f"{self.file}："

    def numbered(self, number: int) -> BrokenFile:
        """Return the same under a name of its own, so that many fit into one folder."""
        old = Path(self.file).stem
        new = f"{old}-{number}"
        text = self.text.replace(f"id: {old}\n", f"id: {new}\n").replace("他山", f"他山{number}号")
        return replace(self, file=self.file.replace(f"{old}.yaml", f"{new}.yaml"), text=text)


BROKEN = tuple(BrokenFile(kind, *case) for kind, case in _BROKEN.items())
