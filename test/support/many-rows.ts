import type { Pool } from 'pg';

/**
 * Adds many rows like one that is there.
 *
 * @param like condition that one row meets
 * @param changes columns that differ, as SQL of `n`, which runs from 1 to `count`
 */
export async function addRowsLike(
  pool: Pick<Pool, 'query'>,
  table: string,
  like: string,
  count: number,
  changes: Readonly<Record<string, string>>,
): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
    [table],
  );
  const columns = rows.map(({ name }) => name);
  await pool.query(
    `insert into ${table} (${columns.join(', ')})
     select ${columns.map((column) => changes[column] ?? `t.${column}`).join(', ')}
       from (select * from ${table} where ${like}) t, generate_series(1, ${count}) n`,
  );
}

/**
 * SQL of a JSON text in which some members differ, as {@link addRowsLike} takes it.
 *
 * @param members texts that do, as SQL of `n`
 */
export function jsonLike(text: string, members: Readonly<Record<string, string>>): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return Object.entries(members).reduce(
    (sql, [name, value]) => sql.replace(new RegExp(`"${name}":"[^"]*"`), () => `"${name}":"' || (${value}) || '"`),
    quoted,
  );
}
