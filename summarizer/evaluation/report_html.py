"""One self-contained HTML page: leaderboard, plots, comparisons, articles side by side.

Opens from disk; a content security policy in the page forbids it any network. Plots are SVG
drawn by ``plots``; the only script sorts tables and articles and is not needed to read.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from html import escape

import numpy as np

import summarizer
from summarizer.evaluation import plots
from summarizer.evaluation.checking import Checked
from summarizer.evaluation.diffs import marked_output, marked_source
from summarizer.evaluation.meanings import MEANINGS
from summarizer.evaluation.page import SCRIPT, STYLE
from summarizer.evaluation.report import headline, notes, number, p_value, verdict
from summarizer.evaluation.runner import Evaluation, SystemResult
from summarizer.evaluation.scoring import FloatArray, MetricSpec
from summarizer.evaluation.significance import spearman

DEFAULT_ARTICLES = 200
_N_LENGTH_BINS = 5
_AGREEMENT = (
    "rouge1", "rouge2", "rougeL", "bleu", "chrf", "ter", "bertscore", "comet",
    "unsupported", "hard_findings", "coverage", "novel2", "words",
)  # fmt: skip


def render_html(evaluation: Evaluation, *, n_articles: int | None = DEFAULT_ARTICLES) -> str:
    """The whole page.

    Args:
        n_articles: how many articles to show in full, those first where the systems differ
            most on the main metric; None for all.
    """
    title = f"Evaluation of {evaluation.dataset.name}"
    body = "".join(
        (
            f"<header><h1>{escape(title)}</h1><p>{escape(headline(evaluation))}.</p></header>",
            _leaderboard(evaluation),
            _plots(evaluation),
            _comparisons(evaluation),
            _articles(evaluation, n_articles),
            _signatures(evaluation),
        )
    )
    policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><main>{body}</main><script>{SCRIPT}</script></body></html>\n"
    )


def _leaderboard(evaluation: Evaluation) -> str:
    heads = "".join(
        f'<th scope="col"><button type="button" title="{escape(s.signature)}">{escape(s.label)}'
        "</button></th>"
        for s in evaluation.specs
    )
    rows = "".join(_leaderboard_row(evaluation, s) for s in evaluation.systems)
    return (
        "<section><h2>Leaderboard</h2><p>Under each score its interval. Oracles read the "
        "reference: they are limits, not competitors. A column head sorts.</p>"
        '<div class="scroll"><table class="sortable"><thead><tr><th scope="col">'
        f'<button type="button">system</button></th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
        + "".join(f"<p>{escape(note)}</p>" for note in notes(evaluation))
        + _meanings(evaluation)
        + "</section>"
    )


def _meanings(evaluation: Evaluation) -> str:
    """What each column measures, folded away."""
    rows = "".join(
        f"<dt>{escape(s.label)}</dt><dd>{escape(MEANINGS[s.name])}</dd>"
        for s in evaluation.specs
        if s.name in MEANINGS
    )
    return f'<details class="meaning"><summary>What the columns mean</summary><dl>{rows}</dl></details>'


def _leaderboard_row(evaluation: Evaluation, system: SystemResult) -> str:
    cells = []
    for spec in evaluation.specs:
        score = system.scores[spec.name]
        d = spec.decimals
        key = "" if math.isnan(score.value) else f"{score.value:.6f}"
        cells.append(
            f'<td data-key="{key}"><b>{number(score.value, d)}</b>'
            f"<small>{number(score.low, d)} to {number(score.high, d)}</small></td>"
        )
    kind = system.outputs.kind
    note = f" <small>{kind}</small>" if kind != "stored" else ""
    return (
        f'<tr class="{kind}"><th scope="row" data-key="{escape(system.name)}">'
        f"{escape(system.name)}{note}</th>{''.join(cells)}</tr>"
    )


def _colours(evaluation: Evaluation) -> dict[str, int]:
    return {s.name: i for i, s in enumerate(evaluation.systems)}


def _plots(evaluation: Evaluation) -> str:
    colours = _colours(evaluation)
    cards = [
        _card(
            f"{evaluation.spec(m).label} with intervals",
            plots.interval_plot(
                f"{evaluation.spec(m).label} of each system with its interval",
                [
                    plots.Bar(
                        s.name, s.scores[m].value, s.scores[m].low, s.scores[m].high,
                        colours[s.name],
                    )
                    for s in evaluation.systems
                ],
            ),
        )
        for m in _plotted_metrics(evaluation)
    ]  # fmt: skip
    cards += [
        _speed_card(evaluation, colours),
        _length_card(evaluation, colours),
        _by_length_card(evaluation, colours),
        _agreement_card(evaluation),
    ]
    return f'<section><h2>Plots</h2><div class="cards">{"".join(cards)}</div></section>'


def _plotted_metrics(evaluation: Evaluation) -> list[str]:
    names = list(evaluation.main)
    computed = {s.name for s in evaluation.specs}
    return names + [n for n in ("unsupported", "hard_findings") if n in computed]


def _card(title: str, content: str, note: str = "") -> str:
    small = f"<p>{escape(note)}</p>" if note else ""
    return f'<figure class="card"><figcaption>{escape(title)}</figcaption>{content}{small}</figure>'


def _speed_card(evaluation: Evaluation, colours: dict[str, int]) -> str:
    main = evaluation.main[0]
    timed = [
        s for s in evaluation.systems
        if "words_per_s" in s.scores
        and s.scores["words_per_s"].value > 0
        and s.outputs.kind != "oracle"
    ]  # fmt: skip
    title = f"{evaluation.spec(main).label} against speed"
    if not timed:
        return _card(title, "<p>No system here was timed: stored outputs carry no seconds.</p>")
    points = [
        plots.Point(
            s.name, s.scores["words_per_s"].value, s.scores[main].value,
            s.scores[main].low, s.scores[main].high, colours[s.name],
        )
        for s in timed
    ]  # fmt: skip
    label = evaluation.spec(main).label
    n_untimed = len(evaluation.systems) - len(timed)
    note = (
        f"{n_untimed} systems are missing: oracles, or outputs without times." if n_untimed else ""
    )
    return _card(
        title,
        plots.scatter_plot(title, "source words per second", label, points),
        note,
    )


def _length_card(evaluation: Evaluation, colours: dict[str, int]) -> str:
    def box(label: str, texts: Sequence[str], colour: int) -> plots.Box:
        lengths = [len(t.split()) for t in texts]
        q = np.quantile(lengths, [0.05, 0.25, 0.5, 0.75, 0.95])
        return plots.Box(label, (q[0], q[1], q[2], q[3], q[4]), colour)

    boxes = [box("reference", [i.references[0] for i in evaluation.dataset.items], -1)]
    boxes += [box(s.name, s.outputs.texts, colours[s.name]) for s in evaluation.systems]
    return _card(
        "Length of outputs",
        plots.box_plot("Distribution of output lengths in words", "words", boxes),
        "Box: middle half; line: 5 to 95 %.",
    )


def per_text(system: SystemResult, spec: MetricSpec) -> FloatArray:
    """The metric of each text by itself, (S,)."""
    return np.asarray(spec.aggregate(system.stats[spec.name]), dtype=np.float64)


def _by_length_card(evaluation: Evaluation, colours: dict[str, int]) -> str:
    sources = [len((i.source or i.references[0]).split()) for i in evaluation.dataset.items]
    lengths = np.asarray(sources)
    title = f"{evaluation.spec(evaluation.main[0]).label} by source length"
    edges = np.unique(np.quantile(lengths, np.linspace(0, 1, _N_LENGTH_BINS + 1)))
    if len(edges) < 3:
        return _card(title, "<p>All sources are about equally long.</p>")
    place = np.clip(np.searchsorted(edges, lengths, side="right") - 1, 0, len(edges) - 2)
    names = [f"{edges[i]:.0f}–{edges[i + 1]:.0f}" for i in range(len(edges) - 1)]
    spec = evaluation.spec(evaluation.main[0])
    lines = [
        plots.Line(
            s.name,
            tuple(
                float(spec.aggregate(s.stats[spec.name][place == i].sum(axis=0)))
                for i in range(len(names))
            ),
            colours[s.name],
        )
        for s in evaluation.systems
    ]
    return _card(title, plots.line_plot(title, names, "words in the source", lines))


def _agreement_card(evaluation: Evaluation) -> str:
    computed = {s.name: s for s in evaluation.specs}
    chosen = [computed[n] for n in _AGREEMENT if n in computed]
    systems = [s for s in evaluation.systems if s.outputs.kind != "oracle"]
    if len(chosen) < 2 or not systems:
        return ""
    columns = [np.concatenate([per_text(s, spec) for s in systems]) for spec in chosen]
    values = [[spearman(a, b) for b in columns] for a in columns]
    return _card(
        "Agreement of metrics",
        plots.heat_map("Rank correlation of metrics over texts", [s.label for s in chosen], values),
        "Spearman's rank correlation over the outputs of all systems, text by text.",
    )


def _comparisons(evaluation: Evaluation) -> str:
    if not evaluation.comparisons:
        return ""
    rows = []
    for c in evaluation.comparisons:
        spec = evaluation.spec(c.metric)
        said = verdict(c, spec)
        kind = "none" if said.startswith("no ") else "some"
        rows.append(
            f'<tr class="{kind}"><td>{escape(spec.label)}</td><td>{escape(c.a)}</td>'
            f'<td>{escape(c.b)}</td><td data-key="{c.difference:.6f}"><b>{c.difference:+.2f}</b>'
            f"<small>{c.low:+.2f} to {c.high:+.2f}</small></td>"
            f"<td>{escape(p_value(c.p_bootstrap))}</td><td>{escape(p_value(c.p_randomisation))}</td>"
            f"<td>{escape(p_value(c.p_holm))}</td><td>{c.n_wins} / {c.n_losses} / {c.n_ties}</td>"
            f"<td>{escape(said)}</td></tr>"
        )
    heads = (
        "metric", "a", "b", "a − b", "p bootstrap", "p random.", "p Holm",
        "wins / losses / ties", "verdict",
    )  # fmt: skip
    cells = "".join(f'<th scope="col"><button type="button">{h}</button></th>' for h in heads)
    return (
        "<section><h2>Are the differences real?</h2><p>Paired bootstrap interval of a − b; "
        "approximate randomisation, corrected by Holm over the pairs of a metric. Wins, losses "
        f"and ties count texts ({len(evaluation.dataset.items):,} each).</p>"
        f'<div class="scroll"><table class="sortable words"><thead><tr>{cells}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div></section>"
    )


def most_different(evaluation: Evaluation, n: int | None) -> list[int]:
    """Item indices, largest gap between any two systems on the main metric first."""
    spec = evaluation.spec(evaluation.main[0])
    systems = [s for s in evaluation.systems if s.outputs.kind != "oracle"] or list(
        evaluation.systems
    )
    table = np.nan_to_num(np.stack([per_text(s, spec) for s in systems]))
    gaps = table.max(axis=0) - table.min(axis=0)
    order = np.argsort(-gaps, kind="stable")
    return [int(i) for i in (order if n is None else order[:n])]


def _articles(evaluation: Evaluation, n_articles: int | None) -> str:
    spec = evaluation.spec(evaluation.main[0])
    chosen = most_different(evaluation, n_articles)
    scores = {s.name: per_text(s, spec) for s in evaluation.systems}
    names = [s.name for s in evaluation.systems]
    options = "".join(f'<option value="{i}">{escape(n)}</option>' for i, n in enumerate(names))
    second = options.replace('value="1"', 'value="1" selected', 1)
    articles = "".join(_article(evaluation, i, scores, spec) for i in chosen)
    n = len(evaluation.dataset.items)
    which = (
        f"All {n:,} articles"
        if len(chosen) == n
        else f"The {len(chosen):,} of {n:,} articles where the systems differ most"
    )
    return (
        f'<section id="articles" data-label="{escape(spec.label)}"><h2>Articles side by side</h2>'
        f"<p>{which}, by {escape(spec.label)}. "
        '<mark class="m2">Shared word runs</mark>, <mark class="m1">shared words</mark> with the '
        'reference; <mark class="u">hard</mark> and <mark class="s">soft findings</mark> of the '
        "checks, with their reasons.</p>"
        f'<div class="controls"><label>Sort by the gap between <select id="first">{options}'
        f'</select></label><label>and <select id="second">{second}</select></label>'
        '<label>order <select id="order"><option value="gap">largest gap first</option>'
        '<option value="a">first system ahead</option><option value="b">second system ahead'
        '</option><option value="place">as in the data</option></select></label></div>'
        f'<div id="list">{articles}</div></section>'
    )


def _article(
    evaluation: Evaluation, index: int, scores: dict[str, FloatArray], spec: MetricSpec
) -> str:
    item = evaluation.dataset.items[index]
    values = [float(np.nan_to_num(scores[s.name][index])) for s in evaluation.systems]
    keys = json.dumps([round(v, 3) for v in values])
    is_translation = evaluation.dataset.task.value == "translation"
    lang = "en" if is_translation else "fr"
    outputs = "".join(
        _output(
            s.name,
            v,
            lang,
            marked_output(
                s.outputs.texts[index],
                item.references,
                item.source,
                Checked(evaluation.dataset.task),
            ),
        )
        for s, v in zip(evaluation.systems, values, strict=True)
    )
    references = "".join(
        f'<div class="text ref"><h4>reference{f" {k}" if len(item.references) > 1 else ""}</h4>'
        f'<p lang="{lang}">{escape(r)}</p></div>'
        for k, r in enumerate(item.references, 1)
    )
    source = (
        '<div class="text source"><h4>source <small>'
        f"{len(item.source.split())} words</small></h4>"
        f'<div class="long" lang="fr" tabindex="0">{_source(item.source, item.references, is_translation)}</div></div>'
        if item.source
        else ""
    )
    opening = item.references[0]
    opening = opening if len(opening) <= 90 else opening[:89].rsplit(" ", 1)[0] + "…"
    return (
        f'<details class="art" data-place="{index}" data-scores="{keys}"><summary>'
        f'<span class="gap">{max(values) - min(values):.1f}</span> '
        f'<span class="id">{escape(item.id)}</span> <span lang="{lang}">{escape(opening)}</span>'
        f'</summary><div class="side">{source}<div class="outs">{references}{outputs}</div></div>'
        "</details>"
    )


def _output(system: str, value: float, lang: str, content: str) -> str:
    return (
        f'<div class="text"><h4>{escape(system)} <small>{number(value, 1)}</small></h4>'
        f'<p lang="{lang}">{content or "<i>empty</i>"}</p></div>'
    )


def _source(source: str, references: Sequence[str], is_translation: bool) -> str:
    if is_translation:
        return f"<p>{escape(source)}</p>"
    return marked_source(source, references)


def _signatures(evaluation: Evaluation) -> str:
    rows = "".join(
        f"<li><code>{escape(evaluation.signature(s.name))}</code></li>" for s in evaluation.specs
    )
    data = evaluation.dataset
    return (
        "<section><h2>Signatures</h2><p>Two scores may be compared when their signatures are "
        f"equal. Data: {escape(data.origin)}, SHA-256 <code>{data.sha256}</code>. Made by "
        f"summarizer {summarizer.__version__}.</p><details><summary>All signatures</summary>"
        f"<ul>{rows}</ul></details></section>"
    )
