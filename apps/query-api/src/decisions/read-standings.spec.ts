import { jest } from '@jest/globals';
import type { Pool } from 'pg';
import { readStandings } from './read-standings.js';

/** A connection that notes what it is asked; `known` are the references that have a dossier. */
function listening(known: readonly string[]) {
  const statements: string[] = [];
  const client = {
    release: jest.fn(),
    query: async (sql: string, values: readonly unknown[] = []) => {
      statements.push(sql);
      if (sql.startsWith('with recursive'))
        return { rows: (values[0] as string[]).map((subjectId, place) => ({ place, subjectId })) };
      if (sql.includes('from read.current_entries') && !sql.includes('responsible_persons'))
        return { rows: known.map((subjectId) => ({ entryId: `entry of ${subjectId}`, subjectId })) };
      return { rows: [] };
    },
  };
  return { statements, client, pool: { connect: async () => client } as unknown as Pool };
}

const asking = { today: '2026-09-18', unitIds: ['unit-c'], position: async () => '7' };

describe('looking up what stands about many subjects (3.18)', () => {
  it('runs the same statements for one as for hundreds, all on one snapshot', async () => {
    const [one, many] = [listening([]), listening([])];
    await readStandings(one.pool, ['a'], asking);
    const refs = Array.from({ length: 200 }, (_, at) => `s-${at}`);
    expect((await readStandings(many.pool, refs, asking)).of).toHaveLength(200);
    expect(many.statements).toEqual(one.statements);
    expect(one.statements[0]).toBe('begin isolation level repeatable read read only');
    expect(one.statements.at(-1)).toBe('commit');
  });

  it('takes the same way for an unlisted as for an unknown subject', async () => {
    const [unlisted, unknown] = [listening([]), listening([])];
    const answers = [
      await readStandings(unlisted.pool, ['44444444-4444-4444-8444-444444444444'], asking),
      await readStandings(unknown.pool, ['00000000-0000-0000-0000-000000000000'], asking),
    ];
    expect(unknown.statements).toEqual(unlisted.statements);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[0]).toEqual({ position: '7', toTake: [], of: [{ entries: [], parts: [], mirrors: [] }] });
  });

  it('gives each its own, in the order asked, also where two ask for one', async () => {
    const { pool, client } = listening(['a', 'c']);
    const { of } = await readStandings(pool, ['c', 'b', 'a', 'c'], asking);
    expect(of.map(({ entries }) => entries.map(({ entryId }) => entryId))).toEqual([
      ['entry of c'],
      [],
      ['entry of a'],
      ['entry of c'],
    ]);
    expect(client.release).toHaveBeenCalledTimes(1);
  });

  it('gives the connection back where reading fails', async () => {
    const { pool, client, statements } = listening([]);
    const position = async () => Promise.reject(new Error('away'));
    await expect(readStandings(pool, ['a'], { ...asking, position })).rejects.toThrow('away');
    expect(statements.at(-1)).toBe('rollback');
    expect(client.release).toHaveBeenCalledTimes(1);
  });
});
