"""Names that a translator reads and writes in small pieces.

A tokenizer that saw the news has « Pécresse » and « Covid » in one piece. Where the pairs hold such a
piece a few dozen times, the translator never learns to write it, and drops the name or writes another.
In smaller pieces it copies them, as it does any name (the vocabulary threshold of subword-nmt,
doi:10.18653/v1/P16-1162). So the exported ``source.spm`` marks those pieces unused, which every
SentencePiece heeds; ``target.spm`` and the weights stay as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np

from summarizer.checks.exonyms import exonym_table
from summarizer.checks.lettering import fold
from summarizer.errors import ConfigError
from summarizer.training.dataset import PreparedCorpus

MAX_WRITTEN = 100
"""A piece that the targets hold more often is learned."""

MAX_READ = 300
"""A piece that the sources hold more often, and the targets hardly ever, has a translation."""

MAX_READ_IF_WRITTEN = 1500
MIN_WRITTEN = 10
"""Unless the targets hold it this often: « Covid » is read 1,107 times and written 26 times."""


def seldom_written_names(vocabulary: Sequence[str], corpus: PreparedCorpus) -> list[int]:
    """Ids of names that ``corpus`` hardly ever has on the English side.

    A name is capitalised, has no twin in small letters that the corpus knows (« Santé »), and is
    none that English spells otherwise (« Pékin »).
    """
    n_read = np.bincount(corpus.source_ids, minlength=len(vocabulary))
    n_written = np.bincount(corpus.target_ids, minlength=len(vocabulary))
    words = [piece.lstrip("▁") for piece in vocabulary]
    everyday = {w for w, n in zip(words, n_read, strict=True) if w.islower() and n > MAX_READ}
    elsewhere = {
        french
        for french, rows in exonym_table().by_french.items()
        if any(len(r.french) == 1 and r.french not in r.english for r in rows)
    }
    return [
        i
        for i, word in enumerate(words)
        if word.isalpha()
        and word[0].isupper()
        and len(word) >= (2 if word.isupper() else 3)
        and n_written[i] <= MAX_WRITTEN
        and n_read[i] <= (MAX_READ_IF_WRITTEN if n_written[i] >= MIN_WRITTEN else MAX_READ)
        and word.lower() not in everyday
        and fold(word.lower()) not in elsewhere
    ]


def write_without(tokenizer: Path, unused: Collection[int], output: Path) -> None:
    """``tokenizer`` with the pieces of these ids marked unused, as ``output``.

    Raises:
        ConfigError: ``tokenizer`` is no SentencePiece file.
    """
    from google.protobuf.message import DecodeError
    from sentencepiece import sentencepiece_model_pb2

    model = sentencepiece_model_pb2.ModelProto()
    try:
        model.ParseFromString(tokenizer.read_bytes())
    except DecodeError as exc:
        raise ConfigError(f"{tokenizer} is not a SentencePiece file ({exc}).") from exc
    for i in unused:
        model.pieces[i].type = model.SentencePiece.UNUSED
    output.write_bytes(model.SerializeToString())
