"""Terraform plans for tests, in a few words."""


def resource(address, *actions, before=None, after=None, **more):
    """Return an entry of `resource_changes`; `more` goes to its change or, where it is known, above."""
    above = {k: more.pop(k) for k in ("previous_address", "deposed", "mode") if k in more}
    type_, _, name = address.split("[")[0].rpartition("module.")[2].partition(".")
    change = {"actions": list(actions), "before": before, "after": after, **more}
    return {"address": address, "mode": "managed", "type": type_, "name": name, **above} | {
        "change": change
    }


def plan(*changes, **more):
    """Return a plan of these resources."""
    return {"format_version": "1.2", "planned_values": {}, "resource_changes": list(changes)} | more
