"""Decides what a query means where it can mean several things: see `ast.FirstOf`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from indexer.engine.ast import And, FieldQuery, FirstOf, Node, Not, Or
from indexer.engine.embedded.read.evaluate import Evaluator
from indexer.engine.query import Notice, NoticeKind
from indexer.fields import SEARCHED_FIELDS


@dataclass(frozen=True, slots=True)
class Resolution:
    """A tree without `FirstOf`, and what readers should know about it."""

    tree: Node
    notices: tuple[Notice, ...] = ()


_Choose = Callable[[Sequence[Resolution], Sequence[str]], int]


def resolve(evaluator: Evaluator, tree: Node) -> Resolution:
    """What `tree` means in the collection that readers see.

    Each `FirstOf` is the first of its nodes that occurs there by itself. Where nothing matches the
    whole query then, but something would if all of them were their last node, they are.
    """
    if not _has_choice(tree):
        return Resolution(tree)

    def first_that_occurs(choices: Sequence[Resolution], fields: Sequence[str]) -> int:
        *others, _ = choices
        numbers = (n for n, one in enumerate(others) if evaluator.occurs(one.tree, fields))
        return next(numbers, len(others))

    def last(choices: Sequence[Resolution], _: Sequence[str]) -> int:
        return len(choices) - 1

    evaluator.score_leaves(tree, SEARCHED_FIELDS)  # words first: they are cheap
    near = _resolved(tree, SEARCHED_FIELDS, first_that_occurs)
    if evaluator.occurs(near.tree):
        return near
    far = _resolved(tree, SEARCHED_FIELDS, last)
    return far if far.tree != near.tree and evaluator.occurs(far.tree) else near


def _resolved(node: Node, fields: Sequence[str], choose: _Choose) -> Resolution:
    match node:
        case And(nodes) | Or(nodes):
            found = [_resolved(one, fields, choose) for one in nodes]
            trees = [one.tree for one in found]
            notices = tuple(notice for one in found for notice in one.notices)
            return Resolution(_joined(type(node), trees), notices)
        case Not(inner):
            one = _resolved(inner, fields, choose)
            return Resolution(Not(one.tree), one.notices)
        case FieldQuery(name, inner):
            one = _resolved(inner, (name,), choose)
            return Resolution(FieldQuery(name, one.tree), one.notices)
        case FirstOf(typed, nodes):
            choices = [_resolved(one, fields, choose) for one in nodes]
            number = choose(choices, fields)
            if number < len(choices) - 1:
                return choices[number]
            apart = Notice(NoticeKind.SEARCHED_APART, typed)
            return Resolution(choices[number].tree, (apart, *choices[number].notices))
    return Resolution(node)


def _joined(kind: type[And | Or], nodes: Sequence[Node]) -> Node:
    flat: list[Node] = []
    for node in nodes:
        flat.extend(node.nodes if isinstance(node, kind) else (node,))
    return kind(tuple(flat))


def _has_choice(node: Node) -> bool:
    match node:
        case And(nodes) | Or(nodes):
            return any(map(_has_choice, nodes))
        case FieldQuery(_, inner) | Not(inner):
            return _has_choice(inner)
    return isinstance(node, FirstOf)
