"""How an SVG map looks, by light and by dark. No colour says anything that a mark does not say too."""

from collections.abc import Mapping

FONT = (
    "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Noto Sans CJK SC','PingFang SC',"
    "'Microsoft YaHei',sans-serif"
)
_LIGHT = {
    "page": "#ffffff",
    "lane": "#f4f6f8",
    "box": "#ffffff",
    "edge": "#8b97a6",
    "line": "#9aa5b3",
    "text": "#17202b",
    "less": "#566273",
    "tag": "#17202b",
    "on_tag": "#ffffff",
    "down": "#c21f1f",
    "down_box": "#fdeaea",
    "degraded": "#a8590a",
    "degraded_box": "#fff3df",
    "at_risk": "#1c5fc0",
    "at_risk_box": "#e8f1fd",
}
_DARK = {
    "page": "#11151b",
    "lane": "#191f27",
    "box": "#222a34",
    "edge": "#6d7a8b",
    "line": "#647183",
    "text": "#e9edf2",
    "less": "#a5b1c0",
    "tag": "#e9edf2",
    "on_tag": "#11151b",
    "down": "#ff7b7b",
    "down_box": "#421a1d",
    "degraded": "#f5b14b",
    "degraded_box": "#3d2c10",
    "at_risk": "#82b6ff",
    "at_risk_box": "#162c4d",
}
_STATES = ("down", "degraded", "at_risk")


def css() -> str:
    """Return the style sheet of a map: plain light colours, and dark ones where dark is preferred."""
    shape = (
        f"text{{font-family:{FONT}}}",
        ".h{font-size:19px;font-weight:700}.s{font-size:13px}.n{font-size:13px;font-weight:600}",
        ".e{font-size:11.5px}.c,.k,.v{font-size:11px}.q{font-size:10px;font-weight:600}.t{font-size:10px;font-weight:700}",
        ".a{font-size:12px;font-weight:700;letter-spacing:.04em}.m{text-anchor:middle}",
        ".b{stroke-width:1.2}.b.down,.b.degraded{stroke-width:2}.b.at_risk{stroke-width:1.6}",
        ".b.idle{stroke-dasharray:4 3}.b.asked{stroke-width:3}",
        ".l{fill:none;stroke-width:1.2}.l.soft{stroke-dasharray:6 4}.l.standby{stroke-dasharray:1.5 3.5}",
        ".l.on{stroke-width:1.4}.l.by{stroke-width:2.6}.w{stroke-width:2;fill:none;stroke-linecap:round}",
        ".v{paint-order:stroke;stroke-width:4px;stroke-linejoin:round}",
    )
    dark = "".join(_colours(_DARK))
    return (
        f"{''.join(shape)}{''.join(_colours(_LIGHT))}@media (prefers-color-scheme:dark){{{dark}}}"
    )


def _colours(of: Mapping[str, str]) -> list[str]:
    rules = [
        f".p{{fill:{of['page']}}}.z{{fill:{of['lane']}}}",
        f"text{{fill:{of['text']}}}.c,.k,.a,.s{{fill:{of['less']}}}",
        f".b{{fill:{of['box']};stroke:{of['edge']}}}.l{{stroke:{of['line']}}}.r{{fill:{of['line']}}}",
        f".v{{fill:{of['less']};stroke:{of['lane']}}}.idle~text{{fill:{of['less']}}}",
        f".g{{fill:{of['tag']}}}.t{{fill:{of['on_tag']}}}.b.asked{{stroke:{of['tag']}}}",
        f".o{{fill:{of['box']};stroke:{of['edge']}}}.q{{fill:{of['text']}}}",
        f".w{{stroke:{of['box']}}}",
    ]
    for state in _STATES:
        strong, box = of[state], of[f"{state}_box"]
        rules.append(
            f".b.{state},.o.{state}{{fill:{box};stroke:{strong}}}.l.{state}{{stroke:{strong}}}"
            f".r.{state},.x.{state}{{fill:{strong}}}"
        )
    return rules
