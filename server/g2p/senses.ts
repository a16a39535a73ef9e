import type { Place } from './place.ts'
import type { Tag } from './tagging/tags.ts'

/** What a word is here: another part of speech, sounds of its own, or another word. */
export type Sense = { tag: Tag } | { us: string; gb: string } | { text: string }

/**
 * The meaning of a word by its neighbours, where its sound depends on it; undefined leaves the usual reading.
 * The lists of neighbours are our own; they hold what such a word stands with in ordinary books and news.
 * @param lower the word in small letters
 * @param written the word as it is written
 */
export function findSense(lower: string, written: string, place: Place, tag: Tag): Sense | undefined {
  return Object.hasOwn(senses, lower) ? senses[lower]!(place, tag, written) : undefined
}

type Decide = (place: Place, tag: Tag, written: string) => Sense | undefined

const list = (words: string) => new Set(words.split(/\s+/))

const metal = list(
  `pipe pencil poisoning paint bullet metal zinc tin copper iron mine miner ore shot weight roof roofing solder glass crystal
  battery molten melted toxic poison arsenic mercury ingot sheet lined plumber coffin dust alloy sinker pellet gasoline petrol
  balloon heavy gray grey plated smelter smelting shield roofed`,
)
const leading = list(
  'singer actor role guitar story time investigator vocal vocalist car runner author counsel role character detective engineer',
)
const shipOrStage = list(
  `ship boat stern vessel prow deck sail port starboard hull canoe curtsey curtsy audience applause actor actress curtain stage
  low deep polite slight stiff courtly gave made took take taking final formal submarine wave spray barge yacht anchor rower
  graceful japanese ceremonious respectful`,
)
const archery = list(
  'arrow string archer violin fiddle cello hair ribbon tie quiver bowstring shoot shot arrows quivers present gift knot strung',
)
const music = list(
  `player guitar drum sang sing singer singing voice note line clef band played play playing plays instrument treble tenor
  baritone alto soprano music amp jazz orchestra double loud deep speaker song solo trombone opera choir drop booming`,
)
const fishing = list(
  'fish fishing fished caught catch lake river striped trout boat largemouth smallmouth sea pond lure fillet grilled',
)
const cloth = list(
  `sleeve shirt fabric cloth dress jacket paper muscle ligament curtain sail canvas tent jeans trousers skirt coat page seam hole
  rip tissue tendon pocket stocking bag wallpaper leather robe gown sheet blanket lining glove cloak retina`,
)
const deer = list('buck stag deer fawn hind hunter herd antler doe')
const roads = list(
  'road river path lane trail stream street stairs staircase track creek stairway alley brook highway valley',
)
const quarrel = list(
  'argument quarrel neighbours neighbors blazing furious terrible fight shouting awful drunken family dreadful',
)
const rows = list(
  'seat boat house front back corn tree desk chair column oar beans third second row teeth cell cabbages',
)
const shows = list(
  `music show concert broadcast performance band audience recording album wire ammunition round bait coverage stream animal bird
  television tv theatre theater entertainment updates feed chickens chicken shells grenade electricity ammo version act report link pictures
  lobster lobsters fish embers coal coals oak`,
)
const people = list(
  `man men woman women mother father parent aunt uncle relative king queen servant couple priest person grandmother grandfather
  lady gentleman monk hermit widow butler poet professor people horse dog dame nurse face limbs hands crone`,
)
const tiny = list(
  `detail account particle amount quantity quantities trace difference inspection examination scrutiny fragment speck insect
  creature adjustment change attention observation crack grain hole organism portion bubble droplet knowledge description study
  size care quantities shells flaw flaws drop variations instructions analysis fraction proportion`,
)
const degrees = list('so very too extremely most almost how more rather quite incredibly')
const scripture = list('patience trials sufferings book trials boils poor comforter god satan lord bible suffering')
const places = list('in to from at near of visited outside around toward towards via leaving through for reached')
const determiners = list('a an the my your his her our their its this that no any every')
const numbers = list('two three four five six seven eight nine ten several few some many both dozen twelve')
const taking = list(
  'take takes took taking in into had has have lost keep kept gave give follow followed following holds held hold has',
)

const lettered = list(
  'the a an letter grade vitamin plan group type section class hepatitis got straight double triple point side part exhibit option',
)

const senses: Record<string, Decide> = {
  a(place, _tag, written) {
    if (written !== 'A') return undefined
    const next = place.at(1)?.text ?? ''
    return lettered.has(place.word(-1)) || /^[B-HJ-Z]$/.test(next) ? { us: 'ˈA', gb: 'ˈA' } : undefined
  },
  lead(place, tag) {
    const next = place.word(1)
    if (tag.startsWith('VB') || leading.has(next)) return undefined
    if (place.word(-1) === 'the' && taking.has(place.word(-2))) return undefined
    if (
      place.word(-1) === 'of' &&
      /^(?:made|full|sheet|sheets|piece|lump|ton|tons|pounds|bars|weight|block|blocks|out)$/.test(place.word(-2))
    )
      return led
    if (place.word(1) === 'in' && /^(?:water|blood|soil|air|paint|petrol|gasoline|pipes)$/.test(place.word(3)))
      return led
    if (/^(?:white|oxide|sulfide|acetate|crystal|foil)$/.test(next)) return led
    return place.isNear(metal, 5) ? led : undefined
  },
  bow(place, tag) {
    if (tag.startsWith('VB')) return undefined
    if (place.word(1) === 'tie' || place.isNear(archery, 6)) return undefined
    return place.isNear(shipOrStage, 5) ? { tag: 'VB' } : undefined
  },
  bows: (place, tag) => senses.bow!(place, tag, ''),
  bass(place) {
    if (place.isNear(fishing, 4) && !/^(?:player|guitar|drum|line|voice|clef|note)s?$/.test(place.word(1)))
      return { tag: 'NN' }
    return place.isNear(music, 6) ? { tag: 'JJ' } : undefined
  },
  tear(place, tag) {
    if (tag.startsWith('VB') && !determiners.has(place.word(-1))) return undefined
    if (place.isFirst() && /^(?:along|off|up|out|down|here|apart|open|into|at|through|away)$/.test(place.word(1)))
      return { tag: 'VB' }
    if (place.word(1) === 'gas' || place.word(1) === 'duct') return { tag: 'NN' }
    if (place.word(-1) === 'and' && place.word(-2) === 'wear') return { tag: 'VB' }
    return place.isNear(cloth, 6) ? { tag: 'VB' } : { tag: 'NN' }
  },
  tears(place, tag) {
    if (tag.startsWith('VB')) return undefined
    return place.isNear(cloth, 4) && !place.isNear(list('eye cheek face cry wept weep sob'), 8)
      ? { tag: 'VBZ' }
      : undefined
  },
  does(place) {
    const isCounted = numbers.has(place.word(-1)) || /^(?:the|and|of)$/.test(place.word(-1))
    return isCounted &&
      (numbers.has(place.word(-1)) || place.isNear(deer, 6)) &&
      !/^(?:he|she|it|not|the|this|that)$/.test(place.word(1))
      ? { us: 'dˈOz', gb: 'dˈQz' }
      : undefined
  },
  dove(place) {
    const before = place.tag(-1)
    const isNoun = before === 'DT' || before === 'JJ' || before === 'PRP$' || before === 'CD' || place.isFirst()
    const isDiving =
      /^(?:into|in|off|under|down|deep|for|right|through|behind|beneath|from|headfirst|overboard|toward|towards|at|underwater|straight|back|out|over|head)$/.test(
        place.word(1),
      )
    return !isNoun && isDiving ? { tag: 'VBD' } : undefined
  },
  wind(place, tag) {
    if (/^(?:up|down)$/.test(place.word(1)) && place.tag(-1) !== 'DT' && place.tag(-1) !== 'JJ') return { tag: 'VB' }
    if (roads.has(place.word(-1).replace(/s$/, '')) && tag !== 'VB') return { tag: 'VBP' }
    return undefined
  },
  winds: (place) => (roads.has(place.word(-1)) && place.tag(1) !== 'VBD' ? { tag: 'VBZ' } : undefined),
  wound(place, tag) {
    const before = place.tag(-1)
    if (before === 'DT' || before === 'PRP$' || before === 'JJ' || before === 'CD')
      return /^(?:up|down|around)$/.test(place.word(1)) ? undefined : { tag: 'NN' }
    const isTurning = /^(?:up|around|through|down|itself|round|tightly|between|back|along|its|about)$/.test(
      place.word(1),
    )
    return isTurning && tag !== 'VBD' && tag !== 'VBN' ? { tag: 'VBD' } : undefined
  },
  live(place, tag) {
    const next = place.word(1).replace(/s$/, '')
    if (shows.has(next) || shows.has(place.word(1))) return { tag: 'JJ' }
    if (
      /^(?:broadcast|went|go|goes|going|gone|streamed|aired|performed|sang|playing|recorded|shown|perform|play|came|coming)$/.test(
        place.word(-1),
      )
    )
      return { tag: 'JJ' }
    if (
      next === 'from' ||
      (next === 'on' && /^(?:air|tv|television|stage|radio|camera|the)$/.test(place.word(2)) && tag === 'JJ')
    )
      return { tag: 'JJ' }
    return undefined
  },
  minute(place) {
    const next = place.word(1).replace(/s$/, '')
    if (
      /^(?:one|two|three|per|last|every|next|first|any|whole|full|another|each|single|half|ten|five)$/.test(
        place.word(-1),
      )
    )
      return { tag: 'NN' }
    return tiny.has(next) || tiny.has(place.word(1)) || degrees.has(place.word(-1)) ? { tag: 'JJ' } : { tag: 'NN' }
  },
  resume(place) {
    const before = place.word(-1)
    const isNoun = determiners.has(before) || /^(?:updated|impressive|new|old|latest|current)$/.test(before)
    return isNoun && before !== 'that' ? { us: 'ɹˈɛzəmˌA', gb: 'ɹˈɛzjʊmA' } : undefined
  },
  polish: (place, _tag, written) =>
    written === 'Polish' &&
    place.isFirst() &&
    /^(?:the|your|his|my|her|it|up|those|these|that|them|our|their|all)$/.test(place.word(1))
      ? { text: 'polish' }
      : undefined,
  job(place, _tag, written) {
    if (written !== 'Job' || place.isFirst()) return undefined
    const isName =
      place.isNear(scripture, 4) ||
      (/^\p{Ll}/u.test(place.at(-1)?.text ?? '') && !/^\p{Lu}/u.test(place.at(1)?.text ?? ''))
    return isName ? { us: 'ʤˈOb', gb: 'ʤˈQb' } : undefined
  },
  nice(place, _tag, written) {
    if (written !== 'Nice') return undefined
    const isPlace =
      place.word(2) === 'france' ||
      (!place.isFirst() && places.has(place.word(-1)) && !/^(?:and|to|of|people|work|try|job|one)$/.test(place.word(1)))
    return isPlace ? { us: 'nˈis', gb: 'nˈiːs' } : undefined
  },
  reading(place, _tag, written) {
    if (written !== 'Reading') return undefined
    const next = place.word(1)
    const isPlace =
      /^(?:gaol|jail|railroad|station|festival|terminal|england|pa|pennsylvania)$/.test(next) ||
      /^(?:pa|pennsylvania|england|berkshire)$/.test(place.word(2))
    return isPlace ||
      (!place.isFirst() &&
        places.has(place.word(-1)) &&
        !/^\p{Lu}/u.test(place.at(1)?.text ?? '') &&
        place.word(-1) !== 'of')
      ? { us: 'ɹˈɛdɪŋ', gb: 'ɹˈɛdɪŋ' }
      : undefined
  },
  row(place, tag) {
    if (tag.startsWith('VB') || place.isNear(rows, 4)) return undefined
    const isQuarrel =
      place.isNear(quarrel, 4) ||
      (/^(?:with|about|over|between|going)$/.test(place.word(1)) &&
        /^(?:a|the|such|another|this|that|big|huge)$/.test(place.word(-1)))
    return isQuarrel || (place.word(-1) === 'a' && place.word(-2) === 'such') ? { us: 'ɹˈW', gb: 'ɹˈW' } : undefined
  },
  aged(place) {
    const next = place.word(1)
    const isOld =
      people.has(next) ||
      (place.word(-1) === 'the' && (place.at(1) === undefined || /^(?:and|,|are|were|in|must|who)$/.test(next)))
    return isOld ? { us: 'ˈAʤɪd', gb: 'ˈAʤɪd' } : undefined
  },
  learned: (place) =>
    /^(?:man|men|woman|lady|professor|judge|friend|scholar|doctor|society|paper|treatise|discussion|opinion|counsel|book|volume|gentleman|colleague|journal|profession)s?$/.test(
      place.word(1),
    ) && place.tag(-1) !== 'PRP'
      ? { tag: 'JJ' }
      : undefined,
  sewer: (place) =>
    place.isNear(list('needle thread dress seam stitch sewing tailor cloth'), 6)
      ? { us: 'sˈOəɹ', gb: 'sˈQə' }
      : undefined,
  slough: (place) => (/^(?:off|its|their)$/.test(place.word(1)) ? { us: 'slˈʌf', gb: 'slˈʌf' } : undefined),
  putting: (place) =>
    place.isNear(list('golf golfer putter'), 8) || place.word(1) === 'green'
      ? { us: 'pˈʌTɪŋ', gb: 'pˈʌtɪŋ' }
      : undefined,
  refuse(place) {
    const isWaste =
      /^(?:bin|collection|heap|dump|pile|truck|collector|bag|sack|tip)s?$/.test(place.word(1)) ||
      /^(?:of|the|with|and|in|household|kitchen)$/.test(place.word(-1))
    return isWaste && place.word(1) !== 'to' ? { tag: 'NN' } : undefined
  },
  content(place, tag) {
    const next = place.word(1)
    if (
      next === 'with' ||
      next === 'to' ||
      /^(?:be|is|are|was|were|been|feel|felt|seem|seemed|quite|perfectly|not|being|am|more|very|looked|appeared|remain|remained)$/.test(
        place.word(-1),
      )
    )
      return next === 'of' ? undefined : { tag: 'JJ' }
    return tag !== 'VB' &&
      (place.tag(-1) === 'DT' || place.tag(-1) === 'JJ' || place.tag(-1) === 'NN') &&
      place.tag(1) !== 'NN'
      ? { tag: 'NN' }
      : undefined
  },
  close(place, tag) {
    if (
      place.tag(-1) === 'DT' &&
      (place.word(1) === 'of' || place.at(1) === undefined) &&
      !place.isNear(list('very so'), 1)
    )
      return { tag: 'NN' }
    if (
      tag !== 'VB' &&
      /^(?:to|enough|by|together|behind|friend|call|watch|look|attention|relationship|up|range|quarters|contact|second|family|eye)s?$/.test(
        place.word(1),
      ) &&
      place.word(-1) !== 'to'
    )
      return { tag: 'JJ' }
    return undefined
  },
  invalid(place) {
    const isPerson =
      /^(?:the|an|poor|old|chronic|elderly|young|helpless|lifelong|his|her|bedridden)$/.test(place.word(-1)) &&
      !untrue.has(place.word(1).replace(/s$/, ''))
    return isPerson ||
      /^(?:chair|carriage|diet|wife|husband|mother|father|sister|brother|aunt|daughter|son|lady|bed)$/.test(
        place.word(1),
      )
      ? { tag: 'NN' }
      : undefined
  },
  sow(place, tag) {
    return /^(?:a|the|old|fat|pregnant|big|huge)$/.test(place.word(-1))
      ? { tag: 'NN' }
      : tag === 'NN' && place.tag(-1) === 'PRP'
        ? { tag: 'VBP' }
        : undefined
  },
  bowed(place) {
    return /^(?:legs|legged|out)$/.test(place.word(1)) ? { us: 'bˈOd', gb: 'bˈQd' } : undefined
  },
}
const untrue = list(
  'contract argument ticket code input password claim assumption vote ballot certificate license licence passport data result reasoning will excuse marriage card key number date entry request option address treaty election theory inference conclusion premise',
)
const led = { us: 'lˈɛd', gb: 'lˈɛd' }
