from __future__ import annotations

import stat
from pathlib import Path

import pytest

from gwfw.authorizers.jwt.signing import SigningKey
from gwfw.errors import Misuse
from gwfw.local import issuer_key


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    first = issuer_key.stored(tmp_path)
    path = tmp_path / ".gwfw" / "issuer.pem"
    assert mode(path) == 0o600
    assert [found.name for found in sorted(path.parent.iterdir())] == [".gitignore", "issuer.pem"]
    assert (path.parent / ".gitignore").read_text() == "*\n"
    assert issuer_key.stored(tmp_path).public == first.public


def test_a_key_that_others_may_read_is_closed(tmp_path: Path) -> None:
    public = issuer_key.stored(tmp_path).public
    path = tmp_path / ".gwfw" / "issuer.pem"
    path.chmod(0o644)
    assert issuer_key.stored(tmp_path).public == public
    assert mode(path) == 0o600


def test_of_two_at_a_time_the_first_key_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = SigningKey.generate(), SigningKey.generate()

    def overtaken() -> SigningKey:
        (tmp_path / ".gwfw" / "issuer.pem").write_bytes(first.pem)
        return second

    monkeypatch.setattr(SigningKey, "generate", overtaken)
    assert issuer_key.stored(tmp_path).public == first.public
    assert len(list((tmp_path / ".gwfw").iterdir())) == 2


def test_a_file_without_a_key(tmp_path: Path) -> None:
    (tmp_path / ".gwfw").mkdir()
    (tmp_path / ".gwfw" / "issuer.pem").write_text("broken")
    with pytest.raises(Misuse, match=r"remove the file.*") as raised:
        issuer_key.stored(tmp_path)
    assert raised.value.problem.code == "issuer-key"


def test_the_key_of_a_process_stays() -> None:
    assert issuer_key.passing() is issuer_key.passing()
