"""The ranker of headlines is fitted on what the network writes of articles it never saw."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from summarizer.engines.checkpoint import verify_checksums
from summarizer.engines.headline_writer import HEADLINE_FEATURES, RANKER_NAME, load_ranker
from summarizer.engines.registry import SHIPPED_SUMMARISER
from summarizer.errors import ConfigError
from summarizer.training.headline_ranking import articles_of, fit_ranker, main

ROW = {
    "text": "Le pont de Lormel rouvrira lundi à six heures. Il était fermé depuis trois mois.\n"
    "« Les câbles sont neufs », a dit la maire. Les bus y passeront de nouveau dès mardi matin.",
    "abstract": "Le pont de Lormel, fermé trois mois, rouvre lundi.",
    "title": "Lormel retrouve son pont",
}


def test_leads_stand_in_front_of_some_articles_and_rows_without_title_are_left_out() -> None:
    rows = [ROW] * 50 + [ROW | {"title": None}]
    made = list(articles_of(rows, seed=1))
    assert len(made) == 50
    n_led = sum(text.startswith(str(ROW["abstract"])) for text, _ in made)
    assert 15 < n_led < 45
    assert made == list(articles_of(rows, seed=1))


def test_the_ranker_learns_what_raises_the_target() -> None:
    pytest.importorskip("lightgbm")
    rng = np.random.default_rng(0)
    rows = rng.random((600, len(HEADLINE_FEATURES))).astype(np.float32)
    ranker = fit_ranker(rows, rows[:, 4] - 0.5, np.ones(600, np.float32))
    low, high = rows[:1].copy(), rows[:1].copy()
    low[0, 4], high[0, 4] = 0.1, 0.9
    assert ranker.predict(high)[0] > ranker.predict(low)[0] + 0.3


def test_the_command_writes_the_ranker_and_new_checksums(tmp_path: Path) -> None:
    pytest.importorskip("lightgbm")
    model = tmp_path / "model"
    shutil.copytree(SHIPPED_SUMMARISER, model)
    shipped = (model / RANKER_NAME).read_bytes()
    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(json.dumps(ROW) + "\n" for _ in range(12)), encoding="utf-8")
    assert main([str(rows), str(model)]) == 0
    assert (model / RANKER_NAME).read_bytes() != shipped
    verify_checksums(model)
    assert load_ranker(model).n_features == len(HEADLINE_FEATURES)


def test_rows_without_titles_are_refused(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps(ROW | {"title": None}) + "\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="No article is left"):
        main([str(rows), str(SHIPPED_SUMMARISER)])
