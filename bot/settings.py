"""Which settings does this installation run with?"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from bot.errors import SettingsError

PREFIX = "PARKBOT_"
ROOT = Path(__file__).resolve().parent.parent

_AES_KEY_LENGTH = 43
"""Characters of EncodingAESKey: doc/subscription/guide/dev/push/encryption.html."""

Secret = Annotated[str, Field(min_length=1, repr=False)]


class Settings(BaseModel):
    """Everything that differs between installations; read once, never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    wechat_token: Annotated[Secret, Field(pattern=r"^[A-Za-z0-9]{3,32}$")]
    wechat_appid: Annotated[str, Field(min_length=1)]
    wechat_aes_key: Annotated[str, Field(repr=False)] = ""
    wechat_aes_key_previous: Annotated[str, Field(repr=False)] = ""
    """The key before the last rotation; messages sealed with it are still read."""
    wechat_secret: Annotated[str, Field(repr=False)] = ""
    wechat_mode: Literal["safe", "plain"] = "safe"
    wechat_account: Literal[
        "unverified_subscription", "verified_subscription", "unverified_service", "verified_service"
    ] = "unverified_subscription"
    wechat_api_base: str = "https://api.weixin.qq.com"
    redis_url: Annotated[str, Field(repr=False)] = ""
    """Empty means the embedded server."""
    database_url: Annotated[str, Field(repr=False)] = ""
    """Empty means SQLite in the data directory."""
    data_dir: Path = ROOT / "data"
    knowledge_dir: Path = ROOT / "knowledge"
    config_dir: Path = ROOT / "config"
    sample: bool = False
    """Load the invented stock of knowledge/samples/, every record marked; for demonstration only."""
    public_url: str = ""
    """Base address of the mobile pages, without a slash at the end; empty when visitors can't reach them."""
    secret_key: Secret
    """Signs cookies and names visitors in keys and indexes."""
    data_key: Secret
    """Fernet keys for personal data at rest, the newest first, separated by commas."""

    wecom_webhook: Annotated[str, Field(repr=False)] = ""
    dingtalk_webhook: Annotated[str, Field(repr=False)] = ""
    dingtalk_secret: Annotated[str, Field(repr=False)] = ""
    feishu_webhook: Annotated[str, Field(repr=False)] = ""
    feishu_secret: Annotated[str, Field(repr=False)] = ""
    smtp_host: str = ""
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 465
    smtp_security: Literal["ssl", "starttls", "none"] = "ssl"
    smtp_user: str = ""
    smtp_password: Annotated[str, Field(repr=False)] = ""
    mail_from: str = ""
    mail_to: str = ""
    """Addresses of staff, separated by commas."""

    host: str = "127.0.0.1"
    """Address to listen on; nginx stands in front and speaks to the world."""
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    workers: Annotated[int, Field(ge=1, le=64)] = 2
    threads: Annotated[int, Field(ge=1, le=256)] = 32
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    answer_seconds: Annotated[float, Field(gt=0, lt=5)] = 4.0
    session_seconds: Annotated[int, Field(ge=60)] = 259_200
    report_days: Annotated[int, Field(ge=1, le=365)] = 30
    """How long the private link to a site-selection report opens."""
    simulator: bool = False
    """Serve /simulator/ and the stand-in robot; for demonstration only."""
    simulator_robot_port: int = 0

    @field_validator("wechat_aes_key", "wechat_aes_key_previous")
    @classmethod
    def _whole_key(cls, key: str) -> str:
        if key and (len(key) != _AES_KEY_LENGTH or not key.isalnum()):
            raise ValueError(f"要 {_AES_KEY_LENGTH} 位字母和数字（公众号后台的 EncodingAESKey）")
        return key

    @field_validator("public_url", "wechat_api_base")
    @classmethod
    def _without_slash(cls, url: str) -> str:
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("要以 http:// 或 https:// 开头")
        return url.rstrip("/")

    @property
    def sql_url(self) -> str:
        """Return the address of the database, of a file in the data directory when none is set."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'parkbot.db').resolve()}"

    @classmethod
    def load(cls, env: Mapping[str, str]) -> Self:
        """Read config/default.toml and the environment, which wins.

        Raises:
            SettingsError: with every fault, each naming its variable.
        """
        faults: list[str] = []
        given = {**_from_toml(Path(env.get(f"{PREFIX}CONFIG_DIR") or ROOT / "config"), faults), **_from(env, faults)}
        try:
            settings = cls.model_validate(given)
        except ValidationError as wrong:
            raise SettingsError(faults + [_say(error) for error in wrong.errors()]) from None
        if settings.wechat_mode == "safe" and not settings.wechat_aes_key:
            faults.append(f"缺少 {PREFIX}WECHAT_AES_KEY：安全模式要用它；只想先试明文，请设 {PREFIX}WECHAT_MODE=plain")
        if faults:
            raise SettingsError(faults)
        return settings


def environment() -> Mapping[str, str]:
    """Return the process's environment; the only place that looks at it."""
    return os.environ


def _from(env: Mapping[str, str], faults: list[str]) -> dict[str, str]:
    """Return what PARKBOT_ variables say, NAME_FILE read for NAME."""
    values: dict[str, str] = {}
    for variable, text in env.items():
        if not variable.startswith(PREFIX):
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name in Settings.model_fields:
            values.setdefault(name, text.strip())
        elif name.removesuffix("_file") in Settings.model_fields:
            values[name.removesuffix("_file")] = _read_secret(variable, text, faults)
        else:
            faults.append(f"不认识 {variable}{_nearest(name)}")
    return {name: value for name, value in values.items() if value}


def _read_secret(variable: str, path: str, faults: list[str]) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        faults.append(f"{variable} 指向的文件读不了：请检查路径和权限")
        return ""


def _nearest(name: str) -> str:
    close = difflib.get_close_matches(name, Settings.model_fields, n=1)
    return f"，是不是 {PREFIX}{close[0].upper()}？" if close else "，请删掉"


def _from_toml(config_dir: Path, faults: list[str]) -> dict[str, Any]:
    path = config_dir / "default.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        faults.append(f"default.toml 读不了，请检查格式和编码：{fault}")
        return {}


def _say(error: Any) -> str:
    name = f"{PREFIX}{'_'.join(str(part) for part in error['loc']).upper()}"
    if error["type"] == "missing":
        return f"缺少 {name}：请设置，或用 {name}_FILE 指向一个文件（parkbot demo 会自己生成一套试用的）"
    if error["type"] == "extra_forbidden":
        return f"default.toml 里不认识 {error['loc'][0]}"
    return f"{name} 不对：{_reason(error)}"


def _reason(error: Any) -> str:
    """Return what a value has to be, in Chinese; our own validators say it themselves."""
    words = _REASONS.get(error["type"])
    return words.format(**error.get("ctx", {})) if words else error["msg"].removeprefix("Value error, ")


_REASONS = {
    "int_parsing": "要写整数",
    "int_type": "要写整数",
    "float_parsing": "要写数字",
    "float_type": "要写数字",
    "bool_parsing": "要写 true 或 false",
    "bool_type": "要写 true 或 false",
    "string_type": "要写文字",
    "path_type": "要写路径",
    "string_too_short": "不能是空的",
    "string_pattern_mismatch": "要 3 到 32 位字母和数字",
    "literal_error": "只能写 {expected}",
    "greater_than": "要大于 {gt}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than": "要小于 {lt}",
    "less_than_equal": "不能大于 {le}",
}
"""By pydantic's names of faults; the only pattern here is that of the token."""
