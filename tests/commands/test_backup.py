"""Does a backup bring everything back, and is it nobody else's to read?"""

from __future__ import annotations

import shutil
import stat
from pathlib import Path


def copies_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("parkbot-*"))


def test_restored_backup_holds_leads_proofs_and_waiting_leads(
    parkbot, stores, filled, folder, request_of, now, tmp_path
):
    with stores() as opened:
        opened.unsaved.keep(request_of("late", now), ("log",), now)
        name = opened.pages.proofs.keep(b"%PDF-1.4 proof", "key")

    result = parkbot("db", "backup", "--to", str(tmp_path))

    (copy,) = copies_in(tmp_path)
    assert result.exit_code == 0 and "1 条线索" in result.output
    elsewhere = tmp_path / "new"
    shutil.copytree(copy, elsewhere)
    shown = parkbot("leads", "show", filled, "--full", PARKBOT_DATA_DIR=str(elsewhere))
    assert "13800138000" in shown.output
    assert len(list((elsewhere / "spool").iterdir())) == 1
    assert any(name in path.name for path in (elsewhere / "proofs").rglob("*"))


def test_only_the_owner_can_read_a_backup(parkbot, filled, tmp_path):
    parkbot("db", "backup", "--to", str(tmp_path / "below"))

    (copy,) = copies_in(tmp_path / "below")
    assert filled
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in (copy, *copy.rglob("*")))


def test_backup_without_a_database_leaves_nothing_behind(parkbot, folder, tmp_path):
    for file in folder.glob("parkbot.db*"):
        file.unlink()

    result = parkbot("db", "backup", "--to", str(tmp_path))

    assert result.exit_code == 1
    assert "备份没有完成" in result.output
    assert copies_in(tmp_path) == []
    assert not (folder / "parkbot.db").exists()
