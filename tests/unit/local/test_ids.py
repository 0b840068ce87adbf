"""Identifiers in API Gateway's forms."""

from __future__ import annotations

import re

from gwfw.local.ids import LocalIds


def test_the_forms() -> None:
    ids = LocalIds()
    assert re.fullmatch("[A-Za-z0-9_-]{15}=", ids.request_id())
    assert re.fullmatch("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", ids.uuid())
    assert re.fullmatch("[0-9a-f]{24}", ids.hex(24))


def test_a_seed_gives_the_same_ids_in_the_same_order() -> None:
    first, second = LocalIds(1), LocalIds(1)
    assert [first.request_id(), first.uuid(), first.hex(8)] == [second.request_id(), second.uuid(), second.hex(8)]
    assert LocalIds(2).uuid() != LocalIds(1).uuid()


def test_without_a_seed_every_run_has_other_ids() -> None:
    assert LocalIds().uuid() != LocalIds().uuid()
