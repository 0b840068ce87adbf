"""The file of access logs."""

from __future__ import annotations

import json
from pathlib import Path

from gwfw.local.access_log import AccessLogFile


def test_what_a_client_sends_begins_no_line(tmp_path: Path) -> None:
    log = AccessLogFile(tmp_path / "access.log")
    line = '{"path":"/a\n{\u2028\x1b[2J\x7f"}'
    log.write([line, "GET /\x85 200"])
    log.close()
    first, second = (tmp_path / "access.log").read_text(encoding="utf-8").splitlines()
    assert json.loads(first) == {"path": "/a\n{\u2028\x1b[2J\x7f"}
    assert second == "GET /\\u0085 200"
