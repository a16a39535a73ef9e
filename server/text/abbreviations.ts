/**
 * What a language writes with a full stop that does not end a sentence. Lower case, without the last stop.
 * The lists are our own, gathered from ordinary use in books and newspapers; what matters is the kind of a word: how sure
 * one may be that the sentence goes on.
 */
export interface Abbreviations {
  /** Never at the end of a sentence: titles before names, `e.g.`, `vs.` */
  joining: Set<string>
  /** Often at the end of one: the next word decides. */
  joiningUnlessStarter: Set<string>
  /** Ordinary words, or short for something counted: joining before a digit only. */
  joiningDigits: Set<string>
  /** Joining before a digit, a Roman numeral or a single capital: `fig. A`, `vol. IV`. */
  joiningNumerals: Set<string>
  /** Words that begin sentences and hardly ever continue one when written with a capital. */
  starters: Set<string>
  /** What may follow an ordinal number: months, centuries. */
  afterOrdinal: Set<string>
  /** Verbs of telling after a quotation: `“Stop!” Tom said.` */
  telling: Set<string>
}

/** The abbreviations of a language; those of English for one that we know nothing of. */
export function abbreviationsOf(language: string): Abbreviations {
  const code = language.toLowerCase().split(/[-_]/)[0]!
  return byLanguage[scandinavian.has(code) ? 'da' : code] ?? english
}

const scandinavian = new Set(['nb', 'nn', 'no', 'sv'])

function abbreviations(lists: Partial<Record<keyof Abbreviations, string>>): Abbreviations {
  const words = (list = '') => new Set(list.split(/\s+/))
  return {
    joining: words(lists.joining),
    joiningUnlessStarter: words(lists.joiningUnlessStarter),
    joiningDigits: words(lists.joiningDigits),
    joiningNumerals: words(lists.joiningNumerals),
    starters: words(lists.starters),
    afterOrdinal: words(lists.afterOrdinal),
    telling: words(lists.telling),
  }
}

const english = abbreviations({
  joining: `mr mrs ms messrs mmes mlle mme dr drs prof rev revd fr gen brig col capt cpt lt sgt ssgt cpl pvt pte pfc maj cdr
    cmdr adm ens gov sen rep pres amb atty ald cllr supt insp det msgr bp abp e.g eg i.e ie cf viz vs approx ca esp incl
    wm chas jas thos geo robt benj jno saml danl fredk richd alexr sts mts lk ps`,
  joiningUnlessStarter: `st mt ft pt jr sr hon esq inc ltd co corp bros dept univ assn ave blvd rd ed eds al etc a.m p.m ph.d b.sc
    m.sc d.phil ll.d`,
  joiningDigits: `no nos art sec par sat sun mon tue tues wed thu thur thurs fri jan feb mar apr jun jul aug sep sept oct nov
    dec est rs c cca ver tel ext op apt ste rm bldg hwy rte b d fl r`,
  joiningNumerals: 'p pp pg vol vols ch chap fig figs bk pt pl app',
  starters: `the a an he she it they we you i this that these those there then when what where who why how if but and or so in
    on at as his her its their our my your for from with after before now once not yet nor no while although though because
    since until one some all both each every many most is was are were do did does`,
  telling: `said asked cried replied answered whispered shouted exclaimed muttered murmured added called continued returned
    demanded begged inquired enquired observed remarked repeated screamed laughed says asks`,
})

const byLanguage: Record<string, Abbreviations> = {
  en: english,
  de: abbreviations({
    joining: `hr hrn fr dr prof dipl ing st z.b d.h u.a i.d.r v.a bzw ca vgl sog ggf evtl inkl exkl zzgl abs nr bd s.o s.u
      geb gest u.u o.ä z.t i.a d.i`,
    joiningUnlessStarter: 'usw etc u.s.w u.s.f str jh jhd jr sen v.chr n.chr a.d o.g',
    joiningDigits: 'art kap tel aufl jan feb mär apr jun jul aug sep sept okt nov dez mo di mi do fr sa so',
    joiningNumerals: 's bd abb tab anm',
    starters: `der die das ein eine einen er sie es wir ihr ich du dann da dort hier und aber doch oder denn weil wenn als wie
      was wer wo warum in im am an auf aus bei mit nach von vor zu zum für um so nun jetzt man sein seine ihre mein kein
      keine nicht alle diese dieser dieses jeder auch nur`,
    afterOrdinal: `januar jänner februar märz april mai juni juli august september oktober november dezember montag dienstag mittwoch
      donnerstag freitag samstag sonntag jahrhundert jahrhunderts jh klasse stock kapitel auflage geburtstag tag`,
  }),
  fr: abbreviations({
    joining: 'm mm mme mmes mlle mlles dr pr me mgr st ste p.ex cf c.-à-d env av apr vs ca',
    joiningUnlessStarter: 'etc jr s.a j.-c',
    joiningDigits: 'no art tél janv févr avr juil sept oct nov déc',
    joiningNumerals: 'p pp vol chap fig t éd',
    starters: `le la les un une des il elle ils elles on nous vous je tu ce cela cette ces et mais ou donc or ni car puis alors
      quand que qui où pourquoi comment si dans sur en au aux à de du pour par avec sans après avant son sa ses leur`,
  }),
  es: abbreviations({
    joining: 'sr sra srta sres dr dra d dña prof gral cap cnel ing lic p.ej ud uds vd vds cf aprox sto sta',
    joiningUnlessStarter: 'etc s.a ee.uu av avda jr a.c d.c',
    joiningDigits: 'art tel ene feb mar abr jun jul ago sept oct nov dic',
    joiningNumerals: 'pág págs p pp núm vol cap fig t',
    starters: `el la los las un una unos unas él ella ellos ellas yo tú nosotros y pero o ni que cuando donde como porque si en
      de a al del con por para sin su sus mi este esta esto ese esa luego entonces no`,
  }),
  it: abbreviations({
    joining:
      'sig sigg sig.ra sig.na dott dott.ssa dr prof prof.ssa avv ing arch geom on rag gen cap col p.es es cfr s ca',
    joiningUnlessStarter: 'ecc s.p.a s.r.l jr a.c d.c',
    joiningDigits: 'art tel gen feb mar apr giu lug ago set ott nov dic',
    joiningNumerals: 'pag pagg p pp n vol cap fig t',
    starters: `il lo la i gli le un uno una egli ella lui lei essi io tu noi voi e ma o né che quando dove come perché se in di
      a da con per su tra fra al del nel poi allora non questo questa`,
  }),
  pt: abbreviations({
    joining: 'sr sra srs dr dra prof profa eng d st sto sta gen cap cel p.ex v exa cf aprox',
    joiningUnlessStarter: 'etc ltda s.a av r jr a.c d.c',
    joiningDigits: 'art tel jan fev mar abr jun jul ago set out nov dez',
    joiningNumerals: 'pág págs p pp núm n vol cap fig t',
    starters: `o a os as um uma ele ela eles elas eu tu nós e mas ou nem que quando onde como porque se em no na de do da com por
      para sem seu sua este esta isto então depois não`,
  }),
  nl: abbreviations({
    joining: 'dhr mevr mw dr drs prof ir ing mr ds st bijv b.v d.w.z o.a m.b.t i.p.v t.o.v ca vgl nl resp incl excl',
    joiningUnlessStarter: 'enz etc e.d jr sr n.v str v.chr n.chr',
    joiningDigits: 'nr art tel jan feb mrt apr jun jul aug sept okt nov dec',
    joiningNumerals: 'p blz pag fig hfst dl',
    starters: `de het een hij zij ze wij we ik jij je u dit dat die deze en maar of want toen dan daar hier waar wat wie waarom
      hoe als in op aan uit bij met na van voor door om zo nu er zijn haar mijn niet`,
  }),
  da: abbreviations({
    joining: 'hr fr frk dr prof dir st bl.a f.eks t.ex d.v.s dvs pga mht ift ca nr evt inkl ekskl kl jf jfr cf sml',
    joiningUnlessStarter: 'osv m.m m.fl m.v etc o.l jr a/s f.kr e.kr',
    joiningDigits: 'tlf art jan feb mar apr jun jul aug sept okt nov dec',
    joiningNumerals: 's kap bd fig §',
    starters: `den det de en et han hun vi jeg du i og men eller for da når hvor hvad hvem hvorfor hvordan hvis som på til fra
      med efter før så nu her der ikke och jag hon ett att när om`,
    afterOrdinal: `januar februar marts april maj juni juli august september oktober november december mars mai januari februari
      augusti desember århundrede`,
  }),
  pl: abbreviations({
    joining: 'p pan dr prof mgr inż ks gen płk kpt por św np m.in tzn tj tzw zob por ul wg ww',
    joiningUnlessStarter: 'itd itp r w n.e p.n.e jr',
    joiningDigits: 'nr art tel godz',
    joiningNumerals: 's str t rozdz rys',
    starters:
      'i a ale lecz on ona ono oni one ja ty my wy to ten ta te w we z ze na do od po za nie czy kiedy gdzie co kto jak',
    afterOrdinal: `stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia wiek`,
  }),
  cs: abbreviations({
    joining: 'p pí sl dr prof doc ing mgr bc mudr judr sv gen plk kpt např tzv tzn tj resp popř cca ul nám srov viz',
    joiningUnlessStarter: 'atd apod aj př.n.l n.l st ml s.r.o a.s',
    joiningDigits: 'č čl tel hod',
    joiningNumerals: 's str kap obr sv',
    starters: 'a ale i nebo on ona ono oni já ty my vy to ten ta v ve z ze na do od po za když kde co kdo jak ne',
    afterOrdinal: `ledna února března dubna května června července srpna září října listopadu prosince století`,
  }),
  ru: abbreviations({
    joining: 'г-н г-жа др проф акад ул пл д н.э т.е т.к т.н см ср св тов гр напр',
    joiningUnlessStarter: 'т.д т.п др пр им г гг в вв руб коп тыс млн',
    joiningDigits: 'тел ст',
    joiningNumerals: 'с стр т гл рис табл',
    starters:
      'и а но он она оно они я ты мы вы это этот эта в во на с со из от до по за к о об не что кто где когда как если',
  }),
}
