/** Sounds that no rule of reading gives. Letters may be drawn out: `shhhh`, `brrrr`. */
export function sayInterjection(word: string): string | undefined {
  const lower = word.toLowerCase().replace(/(.)\1{2,}/gu, '$1$1')
  return Object.hasOwn(interjections, lower) ? interjections[lower] : undefined
}

const interjections: Record<string, string> = {
  ...{ sh: 'ʃː', shh: 'ʃː', ssh: 'ʃː', pst: 'pst', tsk: 'tˈɪsk', zz: 'zː', hmm: 'hmː', mm: 'mː' },
  ...{ brr: 'bɹː', grr: 'ɡɹː', argh: 'ˈɑːɹ', aargh: 'ˈɑːɹ', aarghh: 'ˈɑːɹ' },
  ...{
    aah: 'ˈɑː',
    ew: 'ˈiu',
    eww: 'ˈiːu',
    aww: 'ˈɔː',
    mhm: 'mhmː',
    hmph: 'hˈʌmf',
    haha: 'hɑːhˈɑː',
  },
  ...{ hehe: 'hɛhˈɛ', hm: 'hm' },
}
