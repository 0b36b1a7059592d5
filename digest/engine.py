"""Sources of layouts → Jinja's environment: it writes what Jinja's own would, and takes about half the time.

Everything here stands on what is true of digest: layouts never change while an environment lives, nothing is async, and
a name in a layout means a value of its page.
"""

from collections.abc import Callable, Mapping, MutableMapping
from contextlib import suppress
from types import BuiltinMethodType, CodeType
from typing import Any, NamedTuple, cast

import jinja2
import markupsafe
from jinja2 import meta, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import BlockReference, Context, Macro
from jinja2.utils import missing
from markupsafe import Markup

from digest import typeset
from digest.model import Card, Date, Label, Masthead
from digest.words import Voice, Words
from digest.workers import passing


class Engine(jinja2.Environment):
    """An environment that keeps each template it has compiled, under its name, with the site's words in it."""

    def __init__(self, words: Words, **options: Any) -> None:
        super().__init__(**options, auto_reload=False)
        self.filters["forceescape"] = _escaped_again
        self.voice = Voice(words)
        self.gettext, self.pgettext = self.voice.gettext, self.voice.pgettext
        self.ngettext, self.npgettext = self.voice.ngettext, self.voice.npgettext
        self.text, self.number = self.voice.text, self.voice.number
        self._compiled: dict[str, jinja2.Template] = {}
        self.uses: dict[str | None, _Uses] = {}
        """Of each template that was compiled, what its macros use."""

    def get_template(
        self,
        name: str | jinja2.Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> jinja2.Template:
        """A template by its name; Jinja looks into its cache too, but in a roundabout way."""
        if type(name) is not str or globals:
            return super().get_template(name, parent, globals)
        if name not in self._compiled:
            self._compiled[name] = super().get_template(name, parent)
        return self._compiled[name]

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        """A layout's code, its words set before it is made."""
        tree = typeset.tree(source, self.voice)
        self.uses[name] = _uses(self, tree)  # now: while the code is made the tree changes
        return super()._generate(tree, name, filename, defer_init=defer_init)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What each layout may call. A plain dict: it is copied once a page, which a ChainMap makes slow."""
        return {**self.globals, **(d or {})}


class _Context(Context):
    def call(
        self,
        called: Any,
        /,
        *args: Any,
        _loop_vars: dict[str, Any] | None = None,
        _block_vars: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> Any:
        """Call something: a macro, a block, or a method of a plain value, without asking what else it could be."""
        kind = type(called)
        if kind is _Macro and not kwargs:
            return _called(called, self, _loop_vars, _block_vars, *args)
        if kind is BlockReference or (
            kind is BuiltinMethodType and type(called.__self__) in _PLAINLY
        ):
            return called(*args, **kwargs)
        if _loop_vars:
            kwargs["_loop_vars"] = _loop_vars
        if _block_vars:
            kwargs["_block_vars"] = _block_vars
        return super().call(called, *args, **kwargs)


def _called(
    called: Any,
    context: _Context,
    loop: dict[str, Any] | None,
    block: dict[str, Any] | None,
    /,
    *args: Any,
) -> Any:
    """Call something with values in their order; a macro at once, and not even that where it is known what comes."""
    kind = type(called)
    if kind is not _Macro:
        if kind is BlockReference or (
            kind is BuiltinMethodType and type(called.__self__) in _PLAINLY
        ):
            return called(*args)
        return Context.call(context, called, *args, _loop_vars=loop, _block_vars=block)
    wanting = called.count - len(args)
    if wanting < 0 or not called.plain:
        return Context.call(context, called, *args)
    if not context.eval_ctx.autoescape:
        return called.function(*args, *(missing,) * wanting)
    if (
        called.held is None
        or not args
        or type(args[0]) not in _STEADY
        or not (len(args) == 1 or _PLAIN.issuperset(map(type, args[1:])))
    ):
        return _markup(Markup, called.function(*args, *(missing,) * wanting))
    key = (id(args[0]), *args[1:])
    if known := called.held.get(key):
        return known[0]
    return called.keep(key, _markup(Markup, called.function(*args, *(missing,) * wanting)), args[0])


class _Macro(Macro):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.function = self._func
        self.count = self._argument_count
        self.plain = not (self.catch_kwargs or self.catch_varargs or self.caller)
        self.held: dict[tuple[Any, ...], tuple[Markup, Any]] | None = None
        """What it made of a card, a label or a date, by the value's identity; None where that may change."""

    def keep(self, key: tuple[Any, ...], text: Markup, value: Any) -> Markup:
        """Remember a text, and the value as well: as long as it lives, its identity is its own."""
        if self.held is not None:
            if len(self.held) >= _MOST and (len(self.held) >= _MORE or not passing()):
                self.held.clear()
            self.held[key] = text, value
        return text


_MOST, _MORE = 4_000, 20_000
"""Texts of a macro that are remembered: some megabytes; more where the process lives for seconds."""
_PLAINLY = frozenset((dict, list, str))
"""What has methods that are called as they are."""
_STEADY = frozenset((Card, Label, Date))
"""Values that never change, and stand on many pages."""
_PLAIN = frozenset((str, int))

_markup: Callable[[type[Markup], str], Markup] = str.__new__  # Markup's own asks what its text is
# the part of it that is written in C
_escape: Callable[[str], str] = getattr(markupsafe, "_escape_inner", markupsafe.escape)


def _escaped(value: Any) -> str:
    """A value as it is put out: what `escape` makes, without wrapping in Markup what is joined right away."""
    kind = type(value)
    if kind is str:
        return _escape(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    return str(value) if kind is int else markupsafe.escape(value)


def _escaped_again(value: Any) -> Markup:
    """What Jinja's `forceescape` gives: markup escaped as if it were a text."""
    text = value.__html__() if hasattr(value, "__html__") else value
    text = text if isinstance(text, str) else str(text)
    if len(text) > _LONG:
        with suppress(UnicodeEncodeError):  # half surrogates
            packed = text.encode()
            for sign, entity in _ENTITIES:
                packed = packed.replace(sign, entity)
            return _markup(Markup, packed.decode())
    return _markup(Markup, _escape(text))


_LONG = 500  # from here on bytes are quicker to search than letters
_ENTITIES = [(sign.encode(), str(markupsafe.escape(sign)).encode()) for sign in "&<>\"'"]


class _Texts(tuple[str]):
    def close(self) -> None:
        """What Jinja asks of a generator that it has read."""


class _Generator(CodeGenerator):
    """Roots and blocks return their text at once, where Jinja's own yield it piece by piece.

    Each piece would pass through the generators of all templates that extend another.
    """

    _within = False
    _into = "texts"

    def enter_frame(self, frame: Frame) -> None:
        """What is put out goes into a list, as Jinja has it for macros."""
        frame.buffer = frame.buffer or "texts"
        super().enter_frame(frame)

    def writeline(self, x: str, node: nodes.Node | None = None, extra: int = 0) -> None:
        """A line of code; an empty line is wanted before each function, and behind the last."""
        if extra:
            if self._within:
                self.indent()
                super().writeline("return Texts((concat(texts),))")
                self.outdent()
            self._within = True
        elif x == "if 0: yield None":  # by that it would be a generator in any case
            x = "texts = []"
        elif x.startswith("yield from "):
            x = f"{self._into}.extend({x.removeprefix('yield from ')})"
        super().writeline(x, node, extra)

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """What is included goes where the rest goes."""
        self._into = frame.buffer or "texts"
        super().visit_Include(node, frame)
        self._into = "texts"

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        """Texts are escaped, and markup put out, without a call of `escape`, which asks what else it could be."""
        if finalize.src is None and frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("(escape_text(put) if (kind := type(put := ")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if finalize.src is None and frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write(")) is str else put if kind is Markup else escape(put))")
        else:
            super()._output_child_post(node, frame, finalize)

    def visit_Call(  # noqa: N802 - Jinja's name
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        """A call that names no arguments, without the detour by which Jinja finds out what it could be."""
        if isinstance(node.node, nodes.EnvironmentAttribute):  # a function of ours, by `typeset`
            self.visit(node.node, frame)
            self.write("(")
            for each in (*node.args, *node.kwargs):
                self.visit(each, frame)
                self.write(", ")
            self.write(")")
            return
        if forward_caller or node.kwargs or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.write("called(")
        self.visit(node.node, frame)
        self.write(", context, ")
        self.write("_loop_vars, " if frame.loop_frame else "None, ")
        self.write("_block_vars" if frame.block_frame else "None")
        for each in node.args:
            self.write(", ")
            self.visit(each, frame)
        self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """An attribute of something that has a name, asked for without a call of `environment.getattr`."""
        if not isinstance(node.node, nodes.Name):
            super().visit_Getattr(node, frame)
            return
        self.write("(held if (held := getattr(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r}, missing)) is not missing else environment.getattr(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r}))")


class _Module(NamedTuple):
    """A template imported with context, made while the names it uses held these values."""

    values: tuple[Any, ...]
    module: Any


class _Template(jinja2.Template):
    environment: Engine
    last: _Module | None

    @classmethod
    def from_code(
        cls,
        environment: jinja2.Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],
        uptodate: Any = None,
    ) -> "_Template":
        """A template of its compiled code, which finds our quicker parts where it looks for Jinja's."""
        made = cast(_Template, super().from_code(environment, code, globals, uptodate))
        made.root_render_func.__globals__.update(
            called=_called, escape=_escaped, escape_text=_escape, Macro=_Macro, Texts=_Texts
        )
        made.last = None
        return made

    def make_module(
        self,
        vars: dict[str, Any] | None = None,
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,
    ) -> Any:
        """What an import gives: made again only where a name that its macros use holds another value."""
        uses, steady = self.environment.uses[self.name]
        if uses is None or not shared or vars is None:
            return super().make_module(vars, shared, locals)
        values = tuple([vars.get(name, missing) for name in uses])
        if locals:
            values = tuple(
                [
                    value if (own := locals.get(name, missing)) is missing else own
                    for name, value in zip(uses, values, strict=True)
                ]
            )
        last = self.last
        if last is None or any(
            one is not other for one, other in zip(values, last.values, strict=True)
        ):
            held = {
                name: value
                for name, value in zip(uses, values, strict=True)
                if value is not missing
            }
            module = super().make_module(held, True)
            if steady and self._settled(held):
                for macro in module.__dict__.values():
                    if isinstance(macro, _Macro):
                        macro.held = {}
            last = self.last = _Module(values, module)
        return last.module

    def _settled(self, held: Mapping[str, Any]) -> bool:
        """Whether what macros look up can't change: it is the settings, and what every layout may call."""
        known = {"site": held.get("site"), **self.environment.globals}
        return type(known["site"]) is Masthead and all(
            value is known.get(name, missing) for name, value in held.items()
        )


Engine.template_class = _Template
Engine.context_class = _Context
Engine.code_generator_class = _Generator


class _Uses(NamedTuple):
    """The names that a layout's macros look up, and whether the same values always give the same text.

    No names where it holds more than macros; else `site` is always among them: filters ask for it.
    """

    names: tuple[str, ...] | None
    steady: bool


def _uses(environment: Engine, tree: nodes.Template) -> _Uses:
    for node in tree.body:
        if isinstance(node, nodes.Output):
            if not all(isinstance(each, nodes.TemplateData) for each in node.nodes):
                return _Uses(None, False)
        elif not isinstance(node, nodes.Macro):
            return _Uses(None, False)
    if next(tree.find_all(_ELSEWHERE), None) or any(
        each.name == "self" for each in tree.find_all(nodes.Name)
    ):
        return _Uses(None, False)
    steady = not any(each.name == "random" for each in tree.find_all(nodes.Filter))
    known = environment.globals.keys() - typeset.NAMES  # those are set already
    names = {"site", *known, *meta.find_undeclared_variables(tree)}
    return _Uses(tuple(sorted(names)), steady)


_ELSEWHERE = (
    nodes.Include,
    nodes.Import,
    nodes.FromImport,
    nodes.Extends,
    nodes.Block,
    nodes.EvalContextModifier,
    nodes.ScopedEvalContextModifier,
)
"""What depends on more than its names, or leaves a trace in the context."""
