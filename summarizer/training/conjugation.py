"""English verb forms, and which of them a French verb form calls for."""

from __future__ import annotations

import re

_IRREGULAR = {
    "be": ("was", "been"), "bear": ("bore", "borne"), "beat": ("beat", "beaten"),
    "become": ("became", "become"), "begin": ("began", "begun"), "bend": ("bent", "bent"),
    "bet": ("bet", "bet"), "bind": ("bound", "bound"), "bite": ("bit", "bitten"),
    "blow": ("blew", "blown"), "break": ("broke", "broken"), "bring": ("brought", "brought"),
    "broadcast": ("broadcast", "broadcast"), "build": ("built", "built"),
    "burst": ("burst", "burst"), "buy": ("bought", "bought"), "cast": ("cast", "cast"),
    "catch": ("caught", "caught"), "choose": ("chose", "chosen"), "cling": ("clung", "clung"),
    "come": ("came", "come"), "cost": ("cost", "cost"), "cut": ("cut", "cut"),
    "deal": ("dealt", "dealt"), "dig": ("dug", "dug"), "do": ("did", "done"),
    "draw": ("drew", "drawn"), "drink": ("drank", "drunk"), "drive": ("drove", "driven"),
    "eat": ("ate", "eaten"), "fall": ("fell", "fallen"), "feed": ("fed", "fed"),
    "feel": ("felt", "felt"), "fight": ("fought", "fought"), "find": ("found", "found"),
    "flee": ("fled", "fled"), "fly": ("flew", "flown"), "forbid": ("forbade", "forbidden"),
    "foresee": ("foresaw", "foreseen"), "forget": ("forgot", "forgotten"),
    "forgive": ("forgave", "forgiven"), "freeze": ("froze", "frozen"), "get": ("got", "got"),
    "give": ("gave", "given"), "go": ("went", "gone"), "grind": ("ground", "ground"),
    "grow": ("grew", "grown"), "hang": ("hung", "hung"), "have": ("had", "had"),
    "hear": ("heard", "heard"), "hide": ("hid", "hidden"), "hit": ("hit", "hit"),
    "hold": ("held", "held"), "hurt": ("hurt", "hurt"), "keep": ("kept", "kept"),
    "kneel": ("knelt", "knelt"), "know": ("knew", "known"), "lay": ("laid", "laid"),
    "lead": ("led", "led"), "leave": ("left", "left"), "lend": ("lent", "lent"),
    "let": ("let", "let"), "lie": ("lay", "lain"), "light": ("lit", "lit"),
    "lose": ("lost", "lost"), "make": ("made", "made"), "mean": ("meant", "meant"),
    "meet": ("met", "met"), "overcome": ("overcame", "overcome"),
    "overthrow": ("overthrew", "overthrown"), "pay": ("paid", "paid"), "put": ("put", "put"),
    "read": ("read", "read"), "rebuild": ("rebuilt", "rebuilt"), "redraw": ("redrew", "redrawn"),
    "rid": ("rid", "rid"), "ride": ("rode", "ridden"), "ring": ("rang", "rung"),
    "rise": ("rose", "risen"), "run": ("ran", "run"), "say": ("said", "said"),
    "see": ("saw", "seen"), "seek": ("sought", "sought"), "sell": ("sold", "sold"),
    "send": ("sent", "sent"), "set": ("set", "set"), "shake": ("shook", "shaken"),
    "shed": ("shed", "shed"), "shine": ("shone", "shone"), "shoot": ("shot", "shot"),
    "show": ("showed", "shown"), "shrink": ("shrank", "shrunk"), "shut": ("shut", "shut"),
    "sing": ("sang", "sung"), "sink": ("sank", "sunk"), "sit": ("sat", "sat"),
    "sleep": ("slept", "slept"), "slide": ("slid", "slid"), "speak": ("spoke", "spoken"),
    "speed": ("sped", "sped"), "spend": ("spent", "spent"), "spit": ("spat", "spat"),
    "split": ("split", "split"), "spread": ("spread", "spread"), "stand": ("stood", "stood"),
    "steal": ("stole", "stolen"), "stick": ("stuck", "stuck"), "sting": ("stung", "stung"),
    "strike": ("struck", "struck"), "strive": ("strove", "striven"), "swear": ("swore", "sworn"),
    "sweep": ("swept", "swept"), "swim": ("swam", "swum"), "swing": ("swung", "swung"),
    "take": ("took", "taken"), "teach": ("taught", "taught"), "tear": ("tore", "torn"),
    "tell": ("told", "told"), "think": ("thought", "thought"), "throw": ("threw", "thrown"),
    "tread": ("trod", "trodden"), "undergo": ("underwent", "undergone"),
    "understand": ("understood", "understood"), "undertake": ("undertook", "undertaken"),
    "upset": ("upset", "upset"), "wake": ("woke", "woken"), "wear": ("wore", "worn"),
    "weave": ("wove", "woven"), "weep": ("wept", "wept"), "win": ("won", "won"),
    "wind": ("wound", "wound"), "withdraw": ("withdrew", "withdrawn"),
    "withstand": ("withstood", "withstood"), "write": ("wrote", "written"),
}  # fmt: skip


_DOUBLES = re.compile(
    r"[^aeiou]*[aeiou][^aeiouwxy]|.*[^aeiou][aeiou]l|.*(?:[^f]fer|cur|gret|quip)|"
    r"(?:ad|com|e|o|per|sub|trans)mit"
)


def _doubled(verb: str) -> str:
    """``verb`` with its last consonant twice where -ed doubles it: "stop", "cancel", not "open"."""
    return verb + verb[-1] if _DOUBLES.fullmatch(verb) else verb


def _past_and_participle(verb: str) -> tuple[str, str]:
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("e"):
        past = verb + "d"
    elif re.search(r"[^aeiou]y$", verb):
        past = verb[:-1] + "ied"
    else:
        past = _doubled(verb) + "ed"
    return past, past


def past(verb: str) -> str:
    """The simple past of an English verb, its first word where it has several."""
    first, *rest = verb.split(" ")
    return " ".join([_past_and_participle(first)[0], *rest])


def participle(verb: str) -> str:
    """The past participle."""
    first, *rest = verb.split(" ")
    return " ".join([_past_and_participle(first)[1], *rest])


def third_person(verb: str) -> str:
    """The present of he, she and it."""
    first, *rest = verb.split(" ")
    if first in ("be", "have"):
        made = {"be": "is", "have": "has"}[first]
    elif re.search(r"[^aeiou]y$", first):
        made = first[:-1] + "ies"
    else:
        made = first + ("es" if re.search(r"(?:[sxz]|ch|sh|o)$", first) else "s")
    return " ".join([made, *rest])


def gerund(verb: str) -> str:
    """The form in -ing."""
    first, *rest = verb.split(" ")
    if first.endswith("ie"):
        made = first[:-2] + "ying"
    elif re.search(r"[^eoy]e$", first) and first != "be":
        made = first[:-1] + "ing"
    else:
        made = _doubled(first) + "ing"
    return " ".join([made, *rest])


def is_verb_form(form: str, lemma: str) -> bool:
    """Whether ``form`` is an inflected form of a French verb ``lemma``, not a noun's plural."""
    return (
        form != lemma
        and lemma.endswith(("er", "ir", "re"))
        and form not in (f"{lemma}s", f"{lemma}x")
        and not form.endswith(("ère", "ères", "trice", "trices", "euse", "euses"))
    )


def as_french_form(english: str, form: str, lemma: str) -> str:
    """An English verb in the form that the French ``form`` of the verb ``lemma`` calls for."""
    future = lemma[:-1] if lemma.endswith("re") else lemma
    if form.startswith(future):
        ending = form[len(future) :]
        if ending in {"ais", "ait", "ions", "iez", "aient"}:
            return f"would {english}"
        if ending in {"ai", "as", "a", "ons", "ez", "ont"}:
            return f"will {english}"
    if form.endswith("ant"):
        return gerund(english)
    if re.search(r"(?:é|ée|és|ées)$", form) or (
        not lemma.endswith("er") and re.search(r"(?:[iu]e?s?|[ai]n?tes?|is)$", form)
    ):
        return participle(english)
    if re.search(r"(?:ai[st]|aient|èrent|irent|a)$", form):
        return past(english)
    if lemma.endswith("er") and form.endswith("e"):
        return third_person(english)
    return english
