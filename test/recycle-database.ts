import pg from 'pg'
import { toApplicationName } from '#server/storage/application-name.ts'
import type { ServerConnection } from '#server/storage/postgres/place.ts'

/** A database as it was made: by what one tells that a test has changed more than rows, and the rows that it has. */
export type Original = { shape: string; byteLength: number; refill: string }

/** What is deleted leaves room behind that is read again and again: a database that grew more is not worth keeping. */
const mostGrowth = 4 * 1024 * 1024
const leavePatienceMilliseconds = 2_000

const ours = `relnamespace::regnamespace::text in ('public', 'drizzle', 'pgboss')`

/** Remembers a database that nobody has used yet. */
export function lookAtOriginal(connection: ServerConnection): Promise<Original> {
  return withClient(connection, async (client) => {
    const [shape, byteLength] = [await readShape(client), await readByteLength(client)]
    return { shape, byteLength, refill: await writeRefill(client) }
  })
}

/**
 * Makes a database as it was before a test used it. Answers whether it is: not where the test changed its tables, left
 * somebody connected to it, or made it big.
 */
export function makeAsNew(connection: ServerConnection, original: Original): Promise<boolean> {
  return withClient(connection, async (client) => {
    if (!(await isLeft(client))) return false
    if ((await readShape(client)) !== original.shape) return false
    if ((await readByteLength(client)) > original.byteLength + mostGrowth) return false
    await client.query(`set session_replication_role = replica; ${deleteAll}; ${original.refill}`)
    return true
  })
}

/** Whether all other connections have ended. Those that their process has closed last a moment longer. */
async function isLeft(client: pg.Client): Promise<boolean> {
  const others = `select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
  await client.query(`do $$ declare patience timestamptz := clock_timestamp() + interval '${leavePatienceMilliseconds} ms';
    begin
      while exists (${others}) and clock_timestamp() < patience loop
        perform pg_sleep(0.003), pg_stat_clear_snapshot();
      end loop;
    end $$`)
  return (await client.query(others)).rows.length === 0
}

/** Where PostgreSQL keeps tables, triggers and functions; by whose number ours are told from its own. */
const catalogs = {
  ...{ pg_attribute: 'attrelid', pg_index: 'indexrelid' },
  ...Object.fromEntries(
    ['attrdef', 'class', 'constraint', 'namespace', 'proc', 'rewrite', 'trigger', 'type'].map((name) => [
      `pg_${name}`,
      'oid',
    ]),
  ),
}
const firstOfOurs = 16_384

/** Another one after tables, triggers or functions were changed, or what the planner knows of them. */
async function readShape(client: pg.Client): Promise<string> {
  const counts = Object.entries(catalogs).map(
    ([name, id]) => `(select row(count(*), max(xmin::text::bigint)) from ${name} where ${id} >= ${firstOfOurs})`,
  )
  const settings = '(select count(*) from pg_db_role_setting)'
  const planner = `(select sum(reltuples + relpages) from pg_class where ${ours})`
  const { rows } = await client.query(`select row(${[...counts, settings, planner].join(', ')})::text as shape`)
  return rows[0].shape
}

async function readByteLength(client: pg.Client): Promise<number> {
  const { rows } = await client.query('select pg_database_size(current_database()) as size')
  return Number(rows[0].size)
}

/** Only of tables that were ever written to. */
const deleteAll = `do $$ declare name regclass;
  begin
    for name in select oid from pg_class where relkind = 'r' and ${ours} and pg_relation_size(oid) > 0 loop
      execute format('delete from only %s', name);
    end loop;
  end $$`

/** Statements that fill empty tables with what is in them now, and make sequences go on as they would now. */
async function writeRefill(client: pg.Client): Promise<string> {
  const { rows: tables } = await client.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class where relkind = 'r' and ${ours} and pg_relation_size(oid) > 0`,
  )
  const inserts: string[] = []
  for (const { name } of tables) {
    const { rows } = await client.query(`select coalesce(json_agg(row), '[]')::text as all from ${name} as row`)
    const values = pg.escapeLiteral(rows[0].all)
    inserts.push(
      `insert into ${name} overriding system value select * from json_populate_recordset(null::${name}, ${values})`,
    )
  }
  const { rows: sequences } = await client.query<{ set: string }>(
    `select format('select setval(%L, %s, %L)', format('%I.%I', schemaname, sequencename),
      coalesce(last_value, start_value), last_value is not null) as set from pg_sequences`,
  )
  return [...inserts, ...sequences.map(({ set }) => set)].join('; ')
}

async function withClient<T>(connection: ServerConnection, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...connection, application_name: toApplicationName('tests') })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
