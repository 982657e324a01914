import { ROLES } from '#libs/dossier';
import type { DossierAnswer, DossierRequest } from '#libs/dossier-store';
import type { RoutedCommand } from './routes.js';
import { exampleOf } from './testing/examples.js';
import { ACTORS, startApi, type Harness } from './testing/harness.js';

const ID = '7d4a3f5e-52c0-4a56-9a6f-3a1f0f3c2b10';
/** These look into the dossier or the index first; `commands.spec.ts` has them. */
const NEEDS_DOSSIER = new Set<string>([
  'StartPublicity',
  'PublishEntry',
  'PreviewShownText',
  'PreviewNoticeText',
  'ReproduceShownText',
  'CorrectSubjectIdentifier',
]);

/** Decides nothing and remembers what it was given. */
class Recorder {
  readonly given: DossierRequest[] = [];

  async execute(request: DossierRequest): Promise<DossierAnswer> {
    this.given.push(request);
    const { commandId, subjectId } = request;
    const events = [{ type: 'Recorded', ids: {} }];
    return { commandId, subjectId, events, revision: 0n, entryRevision: 1, created: {}, replayed: false };
  }
}

interface Operation {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> };
}

const recorder = new Recorder();
const api: Harness = await startApi({ executor: recorder });
afterAll(() => api.close());
// What is taken is the same for whoever may send it.
api.actors.set('whoever', { ...ACTORS.drafter, roles: ROLES });
const post = (path: string, body?: object) => api.post(path, body, 'whoever');
const document = api.openApi();
const commands = Object.entries(document.paths).flatMap(([path, { post }]) => {
  const operation = post as Operation | undefined;
  const isCommand =
    operation !== undefined && !NEEDS_DOSSIER.has(operation.operationId) && path.startsWith('/subjects');
  // A preview hands nothing to the executor: `test/scenarios/papers.spec.ts` has them.
  if (path.endsWith('/preview')) return [];
  return isCommand && operation.operationId !== 'LookUpSubject' ? [{ path, operation }] : [];
});

function bodyOf({ requestBody }: Operation, all: boolean): object | undefined {
  const schema = requestBody?.content['application/json']?.schema;
  return schema === undefined ? undefined : (exampleOf(schema, document.components?.schemas ?? {}, all) as object);
}
const urlOf = (path: string) => path.replaceAll(/\{\w+\}/g, ID);

describe.each(commands)('$operation.operationId', ({ path, operation }) => {
  const type = operation.operationId as RoutedCommand;

  it('takes the body of its own examples and hands the domain one command with all that was sent', async () => {
    recorder.given.length = 0;
    const body = bodyOf(operation, true);
    const answer = await post(urlOf(path), body);
    expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 201 });
    const [request] = recorder.given;
    expect(request?.command.type).toBe(type);
    expect(request?.actor).toMatchObject({ userId: 'a-drafter', unitId: 'unit-a' });
    const data = request?.command.data as Record<string, unknown>;
    if (path.includes('{entryId}')) expect(data['entryId']).toBe(ID);
    for (const [, name] of path.matchAll(/\{(\w+)\}/g)) if (name !== 'subjectId') expect(data[name ?? '']).toBe(ID);
    // People go by reference, everything else as it came.
    for (const [field, value] of Object.entries(body ?? {})) {
      if (!PEOPLE.has(field))
        expect({ field, value: JSON.parse(JSON.stringify(data[field])) as unknown }).toEqual({ field, value });
    }
  });

  it('takes the required fields alone, and no unknown one', async () => {
    const body = bodyOf(operation, false);
    const answer = await post(urlOf(path), body);
    expect(answer.body.code).not.toBe('VALIDATION_FAILED');
    recorder.given.length = 0;
    const refused = await post(urlOf(path), { ...body, surprise: 1 });
    expect(refused).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
    expect(recorder.given).toEqual([]);
  });

  const required = Object.keys(bodyOf(operation, false) ?? {});
  if (required.length > 0) {
    it('tells each required field that is missing once, by its pointer, in both languages', async () => {
      const refused = await post(urlOf(path), {});
      expect(refused.status).toBe(400);
      const pointers = (refused.body.errors as { pointer: string; constraint: string; detail: string }[]).map(
        ({ pointer, constraint }) => ({ pointer, constraint }),
      );
      expect(pointers).toEqual(
        expect.arrayContaining(required.map((field) => ({ pointer: `/${field}`, constraint: 'isDefined' }))),
      );
      expect(pointers).toHaveLength(required.length);
    });

    it('takes null for no value of any field', async () => {
      const whole = bodyOf(operation, true) ?? {};
      for (const field of Object.keys(whole)) {
        const refused = await post(urlOf(path), { ...whole, [field]: null });
        expect({ field, status: refused.status }).toEqual({ field, status: 400 });
      }
    });
  }
});

/** Fields that name people: the domain gets references instead. */
const PEOPLE = new Set(['names', 'agent', 'person', 'recipient', 'onBehalfOf', 'objector', 'identifier']);
