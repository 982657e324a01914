import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { newWorld, type World } from '../../../command-api/src/batches/testing/world.js';
import { OperatorFailure } from '../terminal.js';
import { addImportCommand } from './import.js';

let world: World;
let folder: string;
let url: string;

beforeAll(async () => {
  world = await newWorld();
  await world.app.listen(0, '127.0.0.1');
  url = await world.app.getUrl();
  folder = await mkdtemp(join(tmpdir(), 'operator-import-'));
  await writeFile(join(folder, 'token'), 'drafter\n');
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

async function operator(...args: readonly string[]): Promise<readonly string[]> {
  const printed: string[] = [];
  const program = new Command().exitOverride();
  const terminal = { env: {}, root: folder, print: (text: string) => printed.push(text), note: () => undefined };
  addImportCommand(program, terminal);
  const token = ['--token-file', join(folder, 'token'), '--url', url];
  await program.parseAsync(['import', ...args, ...token], { from: 'user' });
  return printed;
}

describe('operator import', () => {
  it('tries and imports a list, and writes what became of each row', async () => {
    const list = join(process.cwd(), 'examples', 'initial-list-black.csv');
    expect(await operator(list, '--standard', 'BLK-1', '--dry-run')).toEqual([
      'DONE  accepted 40  refused 0  duplicate 0',
    ]);
    const result = join(folder, 'result.csv');
    const key = crypto.randomUUID();
    const printed = await operator(list, '--standard', 'BLK-1', '--result', result, '--key', key);
    expect(printed).toEqual(['DONE  accepted 40  refused 0  duplicate 0']);
    expect((await readFile(result, 'utf8')).trim().split('\r\n')).toHaveLength(41);
    // The same key again finds the same batch.
    expect(await operator(list, '--standard', 'BLK-1', '--key', key)).toEqual(printed);
    expect(await operator(list, '--standard', 'BLK-1')).toEqual(['DONE  accepted 0  refused 0  duplicate 40']);
  }, 60_000);

  it('says in one line what the server refuses', async () => {
    const broken = join(folder, 'broken.csv');
    await writeFile(broken, 'a,b\n1,"2');
    await expect(operator(broken, '--standard', 'RED-1')).rejects.toThrow(/^BATCH_CSV: Line 2 is broken.*\(line 2\)$/);
    await expect(operator(join(folder, 'none.csv'), '--standard', 'RED-1')).rejects.toThrow(OperatorFailure);
    await expect(operator(broken, '--standard', 'NONE')).rejects.toThrow(/^STANDARD_UNKNOWN/);
  });
});
