"""How many members of a group a dependent needs, and wants (IMPACT.md, The graph)."""

import re
from dataclasses import dataclass
from typing import Any

from cmdb.errors import Invalid

_SHARE = re.compile(r"([1-9][0-9]?|100)%")
_WORDS = ("majority", "n-1", "all")
_MOST = 1_000_000

Amount = int | str


@dataclass(frozen=True, slots=True)
class Quorum:
    """`needs` members to work at all, `wants` to work well. Each a count, a share or a word."""

    needs: Amount
    wants: Amount | None = None

    def resolve(self, n: int) -> tuple[int, int]:
        """Return (k, m) for a group of n ≥ 1 members in operation: 1 ≤ k ≤ m ≤ n."""
        k = _count(self.needs, n)
        return k, k if self.wants is None else max(k, _count(self.wants, n))

    def larger_than(self, n: int) -> bool:
        """Tell whether a count asks for more members than there are: treated as n, and a finding."""
        return any(isinstance(a, int) and a > n for a in (self.needs, self.wants))

    def as_data(self) -> Any:
        """Return the shortest form that `parse` reads back."""
        return self.needs if self.wants is None else {"needs": self.needs, "wants": self.wants}


def _count(amount: Amount, n: int) -> int:
    if amount == "all":
        return n
    if amount == "majority":
        return n // 2 + 1
    if amount == "n-1":
        return max(1, n - 1)
    if isinstance(amount, int):
        return min(amount, n)
    return max(1, -(-int(amount[:-1]) * n // 100))  # a share, rounded up in whole numbers


def parse(data: Any) -> Quorum:
    """Return the quorum that a document or TOML says. Raises Invalid with the reason."""
    if isinstance(data, dict):
        if unknown := sorted(map(str, data.keys() - {"needs", "wants"})):
            raise Invalid(f"A quorum has no field {unknown[0]!r}; it has needs and wants.")
        if "needs" not in data:
            raise Invalid("A quorum says what it needs: `needs` is missing.")
        wants = data.get("wants")
        return Quorum(_amount(data["needs"]), None if wants is None else _amount(wants))
    return Quorum(_amount(data))


def _amount(data: Any) -> Amount:
    if isinstance(data, int) and not isinstance(data, bool) and 1 <= data <= _MOST:
        return data
    if isinstance(data, str) and (data in _WORDS or _SHARE.fullmatch(data)):
        return data
    raise Invalid(
        f"{data!r} is no quorum: a count from 1, a share from 1% to 100%, majority, n-1 or all."
    )
