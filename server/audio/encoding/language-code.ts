/**
 * The three letters (ISO 639-2/T) of a language given by two (ISO 639-1), as tags of MP3 and MP4 files want them; a
 * region as in `en-GB` is ignored. Undefined for a language that the list does not have.
 */
export function toLanguageCode(language: string): string | undefined {
  return codes.get(language.slice(0, 2).toLowerCase())
}

const codes = new Map(
  `af afr am amh ar ara as asm az aze be bel bg bul bn ben bs bos ca cat cs ces cy cym da dan de deu el ell en eng
   eo epo es spa et est eu eus fa fas fi fin fr fra ga gle gd gla gl glg gu guj ha hau he heb hi hin hr hrv hu hun
   hy hye id ind ig ibo is isl it ita ja jpn jv jav ka kat kk kaz km khm kn kan ko kor ku kur ky kir la lat lb ltz
   ln lin lo lao lt lit lv lav mg mlg mi mri mk mkd ml mal mn mon mr mar ms msa mt mlt my mya nb nob ne nep nl nld
   nn nno no nor or ori pa pan pl pol ps pus pt por ro ron ru rus sd snd si sin sk slk sl slv sn sna so som sq sqi
   sr srp su sun sv swe sw swa ta tam te tel tg tgk th tha tk tuk tl tgl tr tur tt tat ug uig uk ukr ur urd uz uzb
   vi vie xh xho yi yid yo yor zh zho zu zul`
    .match(/[a-z]{2}\s+[a-z]{3}/g)!
    .map((pair) => pair.split(/\s+/) as [string, string]),
)
