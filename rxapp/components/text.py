"""Words of the screen: French source strings that become English in the browser of an English reader.

Pages are compiled once, so `_()` gives a Var whose JavaScript looks the sentence up while rendering
(`assets/ui/i18n.js`). Each call must stand alone as one text node or one attribute: the edge translates
the prerendered French page by exact match.
"""

from typing import Any

from reflex.vars import VarData
from reflex.vars.base import LiteralVar, Var
from reflex_base.utils.imports import ImportVar

Text = str | Var
"""What components take for words: a literal, a `_()` or a var of the state."""

_LIBRARY = "$/public/ui/i18n.js"


def _call(function: str, *arguments: Any, **values: Any) -> Var[str]:
    parts = [LiteralVar.create(argument) for argument in arguments]
    if values:
        parts.append(LiteralVar.create(values))
    expression = f"{function}({', '.join(str(part) for part in parts)})"
    imports = VarData(imports={_LIBRARY: [ImportVar(tag=function)]})
    data = VarData.merge(imports, *(part._get_all_var_data() for part in parts))
    return Var(_js_expr=expression, _var_type=str, _var_data=data)


def _(message: str, **values: Any) -> Var[str]:
    """Translate a French source sentence in the browser.

    Values fill `{name}` places and may be vars of the state; the whole sentence is empty while one of
    them is empty, so a prerendered page never shows a sentence with a hole.
    """
    return _call("t", message, **values)


def _n(one: str, many: str, n: int | Var, **values: Any) -> Var[str]:
    """Translate a sentence that counts: `_n("{n} document", "{n} documents", State.total)`."""
    return _call("tn", one, many, n, **values)
