from __future__ import annotations

import pytest

from bot.errors import SettingsError
from bot.settings import Settings

GOOD = {
    "PARKBOT_WECHAT_TOKEN": "token123",
    "PARKBOT_WECHAT_APPID": "wx1",
    "PARKBOT_WECHAT_AES_KEY": "a" * 43,
    "PARKBOT_SECRET_KEY": "s",
    "PARKBOT_DATA_KEY": "d",
}


def test_defaults_come_from_the_config_file_and_environment_wins():
    settings = Settings.load({**GOOD, "PARKBOT_PORT": "9000", "HOME": "/root"})

    assert (settings.port, settings.workers, settings.wechat_mode) == (9000, 2, "safe")


@pytest.mark.parametrize("name", ["WECHAT_TOKEN", "WECHAT_APPID", "SECRET_KEY", "DATA_KEY", "WECHAT_AES_KEY"])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_missing_or_empty_secret_stops_the_start_and_names_it(name, value):
    env = {key: text for key, text in GOOD.items() if key != f"PARKBOT_{name}"}
    if value is not None:
        env[f"PARKBOT_{name}"] = value

    with pytest.raises(SettingsError, match=f"PARKBOT_{name}"):
        Settings.load(env)


def test_all_faults_are_listed_at_once():
    with pytest.raises(SettingsError) as caught:
        Settings.load({"PARKBOT_PORT": "x", "PARKBOT_WECHAT_MODE": "odd", "PARKBOT_REDIS_UR": "u"})

    text = str(caught.value)
    assert all(word in text for word in ("WECHAT_TOKEN", "PORT", "WECHAT_MODE", "PARKBOT_REDIS_URL？"))


def test_secret_is_read_from_a_file(tmp_path):
    path = tmp_path / "token"
    path.write_text("fromfile\n")
    env = {key: text for key, text in GOOD.items() if key != "PARKBOT_WECHAT_TOKEN"}

    settings = Settings.load({**env, "PARKBOT_WECHAT_TOKEN_FILE": str(path)})

    assert settings.wechat_token == "fromfile"


def test_unreadable_secret_file_is_named():
    with pytest.raises(SettingsError, match="PARKBOT_DATA_KEY_FILE"):
        Settings.load({**GOOD, "PARKBOT_DATA_KEY_FILE": "/nowhere/at/all"})


def test_plain_mode_needs_no_aes_key():
    env = {key: text for key, text in GOOD.items() if "AES" not in key}

    assert Settings.load({**env, "PARKBOT_WECHAT_MODE": "plain"}).wechat_aes_key == ""


@pytest.mark.parametrize("key", ["short", "a" * 42 + "!", "a" * 44])
def test_wrong_aes_key_is_refused_without_showing_it(key):
    with pytest.raises(SettingsError) as caught:
        Settings.load({**GOOD, "PARKBOT_WECHAT_AES_KEY": key})

    assert "43" in str(caught.value)
    assert key not in str(caught.value)


def test_secrets_are_not_shown_in_the_repr():
    shown = repr(Settings.load({**GOOD, "PARKBOT_WECHAT_SECRET": "very-secret-value"}))

    assert "very-secret-value" not in shown
    assert "token123" not in shown
