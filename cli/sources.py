"""source: what is read again and again, and where it may reach"""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from cli import output
from cli.client import segment
from cli.command import Call, Reason, command
from cli.errors import NotAsWished
from cli.progress import followed
from cli.runs import draw_reports
from cmdb.errors import Invalid, Unavailable

_PATH = "/api/v1/sources"
_HOSTS = "/api/v1/allowed-hosts"
Name = Annotated[str, typer.Argument(metavar="NAME")]
Host = Annotated[str, typer.Argument(metavar="HOST[:PORT]")]


def register(app: typer.Typer) -> None:
    source = typer.Typer(no_args_is_help=True, help="Sources that are read again and again.")
    command(
        source,
        "add",
        example="cmdb source add netbox-berlin --from netbox"
        " --set url=https://netbox.corp.example --set token=env:CMDB_SECRET_NETBOX",
    )(add)
    command(source, "list", example="cmdb source list")(list_)
    command(source, "show", example="cmdb source show netbox-berlin")(show)
    command(source, "check", example="cmdb source check netbox-berlin")(check)
    command(source, "run", example="cmdb source run netbox-berlin --dry-run")(run)
    command(source, "remove", example="cmdb source remove netbox-berlin")(remove)
    command(source, "allow", example="cmdb source allow netbox.corp.example:443")(allow)
    command(source, "allowed", example="cmdb source allowed")(allowed)
    command(source, "deny", example="cmdb source deny netbox.corp.example:443")(deny)
    command(source, "kinds", example="cmdb source kinds netbox")(kinds)
    app.add_typer(source, name="source")


def add(
    call: Call,
    name: Name,
    kind: Annotated[str, typer.Option("--from", metavar="KIND", help="Which importer reads it.")],
    setting: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="A setting; a secret as env:CMDB_SECRET_NAME or file:NAME.",
        ),
    ] = None,
    reason: Reason = None,
) -> None:
    """Set up a source, instead of what had the name before. Secrets are given by reference only."""
    body: dict[str, Any] = {"kind": kind, "settings": _settings(setting or [])}
    if reason is not None:
        body["reason"] = reason
    reply = call.api.send("PUT", f"{_PATH}/{segment(name)}", body=body)
    call.answer(
        reply, lambda made: output.line(f"Kept: `cmdb source check {made['name']}` asks it.")
    )


def _settings(given: list[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in given]
    for name, sign, _ in pairs:
        if not (sign and name):  # the value may be a secret: it is not repeated
            raise Invalid("--set is given as NAME=VALUE.", remedy="`cmdb source kinds` names them.")
    return {name: value for name, _, value in pairs}


def list_(call: Call) -> None:
    """List the sources."""
    call.answer(call.api.get(_PATH), _draw)


def _draw(listed: Mapping[str, Any]) -> None:
    if not listed["items"]:
        output.line("There are no sources: `cmdb source add NAME --from KIND` sets one up.")
        return
    rows = [
        (
            one["name"],
            one["kind"],
            _said(one["settings"]),
            one["changed_by"],
            one["changed_at"][:19],
        )
        for one in listed["items"]
    ]
    output.table(("name", "kind", "settings", "changed by", "changed at"), rows)


def _said(settings: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in sorted(settings.items()))


def show(call: Call, name: Name) -> None:
    """Show a source's settings; secrets are references."""
    reply = call.api.get(f"{_PATH}/{segment(name)}")
    call.answer(reply, lambda found: output.facts([*_plain(found), *_kept(found)]))


def _plain(found: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(key, value) for key, value in found.items() if key != "settings"]


def _kept(found: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(f"settings.{key}", value) for key, value in sorted(found["settings"].items())]


def check(call: Call, name: Name) -> None:
    """Ask a source for little: wrong settings (2), missing rights (4) or no answer (5)."""
    reply = call.api.post(f"{_PATH}/{segment(name)}/check")
    call.answer(reply, lambda found: output.line(f"{found['name']} answers."))


def run(
    call: Call,
    name: Name,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
    ] = False,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Leave bad entries out, and name them.")
    ] = False,
    reason: Reason = None,
) -> None:
    """Read a source now, and bring in what it says."""
    body = {"dry_run": dry_run, "keep_going": keep_going, "reason": reason}
    path = f"{_PATH}/{segment(name)}/run"
    if call.as_json:
        reply = call.api.post(path, body)
    else:
        with call.api.stream(
            "POST", path, json=body, headers={"Accept": "text/event-stream"}
        ) as response:
            found = followed(response.iter_lines(), "asking the source")
        if found is None:
            raise Unavailable(
                "The run broke off before its report.",
                remedy="`cmdb runs` says how far it came; run it again to complete it.",
            )
        reply = found
    call.answer(reply, lambda said: draw_reports(said["reports"]))
    reports = reply.json()["reports"]
    if not dry_run and any(one["left_out_count"] or one["vetoed"] for one in reports):
        raise NotAsWished


def remove(call: Call, name: Name) -> None:
    """Forget a source's settings; what it brought in stays."""
    reply = call.api.send("DELETE", f"{_PATH}/{segment(name)}")
    call.answer(reply, lambda gone: output.line(f"{gone['name']} is gone."))


def allow(call: Call, host: Host) -> None:
    """Allow sources to reach a host, at one port or at any."""
    reply = call.api.send("PUT", f"{_HOSTS}/{segment(host)}")
    call.answer(reply, lambda made: output.line(f"Sources may reach {made['name']}."))


def allowed(call: Call) -> None:
    """List the hosts that sources may reach."""
    call.answer(call.api.get(_HOSTS), _draw_hosts)


def _draw_hosts(listed: Mapping[str, Any]) -> None:
    if not listed["items"]:
        output.line("Sources may reach no host: `cmdb source allow HOST[:PORT]` allows one.")
        return
    rows = [(one["name"], one["added_by"], one["added_at"][:19]) for one in listed["items"]]
    output.table(("host", "allowed by", "allowed at"), rows)


def deny(call: Call, host: Host) -> None:
    """Allow a host no longer."""
    reply = call.api.send("DELETE", f"{_HOSTS}/{segment(host)}")
    call.answer(reply, lambda gone: output.line(f"Sources may reach {gone['name']} no longer."))


def kinds(
    call: Call,
    kind: Annotated[
        str | None, typer.Argument(metavar="[KIND]", help="One kind with its settings.")
    ] = None,
) -> None:
    """List the importers with what they give, or the settings of one."""
    call.answer(call.api.get("/api/v1/importers"), lambda found: _draw_kinds(found, kind))


def _draw_kinds(found: Mapping[str, Any], kind: str | None) -> None:
    one = next((one for one in found["items"] if one["kind"] == kind), None)
    if kind is not None and one is None:
        raise Invalid(
            f"There is no importer of the kind {kind}.",
            remedy=f"There are {', '.join(one['kind'] for one in found['items'])}.",
        )
    if one is None:
        rows = [
            (one["kind"], "files, live" if one["live"] else "files", one["summary"])
            for one in found["items"]
        ]
        output.table(("kind", "reads", "summary"), rows)
        for bad in found["broken"]:
            output.line(f"cannot be used: {bad['name']}: {bad['reason']}")
        return
    names = ("kind", "summary", "version", "gives", "identifies", "scope", "unknown")
    output.facts([(name, one[name]) for name in names])
    settings = [(s["name"], s["type"], s["about"]) for s in one["live"]]
    settings = settings or [(name, "", "") for name in one["settings"]]
    output.table(("setting", "type", ""), settings)
