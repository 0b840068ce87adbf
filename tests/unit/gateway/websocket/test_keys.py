"""Usage plans of API keys, on a clock that the test moves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from gwfw.exchange import Perform
from gwfw.gateway.websocket.keys import ApiKeys, local_value
from gwfw.graph.model import ApiKey, Quota, Route, Throttle

if TYPE_CHECKING:
    from tests.unit.gateway.websocket.conftest import Make

HEADER = "$request.header.x-api-key"


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def statuses(keys: ApiKeys, value: str, *times: float) -> list[int]:
    refused = [keys.refused(value, now) for now in times]
    return [200 if wrong is None else wrong.status for wrong in refused]


def test_a_key_of_the_app_has_a_local_value_and_a_name() -> None:
    keys = ApiKeys(HEADER, [ApiKey(name="partners"), ApiKey(name="old", id="a1b2")], ["given"])
    assert statuses(keys, local_value("partners"), 0.0) == [200]
    names = [keys.identifier(value) for value in (local_value("partners"), local_value("old"), "given")]
    assert names == ["partners", "a1b2", "given"]


def test_who_is_refused_hears_nothing_of_the_keys_and_the_developer_does() -> None:
    wrong = ApiKeys(HEADER, [ApiKey(name="partners")], ["given"]).refused("guess", 0.0)
    assert wrong is not None
    assert (wrong.status, wrong.message) == (403, "Forbidden")
    assert wrong.why == "the API key is not among those that are known here (2 are); the app's are local-partners"


def test_a_plan_has_a_throttle_of_its_own() -> None:
    keys = ApiKeys(HEADER, [ApiKey(name="a", throttle=Throttle(rate_limit=1, burst_limit=2)), ApiKey(name="b")], [])
    assert statuses(keys, "local-a", 0.0, 0.0, 0.0, 1.0, 1.0) == [200, 200, 429, 200, 429]
    assert statuses(keys, "local-b", *[1.0] * 5) == [200] * 5


@pytest.mark.parametrize(
    ("period", "times"),
    [
        ("DAY", ("2027-01-15T23:59:59", "2027-01-16T00:00:00")),
        ("WEEK", ("2027-01-17T23:59:59", "2027-01-18T00:00:00")),
        ("WEEK", ("2027-01-03T23:59:59", "2027-01-04T00:00:00")),
        ("MONTH", ("2027-01-31T23:59:59", "2027-02-01T00:00:00")),
    ],
)
def test_a_quota_is_full_again_in_the_next_period(period: str, times: tuple[str, str]) -> None:
    quota = Quota(limit=2, period=period)  # type: ignore[arg-type]  # one of the three
    keys = ApiKeys(HEADER, [ApiKey(name="a", quota=quota)], [])
    before, after = map(at, times)
    assert statuses(keys, "local-a", before, before, before, after, after, after) == [200, 200, 429, 200, 200, 429]
    wrong = keys.refused("local-a", after)
    assert wrong is not None
    assert (wrong.message, wrong.why) == (
        "Limit Exceeded",
        f"the API key a has used up its quota: 2 per {period.lower()}",
    )


def test_handshakes_and_messages_use_up_one_plan(make: Make) -> None:
    keyed = [Route(key=key, integration="fn", api_key_required=True) for key in ("$connect", "$default")]
    bench = make(*keyed, api_keys=(ApiKey(name="a", quota=Quota(limit=2, period="DAY")),))
    connection_id = bench.open("/dev", ("x-api-key", "local-a"))
    bench.message(connection_id, "one")
    assert bench.all(Perform)
    assert [(given.api_key, given.api_key_id) for given in bench.script.inputs] == [("local-a", "a")] * 2
    bench.message(connection_id, "two")
    assert bench.frames[0].startswith('{"message": "Limit Exceeded", ')
    bench.upgrade("/dev", ("x-api-key", "local-a"))
    assert bench.report.status == 429


def test_an_event_whose_route_requires_none_has_no_key(make: Make) -> None:
    bench = make("$connect", "$default", api_keys=(ApiKey(name="a"),))
    bench.message(bench.open("/dev", ("x-api-key", "local-a")), "x")
    assert [given.api_key for given in bench.script.inputs] == [None, None]
