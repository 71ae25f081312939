"""A small data set and three systems, written for these tests."""

from __future__ import annotations

import hashlib

from summarizer.evaluation.dataset import Dataset, EvalTask, Item, Outputs

_ARTICLES = (
    (
        "Le pont de Vernay ferme lundi pour trois semaines. Les ouvriers changeront 42 câbles. "
        "Une déviation passera par Orlec. Les commerçants demandent une aide.",
        "Le pont de Vernay sera fermé trois semaines à partir de lundi.",
    ),
    (
        "La bibliothèque d'Aubrac prête désormais des outils. On y trouve des perceuses et une "
        "échelle. Le prêt dure cinq jours. Odile Sarrazin en a eu l'idée.",
        "À Aubrac, la bibliothèque prête aussi des outils, pour cinq jours.",
    ),
    (
        "Les pompiers de Lirac ont sauvé un âne tombé dans un puits. L'animal va bien. Il avait "
        "disparu mardi. Son propriétaire a offert des pommes.",
        "Un âne tombé dans un puits à Lirac a été sauvé par les pompiers.",
    ),
    (
        "Le festival de Morteuil perd 30 % de son budget. Le directeur annulera deux concerts. "
        "La région promet une réponse en mai.",
        "Privé de 30 % de son budget, le festival de Morteuil annule deux concerts.",
    ),
    (
        "Une chercheuse de Brune a filmé une crevette aveugle. Elle vit à 2 300 mètres. L'espèce "
        "n'a pas encore de nom.",
        "Une crevette aveugle encore sans nom a été filmée à 2 300 mètres.",
    ),
    (
        "Le marché de Talcy change de jour. Il aura lieu le jeudi. Les maraîchers l'ont demandé.",
        "Le marché de Talcy aura désormais lieu le jeudi.",
    ),
)


def small_dataset(task: EvalTask = EvalTask.SUMMARY) -> Dataset:
    """Six short articles with one reference each."""
    items = tuple(
        Item(f"n{i}", source, (reference,)) for i, (source, reference) in enumerate(_ARTICLES)
    )
    return Dataset("small", task, items, hashlib.sha256(b"small").hexdigest(), "in the test")


def small_systems() -> list[Outputs]:
    """``copy`` gives the reference, ``lead`` the first sentence, ``wrong`` invents a name."""
    return [
        Outputs(
            "wrong",
            tuple(f"Selon Gaspard Nivelle, {a[4:20]} & <b>" for a, _ in _ARTICLES),
            tuple(0.5 for _ in _ARTICLES),
        ),
        Outputs("copy", tuple(r for _, r in _ARTICLES), tuple(0.01 for _ in _ARTICLES)),
        Outputs("lead", tuple(a.split(". ")[0] + "." for a, _ in _ARTICLES)),
    ]
