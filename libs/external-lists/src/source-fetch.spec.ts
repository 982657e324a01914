import { createHash } from 'node:crypto';
import { Networks } from '#libs/webhooks';
import { SourceFetch, type SourceFetchSettings } from './source-fetch.js';
import { ListServer } from './testing/list-server.js';

describe('fetching a list from its owner', () => {
  let source: ListServer;
  beforeAll(async () => {
    source = await ListServer.start();
  });
  afterAll(() => source.stop());

  const fetching = (settings: Partial<SourceFetchSettings> = {}): SourceFetch =>
    new SourceFetch({ networks: new Networks(['127.0.0.1']), ...settings });
  const outcome = async (settings: Partial<SourceFetchSettings> = {}, url = source.url): Promise<string> =>
    (await fetching(settings).get(url)).outcome;

  it('brings bytes, version, digest and entity tag; who knows the tag is told that nothing changed', async () => {
    source.offers('2026-10-01', 'a,b\n');
    expect(await fetching().get(source.url)).toEqual({
      ...{ outcome: 'RECEIVED', bytes: Buffer.from('a,b\n'), etag: '"2026-10-01"', version: '2026-10-01' },
      sha256: createHash('sha256').update('a,b\n').digest('hex'),
    });
    expect(await fetching().get(source.url, '"2026-10-01"')).toEqual({ outcome: 'NOT_MODIFIED' });
    source.offers('no version at all', '', 'md5=:AAAA:');
    expect(await fetching().get(source.url)).not.toHaveProperty('version');
    expect(await fetching().get(source.url)).not.toHaveProperty('sha256');
  });

  it('ends with what the source did wrong', async () => {
    source.fails(404);
    expect(await outcome()).toBe('REFUSED');
    source.redirects();
    expect(await outcome()).toBe('REDIRECTED');
    source.breaksOff('2026-10-02');
    expect(await outcome()).toBe('TRUNCATED');
    source.keepsSilent();
    expect(await outcome({ timeoutMs: 100 })).toBe('TIMED_OUT');
    source.dribbles();
    expect(await outcome({ timeoutMs: 150 })).toBe('TIMED_OUT');
    source.floods();
    expect(await outcome({ maxBytes: 200_000 })).toBe('TOO_LARGE');
    expect(await outcome({}, 'http://127.0.0.1:1/')).toBe('UNREACHABLE');
  });

  it('connects to no address that the operator has not allowed, whatever name leads there', async () => {
    const asked = source.asked.length;
    const resolve = async (): Promise<readonly string[]> => ['93.184.216.34', '127.0.0.1'];
    const named = source.url.replace('127.0.0.1', 'lists.example.cn');
    expect(await outcome({ networks: new Networks() })).toBe('FORBIDDEN');
    expect(await outcome({ networks: new Networks(), resolve }, named)).toBe('FORBIDDEN');
    expect(await outcome({ resolve: async () => [] }, named)).toBe('UNRESOLVED');
    expect(source.asked).toHaveLength(asked);
    source.offers('2026-10-03', 'a\n');
    expect(await outcome({ resolve: async () => ['127.0.0.1'] }, named)).toBe('RECEIVED');
  });
});
