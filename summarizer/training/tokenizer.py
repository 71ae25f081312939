"""The joint French–English SentencePiece model."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from summarizer.training.model import EOS_ID, PAD_ID, UNK_ID

TASK_SYMBOLS = ("<en>", "<fr>", "<abstract>", "<title>", "<bt>", "<short>", "<sep>")
"""Reserved pieces, so that one vocabulary serves every task the models may learn."""


def train_tokenizer(texts: Iterable[str], output: Path, *, vocab_size: int = 12000) -> Path:
    """Writes ``output`` (a ``.model`` file) and returns it.

    Unigram pieces; bytes for what no piece covers, so that nothing is unknown; digits apart, so
    that figures are copied one by one; no piece longer than 20 characters.
    """
    import sentencepiece

    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_prefix=str(output.with_suffix("")),
        vocab_size=vocab_size,
        model_type="unigram",
        character_coverage=0.9998,
        byte_fallback=True,
        split_digits=True,
        pad_id=PAD_ID,
        eos_id=EOS_ID,
        unk_id=UNK_ID,
        bos_id=-1,
        pad_piece="<pad>",
        eos_piece="</s>",
        unk_piece="<unk>",
        user_defined_symbols=list(TASK_SYMBOLS),
        input_sentence_size=1_000_000,
        shuffle_input_sentence=True,
        normalization_rule_name="nmt_nfkc",
        max_sentencepiece_length=20,
        hard_vocab_limit=False,
        minloglevel=1,
    )
    return output
