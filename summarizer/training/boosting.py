"""Fits boosted trees with LightGBM and turns them into the numpy trees that are shipped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from summarizer.engines.boosted_trees import MAX_LEAVES, BoostedTrees, Floats
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
    n_trees_share: float = 1.0,
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
    return lightgbm.train(parameters, data, max(1, round(n_trees * n_trees_share)))


def export_trees(boosters: Sequence[Any], n_features: int) -> BoostedTrees:
    """Trees whose prediction is the mean of the boosters' raw scores.

    Exact for float32 rows without NaN: a threshold is rounded down to the next float32, which
    no float32 lies between.

    Raises:
        ValueError: a tree has more than 32 leaves, or a split that is not numeric.
    """
    nodes: list[tuple[int, float, int, int]] = []
    values: list[list[float]] = []

    def add(node: dict[str, Any]) -> tuple[int, int]:
        """First and last leaf (exclusive) of the node, in the last of ``values``."""
        leaves = values[-1]
        if "split_feature" not in node:
            leaves.append(float(node["leaf_value"]) / len(boosters))
            return len(leaves) - 1, len(leaves)
        if node["decision_type"] != "<=":
            raise ValueError(f"Only numeric splits can be exported, got {node['decision_type']}.")
        first, middle = add(node["left_child"])
        _, last = add(node["right_child"])
        on_the_left = (1 << middle) - (1 << first)
        nodes.append(
            (
                int(node["split_feature"]),
                _rounded_down(float(node["threshold"])),
                len(values) - 1,
                0xFFFFFFFF & ~on_the_left,
            )
        )
        return first, last

    for booster in boosters:
        for tree in booster.dump_model()["tree_info"]:
            values.append([])
            add(tree["tree_structure"])
    most = max((len(leaves) for leaves in values), default=0)
    if most > MAX_LEAVES:
        raise ValueError(f"Trees of at most {MAX_LEAVES} leaves can be exported, got {most}.")
    columns = list(zip(*nodes, strict=True)) if nodes else [(), (), (), ()]
    return BoostedTrees(
        feature=np.array(columns[0], np.int16),
        threshold=np.array(columns[1], np.float32),
        tree=np.array(columns[2], np.int16),
        mask=np.array(columns[3], np.uint32),
        values=np.array(
            [leaves + [0.0] * (most - len(leaves)) for leaves in values], np.float32
        ).reshape(len(values), most),
        n_features=n_features,
    )


def _rounded_down(threshold: float) -> float:
    nearest = np.float32(threshold)
    if float(nearest) > threshold:
        nearest = np.nextafter(nearest, np.float32(-np.inf))
    return float(nearest)
