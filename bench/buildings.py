"""The upper floors of an estate: sites, halls and rows, with power, cooling and network."""

from bench.block import Block

HALLS_A_SITE = 4
ROWS_A_HALL = 12
CELLS_A_ROW = 4
_CITIES = ("bj", "sh", "sz", "fra", "lon", "ams", "iad", "sjc", "sin", "hkg")
_MAKERS = ("Huawei", "Cisco", "Arista", "H3C")


def site_name(number: int) -> str:
    return f"{_CITIES[number % len(_CITIES)]}{number // len(_CITIES) + 1}"


def hall_name(number: int) -> str:
    return f"{site_name(number // HALLS_A_SITE)}-h{number % HALLS_A_SITE + 1}"


def row_name(number: int) -> str:
    return f"{hall_name(number // ROWS_A_HALL)}-r{number % ROWS_A_HALL + 1:02}"


def mixed(hall: int) -> bool:
    """Tell whether a hall has soft, standby and retired parts too, which absorb failures.

    In the others every failure is felt by all that stand on it, so that a plain traversal gives
    the same set as an impact answer, and the two can be compared.
    """
    return hall % 7 == 1


def site(block: Block, number: int) -> None:
    """Draw a site: about 20,000 CIs stand on each of its parts."""
    name = site_name(number)
    block.ci("site", name, support_team="facility")
    building = block.ci("building", f"{name}-b1", support_team="facility")
    block.needs(building, "CONTAINED_IN", name)
    for side in "ab":
        grid = block.ci("power_feed", f"{name}-grid-{side}", capacity_kw=8000.0, site=name)
        ats = block.ci("ats", f"{name}-ats-{side}", site=name)
        block.needs(ats, "POWERED_BY", grid)
        router = _network(block, f"{name}-core-{side}", "router", name)
        block.needs(router, "CONTAINED_IN", building)
        block.needs(router, "POWERED_BY", ats)


def hall(block: Block, number: int) -> None:
    """Draw a hall: about 5,000 CIs stand on each of its parts."""
    name, place = hall_name(number), site_name(number // HALLS_A_SITE)
    block.ci("room", name, support_team="facility")
    block.needs(name, "CONTAINED_IN", f"{place}-b1")
    for side in "ab":
        feed = block.ci("power_feed", f"{name}-feed-{side}", capacity_kw=1600.0, site=place)
        block.needs(feed, "POWERED_BY", f"{place}-ats-{side}")
        cooling = block.ci("cooling", f"{name}-crac-{side}", site=place)
        block.needs(cooling, "POWERED_BY", feed)
        block.needs(name, "DEPENDS_ON", cooling, group="cooling")
        switch = _network(block, f"{name}-agg-{side}", "switch", place)
        block.needs(switch, "CONNECTED_TO", f"{place}-core-a", f"{place}-core-b")
    capability = block.ci("business_capability", f"{name} fulfilment 履约", owner="strategy")
    block.needs(capability, "DEPENDS_ON", name, tolerates="PT4H")


def row(block: Block, number: int) -> None:
    """Draw a row of racks: about 400 CIs stand on each of its parts."""
    name, around = row_name(number), hall_name(number // ROWS_A_HALL)
    place = site_name(number // ROWS_A_HALL // HALLS_A_SITE)
    block.ci("room", name, support_team="facility")
    block.needs(name, "CONTAINED_IN", around)
    storage = block.ci(
        "storage_system", f"{name}-san", site=place, capacity_gb=400_000.0, support_team="storage"
    )
    block.needs(storage, "CONTAINED_IN", name)
    for side in "ab":
        ups = block.ci("ups", f"{name}-ups-{side}", capacity_kw=160.0, site=place)
        block.needs(ups, "POWERED_BY", f"{around}-feed-{side}")
        block.needs(storage, "POWERED_BY", ups)
        switch = _network(block, f"{name}-leaf-{side}", "switch", place)
        block.needs(switch, "CONNECTED_TO", f"{around}-agg-a", f"{around}-agg-b")
        controller = block.ci("storage_controller", f"{name}-san-ctl-{side}", site=place)
        block.needs(controller, "CONTAINED_IN", storage)
    block.ci("business_process", f"order to cash 订单到收款 {name}", owner="operations")


def _network(block: Block, name: str, kind: str, place: str) -> str:
    return block.ci(
        "network_device",
        name,
        kind=kind,
        site=place,
        manufacturer=block.dice.choice(_MAKERS),
        management_address=f"10.255.{block.dice.randrange(256)}.{block.dice.randrange(256)}",
        support_team="network",
    )
