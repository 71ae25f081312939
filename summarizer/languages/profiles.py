"""What eleven Latin-script languages look like: their commonest words and a page of each.

The words are in rough order of frequency. The pages were written for this file; they train
the letter model of ``detection``.
"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "fr": """de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il
sont la avec son cette ont mais comme ou si leur y été sa aux ses être fait on elle après deux ces
même aussi dont nous vous ils tout entre sans selon était sous bien ans contre peut avait où depuis
lors encore très elles avoir j'ai je c'est n'est qu'il qu'elle d'un d'une l' d' qu' n' s' c' j' m'
t' lui faire chez lorsque puis notre nos votre cela ça moins toujours alors pendant parce afin
ainsi déjà donc quand car été ni tous toutes toute autre autres avant plusieurs soit font""",
    "en": """the of and to in a is that for it was on with as be by at he are this from his have not had
which or an but were they their has her she been one all there will who would more we when if you
its about can than no what so up out said into them could some other my only also two time these
may do first any after new such then over our most your me now us because how between where under
should did very being while before against during since i him those many year years don't it's""",
    "es": """de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le
ha me si sin sobre este ya entre cuando todo esta ser son dos también fue había era muy años hasta
desde está mi porque qué sólo han yo hay vez puede todos así nos ni parte tiene él uno donde bien
tiempo mismo ese ahora cada e vida otro después te otros aunque esa eso hace otra gobierno tan
durante siempre día tanto ella tres sí dijo sido gran país según menos año antes estado""",
    "it": """di e il la che in a per un è del non una le con della si i sono da come dei al nel più alla ha
anche delle lo gli ma dal o su questo se dalla nella ci ed stato essere suo alle degli due questa
sua ai tra quando era hanno molto tutti anni fatto sul chi dopo solo prima dell' l' un' all' nell'
d' c' perché loro così mi ancora stata io ho cui dove sempre fa tutto ogni può quello già altri
senza fino contro secondo stati mentre né oggi poi parte nelle negli sulla che cosa nostro""",
    "pt": """de a que o e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das
tem à seu sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era
depois sem mesmo aos ter seus quem nas me esse eles estão você tinha foram essa num nem suas meu
às minha têm numa pelos elas havia seja qual será nós tenho lhe deles essas esses pelas este foi
dele sobre ainda anos onde fazer disse contra durante segundo governo pode são ano porque então""",
    "de": """der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an
werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben
nur oder aber vor zur bis mehr durch man sein wurde sei hatte kann gegen vom können schon wenn
habe seine ihre dann unter wir soll ich eines jahr zwei jahren diese dieser wieder keine uhr seiner
worden will zwischen immer was sagte gibt alle seit muss wurden beim doch jetzt waren drei""",
    "nl": """de van het een en in is dat op te zijn met voor die niet aan er om ook als dan maar bij of uit
nog worden door naar heeft tot ze hij werd wel over hebben meer was zich ik deze jaar had wat wordt
geen al kan zo haar zou we hun dit moet na onder twee kunnen zal waar tegen moeten mensen veel
waren omdat toen nu je andere gaat eerste alleen tussen hem daar wij volgens alle ons toch men
zei zegt mijn der vanaf sinds zonder onze hier heel eens doen""",
    "ca": """de la i que el en a les els un per una amb és del al es va no dels ha com més són se per a seva
seu aquest aquesta ser també fins li entre però hi on han anys havia sobre quan tot molt dos ja o si
sense van d' l' s' n' m' ens estat pot qui així altres fer durant després part ara cada perquè ni
només era tots aquests segons des això aquestes està seus seves nou vegada any sota contra any
nosaltres tenen té fet encara abans fou mentre doncs vol diu cap gran""",
    "ro": """de și în a la cu pe care din nu este un o că se mai pentru sunt au al ale fi fost ce ca prin sau
între dar am după către sa lui lor cele acest această ei el ea cum său fără foarte doar dacă când
unde toate tot până poate are avea fiind anul ani două era erau aceste acestea despre iar asta noi
voi eu îi își le îl astfel decât sub spre însă deci chiar multe unei unui nici cea cel celor cei
împotriva potrivit spus spune va vor aici acum""",
    "oc": """de la lo e los que en las un per una es del al amb se a dins son coma mai o pas sus aquò qu' d'
l' s' aqueste aquesta aquel aquela foguèt an ans tanben mas quand entre seu sa lor nòstre vòstre
dels als pel pels ont fin dempuèi fins cap tot totes tota plan fòrça sens segon contra encara aver
èsser ai as avèm son èra èran far fa ditz diguèt ieu tu el ela nosautres vosautres eles nos vos
puèi alara perque doncas aital aicí ara tres dos doas jorn jamai cal sos ne volgut fòrt ser lor jos aqueles foguèron i sul del""",
    "la": """et in est non ad ut cum ex a ab de quod qui se per sed si quae sunt hoc esse aut eius etiam ac
quam atque nec enim quo autem pro erat eum me te ea id nam ne quid iam tam mihi tibi inter sine sub
post ante apud contra propter omnia omnes quoque ille illa ipse ipsa haec hic fuit fuerat erant eos
eam cuius quibus ita tamen igitur ergo vero neque quidem semper nunc tum ubi unde rex deus populus
rei res bellum romani dum modo suum sua suis nobis vobis""",
}
PAGES: dict[str, str] = {
    "fr": """Le maire a annoncé jeudi que les travaux du nouveau pont commenceront au printemps prochain.
Les habitants du quartier craignent le bruit et la poussière, mais beaucoup attendent cet ouvrage
depuis longtemps. Selon une étude publiée hier, la moitié des ménages n'utilise plus sa voiture pour
aller au travail. Cette décision a été prise après plusieurs mois de discussions entre les élus et
les associations. Nous avons cherché ensemble une solution qui convienne à chacun, explique la
directrice de l'école. Les prix de l'énergie ont augmenté, et certaines familles ne peuvent plus
chauffer leur logement. Il faudrait que l'État aide davantage les communes rurales. L'année dernière,
l'entreprise avait supprimé deux cents emplois dans la région. La police recherche toujours les
auteurs du vol commis au musée pendant la nuit. Personne n'a été blessé, heureusement. Qu'est-ce qui
changera vraiment pour les voyageurs ? Le tribunal rendra son jugement à la fin du mois de septembre.
Quelques jours plus tôt, les chercheurs étaient revenus de leur expédition avec des échantillons de
glace. Aujourd'hui encore, on ignore pourquoi ces oiseaux ont disparu de nos campagnes.""",
    "en": """The mayor announced on Thursday that work on the new bridge will begin next spring. People
living nearby fear the noise and the dust, but many have been waiting for it for a long time.
According to a study published yesterday, half of all households no longer use their car to get to
work. The decision was taken after several months of talks between councillors and local groups. We
looked together for something that would suit everyone, explains the head of the school. Energy
prices have risen and some families can no longer heat their homes. The government should give more
help to rural towns. Last year the company had cut two hundred jobs in the region. Police are still
looking for those who broke into the museum during the night. Nobody was hurt, fortunately. What will
really change for travellers? The court will give its judgment at the end of September. A few days
earlier the scientists had returned from their journey with samples of ice. Even today, nobody knows
why these birds have vanished from our fields, although everything had been tried to keep them.""",
    "es": """El alcalde anunció el jueves que las obras del nuevo puente empezarán la próxima primavera.
Los vecinos del barrio temen el ruido y el polvo, pero muchos llevan tiempo esperando esta
construcción. Según un estudio publicado ayer, la mitad de los hogares ya no utiliza el coche para ir
al trabajo. La decisión se tomó después de varios meses de conversaciones entre los concejales y las
asociaciones. Buscamos juntos una solución que convenga a todos, explica la directora de la escuela.
Los precios de la energía han subido y algunas familias no pueden calentar su vivienda. El Estado
debería ayudar más a los pueblos. El año pasado la empresa había suprimido doscientos empleos en la
región. La policía sigue buscando a los autores del robo cometido en el museo durante la noche. Nadie
resultó herido, afortunadamente. ¿Qué cambiará de verdad para los viajeros? El tribunal dictará
sentencia a finales de septiembre. Unos días antes los investigadores habían vuelto de su expedición
con muestras de hielo. Todavía hoy se ignora por qué estas aves han desaparecido de nuestros campos.""",
    "it": """Il sindaco ha annunciato giovedì che i lavori del nuovo ponte cominceranno la prossima
primavera. Gli abitanti del quartiere temono il rumore e la polvere, ma molti aspettano quest'opera
da tanto tempo. Secondo uno studio pubblicato ieri, la metà delle famiglie non usa più la macchina
per andare al lavoro. La decisione è stata presa dopo diversi mesi di discussioni tra i consiglieri
e le associazioni. Abbiamo cercato insieme una soluzione che vada bene a tutti, spiega la direttrice
della scuola. I prezzi dell'energia sono aumentati e alcune famiglie non possono più riscaldare la
casa. Lo Stato dovrebbe aiutare di più i comuni. L'anno scorso l'azienda aveva tagliato duecento
posti nella regione. La polizia cerca ancora gli autori del furto avvenuto nel museo durante la
notte. Nessuno è rimasto ferito, per fortuna. Che cosa cambierà davvero per i viaggiatori? Il
tribunale pronuncerà la sentenza alla fine di settembre. Qualche giorno prima i ricercatori erano
tornati dalla spedizione con campioni di ghiaccio. Ancora oggi non si sa perché questi uccelli siano
scomparsi dalle nostre campagne.""",
    "pt": """O presidente da câmara anunciou na quinta-feira que as obras da nova ponte vão começar na
próxima primavera. Os moradores do bairro temem o barulho e o pó, mas muitos esperam esta construção
há muito tempo. Segundo um estudo publicado ontem, metade das famílias já não usa o carro para ir
trabalhar. A decisão foi tomada depois de vários meses de conversas entre os vereadores e as
associações. Procurámos juntos uma solução que sirva a todos, explica a diretora da escola. Os preços
da energia subiram e algumas pessoas não conseguem aquecer a casa. O Estado deveria ajudar mais as
aldeias. No ano passado a empresa tinha cortado duzentos empregos na região. A polícia continua à
procura dos autores do roubo cometido no museu durante a noite. Ninguém ficou ferido, felizmente. O
que vai mudar realmente para os viajantes? O tribunal dará a sentença no fim de setembro. Uns dias
antes, os investigadores tinham voltado da expedição com amostras de gelo. Ainda hoje não se sabe por
que razão estas aves desapareceram dos nossos campos. Não há informações sobre as eleições.""",
    "de": """Der Bürgermeister kündigte am Donnerstag an, dass die Arbeiten an der neuen Brücke im
nächsten Frühjahr beginnen werden. Die Anwohner fürchten Lärm und Staub, aber viele warten schon
lange auf dieses Bauwerk. Laut einer gestern veröffentlichten Studie fährt die Hälfte der Haushalte
nicht mehr mit dem Auto zur Arbeit. Die Entscheidung fiel nach mehreren Monaten Gesprächen zwischen
den Abgeordneten und den Vereinen. Wir haben gemeinsam eine Lösung gesucht, die für jeden passt,
erklärt die Leiterin der Schule. Die Energiepreise sind gestiegen, und einige Familien können ihre
Wohnung nicht mehr heizen. Der Staat sollte den Gemeinden mehr helfen. Im vergangenen Jahr hatte das
Unternehmen zweihundert Stellen gestrichen. Die Polizei sucht noch immer die Täter, die nachts in das
Museum eingebrochen sind. Niemand wurde verletzt, zum Glück. Was wird sich für die Reisenden wirklich
ändern? Das Gericht wird sein Urteil Ende September verkünden. Einige Tage zuvor waren die Forscher
mit Eisproben zurückgekehrt. Bis heute weiß niemand, warum diese Vögel verschwunden sind.""",
    "nl": """De burgemeester kondigde donderdag aan dat de werken aan de nieuwe brug volgende lente
beginnen. De bewoners van de wijk vrezen het lawaai en het stof, maar velen wachten al lang op dit
bouwwerk. Volgens een gisteren verschenen studie gebruikt de helft van de gezinnen de auto niet meer
om naar het werk te gaan. De beslissing werd genomen na maandenlange gesprekken tussen de raadsleden
en de verenigingen. We hebben samen een oplossing gezocht die voor iedereen goed is, zegt de
directrice van de school. De energieprijzen zijn gestegen en sommige gezinnen kunnen hun huis niet
meer verwarmen. De overheid zou de gemeenten meer moeten helpen. Vorig jaar had het bedrijf
tweehonderd banen geschrapt. De politie zoekt nog steeds naar de daders van de diefstal in het
museum. Niemand raakte gewond, gelukkig. Wat zal er echt veranderen voor de reizigers? De rechtbank
doet uitspraak eind september. Enkele dagen eerder waren de onderzoekers teruggekeerd met stukken
ijs. Ook vandaag weet men niet waarom deze vogels uit onze velden verdwenen zijn.""",
    "ca": """L'alcalde va anunciar dijous que les obres del nou pont començaran la primavera vinent. Els
veïns del barri temen el soroll i la pols, però molts esperen aquesta construcció des de fa temps.
Segons un estudi publicat ahir, la meitat de les llars ja no fa servir el cotxe per anar a treballar.
La decisió es va prendre després d'uns quants mesos de converses entre els regidors i les entitats.
Hem buscat junts una solució que vagi bé a tothom, explica la directora de l'escola. Els preus de
l'energia han pujat i algunes famílies no poden escalfar casa seva. L'Estat hauria d'ajudar més els
pobles. L'any passat l'empresa havia suprimit dos-cents llocs de treball. La policia encara busca els
autors del robatori comès al museu durant la nit. Ningú no va prendre mal, per sort. Què canviarà de
debò per als viatgers? El tribunal dictarà sentència a finals de setembre. Uns dies abans els
investigadors havien tornat de l'expedició amb mostres de gel. Encara avui no se sap per què aquests
ocells han desaparegut dels nostres camps.""",
    "ro": """Primarul a anunțat joi că lucrările la noul pod vor începe în primăvara viitoare. Locuitorii
cartierului se tem de zgomot și de praf, dar mulți așteaptă de mult această construcție. Potrivit unui
studiu publicat ieri, jumătate dintre gospodării nu mai folosesc mașina pentru a merge la serviciu.
Hotărârea a fost luată după mai multe luni de discuții între consilieri și asociații. Am căutat
împreună o soluție care să fie bună pentru toți, explică directoarea școlii. Prețurile la energie au
crescut, iar unele familii nu își mai pot încălzi locuința. Statul ar trebui să ajute mai mult
comunele. Anul trecut compania a desființat două sute de locuri de muncă. Poliția îi caută încă pe
autorii furtului comis la muzeu în timpul nopții. Nimeni nu a fost rănit, din fericire. Ce se va
schimba cu adevărat pentru călători? Tribunalul va da sentința la sfârșitul lunii septembrie. Cu
câteva zile mai devreme cercetătorii se întorseseră cu mostre de gheață. Nici astăzi nu se știe de ce
au dispărut aceste păsări de pe câmpurile noastre.""",
    "oc": """Lo cònsol anoncièt dijòus que los trabalhs del pont novèl començaràn a la prima que ven. Los
abitants del quartièr crenhon lo bruch e la polsa, mas fòrça gents espèran aquela bastida dempuèi
longtemps. Segon un estudi publicat ièr, la mitat dels ostals emplega pas mai la veitura per anar
trabalhar. La decision foguèt presa aprèp qualques meses de discussions entre los elegits e las
associacions. Avèm cercat ensems una solucion que convenga a cadun, explica la directritz de
l'escòla. Los prètzes de l'energia an montat e d'unas familhas pòdon pas escaufar lor ostal. L'Estat
deuriá ajudar mai las comunas. L'an passat l'entrepresa aviá suprimit dos cents emplecs. La polícia
cèrca encara los autors del raubatòri fach al musèu pendent la nuèch. Degun foguèt pas nafrat, per
astre. Qué cambiarà vertadièrament pels viatjaires? Lo tribunal balharà son jutjament a la fin de
setembre. Qualques jorns abans los cercaires èran tornats de lor viatge amb de glaç. Uèi encara
sabèm pas perqué aqueles aucèls an desaparegut de nòstres camps.""",
    "la": """Consul nuntiavit opera novi pontis proximo vere incipere. Cives qui prope habitant strepitum
et pulverem timent, sed multi iam diu hoc opus exspectant. Secundum libros heri editos dimidia pars
familiarum curru non iam utitur. Consilium captum est post multos menses, cum senatores et populus
inter se disputavissent. Una quaesivimus viam quae omnibus placeret, dixit magistra scholae. Pretia
creverunt et nonnullae familiae domum suam calefacere non possunt. Res publica oppida magis adiuvare
debet. Anno superiore ducenti homines opus suum amiserunt. Milites adhuc fures quaerunt qui nocte in
templum irruperunt. Nemo vulneratus est, deis gratias. Quid vere viatoribus mutabitur? Iudices
sententiam suam mense Septembri dicent. Paucis diebus ante viri docti cum glacie ex itinere
redierant. Hodie quoque nescimus cur hae aves ex agris nostris discesserint. Omnia quae in terra
sunt tempore mutantur, et nos mutamur in illis.""",
}
NAMES_FR: dict[str, str] = {
    "fr": "français", "en": "anglais", "es": "espagnol", "it": "italien", "pt": "portugais",
    "de": "allemand", "nl": "néerlandais", "ca": "catalan", "ro": "roumain", "oc": "occitan",
    "la": "latin", "ru": "russe", "uk": "ukrainien", "bg": "bulgare", "ar": "arabe",
    "fa": "persan", "he": "hébreu", "el": "grec", "zh": "chinois", "ja": "japonais",
    "ko": "coréen", "th": "thaï", "hi": "hindi", "hy": "arménien", "ka": "géorgien",
    "und": "langue inconnue",
}  # fmt: skip
NAMES_EN: dict[str, str] = {
    "fr": "French", "en": "English", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
    "de": "German", "nl": "Dutch", "ca": "Catalan", "ro": "Romanian", "oc": "Occitan",
    "la": "Latin", "ru": "Russian", "uk": "Ukrainian", "bg": "Bulgarian", "ar": "Arabic",
    "fa": "Persian", "he": "Hebrew", "el": "Greek", "zh": "Chinese", "ja": "Japanese",
    "ko": "Korean", "th": "Thai", "hi": "Hindi", "hy": "Armenian", "ka": "Georgian",
    "und": "unknown language",
}  # fmt: skip
