import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { jest } from '@jest/globals';
import { PROJECTIONS } from '#projections';
import { burst, MortalProduct } from './burst.js';
import { Client, type Acknowledged, type Answer } from './client.js';
import { makeDataFolder, ownEnvironment, ProductProcess, removeDataFolder } from './product-process.js';

jest.setTimeout(90_000);

const CLIENTS = 6;
const SUBJECTS = 50;
/** The process is killed when so many commands have been acknowledged. */
const KILL_AT = [70];

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What `npm start` and `npm run operator` use: a build of these very sources, made when there is none. */
interface Workspace {
  build(say: (text: string) => void): Promise<void>;
}
interface Serve {
  readonly NODE_FLAGS: readonly string[];
}
const script = async <T>(name: string): Promise<T> => (await import(join(root, 'scripts/lib', name))) as T;

interface CommandAnswer {
  readonly subjectId: string;
  readonly events: readonly { readonly type: string }[];
  readonly created: { readonly entryId?: string };
}
interface ListPage {
  readonly items: readonly { readonly entryId: string }[];
  readonly next?: string;
}
interface TimelinePage {
  readonly items: readonly { readonly revision: number; readonly eventType: string }[];
}

// The only spec that builds: no two workers ever do so at once.
describe('the product as it is built and started, with its demonstration, killed with -9 in a burst of commands', () => {
  let dataDir: string;
  let flags: readonly string[];
  let product: MortalProduct;
  let client: Client;
  let acknowledged: readonly Acknowledged[];
  let demonstration: readonly string[];

  beforeAll(async () => {
    const { build } = await script<Workspace>('workspace.mjs');
    ({ NODE_FLAGS: flags } = await script<Serve>('serve.mjs'));
    await build(() => undefined);
    dataDir = await makeDataFolder();
    product = new MortalProduct(await ProductProcess.start(dataDir, [...flags, built('standalone')]));
    client = new Client(product);
  }, 240_000);

  afterAll(async () => {
    await product.process.stop();
    await removeDataFolder(dataDir);
  });

  const built = (app: string): string => join(root, 'dist/apps', app, 'src/main.js');

  async function asked(path: string): Promise<Answer> {
    const answer = await client.request('GET', path, 'supervisor');
    expect({ path, status: answer.status, text: answer.text }).toMatchObject({ status: 200 });
    return answer;
  }

  /** Entries of the three lists, whatever their state. */
  async function listed(): Promise<readonly string[]> {
    const paths = ['red', 'black', 'focus'].map((list) => `/lists/${list}?status=ALL&limit=200`);
    const pages = (await Promise.all(paths.map(asked))).map(({ body }) => body as ListPage);
    for (const { next } of pages) expect(next).toBeUndefined();
    return pages.flatMap(({ items }) => items.map(({ entryId }) => entryId)).sort();
  }

  /** Waits until every follower of the log has handled everything in it. */
  async function followed(): Promise<void> {
    const limit = performance.now() + 30_000;
    for (;;) {
      const { items } = (await asked('/positions')).body as { items: readonly { name: string; lag: number }[] };
      const behind = items.filter(({ lag }) => lag > 0);
      if (behind.length === 0) return;
      if (performance.now() > limit) throw new Error(`behind: ${behind.map(({ name }) => name).join(', ')}`);
    }
  }

  /** Each dossier holds what its commands were answered, in that order, and nothing else. */
  async function expectToldOnce(): Promise<void> {
    await followed();
    const told = new Map<string, string[]>();
    for (const { answer } of acknowledged) {
      const { subjectId, events } = answer.body as CommandAnswer;
      told.set(subjectId, [...(told.get(subjectId) ?? []), ...events.map(({ type }) => type)]);
    }
    expect(told.size).toBe(SUBJECTS);
    for (const [subjectId, types] of told) {
      const { items } = (await asked(`/subjects/${subjectId}/timeline?limit=200`)).body as TimelinePage;
      expect(items.map(({ eventType }) => eventType)).toEqual(types);
      expect(items.map(({ revision }) => revision)).toEqual(types.map((_, revision) => revision));
    }
  }

  it('adopts the database it left running, and takes the repeats of its clients', async () => {
    demonstration = await listed();
    const { postmaster } = await product.process.database();
    acknowledged = await burst(product, { clients: CLIENTS, subjects: SUBJECTS, killAt: KILL_AT });
    expect(acknowledged).toHaveLength(SUBJECTS * 3);
    // The kill did hit commands under way.
    expect(acknowledged.filter(({ attempts }) => attempts > 1).length).toBeGreaterThan(KILL_AT.length);
    expect((await product.process.database()).postmaster).toEqual(postmaster);
  });

  it('tells every acknowledged command exactly once', expectToldOnce);

  it('answers each repeat as it answered first, and writes nothing', async () => {
    for (const first of acknowledged) {
      const repeat = await client.send(first);
      const [is, was] = [repeat, first.answer].map(({ status, body }) => ({ status, body: body as unknown }));
      expect({ path: first.path, ...is }).toEqual({ path: first.path, ...was });
      expect(repeat.headers.get('idempotent-replay')).toBe('true');
    }
    await expectToldOnce();
  });

  it('lists its demonstration as it was, once, and every entry of the burst', async () => {
    expect(demonstration.length).toBeGreaterThan(SUBJECTS / 2);
    const own = new Set(acknowledged.flatMap(({ answer }) => (answer.body as CommandAnswer).created.entryId ?? []));
    expect(own.size).toBe(SUBJECTS);
    expect(await listed()).toEqual([...demonstration, ...own].sort());
  });

  it('has read models that equal a rebuild, says the operator', async () => {
    const verified = PROJECTIONS.map(async ({ name }) => {
      const args = [...flags, built('operator'), '--data', dataDir, 'verify', name, '--json'];
      const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, env: ownEnvironment() });
      return JSON.parse(stdout) as unknown;
    });
    const expected = PROJECTIONS.map(({ name }) => expect.objectContaining({ projection: name, equal: true }));
    expect(await Promise.all(verified)).toEqual(expected);
  });

  it('stops in order when it is asked to', async () => {
    expect(await product.process.stop()).toBe(0);
    await expect(product.process.database()).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
