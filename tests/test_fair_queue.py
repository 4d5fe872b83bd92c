"""The fair queue: each client gets its turn."""

from __future__ import annotations

from indexer.fair_queue import FairQueue


def queue(share: int, **items: int) -> FairQueue[str]:
    """A queue with so many items of each client."""
    one: FairQueue[str] = FairQueue(lambda client: share)
    for client, count in items.items():
        for number in range(1, count + 1):
            one.put(client, f"{client}{number}")
    return one


def drain(one: FairQueue[str]) -> list[str]:
    """The items in the order of their turns, each finished before the next is taken."""
    taken = []
    while found := one.take():
        one.finish(found[0])
        taken.append(found[1])
    return taken


def test_clients_take_turns() -> None:
    assert drain(queue(9, a=4, b=1, c=2)) == ["a1", "b1", "c1", "a2", "c2", "a3", "a4"]


def test_a_client_with_fewer_running_comes_first() -> None:
    one = queue(9, a=3)
    assert [one.take(), one.take()] == [("a", "a1"), ("a", "a2")]
    one.put("b", "b1")
    assert [one.take(), one.take()] == [("b", "b1"), ("a", "a3")]


def test_a_client_runs_no_more_than_its_share() -> None:
    one = queue(2, a=3)
    assert [one.take(), one.take(), one.take()] == [("a", "a1"), ("a", "a2"), None]
    one.finish("a")
    assert one.take() == ("a", "a3")


def test_the_client_with_the_most_gives_way() -> None:
    one = queue(9, a=3, b=1)
    assert one.give_way("b") == "a3"
    assert one.give_way("b") is None  # that would only turn the tables
    assert one.give_way("c") == "a2"
    assert one.give_way("c") is None
    assert len(one) == 2


def test_what_two_clients_want_waits_with_the_one_that_has_less() -> None:
    one = queue(9, a=3)
    assert one.hasten("a3", "a", "b")
    assert not one.hasten("a3", "b", "a")
    assert not one.hasten("a9", "a", "c")
    assert drain(one) == ["a1", "a3", "a2"]


def test_a_client_is_forgotten_when_nothing_of_it_waits_or_runs() -> None:
    one = queue(9, a=1, b=1, c=1)
    assert one.remove("b", "b1")
    assert not one.remove("b", "b1")
    assert not one.knows("b")
    client, _ = one.take() or ("", "")
    assert one.knows(client)
    one.finish(client)
    assert not one.knows(client)
    assert one.clear() == ["c1"]
    assert not one.knows("c")
    assert len(one) == 0
