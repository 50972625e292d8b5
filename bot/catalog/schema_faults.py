"""How is a misfit between a file and its schema told to the editor?"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

_CHINESE: Mapping[str, str] = {
    "int_parsing": "这里要整数，例如 3000",
    "int_from_float": "这里要整数，例如 3000",
    "float_parsing": "这里要数字，例如 4.2（单位不用写）",
    "finite_number": "这里要普通数字，例如 4.2",
    "bool_parsing": "这里要 true 或 false",
    "string_type": "这里要一段文字；文字以 {{ 或 [ 开头时请加引号",
    "list_type": "这里要列表，每行以「- 」开头",
    "tuple_type": "这里要列表，每行以「- 」开头",
    "dict_type": "这里要「名称: 内容」",
    "model_type": "这里要「名称: 内容」",
    "date_from_datetime_parsing": "这里要日期，例如 2026-11-23",
    "date_from_datetime_inexact": "这里要日期，例如 2026-11-23",
    "date_parsing": "这里要日期，例如 2026-11-23",
    "date_type": "这里要日期，例如 2026-11-23",
    "literal_error": "只能是 {expected} 之一",
    "enum": "只能是 {expected} 之一",
    "greater_than": "要大于 {gt}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than": "要小于 {lt}",
    "less_than_equal": "不能大于 {le}",
    "string_too_short": "不能是空的",
    "string_too_long": "太长了，最多 {max_length} 个字",
    "string_pattern_mismatch": "写法不对，要符合 {pattern}",
    "too_short": "至少要写 {min_length} 项",
    "too_long": "最多写 {max_length} 项",
}


def explain(error: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    """Return what is wrong and how to mend it, in Chinese.

    Args:
        error: one finding of pydantic.
        model: the schema, whose field names serve as suggestions.
    """
    location = error["loc"]
    label = ".".join(str(part) for part in location) or "文件"
    kind = error["type"]
    if kind == "missing":
        return f"缺少「{label}」", f"请补上「{location[-1]}: …」，不知道就写 null"
    if kind == "extra_forbidden":
        close = difflib.get_close_matches(str(location[-1]), sorted(_field_names(model, set())), n=1)
        return f"不认识「{label}」", f"是不是想写「{close[0]}」？" if close else "请删掉，或对照说明改名"
    if error["input"] is None:
        return f"「{label}」是空的", "这一项不能没有内容，请补上"
    said = f"「{label}」写的是「{str(error['input'])[:40]}」"
    remedy = _CHINESE.get(kind)
    if remedy:
        return said, remedy.format(**error.get("ctx", {}))
    return said, error["msg"].removeprefix("Value error, ")


def _field_names(model: type[BaseModel], seen: set[type]) -> set[str]:
    if model in seen:
        return set()
    seen.add(model)
    names = set(model.model_fields)
    for info in model.model_fields.values():
        for inner in _models_in(info.annotation):
            names |= _field_names(inner, seen)
    return names


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]
