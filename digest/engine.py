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


class Engine(jinja2.Environment):
    """An environment that keeps each template it has compiled, under its name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, auto_reload=False)
        self.filters["forceescape"] = _escaped_again
        self._compiled: dict[str, jinja2.Template] = {}

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
        if kind is _Macro and called.plain and not kwargs:
            wanting = called.count - len(args)
            if wanting >= 0:
                if wanting:
                    args += (missing,) * wanting
                text = called.function(*args)
                return _markup(Markup, text) if self.eval_ctx.autoescape else text
        elif kind is BlockReference or (
            kind is BuiltinMethodType and type(called.__self__) in (dict, list, str)
        ):
            return called(*args, **kwargs)
        if _loop_vars:
            kwargs["_loop_vars"] = _loop_vars
        if _block_vars:
            kwargs["_block_vars"] = _block_vars
        return super().call(called, *args, **kwargs)


class _Macro(Macro):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.function = self._func
        self.count = self._argument_count
        self.plain = not (self.catch_kwargs or self.catch_varargs or self.caller)


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


class _Generator(CodeGenerator):
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
    uses: tuple[str, ...] | None
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
        made.root_render_func.__globals__.update(escape=_escaped, Macro=_Macro)
        made.uses = _uses(cast(Engine, environment), str(made.name))
        made.last = None
        return made

    def make_module(
        self,
        vars: dict[str, Any] | None = None,
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,
    ) -> Any:
        """What an import gives: made again only where a name that its macros use holds another value."""
        if self.uses is None or not shared or vars is None:
            return super().make_module(vars, shared, locals)
        values = tuple([vars.get(name, missing) for name in self.uses])
        if locals:
            values = tuple(
                [
                    value if (own := locals.get(name, missing)) is missing else own
                    for name, value in zip(self.uses, values, strict=True)
                ]
            )
        last = self.last
        if last is None or any(
            one is not other for one, other in zip(values, last.values, strict=True)
        ):
            held = {
                name: value
                for name, value in zip(self.uses, values, strict=True)
                if value is not missing
            }
            last = self.last = _Module(values, super().make_module(held, True))
        return last.module


Engine.template_class = _Template
Engine.context_class = _Context
Engine.code_generator_class = _Generator


def _uses(environment: Engine, name: str) -> tuple[str, ...] | None:
    """The names that the macros of a layout look up, where macros are all it holds; else None.

    `site` is always among them: filters ask for it.
    """
    source = cast(jinja2.BaseLoader, environment.loader).get_source(environment, name)[0]
    tree = environment.parse(source)
    for node in tree.body:
        if isinstance(node, nodes.Output):
            if not all(isinstance(each, nodes.TemplateData) for each in node.nodes):
                return None
        elif not isinstance(node, nodes.Macro):
            return None
    if next(tree.find_all(_ELSEWHERE), None) or any(
        each.name == "self" for each in tree.find_all(nodes.Name)
    ):
        return None
    return tuple(sorted({"site", *environment.globals, *meta.find_undeclared_variables(tree)}))


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
