import type { OpenAPIObject } from '@nestjs/swagger';
import { makeUscc } from '#libs/subjects';
import type { Actor, Answer, Product } from '#test/product';
import type { RoutedCommand } from '../../apps/command-api/src/routes.js';
import { bodiesOf, routesOf, type Operation } from './document.js';

/** Who acts: somebody by account, or the subject itself. */
export type Who = 'self' | (string & {});

/** What of an example is put in another place: ids, days, and what fits the case. */
export type Changes = Readonly<Record<string, unknown>>;

/** Number of the code of the first subject of a walk. */
export const FIRST_SUBJECT = 700_001;

/** Carries commands out as the document's own examples have them, and remembers which were recorded. */
export class Walk {
  readonly recorded = new Set<string>();
  private readonly operations: ReadonlyMap<string, Operation>;
  private subjects = 0;

  constructor(
    readonly product: Product,
    private readonly document: OpenAPIObject,
  ) {
    this.operations = new Map(routesOf(document).map(({ operation }) => [operation.operationId ?? '', operation]));
  }

  /** A subject that nobody knew, on record. */
  async subject(): Promise<Walker> {
    this.subjects += 1;
    const value = makeUscc(FIRST_SUBJECT - 1 + this.subjects);
    const walker = new Walker(this, this.product.asPerson({ type: 'USCC', value }), {});
    await walker.does('a-drafter', 'RegisterSubject', { identifier: { kind: 'USCC', value } });
    return walker;
  }

  /** A natural person that nobody knew, on record. */
  async person(value: string): Promise<Walker> {
    const walker = new Walker(this, this.product.asPerson({ type: 'CITIZEN_ID', value }), {});
    const identifier = { kind: 'CITIZEN_ID', value };
    await walker.does('a-drafter', 'RegisterSubject', { subjectType: 'NATURAL_PERSON', identifier });
    return walker;
  }

  /** The example of what must be given; nothing for a command without a body. */
  exampleOf(command: RoutedCommand): Changes | undefined {
    const operation = this.operations.get(command);
    if (operation === undefined) throw new Error(`${command} is not documented`);
    const [example] = bodiesOf(operation, this.document.components?.schemas ?? {}, false);
    return example?.value as Changes | undefined;
  }
}

/** One subject, and one entry of it, on its way; the ids that came into being are put where an example has made-up ones. */
export class Walker {
  constructor(
    private readonly walk: Walk,
    private readonly self: Actor,
    private ids: Readonly<Record<string, string>>,
  ) {}

  get product(): Product {
    return this.walk.product;
  }

  /** What came into being so far, by the name it has in addresses and bodies. */
  get known(): Readonly<Record<string, string>> {
    return this.ids;
  }

  id(name: string): string {
    const id = this.ids[name];
    if (id === undefined) throw new Error(`there is no ${name} yet`);
    return id;
  }

  /** A further entry of the same subject: it goes its own way. */
  async entry(standardId: string, changes: Changes = {}): Promise<Walker> {
    const walker = new Walker(this.walk, this.self, { subjectId: this.id('subjectId') });
    const black = standardId.startsWith('BLK') ? { grade: 'SERIOUS', actEndedOn: '2026-06-30' } : {};
    await walker.does('a-drafter', 'GenerateInitialEntry', { standardId, ...black, ...changes });
    return walker;
  }

  /** Sends the command and expects that it is recorded. @throws Error unless it is answered 201 with its events */
  async does(who: Who, command: RoutedCommand, changes: Changes = {}): Promise<Answer> {
    const answer = await this.sent(who, command, changes);
    if (answer.status !== 201) throw new Error(`${command} answered ${answer.status}: ${answer.text}`);
    expect(answer.body.events.length).toBeGreaterThan(0);
    this.walk.recorded.add(command);
    return answer;
  }

  /** Sends the command and expects that it was so already: nothing is recorded. */
  async finds(who: Who, command: RoutedCommand, changes: Changes = {}): Promise<void> {
    const answer = await this.sent(who, command, changes);
    expect({ command, status: answer.status, events: answer.body.events }).toEqual({
      command,
      status: 200,
      events: [],
    });
  }

  /** What the clerk approves before it is shown. */
  async shown(kind: 'PUBLICITY' | 'PUBLICATION'): Promise<Changes> {
    const path = `/subjects/${this.id('subjectId')}/entries/${this.id('entryId')}/shown-text`;
    const { body } = await this.product.as('a-drafter').send('POST', path, { kind });
    return {
      approvedContentHash: body.contentHash as string,
      confirmedFindings: (body.findings as { findingId: string }[]).map(({ findingId }) => findingId),
      channels: ['unit-a-portal', 'credit-portal', 'enterprise'].map((channelId) => ({ channelId })),
    };
  }

  private async sent(who: Who, command: RoutedCommand, changes: Changes): Promise<Answer> {
    const example = this.walk.exampleOf(command);
    const known = Object.fromEntries(Object.entries(this.ids).filter(([name]) => name in (example ?? {})));
    const body = example === undefined ? undefined : { ...example, ...known, ...changes };
    const actor = who === 'self' ? this.self : this.product.as(who);
    const answer = await actor.post(command, this.ids, body);
    if (answer.status < 300) this.remember(answer.body as { subjectId: string; created: Record<string, string> });
    return answer;
  }

  private remember({ subjectId, created }: { subjectId: string; created: Record<string, string> }): void {
    const caseId = created['objectionId'] ?? created['verificationId'];
    // An act on an entry may bring another one into being: the walker stays with its own.
    const { entryId } = this.ids;
    const kept = { subjectId, ...(entryId !== undefined && { entryId }), ...(caseId !== undefined && { caseId }) };
    this.ids = { ...this.ids, ...created, ...kept };
  }
}
