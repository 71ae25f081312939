"""Words that open sentences or carry capitals without being names."""

from __future__ import annotations

from summarizer.checks.lettering import fold


def _folded(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in text.split())


FR_OPENERS = _folded(
    """
    a à afin ah ai ailleurs ainsi alors après apres assez au aucun aucune aujourd aujourd'hui
    auparavant auquel aussi aussitôt autant autour autre autrefois autrement autres aux avant avec
    avoir bah beaucoup bien bientôt bon bref ça c ca car ce ceci cela celle celles celui cent
    cependant certain certaine certaines certains certes ces cet cette ceux chacun chacune chaque
    chez ci cinq combien comme comment concernant contre côté cote croit d dans davantage de début
    dehors déjà deja demain depuis dernier dernière derrière des dès deux deuxième devant difficile
    dix doit donc dont du durant également eh elle elles en encore enfin ensuite entre environ est
    et étant etant été eu eux évidemment excepté face fait faut faute fin grâce grace guère hélas
    heureusement hier hormis hors huit ici idem il ils impossible j jadis jamais je jusqu jusque l
    la là laquelle le lequel les lesquels leur leurs loin lors lorsqu lorsque lui m ma maintenant
    mais malgré malgre me même meme mes mieux mille moi moins mon n naguère ne néanmoins neuf ni
    non nos notamment notre nous nul nulle occupe on onze or ou où outre oui par parallèlement
    parce parfois parmi partout pas pendant personne peu peut plupart plus plusieurs plutôt point
    pour pourquoi pourtant près pres presque puis puisqu puisque qu quand quant quatre que quel
    quelle quelles quelqu quelque quelques quels qui quiconque quoi quoique rappelons reste rien
    s sa sans sauf se selon sept ses si sien six soit sommes son sont souvent sous suite suivant
    sur t ta tandis tant tantôt tel telle telles tels tellement tes toi ton toujours tous tout
    toute toutefois toutes très tres trois trop troisième tu un une unique vers via vingt voici
    voilà voila vos votre vous vu y premier première second seconde seule seul seules seuls
    finalement récemment actuellement désormais résultat conséquence objectif exemple question
    mesdames messieurs monsieur madame cher chers chère merci bonjour
    """
)
EN_OPENERS = _folded(
    """
    a about above accordingly across actually after afterwards again against all almost along
    already also although always am amid among an and another any anyone anything are around as
    aside asked at away back based be because been before behind being below beneath beside besides
    best better between beyond both but by can certainly clearly come could currently dear despite
    did do does don done down due during each earlier early either else elsewhere enough especially
    even eventually ever every everybody everyone everything except few fewer finally first five
    following for former formerly four from fully further furthermore generally get given go good
    had half has have having he hello hence her here hers herself high him himself his how however
    hundreds i if in indeed initially inside instead into is isn it its itself just last lastly
    late later latest least less let like likewise little long m made main mainly make many may
    maybe me meanwhile might mine more moreover most mostly much must my myself near nearly neither
    never nevertheless new next nine no nobody none nonetheless nor normally not nothing
    notwithstanding now nowadays of off often oh ok old on once one ones only onto or other others
    otherwise ought our ours out outside over overall own part particularly people perhaps please
    possibly previously prior probably quite rather really recently regarding s said same say
    says second secondly see seven several shall she should similarly since six so some somebody
    someone something sometimes soon still such suddenly t ten than thank thanks that the their
    theirs them themselves then there thereafter therefore these they third this those though
    thousands three through throughout thus till to today together tomorrow tonight too toward
    towards two under unfortunately unless unlike until up upon us usually very via was we well
    were what whatever when whenever where whereas wherever whether which while who whoever whole
    whom whose why will with within without won work would yes yesterday yet you your yours ve re
    ll d mr mrs ms miss dr sir madam ladies gentlemen let's it's another according result
    """
)

EN_SHORT = _folded(
    """
    a am an as at be by do ex go he hi if in is it me my no oh of ok on or ox so to up us we vs
    da pm km kg cm mm m ms mi ml ft hr sq lb oz kph mph rpm kwh act ado ant ape ark awe bay bib
    bog bud bun cod cog cot cub den dew din dip doe dub ebb eel eke elk elm ewe fad fir fig fin
    flu fog gag gem gin gum ham hen hip hog hub hue hum hut icy imp ivy jab jar jaw jot keg lag
    lap lid lob lot mar mat moo mud mug nag nap nod nub nun nut oak oar oat opt orb ore owl pad
    paw pea peg pew pie pig pit ply pod pub rag ram rap rib rig rim rip rob rod rot rug rum rut
    rye sap saw sip sob soy spa sty sub sue tar tow tub tug urn van vat vet vow wad wag wax web
    wed wig wit woe yen yew zip zoo
    """
)
"""English words that the lists of words lack because they are short: all others of fewer than four
letters are doubted."""

ENGLISH_OFFICES = {
    "ceo": _folded(
        "chef cheffe patron patronne président présidente directeur directrice direction dirigeant "
        "dirigeante dg"
    ),
    "mp": _folded("député députée députés députées parlementaire parlementaires élu"),
    "mps": _folded("députés députées parlementaires élus"),
    "mep": _folded("eurodéputé eurodéputée député députée"),
    "meps": _folded("eurodéputés eurodéputées députés"),
}
"""Acronyms of offices that French writes out, and words of which one is in it."""

# English capitalises these as titles, institutions and headings; French writes them small or
# under other words. They are never counted as names by themselves.
EN_COMMON = _folded(
    """
    twenties thirties forties fifties sixties seventies eighties nineties
    academy act action admiral affairs agency agenda agreement aid air airlines airport alliance
    ambassador amendment army article assembly association attorney authority authorities award
    bank baron basin battle bay bench bill bishop black blue board brother building bureau cabinet
    camp campaign canal cape capital captain cardinal castle cathedral cave center central centre
    century chair chairman chairwoman chamber champion champions championship chancellor chapel
    chapter charter chief children church citizens city civil club coalition coast code college
    colonel commander commission commissioner committee common commons community company conference
    confederation congress congressman conservative constitution constitutional convention cooperation
    corporation council councillor count countess county court crown cultural culture cup customs
    day declaration defence defense delegate democracy democratic department deputy development
    diet diocese directive director directorate district doctor dollar duchess duke east eastern
    economic economy education election electoral embassy emergency emperor empire empress energy
    environment environmental equal era estate exchange executive expo prix fair falls father federal
    federation festival field finance financial first fisheries fleet force forces foreign forest
    forum foundation free freedom front fund future gallery game games garden gate general genocide
    global god gold golden government governor grand great green group guard guards gulf hall health
    heritage her high highness hill his holy home honor honour hospital hotel house human imperial
    independence independent industry information institute institution insurance intelligence
    interior international internet island islands issue judge justice king kingdom labor labour
    lady lake land language law league left legislative liberal liberation liberty library lord
    lords magazine majesty major manager market marshal master mayor media medal medical member
    members memorial metropolitan middle military mill minister ministers ministry minority mister
    mission mobile modern monarchy monument mosque mother mount mountain movement municipal museum
    music nation national nations natural navy network new news newspaper night no north northern
    northeast northwest nuclear number observatory ocean offensive office officer official olympic
    operation opera opposition orchestra order organisation organization our pact palace parish
    park parliament parliamentarian parliamentary part partnership party path peace peninsula people
    peoples philharmonic plan planet police policy pope popular port prefect prefecture presidency
    president presidential press priest prime prince princess prison prize professor program programme
    project prosecutor protocol province provincial public queen question radio railway rally
    rapporteur red reform reformation regiment region regional register regulation report republic
    republican research reserve resistance revolution right rights river road royal rule rules sacred
    saint school science sciences sea second secretariat secretary section security senate senator
    senior sergeant service services session shadow sheikh silver single sir sister social socialist
    society solidarity south southern southeast southwest sovereign space speaker special sport
    sports square stadium staff standard star state states station statute stock strait strategic
    strategy street studio studios suburb summit sun superior support supreme sultan synod system
    task technical technology television temple territory theater theatre third times titles tower
    town trade transport treasury treaty tribunal tribune trust tv under undersecretary union united
    university upper uprising valley vice village virgin wall war water way web website week west
    western white wild wing winter women workers world year young youth zone internet web website
    mom mum dad sunday olympics paralympics earth lower special catholic age daily weekly post herald
    headquarters highway avenue boulevard line bridge airbase base cemetery crisis pact doctrine
    bachelor phd ph mp mps mep meps pm ceo cfo dvd cd tv pc it am pm bc bce b.c a.d aud cad nzd usd gbp eur chf jpy hkd sgd ad ok id sms gps ufo
    plenary rapporteurs presidents ministers judges courts parties chambers acts laws treaties
    abbey administrator archipelago archive arena atoll bakery barracks booking borough boroughs branch brewery
    brigade broadcasting bulletin business canyon chancellery circuit cliff clinic colony commonwealth congresswoman
    consulate convent corridor cottage cove creek crossing dam deity delta depot desert distillery dock
    downtown embassies estuary farm fellowship ferry fiord fjord forces fort fortress foundry garage genus
    glacier grove guild harbor harbour heath hill hills hinterland inn junction laboratory lagoon
    lakes lighthouse lodge manor marina marsh meadow mine monastery moor motorway nebula nursery
    oasis orchard outskirts parenthood parkway pass pier plain plains plaza plateau pond priory
    quarry quarter ranch range ranger rangers reef refinery registry reservoir ridge saltwater sanctuary screenplay
    sedan shipyard shore shrine slope slopes squadron subway terminal terminus trail tunnel turnpike
    uplands uptown vineyard volcano wagon waterfall wharf winery woods workshop
    title annex paragraph table figure chart guide manual user server file
    """
)

EN_ORGANISATION_HEADS = _folded(
    """
    academy agency alliance association authority bank board bureau centre center chamber college
    commission committee company corporation council federation forum foundation front fund
    institute institution league ministry mission movement network organisation organization
    party society trust union university
    """
)
PARTICLES = _folded(
    """
    de du des d l la le von van der den zu zur bin ben ibn al el da di do dos das del della of
    """
)
TITLES = _folded(
    "m mm mme mmes mlle mlles mr mrs ms miss dr me mgr monsieur madame messrs prof st ste sir "
    "sen sens rep reps gov sgt lt co inc corp ltd plc"
)
