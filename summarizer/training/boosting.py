"""Fits boosted trees with LightGBM and turns them into the numpy trees that are shipped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from summarizer.engines.boosted_trees import BoostedTrees, Floats
from summarizer.errors import ConfigError


def fit_trees(
    rows: Floats,
    targets: Floats,
    weights: Floats,
    *,
    objective: str,
    n_trees: int,
    rate: float,
    min_leaf: int,
    column_share: float,
    seed: int,
    n_threads: int,
) -> Any:
    """A LightGBM booster.

    Raises:
        ConfigError: LightGBM is not installed.
    """
    try:
        import lightgbm
    except ImportError as exc:
        raise ConfigError(
            "Training the sentence chooser needs LightGBM, which is not installed. "
            "Run `pip install lightgbm`."
        ) from exc
    parameters = {
        "objective": objective, "num_leaves": 31, "learning_rate": rate,
        "min_data_in_leaf": min_leaf, "feature_fraction": column_share,
        "bagging_fraction": 0.8, "bagging_freq": 1, "max_bin": 63, "verbose": -1,
        "seed": seed, "num_threads": n_threads, "deterministic": True,
        "force_row_wise": True,
    }  # fmt: skip
    data = lightgbm.Dataset(rows, targets, weight=weights)
    return lightgbm.train(parameters, data, n_trees)


def export_trees(boosters: Sequence[Any], n_features: int) -> BoostedTrees:
    """Trees whose prediction is the mean of the boosters' raw scores.

    Exact for float32 rows without NaN: a threshold is rounded down to the next float32, which
    no float32 lies between.
    """
    feature: list[int] = []
    threshold: list[float] = []
    left: list[int] = []
    right: list[int] = []
    value: list[float] = []
    roots: list[int] = []

    def add(node: dict[str, Any]) -> tuple[int, int]:
        """The number of the node in the arrays, and its depth in steps."""
        at = len(feature)
        feature.append(0)
        threshold.append(np.inf)
        left.append(at)
        right.append(at)
        value.append(0.0)
        if "split_feature" not in node:
            value[at] = float(node["leaf_value"]) / len(boosters)
            return at, 0
        if node["decision_type"] != "<=":
            raise ValueError(f"Only numeric splits can be exported, got {node['decision_type']}.")
        feature[at] = int(node["split_feature"])
        threshold[at] = _rounded_down(float(node["threshold"]))
        left[at], left_depth = add(node["left_child"])
        right[at], right_depth = add(node["right_child"])
        return at, 1 + max(left_depth, right_depth)

    depth = 0
    for booster in boosters:
        for tree in booster.dump_model()["tree_info"]:
            root, steps = add(tree["tree_structure"])
            roots.append(root)
            depth = max(depth, steps)
    return BoostedTrees(
        feature=np.array(feature, np.int16),
        threshold=np.array(threshold, np.float32),
        left=np.array(left, np.int32),
        right=np.array(right, np.int32),
        value=np.array(value, np.float32),
        roots=np.array(roots, np.int32),
        depth=depth,
        n_features=n_features,
    )


def _rounded_down(threshold: float) -> float:
    nearest = np.float32(threshold)
    if float(nearest) > threshold:
        nearest = np.nextafter(nearest, np.float32(-np.inf))
    return float(nearest)
