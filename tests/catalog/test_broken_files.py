"""Broken knowledge files: each is refused with its file, its line and a remedy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.catalog.catalog import load_catalog
from bot.errors import Fault, KnowledgeError

PARK = (Path(__file__).parent / "samples/cloud-park.yaml").read_text(encoding="utf-8")
OTHER = PARK.replace("cloud-park", "other-park").replace("云谷", "他山")
FAQ = """\
id: fee
topics: [agency_fee]
questions: [收费吗, 要钱吗]
answer: 由同事说明。
"""
LISTING = Path(__file__).parents[2] / "knowledge/listings/hefei-beicheng-floors.yaml"
ARTICLE = Path(__file__).parents[2] / "knowledge/articles/jiading-hydrogen-port-profile.yaml"
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

BROKEN = {
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
        ARTICLE.read_text(encoding="utf-8"),
        9,
        "jiading-hydrogen-port.yaml",
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
}


@pytest.mark.parametrize(("file", "text", "line", "remedy"), BROKEN.values(), ids=BROKEN.keys())
def test_broken_file_is_named_with_line_and_remedy(folder: Path, file: str, text: str, line: int, remedy: str) -> None:
    path = folder / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")

    with pytest.raises(KnowledgeError) as caught:
        load_catalog(folder)

    places = [(fault.file, fault.line) for fault in caught.value.faults if remedy in str(fault)]
    assert (file, line) in places, str(caught.value)


def test_all_faults_of_all_files_are_told_at_once(faults_of: Callable[..., tuple[Fault, ...]]) -> None:
    found = faults_of(
        parks__other_park=OTHER.replace("town:", "twon:").replace("value: 30", "value: x"), faq__fee="a: ["
    )

    assert {(fault.file, fault.line) for fault in found} >= {
        ("parks/other-park.yaml", 6),
        ("parks/other-park.yaml", 8),
        ("faq/fee.yaml", 2),
    }


def test_missing_folder_and_missing_labels_are_faults(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="找不到知识库目录"):
        load_catalog(tmp_path / "none")
    with pytest.raises(KnowledgeError, match=r"labels\.yaml"):
        load_catalog(tmp_path)


def test_label_of_an_unknown_field_is_a_fault(folder: Path) -> None:
    labels = folder / "labels.yaml"
    text = labels.read_text(encoding="utf-8").replace("field: operator", "field: oprator")
    labels.write_text(text, encoding="utf-8")

    with pytest.raises(KnowledgeError, match="没有「oprator」这个字段"):
        load_catalog(folder)


def test_date_in_the_future_is_a_fault_when_today_is_known(folder: Path) -> None:
    assert load_catalog(folder).parks
    assert load_catalog(folder, today=date(2026, 1, 5)).parks
    with pytest.raises(KnowledgeError, match="在今天之后"):
        load_catalog(folder, today=date(2026, 1, 4))
