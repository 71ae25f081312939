"""``python -m summarizer.training``: prepare, train, inspect, average, export, plot, and more pairs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from summarizer.errors import SummarizerError
from summarizer.training.word_commands import words

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)
ConfigPath = Annotated[Path, typer.Argument(help="A TOML file; see docs/TRAINING.md.")]


@app.command()
def prepare(config: ConfigPath) -> None:
    """Tokenizer, prepared corpus and lexicon from files of sentence pairs."""
    from summarizer.training.prepare import load_preparation
    from summarizer.training.prepare import prepare as run

    for name, n in run(load_preparation(config)).items():
        typer.echo(f"{n:>9,}  {name}")


@app.command()
def prepare_articles(config: ConfigPath) -> None:
    """Prepared corpus of summaries and titles from files of French articles."""
    from summarizer.training.articles import load_articles_config
    from summarizer.training.articles import prepare_articles as run

    for name, n in run(load_articles_config(config)).items():
        typer.echo(f"{n:>9,}  {name}")


@app.command()
def shortening(
    pairs: Annotated[Path, typer.Argument(help="sentence<TAB>shorter sentence, by a person.")],
    model: Annotated[str, typer.Argument(help="Directory of the network.")] = "written",
) -> None:
    """How well a network shortens sentences, beside a person."""
    from summarizer.engines.base import Task
    from summarizer.engines.registry import load_engine
    from summarizer.engines.shortening import Shortener
    from summarizer.training.articles import read_shortened
    from summarizer.training.shortening_scores import score_shortening

    shortener = Shortener(lambda: load_engine(model, Task.SHORTEN))
    typer.echo(str(score_shortening(list(read_shortened(pairs)), shortener)))


@app.command()
def train(
    config: ConfigPath,
    resume: Annotated[bool, typer.Option(help="Go on from the output's checkpoint.")] = False,
    minutes: Annotated[float | None, typer.Option(help="Length of the run, in minutes.")] = None,
    steps: Annotated[int | None, typer.Option(help="Length of the run, in steps.")] = None,
) -> None:
    """Trains, logging to log.jsonl and saving checkpoint.pt and averaged.pt in the output."""
    from summarizer.training.allocation import HINT, has_other_allocator
    from summarizer.training.config import load_config
    from summarizer.training.train import Trainer

    overrides: dict[str, object] = {}
    if minutes is not None:
        overrides |= {"max_minutes": minutes}
    if steps is not None:
        overrides |= {"total_steps": steps}
    trainer = Trainer(load_config(config, overrides))
    if trainer.config.device == "cpu" and not has_other_allocator():
        typer.echo(HINT, err=True)
    if resume:
        trainer.resume()
    position = trainer.run()
    typer.echo(f"{position.step} steps, {position.n_pairs:,} pairs: {trainer.config.output}")


@app.command()
def average(
    first: Annotated[Path, typer.Argument(help="averaged.pt or checkpoint.pt of a run.")],
    second: Annotated[Path, typer.Argument(help="Another, or an exported directory.")],
    output: Annotated[Path, typer.Argument(help="A .pt file to write.")],
    share: Annotated[float, typer.Option(min=0.0, max=1.0, help="Of the second.")] = 0.5,
) -> None:
    """The mean of two networks, such as a run's and the one it started from."""
    from summarizer.training.export import average as run

    typer.echo(run(first, second, output, share=share))


@app.command()
def export(
    weights: Annotated[Path, typer.Argument(help="averaged.pt or checkpoint.pt of a run.")],
    tokenizer: Annotated[Path, typer.Argument(help="The SentencePiece .model of its corpus.")],
    output: Annotated[Path, typer.Argument(help="Folder to write.")],
    task: Annotated[
        str, typer.Option(help="translate, abstract, title, or reverse: English to French.")
    ] = "translate",
    max_input_tokens: Annotated[int, typer.Option(help="Longest source in pieces.")] = 200,
    hints: Annotated[
        Path | None, typer.Option(help="The hints.tsv.gz that its corpus was made with.")
    ] = None,
    corpus: Annotated[
        Path | None, typer.Option(help="A translator's: names it hardly ever has are spelled.")
    ] = None,
    spelled: Annotated[
        list[str] | None, typer.Option(help="A further piece of the tokenizer to do without.")
    ] = None,
) -> None:
    """A directory that transformers, CTranslate2 and this package load."""
    from summarizer.training.export import export as run

    typer.echo(
        run(
            weights, tokenizer, output, task=task, max_input_tokens=max_input_tokens, hints=hints,
            corpus=corpus, spelled=spelled or (),
        )
    )  # fmt: skip


@app.command()
def back_translate(
    model: Annotated[Path, typer.Argument(help="An English to French model, exported.")],
    texts: Annotated[Path, typer.Argument(help="English texts, one a line; may end in .xz.")],
    output: Annotated[Path, typer.Argument(help="A .tsv of pairs to write.")],
    forward: Annotated[
        Path | None,
        typer.Option(help="A translator that judges the pairs, slowly; without it the model does."),
    ] = None,
    share: Annotated[float, typer.Option(min=0.01, max=1.0, help="Of the pairs to keep.")] = 0.8,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first sentences.")] = None,
    beams: Annotated[int, typer.Option(min=1, help="Width of the search.")] = 2,
) -> None:
    """Pairs for training out of English texts alone."""
    from summarizer.engines.base import Task
    from summarizer.engines.registry import load_engine
    from summarizer.training import back_translation

    sentences = back_translation.read_sentences(texts, limit)
    engine = load_engine(str(model), Task.TRANSLATE)
    made = list(back_translation.back_translate(sentences, engine, num_beams=beams))
    pairs = [pair for pair, _ in made]
    scores: Any = [score for _, score in made]
    if forward is not None:
        scores = back_translation.log_likelihoods(pairs, forward)
    kept = back_translation.likeliest(pairs, scores, share)
    output.write_text("".join(f"{fr}\t{en}\n" for fr, en in kept), encoding="utf-8")
    typer.echo(f"{len(sentences):,} sentences, {len(pairs):,} plausible, {len(kept):,} kept")


@app.command()
def self_translate(
    model: Annotated[Path, typer.Argument(help="A French to English model, exported.")],
    articles: Annotated[Path, typer.Argument(help="JSONL rows with text; may end in .xz.")],
    output: Annotated[Path, typer.Argument(help="A .tsv of pairs to write.")],
    share: Annotated[float, typer.Option(min=0.01, max=1.0, help="Of the pairs to keep.")] = 0.65,
    noised: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Share of French sentences to damage.")
    ] = 0.5,
    limit: Annotated[int, typer.Option(min=1, help="Sentences, drawn at random.")] = 60_000,
    beams: Annotated[int, typer.Option(min=1, help="Width of the search.")] = 4,
    seed: Annotated[int, typer.Option(help="Of what is drawn and damaged.")] = 1,
) -> None:
    """Pairs for training out of French articles, translated by the model that is to learn."""
    import random

    from summarizer.engines.base import Task
    from summarizer.engines.registry import load_engine
    from summarizer.training import back_translation
    from summarizer.training.articles import read_rows

    rng = random.Random(seed)
    sentences = list(back_translation.french_sentences(read_rows(articles)))
    sentences = rng.sample(sentences, min(limit, len(sentences)))
    engine = load_engine(str(model), Task.TRANSLATE)
    made = list(back_translation.self_translate(sentences, engine, num_beams=beams))
    kept = back_translation.likeliest([p for p, _ in made], [score for _, score in made], share)
    with output.open("w", encoding="utf-8") as file:
        for french, english in kept:
            if rng.random() < noised:
                french = back_translation.noised(french, rng)
            file.write(f"{french}\t{english}\n")
    typer.echo(f"{len(sentences):,} sentences, {len(made):,} plausible, {len(kept):,} kept")


@app.command()
def unsure_sentences(
    model: Annotated[Path, typer.Argument(help="An exported translator.")],
    articles: Annotated[Path, typer.Argument(help="JSONL rows with text.")],
    output: Annotated[Path, typer.Argument(help="A .tsv to write: score, French, translation.")],
    limit: Annotated[int, typer.Option(min=1, help="Sentences, drawn at random.")] = 60_000,
    share: Annotated[float, typer.Option(min=0.01, max=1.0, help="Of them to write.")] = 0.33,
    skipped: Annotated[
        float, typer.Option(min=0.0, max=0.9, help="Share at the very bottom, mostly broken.")
    ] = 0.015,
    seed: Annotated[int, typer.Option(help="Of what is drawn.")] = 1,
) -> None:
    """The sentences that a translator is least sure of: those whose English is worth writing."""
    import random

    from summarizer.engines.base import GenerationOptions, Task
    from summarizer.engines.registry import load_engine
    from summarizer.training import unsure_sentences as unsure
    from summarizer.training.articles import read_rows
    from summarizer.training.back_translation import french_sentences

    sentences = list(french_sentences(read_rows(articles)))
    drawn = random.Random(seed).sample(sentences, min(limit, len(sentences)))
    engine = load_engine(str(model), Task.TRANSLATE)
    scored = unsure.scored_translations(drawn, engine, GenerationOptions(num_beams=1))
    chosen = unsure.least_sure(scored, share, skipped)
    with output.open("w", encoding="utf-8") as file:
        for one in chosen:
            file.write(f"{one.score:.4f}\t{one.french}\t{one.english}\n")
    typer.echo(f"{len(drawn):,} sentences, {len(chosen):,} of them in {output}")


@app.command()
def resize(
    weights: Annotated[Path, typer.Argument(help="A run's .pt, or an exported directory.")],
    output: Annotated[Path, typer.Argument(help="A .pt file to write.")],
    d_model: Annotated[int, typer.Option(help="Width; at least the weights' own.")],
    ffn_dim: Annotated[int, typer.Option(help="Units a layer; at most the weights' own.")],
) -> None:
    """Trained weights with another width, to train on from: the network computes nearly the same."""
    from summarizer.training.broadening import resize as write_resized

    write_resized(weights, output, d_model=d_model, ffn_dim=ffn_dim)
    typer.echo(f"{output}")


@app.command()
def mix(
    output: Annotated[Path, typer.Argument(help="A .npz file to write.")],
    corpora: Annotated[
        list[str],
        typer.Argument(
            help="SHARE:CORPUS.npz, share of the target tokens drawn, or FIRST-LAST:CORPUS.npz "
            "for one that moves over the run."
        ),
    ],
) -> None:
    """One prepared corpus out of several, each with its share of what is drawn."""
    from summarizer.training.dataset import PreparedCorpus, mixed

    shares: list[float] = []
    final_shares: list[float] = []
    paths: list[Path] = []
    for entry in corpora:
        share, _, path = entry.partition(":")
        first, dash, last = share.partition("-")
        try:
            shares.append(float(first))
            final_shares.append(float(last if dash else first))
        except ValueError:
            raise typer.BadParameter(
                f"{entry!r} is not SHARE:CORPUS.npz, such as 0.3:a.npz or 0.1-0.3:a.npz."
            ) from None
        paths.append(Path(path))
    parts = [PreparedCorpus.load(path) for path in paths]
    whole = mixed(parts, shares, final_shares if final_shares != shares else None)
    whole.save(output)
    typer.echo(f"{len(whole):,} examples in {output}")


@app.command()
def card(
    model: Annotated[Path, typer.Argument(help="An exported directory; its README.md is written.")],
    files: Annotated[list[Path], typer.Argument(help="JSONL files with the keys fr and en.")],
    examples_of: Annotated[str, typer.Option(help="Show sentences of this file.")] = "wmt13",
    beams: Annotated[int, typer.Option(help="Width of the search.")] = 4,
) -> None:
    """Scores an exported translator and writes its model card."""
    from importlib import resources

    from summarizer.engines.base import GenerationOptions, Task
    from summarizer.engines.registry import load_engine
    from summarizer.training.card import render_scores, write_card

    template = resources.files("summarizer.training").joinpath("cards/translator.md")
    with resources.as_file(template) as path:
        scores = write_card(
            path,
            model / "README.md",
            files,
            examples_of,
            load_engine(str(model), Task.TRANSLATE),
            GenerationOptions(num_beams=beams),
        )
    typer.echo(render_scores(scores))


@app.command()
def scores(
    models: Annotated[list[Path], typer.Argument(help="Exported translators to choose among.")],
    file: Annotated[list[Path], typer.Option(help="JSONL file with the keys fr and en.")],
    limit: Annotated[int | None, typer.Option(min=1, help="Only so many rows of each.")] = None,
    beams: Annotated[int, typer.Option(help="Width of the search.")] = 4,
) -> None:
    """BLEU and chrF2 of several translators on the same files, nothing written."""
    from summarizer.engines.base import GenerationOptions, Task
    from summarizer.engines.registry import load_engine
    from summarizer.training.card import render_scores, score_file

    for model in models:
        engine = load_engine(str(model), Task.TRANSLATE)
        options = GenerationOptions(num_beams=beams)
        typer.echo(f"{model}:")
        typer.echo(render_scores([score_file(path, engine, options, limit)[0] for path in file]))


@app.command()
def inspect(
    weights: Annotated[Path, typer.Argument(help="A .pt file of a run, or an exported directory.")],
    corpus: Annotated[Path, typer.Argument(help="A prepared corpus, such as the validation's.")],
) -> None:
    """The mean loss, what each layer adds, and whether its attentions still learn."""
    from summarizer.training import health
    from summarizer.training.dataset import BatchStream, PreparedCorpus
    from summarizer.training.export import read_model

    model = read_model(weights)
    stream = BatchStream(PreparedCorpus.load(corpus), seed=0)
    batch = health.sample(stream)
    settled = health.settled_shares(model, batch)
    typer.echo(f"{health.mean_loss(model, stream):.4f} nats a target token")
    typer.echo(f"{'layer':18}{'adds':>8}  settled queries")
    for layer, share in health.layer_shares(model, batch).items():
        own = [s for name, s in settled.items() if name.startswith(f"{layer}.")]
        queries = [f"{float(s.mean()):.0%}" for s in own]
        note = "  idle" if share < health.IDLE_SHARE else ""
        typer.echo(f"{layer:18}{share:8.1%}  {', '.join(queries)}{note}")


@app.command()
def plot(
    log: Annotated[Path, typer.Argument(help="log.jsonl of a run.")],
    output: Annotated[Path, typer.Argument(help="An .svg or .png file.")],
) -> None:
    """The run's curve: loss against target tokens seen."""
    from summarizer.training.plot import plot as run

    typer.echo(run(log, output))


app.add_typer(words)


def main() -> None:
    """Runs the command line; our errors become one line and exit code 2."""
    try:
        app()
    except SummarizerError as exc:
        typer.echo(f"{exc}", err=True)
        raise SystemExit(2) from exc


if __name__ == "__main__":
    main()
