import { firstValueFrom, toArray, take } from 'rxjs';
import { PROJECTIONS } from '#projections';
import { DossierScript, enterprise } from '../../../../projections/src/testing/dossier-events.js';
import { QueryApp } from '../testing/query-app.js';
import { AdvanceFeed } from './stream-events.js';

const READ_MODELS = PROJECTIONS.map(({ name }) => name).sort();
const X = '11111111-1111-4111-8111-111111111111';

describe('the stream of what moved', () => {
  let api: QueryApp;
  beforeAll(async () => {
    api = await QueryApp.start({}, '2026-10-01T04:00:00.000Z');
  }, 30_000);
  afterAll(() => api.stop());

  it('tells names and positions of read models and nothing else', async () => {
    const feed = api.nest.get(AdvanceFeed);
    const moved = firstValueFrom(feed.follow().pipe(take(READ_MODELS.length), toArray()));
    const script = new DossierScript(X).add('SubjectRegistered', enterprise(X, '甲公司', '91640100MA00TE5T0A'));
    const position = await api.record(script.events());
    await feed.look();
    const told = await moved;
    expect(told.map((one) => one.projection).sort()).toEqual(READ_MODELS);
    for (const one of told) expect(one).toEqual({ projection: expect.any(String), position });
  });

  it('is closed to who has no token', async () => {
    expect((await api.get('/events')).statusCode).toBe(401);
  });
});
