"""A French-English dictionary out of others, and the pairs that teach its words."""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from summarizer.errors import ConfigError
from summarizer.training.__main__ import app
from summarizer.training.corpus import Pair
from summarizer.training.dictionaries import (
    Entry,
    WordSwapper,
    count_words,
    dictionary_pairs,
    main_meanings,
    phrases,
    pivoted,
    read_dictd,
    read_entries,
    teaching_weights,
    write_entries,
)


def write_dictionary(folder: Path, name: str, text: str) -> None:
    with gzip.open(folder / f"freedict-{name}.dict.dz", "wt", encoding="utf-8") as file:
        file.write(f"\n00-database\n{name} FreeDict\n\nPublisher: us.\n\n{text}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_dictionary(
        tmp_path,
        "fra-deu",
        "poumon /pu.mɔ̃/ <n, masc>\nLunge\ndéceler /des.le/ <v>\n1. aufdecken\n2. entdecken\n"
        "avocat /a.vɔ.ka/ <n, masc>\n1. Anwalt\nMensch, der ein Recht vertritt\n2. Avocado\n",
    )
    write_dictionary(
        tmp_path,
        "deu-eng",
        "Lunge /ˈlʊŋə/ <fem, n, sg>\nlung <n> [anat.]\n   Synonym: {Lungenflügel}\n"
        "aufdecken <v>\nto detect, to uncover\nAnwalt <n>\nlawyer\nAvocado <n>\navocado\n",
    )
    write_dictionary(
        tmp_path,
        "fra-fin",
        "poumon /pu.mɔ̃/ <n, masc>\nkeuhko\ndéceler <v>\nhavaita\navocat <n>\nasianajaja\n",
    )
    write_dictionary(
        tmp_path,
        "eng-fin",
        "lung /lʌŋ/ <n>\nkeuhko\nbiological organ\ndetect <v>\nhavaita\nlawyer <n>\nasianajaja\n"
        "uncover <v>\nkuoria\n",
    )
    return tmp_path


def test_a_dictionary_file_is_read_without_its_definitions(folder: Path) -> None:
    heads = list(read_dictd(folder / "freedict-fra-deu.dict.dz"))

    assert [(h.word, h.translations) for h in heads] == [
        ("poumon", ("Lunge",)),
        ("déceler", ("aufdecken",)),
        ("déceler", ("entdecken",)),
        ("avocat", ("Anwalt",)),
        ("avocat", ("Avocado",)),
    ]
    assert heads[0].grammar == ("n", "masc")


def test_words_on_which_two_languages_agree_are_kept(folder: Path) -> None:
    assert pivoted(folder) == [
        Entry("avocat", "lawyer", "noun", "m", 2.0),
        Entry("déceler", "detect", "verb", "", 2.0),
        Entry("poumon", "lung", "noun", "m", 2.0),
    ]
    alone = {(e.french, e.english) for e in pivoted(folder, min_support=1.0)}
    assert {("avocat", "avocado"), ("déceler", "uncover")} <= alone


def test_a_dictionary_of_the_two_languages_themselves_counts_too(folder: Path) -> None:
    write_dictionary(
        folder, "fra-eng", "avocat /a/ <n, masc>\n1. lawyer\n2. avocado, avocado pear\n"
    )
    write_dictionary(folder, "eng-fra", "lung /lʌŋ/\npoumon\n")

    support = {(e.french, e.english): e.support for e in pivoted(folder)}

    assert support["avocat", "lawyer"] == 3.5
    assert support["avocat", "avocado"] == 2.5
    assert support["poumon", "lung"] == 3.5
    assert ("avocat", "avocado pear") not in support


def test_a_folder_without_dictionaries_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no FreeDict file of French \(0 files seen\)"):
        pivoted(tmp_path)
    (tmp_path / "freedict-fra-deu.dict.dz").write_text("not packed")
    with pytest.raises(ConfigError, match="cannot be read as a dictd file"):
        pivoted(tmp_path)


def test_entries_survive_their_file_and_a_bad_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "entries.tsv"
    entries = [Entry("poumon", "lung", "noun", "m", 13.5), Entry("Cachemire", "Kashmir")]
    write_entries(entries, path)
    assert read_entries(path) == entries

    path.write_text("poumon\tlung\tnoun\tm\t2\npoumon\tlung\n")
    with pytest.raises(ConfigError, match="line 2: expected French, English"):
        read_entries(path)


def test_only_meanings_near_the_best_are_taught() -> None:
    entries = [
        Entry("orage", "storm", support=13.5),
        Entry("orage", "thunderstorm", support=7),
        Entry("orage", "gale", support=2),
    ]
    assert [e.english for e in main_meanings(entries)["orage"]] == ["storm", "thunderstorm"]


def test_phrases_show_a_word_in_its_grammar() -> None:
    known = Counter(["poumons", "lungs", "les", "des", "the"])

    assert set(phrases(Entry("poumon", "lung", "noun", "m"), known)) == {
        Pair("poumon", "lung"),
        Pair("le poumon", "the lung"),
        Pair("du poumon", "of the lung"),
        Pair("un poumon", "a lung"),
        Pair("les poumons", "the lungs"),
        Pair("des poumons", "lungs"),
    }
    owl = phrases(Entry("effraie", "owl", "noun", "f"), Counter())
    assert Pair("l'effraie", "the owl") in owl
    assert Pair("une effraie", "an owl") in owl
    assert not any("effraies" in p.french for p in owl), "a plural that no text holds"


def test_phrases_give_a_verb_the_tenses_that_texts_hold() -> None:
    there = "il ont a détecte détecté détectait he have was detected detects"
    known = count_words([there])

    made = phrases(Entry("détecter", "detect", "verb"), known)

    assert Pair("de détecter", "to detect") in made
    assert Pair("il détecte", "he detects") in made
    assert Pair("ont détecté", "have detected") in made
    assert not any("détectent" in p.french for p in made), "no text holds it"
    assert not any("detecting" in p.english for p in made)
    assert phrases(Entry("écouter", "hear", "verb"), Counter())[1] == Pair("d'écouter", "to hear")
    finish = phrases(Entry("blêmir", "blanch", "verb"), count_words(["ils blêmissent they blanch"]))
    assert Pair("ils blêmissent", "they blanch") in finish


def test_phrases_give_an_adjective_the_forms_that_texts_hold() -> None:
    made = phrases(Entry("nerveux", "nervous", "adjective"), Counter(["nerveuse", "nerveuses"]))
    assert [p.french for p in made] == ["nerveux", "nerveuse", "nerveuses"]


def test_an_adjective_takes_the_place_of_one_in_the_same_form() -> None:
    entries = [
        Entry("grand", "large", "adjective", "", 9),
        Entry("nerveux", "nervous", "adjective", "", 9),
    ]
    texts = Counter({"grande": 1, "nerveuse": 1, "grands": 1, "de": 1_000_000})
    swap = WordSwapper(main_meanings(entries), {"nerveux": 1.0}, texts)
    rng = random.Random(1)

    assert swap.swap(Pair("La grande maison.", "The large house."), rng) == Pair(
        "La nerveuse maison.", "The nervous house."
    )
    assert swap.swap(Pair("Les grands jours.", "The large days."), rng) is None, "one or many?"


def swapper(known: Counter[str]) -> WordSwapper:
    entries = [
        Entry("rapport", "report", "noun", "m", 9),
        Entry("poumon", "lung", "noun", "m", 9),
        Entry("effraie", "owl", "noun", "f", 9),
        Entry("avis", "opinion", "noun", "m", 9),
    ]
    return WordSwapper(main_meanings(entries), {"poumon": 1.0, "effraie": 1.0}, known)


def test_a_rare_noun_takes_the_place_of_a_common_one() -> None:
    texts = Counter({"rapports": 1, "reports": 1, "poumons": 1, "lungs": 1, "de": 1_000_000})
    swap = swapper(texts)
    rng = random.Random(1)

    assert swap.swap(Pair("Le rapport est bon.", "The report is good."), rng) == Pair(
        "Le poumon est bon.", "The lung is good."
    )
    assert swap.swap(Pair("Deux rapports.", "Two reports."), rng) == Pair(
        "Deux poumons.", "Two lungs."
    )


def test_a_swap_minds_gender_elision_and_what_is_said_twice() -> None:
    swap = swapper(Counter({"de": 1_000_000}))
    rng = random.Random(1)

    assert swap.swap(Pair("Un avis.", "An opinion."), rng) is None, "no masculine noun elides"
    twice = Pair("Le rapport du rapport.", "The report of the report.")
    assert swap.swap(twice, rng) is None
    assert swap.swap(Pair("Le rapport.", "The paper."), rng) is None, "not the known meaning"
    assert swap.swap(Pair("Le sous-rapport.", "The sub-report."), rng) is None


def test_the_english_article_follows_the_new_word() -> None:
    entries = [
        Entry("rapport", "report", "noun", "m", 9),
        Entry("ours", "bear", "noun", "m", 9),
        Entry("pouls", "impulse", "noun", "m", 9),
    ]
    swap = WordSwapper(main_meanings(entries), {"pouls": 1.0}, Counter({"de": 1_000_000}))

    assert (
        swap.swap(Pair("Il faut un rapport.", "A report is needed: a report."), random.Random(1))
        is None
    )
    assert swap.swap(Pair("Il faut un rapport.", "We need a report."), random.Random(1)) == Pair(
        "Il faut un pouls.", "We need an impulse."
    )


def test_what_is_rare_in_training_and_read_in_articles_is_taught_most() -> None:
    entries = [Entry(word, "x", "noun", "m", 3) for word in ("poumon", "rapport", "onction")]
    weights = teaching_weights(
        entries, Counter({"rapport": 500, "poumon": 2}), Counter({"poumons": 30})
    )
    assert set(weights) == {"poumon", "onction"}
    assert weights["poumon"] > 10 * weights["onction"]


def test_phrases_come_first_and_swaps_stop_at_their_number() -> None:
    entries = [
        Entry("rapport", "report", "noun", "m", 9),
        Entry("poumon", "lung", "noun", "m", 9),
    ]
    pairs = [Pair(f"Le rapport {i}.", f"The report {i}.") for i in range(9)]
    known = Counter({"de": 1_000_000})

    made = list(
        dictionary_pairs(entries, pairs, Counter({"rapport": 500}), Counter(), known, n_swapped=3)
    )

    assert [kind for kind, _ in made] == ["phrase"] * 4 + ["swap"] * 3
    assert made[-1][1] == Pair("Le poumon 2.", "The lung 2.")


def test_the_commands_go_from_dictionaries_to_pairs(folder: Path, tmp_path: Path) -> None:
    write_dictionary(folder, "fra-eng", "fleuve <n, masc>\nriver\n")
    write_dictionary(folder, "eng-fra", "river /r/\nfleuve\n")
    pairs, articles = tmp_path / "pairs.tsv", tmp_path / "articles.jsonl"
    filler = "mot " * 20_000
    pairs.write_text(f"essay\tLe fleuve coule.\tThe river flows.\nessay\t{filler}\tx\n")
    articles.write_text(json.dumps({"text": "Les poumons respirent."}) + "\n", encoding="utf-8")
    dictionary, out = str(tmp_path / "fr-en.tsv"), tmp_path / "out"
    run = CliRunner().invoke

    done = run(app, ["pivot-dictionary", str(folder), dictionary])
    assert done.output == "4 translations of 4 words\n"

    done = run(app, ["dictionary-pairs", dictionary, str(articles), str(out), str(pairs)])
    assert done.exit_code == 0, done.output
    assert "le poumon\tthe lung\n" in (out / "phrases.tsv").read_text(encoding="utf-8")
    swapped = (out / "swapped.tsv").read_text(encoding="utf-8")
    assert swapped == "Le poumon coule.\tThe lung flows.\n"
