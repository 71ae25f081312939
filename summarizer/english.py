"""French sentences into English ones: one for one, checked, repaired before they are reported."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from summarizer.checks.finding import Finding, FindingKind, Severity
from summarizer.document import ParagraphKind
from summarizer.engines.base import Candidate, Engine, GenerationOptions
from summarizer.framing import END, LETTER, Casing, Frame, frame_of, translatable
from summarizer.glossary import Glossary
from summarizer.normalization import french_number_to_english, to_model_text
from summarizer.result import Origin
from summarizer.windows import split_long_sentence

Check = Callable[[str, str], Sequence[Finding]]
"""(French source, English output) → findings."""

SEARCH = GenerationOptions(num_beams=4, num_return_sequences=4)
"""On flores-dev with earlier weights, checks and repairs included (beams: BLEU / chrF2, processor seconds, sentences that
needed repair): 2: 31.52 / 59.11, 18.1, 74; 4: 31.58 / 59.29, 23.4, 68; 6: 31.73 / 59.44, 31.5, 54. So
four, and more only for sentences that fail a check."""

WIDER = GenerationOptions(num_beams=6, num_return_sequences=6)
"""For a sentence whose figures or names came out wrong: more candidates to choose among."""

RETRY = GenerationOptions(
    num_beams=6, num_return_sequences=6, no_repeat_ngram_size=3, repetition_penalty=1.2
)
"""For what loops, copies or breaks off: other words are forced."""

_RETRIED = frozenset(
    {
        FindingKind.REPETITION,
        FindingKind.UNTRANSLATED,
        FindingKind.DROPPED,
        FindingKind.LENGTH,
        FindingKind.UNFINISHED,
    }
)
_REWORDED = frozenset({FindingKind.WORD_INVENTED})
"""Soft, because a list of words is never complete, yet other candidates are looked at for it."""

_PATCHED = frozenset({FindingKind.NUMBER_CHANGED, FindingKind.NAME_CHANGED})
_FIGURE = re.compile(r"[€$£]?\d[\d.,:]*%?")

_CLOSING = ",;:."

_LOOP = re.compile(r"\b(.{1,120}?)(?:[\s,]+\1\b)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EnglishSentence:
    """What became of one French sentence.

    Attributes:
        was_repaired: the first output failed a check and was replaced.
    """

    text: str
    origin: Origin = Origin.GENERATED

    @property
    def was_repaired(self) -> bool:
        return self.origin is Origin.REPAIRED


class EnglishWriter:
    """Translates sentences through one engine and keeps what it has made.

    A sentence asked for twice is translated once, so the summary's own article sentences cost
    nothing when the article is translated too.
    """

    def __init__(
        self,
        engine: Engine,
        check: Check,
        *,
        casing: Casing | None = None,
        glossary: Glossary | None = None,
        search: GenerationOptions = SEARCH,
        wider: GenerationOptions = WIDER,
        retry: GenerationOptions = RETRY,
    ) -> None:
        self._engine = engine
        self._check = check
        self._casing = casing or Casing()
        self._glossary = glossary
        self._search = search
        self._wider = wider
        self._retry = retry
        self._made: dict[tuple[str, bool], EnglishSentence] = {}
        self._found: dict[tuple[str, GenerationOptions], tuple[Candidate, ...]] = {}

    def translate(
        self, sources: Sequence[str], kinds: Sequence[ParagraphKind] | None = None
    ) -> list[EnglishSentence]:
        """One English sentence per source, in order.

        Raises:
            EngineError: the engine failed.
        """
        kinds = kinds or [ParagraphKind.TEXT] * len(sources)
        keys = [(s, k is ParagraphKind.TEXT) for s, k in zip(sources, kinds, strict=True)]
        jobs: dict[tuple[str, bool], _Job] = {}
        for key, kind in zip(keys, kinds, strict=True):
            if key in self._made or key in jobs:
                continue
            frame = frame_of(key[0], kind, self._casing, self._glossary)
            if LETTER.search(translatable(frame)) is None:
                plain = french_number_to_english(to_model_text(frame.core))
                self._made[key] = EnglishSentence(frame.finished(plain)[0], Origin.KEPT)
            else:
                jobs[key] = _Job(key[0], frame)
        self._run(list(jobs.values()))
        for key, job in jobs.items():
            self._made[key] = job.outcome()
        return [self._made[key] for key in keys]

    def _run(self, jobs: list[_Job]) -> None:
        self._generate([(job, self._whole(job)) for job in jobs], self._search)
        lost = [job for job in jobs if job.n_lost]
        self._generate([(job, self._around_pieces(job)) for job in lost], self._search)
        failed = [job for job in jobs if job.failures() & _RETRIED]
        garbled = [job for job in jobs if job.failures() and not job.failures() & _RETRIED]
        self._generate([(job, self._whole(job)) for job in failed], self._retry)
        self._generate([(job, self._whole(job)) for job in garbled], self._wider)
        for n_parts in (2, 3):
            # a small model says the end of a long sentence in general words, without its figures
            lossy = [job for job in jobs if job.failures() - _REWORDED and job.has_room(n_parts)]
            self._generate([(job, self._parts(job, n_parts)) for job in lossy], self._search)
        for job in jobs:
            if job.failures():
                job.patch(self._check)

    def _whole(self, job: _Job) -> list[str]:
        return self._split(job.frame.core, self._engine.max_input_tokens)

    def _parts(self, job: _Job, n: int) -> list[str]:
        """About ``n`` parts: a third more is allowed to each, so that a cut can fall at a comma."""
        bound = self._engine.count_tokens(job.frame.core) * 4 // (3 * n)
        return self._split(job.frame.core, min(bound, self._engine.max_input_tokens))

    def _around_pieces(self, job: _Job) -> list[str]:
        """The text between placeholders that a model would not copy, which are left in place."""
        assert job.frame.masked is not None
        names = "|".join(re.escape(p.placeholder) for p in job.frame.masked.pieces)
        parts = [p.strip() for p in re.split(f"({names})", job.frame.core) if p.strip()]
        return [q for p in parts for q in self._split(p, self._engine.max_input_tokens)]

    def _split(self, text: str, limit: int) -> list[str]:
        return [p.strip() for p in split_long_sentence(text, self._engine.count_tokens, limit)]

    def _generate(self, jobs: Sequence[tuple[_Job, list[str]]], options: GenerationOptions) -> None:
        """Adds to each job the candidates of one search over its parts, none searched twice."""
        wanted = dict.fromkeys(p for job, parts in jobs for p in parts if not job.is_fixed(p))
        new = [p for p in wanted if (p, options) not in self._found]
        made = self._engine.generate(new, options) if new else []
        self._found |= {(p, options): g.candidates for p, g in zip(new, made, strict=True)}
        for job, parts in jobs:
            found = [
                (Candidate(p, 0.0),) if job.is_fixed(p) else self._found[p, options] for p in parts
            ]
            whole = found[0] if len(found) == 1 else (_joined(parts, found),)
            job.add(whole, self._check)


@dataclass(slots=True)
class _Job:
    """One source on its way: what was tried, and what the checks said of it."""

    source: str
    frame: Frame
    tried: list[tuple[int, int, float, str]] = field(default_factory=list)
    """Hard findings and invented words, words missing, the negative score, the text: least is best."""
    first: str | None = None
    best_findings: list[Finding] = field(default_factory=list)
    n_lost: int = 0

    def is_fixed(self, part: str) -> bool:
        """Whether ``part`` is a placeholder or holds nothing to translate."""
        masked = self.frame.masked
        is_piece = masked is not None and any(part == p.placeholder for p in masked.pieces)
        return is_piece or LETTER.search(part) is None

    def add(self, candidates: Sequence[Candidate], check: Check) -> None:
        """Checks candidates until one has no hard finding; keeps the best of all so far."""
        for candidate in candidates:
            text, n_lost = self.frame.finished(candidate.text)
            if self.first is None:
                self.first = text
            if any(text == t for *_, t in self.tried):
                continue
            penalty = 0.0 if candidate.is_finished else 1.0
            self._judge(text, n_lost, (candidate.score or 0.0) - penalty, check)
            if not self.n_lost and not self.failures() and not self.n_missing():
                break

    def _judge(self, text: str, n_lost: int, score: float, check: Check) -> None:
        findings = list(check(self.source, text))
        n_hard = n_lost + sum(f.severity is Severity.HARD for f in findings)
        n_invented = sum(f.kind in _REWORDED for f in findings)
        n_missing = sum(f.kind is FindingKind.WORD_MISSING for f in findings)
        key = (n_hard + n_invented, n_missing, -score, text)
        if not self.tried or key[:3] < min(t[:3] for t in self.tried):
            self.best_findings, self.n_lost = findings, n_lost
        self.tried.append(key)

    def failures(self) -> set[FindingKind]:
        """Kinds of the best candidate's findings that call for another candidate."""
        return {
            f.kind for f in self.best_findings if f.severity is Severity.HARD or f.kind in _REWORDED
        }

    def n_missing(self) -> int:
        """Words that the best candidate's search had been told and that it does not say."""
        return sum(f.kind is FindingKind.WORD_MISSING for f in self.best_findings)

    def has_room(self, n_parts: int) -> bool:
        """Whether parts of the sentence would still be clauses: at least six words each."""
        return len(self.frame.core.split()) >= 6 * n_parts

    def patch(self, check: Check) -> None:
        """Tries what needs no model: figures and names copied from the source, loops closed."""
        *_, score, best = min(self.tried)
        patched = _with_source_figures(best, self.source, self.best_findings)
        for text in dict.fromkeys((patched, _LOOP.sub(r"\1", best), _LOOP.sub(r"\1", patched))):
            if text and text != best:
                self._judge(text, self.n_lost, -score, check)

    def outcome(self) -> EnglishSentence:
        best = min(self.tried)[-1]
        if to_model_text(best) == to_model_text(self.source) and len(self.source.split()) > 2:
            return EnglishSentence(best, Origin.KEPT)
        origin = Origin.GENERATED if best == self.first else Origin.REPAIRED
        return EnglishSentence(best, origin)


def _with_source_figures(text: str, source: str, findings: Sequence[Finding]) -> str:
    """``text`` with changed numbers and names replaced by the source's own, in English form."""
    edits = []
    for f in findings:
        if f.kind in _PATCHED and f.output_span is not None and f.source_span is not None:
            own = source[f.source_span.start : f.source_span.end]
            if f.kind is FindingKind.NUMBER_CHANGED:
                own = french_number_to_english(to_model_text(own))
                written = text[f.output_span.start : f.output_span.end]
                if not (_FIGURE.fullmatch(own) and _FIGURE.fullmatch(written)):
                    continue
            edits.append((f.output_span.start, f.output_span.end, own))
    end_of_last = len(text) + 1
    for start, end, own in sorted(edits, reverse=True):
        if end <= end_of_last:
            text = text[:start] + own + text[end:]
            end_of_last = start
    return text


def _joined(sources: Sequence[str], found: Sequence[Sequence[Candidate]]) -> Candidate:
    """The best candidates of a split sentence's parts as one sentence again."""
    pieces = []
    last = len(sources) - 1
    for i, (source, candidates) in enumerate(zip(sources, found, strict=True)):
        text = candidates[0].text.strip()
        if source.rstrip(_CLOSING).endswith(")") and text.count("(") > text.count(")"):
            text = text.rstrip(_CLOSING) + ")" + source[len(source.rstrip(_CLOSING)) :]
        if i < last and not END.search(source):
            text = END.sub("", text)
            if source and source[-1] in ",;:" and text and text[-1] not in ",;:":
                text += source[-1]
        if i > 0 and source[:1].islower() and text[:2] not in ("I ", "I'"):
            text = text[:1].lower() + text[1:]
        pieces.append(text)
    scores = [c[0].score for c in found if c[0].score is not None]
    return Candidate(
        re.sub(r"\s+(?=[.,)\]])|(?<=[(\[])\s+", "", " ".join(p for p in pieces if p)),
        sum(scores) / len(scores) if scores else None,
        all(c[0].is_finished for c in found),
    )
