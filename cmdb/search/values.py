"""The values of each field by numbers: filtering and counting is arithmetic on arrays."""

from array import array
from collections.abc import Collection
from threading import Lock

import numpy as np
import numpy.typing as npt

from cmdb.model import Model
from cmdb.search.block import natural
from cmdb.search.model import FIELDS, ORDERS, UNSET
from cmdb.topology.model import Interned, Profile

Value = str | int | None


class Values:
    """What profiles say of each field. It only ever grows, so that snapshots share it."""

    def __init__(self, model: Model) -> None:
        self.profiles: Interned[Profile] = Interned()
        self._model = model
        self._known: dict[str, Interned[Value]] = {name: Interned() for name in FIELDS}
        self._codes = {name: array("i") for name in FIELDS}
        self._growing = Lock()

    def code(self, profile: Profile) -> int:
        return self.profiles.code(profile)

    def layer(self, class_name: str) -> int | None:
        return self._model.ci_class(class_name).layer

    def known(self, field: str) -> list[Value]:
        """Return the values of a field by number."""
        return self._known[field].values

    def codes(self, field: str, size: int) -> npt.NDArray[np.int32]:
        """Return the number of a field's value by profile, of the first `size` profiles."""
        with self._growing:
            codes, values = self._codes[field], self.profiles.values
            while len(codes) < size:
                codes.append(self._known[field].code(self._value(field, values[len(codes)])))
            return np.array(codes[:size], dtype=np.int32)

    def _value(self, field: str, profile: Profile) -> Value:
        if field == "class":
            return profile.class_name
        if field == "layer":
            return self.layer(profile.class_name)
        found: str | None = getattr(profile, field)
        return found

    def wanted(self, field: str, asked: Collection[str]) -> list[int]:
        """Return the numbers of the values that are asked for; of a class its subclasses too.

        Raises Invalid for an unknown class.
        """
        if field == "class":
            for name in asked:
                self._model.ci_class(name)
            of = self._model.classes
            return [
                code
                for code, name in enumerate(self.known(field))
                if any(one in of[str(name)].ancestors for one in asked)
            ]
        return [code for code, value in enumerate(self.known(field)) if written(value) in asked]

    def order(self, field: str) -> npt.NDArray[np.float64]:
        """Return where each value of a field stands when sorted; those that have none stand last."""
        values = self.known(field)
        known = {value: at for at, value in enumerate(ORDERS.get(field, ()))}
        ordered = sorted(
            range(len(values)),
            key=lambda code: (
                values[code] is None,
                known.get(written(values[code]), len(known)),
                natural(written(values[code]).casefold()),
            ),
        )
        places = np.empty(len(values), dtype=np.float64)
        places[ordered] = np.arange(len(values))
        places[[code for code, value in enumerate(values) if value is None]] = np.nan
        return places


def written(value: Value) -> str:
    """Return a value as it is asked for."""
    return UNSET if value is None else str(value)
