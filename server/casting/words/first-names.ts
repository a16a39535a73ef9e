import type { Gender } from './people.ts'

// Given names that nearly always tell a gender in English fiction, with a few of other languages. Surnames that are also given
// names (Lindsay, Kelly) are left out.

const male = `aaron abel abner abraham absalom adam adolphus adrian alan albert alec alexander alexei alexis alfred algernon allan
  alphonse ambrose amos anatole andre andrea andrei andrew angus anselm anthony antoine antonio archibald aristide arkady arnold
  arthur augustus bardolph barnabas barnaby bartholomew barney basil benedict benjamin benvolio bernard bert bertie bertram bertrand
  bill billy bob bobby boris brian bruce bruno caleb calvin carl carlo carlos caspar cassius cecil cedric charles charley charlie
  christopher cicero clarence claude claudius clement clifford clive colin conrad constantine cornelius crispin cuthbert cyril
  cyrus damian daniel dan danny david davy denis dennis derek dick dickie dmitri dominic donald dorian douglas duncan ebenezer
  edgar edmund eduardo edward edwin egbert elias elijah emil emile enoch ephraim eric ernest ethan eugene eustace evelyn ezra
  felix ferdinand fergus fitzwilliam floyd francis francisco francois françois frank franz fred freddie freddy frederick friedrich
  fritz fyodor gabriel gaston geoffrey george gerald gerard gervase gideon gilbert giles giovanni giuseppe godfrey gordon graham
  gregory griffith gustav gustave guy hamlet hans harold harry hector heinrich henri henry herbert hercule herman hermann hezekiah
  hilary hiram horace horatio howard hubert huck huckleberry hugh hugo humphrey ian ichabod ignatius igor immanuel ira isaac isaiah
  ishmael israel ivan jabez jack jacob jacques jake james jan jason jasper jean jedediah jeff jeffrey jeremiah jeremy jerome jerry
  jethro jim jimmy joachim job joe joel johann john johnny jonah jonas jonathan jordan jose josé joseph josh joshua juan jules
  julian julio julius karl keith kenneth konstantin lambert lance lancelot laurence laurie lawrence leander leo leon leonard
  leopold leroy lewis lionel llewellyn lloyd lorenzo louis lucas lucian lucien ludwig luigi luke luther magnus malcolm manuel marcel
  marco marcus mario mark marmaduke marshall martin marvin matthew maurice max maximilian mervyn michael mick micky miguel mikhail
  miles milton mordecai morris mortimer moses nathan nathaniel ned neil nicholas nick nicolas nigel nikolai noah noel norman obadiah
  octavius oliver orlando oscar osbert oswald otto owen pablo paddy pascal patrick paul pedro percival percy peregrine pete peter
  phil philip philippe phileas phineas pierre pip polonius quentin ralph randolph raoul raphael raymond reginald reuben rex rhett
  richard robert robin roderick rodion rodney rodrigo roger roland rolf romeo ronald rory ross rudolf rudolph rufus rupert russell
  sam sammy samson samuel sancho sandy saul scott sebastian sergei seth seymour sherlock sid sidney sidney sigismund silas silvester
  simeon simon solomon spencer stanley stefan stephen steve steven stewart stuart sydney sylvester ted teddy terence thaddeus
  theobald theodore theophilus thomas tim timothy titus toby tobias tom tommy tony tristram tybalt ulysses uriah valentin vernon
  victor vincent virgil vladimir wallace walter warren washington wilbur wilfred wilhelm will willard william willie willy winston
  xavier yuri zachariah zachary zeb zebedee ali ahmed hassan ibrahim mohammed omar rashid yusuf ravi arjun krishna raj wei hiroshi
  kenji takeshi akira jürgen klaus dieter günther helmut wolfgang sven lars olaf björn nils`

const female = `abigail ada adela adelaide adele adelina agatha agnes alexandra alice alicia alina alison alma althea amabel amanda
  amelia amy anastasia anastasie andromeda angela angelica angelina anita ann anna annabel annabella anne annette annie antoinette
  antonia arabella ariadne astrid audrey augusta aurelia aurora barbara beatrice beatrix becky belinda bella bernadette bertha bess
  bessie beth betsy betty biddy blanche bridget camilla candace carla carlotta carmen carol carolina caroline carrie cassandra
  catharine catherine cathy cecilia celeste celia charity charlotte chloe christiana christina christine cissy clara clarice clarissa
  claudia clementina cleopatra clotilde colette constance consuelo cora cordelia corinne cornelia cosette cynthia daisy daphne
  deborah deirdre delia della denise desdemona diana dinah dolly dolores dora doreen doris dorothea dorothy dulcie edith edna
  effie eileen elaine eleanor elena elfrida elinor elisabeth eliza elizabeth ella ellen elsa elsie emily emma emmeline enid ernestine
  esmeralda estella estelle esther ethel etta eugenia eugenie eunice eva evangeline eve evelina fanny faith fatima felicia felicity
  fiona flora florence frances francesca freda frederica gabrielle georgiana georgina geraldine gertrude gladys glinda gloria grace
  greta gretchen gretel griselda guinevere gwen gwendolen gwendolyn hannah harriet hattie hazel heather hedwig heidi helen helena
  helene henrietta hermia hermione hester hetty hilda honor honoria hope hortense ida imogen ines ingrid irene iris irma isabel
  isabella isabelle isolde ivy jacqueline jane janet janice jean jeanette jeanne jemima jennie jennifer jenny jessica jessie jill jo
  joan joanna jocasta johanna josephine joy joyce judith judy julia juliana julie juliet justine karen kate katharine katherine
  kathleen katie katya kitty klara laetitia laura lavinia leah leila lena leonora letitia letty lily linda lisa lise lizzie lizzy
  lois lola lolita lorna lottie lotte louisa louise lucia lucinda lucretia lucy luisa lulu lydia mabel madeleine madeline madge
  maggie magdalena maisie mamie marcella marcia margaret margarita margery margot marguerite maria marian marianne marie marietta
  marilla marina marion marjorie martha mary masha mathilda matilda maud maude maureen mavis maya may meg melanie melinda melissa
  mercedes mercy meta mildred millicent millie milly mimi mina minerva minna minnie mirabel miranda miriam moll mollie molly mona
  monica morgana muriel myra myrtle nadia nan nancy naomi natalie natasha nell nellie nelly nettie nicole nina nora norah octavia
  odette olga olive olivia olympia ophelia pamela pandora patience patricia patty paula pauline pearl peggy penelope pepita phoebe
  phyllis polly portia priscilla prudence prue rachel ramona rebecca regina rhoda rita roberta rosa rosalie rosalind rosamond
  rosamund rose rosemary rosie rosina roxana ruby ruth sabina sabrina sadie sally salome samantha sarah sasha selina selma
  serena sheila shirley sibyl sonia sonya sophia sophie sophronia stella susan susanna susannah susie sybil sylvia tabitha tamara
  tamsin tanya tatiana tess tessa thea theodora theresa therese thelma tilda tilly titania tracy trixie trudy una ursula valerie
  vanessa vanya vera verena veronica victoria vida viola violet virginia vivian vivien wanda wendy wilhelmina winifred xanthe yolanda
  yvette yvonne zara zelda zenobia zillah zoe zuleika aisha leila yasmin priya lakshmi indira mei yuki akiko sakura heike ingeborg
  ursel sieglinde brünnhilde`

const genders = new Map<string, Gender>()
for (const name of male.trim().split(/\s+/)) genders.set(name, 'male')
// A name in both lists tells nothing.
for (const name of female.trim().split(/\s+/)) genders.set(name, genders.has(name) ? 'unknown' : 'female')

/** Undefined for a word that is no given name that we know. */
export function genderOfFirstName(lower: string): Gender | undefined {
  return genders.get(lower)
}

const shortForms = `elizabeth:lizzy,lizzie,eliza,beth,bess,bessie,betty,betsy,liz,lisbeth;thomas:tom,tommy;huckleberry:huck;
  james:jim,jimmy,jem;joseph:joe;william:will,bill,billy,willie,willy;catherine:kitty,cathy,kate,katie;katherine:kitty,kate,katie;
  sidney:sid;margaret:meg,maggie,peggy,madge,daisy;josephine:jo;theodore:teddy,ted,laurie;edward:ned,ted,teddy,eddie;
  richard:dick,dickie;robert:bob,bobby,robin,rob;henry:harry,hal;john:jack,johnny;charles:charley,charlie;frederick:fred,freddy;
  daniel:dan,danny;david:davy,dave;samuel:sam,sammy;benjamin:ben,benny;michael:mick,mike,micky;nicholas:nick;peter:pete;philip:pip,phil;
  anthony:tony;antony:tony;andrew:andy;alexander:alec,alex,sandy;albert:bert,bertie;bertram:bertie,bert;gilbert:gil;herbert:bert,bertie;
  george:georgie;timothy:tim;stephen:steve;walter:wat,wally;matthew:matt;patrick:paddy,pat;martha:patty;mary:molly,polly,moll,mamie;
  helen:nell,nellie,nelly;ellen:nell,nelly;eleanor:nell,nora,ellie;susan:sue,susie;susanna:sue,susie;sarah:sally,sadie;
  rebecca:becky;rosamund:rosa;rosamond:rosy;jane:jenny,janey;janet:jenny;virginia:ginny;dorothy:dolly,dot;dorothea:dodo,dora;
  harriet:hattie,hatty;henrietta:hetty,etta;esther:hetty;frances:fanny,fan;charlotte:lottie;caroline:carrie,caddy;cecilia:celia,cissy;
  abigail:abby;amelia:emmy,amy;emily:emmy,em;emmeline:emmy;gwendolen:gwen;isabella:bella;arabella:bella;jessica:jessie;
  judith:judy;julia:julie;letitia:letty,lettice;lucinda:lucy;matilda:tilly,maud;mildred:millie;millicent:milly;penelope:penny;
  philippa:pip;priscilla:prissy;prudence:prue;theresa:tess,tessa;victoria:vicky;wilhelmina:mina,minnie;winifred:winnie;augusta:gussie;
  christopher:kit,chris;ebenezer:eben;geoffrey:jeff;gerald:gerry;jeremiah:jerry;gregory:greg;lawrence:larry;laurence:larry,laurie;
  leonard:len;nathaniel:nat;oliver:noll,nolly;percival:percy;reginald:reggie;ronald:ron;rudolph:rudy;solomon:sol;
  abraham:abe;archibald:archie;arthur:art;augustus:gus;bartholomew:bart;clement:clem;cornelius:con;edmund:ned;eugene:gene;
  francis:frank;jacob:jake;jonathan:jon;joshua:josh;kenneth:ken;raymond:ray;zachary:zach;ernest:ernie;algernon:algy`

const fullForms = new Map<string, Set<string>>()
for (const entry of shortForms.split(';')) {
  const [full, short] = entry.trim().split(':')
  for (const one of short!.split(',')) fullForms.set(one, new Set([...(fullForms.get(one) ?? []), full!]))
}

/** Whether one is what people call somebody of the other name: Tom and Thomas, Lizzy and Eliza. */
export function isSameFirstName(a: string, b: string): boolean {
  if (a === b) return true
  const [ofA, ofB] = [fullForms.get(a), fullForms.get(b)]
  return Boolean(ofA?.has(b) || ofB?.has(a) || (ofA && ofB && [...ofA].some((full) => ofB.has(full))))
}
