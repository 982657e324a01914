import fc from 'fast-check';
import { createValidationPipe, OrdinaryShapePipe } from '#libs/platform';
import { shaped } from '../../libs/platform/src/shape.js';
import { unplannable } from '../../libs/platform/src/shape-plan.js';
import { documented, nearly } from './near-valid.js';
import { requestClasses, type RequestClass } from './request-classes.js';

const runs = process.env.MINGDAN_LONG_TESTS ? 500 : 5;
const [ordinary, planned] = [new OrdinaryShapePipe(), createValidationPipe()];
const classes = await requestClasses();

async function outcomeOf(pipe: typeof planned, type: RequestClass, sent: string): Promise<unknown> {
  try {
    const made: unknown = await pipe.transform(JSON.parse(sent), { type: 'body', metatype: type });
    return { made, ordered: JSON.stringify(made) };
  } catch (error) {
    return { refused: (error as { getResponse?: () => unknown }).getResponse?.() ?? String(error) };
  }
}

const isMade = (type: RequestClass, body: object): boolean =>
  shaped(type, JSON.parse(JSON.stringify(body))) !== undefined;

describe('what a route takes', () => {
  it('is all made from decorators that are looked up once', () => {
    expect(classes.length).toBeGreaterThan(100);
    expect(classes.flatMap(unplannable)).toEqual([]);
  });

  it('is made without the ordinary pipe where it is as documented', () => {
    const seeds = Array.from({ length: 20 }, (_, seed) => seed);
    const never = classes.filter((type) => {
      const bodies = documented(type);
      return !seeds.some((seed) => fc.sample(bodies, { numRuns: 1, seed }).some((body) => isMade(type, body)));
    });
    expect(never.map(({ name }) => name)).toEqual([]);
  });

  it('is what the ordinary pipe makes of it, and refused as that refuses it', async () => {
    for (const type of classes)
      await fc.assert(
        fc.asyncProperty(nearly(type), async (sent) => {
          const [now, before] = await Promise.all([outcomeOf(planned, type, sent), outcomeOf(ordinary, type, sent)]);
          expect(now).toStrictEqual(before);
        }),
        { numRuns: runs },
      );
  }, 600_000);
});
