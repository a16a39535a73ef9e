const paths = {
  back: 'm15 18-6-6 6-6',
  play: 'M7 4.5v15l12-7.5z',
  pause: 'M8 5v14M16 5v14',
  previous: 'M19 5v14L8 12zM5 5v14',
  next: 'M5 5v14l11-7zM19 5v14',
  generate: 'M3 12h3l2-6 4 12 3-9 2 3h4',
  speaker: 'M4 9v6h4l5 4V5L8 9zM16.5 9a4 4 0 0 1 0 6M19 6.5a8 8 0 0 1 0 11',
  undo: 'M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3',
  redo: 'm15 14 5-5-5-5M20 9H10a6 6 0 0 0 0 12h3',
  pauseMark: 'M4 12h3M17 12h3M10 8v8M14 8v8',
  history: 'M3 12a9 9 0 1 0 3-6.7L3 8M3 3v5h5M12 7v5l3 2',
  lock: 'M6 11h12v9H6zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4',
  plus: 'M12 5v14M5 12h14',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  close: 'M6 6l12 12M18 6 6 18',
  chapters: 'M4 6h16M4 12h16M4 18h10',
  voice: 'M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM5 11a7 7 0 0 0 14 0M12 18v3',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  stop: 'M7 7h10v10H7z',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM20 20l-4-4',
  check: 'm5 12 5 5 9-11',
  word: 'M4 18 9 6l5 12M6 14h6M17 10v8M17 13a3 3 0 0 1 4 0',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M4 12H2M22 12h-2M5 5l1.5 1.5M17.5 17.5 19 19M19 5l-1.5 1.5M6.5 17.5 5 19',
  book: 'M4 5a2 2 0 0 1 2-2h13v15H6a2 2 0 0 0-2 2zM4 20a2 2 0 0 0 2 1h13v-3',
  people:
    'M9 4a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM3 20a6 6 0 0 1 12 0M16 4.5a3.2 3.2 0 0 1 0 6M17.5 14.5A5.5 5.5 0 0 1 21 20',
  script: 'M5 5h9v7H9l-4 3zM16 9h4v7h-1v3l-3-3h-4v-2',
  list: 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01',
} as const

export type IconName = keyof typeof paths

export function Icon({ name }: { name: IconName }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path
        d={paths[name]}
        {...(name === 'play' && { fill: 'currentColor' })}
        {...(name === 'more' && { strokeWidth: 2.8 })}
      />
    </svg>
  )
}
