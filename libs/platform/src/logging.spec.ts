import { createLogger, NestLogger } from './logging.js';
import { safeError } from './safe-error.js';

function capture(): { lines: string[]; logger: ReturnType<typeof createLogger> } {
  const lines: string[] = [];
  return {
    lines,
    logger: createLogger('trace', [{ level: 'trace', stream: { write: (line) => void lines.push(line) } }]),
  };
}

const canary = '赵钱孙';
const number = '110101199003070014';

describe('the log', () => {
  it('keeps no text of an error that may quote input, also not in its causes', () => {
    const { lines, logger } = capture();
    const driver = Object.assign(new Error(`Key (name)=(${canary}) already exists`), {
      code: '23505',
      detail: `Key (name)=(${canary})`,
      parameters: [number],
    });
    logger.error({ err: new Error(`could not store ${canary}`, { cause: driver }) }, 'unexpected error');
    const line = lines.join('');
    expect(line).not.toContain(canary);
    expect(line).not.toContain(number);
    const entry = JSON.parse(line) as { err: { type: string; frames: string[]; cause: { code: string } } };
    expect(entry.err.type).toBe('Error');
    expect(entry.err.cause.code).toBe('23505');
    expect(entry.err.frames[0]).toContain('logging.spec');
  });

  it('keeps the text of an operating system error and of a programming error, without data', () => {
    expect(
      safeError(Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE', syscall: 'listen' })),
    ).toMatchObject({ message: 'listen EADDRINUSE', code: 'EADDRINUSE' });
    const masked = safeError(new TypeError(`cannot read ${canary} of ${number}`)).message;
    expect(masked).toBe('cannot read ▒ of ▒');
    expect(safeError('text').name).toBe('thrown string');
  });

  it('ends with causes that go in a circle', () => {
    const error = new Error('a');
    error.cause = error;
    expect(JSON.stringify(safeError(error)).length).toBeLessThan(50_000);
  });

  it('redacts sensitive members at the top and below', () => {
    const { lines, logger } = capture();
    logger.info({ token: canary, subject: { name: canary, identifier: number }, a: { b: { reason: canary } } }, 'x');
    logger.info({ headers: { authorization: canary } }, 'x');
    expect(lines.join('')).not.toMatch(new RegExp(`${canary}|${number}`));
    expect(lines.join('')).toContain('[redacted]');
  });

  it('writes a request without headers and query', () => {
    const { lines, logger } = capture();
    const req = {
      method: 'GET',
      url: `/subjects/1?name=${canary}`,
      headers: { cookie: canary },
      routeOptions: { url: '/subjects/:id' },
    };
    logger.info({ req }, 'request');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ req: { method: 'GET', route: '/subjects/:id' }, level: 'info' });
    expect(lines[0]).not.toContain(canary);
  });

  it('takes the lines of Nest with their context', () => {
    const { lines, logger } = capture();
    const nest = new NestLogger(logger);
    nest.log('started', 'NestFactory');
    nest.error(new TypeError('x'), 'Somewhere');
    const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(entries[0]).toMatchObject({ level: 'debug', context: 'NestFactory', msg: 'started' });
    expect(entries[1]).toMatchObject({ level: 'error', err: { type: 'TypeError' } });
  });
});
