"""What stands where an identity should: it identifies nothing, however often it is seen."""

import re

_WORDS_TEXT = """
na nil none null nan empty blank unset undefined undef unknown unspecified uninitialized invalid
notspecified notavailable notapplicable notpresent notset notset0 notfound notprovided
notsupported notdefined nodata novalue noserial noserialnumber noasset noassettag
default defaultstring defaultvalue tbd tba todo changeme placeholder example test dummy
tobefilledbyoem tobefilledbyoemto tobefilled tobefilledbytheoem filledbyoem byoem oem
oemchassisserialnumber oemdefault0 oemdefault000 oemserial
serial serialnumber serialno serialnum systemserial systemserialnumber systemserialnumb
syssernum sernum sernum0 sernum00 chassisserialnumber chassissernum baseboardserialnumber
boardserialnumber mainboardserialnumber mbserialnumber productserialnumber sn s n eval standard
system systemname systemproductname systemmanufacturer productname manufacturer model modelname
assettag assettag0 assettagdefault noassetinformation type1productconfigid type2boardserialnumber
chassismanufacture badindex error denied permissiondenied unauthorized false true
uuid mac macaddress ip ipaddress hostname fqdn url id
0 o 00 0x0 0x00 0x00000000 0123456789abcdef 0123456789abcdefgh mb1234567890 bsn12345678901234567
amazonec2 google googlecompute googlecomputeengine xen kvm qemu vmware virtualbox bochs
virtualmachine microsoftcorporation openstack openstackfoundation hyperv
"""
_WORDS = frozenset(_WORDS_TEXT.split())
_RUNS = ("01234567890123456789", "12345678901234567890", "0123456789abcdef", "98765432109876543210")
_SHORTEST_RUN = 6
_WORDY = re.compile(r"[\W_]+")


def is_junk(text: str) -> bool:
    """Tell whether a value says nothing: empty, NA, "To Be Filled By O.E.M.", 0, 0123456789 …

    Case and punctuation do not matter: `<none>`, `N/A` and `n.a.` are junk alike.
    """
    bare = _bare(text)
    return not bare or bare in _WORDS or (set(bare) <= {"0"})


def is_filler(text: str) -> bool:
    """Tell whether a number was typed, not given: one character again and again, or a mere run."""
    bare = _bare(text)
    repeated = len(set(bare)) == 1
    run = len(bare) >= _SHORTEST_RUN and any(row.startswith(bare) for row in _RUNS)
    return repeated or run or not any(c.isalnum() for c in bare)


def _bare(text: str) -> str:
    return _WORDY.sub("", text).lower()


# What a firmware's maker forgot to fill in, found on thousands of unlike machines.
SHARED_UUIDS = (
    "00020003-0004-0005-0006-000700080009",
    "00010203-0405-0607-0809-0a0b0c0d0e0f",
    "01010101-0101-0101-0101-010101010101",
    "01234567-89ab-cdef-0123-456789abcdef",
    "02000000-0000-0000-0000-000000000000",
    "12345678-1234-5678-90ab-cddeefaabbcc",
    "12345678-1234-1234-1234-123456789012",
    "12345678-1234-1234-1234-123456789abc",
    "4c4c4544-0000-2010-8020-80c04f202020",
    "6ab5b300-538d-1014-9fb5-b0684d007b53",
    "8e275844-178f-44a8-aceb-a7d7e5178c63",
    "dc698397-fa54-4cf2-82c8-b1b5307a6a7f",
    "ffffffff-ffff-ffff-ffff-ffff00000000",
    "00000000-0000-0000-0000-0000ffffffff",
)

# Addresses that many machines have alike. Prefixes, lower case with colons.
SHARED_MACS = (
    "00:00:00:00:00:",  # simulators, unset
    "00:00:5e:00:01:",  # VRRP
    "00:00:5e:00:02:",  # VRRP for IPv6
    "00:00:0c:07:ac:",  # HSRP
    "00:00:0c:9f:f",  # HSRP version 2
    "00:05:73:a0:0",  # HSRP for IPv6
    "00:07:b4:00:",  # GLBP
    "02:bf:",  # Microsoft network load balancing
    "02:42:",  # Docker: made from the container's address
    "0a:58:0a:",  # Kubernetes and OVN: made from the pod's address, which is private
    "0a:58:64:",
    "0a:58:ac:",
    "0a:58:c0:",
    "ee:ee:ee:ee:ee:ee",  # Calico's end in every pod
    "fe:ff:ff:ff:ff:ff",  # Xen's end in the host
    "fe:54:00:",  # libvirt's end in the host: the guest's own begins with 52
    "52:54:00:12:34:5",  # QEMU's defaults
    "02:00:00:00:00:00",  # Android, where it may not be told
    "ac:de:48:00:11:22",  # the touch bar of every MacBook that has one
    "0a:00:27:00:00:",  # VirtualBox host-only networks
    "00:50:56:c0:00:",  # VMware Workstation's host-only and NAT networks
    "00:1c:42:00:00:",  # Parallels host
    "00:05:9a:3c:7",  # Cisco AnyConnect
    "02:50:41:00:00:01",  # GlobalProtect
    "02:80:37:ec:02:00",  # WWAN modems
    "00:a0:c6:00:00:00",
    "44:45:53:54:",  # Windows dial-up adapters ("DEST")
    "20:41:53:59:4e:ff",  # " ASYN", the same
    "50:50:54:50:30:30",  # "PPTP00"
    "33:50:6f:45:30:30",  # "3PoE00"
    "00:53:45:00:00:00",
)
