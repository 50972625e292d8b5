"""Which listings, articles and needs does a fixed seed make, for measuring and for random tests?"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import yaml

from bot.catalog.need import Need
from bot.model import Json

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"

_PLACES = {
    "上海市": {
        "嘉定区": ("安亭镇", "外冈镇", "江桥镇", "马陆镇"),
        "松江区": ("车墩镇", "九亭镇", "新桥镇", "泗泾镇"),
        "宝山区": ("罗店镇", "顾村镇", "月浦镇"),
        "青浦区": ("华新镇", "白鹤镇", "赵巷镇"),
        "奉贤区": ("南桥镇", "奉城镇", "海湾镇"),
        "闵行区": ("浦江镇", "梅陇镇"),
        "金山区": ("枫泾镇", "亭林镇"),
    },
    "苏州市": {
        "昆山市": ("花桥镇", "陆家镇", "千灯镇"),
        "太仓市": ("浏河镇", "沙溪镇"),
        "吴江区": ("盛泽镇", "汾湖镇"),
    },
    "合肥市": {"长丰县": ("双墩镇", "岗集镇"), "肥西县": ("上派镇", "桃花镇")},
}
_TYPES = ("厂房", "厂房", "厂房", "仓库", "仓库", "写字楼", "研发楼", "土地", "商铺", "众创空间")
_FIRE = ("甲类", "乙类", "丙一类", "丙二类", "丙二类", "丁类", "戊类")
_INDUSTRIES = ("汽车及零部件", "新能源", "医疗器械", "生物医药", "集成电路", "智能制造", "机械加工", "食品", "电商")
_STOREYS = ("一楼", "二楼", "三楼", "四楼", "单层", "顶楼", "首层", "地下")
_STATUSES = (None, "待租", "待租", "待售", "意向中", "已租", "下架")
_WORD_LIST = """
园区 厂房 仓库 项目 签约 开工 竣工 投产 企业 产业 规划 建筑面积 占地 平方米 亿元 投资
招商 配套 氢能 新能源 汽车 零部件 医疗器械 生物医药 集成电路 人工智能 智能制造 机械加工
食品 化工 新材料 电商 物流 印刷 软件 检测 研发 总部 基地 平台 中心 服务 政策 交通
地铁 高速 港口 宿舍 食堂 配电 消防 环评 排污 层高 承重 行车 卸货 月台 租金 出售 产证
改造 更新 低效 用地 供应链 示范 特色 孵化 加速 科技 创新 人才 公寓 会展 展厅 论坛
活动 揭牌 成立 搬迁 扩建 续租 入驻 年产 产值 税收 就业 绿色 光伏 储能 锂电 芯片 封装
测试 设备 模具 注塑 钣金 喷涂 冷库 保税 跨境 快递 分拨 仓储 门店 直播 文创 影视 设计
咨询 法务 财务 代账
"""
_WORDS = tuple(_WORD_LIST.split())
_SYLLABLES = "安宝昌达恩丰高恒嘉凯立明宁鹏庆瑞盛泰万祥亚振中卓联创新华东方海天宇星辰"


def write_knowledge(folder: Path, count: int, seed: int) -> None:
    """Write a knowledge folder with as many listings and as many articles, and the real questions and labels."""
    chance = Random(seed)
    for name in ("labels.yaml", "search_synonyms.yaml"):
        shutil.copy(KNOWLEDGE / name, folder / name)
    shutil.copytree(KNOWLEDGE / "faq", folder / "faq")
    for kind, make in (("listings", make_listing), ("articles", make_article)):
        (folder / kind).mkdir()
        for number in range(count):
            record = make(chance, number)
            (folder / kind / f"{record['id']}.yaml").write_text(_dump(record), encoding="utf-8")


def make_listing(chance: Random, number: int) -> dict[str, Json]:
    """Return one listing as its file says it; about half of what may be unknown is."""
    city, district, town = _place(chance)
    deal = chance.choice((["rent"], ["rent"], ["rent"], ["buy"], ["rent", "buy"]))
    kind = chance.choice(_TYPES)
    title = f"{district}{town}{_name(chance)}{kind}{number}号"
    height = _or_none(chance, round(chance.uniform(3.5, 14), 1))
    return {
        "id": f"listing-{number}",
        "title": title,
        "park": None,
        "project": _or_none(chance, f"{_name(chance)}产业园"),
        "city": city,
        "district": _or_none(chance, district, 0.05),
        "town": _or_none(chance, town, 0.2),
        "address": _or_none(chance, f"{town}{_name(chance)}路{chance.randint(1, 3000)}号"),
        "deal": deal,
        "property_type": kind,
        "status": chance.choice(_STATUSES),
        **_sizes(chance, kind),
        **_building(chance),
        "floor_height_m": height,
        "clear_height_m": _or_none(chance, round((height or chance.uniform(4, 12)) - 0.4, 1)),
        "title_certificate": _or_none(chance, "有不动产权证；以查看原件为准"),
        "land_term_end": None,
        "eia": _or_none(chance, "可协助对接环评机构，以审批为准"),
        "industry_limits": _or_none(chance, "不接受化工类"),
        **_money(chance, deal),
        "available_from": _or_none(chance, f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"),
        "agency_fee": None,
        "industry_tags": [{"name": name} for name in chance.sample(_INDUSTRIES, chance.randint(0, 3))],
        "summary": f"{title}，{_sentence(chance, 25)}。",
        "notes": [f"{_sentence(chance, 10)}。"],
        "sources": [_source(chance, number)],
    }


def make_article(chance: Random, number: int) -> dict[str, Json]:
    """Return one article as its file says it."""
    _, district, town = _place(chance)
    return {
        "id": f"article-{number}",
        "title": f"{district}{_name(chance)}{_sentence(chance, 4)}",
        "kind": chance.choice(("news", "news", "park_profile", "listing_advert")),
        "summary": f"{town}{_sentence(chance, 30)}。",
        "excerpt_only": chance.random() < 0.5,
        "tags": chance.sample(_WORDS, 3),
        "event": _or_none(chance, _sentence(chance, 6)),
        "districts": [district],
        "industries": [chance.choice(_WORDS)],
        "industry_tags": chance.sample(_INDUSTRIES, chance.randint(0, 2)),
        "entities": [f"{_name(chance)}科技" for _ in range(chance.randint(0, 3))],
        "facts": [{"text": f"{_sentence(chance, 12)}"} for _ in range(chance.randint(1, 5))],
        "rights": "summary_only",
        "source": _source(chance, number),
    }


def make_need(chance: Random) -> Need:
    """Return what a visitor may look for: any mixture of conditions, now and then a single one."""
    wanted, unwanted = _wanted(chance), _unwanted(chance)
    share = chance.choice((0.1, 0.25, 0.5, 0.9))
    slots = {slot: value for slot, value in wanted.items() if chance.random() < share}
    excluded = {slot: value for slot, value in unwanted.items() if chance.random() < share / 3}
    return Need.from_slots(slots, excluded)


def make_query(chance: Random) -> str:
    """Return what a visitor may search articles by."""
    return "".join(
        (
            chance.choice(("", "请问", "有没有")),
            chance.choice((_place(chance)[1], "")),
            _sentence(chance, chance.randint(1, 8)),
        )
    )


def _wanted(chance: Random) -> Mapping[str, Json]:
    city, district, town = _place(chance)
    low = round(10 ** chance.uniform(2, 4.3), -1)
    height, load, power = (
        round(chance.uniform(3, 12), 1),
        chance.choice((0.5, 1, 1.5, 2, 3)),
        chance.choice((100, 315, 630)),
    )
    return {
        "deal": chance.choice(("rent", "buy")),
        "property_type": chance.sample(("厂房", "仓库", "写字楼", "土地"), chance.randint(1, 2)),
        "area_m2": chance.choice((low, [low, low * 1.5], [low, None], [None, low], [low, low])),
        "city": _or_none(chance, [city]),
        "district": _or_none(chance, chance.choice(([district], [district[:-1]], [district, "嘉定"])), 0.2),
        "town": _or_none(chance, [town]),
        "floor_height_m": chance.choice((height, [height, height + 4], [None, height])),
        "load_t_m2": load,
        "power_kva": power,
        "crane_t": chance.choice((5, 10, [5, 20])),
        "crane": True,
        "fire_class": chance.choice((*_FIRE, "丙类", "丙2", "防火")),
        "storey": chance.choice(_STOREYS),
        "whole_building": True,
        "price": chance.choice(
            (
                {"value": round(chance.uniform(0.5, 3), 1), "unit": "yuan/m2/day"},
                {"value": [20, round(chance.uniform(20, 60))], "unit": "yuan/m2/month"},
                {"value": round(chance.uniform(1e4, 1e6)), "unit": "yuan/month"},
                {"value": round(chance.uniform(1e5, 1e7)), "unit": "yuan/year"},
                {"value": round(chance.uniform(2e3, 2e4)), "unit": "yuan/m2"},
                {"value": round(chance.uniform(1e6, 1e8)), "unit": "yuan"},
            )
        ),
        "move_in": f"2026-{chance.randint(1, 12):02}",
        "industry": chance.sample(_INDUSTRIES, 2),
    }


def _unwanted(chance: Random) -> Mapping[str, Json]:
    city, district, town = _place(chance)
    return {"city": city, "district": district, "town": [town], "storey": chance.sample(_STOREYS, 2)}


def _sizes(chance: Random, kind: str) -> dict[str, Json]:
    total = round(10 ** chance.uniform(2.3, 4.5), chance.choice((-2, -1, 0, 1)))
    divisible = chance.choice((None, "free", "fixed", "no"))
    by_floor = chance.random() < 0.3
    options = [round(total * share, 1) for share in (0.2, 0.5, 1)] if chance.random() < 0.15 else []
    return {
        "area": _or_none(chance, _area(total), 0.15),
        "divisible": divisible,
        "by_floor": by_floor or None,
        "area_per_floor": _area(round(total / chance.randint(1, 6), 1)) if by_floor else None,
        "min_area_m2": max(1.0, round(total / 5)) if divisible == "free" else None,
        "options": [{"area": _area(size), "price_raw": None} for size in options],
        "land_area": _area(round(total / 500, 1), "亩") if kind == "土地" else None,
    }


def _building(chance: Random) -> dict[str, Json]:
    first = chance.randint(1, 5)
    crane = {
        "corbel": chance.choice((None, True, False)),
        "installed": chance.choice((None, True, True, False)),
        "tonnage_t": _or_none(chance, chance.choice((2.8, 3, 5, 10, 16, 20, 32))),
    }
    return {
        "whole_building": chance.choice((None, True, False)),
        "storeys": _or_none(chance, list(range(first, first + chance.randint(1, 3)))),
        "single_storey": chance.choice((None, None, True, False)),
        "top_floor": chance.choice((None, None, True, False)),
        "floor_load_kg_m2": _or_none(chance, chance.choice((500, 800, 1000, 1500, 2000, 3000, 5000))),
        "crane": _or_none(chance, crane),
        "power_kva": _or_none(chance, chance.choice((80, 100, 160, 200, 250, 315, 400, 500, 630, 800, 1000, 1250))),
        "power_expandable": chance.choice((None, True, False, False)),
        "fire_class": _or_none(chance, chance.choice(_FIRE)),
    }


def _money(chance: Random, deal: list[str]) -> dict[str, Json]:
    unit, factor = chance.choice(
        (("元/㎡/天", 1), ("元/㎡/天", 1), ("元/㎡/月", 30), ("元/月", 30_000), ("元/年", 360_000))
    )
    rent = round(chance.uniform(0.4, 3) * factor, 2)
    basis = {"tax_included": None, "property_fee_included": None}
    sale = chance.choice(({"value": round(chance.uniform(2000, 20_000)), "unit": "元/㎡"},
                          {"value": round(chance.uniform(100, 9000)), "unit": "万元"},
                          {"value": round(chance.uniform(1e6, 9e7)), "unit": "元"},
                          {"value": round(chance.uniform(40, 300)), "unit": "万元/亩"}))  # fmt: skip
    said = {"value": rent, "unit": unit, "raw": f"{rent}{unit}", **basis}
    return {
        "rent": _or_none(chance, said) if "rent" in deal else None,
        "sale_price": _or_none(chance, {**sale, "raw": f"{sale['value']}{sale['unit']}"}) if "buy" in deal else None,
    }


def _source(chance: Random, number: int) -> dict[str, Json]:
    return {
        "title": f"示例来源{number}",
        "publisher": None,
        "url": f"https://example.com/post/{number}.html",
        "date": f"{chance.randint(2019, 2025)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
    }


def _place(chance: Random) -> tuple[str, str, str]:
    city = chance.choice(tuple(_PLACES))
    district = chance.choice(tuple(_PLACES[city]))
    return city, district, chance.choice(_PLACES[city][district])


def _name(chance: Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=2))


def _sentence(chance: Random, words: int) -> str:
    # Frequent words are far more frequent than rare ones, as in real texts.
    return "".join(_WORDS[int(len(_WORDS) * chance.random() ** 2)] for _ in range(words))


def _area(value: float, unit: str = "㎡") -> dict[str, Json]:
    return {"value": value, "unit": unit, "raw": f"{value}{unit}", "meaning": "建筑面积"}


def _or_none(chance: Random, value: Any, share: float = 0.45) -> Any:
    return None if chance.random() < share else value


def _dump(record: Mapping[str, Json]) -> str:
    """Return a record as editors write it: small mappings on one line."""
    return yaml.dump(
        dict(record), Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=1000, default_flow_style=None
    )
