"""Sentence choice: what may be chosen, how much of it, and from which weights."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.document import Document, Paragraph, ParagraphKind, Sentence, Span
from summarizer.engines.base import Engine, GenerationOptions, Task
from summarizer.engines.boosted_trees import BoostedTrees
from summarizer.engines.clauses import MAX_WORDS, cut_clauses, has_own_verb
from summarizer.engines.extractive import (
    ExtractiveEngine,
    LeadEngine,
    LexRankEngine,
    SentenceChooser,
    choose_for_length,
    choose_sentences,
    default_chooser,
    is_dangling,
    is_heading_like,
    make_title,
    needing_sentences,
    rank_sets,
    split_article,
    tidy_opening,
)
from summarizer.engines.sentence_chooser import DEFAULT_DIRECTORY, WEIGHTS_NAME
from summarizer.engines.sentence_rules import eligible_sentences
from summarizer.errors import ConfigError, ModelNotFound
from summarizer.result import Length

LEAD = (
    "Le port de Brévanne sera fermé aux paquebots à partir du 1er juin, a annoncé mercredi la "
    "mairie, qui veut réduire la pollution de l'air."
)
BODY = (
    "La décision a été prise après dix-huit mois de mesures dans les quartiers voisins des quais.",
    "Elle ne concerne pas les ferries, qui relient la ville aux îles toute l'année.",
    "Les chercheurs de l'université de Caudry ont relevé jusqu'à 48 microgrammes de particules "
    "fines par mètre cube les jours d'escale.",
    "C'est trois fois plus que le seuil recommandé.",
    "Les commerçants du centre, eux, craignent de perdre 2,5 millions d'euros de recettes par an.",
    "« On nous retire les clients sans nous demander notre avis », déplore Marc Lassalle, "
    "président de leur association.",
    "La compagnie Blauwe Zee, qui exploite six des neuf paquebots attendus cet été, étudie un "
    "recours devant le tribunal administratif.",
    "Cela pourrait retarder la mesure de plusieurs mois.",
    "La mairie promet de son côté un fonds d'aide de 400 000 euros pour les boutiques touchées.",
    "Le conseil municipal doit se prononcer le 12 avril sur son règlement.",
    "En 2019, près de 210 000 passagers avaient fait escale à Brévanne.",
    "Plusieurs villes de la côte ont déjà limité le nombre de navires reçus chaque jour.",
)
HEADING = "Les commerçants inquiets"
ARTICLE = "\n".join((LEAD, " ".join(BODY[:4]), HEADING, " ".join(BODY[4:8]), " ".join(BODY[8:])))


def make_document(text: str, *, title: str | None = None) -> Document:
    """Lines as paragraphs; a line that looks like one is a heading."""
    whole = text if title is None else f"{title}\n{text}"
    paragraphs = []
    at = 0
    for k, line in enumerate(whole.split("\n")):
        start = whole.index(line, at)
        at = start + len(line)
        texts, _ = split_article(line)
        cursor = start
        sentences = []
        for t in texts:
            cursor = whole.index(t, cursor)
            sentences.append(Sentence(t, Span(cursor, cursor + len(t))))
            cursor += len(t)
        kind = ParagraphKind.HEADING if is_heading_like(line) else ParagraphKind.TEXT
        if k == 0 and title is not None:
            kind = ParagraphKind.TITLE
        paragraphs.append(Paragraph(kind, Span(start, at), tuple(sentences)))
    return Document(whole, tuple(paragraphs))


DOCUMENT = make_document(ARTICLE, title="Brévanne ferme son port aux paquebots")


@pytest.fixture(scope="module")
def chooser() -> SentenceChooser:
    return SentenceChooser.load()


# --- the shipped weights ------------------------------------------------------------------


def test_the_shipped_weights_load_and_name_themselves(chooser: SentenceChooser) -> None:
    identity = chooser.identity
    assert identity.engine == "extractive"
    assert identity.sha256 is not None
    assert len(identity.sha256) == 64
    assert "CC BY-SA" in (identity.licence or "")
    assert identity.n_parameters > 10_000


def test_a_damaged_weights_file_is_refused_with_the_next_step(tmp_path: Path) -> None:
    shutil.copytree(DEFAULT_DIRECTORY, tmp_path / "chooser")
    weights = tmp_path / "chooser" / WEIGHTS_NAME
    data = bytearray(weights.read_bytes())
    data[len(data) // 2] ^= 1
    weights.write_bytes(data)
    with pytest.raises(ModelNotFound, match=r"damaged.*SHA-256.*Install"):
        SentenceChooser.load(tmp_path / "chooser")


def test_missing_weights_are_named_with_their_place(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match="missing or unreadable") as caught:
        SentenceChooser.load(tmp_path)
    assert str(tmp_path) in str(caught.value)


def test_weights_of_another_version_are_refused(tmp_path: Path) -> None:
    import hashlib

    np.savez(tmp_path / WEIGHTS_NAME, other=np.zeros(3))
    digest = hashlib.sha256((tmp_path / WEIGHTS_NAME).read_bytes()).hexdigest()
    (tmp_path / "SHA256SUMS").write_text(f"{digest}  {WEIGHTS_NAME}\n")
    with pytest.raises(ModelNotFound, match="cannot be used"):
        SentenceChooser.load(tmp_path)


def test_saved_and_loaded_again_the_chooser_chooses_the_same(
    chooser: SentenceChooser, tmp_path: Path
) -> None:
    from summarizer.training.sentence_choice import save_chooser

    save_chooser(chooser, tmp_path)
    again = SentenceChooser.load(tmp_path)
    texts, starts = split_article(ARTICLE)
    first, second = chooser.read(texts, starts), again.read(texts, starts)
    assert np.array_equal(first.scores, second.scores)


# --- trees --------------------------------------------------------------------------------


def test_a_row_goes_left_where_it_is_not_above_the_threshold() -> None:
    tree = BoostedTrees(
        feature=np.array([1], np.int16),
        threshold=np.array([2.0], np.float32),
        tree=np.array([0], np.int16),
        mask=np.array([0xFFFFFFFE], np.uint32),
        values=np.array([[-1.0, 5.0]], np.float32),
        n_features=2,
    )
    rows = np.array([[9, 2.0], [9, 2.0001], [9, -7]], np.float32)
    assert tree.predict(rows).tolist() == [-1.0, 5.0, -1.0]
    with pytest.raises(ValueError, match="2 features"):
        tree.predict(np.zeros((1, 3), np.float32))


def test_exported_trees_agree_with_lightgbm() -> None:
    lightgbm = pytest.importorskip("lightgbm", reason="LightGBM is not installed")
    from summarizer.training.boosting import export_trees, fit_trees

    rng = np.random.default_rng(3)
    rows = rng.normal(size=(800, 6)).astype(np.float32)
    rows[:, 2] = np.round(rows[:, 2])
    targets = (rows[:, 0] * rows[:, 1] + rows[:, 2] + rng.normal(size=800)).astype(np.float32)
    boosters = [
        fit_trees(
            rows, targets, np.ones(800, np.float32), objective="regression", n_trees=12, rate=0.2,
            min_leaf=5, column_share=0.8, seed=seed, n_threads=1,
        )
        for seed in (1, 2)
    ]  # fmt: skip
    assert isinstance(boosters[0], lightgbm.Booster)
    ours = export_trees(boosters, 6).predict(rows)
    theirs = np.mean([b.predict(rows, raw_score=True) for b in boosters], axis=0)
    assert np.abs(ours - theirs).max() < 1e-5


# --- choosing -----------------------------------------------------------------------------


@pytest.mark.parametrize(("max_sentences", "max_words"), [(1, 55), (2, 40), (3, 55), (6, 120)])
def test_the_choice_keeps_to_its_limits_and_to_the_article_s_order(
    chooser: SentenceChooser, max_sentences: int, max_words: int
) -> None:
    texts, starts = split_article(ARTICLE)
    chosen = choose_sentences(
        texts, starts, max_sentences=max_sentences, max_words=max_words, chooser=chooser
    )
    assert 1 <= len(chosen) <= max_sentences
    assert chosen == sorted(set(chosen))
    assert sum(len(texts[i].split()) for i in chosen) <= max_words


def test_the_lead_of_a_pasted_article_is_chosen(chooser: SentenceChooser) -> None:
    texts, starts = split_article(ARTICLE)
    chosen = choose_sentences(texts, starts, max_sentences=3, max_words=55, chooser=chooser)
    assert chosen[0] == 0


def test_paragraphs_may_be_unknown(chooser: SentenceChooser) -> None:
    texts, _ = split_article(ARTICLE)
    assert choose_sentences(texts, None, max_sentences=2, max_words=55, chooser=chooser)


def test_no_sentences_give_no_choice(chooser: SentenceChooser) -> None:
    assert choose_sentences([], None, max_sentences=2, max_words=55, chooser=chooser) == []


def test_one_sentence_is_its_own_summary_even_when_too_long(chooser: SentenceChooser) -> None:
    long = "Le conseil " + "très " * 80 + "attendu a eu lieu."
    assert choose_sentences([long], [True], max_sentences=2, max_words=55, chooser=chooser) == [0]


@pytest.mark.parametrize(("max_sentences", "max_words"), [(0, 55), (2, 0)])
def test_limits_without_room_are_refused(
    chooser: SentenceChooser, max_sentences: int, max_words: int
) -> None:
    with pytest.raises(ConfigError, match="at least 1"):
        choose_sentences(
            ["Un."], None, max_sentences=max_sentences, max_words=max_words, chooser=chooser
        )


def test_headings_are_passed_over(chooser: SentenceChooser) -> None:
    texts, starts = split_article(ARTICLE)
    chosen = choose_sentences(texts, starts, max_sentences=20, max_words=None, chooser=chooser)
    assert texts.index(HEADING) not in chosen
    assert len(chosen) > 8


def test_a_sentence_that_announces_a_list_is_passed_over(chooser: SentenceChooser) -> None:
    texts = [LEAD.removesuffix(".") + " et trois objectifs :", *BODY[:4]]
    chosen = choose_sentences(texts, None, max_sentences=3, max_words=90, chooser=chooser)
    assert 0 not in chosen


def test_a_dangling_sentence_comes_only_with_the_one_before_it(chooser: SentenceChooser) -> None:
    texts, starts = split_article(ARTICLE)
    for n in range(1, 9):
        chosen = choose_sentences(texts, starts, max_sentences=n, max_words=None, chooser=chooser)
        assert all(not is_dangling(texts[i]) or i - 1 in chosen for i in chosen)


def test_the_best_set_comes_first_and_no_set_twice(chooser: SentenceChooser) -> None:
    texts, starts = split_article(ARTICLE)
    reading = chooser.read(texts, starts)
    ranked = rank_sets(chooser, reading, eligible=range(len(texts)), max_sentences=3, max_words=55)
    assert len({s.sentences for s in ranked}) == len(ranked) > 20


def test_the_input_is_left_unchanged(chooser: SentenceChooser) -> None:
    texts, starts = split_article(ARTICLE)
    before = (list(texts), list(starts))
    choose_sentences(texts, starts, max_sentences=3, max_words=55, chooser=chooser)
    assert (texts, starts) == before


@given(st.lists(st.text(max_size=60), min_size=1, max_size=12), st.integers(1, 6))
@settings(max_examples=40, deadline=None)
def test_any_sentences_give_a_choice(texts: list[str], max_sentences: int) -> None:
    chosen = choose_sentences(
        texts, None, max_sentences=max_sentences, max_words=55, chooser=default_chooser()
    )
    assert 1 <= len(chosen) <= max_sentences
    assert all(0 <= i < len(texts) for i in chosen)


# --- lengths and titles -------------------------------------------------------------------


@pytest.mark.parametrize("length", list(Length))
def test_no_length_chooses_titles_or_headings(length: Length) -> None:
    kinds = [DOCUMENT.paragraphs[p].kind for _, p, _ in DOCUMENT.enumerate_sentences()]
    chosen = choose_for_length(DOCUMENT, length)
    assert chosen
    assert all(kinds[i] is ParagraphKind.TEXT for i in chosen)


def test_lengths_grow_from_short_to_long() -> None:
    def words(length: Length) -> int:
        chosen = choose_for_length(DOCUMENT, length)
        return sum(len(DOCUMENT.sentences[i].text.split()) for i in chosen)

    assert words(Length.SHORT) <= 55
    assert words(Length.SHORT) < words(Length.MEDIUM) <= words(Length.LONG)
    assert words(Length.LONG) < DOCUMENT.n_words
    assert 1 <= len(choose_for_length(DOCUMENT, Length.SHORT)) <= 2
    assert 3 <= len(choose_for_length(DOCUMENT, Length.MEDIUM)) <= 4
    assert 3 <= len(choose_for_length(DOCUMENT, Length.BULLETS)) <= 7


def test_a_long_summary_is_about_fifteen_percent_of_a_long_article() -> None:
    document = make_document("\n".join([ARTICLE] * 8))
    chosen = choose_for_length(document, Length.LONG)
    share = sum(len(document.sentences[i].text.split()) for i in chosen) / document.n_words
    assert 0.10 <= share <= 0.16


def test_bullets_do_not_repeat_each_other() -> None:
    document = make_document("\n".join([ARTICLE, ARTICLE]))
    texts = [document.sentences[i].text for i in choose_for_length(document, Length.BULLETS)]
    assert len(set(texts)) == len(texts) >= 3


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("length", list(Length))
def test_a_short_article_is_never_given_back_whole(n: int, length: Length) -> None:
    document = make_document(" ".join(BODY[:n]))
    chosen = choose_for_length(document, length)
    assert 1 <= len(chosen) <= (n + 1) // 2


def test_an_article_of_headings_alone_has_no_summary() -> None:
    text = "Les commerçants inquiets"
    span = Span(0, len(text))
    heading = Paragraph(ParagraphKind.HEADING, span, (Sentence(text, span),))
    assert choose_for_length(Document(text, (heading,)), Length.SHORT) == []
    assert make_title(Document(text, (heading,))) == ""


def test_a_title_is_short_and_made_of_the_article_s_words() -> None:
    title = make_title(DOCUMENT)
    assert 3 < len(title.split()) <= MAX_WORDS
    assert not title.endswith(".")
    assert set(title.lower().split()) <= set(
        ARTICLE.lower().replace(".", "").replace(",", "").split()
    )


def test_a_cut_never_loses_who_says_it() -> None:
    sentence = (
        "Le ministre est coupable de corruption, selon le tribunal de Lille cité par la presse."
    )
    assert all("selon" in c.text.lower() for c in cut_clauses(0, sentence))
    quoted = "« La ville a perdu la moitié de ses arbres », regrette la maire Hélène Carsac."
    assert all("regrette" in c.text.lower() for c in cut_clauses(0, quoted))


@pytest.mark.parametrize(
    ("sentence", "condition"),
    [
        ("Le port fermera en juin, à condition que le tribunal rejette le recours.", "condition"),
        ("Si le tribunal rejette le recours, le port de la ville fermera en juin.", "si"),
        ("Le port fermera en juin pour tous les navires, sauf les ferries.", "sauf"),
        ("Sans accord lundi, les marins du port cesseront le travail en juin.", "sans"),
    ],
)
def test_a_cut_never_loses_a_condition(sentence: str, condition: str) -> None:
    clauses = cut_clauses(0, sentence)
    assert clauses
    assert all(condition in c.text.lower().split() for c in clauses)


@pytest.mark.parametrize(
    "sentence",
    [
        "Une réplique de magnitude 3,7 a été ressentie dans la nuit près de Lormont.",
        "Les tarifs du port ont bondi de 2,5 %, à 1.500 euros par escale de nuit.",
        "La ville comptait 210 000 habitants avant 1975, contre 12:30 heures de marche.",
    ],
)
def test_a_cut_never_goes_through_a_number(sentence: str) -> None:
    for clause in cut_clauses(0, sentence):
        after = sentence[clause.end :]
        assert not (clause.text[-1].isdigit() and after[:2].strip(",.: ")[:1].isdigit())
        assert not clause.text.endswith((",", ";", ":"))


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("La mairie a voté la fermeture du port", True),
        ("Le port fermera en juin", True),
        ("Les habitants réclamaient un pont", True),
        ("Le maire annonce un plan", True),
        ("La jeune fille, qui étudiait à Paris", False),
        ("Le tueur de la petite ville", False),
        ("Comparant les accusateurs du maire", False),
        ("Maintenant que la loi est votée", False),
        ("Le retrait du projet de loi", False),
        ("apparait une surtaxe que paieront les plus riches", False),
        ("La démission, il y a une semaine, du maire", False),
        ("Le chroniqueur star de Touche pas à mon poste", False),
    ],
)
def test_a_headline_wants_a_verb_of_its_own(clause: str, expected: bool) -> None:
    assert has_own_verb(clause) is expected


@given(st.text(alphabet="aà LQ'’\"«»():,;.-–…?!12 \u00a0", max_size=120))
@settings(max_examples=150, deadline=None)
def test_any_sentence_can_be_cut(sentence: str) -> None:
    for clause in cut_clauses(0, sentence):
        assert clause.text.lower() == sentence[clause.start : clause.end].strip().lower()
        assert len(clause.text.split()) <= MAX_WORDS


def test_a_cut_never_ends_on_a_word_that_wants_more() -> None:
    sentence = (
        "La mairie de Brévanne a voté lundi la fermeture de son port aux paquebots, qui "
        "rejettent des particules fines, dès le mois de juin."
    )
    clauses = cut_clauses(0, sentence)
    assert "La mairie de Brévanne a voté lundi la fermeture de son port aux paquebots" in {
        c.text for c in clauses
    }
    assert all(c.text.split()[-1] not in {"de", "la", "a", "le", "son", "des"} for c in clauses)
    assert all(len(c.text.split()) <= MAX_WORDS for c in clauses)


# --- wording ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "Il a démissionné.",
        "Cela suffira.",
        "Cette mesure choque.",
        "Elles ont fui.",
        "Ce dernier nie.",
    ],
)
def test_an_opening_that_points_back_is_dangling(sentence: str) -> None:
    assert is_dangling(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Il faut agir.", "Il y a urgence.", "Ce lundi, la ville vote.", "Cette semaine, tout change.",
        "« Il a menti », dit-elle.", "La ville vote.", "Ces derniers jours, il a plu.", "…", "",
    ],
)  # fmt: skip
def test_an_opening_that_stands_alone_is_not_dangling(sentence: str) -> None:
    assert not is_dangling(sentence)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Mais la mairie refuse.", "La mairie refuse."),
        ("– La mairie refuse.", "La mairie refuse."),
        ("-5 degrés à Lille.", "-5 degrés à Lille."),
        ("En effet, le port ferme.", "Le port ferme."),
        ("Par ailleurs, l’usine ferme.", "L’usine ferme."),
        ("D’ailleurs, rien n’est signé.", "Rien n’est signé."),
        ("Toutefois, le maire doute.", "Le maire doute."),
        ("La mairie refuse.", "La mairie refuse."),
        ("Maisons à louer : la ruée.", "Maisons à louer : la ruée."),
        ("Ainsi que prévu, le port ferme.", "Ainsi que prévu, le port ferme."),
        ("Mais", "Mais"),
    ],
)
def test_an_opening_connective_is_taken_off_and_nothing_else(before: str, after: str) -> None:
    assert tidy_opening(before) == after


# --- engines ------------------------------------------------------------------------------

ENGINES = [
    ExtractiveEngine,
    LeadEngine,
    LexRankEngine,
    lambda: ExtractiveEngine(Task.TITLE),
    lambda: LeadEngine(Task.TITLE),
]


@pytest.mark.parametrize("make", ENGINES)
def test_engines_keep_the_contract(make) -> None:  # type: ignore[no-untyped-def]
    engine = make()
    assert isinstance(engine, Engine)
    sources = [ARTICLE, "Une seule phrase.", "", "   \n ", " ".join(BODY)]
    together = engine.generate(sources, GenerationOptions())
    assert len(together) == len(sources)
    assert engine.generate([], GenerationOptions()) == []
    alone = [engine.generate([s], GenerationOptions())[0] for s in sources]
    assert alone == together
    assert together[1].text.rstrip(".") == "Une seule phrase"
    assert together[2].text == together[3].text == ""
    assert engine.count_tokens(ARTICLE) <= engine.max_input_tokens


def test_an_abstract_is_made_of_whole_sentences_within_55_words() -> None:
    generation = ExtractiveEngine().generate([ARTICLE], GenerationOptions())[0]
    texts, _ = split_article(ARTICLE)
    assert len(generation.text.split()) <= 55
    left = generation.text
    for t in texts:
        left = left.replace(t, "")
    assert not left.strip()


def test_other_candidates_are_other_summaries() -> None:
    options = GenerationOptions(num_beams=5, num_return_sequences=5)
    for task in (Task.ABSTRACT, Task.TITLE):
        candidates = ExtractiveEngine(task).generate([ARTICLE], options)[0].candidates
        assert len({c.text for c in candidates}) == 5


def test_translation_is_refused() -> None:
    with pytest.raises(ConfigError, match="translate"):
        ExtractiveEngine(Task.TRANSLATE)


def test_an_article_of_thousands_of_sentences_is_read_whole() -> None:
    source = "\n".join(f"{LEAD} Le cas numéro {i} a été classé." for i in range(600))
    assert ExtractiveEngine().generate([source], GenerationOptions())[0].text


def test_a_date_that_stands_alone_is_never_chosen() -> None:
    texts = ["4 juillet 2012.", "- Le gouvernement cherche 7 milliards d'euros.", "Il le dit."]
    assert eligible_sentences(texts, None) == [1, 2]
    assert eligible_sentences(["Mardi 1er mai 2012 -", "La mairie ferme."], None) == [1]
    assert eligible_sentences(["En 2012, le maire part."], None) == [0]


@pytest.mark.parametrize(
    ("sentence", "fragment"),
    [
        (
            "Une équipe de Lunas a suivi pendant trois étés les martinets.",
            "Une équipe de Lunas a suivi",
        ),
        (
            "La Bulgarie, présente à la réunion, n'a pas signé.",
            "La Bulgarie, présente à la réunion",
        ),
        (
            "Les lignes A et B concentrent, à elles deux, la moitié des trajets.",
            "Les lignes A et B concentrent",
        ),
        (
            "Ses conclusions publiées mardi sont nettes : les oiseaux des villes, eux, maigrissent.",
            "Ses conclusions publiées mardi sont nettes : les oiseaux des villes",
        ),
    ],
)
def test_a_clause_does_not_stop_before_what_it_was_going_to_say(
    sentence: str, fragment: str
) -> None:
    assert not any(c.text == fragment and c.is_sound for c in cut_clauses(0, sentence))
    assert any(c.is_sound for c in cut_clauses(0, sentence))


def test_a_clause_about_the_first_of_two_needs_the_sentence_before() -> None:
    assert is_dangling("Le premier la remplace par un minibus.")
    assert not is_dangling("Le premier ministre a démissionné.")


def test_a_purpose_alone_is_no_headline() -> None:
    sentence = "Pour établir un lien ferme entre les deux, les experts veulent du temps."
    texts = [c.text for c in cut_clauses(0, sentence) if c.is_sound]
    assert "Pour établir un lien ferme entre les deux" not in texts and texts


def test_an_answer_comes_only_with_its_question(chooser: SentenceChooser) -> None:
    texts = [*BODY[:4], "Pourquoi la mairie hésite-t-elle ?", "Pour une question de droit."]
    texts += ["Les 48 microgrammes relevés à Brévanne pèsent sur le vote du 12 avril.", *BODY[5:7]]
    assert 5 in needing_sentences(texts) and 6 not in needing_sentences(texts)
    for n in range(1, 9):
        chosen = choose_sentences(texts, None, max_sentences=n, max_words=None, chooser=chooser)
        assert 5 not in chosen or 4 in chosen
