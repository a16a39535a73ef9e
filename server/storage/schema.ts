// All tables, a file for each of the folders that own them, in the order of the map.
// What a `jsonb` column holds is typed by the folder that owns the table; rows never leave the files with the queries.

export * from './tables/audio-native.ts'
export * from './tables/blocks.ts'
export * from './tables/callbacks.ts'
export * from './tables/casts.ts'
export * from './tables/conversions.ts'
export * from './tables/dictionaries.ts'
export * from './tables/exports.ts'
export * from './tables/keys.ts'
export * from './tables/podcasts.ts'
export * from './tables/projects.ts'
export * from './tables/settings.ts'
export * from './tables/snapshots.ts'
export * from './tables/speech-history.ts'
export * from './tables/takes.ts'
export * from './tables/voices.ts'
