"""A layout as Jinja's parser reads it → the same with the site's words set in it, so that they cost a page nothing."""

from collections.abc import Iterator
from typing import cast

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from digest.words import Voice, pieces

CALLS = {"_": 1, "gettext": 1, "pgettext": 2, "ngettext": 3, "npgettext": 4}
"""The functions that layouts ask for words, each with the number of its arguments."""

NAMES = frozenset((*CALLS, "tongue"))
"""All that layouts may use of the words."""


def tree(template: nodes.Template, voice: Voice) -> nodes.Template:
    """Calls that are the same on each page become what they give; others become quicker ones.

    A function whose name a layout uses for something of its own is left alone.
    """
    return cast(nodes.Template, _Typesetter(voice, set(_bound(template))).visit(template))


def _bound(template: nodes.Template) -> Iterator[str]:
    """Names that a layout gives a meaning."""
    for node in template.find_all(_BINDING):
        match node:
            case nodes.Name() if node.ctx != "load":
                yield node.name
            case nodes.Macro():
                yield node.name
            case nodes.Import():
                yield node.target
            case nodes.FromImport():
                for each in node.names:
                    yield each if isinstance(each, str) else each[1]
            case _:
                pass


_BINDING = (nodes.Name, nodes.Macro, nodes.Import, nodes.FromImport)


class _Typesetter(NodeTransformer):
    def __init__(self, voice: Voice, bound: set[str]) -> None:
        self._voice = voice
        self._bound = bound

    def visit_Name(self, node: nodes.Name) -> nodes.Node:  # noqa: N802 - Jinja's name
        """The mark of words in another language than the site's."""
        if node.name != "tongue" or "tongue" in self._bound:
            return node
        return _like(node, nodes.MarkSafe(nodes.Const(self._voice.tongue)))

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:  # noqa: N802 - Jinja's name
        """Numbers are asked for in the site's language, whatever a page's context is."""
        self.generic_visit(node)
        if node.name != "number" or node.node is None or node.args or node.kwargs:
            return node
        asked = nodes.EnvironmentAttribute("number")
        return _like(node, nodes.Call(asked, [node.node], [], None, None))

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802 - Jinja's name
        """What is put out is put out piece by piece."""
        found: list[nodes.Expr] = []
        for each in node.nodes:
            parts = self._parts(each)
            found += [cast(nodes.Expr, self.visit(part)) for part in parts or (each,)]
        node.nodes = found
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's name
        """A call within something else becomes a text, or several joined as Jinja joins them with `~`."""
        parts = self._parts(node)
        self.generic_visit(node)
        if parts is None:
            if self._asks(node, *CALLS):
                name = cast(nodes.Name, node.node).name.replace("_", "gettext")
                plain = name == "gettext" and not node.kwargs
                node.node = _like(node, nodes.EnvironmentAttribute("text" if plain else name))
            return node
        parts = [cast(nodes.Expr, self.visit(part)) for part in parts]
        return parts[0] if len(parts) == 1 else _like(node, nodes.Concat(parts))

    def _parts(self, node: nodes.Expr) -> list[nodes.Expr] | None:
        """What a call says, text by text and value by value; None where that shows on a page only."""
        if not self._asks(node, "_", "gettext", "pgettext"):
            return None
        call = cast(nodes.Call, node)
        asked = [each.value for each in call.args if isinstance(each, nodes.Const)]
        if len(asked) < len(call.args) or not all(isinstance(each, str) for each in asked):
            return None
        text = self._voice.text(asked[-1], asked[0] if len(asked) > 1 else "")
        if not call.kwargs:
            return [_like(node, nodes.Const(text))]
        given = {each.key: each.value for each in call.kwargs}
        found: list[nodes.Expr] = []
        for before, name in pieces(text):
            if before:
                found.append(_like(node, nodes.Const(before)))
            if name and name not in given:
                return None
            if name:
                found.append(given[name])
        return found or [_like(node, nodes.Const(""))]

    def _asks(self, node: nodes.Expr, *names: str) -> bool:
        """Whether something is a call of one of our functions, as it is meant to be called."""
        return (
            isinstance(node, nodes.Call)
            and isinstance(node.node, nodes.Name)
            and node.node.name in names
            and node.node.name not in self._bound
            and len(node.args) == CALLS[node.node.name]
            and not node.dyn_args
            and not node.dyn_kwargs
        )


def _like(place: nodes.Node, made: nodes.Expr) -> nodes.Expr:
    """A new node at the place of an old one."""
    made.set_lineno(place.lineno)
    if place.environment:
        made.set_environment(place.environment)
    return made
