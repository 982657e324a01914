import type { OpenAPIObject } from '@nestjs/swagger';
import { TRIGGER_POLICY, type RoutedTriggerCommand } from '#libs/joint-measures';
import { openOffice } from '#test/office';
import { startProduct, type Answer, type Product } from '#test/product';
import { bodiesOf, routesOf } from './document.js';
import { Walk, type Walker } from './walk.js';

/* Every route of joint measures, carried out once with the body of its own example. */

const LISTED = '2026-10-12';
type Ids = Readonly<Record<string, string>>;

describe('every documented route of joint measures succeeds with its own example', () => {
  let product: Product;
  let document: OpenAPIObject;
  let black: Walker;
  let ids: Ids = { measureListId: 'CITY-PUNISHMENTS' };
  const recorded = new Set<string>();

  beforeAll(async () => {
    product = await startProduct({ now: '2026-09-18' });
    await openOffice(product);
    document = (await product.anybody.get('/openapi.json')).body as OpenAPIObject;
    const walk = new Walk(product, document);
    black = await (await walk.subject()).entry('BLK-1');
    await black.does('a-drafter', 'ServePriorNotice', { terms: {} });
    await product.advanceTo(LISTED);
    await black.does('a-drafter', 'ProposeRecognition');
    await black.does('a-approver', 'RecognizeEntry');
    ids = { ...ids, subjectId: black.id('subjectId'), entryId: black.id('entryId') };
  });
  afterAll(() => product.stop());

  /** Sends the example; ids that came into being are put where it has made-up ones. */
  async function does(who: string, name: string, changes: object = {}): Promise<Answer> {
    const route = routesOf(document).find(({ operation }) => operation.operationId === name);
    if (route === undefined) throw new Error(`${name} is not documented`);
    const path = route.path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => ids[parameter] ?? parameter);
    const [example] = bodiesOf(route.operation, document.components?.schemas ?? {}, true);
    const given = (example?.value ?? {}) as Ids;
    const known = Object.fromEntries(Object.entries(ids).filter(([id]) => id in given));
    const body = example === undefined ? undefined : { ...given, ...known, ...changes };
    const answer = await product.as(who).send('POST', path, body);
    if (answer.status !== 201) throw new Error(`${name} answered ${answer.status}: ${answer.text}`);
    ids = { ...ids, ...(answer.body as { created?: Ids }).created };
    recorded.add(name);
    return answer;
  }
  const c = (name: RoutedTriggerCommand, changes: object = {}) => does('c-implementer', name, changes);
  async function recordOf(force: string): Promise<void> {
    await product.settled();
    const { body } = await product.as('c-implementer').get('/measures/records');
    const found = (body.items as { force: string; pushId: string }[]).find((one) => one.force === force);
    ids = { ...ids, pushId: found?.pushId ?? '' };
  }

  it('on the list that is kept', async () => {
    await does('o-officer', 'DraftMeasureList');
    await does('o-officer', 'PublishMeasureList');
    await black.does('a-drafter', 'TriggerJointMeasures');
  });

  it('on the loop', async () => {
    await does('a-drafter', 'ProposeImplementingUnits');
    await does('o-officer', 'DesignateImplementingUnits');
    await recordOf('MANDATORY');
    await c('AcknowledgeTrigger');
    await c('DeclineMeasure');
    const now = { appliedAt: product.now };
    await c('ApplyMeasure', now);
    await c('SubmitMeasureFeedback');
    await does('a-drafter', 'FileCaseReport');
    await c('LiftMeasure');
    await c('ApplyMeasure', now);
    await c('ReportUnlistedMeasure', now);
    await does('o-officer', 'CloseMeasureViolation');
    await black.does('a-drafter', 'SuspendForBankruptcy');
    await product.settled();
    const { body } = await product.as('c-implementer').get('/measures/instructions');
    ids = { ...ids, instructionId: (body.items as { instructionId: string }[])[0]?.instructionId ?? '' };
    await c('ConfirmInstruction');
    await product.settled();
    const path = `/subjects/${ids['subjectId']}/entries/${ids['entryId']}/measures`;
    expect((await product.as('c-implementer').get(path)).body).toMatchObject({ records: [{ state: 'SUSPENDED' }] });
  });

  it('and none is left out', () => {
    const routed = Object.entries(TRIGGER_POLICY).filter(
      ([, roles]) => !(roles as readonly string[]).includes('SYSTEM'),
    );
    expect(routed.map(([name]) => name).filter((name) => !recorded.has(name))).toEqual([]);
  });
});
