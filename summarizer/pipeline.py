"""The one place that orders the steps: an article in, a checked result out, as a stream."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from summarizer import __version__
from summarizer.abstract import FrenchSummary, write_summary
from summarizer.checks import (
    check_summary,
    check_summary_english,
    check_translation,
    count_claims,
    index_article,
)
from summarizer.checks.finding import Finding, FindingKind, Part, Severity
from summarizer.document import Document, Sentence
from summarizer.engines.base import Engine, ReadsHints
from summarizer.english import SEARCH, EnglishWriter
from summarizer.errors import ConfigError, GenerationFailed
from summarizer.evidence import EvidenceIndex
from summarizer.extraction import clean_article
from summarizer.framing import learn_casing
from summarizer.glossary import Glossary, check_terms, find_terms, make_glossary, mask
from summarizer.languages import paragraph_languages, require_french
from summarizer.result import (
    AlignedSentence,
    Evidence,
    Length,
    Origin,
    Provenance,
    Result,
    Summary,
    SummarySentence,
    Timing,
    Translation,
    Verdict,
)
from summarizer.segmentation import make_document

FIRST_BATCH = 4
BATCH = 16
"""Sentences translated between two looks at ``cancelled``; the first batch is small so that the
reader soon has something to read."""


@dataclass(frozen=True, slots=True)
class PipelineOptions:
    """What a run is asked for.

    Attributes:
        target: ``"fr"``: the summary in French alone, nothing in English; ``"en"`` and
            ``"both"``: the English version and the translation as well. The result holds the
            French summary in all cases, since the English one is checked against it.
        translate: the whole article in English too; nothing when ``target`` is ``"fr"``.
        summarise: False gives the translation alone.
        glossary: (French term, English term, note) rows.
        num_beams: for the translator; None is its default.
    """

    length: Length = Length.SHORT
    target: Literal["fr", "en", "both"] = "both"
    translate: bool = True
    summarise: bool = True
    ui_lang: Literal["fr", "en"] = "fr"
    glossary: tuple[tuple[str, str, str], ...] = ()
    num_beams: int | None = None

    def __post_init__(self) -> None:
        if self.target not in ("fr", "en", "both"):
            raise ConfigError(f"target must be fr, en or both, got {self.target!r}.")
        if self.ui_lang not in ("fr", "en"):
            raise ConfigError(f"ui_lang must be fr or en, got {self.ui_lang!r}.")
        if not self.summarise and (not self.translate or self.target == "fr"):
            raise ConfigError(
                "Nothing is asked for: no summary and no translation. Ask for one of them."
            )
        if self.num_beams is not None and not 1 <= self.num_beams <= 16:
            raise ConfigError(f"num_beams must be from 1 to 16, got {self.num_beams}.")

    @property
    def wants_english(self) -> bool:
        return self.target != "fr"

    @property
    def wants_translation(self) -> bool:
        return self.translate and self.wants_english


@dataclass(frozen=True, slots=True)
class DocumentReady:
    """The article is cleaned; ``result`` holds it and nothing else yet."""

    result: Result


@dataclass(frozen=True, slots=True)
class SummarySentenceReady:
    """One more summary sentence, with its English once that is made.

    Attributes:
        index: of the sentence in the summary.
        result: all that is ready so far.
    """

    index: int
    sentence: SummarySentence
    result: Result


@dataclass(frozen=True, slots=True)
class TranslatedSentences:
    """More of the article in English, in order.

    Attributes:
        n_done, n_total: article sentences.
        result: all that is ready so far.
    """

    sentences: tuple[AlignedSentence, ...]
    n_done: int
    n_total: int
    result: Result


@dataclass(frozen=True, slots=True)
class Finished:
    """The whole, checked result; the last event of a run that was not cancelled."""

    result: Result


@dataclass(frozen=True, slots=True)
class Stopped:
    """Cancelled; ``result`` holds what was ready, unchecked. The last event of such a run."""

    result: Result


Event: TypeAlias = DocumentReady | SummarySentenceReady | TranslatedSentences | Finished | Stopped


class Cancelled(GenerationFailed):
    """``Pipeline.run`` was asked to stop before it had a whole result."""


def _never() -> bool:
    return False


class Pipeline:
    """Articles through one summariser and one translator; keeps no state between runs.

    Either engine may be None when no run asks for it.
    """

    def __init__(self, summariser: Engine | None, translator: Engine | None) -> None:
        self._summariser = summariser
        self._translator = translator

    def run(
        self,
        article: str | Document,
        options: PipelineOptions | None = None,
        *,
        cancelled: Callable[[], bool] = _never,
    ) -> Result:
        """The whole result for an article, pasted text or cleaned document.

        Raises:
            InputError: empty, too long, or not French.
            EngineError: an engine failed, or ``cancelled`` said so (``Cancelled``).
        """
        *_, last = self.stream(article, options, cancelled=cancelled)
        if isinstance(last, Stopped):
            raise Cancelled("The run was stopped before its end. Start it again.")
        return last.result

    def stream(
        self,
        article: str | Document,
        options: PipelineOptions | None = None,
        *,
        cancelled: Callable[[], bool] = _never,
    ) -> Iterator[Event]:
        """Events as the run goes on; the last is ``Finished``, or ``Stopped`` once cancelled.

        ``cancelled`` is asked between steps and between batches of sentences.

        Raises:
            InputError: empty, too long, or not French.
            EngineError: an engine failed.
        """
        run = _Run(options or PipelineOptions(), self._summariser, self._translator)
        yield run.read(article)
        for steps in (run.summarise, run.translate_summary, run.translate_article):
            if cancelled():
                break
            for event in steps():
                yield event
                if cancelled():
                    break
            else:
                continue
            break
        else:
            yield run.finish()
            return
        yield Stopped(run.result)


class _Run:
    """One article on its way; ``result`` is what is ready at any moment."""

    def __init__(
        self, options: PipelineOptions, summariser: Engine | None, translator: Engine | None
    ) -> None:
        self.options = options
        self.summariser = summariser if options.summarise else None
        self.translator = translator if options.wants_english else None
        if options.summarise and summariser is None:
            raise ConfigError("A summary is asked for and the pipeline has no summariser.")
        if options.wants_english and translator is None:
            raise ConfigError("English is asked for and the pipeline has no translator.")
        self.glossary: Glossary | None = (
            make_glossary(options.glossary) if options.glossary else None
        )
        self.findings: list[Finding] = []
        self.timings: list[Timing] = []

    def read(self, article: str | Document) -> DocumentReady:
        """Cleans and cuts the article, and refuses one that is not French."""
        start = time.perf_counter()
        document = (
            article if isinstance(article, Document) else make_document(clean_article(article))
        )
        document = paragraph_languages(document)
        self.findings += require_french(document)
        self.result = Result(
            document=document,
            summary=None,
            translation=None,
            findings=tuple(self.findings),
            verdict=Verdict(0, 0),
            timings=(),
            provenance=Provenance(
                version=__version__,
                summariser=self.summariser.identity if self.summariser else None,
                translator=self.translator.identity if self.translator else None,
            ),
        )
        self._time("read", start)
        return DocumentReady(self.result)

    def summarise(self) -> Iterator[Event]:
        """The French summary, a sentence at a time, each with its evidence."""
        if self.summariser is None:
            return
        start = time.perf_counter()
        document = self.result.document
        made = write_summary(document, self.options.length, self.summariser)
        evidence = self._evidence(made)
        self._time("summarise", start)
        sentences: list[SummarySentence] = []
        for index, (french, found) in enumerate(zip(made.sentences, evidence, strict=True)):
            sentences.append(SummarySentence(french.text, None, found, french.origin))
            summary = Summary(self.options.length, tuple(sentences), made.read_share)
            self._update(summary=summary)
            yield SummarySentenceReady(index, sentences[-1], self.result)

    def _evidence(self, made: FrenchSummary) -> list[tuple[Evidence, ...]]:
        index = EvidenceIndex(self.result.document)
        return [
            (Evidence(s.sentence, 1.0),) if s.sentence is not None else index.find(s.text)
            for s in made.sentences
        ]

    def translate_summary(self) -> Iterator[Event]:
        """The summary's English version, a sentence at a time."""
        summary = self.result.summary
        if summary is None or self.translator is None:
            return
        for index, french in enumerate(summary.sentences):
            start = time.perf_counter()
            (english,) = self._english.translate([french.text_fr])
            self._time("translate", start)
            sentence = dataclasses.replace(french, text_en=english.text, origin_en=english.origin)
            sentences = list(self.result.summary.sentences) if self.result.summary else []
            sentences[index] = sentence
            self._update(summary=dataclasses.replace(summary, sentences=tuple(sentences)))
            yield SummarySentenceReady(index, sentence, self.result)

    def translate_article(self) -> Iterator[Event]:
        """The whole article in English, one sentence for one, in batches."""
        if self.translator is None or not self.options.wants_translation:
            return
        places = list(self.result.document.enumerate_sentences())
        separators = _separators(self.result.document)
        done: list[AlignedSentence] = []
        size = FIRST_BATCH
        while len(done) < len(places):
            start = time.perf_counter()
            batch = places[len(done) : len(done) + size]
            new = self._aligned(batch, separators)
            done += new
            size = BATCH
            self._time("translate", start)
            self._update(translation=Translation(tuple(done)))
            yield TranslatedSentences(tuple(new), len(done), len(places), self.result)

    def _aligned(
        self, batch: Sequence[tuple[int, int, Sentence]], separators: Sequence[str]
    ) -> list[AlignedSentence]:
        paragraphs = self.result.document.paragraphs
        is_french = [paragraphs[p].language in (None, "fr", "und") for _, p, _ in batch]
        french = [place for place, is_fr in zip(batch, is_french, strict=True) if is_fr]
        made = iter(
            self._english.translate(
                [s.text for _, _, s in french], [paragraphs[p].kind for _, p, _ in french]
            )
        )
        out = []
        for (index, p, sentence), is_fr in zip(batch, is_french, strict=True):
            english = next(made) if is_fr else None
            out.append(
                AlignedSentence(
                    sentence=index,
                    paragraph=p,
                    kind=paragraphs[p].kind,
                    source_span=sentence.span,
                    text=english.text if english else sentence.text,
                    separator=separators[index],
                    origin=english.origin if english else Origin.KEPT,
                )
            )
        return out

    def finish(self) -> Finished:
        """The checks of everything that was made, and the count behind the verdict."""
        start = time.perf_counter()
        findings = list(self.findings)
        n_checked = n_found = n_repaired = 0
        document, summary = self.result.document, self.result.summary
        if summary is not None:
            texts = [s.text_fr for s in summary.sentences]
            article = index_article(document)
            findings += check_summary(
                document,
                texts,
                read_share=summary.read_share,
                index=article,
                is_title=summary.length is Length.TITLE,
            )
            for s in summary.sentences:
                repaired = Origin.REPAIRED in (s.origin, s.origin_en)
                counts = [count_claims(article, s.text_fr, output_lang="fr")]
                if s.text_en is not None:
                    counts.append(count_claims(s.text_fr, s.text_en, output_lang="en"))
                n_checked += sum(c for c, _ in counts)
                n_found += sum(f for _, f in counts)
                n_repaired += repaired
            english = [s.text_en for s in summary.sentences if s.text_en is not None]
            if len(english) == len(texts):
                findings += check_summary_english(texts, english, self._unsaid)
                findings += self._terms(zip(texts, english, strict=True), Part.SUMMARY_EN, None)
        for aligned in self.result.translation.sentences if self.result.translation else ():
            source = document.sentences[aligned.sentence]
            if aligned.origin is Origin.KEPT and aligned.text == source.text:
                findings += self._kept_finding(aligned, source)
                continue
            findings += check_translation(
                source.text,
                aligned.text,
                sentence=aligned.sentence,
                part=Part.TRANSLATION,
                source_start=source.span.start,
                unsaid=self._unsaid(source.text, aligned.text),
            )
            findings += self._terms(
                [(source.text, aligned.text)], Part.TRANSLATION, aligned.sentence, source.span.start
            )
            checked, found = count_claims(source.text, aligned.text, output_lang="en")
            n_checked, n_found = n_checked + checked, n_found + found
            n_repaired += aligned.origin is Origin.REPAIRED
        self._time("check", start)
        self._update(findings=tuple(findings), verdict=Verdict(n_checked, n_found, n_repaired))
        return Finished(self.result)

    def _terms(
        self,
        pairs: Iterable[tuple[str, str]],
        part: Part,
        sentence: int | None,
        offset: int = 0,
    ) -> list[Finding]:
        if self.glossary is None:
            return []
        found: list[Finding] = []
        for number, (source, output) in enumerate(pairs):
            found += check_terms(
                self.glossary,
                source,
                output,
                part=part,
                sentence=number if sentence is None else sentence,
                source_offset=offset,
            )
        return found

    def _unsaid(self, source: str, output: str) -> Sequence[tuple[str, str]]:
        """Words that the translator was told and does not say; of a glossary's it was told nothing."""
        translator = self.translator
        if translator is None or not isinstance(translator, ReadsHints):
            return ()
        if self.glossary is not None:
            source = mask(source, find_terms(self.glossary, source)).text
        return translator.unsaid_hints(source, output)

    def _check(self, source: str, output: str) -> list[Finding]:
        return check_translation(
            source,
            output,
            sentence=None,
            part=Part.TRANSLATION,
            unsaid=self._unsaid(source, output),
        )

    def _kept_finding(self, aligned: AlignedSentence, source: Sentence) -> list[Finding]:
        """A French sentence that came out as it went in is told; a foreign one was told before."""
        paragraph = self.result.document.paragraphs[aligned.paragraph]
        if paragraph.language not in (None, "fr") or len(source.text.split()) <= 2:
            return []
        return [
            Finding(
                FindingKind.UNTRANSLATED,
                Severity.HARD,
                Part.TRANSLATION,
                "Cette phrase n’a pas été traduite : elle est restée telle quelle.",
                "This sentence was not translated: it was left as it is.",
                aligned.sentence,
                None,
                source.span,
            )
        ]

    @property
    def _english(self) -> EnglishWriter:
        if not hasattr(self, "_writer"):
            assert self.translator is not None
            search = SEARCH
            if self.options.num_beams is not None:
                n = self.options.num_beams
                search = dataclasses.replace(search, num_beams=n, num_return_sequences=n)
            self._writer = EnglishWriter(
                self.translator,
                self._check,
                casing=learn_casing(self.result.document),
                glossary=self.glossary,
                search=search,
            )
        return self._writer

    def _update(self, **changes: object) -> None:
        self.result = dataclasses.replace(
            self.result,
            timings=tuple(self.timings),
            **changes,  # type: ignore[arg-type]
        )

    def _time(self, step: str, start: float) -> None:
        """Adds the time since ``start`` to ``step``."""
        elapsed = time.perf_counter() - start
        for i, timing in enumerate(self.timings):
            if timing.step == step:
                self.timings[i] = Timing(step, timing.elapsed_s + elapsed)
                return
        self.timings.append(Timing(step, elapsed))


def _separators(document: Document) -> list[str]:
    """The white space after each sentence, up to the next one or the article's end."""
    sentences = document.sentences
    ends = [s.span.start for s in sentences[1:]] + [len(document.text)]
    return [document.text[s.span.end : end] for s, end in zip(sentences, ends, strict=True)]
