"""SVG elements as text: everything that comes from people is escaped here and nowhere else."""

from html import escape

from cmdb.maps.text import clean

MARGIN = 24.0


def number(value: float) -> str:
    """Return a coordinate with at most one decimal place."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def escaped(said: str) -> str:
    """Return text that stands between tags or in an attribute."""
    return escape(clean(said))


def element(name: str, kind: str, full: str = "", **attributes: float | str) -> str:
    """Return an element of a class, with `full` as what is shown when one points at it."""
    said = "".join(
        f' {key}="{escaped(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
    )
    opened = f'<{name} class="{kind}"{said}'
    return f"{opened}><title>{escaped(full)}</title></{name}>" if full else f"{opened}/>"


def text(said: str, x: float, y: float, kind: str, full: str = "") -> str:
    """Return a line of text."""
    title = f"<title>{escaped(full)}</title>" if full else ""
    return f'<text class="{kind}" x="{number(x)}" y="{number(y)}">{title}{escaped(said)}</text>'
