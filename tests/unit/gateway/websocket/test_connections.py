from __future__ import annotations

from gwfw.exchange import Connection
from gwfw.gateway.websocket.connections import Connections, Held


def held(name: str, at: float = 0.0) -> Held:
    client = Connection(id=name, connected_at=at, source_ip="192.0.2.1", user_agent=None)
    return Held(client=client, stage="dev", domain_name="localhost", last_active=at)


def test_deadlines_of_connections_that_are_gone_are_thrown_away() -> None:
    connections = Connections(limits=True)
    connections.add(held("stays", 1.0))
    for number in range(1000):
        connections.add(held(f"c{number}"))
        connections.remove(f"c{number}")
    assert len(connections) == 1
    assert len(connections._deadlines) <= 67
    assert connections.next_deadline == 601.0
    assert [found.client.id for found in connections.ended(601.0)] == ["stays"]


def test_a_deadline_is_looked_at_only_when_it_is_due() -> None:
    connections = Connections(limits=True)
    active = held("active")
    connections.add(active)
    active.last_active = 500.0
    assert connections.next_deadline == 600.0
    assert connections.ended(600.0) == []
    assert connections.next_deadline == 1100.0


def test_an_id_is_held_until_it_is_removed() -> None:
    connections = Connections(limits=False)
    one = held("one")
    connections.add(one)
    assert connections.get("one") is one
    assert connections.remove("one") is one
    assert connections.get("one") is None
    assert connections.remove("one") is None
