export type Gender = 'female' | 'male' | 'unknown'
export type Age = 'young' | 'middle aged' | 'old'

const words = (text: string) => text.trim().split(/\s+/)

const maleTitles =
  words(`mr sir lord colonel captain major general master uncle father brother king prince duke count baron
  monsieur signor grandfather herr marquis squire emperor earl viscount abbé friar rabbi pope bishop cardinal admiral
  grandpa papa pa dad daddy don señor senor sahib lieutenant sergeant corporal capt col gen lt sgt messrs`)
const femaleTitles =
  words(`mrs miss ms lady madame madam mme mlle mademoiselle mistress aunt mother sister queen princess duchess
  countess baroness signora grandmother frau fraulein fräulein empress marchioness viscountess grandma granny mamma mama ma mum mummy
  mom nurse doña dona señora senora señorita auntie dame widow goodwife`)
const plainTitles =
  words(`dr doctor prof professor rev reverend inspector judge president secretary comrade cousin old young little poor
  dear st saint hon constable officer detective councillor mayor governor minister deacon parson justice chief`)

/** What stands before a name; the gender that it tells. */
export const titles = new Map<string, Gender>([
  ...plainTitles.map((title) => [title, 'unknown'] as const),
  ...maleTitles.map((title) => [title, 'male'] as const),
  ...femaleTitles.map((title) => [title, 'female'] as const),
])

/** Words of affection and size, which are no part of a name: `poor Alice`. */
export const epithets = new Set(
  words('old young little poor dear good great big worthy honest gentle sweet pretty brave mighty fat tiny'),
)

const maleRoles =
  words(`man boy gentleman fellow lad father brother son husband uncle nephew grandfather grandson king prince duke
  earl lord baron count squire priest monk friar vicar curate clergyman parson butler footman waiter coachman cabman policeman
  fisherman workman workingman countryman frenchman englishman irishman scotchman dutchman nobleman knight sailor soldier captain
  colonel major general lieutenant sergeant admiral boatswain bishop rabbi wizard giant bachelor widower bridegroom groom
  chap bloke guy guv'nor papa dad pa landlord host emperor shepherd huntsman woodman milkman postman schoolmaster master
  headmaster grandpapa grandpa stepfather godfather lawyer barrister banker merchant innkeeper blacksmith miller tailor
  hatter executioner tramp beggarman highwayman youth foreman chairman salesman woodcutter dwarf ogre abbot`)
const femaleRoles =
  words(`woman girl lady mother sister daughter wife aunt niece grandmother granddaughter queen princess duchess
  countess baroness maid housemaid parlourmaid housekeeper governess nurse waitress landlady hostess nun abbess witch
  fairy sorceress enchantress goddess widow bride mamma mama ma mom mum stepmother godmother schoolmistress mistress actress heiress maiden damsel
  lass milkmaid laundress seamstress spinster empress granny grandma matron`)
const plainRoles =
  words(`doctor physician surgeon stranger child baby cook servant clerk porter driver guard officer inspector
  detective constable teacher professor tutor student scholar pupil guest visitor traveller traveler passenger companion friend
  neighbour neighbor cousin person creature judge magistrate coroner lawyer attorney solicitor secretary editor reporter
  journalist writer poet author painter artist sculptor singer musician actor engineer mechanic pilot mate steward skipper
  boatman farmer peasant gardener hunter gamekeeper keeper warder jailer gaoler prisoner convict thief robber burglar murderer
  spy agent sorcerer messenger courier herald chemist apothecary baker butcher grocer shopkeeper bookseller dealer pedlar broker
  manager director president mayor governor minister ambassador elder chief leader speaker narrator caller
  client patient victim witness foreigner american german russian italian spaniard indian invalid beggar orphan cripple
  psychologist philosopher scientist mathematician astronomer antiquary sheriff ranger cowboy trapper scout apprentice pirate
  captive hermit pilgrim saint sage oracle ghost spirit phantom apparition demon devil angel monster beast animal bird cat dog horse
  rabbit mouse rat mole badger toad frog fox wolf bear lion tiger owl crow raven eagle snake serpent caterpillar gryphon turtle
  dodo dormouse hare lizard spider monkey elephant pig sheep goat donkey mule cow duck goose hen cock parrot pigeon lory eaglet
  scarecrow knave footman robot computer machine speaker`)

/** What people are called by when nobody says their name: `the doctor`; the gender that it tells. */
export const roles = new Map<string, Gender>([
  ...plainRoles.map((role) => [role, 'unknown'] as const),
  ...maleRoles.map((role) => [role, 'male'] as const),
  ...femaleRoles.map((role) => [role, 'female'] as const),
])

const youngWords =
  words(`boy girl lad lass child baby miss master youth young little schoolboy schoolgirl maiden damsel kid son daughter pupil
  apprentice`)
const oldWords =
  words(`old aged elderly ancient grandfather grandmother grandpa grandma granny widow elder venerable white-haired
  grey-haired gray-haired hermit`)

const ages = new Map<string, Age>([
  ...youngWords.map((word) => [word, 'young'] as const),
  ...oldWords.map((word) => [word, 'old'] as const),
])

/** What the words of a name tell of an age: `the old man`. */
export function ageOfWords(lower: string[]): Age | undefined {
  return lower.map((word) => ages.get(word)).find((age) => age !== undefined)
}

/** These begin sentences with a capital, or are written with one, and are nobody's name. */
export const neverNames = new Set(
  words(`i he she it they we you the a an and but then so if when while as at in on for to of no yes not oh ah well what who how why
  where there here this that these those his her him their my your our its me us them one two three four five six seven eight nine ten
  now nothing something everything everybody nobody somebody anybody anything once upon after before with without from by or nor yet
  even only some all any every each both such perhaps indeed still again never always god heaven heavens lord sir madam ma'am dear good
  chapter mr mrs miss monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
  september october november december christmas easter english england london french france german germany italian italy spanish
  spain american america european europe russian russia scotch scotland irish ireland latin greek roman rome paris indian india
  come let do did does is was are were be been have had has will would could should can shall must might just very too also though
  although because since until till suddenly presently finally meanwhile hush hallo hello hullo hollo halloa alas bless thank thanks
  please pray look see listen wait stop go get take give tell say said think know thou thee thy thine o bah pooh humph hum ha hm hmm
  eh ay aye nay why whatever whoever whether which whose whom another other others much many more most few little less least enough
  first last next second third half quite rather really certainly surely exactly true right wrong sure ready gentlemen ladies
  bible christian christians jew jews catholic protestant street road square lane house hall park college university inn hotel
  castle bridge church abbey north south east west northern southern eastern western mind none i'm i'll i've i'd it's that's he's
  she's you're we're they're don't can't won't didn't isn't wasn't couldn't wouldn't shouldn't there's here's what's who's let's
  tis twas twould twill under over above below between among through across against along around behind beside besides beyond
  down up off out into onto within during despite except like unlike near toward towards than whereupon thus hence therefore
  however moreover nevertheless nonetheless otherwise instead anyway anyhow somehow someone anyone everyone evidently obviously
  apparently probably possibly certainly naturally fortunately unfortunately luckily gradually slowly quickly immediately instantly
  directly soon later afterwards afterward today tomorrow yesterday tonight morning evening night noon midnight dinner supper tea
  good-bye goodbye farewell welcome ought having being making seeing hearing looking turning taking going coming getting saying
  poor old young honest great big ii iii iv vi vii viii ix xi xii majesty highness lordship ladyship honour honor excellency worship
  reverence half-past mine ours yours theirs hers himself herself itself themselves myself yourself ourselves whom
  whenever wherever neither either hurrah hooray bravo amen nonsense silence fire help murder damn dash curse confound hang
  providence fate nature death life love time father's years days`),
)
