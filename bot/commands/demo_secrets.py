"""Which secrets does a demonstration use, so that its data can still be read after a restart?"""

from __future__ import annotations

import json
import os
import secrets
import string
from collections.abc import Mapping
from pathlib import Path

from cryptography.fernet import Fernet

from bot.settings import PREFIX, ROOT

FILE = "demo-secrets.json"
_LETTERS = string.ascii_letters + string.digits


def demo_environment(env: Mapping[str, str], port: int, robot_port: int) -> dict[str, str]:
    """Return the environment of a demonstration: own secrets, one worker, simulator and sample stock on."""
    data_dir = Path(env.get(f"{PREFIX}DATA_DIR") or ROOT / "data")
    base = f"http://127.0.0.1:{port}"
    stored = _secrets(data_dir)
    robot_key = stored.pop("ROBOT_KEY")
    demo = {
        **stored,
        "WECHAT_MODE": "safe",
        "DATA_DIR": str(data_dir),
        "PORT": str(port),
        "WORKERS": "1",
        "PUBLIC_URL": base,
        "SIMULATOR": "true",
        "SAMPLE": env.get(f"{PREFIX}SAMPLE") or "true",
        "SIMULATOR_ROBOT_PORT": str(robot_port),
        "WECOM_WEBHOOK": f"http://127.0.0.1:{robot_port}/cgi-bin/webhook/send?key={robot_key}",
    }
    return {**env, **{f"{PREFIX}{name}": value for name, value in demo.items()}}


def _secrets(data_dir: Path) -> dict[str, str]:
    path = data_dir / FILE
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):
        made = {
            "WECHAT_TOKEN": _random(32),
            "WECHAT_APPID": f"wx{secrets.token_hex(8)}",
            "WECHAT_AES_KEY": _random(43),
            "SECRET_KEY": secrets.token_hex(32),
            "ROBOT_KEY": secrets.token_hex(16),
            "DATA_KEY": Fernet.generate_key().decode(),
        }
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(made, file, indent=1)
        return made


def _random(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))
