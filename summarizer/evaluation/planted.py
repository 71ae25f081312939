"""Errors planted in right translations and summaries, and how many the checks find.

    python -m summarizer.evaluation.planted                     recall, precision, false alarms
    python -m summarizer.evaluation.planted --write             make the cases again from the pairs
    python -m summarizer.evaluation.planted --pairs FILE        false alarms on human references
    python -m summarizer.evaluation.planted --pairs FILE --plant   recall on text nobody here wrote
    python -m summarizer.evaluation.planted --orangesum DIR     unsupported rate, shipped and stored

The pairs (``tests/golden/planted_errors_pairs.jsonl``) hold a French source, a right output and
the plants made in it by hand: kind, words, words put in their place. The cases are those plants
and, for every translation with figures, one figure changed by rule. Nothing here looks at how the
checks work.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from summarizer.checks import (
    Finding,
    FindingKind,
    Part,
    Severity,
    check_summary,
    check_translation,
)
from summarizer.document import Document, Paragraph, ParagraphKind, Sentence, Span
from summarizer.engines.base import Task
from summarizer.engines.registry import DEFAULT_PRESET, load_engine
from summarizer.evaluation.reading import Place, Reading, false_alarms, read_readings
from summarizer.evaluation.unsupported import render_rates, unsupported_rates

GOLDEN = Path("tests/golden")
PAIRS_FILE = "planted_errors_pairs.jsonl"
CASES_FILE = "planted_errors.jsonl"
READINGS_FILE = "reference_alarms.tsv"

_K = FindingKind
FAMILIES: dict[str, frozenset[FindingKind]] = {
    "number": frozenset({_K.NUMBER_CHANGED, _K.NUMBER_INVENTED, _K.NUMBER_MISSING}),
    "name": frozenset({_K.NAME_CHANGED, _K.NAME_INVENTED, _K.NAME_MISSING}),
    "negation": frozenset({_K.NEGATION_LOST, _K.NEGATION_ADDED}),
    "direction": frozenset({_K.DIRECTION_CHANGED}),
    "modality": frozenset({_K.MODALITY_LOST}),
    "roles": frozenset({_K.ATTRIBUTION_CHANGED}),
    "dropped": frozenset({_K.DROPPED}),
    "words": frozenset({_K.WORD_INVENTED}),
    "form": frozenset({_K.REPETITION, _K.UNTRANSLATED, _K.LENGTH, _K.UNFINISHED, _K.QUOTES}),
}
"""Findings that answer for one sort of error."""

ANSWERS: dict[str, tuple[str, ...]] = {
    "number": ("number",),
    "date": ("number",),
    "unit": ("number",),
    "name": ("name",),
    "acronym": ("name",),
    "organisation": ("name",),
    "negation_lost": ("negation",),
    "negation_added": ("negation",),
    "direction": ("direction",),
    "modality": ("modality",),
    "agent": ("roles", "name"),
    "attribution": ("roles", "name"),
    "denied_twice": ("negation",),
    "swap": ("number",),
    "spelling": ("name",),
    "word": ("words",),
    "deletion": ("dropped", "name", "number", "negation"),
}
"""Families of which one finding counts as having found a plant of this kind."""


@dataclass(frozen=True, slots=True)
class Case:
    """One output with one error, or a right output when ``kind`` is ``"none"``.

    ``source`` is a French sentence for a translation and the article's sentences for a summary;
    ``output`` likewise is one English text or the summary's sentences.
    """

    id: str
    task: str
    kind: str
    source: tuple[str, ...]
    output: tuple[str, ...]
    note: str = ""


def read_pairs(path: Path) -> list[dict[str, Any]]:
    """The right pairs with their plants, one JSON object a line."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def read_cases(path: Path) -> list[Case]:
    """The stored cases."""
    cases = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        row["source"], row["output"] = tuple(row["source"]), tuple(row["output"])
        cases.append(Case(**row))
    return cases


def make_cases(pairs: Iterable[dict[str, Any]]) -> list[Case]:
    """Every plant of every pair, and every pair as it is; the same cases each time.

    Raises:
        ValueError: the words of a plant do not stand in its output.
    """
    cases = []
    for pair in pairs:
        source, output = _texts(pair["source"]), _texts(pair["output"])
        cases.append(Case(pair["id"], pair["task"], "none", source, output))
        for n, (kind, old, new) in enumerate(pair["plants"]):
            if not any(old in text for text in output):
                raise ValueError(
                    f"Plant {n} of {pair['id']} wants {old!r}, which is not in the output. "
                    "Correct the pair."
                )
            changed = tuple(text.replace(old, new, 1) for text in output)
            note = f"{old} → {new}"
            cases.append(Case(f"{pair['id']}-{n:02d}", pair["task"], kind, source, changed, note))
        if pair["task"] == "translation":
            cases += _figure_case(pair["id"], source, output)
    return cases


def _texts(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _figure_case(pair_id: str, source: tuple[str, ...], output: tuple[str, ...]) -> list[Case]:
    """The last figure of the longest number, raised by three."""
    figures = sorted(re.finditer(r"\d[\d,.]*\d|\d", output[0]), key=lambda m: -len(m[0]))
    if not figures:
        return []
    m = figures[0]
    new = m[0][:-1] + str((int(m[0][-1]) + 3) % 10)
    changed = output[0][: m.start()] + new + output[0][m.end() :]
    return [Case(f"{pair_id}-fig", "translation", "number", source, (changed,), f"{m[0]} → {new}")]


def make_document(sentences: Sequence[str]) -> Document:
    """A one-paragraph document of these sentences."""
    spans, position = [], 0
    for sentence in sentences:
        spans.append(Sentence(sentence, Span(position, position + len(sentence))))
        position += len(sentence) + 1
    text = " ".join(sentences)
    paragraph = Paragraph(ParagraphKind.TEXT, Span(0, len(text)), tuple(spans), "fr")
    return Document(text, (paragraph,))


def run_case(case: Case) -> list[Finding]:
    """What the checks say of a case, notes on coverage left out."""
    if case.task == "translation":
        findings = check_translation(
            case.source[0], case.output[0], sentence=0, part=Part.TRANSLATION
        )
    else:
        findings = check_summary(make_document(case.source), case.output)
    return [f for f in findings if f.kind is not FindingKind.COVERAGE]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over a suite.

    Attributes:
        planted, found: cases by kind of plant.
        alarms: cases by family in which that family spoke and nothing of it was planted.
        n_right: right outputs among the cases; right_alarms: those with a finding, by family.
    """

    planted: Counter[str]
    found: Counter[str]
    hits: Counter[str]
    alarms: Counter[str]
    n_right: int
    right_alarms: Counter[str]
    missed: tuple[Case, ...]
    wrong: tuple[tuple[Case, Finding], ...]

    def recall(self, *kinds: str) -> float:
        """Share of the plants of these kinds that were found."""
        return sum(self.found[k] for k in kinds) / max(1, sum(self.planted[k] for k in kinds))

    def precision(self, family: str) -> float:
        """Share of the cases in which a family spoke where it should have."""
        return self.hits[family] / max(1, self.hits[family] + self.alarms[family])

    def false_alarm_rate(self, family: str) -> float:
        """Share of right outputs with a finding of this family."""
        return self.right_alarms[family] / max(1, self.n_right)


def score_cases(cases: Iterable[Case]) -> Score:
    """Run the checks on every case and count."""
    planted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    alarms: Counter[str] = Counter()
    right_alarms: Counter[str] = Counter()
    n_right = 0
    missed, wrong = [], []
    for case in cases:
        findings = run_case(case)
        spoke = {name for name, kinds in FAMILIES.items() for f in findings if f.kind in kinds}
        wanted = ANSWERS.get(case.kind, ())
        if case.kind == "none":
            n_right += 1
            right_alarms.update(spoke)
        else:
            planted[case.kind] += 1
            if spoke & set(wanted):
                found[case.kind] += 1
            else:
                missed.append(case)
        hits.update(spoke & set(wanted))
        if case.kind not in ("agent", "attribution", "deletion"):
            alarms.update(spoke - set(wanted))
            wrong += [
                (case, f)
                for f in findings
                for name in spoke - set(wanted)
                if f.kind in FAMILIES[name]
            ]
    return Score(planted, found, hits, alarms, n_right, right_alarms, tuple(missed), tuple(wrong))


def render_score(score: Score) -> str:
    """The table of recall, precision and false alarms."""
    lines = ["planted error     cases  found  recall"]
    for kind in ANSWERS:
        if score.planted[kind]:
            lines.append(
                f"{kind:<16} {score.planted[kind]:>6} {score.found[kind]:>6} "
                f"{score.recall(kind):>7.1%}"
            )
    total, found = sum(score.planted.values()), sum(score.found.values())
    lines.append(f"{'all':<16} {total:>6} {found:>6} {found / max(1, total):>7.1%}")
    lines += ["", f"family     precision  false alarms on {score.n_right} right outputs"]
    lines += [
        f"{name:<10} {score.precision(name):>9.1%}  {score.false_alarm_rate(name):>6.1%}"
        for name in FAMILIES
        if score.hits[name] or score.alarms[name]
    ]
    return "\n".join(lines)


def read_reference_pairs(path: Path, key: str = "en") -> Iterator[tuple[str, str]]:
    """``(fr, row[key])`` of a JSON-lines file, plain or ``.xz``."""
    raw = path.read_bytes()
    text = (lzma.decompress(raw) if path.suffix == ".xz" else raw).decode("utf-8")
    for line in text.splitlines():
        row = json.loads(line)
        yield row["fr"], row[key]


@dataclass(frozen=True, slots=True)
class Alarm:
    """A finding on a pair of a set; ``line`` counts from 1."""

    line: int
    source: str
    output: str
    finding: Finding

    @property
    def family(self) -> str:
        return next(name for name, kinds in FAMILIES.items() if self.finding.kind in kinds)


def reference_alarms(pairs: Iterable[tuple[str, str]]) -> list[Alarm]:
    """Every finding on pairs that are held to be right."""
    return [
        Alarm(line, fr, en, f)
        for line, (fr, en) in enumerate(pairs, 1)
        for f in check_translation(fr, en, sentence=0, part=Part.TRANSLATION)
    ]


_OTHER_NAMES = ("Delgado", "Hartmann", "Okonkwo", "Bratislava", "Winnipeg", "Yokohama")
_RISES_AND_FALLS = (
    ("increase", "decrease"), ("increases", "decreases"), ("increased", "decreased"),
    ("increasing", "decreasing"), ("rise", "fall"), ("rises", "falls"), ("rose", "fell"),
    ("rising", "falling"), ("risen", "fallen"), ("raise", "lower"), ("raised", "lowered"),
    ("higher", "lower"), ("climbed", "dropped"), ("soared", "plunged"),
)  # fmt: skip
_TURNED = {b: a for a, b in _RISES_AND_FALLS} | dict(_RISES_AND_FALLS) | {
    "decline": "rise", "declined": "rose", "drop": "rise", "dropped": "rose", "reduce": "increase",
    "reduced": "increased", "reduction": "increase", "reducing": "increasing",
}  # fmt: skip
_MOVES = re.compile(r"\b(?:hausse|augment|baiss|diminu|recul|chut|rédui|réduc)", re.IGNORECASE)


def held_out_cases(pairs: Iterable[tuple[str, str]]) -> Iterator[Case]:
    """Errors planted by rule in English that nobody here wrote: a figure, a name, a "not", a rise.

    A figure is raised by three in its last place; a capitalised word inside the sentence that
    also stands in the French gives way to another name; "not" is left out; the only word of rise
    or fall turns round where the French has one. A pair on which the checks speak as it stands is
    passed over: it would be found for another reason.
    """
    for n, (fr, en) in enumerate(pairs):
        if check_translation(fr, en, sentence=0, part=Part.TRANSLATION):
            continue
        yield from _figure_case(f"line-{n}", (fr,), (en,))
        names = [
            m
            for m in re.finditer(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b", en)
            if re.search(rf"\b{m[0]}\b", fr)
        ]
        if names:
            m = names[-1]
            other = _OTHER_NAMES[n % len(_OTHER_NAMES)]
            changed = en[: m.start()] + other + en[m.end() :]
            note = f"{m[0]} → {other}"
            yield Case(f"line-{n}-name", "translation", "name", (fr,), (changed,), note)
        if len(re.findall(r"\bnot\b|n't\b", en)) == 1 and " not " in en and " ne " in fr:
            changed = en.replace(" not ", " ", 1)
            yield Case(f"line-{n}-not", "translation", "negation_lost", (fr,), (changed,), "not →")
        moves = [m for m in re.finditer(r"[a-z]+", en) if m[0] in _TURNED]
        if len(moves) == 1 and _MOVES.search(fr):
            (m,) = moves
            changed = en[: m.start()] + _TURNED[m[0]] + en[m.end() :]
            note = f"{m[0]} → {_TURNED[m[0]]}"
            yield Case(f"line-{n}-turn", "translation", "direction", (fr,), (changed,), note)


def main(argv: Sequence[str] | None = None) -> int:
    """The command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m summarizer.evaluation.planted",
        description="Score the checks on planted errors and on human references.",
    )
    parser.add_argument("--golden", type=Path, default=GOLDEN, help="folder of the two files")
    parser.add_argument("--write", action="store_true", help="make the cases from the pairs")
    parser.add_argument("--pairs", type=Path, action="append", help="JSON lines with fr and en")
    parser.add_argument("--key", default="en", help="which English of the file: en, google…")
    parser.add_argument("--plant", action="store_true", help="plant by rule in those pairs")
    parser.add_argument("--limit", type=int, default=None, help="pairs to read of each file")
    parser.add_argument("--show", default=None, metavar="KIND", help="print alarms of a kind")
    parser.add_argument("--orangesum", type=Path, help="folder of the stored system outputs")
    parser.add_argument("--summariser", default=DEFAULT_PRESET, help="preset beside them")
    args = parser.parse_args(argv)
    if args.write:
        cases = make_cases(read_pairs(args.golden / PAIRS_FILE))
        lines = [
            json.dumps(
                {
                    "id": c.id, "task": c.task, "kind": c.kind, "source": c.source,
                    "output": c.output, "note": c.note,
                },
                ensure_ascii=False,
            )
            for c in cases
        ]  # fmt: skip
        (args.golden / CASES_FILE).write_text("\n".join(lines) + "\n", "utf-8")
        print(f"{len(cases)} cases written to {args.golden / CASES_FILE}")
    elif args.orangesum:
        summariser = load_engine(args.summariser, Task.ABSTRACT)
        print(render_rates(unsupported_rates(args.orangesum, summariser, args.limit)))
    elif args.pairs and args.plant:
        for path in args.pairs:
            pairs = list(read_reference_pairs(path, args.key))[: args.limit]
            score = score_cases(held_out_cases(pairs))
            print(f"{path.name}: errors planted by rule\n{render_score(score)}")
            for case in score.missed:
                if args.show in (case.kind, "missed"):
                    print(f"\nmissed {case.kind}: {case.note}\n{case.source[0]}\n{case.output[0]}")
    elif args.pairs:
        readings = read_readings(args.golden / READINGS_FILE) if args.key == "en" else {}
        for path in args.pairs:
            pairs = list(read_reference_pairs(path, args.key))[: args.limit]
            _print_alarms(path, pairs, readings, args.show)
    else:
        score = score_cases(read_cases(args.golden / CASES_FILE))
        print(render_score(score))
        if args.show:
            for case in score.missed:
                if args.show in (case.kind, "missed"):
                    print(f"missed {case.id} ({case.kind}): {case.note}")
            for case, finding in score.wrong:
                if args.show in (finding.kind.value, "wrong"):
                    print(f"wrong {case.id} ({case.kind}, {case.note}): {finding.message_en}")
    return 0


def _print_alarms(
    path: Path,
    pairs: Sequence[tuple[str, str]],
    readings: Mapping[Place, Reading],
    show: str | None,
) -> None:
    alarms = reference_alarms(pairs)
    name = path.name.split(".")[0]
    print(f"{path.name}: {len(pairs)} pairs\n{'finding':<20} {'any':>7} {'hard':>7}")
    for kind in sorted({a.finding.kind for a in alarms}):
        print(f"{kind:<20} {_share(alarms, pairs, {kind})}")
    judged = false_alarms(name, len(pairs), {(a.line, a.family) for a in alarms}, readings)
    is_read = any(place[0] == name for place in readings)
    print(f"\n{'family':<20} {'any':>7} {'hard':>7}" + ("   false  unread" if is_read else ""))
    for family, kinds in FAMILIES.items():
        line = f"{family:<20} {_share(alarms, pairs, kinds)}"
        if is_read and family in judged:
            line += f" {judged[family].rate:>7.2%} {judged[family].n_unread:>7}"
        print(line)
    for a in alarms:
        if show is not None and show in a.finding.kind:
            f = a.finding
            print(f"\n{a.line}\t{a.source}\n\t{a.output}\n\t{f.severity}: {f.message_en}")


def _share(
    alarms: Sequence[Alarm], pairs: Sequence[tuple[str, str]], kinds: Collection[FindingKind]
) -> str:
    spoke = [a for a in alarms if a.finding.kind in kinds]
    hard = {a.line for a in spoke if a.finding.severity is Severity.HARD}
    n = max(1, len(pairs))
    return f"{len({a.line for a in spoke}) / n:>7.2%} {len(hard) / n:>7.2%}"


if __name__ == "__main__":
    raise SystemExit(main())
