"""Boosted regression trees evaluated with numpy alone.

Trained elsewhere (LightGBM), shipped as flat arrays: users need no training library.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_ROWS_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class BoostedTrees:
    """A sum of binary trees; a row goes left where ``x[feature] <= threshold``.

    Attributes (N nodes of all trees, one after the other; T trees):
        feature: (N,) int16.
        threshold: (N,) float32; infinite at leaves.
        left, right: (N,) int32, node numbers; a leaf points at itself.
        value: (N,) float32; what a leaf adds, 0 elsewhere.
        roots: (T,) int32.
        depth: steps from the root that reach the leaf of every tree.
        n_features: columns expected.
    """

    feature: NDArray[np.int16]
    threshold: Floats
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: Floats
    roots: NDArray[np.int32]
    depth: int
    n_features: int

    def predict(self, rows: Floats) -> Floats:
        """One score per row; ``rows`` is (B, n_features) float32 without NaN."""
        if rows.ndim != 2 or rows.shape[1] != self.n_features:
            raise ValueError(
                f"Expected rows of {self.n_features} features, got an array of shape {rows.shape}."
            )
        scores = np.zeros(len(rows), dtype=np.float32)
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            chunk = rows[start : start + _ROWS_AT_ONCE]
            row = np.arange(len(chunk))[:, None]
            node = np.broadcast_to(self.roots, (len(chunk), len(self.roots)))  # (B, T)
            for _ in range(self.depth):
                goes_left = chunk[row, self.feature[node]] <= self.threshold[node]
                node = np.where(goes_left, self.left[node], self.right[node])
            scores[start : start + len(chunk)] = self.value[node].sum(axis=1, dtype=np.float64)
        return scores

    def to_arrays(self, prefix: str) -> dict[str, NDArray[np.generic]]:
        """Arrays for ``np.savez``, their names begun with ``prefix``."""
        return {
            f"{prefix}.feature": self.feature,
            f"{prefix}.threshold": self.threshold,
            f"{prefix}.left": self.left,
            f"{prefix}.right": self.right,
            f"{prefix}.value": self.value,
            f"{prefix}.roots": self.roots,
            f"{prefix}.shape": np.array([self.depth, self.n_features], dtype=np.int32),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]], prefix: str) -> BoostedTrees:
        """The trees that ``to_arrays(prefix)`` gave.

        Raises:
            KeyError: an array is missing.
        """
        depth, n_features = (int(n) for n in arrays[f"{prefix}.shape"])
        return cls(
            feature=arrays[f"{prefix}.feature"].astype(np.int16),
            threshold=arrays[f"{prefix}.threshold"].astype(np.float32),
            left=arrays[f"{prefix}.left"].astype(np.int32),
            right=arrays[f"{prefix}.right"].astype(np.int32),
            value=arrays[f"{prefix}.value"].astype(np.float32),
            roots=arrays[f"{prefix}.roots"].astype(np.int32),
            depth=depth,
            n_features=n_features,
        )
