"""The lower floors of an estate: racks with their machines, and the applications that run there."""

from typing import Any

from bench.block import Block
from bench.buildings import CELLS_A_ROW, HALLS_A_SITE, ROWS_A_HALL, mixed, row_name, site_name

STACKS = 7
DEVICES = 5
CELL_CIS = 16 + 12 * STACKS + 1 + DEVICES
_AREAS = (
    ("checkout", "在线支付服务"),
    ("catalogue", "商品目录"),
    ("warehouse", "仓储管理"),
    ("invoicing", "发票服务"),
    ("loyalty", "会员积分"),
    ("shipping", "物流配送"),
    ("pricing", "价格引擎"),
)
_CRITICALITIES = ("low", "medium", "medium", "high", "critical")
_SYSTEMS = ("Debian", "Ubuntu", "openEuler", "Windows Server")
_ENGINES = ("PostgreSQL", "MySQL", "openGauss", "Oracle")
_TEAMS = ("web", "payments", "logistics", "data", "platform")


def cell_name(number: int) -> str:
    return f"{row_name(number // CELLS_A_ROW)}-k{number % CELLS_A_ROW + 1}"


def cell(block: Block, number: int) -> None:
    """Draw a rack with its cluster and what runs there: about 100 CIs stand on its parts."""
    odd = mixed(number // CELLS_A_ROW // ROWS_A_HALL)
    _machines(block, number)
    services = [_stack(block, number, stack, odd=odd) for stack in range(STACKS)]
    name = cell_name(number)
    business = block.ci(
        "business_service",
        f"{_AREAS[number % len(_AREAS)][1]} {name}",
        criticality=block.dice.choice(_CRITICALITIES),
        owner=_owner(block),
        users=block.dice.randrange(50_000),
    )
    block.needs(business, "DEPENDS_ON", *services)
    block.needs(f"order to cash 订单到收款 {row_name(number // CELLS_A_ROW)}", "USES", business)
    for at in range(DEVICES):
        device(block, f"{name}-lt-{at}")


def device(block: Block, name: str) -> None:
    """Draw a device that nothing needs and that needs nothing."""
    serial = f"LT{block.dice.getrandbits(40):010X}"
    block.ci("end_user_device", name, serial_number=serial, kind="laptop", owner=_owner(block))


def _machines(block: Block, number: int) -> None:
    name, around = cell_name(number), row_name(number // CELLS_A_ROW)
    place = site_name(number // CELLS_A_ROW // ROWS_A_HALL // HALLS_A_SITE)
    block.ci("rack", name, site=place, height_units=42)
    block.needs(name, "CONTAINED_IN", around)
    pdus = [_pdu(block, name, around, side) for side in "ab"]
    tors = [_tor(block, name, around, side) for side in "ab"]
    for tor in tors:
        block.needs(tor, "POWERED_BY", *pdus)
    hosts = [f"{name}-esx-{at:02}" for at in range(1, 5)]
    for host in hosts:
        _machine(block, "hypervisor", host, site=place, serial_number=_serial(block))
        block.needs(host, "CONTAINED_IN", name)
        block.needs(host, "POWERED_BY", *pdus)
        block.needs(host, "CONNECTED_TO", *tors)
    cluster = block.ci("cluster", f"{name}-vsphere", kind="virtualization", product="vSphere")
    block.needs(cluster, "HAS_MEMBER", *hosts)
    pool = block.ci("storage_pool", f"{name}-pool", capacity_gb=80_000.0)
    block.needs(pool, "STORED_ON", f"{around}-san-ctl-a", f"{around}-san-ctl-b")
    for at in range(STACKS // 2 + 1):
        volume = block.ci("storage_volume", f"{name}-vol-{at}", capacity_gb=4000.0)
        block.needs(volume, "STORED_ON", pool)


def _pdu(block: Block, name: str, around: str, side: str) -> str:
    pdu = block.ci("pdu", f"{name}-pdu-{side}", outlets=24, serial_number=_serial(block))
    block.needs(pdu, "CONTAINED_IN", name)
    block.needs(pdu, "POWERED_BY", f"{around}-ups-{side}")
    return pdu


def _tor(block: Block, name: str, around: str, side: str) -> str:
    tor = block.ci("network_device", f"{name}-tor-{side}", kind="switch", support_team="network")
    block.needs(tor, "CONTAINED_IN", name)
    block.needs(tor, "CONNECTED_TO", f"{around}-leaf-{side}")
    return tor


def _machine(block: Block, class_name: str, name: str, **fields: Any) -> str:
    dice = block.dice
    return block.ci(
        class_name,
        name,
        fqdn=f"{name}.corp.example",
        ip_addresses=[f"10.{dice.randrange(255)}.{dice.randrange(256)}.{dice.randrange(1, 255)}"],
        operating_system=dice.choice(_SYSTEMS),
        cpu_count=dice.choice((2, 4, 8, 16)),
        memory_gb=float(dice.choice((8, 16, 32, 64))),
        environment="production",
        support_team="platform",
        **fields,
    )


def _stack(block: Block, number: int, stack: int, *, odd: bool) -> str:
    """Draw an application with what it runs on; return the service that it gives."""
    area = _AREAS[(number + stack) % len(_AREAS)][0]
    name = f"{area}-{cell_name(number)}-{stack}"
    webs = [_hosted(block, number, name, at) for at in (1, 2)]
    app = _application(block, name)
    block.needs(app, "DEPENDS_ON", *webs, group="web")
    block.needs(app, "USES", _database(block, number, stack, name), protocol="SQL")
    _neighbours(block, number, stack, app, odd=odd)
    certificate = block.ci("certificate", f"{name}.example", issuer="Example CA")
    block.needs(app, "SECURED_BY", certificate)
    api = block.ci("api", f"{name}-api", owner=_owner(block), environment="production")
    block.needs(api, "DEPENDS_ON", app)
    lifecycle = "retired" if odd and stack == STACKS - 1 else "operational"
    job = block.ci("scheduled_job", f"{name}-nightly", schedule="30 1 * * *", lifecycle=lifecycle)
    block.needs(job, "RUNS_ON", webs[0])
    service = block.ci("technical_service", f"{name} service", owner=_owner(block))
    block.needs(service, "DEPENDS_ON", api)
    return service


def _hosted(block: Block, number: int, name: str, at: int) -> str:
    machine = _machine(block, "virtual_machine", f"{name}-vm-{at}")
    block.needs(machine, "RUNS_ON", f"{cell_name(number)}-vsphere")
    web = block.ci(
        "workload",
        f"{name}-web-{at}",
        kind="Deployment",
        image=f"registry.example/{name}:1.{block.dice.randrange(40)}",
        replicas=block.dice.randrange(1, 5),
    )
    block.needs(web, "RUNS_ON", machine)
    return web


def _application(block: Block, name: str) -> str:
    return block.ci(
        "application_service",
        name,
        quorum={"web": {"needs": 1, "wants": 2}} if block.dice.random() < 0.5 else {},
        url=f"https://{name}.example",
        environment="production",
        criticality=block.dice.choice(_CRITICALITIES),
        owner=_owner(block),
        support_team=block.dice.choice(_TEAMS),
        tags=["shop", block.dice.choice(_TEAMS)],
    )


def _database(block: Block, number: int, stack: int, name: str) -> str:
    machine = _machine(block, "virtual_machine", f"{name}-vm-3")
    block.needs(machine, "RUNS_ON", f"{cell_name(number)}-vsphere")
    block.needs(machine, "STORED_ON", f"{cell_name(number)}-vol-{stack // 2}")
    instance = block.ci(
        "database_instance",
        f"{name}-db",
        host=machine,
        port=5432,
        support_team="data",
        environment="production",
    )
    block.needs(instance, "RUNS_ON", machine)
    database = block.ci("database", f"{name}-data", engine=block.dice.choice(_ENGINES))
    block.needs(database, "RUNS_ON", instance)
    return database


def _neighbours(block: Block, number: int, stack: int, app: str, *, odd: bool) -> None:
    """Relate an application to others of its rack: the first three use each other in a circle."""
    other = (stack + 1) % 3 if stack < 3 else stack - 3
    block.needs(app, "USES", app_name(number, other), protocol="HTTP")
    if odd and number and stack in (1, 2):
        kinds = {1: "RECEIVES_FROM", 2: "FAILS_OVER_TO"}
        block.needs(app, kinds[stack], app_name(number - 1, stack))


def app_name(number: int, stack: int) -> str:
    return f"{_AREAS[(number + stack) % len(_AREAS)][0]}-{cell_name(number)}-{stack}"


def _owner(block: Block) -> str:
    return f"{block.dice.choice(_TEAMS)}-{block.dice.randrange(40):02}"


def _serial(block: Block) -> str:
    return f"CZ{block.dice.getrandbits(36):09X}"
