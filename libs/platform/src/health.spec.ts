import { HealthRegistry } from './health.js';

describe('health', () => {
  it('is up when every part is', async () => {
    const health = new HealthRegistry();
    health.register({ name: 'store', critical: true, run: () => ({ state: 'up', detail: 'position 7' }) });
    expect(await health.report()).toEqual({
      status: 'up',
      checks: { store: { state: 'up', detail: 'position 7', ms: expect.any(Number) as number } },
    });
  });

  it('is degraded by a part that is not critical and down by one that is', async () => {
    const health = new HealthRegistry();
    health.register({
      name: 'projection:lists',
      critical: false,
      run: () => ({ state: 'down', detail: 'stopped at 5' }),
    });
    expect((await health.report()).status).toBe('degraded');
    const takeOut = health.register({ name: 'store', critical: true, run: async () => ({ state: 'down' }) });
    expect((await health.report()).status).toBe('down');
    takeOut();
    expect((await health.report()).status).toBe('degraded');
  });

  it('counts what throws as down, and does not tell what it said', async () => {
    const health = new HealthRegistry();
    health.register({
      name: 'store',
      critical: true,
      run: () => {
        throw new RangeError('secret words');
      },
    });
    const report = await health.report();
    expect(report.checks['store']).toMatchObject({ state: 'down', detail: 'RangeError' });
  });

  it('is not ready any more while the process stops', async () => {
    const health = new HealthRegistry();
    health.drain();
    expect((await health.report()).status).toBe('down');
  });

  it('does not take two checks of one name', () => {
    const health = new HealthRegistry();
    const check = { name: 'a', critical: true, run: () => ({ state: 'up' as const }) };
    health.register(check);
    expect(() => health.register(check)).toThrow('there already');
  });
});
