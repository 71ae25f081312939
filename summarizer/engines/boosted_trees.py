"""Boosted regression trees evaluated with numpy alone.

Trained elsewhere (LightGBM), shipped as flat arrays: users need no training library. Evaluated
feature by feature instead of tree by tree (Lucchese and others, "QuickScorer", 2015): every
node that a row passes on the right rules out the leaves on its left; the first leaf that is
left is the one the row falls into.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Masks = NDArray[np.uint32]

MAX_LEAVES = 32
"""Leaves of a tree that one mask can hold."""
_ROWS_AT_ONCE = 2048
_ALL = np.uint32(0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class BoostedTrees:
    """A sum of binary trees; a row goes left where ``x[feature] <= threshold``.

    Attributes (N inner nodes of all trees, T trees, leaves numbered from left to right):
        feature: (N,) int16. threshold: (N,) float32. tree: (N,) int16.
        mask: (N,) uint32; bit k is 0 where leaf k hangs on the node's left side.
        values: (T, L) float32; what each leaf adds, L at most 32.
        n_features: columns expected.
    """

    feature: NDArray[np.int16]
    threshold: Floats
    tree: NDArray[np.int16]
    mask: Masks
    values: Floats
    n_features: int
    _tables: tuple[tuple[int, Floats, Masks], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """For each feature used: its thresholds, and the leaves left in each tree above them."""
        tables = []
        for f in np.unique(self.feature):
            nodes = np.flatnonzero(self.feature == f)
            thresholds, place = np.unique(self.threshold[nodes], return_inverse=True)
            left = np.full((len(thresholds) + 1, len(self.values)), _ALL, np.uint32)
            np.bitwise_and.at(left, (place + 1, self.tree[nodes]), self.mask[nodes])
            np.bitwise_and.accumulate(left, axis=0, out=left)
            tables.append((int(f), thresholds.astype(np.float32), left))
        object.__setattr__(self, "_tables", tuple(tables))

    def predict(self, rows: Floats) -> Floats:
        """One score per row; ``rows`` is (B, n_features) float32 without NaN."""
        if rows.ndim != 2 or rows.shape[1] != self.n_features:
            raise ValueError(
                f"Expected rows of {self.n_features} features, got an array of shape {rows.shape}."
            )
        scores = np.zeros(len(rows), dtype=np.float32)
        trees = np.arange(len(self.values))
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            chunk = rows[start : start + _ROWS_AT_ONCE]
            left = np.full((len(chunk), len(trees)), _ALL, np.uint32)  # (B, T)
            for f, thresholds, table in self._tables:
                left &= table[np.searchsorted(thresholds, chunk[:, f])]
            lowest = left & (~left + np.uint32(1))
            leaf = np.frexp(lowest.astype(np.float32))[1] - 1
            scores[start : start + len(chunk)] = self.values[trees, leaf].sum(
                axis=1, dtype=np.float64
            )
        return scores

    @property
    def n_parameters(self) -> int:
        """Thresholds and leaf values."""
        return int(self.threshold.size + self.values.size)

    def to_arrays(self, prefix: str) -> dict[str, NDArray[np.generic]]:
        """Arrays for ``np.savez``, their names begun with ``prefix``."""
        return {
            f"{prefix}.feature": self.feature,
            f"{prefix}.threshold": self.threshold,
            f"{prefix}.tree": self.tree,
            f"{prefix}.mask": self.mask,
            f"{prefix}.values": self.values,
            f"{prefix}.n_features": np.array(self.n_features, dtype=np.int32),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]], prefix: str) -> BoostedTrees:
        """The trees that ``to_arrays(prefix)`` gave.

        Raises:
            KeyError: an array is missing.
        """
        return cls(
            feature=arrays[f"{prefix}.feature"].astype(np.int16),
            threshold=arrays[f"{prefix}.threshold"].astype(np.float32),
            tree=arrays[f"{prefix}.tree"].astype(np.int16),
            mask=arrays[f"{prefix}.mask"].astype(np.uint32),
            values=arrays[f"{prefix}.values"].astype(np.float32),
            n_features=int(arrays[f"{prefix}.n_features"]),
        )
