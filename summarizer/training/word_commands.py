"""The commands that deal with single words: dictionaries, hints, names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

words = typer.Typer()


@words.command()
def pivot_dictionary(
    folder: Annotated[Path, typer.Argument(help="Holds FreeDict's files, freedict-*.dict.dz.")],
    output: Annotated[Path, typer.Argument(help="A .tsv to write.")],
    min_support: Annotated[float, typer.Option(help="Third languages that must agree.")] = 2.0,
) -> None:
    """A French-English dictionary out of those of other languages."""
    from summarizer.training.dictionaries import pivoted, write_entries

    entries = pivoted(folder, min_support)
    write_entries(entries, output)
    typer.echo(f"{len(entries):,} translations of {len({e.french for e in entries}):,} words")


@words.command()
def dictionary_pairs(
    dictionary: Annotated[Path, typer.Argument(help="What pivot-dictionary wrote.")],
    articles: Annotated[Path, typer.Argument(help="JSONL rows with text: which words are read.")],
    output: Annotated[Path, typer.Argument(help="Folder for phrases.tsv and swapped.tsv.")],
    pairs: Annotated[list[Path], typer.Argument(help="Files of pairs: which words are known.")],
    limit: Annotated[int, typer.Option(min=0, help="Sentences with a word swapped.")] = 300_000,
    seed: Annotated[int, typer.Option(help="Of what is drawn.")] = 1,
) -> None:
    """Pairs for training that teach the words which the files of pairs hardly hold."""
    import random
    from collections import Counter

    from summarizer.normalization import to_model_text
    from summarizer.training.articles import read_rows
    from summarizer.training.corpus import read_plain_pairs
    from summarizer.training.dictionaries import count_words, read_entries
    from summarizer.training.dictionaries import dictionary_pairs as run

    entries = read_entries(dictionary)
    there = [pair for path in pairs for pair in read_plain_pairs(path)]
    taught = count_words(pair.french for pair in there)
    wanted = count_words(to_model_text(row["text"]) for row in read_rows(articles))
    known = taught + wanted + count_words(pair.english for pair in there)
    random.Random(seed).shuffle(there)
    output.mkdir(parents=True, exist_ok=True)
    made: Counter[str] = Counter()
    names = {"phrase": "phrases.tsv", "swap": "swapped.tsv"}
    files = {kind: (output / name).open("w", encoding="utf-8") for kind, name in names.items()}
    for kind, pair in run(entries, there, taught, wanted, known, n_swapped=limit, seed=seed):
        files[kind].write(f"{pair.french}\t{pair.english}\n")
        made[kind] += 1
    for file in files.values():
        file.close()
    typer.echo(f"{made['phrase']:,} phrases, {made['swap']:,} sentences in {output}")


@words.command()
def add_hints(
    corpus: Annotated[Path, typer.Argument(help="A prepared corpus with word alignments.")],
    tokenizer: Annotated[Path, typer.Argument(help="The SentencePiece .model of the corpus.")],
    dictionary: Annotated[Path, typer.Argument(help="What pivot-dictionary wrote.")],
    articles: Annotated[Path, typer.Argument(help="JSONL rows with text: which words are read.")],
    output: Annotated[Path, typer.Argument(help="Folder for hints.tsv.gz and corpus.npz.")],
    examples: Annotated[int, typer.Option(min=1, help="With hints, about as many.")] = 600_000,
    share: Annotated[float, typer.Option(min=0.01, max=0.9, help="Of what is drawn.")] = 0.3,
    name_share: Annotated[
        float, typer.Option(min=0.0, max=0.9, help="Of what is drawn, with names told as they are.")
    ] = 0.05,
    max_count: Annotated[
        int, typer.Option(min=0, help="A word that the pairs hold more often needs no hint.")
    ] = 50,
) -> None:
    """English for rare words, and a corpus that teaches a translator to read it in the source."""
    from summarizer.engines.hints import HINTS_FILE, write_hints
    from summarizer.training import hinted_examples, hints, spelled_examples
    from summarizer.training.articles import read_rows
    from summarizer.training.dataset import PreparedCorpus, mixed
    from summarizer.training.dictionaries import read_entries
    from summarizer.training.word_links import PieceWords, count_links, word_links

    pieces = hinted_examples.HintPieces(tokenizer)
    pairs = PreparedCorpus.load(corpus)
    words = PieceWords(pieces.vocabulary)
    counts = count_links(word_links(pairs, words))
    texts = [row["text"] for row in read_rows(articles)]
    ours = hints.news_words()
    table = hints.make_hints(
        hints.small_words(counts, texts), counts, read_entries(dictionary), ours
    )
    output.mkdir(parents=True, exist_ok=True)
    rare = hints.rare_hints(table, counts, ours, max_count)
    sentences = list(hints.sentences_of(texts))
    write_hints(hints.with_lists(rare, hints.capitalised_words(sentences)), output / HINTS_FILE)
    config = hinted_examples.HintingConfig(n_examples=examples)
    hinted = hinted_examples.hinted_corpus(pairs, words, counts, table, pieces.ids, config)
    whole = mixed([pairs, hinted], [1.0 - share, share])
    if name_share:
        names = spelled_examples.names_of(sentences)
        spelled = spelled_examples.spelled_corpus(
            pairs, words, pieces, names, spelled_examples.SpellingConfig()
        )
        whole = mixed([whole, spelled], [1.0 - name_share, name_share])
    whole.save(output / "corpus.npz")
    typer.echo(
        f"hints for {len(rare):,} words, {len(hinted):,} examples with some beside {len(pairs):,}, "
        f"{len(whole):,} in all in {output}"
    )


@words.command()
def tell_hints(
    corpus: Annotated[Path, typer.Argument(help="A prepared corpus.")],
    tokenizer: Annotated[Path, typer.Argument(help="The SentencePiece .model of the corpus.")],
    table: Annotated[Path, typer.Argument(help="A hints.tsv.gz.")],
    output: Annotated[Path, typer.Argument(help="A .npz file to write.")],
) -> None:
    """Examples with those hints of a table that their English says, as serving will give them."""
    from summarizer.engines.hints import read_table
    from summarizer.training.dataset import PreparedCorpus
    from summarizer.training.hinted_examples import HintPieces, told_corpus

    pairs = PreparedCorpus.load(corpus)
    told = told_corpus(pairs, HintPieces(tokenizer, read_table(table)))
    told.save(output)
    typer.echo(f"{len(told):,} of {len(pairs):,} examples have hints in {output}")


@words.command()
def rare_words(
    model: Annotated[Path, typer.Argument(help="An exported translator with hints.tsv.gz.")],
    files: Annotated[list[Path], typer.Argument(help="JSONL files with the keys fr and en.")],
    beams: Annotated[int, typer.Option(help="Width of the search.")] = 4,
) -> None:
    """How many words of the table of hints come out right, without hints and with them."""
    from summarizer.engines.base import GenerationOptions
    from summarizer.training.rare_words import score_rare_words

    for path in files:
        found = score_rare_words(path, model, GenerationOptions(num_beams=beams))
        typer.echo(
            f"{path.stem}: {found.n_words:,} words with hints, {found.n_known:,} of them with "
            "their English in the reference"
        )
        names = ("without hints", "with hints")
        for name, right, score in zip(names, found.n_right, found.scores, strict=True):
            share = right / max(1, found.n_known)
            typer.echo(f"  {name:14} {share:.1%} right, {score.bleu:.2f} / {score.chrf:.2f}")


@words.command()
def missed_words(
    corpus: Annotated[Path, typer.Argument(help="The prepared corpus of the model's training.")],
    tokenizer: Annotated[Path, typer.Argument(help="The SentencePiece .model of the corpus.")],
    articles: Annotated[Path, typer.Argument(help="JSONL rows with text.")],
    model: Annotated[Path, typer.Argument(help="An exported translator.")],
    n: Annotated[int, typer.Option(min=1, help="So many sentences of the articles.")] = 20_000,
    min_missed: Annotated[
        int, typer.Option(min=1, help="Words missed less often are left out.")
    ] = 3,
    min_share: Annotated[float, typer.Option(min=0.0, max=1.0)] = 0.2,
) -> None:
    """Words without a hint whose translations have none of the English that the pairs have."""
    from itertools import islice

    from summarizer.engines.base import GenerationOptions, Task
    from summarizer.engines.hints import HINTS_FILE, read_table
    from summarizer.engines.registry import load_engine
    from summarizer.training import missed_words as missing
    from summarizer.training.articles import read_rows
    from summarizer.training.back_translation import french_sentences, translated
    from summarizer.training.dataset import PreparedCorpus
    from summarizer.training.hinted_examples import HintPieces
    from summarizer.training.word_links import PieceWords, count_links, word_links

    words = PieceWords(HintPieces(tokenizer).vocabulary)
    counts = count_links(word_links(PreparedCorpus.load(corpus), words))
    table = model / HINTS_FILE
    told = read_table(table) if table.is_file() else {}
    engine = load_engine(str(model), Task.TRANSLATE)
    sentences = list(islice(french_sentences(read_rows(articles)), n))
    pairs = translated(sentences, engine, GenerationOptions(num_beams=1))
    for word in missing.missed_words(pairs, counts, told):
        if word.n_missed >= min_missed and word.share >= min_share:
            typer.echo(
                f"{word.word}\t{word.n_missed} of {word.n_read}\t{word.n_pairs}\t"
                f"{', '.join(word.renderings[:4])}"
            )


@words.command()
def doubtful_hints(
    model: Annotated[Path, typer.Argument(help="An exported translator with hints.tsv.gz.")],
    pairs: Annotated[Path, typer.Argument(help="Sentence pairs whose English is sound.")],
    min_told: Annotated[int, typer.Option(min=1, help="Hints seen less often are left out.")] = 3,
    max_share: Annotated[float, typer.Option(min=0.0, max=1.0)] = 0.33,
) -> None:
    """Hints that the references seldom say, with a pair that shows what they say instead."""
    from summarizer.training import doubtful_hints as doubtful
    from summarizer.training.corpus import read_plain_pairs

    rows = ((pair.french, pair.english) for pair in read_plain_pairs(pairs))
    for hint in doubtful.doubtful_hints(rows, model, max_share):
        if hint.n_told >= min_told:
            said = f"{hint.n_said} of {hint.n_told}"
            typer.echo("\t".join([hint.french, hint.english, said, *hint.pair]))


@words.command()
def hint_effects(
    model: Annotated[Path, typer.Argument(help="An exported translator with hints.tsv.gz.")],
    pairs: Annotated[Path, typer.Argument(help="Sentence pairs that it was not trained on.")],
    table: Annotated[
        Path | None, typer.Option(help="A hints.tsv.gz to write, without those not needed.")
    ] = None,
    min_told: Annotated[int, typer.Option(min=1, help="Hints told less often stay.")] = 3,
    beams: Annotated[int, typer.Option(help="Width of the search.")] = 1,
) -> None:
    """What each hint changes for better or worse, against the same translator without hints."""
    from summarizer.engines.base import GenerationOptions
    from summarizer.engines.hints import HINTS_FILE, read_table, write_hints
    from summarizer.training import hint_effects as effects
    from summarizer.training.corpus import read_plain_pairs

    rows = ((pair.french, pair.english) for pair in read_plain_pairs(pairs))
    found = effects.hint_effects(rows, model, GenerationOptions(num_beams=beams))
    for hint in found:
        if hint.n_won or hint.n_lost:
            changed = f"{hint.n_won} won, {hint.n_lost} lost of {hint.n_told}"
            typer.echo("\t".join([hint.french, hint.english, changed]))
    if table:
        told = read_table(model / HINTS_FILE)
        kept = effects.needed(told, found, min_told)
        write_hints(kept, table)
        typer.echo(f"{len(kept):,} of {len(told):,} hints in {table}", err=True)


@words.command()
def names_kept(
    articles: Annotated[Path, typer.Argument(help="JSONL rows with text.")],
    models: Annotated[list[Path], typer.Argument(help="Exported translators.")],
    n: Annotated[int, typer.Option(min=1, help="So many sentences that hold a name.")] = 1000,
    beams: Annotated[int, typer.Option(help="Width of the search.")] = 4,
) -> None:
    """Which share of the names in French news comes back in a translation."""
    from summarizer.engines.base import GenerationOptions, Task
    from summarizer.engines.registry import load_engine
    from summarizer.training.articles import read_rows
    from summarizer.training.names_kept import count_names_kept, sentences_with_names

    sentences = sentences_with_names(read_rows(articles), n)
    for model in models:
        engine = load_engine(str(model), Task.TRANSLATE)
        kept, total = count_names_kept(sentences, engine, GenerationOptions(num_beams=beams))
        typer.echo(f"{model}: {kept:,} of {total:,} words of names kept, {kept / total:.1%}")
