"""Rise and fall: « en baisse » that has become "increased"."""

from __future__ import annotations

import re

from summarizer.checks import messages
from summarizer.checks.finding import Finding, FindingKind, Severity
from summarizer.checks.lettering import plain
from summarizer.checks.place import Place
from summarizer.document import Span

# Words that say hardly anything but rise or fall; what the other side must answer.
_FR_UP = re.compile(
    r"\b(?:hausses?|augment(?:er|e|ent|é|ée|és|ées|ait|aient|era|eront|ant|ations?|èrent|a)|"
    r"accroître|accroissements?|accrue?s?|s'accroît|redress(?:e|é|ements?)|rebond(?:i|it|s)?|"
    r"bondi(?:r|t|ssent)?|grimp(?:er|e|ent|é|ait|aient|ant|a|èrent)|envol(?:e|ent|é|ée|és|ées))\b",
    re.IGNORECASE,
)
_FR_DOWN = re.compile(
    r"\b(?:baiss(?:er|e|es|ent|é|ée|és|ées|ait|aient|era|eront|ant|èrent|a)|"
    r"diminu(?:er|e|ent|é|ée|és|ées|ait|aient|era|eront|ant|tions?|èrent|a)|recul(?:e|ent|é|ait|aient|s)?|"
    r"chut(?:e|es|er|ent|é|ait|aient|a|èrent)|repli(?:s|é|ée|és)?|dégringol(?:er|e|ent|é|ait|ade)|"
    r"rédui(?:re|t|te|ts|tes|sent|sait|ra)|réductions?|effondr(?:er|e|ent|é|ée|és|ées|ements?))\b",
    re.IGNORECASE,
)
_EN_UP = re.compile(
    r"\b(?:increas(?:e|es|ed|ing|ingly)|ris(?:e|es|en|ing)|rose|rais(?:e|es|ed|ing)|climb(?:s|ed|ing)?|"
    r"surg(?:e|es|ed|ing)|soar(?:s|ed|ing)?|jump(?:s|ed|ing)?|"
    r"hik(?:e|es|ed)|upwards?|higher|gain(?:s|ed)?)\b",
    re.IGNORECASE,
)
_EN_DOWN = re.compile(
    r"\b(?:decreas(?:e|es|ed|ing)|declin(?:e|es|ed|ing)|fall(?:s|en|ing)?|fell|drop(?:s|ped|ping)?|"
    r"reduc(?:e|es|ed|ing|tions?)|lower(?:s|ed|ing)?|downwards?|plung(?:e|es|ed)|plummet(?:s|ed|ing)?|"
    r"slump(?:s|ed)?|shrink(?:s|ing)?|shrank|diminish(?:es|ed|ing)?|dwindl(?:e|es|ed|ing))\b",
    re.IGNORECASE,
)
# Whatever else may stand behind the other side's word: then nothing is said.
_FR_UP_WIDE = re.compile(
    r"\b(?:croissante?s?|croît|crû|croître|progress\w*|mont[eéa]\w*|élev\w*|relev\w*|relèv\w*|lèv\w*|lev\w*|gagn\w*|"
    r"gain\w*|plus|surcroît|majoration\w*|supplément\w*|essor|flamb\w*|explos\w*|gonfl\w*|multipli\w*|doubl\w*|tripl\w*|"
    r"renforc\w*|amélior\w*|agrandi\w*|étend\w*|élargi\w*|intensif\w*|haut\w*|sup[ée]rieur\w*|"
    r"rehauss\w*|reprise|remont\w*|accélér\w*|boom\w*|dévelop\w*|poussé\w*|dépass\w*|"
    r"vers le haut|soul[eè]v\w*|saut\w*|suscit\w*|pos[eé]\w*|collect\w*|record\w*|ajout\w*|ascen\w*|tir\w*|"
    r"inflation\w*|surg\w*|dress\w*|prolong\w*|pouss\w*|grand(?:i|it|ir|issant\w*))\b",
    re.IGNORECASE,
)
_FR_DOWN_WIDE = re.compile(
    r"\b(?:bas(?:se)?s?|moins|perd\w*|pertes?|tomb\w*|décl\w*|décroî\w*|décru\w*|rédui\w*|réduc\w*|restrein\w*|coup(?:e|es|er|é|ées?|és|ent|ures?)|"
    r"allég\w*|affaibl\w*|régress\w*|dépréci\w*|dévalu\w*|ralenti\w*|atténu\w*|limit\w*|abaiss\w*|"
    r"inférieur\w*|sous|descen\w*|descent\w*|amoindri\w*|amenuis\w*|détérior\w*|dégrad\w*|contract(?:e|ent|é|er|ion)|"
    r"rétréc\w*|raccourc\w*|cess(?:e|er|é|ent)|supprim\w*|suppress\w*|écoul\w*|crise\w*|ruin\w*|déficit\w*|relâch\w*|"
    r"vers le bas|rabais\w*|érosion|écroul\w*|diminu\w*|moindre\w*|minim\w*|échou\w*|"
    r"relèv\w*|relev\w*|incomb\w*)\b",
    re.IGNORECASE,
)
_EN_UP_WIDE = re.compile(
    r"\b(?:increment\w*|gr[eo]w\w*|more|up|extend\w*|expan\w*|enhanc\w*|improv\w*|strengthen\w*|boost\w*|"
    r"add(?:ed|ing|itional|s)?|doubl\w*|tripl\w*|enlarg\w*|rall(?:y|ied|ies)|rebound\w*|bounc\w*|recover\w*|"
    r"inflat\w*|escalat\w*|accelerat\w*|rocket\w*|great\w*|larger?|bigger|better|wider|further|"
    r"multipl\w*|spik\w*|swell\w*|swol\w*|leap\w*|high|advanc\w*|flew|flown|fl(?:y|ies|ying)|took off|takes? off|"
    r"heighten\w*|intensif\w*|develop\w*|exceed\w*|straighten\w*|upsurge|uplift|"
    r"deepen\w*|augment\w*|build\w*|stronger|upturn|buoyan\w*|stepp\w*|worsen\w*|broad\w*|longer)\b",
    re.IGNORECASE,
)
_EN_DOWN_WIDE = re.compile(
    r"\b(?:down|cut\w*|less\w*|fewer|los[est]\w*|weak\w*|slow\w*|slid\w*|slip\w*|sank|sink\w*|tumbl\w*|"
    r"collapse\w*|crash\w*|retreat\w*|reced\w*|recession|contract(?:s|ed|ing)?|off|short\w*|cheap\w*|"
    r"back\w*|behind|narrow\w*|minimi\w*|mitigat\w*|alleviat\w*|curb\w*|downturn|ero(?:d|s)\w*|"
    r"downsiz\w*|trim\w*|slash\w*|scal\w*|restrict\w*|eas(?:e|es|ed|ing)|low|lowest|"
    r"remov\w*|impair\w*|deplet\w*|curtail\w*|compress\w*|negative|abat\w*|halv\w*|"
    r"subsid\w*|setback\w*|wan(?:e|es|ed|ing)|worse\w*|deteriorat\w*|undermin\w*|withdr\w*|fold\w*|pulled|"
    r"small\w*|confin\w*|dips?|dipped|taper\w*|tight\w*|relegat\w*|discount\w*|breakdown|demis\w*|fewest|"
    r"away|topp?l\w*|ouster|overthrow\w*|deflat\w*|depress\w*|decay\w*|merely|mere|only|concentrat\w*|lighten\w*|"
    r"regress\w*|defer\w*|postpon\w*|delay\w*|downfall|retrench\w*|squeez\w*)\b",
    re.IGNORECASE,
)


def direction_findings(source: str, output: str, place: Place) -> list[Finding]:
    """A HARD finding when the French only falls and the English only rises, or the other way round.

    Both sentences must say so in plain words, and neither may hold any word that could stand for
    the other direction: "the rise has slowed", « moins forte hausse ».
    """
    fr, en = plain(source), plain(output)
    rises, falls = _FR_UP.search(fr), _FR_DOWN.search(fr)
    rose, fell = _EN_UP.search(en), _EN_DOWN.search(en)
    if falls and rose and not (rises or fell):
        was, said, answered = falls, rose, (_FR_UP_WIDE.search(fr), _EN_DOWN_WIDE.search(en))
    elif rises and fell and not (falls or rose):
        was, said, answered = rises, fell, (_FR_DOWN_WIDE.search(fr), _EN_UP_WIDE.search(en))
    else:
        return []
    if any(answered):
        return []
    return [
        place.finding(
            FindingKind.DIRECTION_CHANGED,
            Severity.HARD,
            messages.direction_changed(place.part, said[0], was[0]),
            source=Span(*was.span()),
            output=Span(*said.span()),
        )
    ]
