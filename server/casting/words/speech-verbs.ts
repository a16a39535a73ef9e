const words = (text: string) => new Set(text.trim().split(/\s+/))

/** Forms of verbs that tell of speaking, in the past and the present. */
const speechVerbs = words(`
  said says say saying replied replies reply replying cried cries cry crying asked asks ask asking answered answers answering
  returned returns exclaimed exclaims exclaiming observed observes observing continued continues continuing added adds adding
  repeated repeats repeating whispered whispers whispering murmured murmurs murmuring muttered mutters muttering shouted shouts
  shouting called calls calling remarked remarks remarking declared declares declaring demanded demands demanding inquired
  inquires inquiring enquired enquires enquiring rejoined rejoins retorted retorts retorting began begins begun interrupted
  interrupts interrupting suggested suggests suggesting protested protests protesting explained explains explaining ejaculated
  echoed echoes gasped gasps gasping sighed sighs thought thinks laughed laughs resumed resumes responded responds responding
  interposed interposes interjected interjects announced announces announcing admitted admits admitting growled growls growling
  screamed screams screaming snapped snaps agreed agrees pursued pursues urged urges urging pleaded pleads pleading insisted
  insists insisting faltered falters sobbed sobs sobbing commented comments concluded concludes assented assents persisted
  persists proceeded proceeds roared roars roaring stammered stammers yelled yells yelling hissed hisses breathed breathes drawled
  drawls grunted grunts objected objects ordered orders warned warns warning wondered wonders mused muses tells told telling
  croaked squeaked bawled bawls groaned groans moaned moans corrected corrects acknowledged affirmed confessed confesses reminded
  assured assures assuring spoke speaks speaking chuckled giggled wailed howled shrieked shrieks hollered snarled snorted sneered
  scoffed teased boasted bellowed barked quavered piped chirped crooned panted whimpered whined wheezed lamented complained
  grumbled grumbles begged begs begging implored entreated besought beseeched prayed vowed swore promised promises agreed allowed
  owned ventured volunteered hinted hazarded offered opined recited read quoted sang chanted intoned translated prompted queried
  questioned challenged countered conceded concurred contradicted confirmed confided counselled advised cautioned commanded
  decreed dictated directed instructed bade stated states asserted averred maintained pronounced proclaimed reported related
  recounted reasoned reflected reckoned guessed supposed speculated apologised apologized greeted hailed cheered congratulated
  thundered stormed raged fumed rasped mumbled sputtered spluttered stuttered blurted gulped choked coughed cackled crowed cooed
  purred grated intervened finished ended broke burst chimed put went cut struck sniffed smiled grinned nodded repined
  soliloquized soliloquised expostulated remonstrated reproved scolded chided rebuked jeered mocked taunted twittered trilled
  hooted squealed squawked shrilled tittered simpered gurgled sniggered whistled hummed addressed accosted
`)

/** Verbs that tell of speaking only together with a word: `put in`, `went on`, `broke in`, `burst out`. */
const verbsWithParticle = new Map([
  ['put', words('in')],
  ['went', words('on')],
  ['broke', words('in out')],
  ['burst', words('out in forth')],
  ['chimed', words('in')],
  ['cut', words('in')],
  ['struck', words('in')],
  ['read', words('aloud out on')],
  ['ended', words('by')],
])

/** These tell of speaking beside a quotation, and of something else as often elsewhere. */
export const looseVerbs = words(`
  began begins returned continued called told thought laughed proceeded pursued finished related read owned allowed offered
  smiled grinned nodded sighed breathed ordered directed observed objected reflected supposed guessed reckoned wondered agreed
  begun resumed spoke speaks ended prayed promised advised reported directed swore warned put went cut struck broke burst
  hummed whistled coughed choked gulped sniffed panted read offered finished
`)

/** What people do in the past tense that is no verb in -ed. */
export const pastVerbs = words(`
  was had did went came took gave made got saw knew felt sat stood ran rose fell held kept left let put set shook spoke threw
  told turned thought brought caught drew drank ate wrote broke burst bent bit blew bowed chose found flung grew heard hid hit
  hung knelt laid lay led leapt lit lost met paid read rode rang sang sank sent shot shut slept slid sprang stole struck swung
  tore woke won wore could would should might must is has does seems looks goes comes takes gives sits stands shakes turns
`)

export function isSpeechVerb(word: string, next?: string): boolean {
  if (!speechVerbs.has(word)) return false
  const particles = verbsWithParticle.get(word)
  return !particles || (next !== undefined && particles.has(next))
}

export function isVerb(word: string): boolean {
  return speechVerbs.has(word) || pastVerbs.has(word) || (/[a-z]{2}ed$/.test(word) && !notVerbs.has(word))
}

const notVerbs = words('indeed hundred need seed speed red bed naked wicked sacred wretched blessed beloved aged')
