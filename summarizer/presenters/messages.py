"""What the program says to a reader, in French and in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from summarizer.checks.finding import FindingKind, Part, Severity
from summarizer.document import FurnitureKind
from summarizer.result import Length, Origin, Result

UI_LANGUAGES: Final = ("fr", "en")

_NB = "\u00a0"  # no-break space, before : and inside « »
_THIN = "\u202f"  # narrow no-break space, before ; ! ? and inside large numbers

_TEXTS: Final[dict[str, tuple[str, str]]] = {
    # headings
    "summary_fr": ("Résumé", "Summary in French"),
    "summary_en": ("Résumé en anglais", "Summary in English"),
    "article_pair": ("L’article et sa traduction", "The article and its translation"),
    "article": ("Article", "Article"),
    "article_fr": ("Français", "French"),
    "article_en": ("Traduction anglaise", "English translation"),
    "findings": ("À vérifier", "Worth a look"),
    "evidence": ("Preuves", "Evidence"),
    "evidence_lead": (
        "Les phrases de l’article qui soutiennent chaque phrase du résumé.",
        "The sentences of the article that support each summary sentence.",
    ),
    "provenance": ("Provenance", "Provenance"),
    "furniture": ("Hors article", "Not the article"),
    "furniture_lead": (
        "Lignes de la page mises de côté, ni résumées ni traduites.",
        "Lines of the page set aside, neither summarised nor translated.",
    ),
    "report_title": ("Rapport de lecture", "Reading report"),
    # lines
    "more_findings": ("{n} autres remarques", "{n} more remarks"),
    "no_findings": ("Rien à signaler.", "Nothing to report."),
    "no_summary": ("Aucun résumé demandé.", "No summary was asked for."),
    "sentence": ("phrase", "sentence"),
    "verbatim": ("phrase même de l’article", "the article’s own sentence"),
    "no_evidence": ("aucune phrase ne la soutient", "no sentence supports it"),
    "support": ("appui", "support"),
    "words": ("mots", "words"),
    "sentences": ("phrases", "sentences"),
    "engine": ("moteur", "engine"),
    "licence": ("licence", "licence"),
    "revision": ("version", "revision"),
    "checksum": ("empreinte", "checksum"),
    "parameters": ("paramètres", "parameters"),
    "summariser": ("Résumé", "Summary"),
    "translator": ("Traduction", "Translation"),
    "no_model": ("sans modèle", "no model"),
    "programme": ("Programme", "Program"),
    "repaired_tip": (
        "Phrase remplacée ou reprise, car la première version ne passait pas les vérifications.",
        "Replaced or retried: the first version failed a check.",
    ),
    "kept_tip": (
        "Texte de l’article laissé tel quel.",
        "The article’s own text, left as it is.",
    ),
    "shortened_tip": (
        "Phrase de l’article, dont des mots ont été omis.",
        "Sentence of the article with words left out.",
    ),
    "extracted_tip": ("Phrase choisie dans l’article.", "Sentence chosen from the article."),
    "generated_tip": ("Phrase rédigée par le modèle.", "Sentence written by the model."),
    "view": ("Colonnes", "Columns"),
    "view_both": ("Les deux", "Both"),
    "view_fr": ("Français", "French"),
    "view_en": ("Anglais", "English"),
    "pending": ("en cours…", "in progress…"),
    "keys": (
        "Survolez une phrase ou parcourez le texte avec les flèches\u00a0: "
        "sa traduction s’allume. Un clic y mène.",
        "Hover over a sentence, or move with the arrow keys: its translation lights up. "
        "A click goes there.",
    ),
    # the page
    "page_title": ("Résumer et traduire", "Summarise and translate"),
    "tagline": (
        "Un article français\u00a0; son résumé, sa traduction anglaise, et les preuves sous les yeux.",
        "A French article; its summary, its English translation, and the evidence in sight.",
    ),
    "tab_text": ("Texte", "Text"),
    "tab_file": ("Fichier", "File"),
    "tab_address": ("Adresse", "Address"),
    "paste_label": ("Article en français", "Article in French"),
    "paste_hint": ("Collez ici un article en français…", "Paste an article in French here…"),
    "file_label": (
        "Fichier .txt, .md, .html, .docx ou .pdf",
        "A .txt, .md, .html, .docx or .pdf file",
    ),
    "address_label": ("Adresse de la page", "Address of the page"),
    "examples": ("Exemples", "Examples"),
    "length": ("Longueur du résumé", "Length of the summary"),
    "run": ("Résumer et traduire", "Summarise and translate"),
    "stop": ("Arrêter", "Stop"),
    "glossary": ("Glossaire", "Glossary"),
    "glossary_lead": (
        "Les termes imposés à la traduction, un par ligne, ou un fichier CSV, TSV ou TBX.",
        "Terms the translation must use, one a row, or a CSV, TSV or TBX file.",
    ),
    "glossary_source": ("Français", "French"),
    "glossary_target": ("Anglais", "English"),
    "glossary_note": ("Note", "Note"),
    "glossary_file": ("Fichier de glossaire", "Glossary file"),
    "language_label": ("Langue de la page", "Page language"),
    "reading": ("Lecture de l’article…", "Reading the article…"),
    "summarising": ("Résumé en cours…", "Summarising…"),
    "translating": ("Traduction\u00a0: {done} phrases sur {total}", "Translating: {done} of {total} sentences"),
    "checking": ("Vérification…", "Checking…"),
    "stopped": (
        "Arrêté. Ce qui était prêt reste affiché.",
        "Stopped. What was ready stays on the page.",
    ),
    "downloads": ("Télécharger", "Download"),
    "report": ("Rapport HTML", "HTML report"),
    "privacy": (
        "Tout se fait sur cette machine\u00a0: rien n’est envoyé ailleurs.",
        "All the work is done on this machine: nothing is sent anywhere.",
    ),
    # command line
    "interrupted": ("Interrompu.", "Interrupted."),
    "demo_took": (
        "Résultat ci-dessus obtenu en {seconds}, chargement des modèles compris.",
        "The result above took {seconds}, loading the models included.",
    ),
    "cli_internal_error": (
        "erreur interne ({name}). Relancez avec SUMMARIZER_DEBUG=1 pour en voir le détail.",
        "internal error ({name}). Run again with SUMMARIZER_DEBUG=1 to see the details.",
    ),
    "model_name": ("modèle", "model"),
    "model_tasks": ("tâches", "tasks"),
    "model_size": ("taille", "size"),
    "model_where": ("où", "where"),
    "model_what": ("description", "description"),
    "megabytes": ("Mo", "MB"),
    "shipped": ("livré avec le programme", "shipped with the program"),
    "not_installed": ("absent", "not installed"),
    "system": ("système", "system"),
    "cores": ("cœurs", "cores"),
    "weights": ("poids des modèles", "model weights"),
    "wrote": ("Écrit dans {path}", "Written to {path}"),
    # errors
    "error": ("Erreur", "Error"),
    "internal_error": (
        "Une erreur interne a interrompu le travail\u00a0; le détail est dans le journal du programme.",
        "An internal error stopped the work; the details are in the program’s log.",
    ),
    "nothing_given": (
        "Rien à résumer\u00a0: collez un texte, choisissez un fichier ou donnez une adresse.",
        "Nothing to summarise: paste a text, choose a file or give an address.",
    ),
    "text_too_long": (
        "Le texte compte {count} caractères\u00a0; la page en accepte {limit}. "
        "Raccourcissez-le ou utilisez `summarizer run`.",
        "The text has {count} characters; the page takes up to {limit}. "
        "Shorten it or use `summarizer run`.",
    ),
    "file_too_large": (
        "Le fichier pèse {count}\u00a0Ko\u00a0; la page accepte {limit}\u00a0Ko. "
        "Utilisez `summarizer run` pour les grands fichiers.",
        "The file has {count} kB; the page takes up to {limit} kB. "
        "Use `summarizer run` for large files.",
    ),
}  # fmt: skip

_LENGTHS: Final[dict[Length, tuple[str, str]]] = {
    Length.TITLE: ("Titre", "Title"),
    Length.SHORT: ("Court", "Short"),
    Length.MEDIUM: ("Moyen", "Medium"),
    Length.LONG: ("Long", "Long"),
    Length.BULLETS: ("Points", "Bullets"),
}
_FURNITURE: Final[dict[FurnitureKind, tuple[str, str]]] = {
    FurnitureKind.COMMENTS: ("commentaires", "comments"),
    FurnitureKind.NAVIGATION: ("navigation", "navigation"),
    FurnitureKind.RELATED: ("à lire aussi", "related"),
    FurnitureKind.SHARE: ("partage", "share"),
    FurnitureKind.COOKIES: ("cookies", "cookies"),
    FurnitureKind.BYLINE: ("signature", "byline"),
    FurnitureKind.CAPTION: ("légende", "caption"),
    FurnitureKind.ADVERTISING: ("publicité", "advertising"),
    FurnitureKind.NEWSLETTER: ("lettre d’information", "newsletter"),
    FurnitureKind.OTHER: ("autre", "other"),
}
_PARTS: Final[dict[Part, tuple[str, str]]] = {
    Part.ARTICLE: ("article", "article"),
    Part.SUMMARY_FR: ("résumé", "French summary"),
    Part.SUMMARY_EN: ("résumé anglais", "English summary"),
    Part.TRANSLATION: ("traduction", "translation"),
}
_ORIGINS: Final[dict[Origin, tuple[str, str]]] = {
    Origin.GENERATED: ("rédigée", "written"),
    Origin.EXTRACTED: ("extraite", "extracted"),
    Origin.SHORTENED: ("raccourcie", "shortened"),
    Origin.REPAIRED: ("réparée", "repaired"),
    Origin.KEPT: ("laissée telle quelle", "kept as it is"),
}
_SEVERITIES: Final[dict[Severity, tuple[str, str]]] = {
    Severity.HARD: ("grave", "serious"),
    Severity.SOFT: ("à relire", "worth a look"),
    Severity.NOTE: ("note", "note"),
}
_KINDS: Final[dict[FindingKind, tuple[str, str]]] = {
    FindingKind.NUMBER_CHANGED: ("nombre changé", "number changed"),
    FindingKind.NUMBER_MISSING: ("nombre perdu", "number missing"),
    FindingKind.NUMBER_INVENTED: ("nombre inventé", "number invented"),
    FindingKind.NAME_CHANGED: ("nom changé", "name changed"),
    FindingKind.NAME_MISSING: ("nom perdu", "name missing"),
    FindingKind.NAME_INVENTED: ("nom inventé", "name invented"),
    FindingKind.WORD_INVENTED: ("mot inventé", "invented word"),
    FindingKind.WORD_MISSING: ("mot perdu", "missing word"),
    FindingKind.NEGATION_LOST: ("négation perdue", "negation lost"),
    FindingKind.NEGATION_ADDED: ("négation ajoutée", "negation added"),
    FindingKind.DIRECTION_CHANGED: ("hausse ou baisse", "rise or fall"),
    FindingKind.MODALITY_LOST: ("réserve perdue", "hedge lost"),
    FindingKind.ATTRIBUTION_CHANGED: ("propos attribués à un autre", "attribution changed"),
    FindingKind.REPETITION: ("répétition", "repetition"),
    FindingKind.UNTRANSLATED: ("non traduit", "untranslated"),
    FindingKind.LENGTH: ("longueur", "length"),
    FindingKind.UNFINISHED: ("phrase inachevée", "unfinished"),
    FindingKind.DROPPED: ("phrase perdue", "dropped"),
    FindingKind.QUOTES: ("guillemets", "quotation marks"),
    FindingKind.COVERAGE: ("couverture", "coverage"),
    FindingKind.LANGUAGE: ("langue", "language"),
    FindingKind.GLOSSARY: ("glossaire", "glossary"),
}  # fmt: skip


def _index(ui_lang: str) -> int:
    return 0 if ui_lang == "fr" else 1


def say(key: str, ui_lang: str, **values: object) -> str:
    """The text of ``key`` in ``"fr"`` or ``"en"``, its ``{fields}`` filled in."""
    text = _TEXTS[key][_index(ui_lang)]
    return text.format(**values) if values else text


def length_name(length: Length, ui_lang: str) -> str:
    """What a reader calls a summary length."""
    return _LENGTHS[length][_index(ui_lang)]


def furniture_name(kind: FurnitureKind, ui_lang: str) -> str:
    """What a reader calls a kind of page furniture."""
    return _FURNITURE[kind][_index(ui_lang)]


def part_name(part: Part, ui_lang: str) -> str:
    """What a reader calls the text a finding speaks of."""
    return _PARTS[part][_index(ui_lang)]


def origin_name(origin: Origin, ui_lang: str) -> str:
    """How a sentence came about, in one word."""
    return _ORIGINS[origin][_index(ui_lang)]


def severity_name(severity: Severity, ui_lang: str) -> str:
    """How grave a finding is, in one word."""
    return _SEVERITIES[severity][_index(ui_lang)]


def kind_name(kind: FindingKind, ui_lang: str) -> str:
    """What a finding is about, in a few words."""
    return _KINDS[kind][_index(ui_lang)]


def colon(ui_lang: str) -> str:
    """A colon with the spaces that the language puts around it."""
    return f"{_NB}: " if ui_lang == "fr" else ": "


def count(number: int, ui_lang: str) -> str:
    """``12345`` as ``12 345`` in French (narrow no-break space), ``12,345`` in English."""
    return f"{number:,}".replace(",", _THIN if ui_lang == "fr" else ",")


def seconds(elapsed_s: float, ui_lang: str) -> str:
    """``1.84`` as ``1,8 s`` in French, ``1.8 s`` in English."""
    text = f"{elapsed_s:.1f}{_NB}s"
    return text.replace(".", ",") if ui_lang == "fr" else text


def percent(share: float, ui_lang: str) -> str:
    """A share from 0 to 1 as ``97 %`` in French, ``97%`` in English, never rounded up to 100."""
    value = int(share * 100) if share < 1 else 100
    return f"{value}{_NB}%" if ui_lang == "fr" else f"{value}%"


def verdict_line(result: Result, ui_lang: str) -> str:
    """One plain sentence or two: how many numbers and names were checked, found and repaired."""
    verdict = result.verdict
    n, found = verdict.n_checked, verdict.n_found
    if ui_lang == "fr":
        if n == 0:
            line = "Aucun nombre ni nom à vérifier."
        else:
            plural = "s" if n > 1 else ""
            nouns = "nombres et noms" if n > 1 else "nombre ou nom"
            line = (
                f"{count(n, 'fr')} {nouns} vérifié{plural}, "
                f"{count(found, 'fr')} retrouvé{'s' if found > 1 else ''} dans l’article."
            )
        if verdict.n_repaired:
            s = "s" if verdict.n_repaired > 1 else ""
            line += f" {count(verdict.n_repaired, 'fr')} phrase{s} réparée{s}."
        return line
    if n == 0:
        line = "No number or name to check."
    else:
        nouns = "numbers and names" if n > 1 else "number or name"
        line = f"{count(n, 'en')} {nouns} checked, {count(found, 'en')} found in the article."
    if verdict.n_repaired:
        s = "s" if verdict.n_repaired > 1 else ""
        line += f" {count(verdict.n_repaired, 'en')} sentence{s} repaired."
    return line


def facts_line(result: Result, ui_lang: str) -> str:
    """Words, sentences, share read and time of a run, separated by middle dots."""
    document = result.document
    facts = [
        f"{count(document.n_words, ui_lang)} {say('words', ui_lang)}",
        f"{count(len(document.sentences), ui_lang)} {say('sentences', ui_lang)}",
    ]
    if result.summary is not None:
        share = percent(result.summary.read_share, ui_lang)
        facts.append(f"{share} de l’article lu" if ui_lang == "fr" else f"{share} of it read")
    if result.timings:
        facts.append(seconds(result.elapsed_s, ui_lang))
    return " · ".join(facts)


def choose_ui_lang(option: str | None, environ: Mapping[str, str]) -> str:
    """``"fr"`` or ``"en"``: the option when given, else the locale's language, else English."""
    if option:
        return "fr" if option.lower().startswith("fr") else "en"
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(name):
            return "fr" if environ[name].lower().startswith("fr") else "en"
    return "en"
