import { createLogger } from './logging.js';
import { requestLogger } from './request-logger.js';

describe('the logger of a request', () => {
  const lines: string[] = [];
  const logger = createLogger('info', [{ level: 'info', stream: { write: (line) => void lines.push(line) } }]);
  const said = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  beforeEach(() => void lines.splice(0));

  it('writes its lines with the id of the request, and leaves out what every logger leaves out', () => {
    const own = requestLogger(logger, { reqId: 'r-1' }, {});
    own.warn({ headers: { authorization: 'Bearer x' } }, 'one');
    own.child({ part: 'p' }).error('two');
    own.debug('not at this level');
    expect(said()).toMatchObject([
      { level: 'warn', reqId: 'r-1', msg: 'one', headers: '[redacted]' },
      { level: 'error', reqId: 'r-1', part: 'p', msg: 'two' },
    ]);
    expect(said()).toHaveLength(2);
  });

  it('is made when it is first written to, and once', () => {
    let made = 0;
    const parent = { child: () => ((made += 1), logger) } as unknown as typeof logger;
    const own = requestLogger(parent, { reqId: 'r-2' }, {});
    expect(made).toBe(0);
    own.info('a');
    own.level = 'info';
    own.info('b');
    expect([made, own.level]).toEqual([1, 'info']);
  });
});
