"""Hints at rare words: their table, the examples that teach them, what a translator reads."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from aligned_corpus import aligned_corpus
from typer.testing import CliRunner

from summarizer.engines.base import GenerationOptions, Task
from summarizer.engines.hints import (
    END,
    LEFT_ALONE,
    MARK,
    Hints,
    are_forms,
    read_table,
    spelled,
    without_marks,
    write_hints,
)
from summarizer.engines.registry import load_engine
from summarizer.errors import ConfigError, ModelNotFound
from summarizer.normalization import split_elisions, to_model_text
from summarizer.training.__main__ import app
from summarizer.training.dataset import PreparedCorpus, mixed
from summarizer.training.dictionaries import Entry, write_entries
from summarizer.training.hinted_examples import (
    Example,
    HintingConfig,
    HintPieces,
    grown_spans,
    hinted_corpus,
    told_corpus,
)
from summarizer.training.hints import (
    capitalised_words,
    lemmas,
    make_hints,
    missed_words,
    news_phrases,
    news_words,
    rare_hints,
    sentences_of,
    told_names,
    with_lists,
)
from summarizer.training.word_links import (
    Link,
    LinkCounts,
    PieceWords,
    count_links,
    word_links,
)

PAIRS = [
    ("la crue monte", "the flood rises", [0, 1, 2]),
    ("une crue rapide", "a fast flood", [0, 2, 1]),
    ("la crue de mai", "the May flood", [0, 3, 1]),
    ("les crues montent vite", "the floods rise fast", [0, 1, 2, 3]),
]


@pytest.fixture(scope="module")
def pieces(shipped_translator: Path) -> HintPieces:
    return HintPieces(shipped_translator / "source.spm")


@pytest.fixture
def corpus(shipped_translator: Path) -> PreparedCorpus:
    return aligned_corpus(PAIRS * 40, shipped_translator / "source.spm")


def a_hint(english: dict[str, str]) -> Hints:
    return Hints(english, lambda text: [f"▁{w}" for w in text.split()], lambda name: [*f"▁{name}"])


def test_a_word_gives_way_to_its_english_between_marks() -> None:
    hinted = a_hint({"crue": "high water"}).add_to(["▁la", "▁cr", "ue", ",", "▁ici"])
    assert hinted == ["▁la", MARK, "▁high", "▁water", END, ",", "▁ici"]


def test_longer_phrases_win() -> None:
    hints = a_hint({"mis en examen": "charged", "mis en": "put in", "examen": "exam"})
    hinted = hints.add_to(["▁est", "▁mis", "▁en", "▁exam", "en", "▁en", "▁mai"])
    assert hinted == ["▁est", MARK, "▁charged", END, "▁en", "▁mai"]
    assert hints.add_to(["▁a", "▁mis", "▁en"]) == ["▁a", MARK, "▁put", "▁in", END]
    assert hints.add_to(["▁mis", ",", "▁en"]) == ["▁mis", ",", "▁en"]


def test_at_the_beginning_a_capital_is_no_name() -> None:
    hints = a_hint({"mis en": "put in", "mis": "put", "crue": "flood"})
    assert hints.add_to(["▁Mis", "▁en", "▁mai"])[:4] == [MARK, "▁Put", "▁in", END]
    assert hints.add_to(["▁Mis", "▁à", "▁mai"])[:3] == [MARK, "▁Put", END]
    assert hints.add_to(["▁Le", "▁Mis", "▁en"]) == ["▁Le", "▁Mis", "▁en"]


def test_phrases_may_hold_an_elision() -> None:
    hints = a_hint({"chiffre d' affaires": "turnover"})
    hinted = hints.add_to(["▁le", "▁chiffre", "▁d", "'", "▁affaires"])
    assert hinted == ["▁le", MARK, "▁turnover", END]


@pytest.mark.parametrize(
    ("pieces", "n_hints"),
    [
        (["▁Cr", "ue", "▁ici"], 1),  # a capital at the beginning
        (["▁la", "▁Cr", "ue"], 0),  # a name
        (["▁cr", "ues"], 0),  # another word
        (["▁cr", "ue", "-", "test"], 0),  # part of a longer word
        (["▁cr", "ue", "-", "19"], 1),
        (["▁cr", "ue", "▁cr", "ue"], 2),
        ([], 0),
    ],
)
def test_only_words_of_the_table_get_hints(pieces: list[str], n_hints: int) -> None:
    assert a_hint({"crue": "flood"}).add_to(pieces).count(END) == n_hints


def test_who_looks_at_a_mark_looks_at_the_hint() -> None:
    hints = a_hint({"crue": "high water", "monte": "rises"})
    hinted = hints.add_to(["▁la", "▁cr", "ue", "▁monte", "</s>"])
    attention = np.random.default_rng(1).dirichlet(np.ones(len(hinted)), 3).astype(np.float32)
    plain, folded = without_marks(hinted, attention)
    assert plain == ["▁la", "▁high", "▁water", "▁rises", "</s>"]
    assert folded.sum(1) == pytest.approx(np.ones(3), abs=1e-5)
    assert folded[:, 1] == pytest.approx(attention[:, 1:3].sum(1))  # with the mark before it
    assert folded[:, 3] == pytest.approx(attention[:, 5:8].sum(1))  # with both marks
    assert without_marks(plain, folded) == (plain, folded)


def test_a_name_is_spelled_in_small_pieces() -> None:
    vocabulary = {"▁", "▁N", "▁Nor", "▁Nord", "▁d", "▁du", "Nor", "d", "u", "-", "Est", "▁Nord-"}
    assert spelled("Nord-Est", vocabulary) == ["▁Nor", "d", "-", "Est"]
    assert spelled("du Nordü", vocabulary) == ["▁du", "▁Nor", "d", "ü"]


def test_only_a_name_that_stays_as_it_is_is_spelled() -> None:
    hints = a_hint({"Ouest-France": "Ouest-France", "Val-d' Oise": "Val-d'Oise", "Caire": "Cairo"})
    hinted = hints.add_to(["▁Ouest", "-", "France", "▁Caire"])
    assert hinted == [MARK, *"▁Ouest-France", END, MARK, "▁Cairo", END]
    assert hints.add_to(["▁Val", "-", "d", "'", "▁Oise"]) == [MARK, *"▁Val-d'Oise", END]


def test_a_table_is_written_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "hints.tsv.gz"
    write_hints({"crue": "flood", "aube": "dawn"}, path)
    assert read_table(path) == {"crue": "flood", "aube": "dawn"}
    before = path.read_bytes()
    write_hints({"aube": "dawn", "crue": "flood"}, path)
    assert path.read_bytes() == before


def test_a_damaged_table_is_named(tmp_path: Path) -> None:
    path = tmp_path / "hints.tsv.gz"
    write_hints({"crue": "flood"}, path)
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(ModelNotFound, match="hints"):
        read_table(path)


def test_links_are_whole_words_that_render_one_another(
    corpus: PreparedCorpus, pieces: HintPieces
) -> None:
    counts = count_links(word_links(corpus, PieceWords(pieces.vocabulary)))
    assert counts.links["crue"] == Counter({"flood": 120})
    assert counts.links["crues"] == Counter({"floods": 40})
    assert counts.links["vite"] == Counter({"fast": 40})
    assert counts.n["crue"] == 120


def test_a_corpus_without_alignment_is_refused(corpus: PreparedCorpus, pieces: HintPieces) -> None:
    bare = PreparedCorpus(
        corpus.source_ids,
        corpus.target_ids,
        corpus.source_lengths,
        corpus.target_lengths,
        corpus.weights,
    )
    with pytest.raises(ConfigError, match="should_align"):
        next(word_links(bare, PieceWords(pieces.vocabulary)))


def test_the_english_comes_from_pairs_dictionary_and_our_own_list() -> None:
    counts = LinkCounts(
        Counter(crue=9, brume=2),
        {
            "crue": Counter(flood=6, raw=2),
            "brume": Counter(fog=1),
            "touchait": Counter(was=9, affected=2),
            "lustre": Counter(chandelier=9),
            "loup": Counter(otter=50, otters=9, rioter=40, rioters=30, angry=30),
        },
    )
    entries = [
        Entry("crue", "floods", "noun", "f", 4.0),
        Entry("loutre", "otter", "noun", "f", 3.0),
        Entry("vieille fille", "spinster", "noun", "f", 3.0),
        Entry("Loire", "Loire", "name", "f", 9.0),
    ]
    table = make_hints(
        [
            "crue", "brume", "loutres", "casseurs", "interpellées", "inconnue", "mot", "furieux",
            "touchait", "lustre",
        ],
        counts,
        entries,
        {"casseur": "rioter", "interpeller": "arrest", "furieux": "angry", "voir-il": "see"}
        | {"lustre": LEFT_ALONE},
    )  # fmt: skip
    assert table["crue"] == "flood"  # the dictionary's form is another one's
    assert table["loutre"] == "otter"
    assert table["loutres"] == "otters"
    assert table["casseurs"] == "rioters"
    assert table["interpellées"] == "arrested"
    assert table["furieux"] == "angry"  # no noun, no plural
    assert table["touchait"] == "affected"  # half a form of a verb says nothing
    # too few links, no entry, too short, not a word alone, a name, more than a word
    left_out = {"brume", "inconnue", "mot", "vieille fille", "loire", "voir-il", "lustre"}
    assert not left_out & table.keys()


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("exploded", "explode", True),
        ("study", "Studies", True),
        ("hit", "hits", True),
        ("guard", "guarded", True),
        ("count", "court", False),
        ("flood", "blood", False),
        ("hit", "hi", False),
    ],
)
def test_forms_of_one_word_are_told_from_two_words(a: str, b: str, expected: bool) -> None:
    assert are_forms(a, b) == are_forms(b, a) == expected


def test_lemmas_know_feminines_verbs_and_participles() -> None:
    assert "lycéen" in lemmas("lycéennes")
    assert "interpeller" in lemmas("interpellées")
    assert "fustiger" in lemmas("fustigeait")
    assert lemmas("crue")[0] == "crue"


def test_our_own_list_is_well_formed() -> None:
    words = news_words()
    assert len(words) > 5000
    assert words["digitale"] == "digital"  # the plant's name is what dictionaries list
    for french, english in words.items():
        assert french == french.strip().lower()
        assert english == english.strip() and english


def test_words_that_were_missed_are_none_of_those_left_alone() -> None:
    words = missed_words()
    assert len(words) > 300
    assert words["dieu"] == "god"
    for french, english in words.items():
        assert french == french.strip().lower()
        assert english == english.strip() and english != LEFT_ALONE
        assert " " not in french


def test_names_that_are_told_are_those_of_the_model_text() -> None:
    names = told_names()
    assert names["Hauts-de-Seine"] == "Hauts-de-Seine"
    assert names["Léonard de Vinci"] == "Leonardo da Vinci"
    for french, english in names.items():
        assert split_elisions(to_model_text(french)) == french
        assert french[0].isupper() and english[0].isupper()


def test_offices_are_known_with_the_capitals_of_official_texts(shipped_translator: Path) -> None:
    sources = [
        "Les Chefs d'Etat se sont réunis à Dakar.",
        "Selon le Garde des Sceaux, la réforme entrera en vigueur en mars.",
        "Le juge a dit au Pape qu'il refusait.",
    ]
    engine = load_engine(str(shipped_translator), Task.TRANSLATE)
    told = [made.text for made in engine.generate(sources, GenerationOptions(num_beams=4))]
    assert "heads of state" in told[0]
    assert "justice minister" in told[1]
    assert "Pope" in told[2]


def test_an_effort_that_is_not_spared_is_made(shipped_translator: Path) -> None:
    sources = [
        "Le gouvernement ne ménagera aucun effort pour soutenir les agriculteurs.",
        "Les équipes n'ont ménagé aucun effort.",
    ]
    engine = load_engine(str(shipped_translator), Task.TRANSLATE)
    for made in engine.generate(sources, GenerationOptions(num_beams=4)):
        assert "spare" in made.text
        assert "no effort" in made.text


def test_our_own_phrases_are_those_of_the_model_text() -> None:
    phrases = news_phrases()
    assert len(phrases) > 1500
    charged = "placed under formal investigation"
    assert phrases["mises en examen"] == phrases["mis en examen"] == charged
    for french in phrases:
        assert split_elisions(to_model_text(french)) == french
        assert len(french.split()) > 1


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([0, 1, 2, 3, -1], ((1, 3), (1, 3))),  # « la crue » and "the flood"
        ([0, 2, 1, 3, -1], ((1, 3), (1, 3))),  # in any order
        ([0, 1, 3, 2, -1], None),  # "the … flood" with a rendering of another word inside
        ([0, 1, 1, 3, -1], ((1, 3), (1, 3))),
        ([-1, 1, 2, -1, -1], ((1, 3), (1, 3))),
    ],
)
def test_a_phrase_is_what_renders_one_another_and_nothing_else(
    places: list[int], expected: object
) -> None:
    vocabulary = ["▁voici", "▁la", "▁crue", ".", "▁here", "▁the", "▁flood"]
    example = Example(
        np.array([0, 1, 2, 3], np.uint16),
        np.array([4, 5, 6, 3], np.uint16),
        np.array(places, np.int16),
    )
    link = Link("crue", "flood", (2, 3), (2, 3))
    assert grown_spans(example, PieceWords(vocabulary), link, 2) == expected


def test_examples_with_hints_keep_their_english_and_a_true_alignment(
    corpus: PreparedCorpus, pieces: HintPieces
) -> None:
    words = PieceWords(pieces.vocabulary)
    counts = count_links(word_links(corpus, words))
    config = HintingConfig(n_examples=len(corpus), half_count=10_000, other_form_share=0.5)
    hinted = hinted_corpus(corpus, words, counts, {"crue": "floods"}, pieces.ids, config)
    assert len(hinted) > 100
    assert hinted.alignment is not None
    source = np.split(hinted.source_ids, np.cumsum(hinted.source_lengths)[:-1])
    target = np.split(hinted.target_ids, np.cumsum(hinted.target_lengths)[:-1])
    places = np.split(hinted.alignment, np.cumsum(hinted.target_lengths + 1)[:-1])
    n_other = 0
    for s, t, a in zip(source, target, places, strict=True):
        text = "".join(pieces.vocabulary[i] for i in s)
        rendered = [pieces.vocabulary[i] for i in t]
        english = "".join(rendered).replace("▁", " ").strip()
        assert text.count(END) == text.count(MARK) in (1, 2, 3)
        assert english in {e for _, e, _ in PAIRS}
        assert int(a.max()) < len(s)
        if "▁flood" in rendered and f"{MARK}▁flood" in text:
            n_other += f"{MARK}▁floods" in text
            looked_at = pieces.vocabulary[s[a[rendered.index("▁flood")]]]
            assert looked_at in {"▁flood", "▁floods"}
        for k, word in enumerate(rendered):
            if word == "▁the" and a[k] >= 0:
                assert pieces.vocabulary[s[a[k]]] in {"▁la", "▁les", "▁the"}
    assert n_other > 10


def test_only_rare_words_are_kept_and_our_own_a_little_longer() -> None:
    n = Counter(loutre=50, brume=51, casseurs=150, furieux=151, Loutre=60, Clément=9, clément=2)
    counts = LinkCounts(n, {})
    table = {"loutre": "otter", "brume": "fog", "casseurs": "rioters", "furieux": "angry"}
    table |= {"clément": "merciful"}  # a first name
    ours = {"casseur": "rioter", "furieux": "angry"}
    assert rare_hints(table, counts, ours, 50).keys() == {"loutre", "casseurs"}


def test_a_name_that_is_also_a_word_is_left_alone_where_a_sentence_begins() -> None:
    texts = ["Il vit à Cannes. Des cannes à Cannes.", "La ville de Cannes. Rien.", "Vu à Rien."] * 2
    assert capitalised_words(sentences_of(texts)) == {"cannes"}
    table = with_lists({"cannes": "canes", "crue": "flood"}, capitalised_words(sentences_of(texts)))
    hints = Hints(table, str.split, str.split)
    assert table["Cannes"] == LEFT_ALONE
    assert list(hints.find(["▁Cannes", "▁reste", "▁calme"])) == []
    assert list(hints.find(["▁Crue"])) == [(0, 1, "Flood")]
    assert list(hints.find(["▁des", "▁cannes"])) == [(1, 2, "canes")]


def test_the_lists_win_over_what_is_rare() -> None:
    table = with_lists({"dieu": "gods", "ceinture": "strap"}, ())
    assert (table["dieu"], table["ceinture"]) == ("god", "belt")
    assert table["mise en examen"] == "placed under formal investigation"


def test_a_mix_draws_the_share_that_was_asked_for(
    corpus: PreparedCorpus, pieces: HintPieces
) -> None:
    words = PieceWords(pieces.vocabulary)
    counts = count_links(word_links(corpus, words))
    hinted = hinted_corpus(corpus, words, counts, {}, pieces.ids, HintingConfig(n_examples=80))
    both = mixed([corpus, hinted], [0.75, 0.25])
    drawn = both.weights * both.target_lengths
    assert drawn[len(corpus) :].sum() / drawn.sum() == pytest.approx(0.25, abs=1e-3)
    assert both.alignment is not None
    assert len(both.alignment) == both.target_lengths.sum() + len(both)


def test_no_word_to_hint_at_is_said(corpus: PreparedCorpus, pieces: HintPieces) -> None:
    words = PieceWords(pieces.vocabulary)
    with pytest.raises(ConfigError, match="No word of 160 examples"):
        hinted_corpus(
            corpus,
            words,
            count_links(word_links(corpus, words)),
            {},
            pieces.ids,
            HintingConfig(max_count=0),
        )


def test_a_file_that_is_no_tokenizer_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.model").write_text("no")
    with pytest.raises(ConfigError, match="not a SentencePiece file"):
        HintPieces(tmp_path / "x.model")


def test_one_command_makes_table_and_corpus(
    tmp_path: Path, corpus: PreparedCorpus, shipped_translator: Path
) -> None:
    corpus.save(tmp_path / "corpus.npz")
    write_entries([Entry("loutre", "otter", "noun", "f", 3.0)], tmp_path / "fr-en.tsv")
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "Des loutres en crue."}) + "\n")
    tokenizer = shipped_translator / "source.spm"
    names = ("corpus.npz", str(tokenizer), "fr-en.tsv", "a.jsonl", "out")
    arguments = [str(tmp_path / n) for n in names]
    options = ["--share", "0.5", "--name-share", "0", "--max-count", "30"]
    done = CliRunner().invoke(app, ["add-hints", *arguments, *options])
    assert done.exit_code == 0, done.output
    assert "examples with some beside 160" in done.output
    hints = Hints(read_table(tmp_path / "out" / "hints.tsv.gz"), str.split, str.split)
    assert hints.add_to(["▁loutre", "▁crue", "▁crues"]) == [
        *(MARK, "otter", END, "▁crue", MARK, "floods", END)
    ]
    assert len(PreparedCorpus.load(tmp_path / "out" / "corpus.npz")) > 160


def test_a_corpus_is_told_the_hints_of_a_table_that_its_english_says(
    tmp_path: Path, shipped_translator: Path
) -> None:
    tokenizer = shipped_translator / "source.spm"
    pairs = [
        ("la crue de mai", "the May flood", [0, 3, 1]),
        ("une crue rapide", "a fast river", [0, 2, 1]),
        ("la brume et la crue", "fog and floods", [1, 2, 4]),
    ]
    aligned_corpus(pairs, tokenizer).save(tmp_path / "corpus.npz")
    write_hints({"crue": "flood", "brume": "fog"}, tmp_path / "hints.tsv.gz")
    names = ("corpus.npz", str(tokenizer), "hints.tsv.gz", "told.npz")
    done = CliRunner().invoke(app, ["tell-hints", *(str(tmp_path / n) for n in names)])
    assert done.exit_code == 0, done.output
    assert "2 of 3 examples have hints" in done.output
    told = PreparedCorpus.load(tmp_path / "told.npz")
    vocabulary = HintPieces(tokenizer).vocabulary
    text = "".join(vocabulary[i] for i in told.source_ids).replace("▁", " ")
    assert text == f" la{MARK} flood{END} de mai la{MARK} fog{END} et la{MARK} flood{END}"
    assert told.alignment is not None
    assert (told.alignment == -1).all()


def test_a_corpus_that_says_no_hint_is_an_error(corpus: PreparedCorpus, pieces: HintPieces) -> None:
    with pytest.raises(ConfigError, match="160 examples says no hint"):
        told_corpus(corpus, pieces)


def test_a_hint_as_long_as_what_it_replaces_counts(shipped_translator: Path) -> None:
    tokenizer = shipped_translator / "source.spm"
    pairs = aligned_corpus([("une amaigrie", "a loud", [0, 1])], tokenizer)
    told = told_corpus(pairs, HintPieces(tokenizer, {"amaigrie": "loud"}))
    assert len(told.source_ids) == len(pairs.source_ids)
    assert told.source_ids.tolist() != pairs.source_ids.tolist()
