import pg from 'pg'
import { openServerPlace } from '#server/storage/postgres/place.ts'

/** Asks the database of a studio directly. Whoever asks so does not keep its server from stopping. */
export async function queryStudio<Row extends pg.QueryResultRow>(
  dataFolder: string,
  statement: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const { connection } = await openServerPlace(`${dataFolder}/postgres`, true)
  const client = new pg.Client({ ...connection, application_name: 'torture', connectionTimeoutMillis: 10_000 })
  client.on('error', () => {}) // the statement is told
  try {
    await client.connect()
    return (await client.query<Row>(statement, values)).rows
  } finally {
    await client.end()
  }
}

const isRunning = `conversions.state in ('queued', 'working')`
const snapshots = `(select conversion_id from chapter_snapshots union all select conversion_id from project_snapshots) as snapshots`

/** What must not be, at any time: each answers the rows that show it. */
const impossible = {
  'a conversion runs without a job': `
    select id from conversions where ${isRunning} and not exists (
      select from pgboss.job where group_id = coalesce(conversions.parent_id, conversions.id) and state < 'completed')`,
  "a project's conversion runs, its chapters' have ended, and no job publishes it": `
    select id from conversions where ${isRunning} and chapter_id is null
      and not exists (
        select from conversions as child where parent_id = conversions.id and child.state in ('queued', 'working'))
      and not exists (
        select from pgboss.job where state < 'completed' and data ->> 'conversionId' = conversions.id)`,
  'a conversion is done without a snapshot': `
    select id from conversions where state = 'done' and id not in (select conversion_id from ${snapshots})`,
  'a snapshot belongs to no conversion that is done': `
    select conversion_id from ${snapshots}
    where not exists (select from conversions where id = conversion_id and state = 'done')`,
  'a conversion has two snapshots': `
    select conversion_id from ${snapshots} group by conversion_id having count(*) > 1`,
  'an ended conversion has kept its plan': `
    select id from conversions join conversion_takes on conversion_id = id where not (${isRunning})`,
  'a snapshot plays a take that is gone': `
    select chapter_snapshots.id from chapter_snapshots, jsonb_path_query(manifest, '$.segments[*].take.key') as played (key)
    where not exists (select from takes where takes.key = played.key #>> '{}')`,
}

/** What is wrong in the tables at this moment. @throws when the database cannot be asked */
export async function findImpossible(dataFolder: string): Promise<string[]> {
  const wrong: string[] = []
  for (const [what, statement] of Object.entries(impossible)) {
    const rows = await queryStudio(dataFolder, statement)
    if (rows.length > 0) wrong.push(`In the database: ${what} (${rows.map((row) => Object.values(row)[0])}).`)
  }
  return wrong
}
