"""What each score measures, in one sentence for a reader of the report."""

from __future__ import annotations

_ROUGE = {
    "rouge1": "Words shared with the reference, F1",
    "rouge2": "Pairs of neighbouring words shared with the reference, F1",
    "rougeL": "Longest sequence of words shared with the reference, F1",
    "rougeLsum": "The same, sentence by sentence",
}
_TOKENIZERS = {
    "": "accents are letters",
    "_lib": "rouge_score's own tokenizer, to compare with published figures",
    "_stem": "word stems, so that singular and plural agree",
}

MEANINGS = {
    **{
        kind + suffix: f"{said}; {tokenizer}."
        for suffix, tokenizer in _TOKENIZERS.items()
        for kind, said in _ROUGE.items()
    },
    "bleu": "Runs of one to four words shared with the reference, over the whole corpus.",
    "chrf": "Runs of one to six letters shared with the reference; recall counts double.",
    "ter": "Edits that turn the output into the reference, per 100 words; lower is better.",
    "unsupported": "Texts with a number or a capitalised word that the source does not contain.",
    "coverage": "Words that stand in a run copied from the source.",
    "density": "Mean length, in words, of the copied run that a word stands in.",
    "compression": "Words of the source for each word of the output.",
    "novel1": "Words of the output that the source lacks.",
    "novel2": "Pairs of neighbouring words that the source lacks.",
    "novel3": "Runs of three words that the source lacks.",
    "hard_findings": "Texts of which the product would warn its reader.",
    "words": "Mean length of the output in words.",
    "redundancy": "Pairs of neighbouring words that occurred before in the same text.",
    "empty": "Texts left empty; each scores 0 elsewhere.",
    "words_per_s": "Words of the source read in a second.",
    "seconds": "Seconds for one text.",
    "bertscore": "Likeness to the reference by a language model's vectors, F1.",
    "comet": "Quality as a model trained on human judgements estimates it.",
}
"""By metric name; every metric there is has its sentence."""
