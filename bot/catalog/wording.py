"""Which words in a text may not be said to visitors?

Advertising law (广告法 art. 9, 26, 28; 房地产广告发布规定 art. 4) in effect covers what the bot says about property:
no superlatives, no location by travel time, no promise of returns, areas only with their kind.
"""

from __future__ import annotations

import re

_TIME = r"[\d一二三四五六七八九十半几两]+\s*(?:个)?\s*(?:分钟|小时)"
_ALLOWED_AFTER_MOST = (
    r"近|接近|迟|晚|早|终|初|短|长(?:不|租|可)|小(?:可?分割?|起租|面积|单元)|低(?:多少|租期|起租|面积|要求|消防|投资|几)"
    r"|高(?:人民|年限|多少|不超过|限)|多(?![的。,!,!]|$)|少(?![的。,!,!]|$)"
    r"|后(?:一(?:个|条|次|步|项|位)|再|请|更新|核实|确认|由)|新(?:状态|情况|的?官方|消息|进展|文章|资讯|动态|日期|发布的?文件|公告|版本)"
)
_FORBIDDEN = re.compile(
    "|".join(
        (
            "蕞",
            rf"最(?!{_ALLOWED_AFTER_MOST})[一-鿿]?",
            r"(?:全国|全市|全区|上海|国内|行业|世界|全球|亚洲|区域|排名|位居|稳居)第一(?!批|次|届|个月|季度|家工厂)",
            r"第一(?:品牌|名|大|园区|选择|股|城|门户)",
            r"(?<!不是)唯一(?!标识|编号|性)",
            r"顶级|顶尖|极致|至尊|极品|绝无仅有|独一无二|史无前例|(?<!航)空前|无与伦比|首屈一指|王牌|销冠|万能|100%|百分之百",
            r"国家级(?!(?:经济|高新|开发|新区|先进|专精|专业|孵化|企业技术|重点|实验|示范|工程|\s*\d|、|和|或))",
            rf"{_TIME}(?:左右)?\s*(?:车程|路程|步行|直达|即达|可?到达|可达|就到|生活圈|经济圈|通勤)",
            rf"(?:步行|开车|驾车|自驾|车程|乘车|坐车|骑行)(?:约|仅|只|需|要|大概|大约|不到|不过)*\s*{_TIME}",
            rf"(?:到|至|距|离)[一-鿿A-Za-z0-9]{{2,10}}?(?:约|仅|只|需|要|大概|大约|不到)+\s*{_TIME}",
            r"稳赚|(?<!确)保本(?![周月次人地])|(?<!承)包租|坐等升值|坐享|高回报|(?:投资)?回报率|年化(?:收益|回报)|收益率|(?<!承诺)升值(?!税)",
            r"返税\s*\d|返还\s*\d+\s*%|返\s*[\d一二三四五六七八九十]+\s*个点",
            r"包过|保过|保证(?:能?通过|能过|办成|拿到|入驻|真实)|一定能(?:过|办|批)",
            r"仅余|0等待|零等待|[1一]天(?:出证|拿证|下证)|优惠政策|错过不再|抢购|秒杀|火爆",
        )
    )
)
_AREA = re.compile(r"\d[\d,.]*\s*万?\s*(?:㎡|平方米|平米|平(?![方台房米均衡]))(?!\s*/)")
_AREA_KIND = re.compile(r"建筑面积|建面|套内|占地|用地|土地|规划|四至|口径|计租|使用面积|单价|元/㎡")
_SENTENCE = re.compile(r"[。！？；!?;\n]")


_HINTS = (
    *("蕞", "最", "第一", "唯一", "顶级", "顶尖", "极致", "至尊", "极品", "绝无仅有", "独一无二", "史无前例", "空前"),
    *("无与伦比", "首屈一指", "王牌", "销冠", "万能", "100%", "百分之百", "国家级", "分钟", "小时", "稳赚", "保本"),
    *("包租", "升值", "坐享", "高回报", "回报率", "年化", "收益率", "返", "包过", "保过", "保证", "一定能", "仅余"),
    *("等待", "出证", "拿证", "下证", "优惠政策", "错过不再", "抢购", "秒杀", "火爆"),
)
"""Every forbidden phrase holds one of these; looking for them is far quicker."""


def may_be_forbidden(text: str) -> bool:
    """Say quickly whether a text, or many joined together, may hold something that may not be said."""
    return any(hint in text for hint in _HINTS)


def check_wording(text: str) -> list[str]:
    """Return the phrases of a text that may not be said, in order; empty when all is well."""
    return [match.group() for match in _FORBIDDEN.finditer(text)] if may_be_forbidden(text) else []


def find_unlabelled_areas(text: str) -> list[str]:
    """Return the areas of a text about property that do not say in their sentence which kind of area they are."""
    return [
        match.group()
        for sentence in _SENTENCE.split(text)
        if not _AREA_KIND.search(sentence)
        for match in _AREA.finditer(sentence)
    ]
