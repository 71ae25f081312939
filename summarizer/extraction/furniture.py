"""Lines of a page that are not the article, told by what they say and what stands around them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from summarizer.document import FurnitureKind
from summarizer.extraction.wrapping import is_separator

_MAX_LINE = 300
_DATE = (
    r"(?:(?:lun|mar|mercre|jeu|vendre|same)di |dimanche )?"
    r"(?:\d{1,2}(?:er)? ?(?:janv|fevr|mars|avr|mai|juin|juil|aout|sept|oct|nov|dec)[a-z]*\.?,? ?"
    r"\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2})"
)
_TIME = r"(?:,? ?(?:a |- |\| |· )?\d{1,2} ?[h:] ?(?:\d{2})?(?: ?(?:gmt|utc|cet))?)?"
_AFTER_DATE = (
    rf"{_TIME}(?:\W{{1,4}}(?:mise?|modifi|actualis|maj|temps|lecture|par|il y a|afp|partag|comment"
    r"|\d).{0,80})?\W{0,2}"
)
_RELATED_LABEL = (
    r"(?:a )?(?:re)?lire (?:aussi|egalement)|a (?:re)?lire|a (?:voir|ecouter|decouvrir) aussi"
    r"|voir (?:aussi|egalement)|a voir|sur le meme (?:sujet|theme)|dans la meme rubrique"
    r"|(?:nos )?articles? (?:similaires?|lies?|associes?|connexes?|recommandes?|recents?)"
    r"|(?:vous|ca) (?:aimerez|pourriez|pourrait)(?: aussi| egalement)?(?: aimer| vous interesser)?"
    r"|pour aller plus loin|les plus (?:lus|partages|commentes)|a ne pas manquer|en relation"
    r"|related (?:articles|posts|stories)|read (?:also|more|next)|notre selection"
    r"|plus d['’]articles|(?:d['’])?autres articles|a lire sur le meme sujet|nos lecteurs ont lu"
)
_SHARE_CORE_LIST = """
partager partage partagez tweeter tweet facebook twitter linkedin whatsapp pinterest telegram
messenger instagram bluesky mastodon flipboard imprimer share print suivez suivre copier copy
"""
_SHARE_LINK_LIST = """
x e mail email courriel sms youtube threads lien le la les l sur par via cet article page ce
contenu envoyer this on rss et link nous compte comptes reseaux sociaux ici
"""
_SHARE_CORE = frozenset(_SHARE_CORE_LIST.split())
_SHARE_LINKS = frozenset(_SHARE_LINK_LIST.split())

# Whole lines, folded to lower case without accents.
_WHOLE: tuple[tuple[FurnitureKind, str], ...] = (
    (
        FurnitureKind.COMMENTS,
        r"comments are closed|(?:les )?commentaires (?:sont )?(?:fermes|clos|desactives)"
        r"(?: sur .*)?|(?:\d+ )?commentaires?(?: ?\(?\d+\)?)?|no comments(?: yet)?"
        r"|aucun commentaire|(?:laisse[rz]|poste[rz]|ecrire|ajoute[rz]) un commentaire"
        r"|leave a (?:comment|reply)|reagi(?:r|ssez)(?: a cet article)?|(?:tous les|voir les|lire "
        r"les) commentaires(?: ?\(?\d+\)?)?|soyez (?:le|la) premiere? a (?:commenter|reagir).*"
        r"|vous devez etre connecte(?:\(?e\)?)? pour (?:commenter|publier un commentaire|reagir)"
        r"|signaler (?:ce|un) (?:commentaire|contenu|abus|une erreur)",
    ),
    (
        FurnitureKind.NAVIGATION,
        r"exit mobile version|quitter la version mobile|version (?:mobile|classique|desktop)"
        r"|skip to (?:main )?content|(?:aller|passer|acceder)(?: directement)? au (?:contenu|menu)"
        r"(?: principal)?|menu(?: principal)?|accueil|rechercher|fermer"
        r"|(?:article|page|billet) (?:precedente?|suivante?)|(?:previous|next) (?:post|article|page)"
        r"|retour (?:en haut|au sommaire|a l['’]accueil)(?: de page)?|haut de page|back to top"
        r"|(?:se |me )connecter|s['’]identifier|mon compte|deconnexion"
        r"|lire la suite|voir plus|afficher plus|en savoir plus|voir tout|load more|plan du site"
        r"|mentions legales|nous contacter|contactez-nous|qui sommes-nous"
        r"|accueil ?[>»›/|].{1,200}|(?:page )?\d+ ?(?:/|sur) ?\d+|ecouter l['’]article"
        r"|cliquez ici.{0,60}|temps de lecture.{0,40}|(?:environ )?\d+ ?min(?:utes?)? de lecture"
        r"|lecture ?:? ?\d+ ?min(?:utes?)?\.?",
    ),
    (FurnitureKind.RELATED, rf"(?:{_RELATED_LABEL})(?: ?[:>»…]+)?"),
    (FurnitureKind.RELATED, rf"(?:\W{{0,3}})(?:{_RELATED_LABEL}) ?[:>|–—-] ?.{{1,250}}"),
    (FurnitureKind.RELATED, r"(?:\W{0,3})(?:a )?(?:re)?lire (?:aussi|egalement) [^.]{3,250}"),
    (
        FurnitureKind.SHARE,
        r"(?:partage[rz]|suivez|retrouvez|rejoignez)[ -](?:nous|cet article|cette page|notre page"
        r"|l['’]article|ce contenu)?[^.]{0,20}(?:facebook|twitter|linkedin|whatsapp|instagram"
        r"|reseaux sociaux|telegram|google ?(?:news|actualites)|youtube).{0,60}|\d+ partages?"
        r"|share (?:this|on|via) .{0,40}|ajouter (?:a|aux) (?:mes )?favoris"
        r"|(?:cet article (?:vous a|t['’]a) (?:plu|aide)).{0,60}",
    ),
    (
        FurnitureKind.COOKIES,
        r"(?:ce site|notre site|nous|le site|nos partenaires et nous|nous et nos partenaires)"
        r"(?: [a-z.-]+)? (?:utilis|depos|stock|recour)[a-z]* .{0,80}cookies?\b.{0,160}"
        r"|en (?:poursuivant|continuant) .{0,120}(?:cookies|traceurs|vous acceptez).{0,100}"
        r"|(?:accepter|refuser|gerer|parametrer|personnaliser)(?: tous)?(?: (?:les|mes|nos|vos))?"
        r" (?:cookies|traceurs|choix|preferences)(?: .{0,30})?|tout (?:accepter|refuser)"
        r"|continuer sans accepter|gestion des cookies|politique (?:de confidentialite"
        r"|(?:en matiere )?(?:de|des) cookies)|parametres des cookies|j['’]accepte(?: tout)?"
        r"|accept (?:all )?cookies",
    ),
    (
        FurnitureKind.BYLINE,
        rf"(?:article )?(?:(?:re)?publiee?|mise? (?:a jour|en ligne)|modifiee?|actualisee?|postee?"
        rf"|creee?)(?: et .{{2,20}})?(?: le| a| par| :)? ?.{{0,12}}{_DATE}{_AFTER_DATE}"
        rf"|[^.!?]{{2,80}}, (?:publiee?|mise? a jour|modifiee?|postee?) (?:le|a) .{{0,12}}{_DATE}"
        rf"{_AFTER_DATE}|(?:le |du )?{_DATE}{_AFTER_DATE}"
        r"|(?:mise? a jour|publiee?) (?:a|il y a|hier|aujourd['’]hui).{0,40}"
        r"|il y a \d+ (?:minutes?|heures?|jours?|semaines?|mois|ans?)"
        r"|(?:ecrit|redige|signe|propos recueillis|recueilli|traduit)s? par .{2,100}"
        r"|(?:source ?: ?)?\(?(?:avec )?(?:l['’])?(?:afp|reuters|ap|belga|ats|agences?)"
        r"(?:(?:,| et|/| avec) (?:afp|reuters|ap|agences?))*\)?\.?"
        r"|[^.!?]{2,40} avec (?:l['’])?(?:afp|reuters|ap|belga|ats|agences?)"
        r"|la redaction(?: .{0,30})?|sources? ?: .{2,80}",
    ),
    (
        FurnitureKind.CAPTION,
        r"\W{0,2}[©ⓒ].{0,200}|.{0,200}[©ⓒ] ?.{1,80}|\(c\) ?(?:\d{4}|afp|reuters|getty).{0,120}"
        r"|(?:credits?|copyright)(?: photos?)? ?:? .{0,150}|photos?(?: d['’]illustration)?"
        r"(?: ?[:/] ?.{0,160}|)|(?:image|legende|illustration|visuel) ?: "
        r".{0,300}|.{2,260}\((?:photo d['’])?illustration\)\.?|.{2,200} / ?(?:afp|reuters"
        r"|sipa|getty|epa|maxppp|ap|abaca|hans lucas|shutterstock|istock|dpa)(?: .{0,40})?"
        r"|.{2,200}\((?:photo|image|capture|afp|reuters|getty)[^)]{0,60}\)\.?",
    ),
    (
        FurnitureKind.ADVERTISING,
        r"\W?(?:publicites?|pub|advertisement|sponsorise|contenu (?:sponsorise"
        r"|partenaire|de marque)|(?:la )?suite apres (?:cette |la )?publicite|article sponsorise"
        r"|l['’]article continue (?:apres|sous) (?:la|cette) publicite|offre partenaire"
        r"|lire la suite apres la pub(?:licite)?|fin de la publicite)\W?",
    ),
    (
        FurnitureKind.NEWSLETTER,
        r"(?:(?:inscri|abonne)[a-z-]+)(?:-vous)?(?: gratuitement)? (?:a|pour) .{0,40}(?:newsletters?"
        r"|lettres?|infolettres?|alertes?).{0,140}"
        r"|recevez .{0,80}(?:newsletters?|lettre|infolettre|boite|par (?:e-?)?mail|alertes).{0,120}"
        r"|(?:la |notre |nos )?newsletters?(?: (?:gratuite|quotidienne|d[eu]|hebdo).{0,40})?|(?:j['’]|je m['’]|s['’]|m['’])?abonne"
        r"(?:-toi|z-vous|r)?(?: (?:a partir de|pour|des|a notre) .{0,60})?|votre (?:adresse )?"
        r"(?:e-?mail|courriel).{0,20}|deja abonnee? ?\??.{0,60}|(?:cet )?article (?:est )?reserve "
        r"(?:a nos|aux) abonnes\.?.{0,60}|telecharge[rz] (?:notre|l['’])(?:e )?appli(?:cation)?.{0,60}"
        r"|il vous reste .{1,8} ?% de (?:cet|l['’])article a lire.{0,80}",
    ),
    (
        FurnitureKind.OTHER,
        r"chargement(?: en cours)?…?|loading…?|tous droits (?:de reproduction )?reserves.{0,80}"
        r"|all rights reserved.{0,60}|reproduction (?:interdite|partielle).{0,80}"
        r"|(?:mots-cles?|tags?|etiquettes?|themes?|categories?) ?: .{0,200}",
    ),
)
_LABEL = re.compile(rf"(?:{_RELATED_LABEL})(?: ?[:>»…]+)?")
_BYLINE_NAME = re.compile(r"^[Pp][Aa][Rr] (?!(?:[a-zà-ÿ]+\b ?)+$)(.{2,110})$")
_NAME_LINK_LIST = """
et de du des la les l d avec à au pour envoyé envoyée envoyés envoyées spécial spéciale spéciaux spéciales
correspondant
correspondante journaliste notre rédaction publié publiée le mis jour a en von van der ben el al
"""
_SECTION_LIST = """
france monde international europe politique economie societe sport sports culture sante sciences
science planete environnement climat high-tech tech technologie technologies numerique people
medias media justice education regions region insolite auto immobilier finance bourse emploi
entreprises conso consommation voyage voyages style cinema musique livres television tv football
rugby tennis cyclisme meteo opinion opinions idees debats afrique asie ameriques proche-orient
faits-divers actualites actualite actu paris local
"""
_NAME_LINKS = frozenset(_NAME_LINK_LIST.split())
_SECTIONS = frozenset(_SECTION_LIST.split())
_PICTURE_TITLE = re.compile(
    r"(?:carte|graphique|capture d|schema|infographie|diagramme|liste|tableau|photo|photographie)"
    r"s?(?: d[eu]s? | d['’]|[ ’'])"
)
_FINAL = re.compile(r"[.!?…:;,][»”\")\]\s\u00a0’]*$")


def fold(text: str) -> str:
    """``text`` in lower case without accents or French spaces, to be matched against patterns."""
    text = re.sub("[\u00a0\u202f]", " ", text).replace("’", "'")
    text = unicodedata.normalize("NFD", text.lower())
    return re.sub("[\u0300-\u036f]", "", text)


@cache
def _patterns() -> tuple[tuple[FurnitureKind, re.Pattern[str]], ...]:
    """The patterns compiled, at the first article rather than at import."""
    return tuple((kind, re.compile(pattern, re.DOTALL)) for kind, pattern in _WHOLE)


@lru_cache(maxsize=512)
def furniture_kind(text: str) -> FurnitureKind | None:
    """What kind of furniture the line is by its own words; None when it may be the article."""
    if len(text) > _MAX_LINE:
        return None
    if is_separator(text):
        return FurnitureKind.OTHER
    folded = fold(text).strip().rstrip(".!").rstrip()
    if not folded:
        return None
    tokens = set(re.findall(r"[a-z0-9]+", folded))
    if len(tokens) <= 12 and tokens & _SHARE_CORE and tokens <= _SHARE_CORE | _SHARE_LINKS:
        return FurnitureKind.SHARE
    for kind, pattern in _patterns():
        if pattern.fullmatch(folded):
            return kind
    return FurnitureKind.BYLINE if _is_byline(text) else None


def find_furniture(paragraphs: Sequence[str], is_first: Sequence[bool]) -> dict[int, FurnitureKind]:
    """Index of each furniture paragraph and its kind, the neighbours considered.

    Args:
        paragraphs: cleaned paragraphs, one line each.
        is_first: for each, whether a blank line stood before it.
    """
    found: dict[int, FurnitureKind] = {}
    if len(paragraphs) == 1 and not is_separator(paragraphs[0]):
        return found
    for i, text in enumerate(paragraphs):
        if i in found:
            continue
        kind = furniture_kind(text)
        if kind is not None:
            found[i] = kind
            if kind is FurnitureKind.RELATED and _LABEL.fullmatch(fold(text).strip()):
                for j in _related_after(paragraphs, is_first, i):
                    found[j] = FurnitureKind.RELATED
        elif i and text == paragraphs[i - 1] and not _FINAL.search(text):
            found[i] = FurnitureKind.OTHER  # the page title again
    _add_captions(paragraphs, found)
    return found


def _related_after(paragraphs: Sequence[str], is_first: Sequence[bool], label: int) -> list[int]:
    """Headlines, with their section names, that stand under a "Lire aussi" label."""
    run: list[int] = []
    for j in range(label + 1, min(label + 13, len(paragraphs))):
        text = paragraphs[j]
        if len(text) > 160 or furniture_kind(text) is not None:
            break
        if re.search(r"[.;:,][»”\s\u00a0]*$", text):
            break
        run.append(j)
    if not run:
        return []
    in_block = [j for j in run if not any(is_first[k] for k in range(run[0] + 1, j + 1))]
    if fold(paragraphs[run[0]]) in _SECTIONS:
        taken: list[int] = []
        for k in range(0, len(run) - 1, 2):
            if fold(paragraphs[run[k]]) not in _SECTIONS:
                break
            taken += run[k : k + 2]
        return taken
    if len(in_block) > 1:
        return in_block
    is_end = run[-1] + 1 == len(paragraphs)
    if len(run) > 1 and not is_end and len(paragraphs[run[-1]]) <= 60:
        run = run[:-1]  # short and right before the text: a heading of the article
    return run


def _add_captions(paragraphs: Sequence[str], found: dict[int, FurnitureKind]) -> None:
    """A line without final mark right before a caption belongs to the picture too."""
    for i, text in enumerate(paragraphs):
        if i in found or _FINAL.search(text) or len(text) > _MAX_LINE:
            continue
        is_picture = _PICTURE_TITLE.match(fold(text)) is not None and len(text) > 60
        before_caption = i > 0 and found.get(i + 1) is FurnitureKind.CAPTION
        if is_picture or (before_caption and not text.isupper() and len(text) > 40):
            found[i] = FurnitureKind.CAPTION


def _is_byline(text: str) -> bool:
    match = _BYLINE_NAME.match(text)
    if match is None or text.endswith((".", "!", "?", ":", ";")):
        return False
    words = re.findall(r"[^\W_]+", match[1])
    n_names = sum(w[0].isupper() and w not in ("À",) for w in words)
    return (
        n_names > 0
        and len(words) <= 16
        and words[0][0].isupper()
        and all(w[0].isupper() or w[0].isdigit() or w.lower() in _NAME_LINKS for w in words)
    )
