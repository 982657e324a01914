import type { CommandActor } from '#libs/dossier';
import type { ExternalListCommand, ExternalListCommandMap, DeliveryFigures, GivenTerms } from '../commands.js';
import type { ExternalListContext } from '../context.js';
import { decideExternalList } from '../decide.js';
import type { ExternalListEvent, ExternalListEventMap } from '../events.js';
import { ExternalListRefusal, type ExternalListRefusalCode } from '../refusals.js';
import { evolveExternalList, type ExternalListState } from '../state.js';

export const LIST = 'list-1';
export const official = (userId: string, role: string, unitId = 'unit-t'): CommandActor => ({
  ...{ userId, unitId, role, roles: [role] },
});
export const OPERATOR = official('operator', 'PLATFORM_OPERATOR');
export const OFFICER = official('officer', 'JOINT_CONFERENCE_OFFICE', 'unit-o');
export const HANDLER = official('handler', 'DISPUTE_HANDLER', 'unit-a');
export const ASSOCIATION = official('association', 'SOCIAL_ORGANISATION', 'unit-c');
export const SYSTEM: CommandActor = { userId: 'system', role: 'SYSTEM', roles: ['SYSTEM'] };
export const SUBJECT: CommandActor = { userId: 'p', role: 'SUBJECT', roles: ['SUBJECT'], subjectId: 'subject-1' };

export const TERMS: GivenTerms = {
  source: { kind: 'FILE' },
  bounds: { minRows: 2, maxRows: 10, maxRemovedShare: 0.5, maxInvalidShare: 0.25 },
  ownerMask: { wholeName: false, identifierHead: 4, identifierTail: 4 },
  answerWithinDays: 15,
  contact: '执行局',
};
export const MIRROR: ExternalListCommandMap['RegisterMirroredList'] = {
  ...TERMS,
  ...{ owner: { name: '法院' }, title: '失信被执行人名单', listKind: 'BLACK', legalSource: '法释〔2017〕7号' },
};
export const REFERENCE: ExternalListCommandMap['RegisterReferenceList'] = {
  ...TERMS,
  ...{ owner: { name: '协会', unitId: 'unit-c' }, title: '会员名单', listKind: 'RED', legalSource: '章程' },
};
export const ENTRY = { entryId: 'entry-1', ref: 'A-1', subjectRef: 'subject-1' };

/** A delivery that may count at once, but for what is said. */
export function figures(
  changes: Partial<Omit<DeliveryFigures, 'counts'>> & { readonly counts?: Partial<DeliveryFigures['counts']> } = {},
): DeliveryFigures {
  const counts = { rows: 4, invalid: 0, added: 4, changed: 0, removed: 0, unchanged: 0, ...changes.counts };
  const base = { digestMatches: true, twice: 0, standing: 0, returning: 0, chunks: 1, faults: [] };
  return { ...base, ...changes, counts };
}

export const delivery = (
  n: number,
  changes: Parameters<typeof figures>[0] = {},
  version = `2026-10-${n}`,
): ExternalListCommand => ({
  type: 'JudgeDelivery',
  data: { deliveryId: `d-${n}`, version, sha256: `${n}`.repeat(64), fileId: `d-${n}`, figures: figures(changes) },
});

type Context = Partial<Omit<ExternalListContext, 'actor'>>;

/** A list of somebody else, acted on: what was done before may not be refused. */
export class Given {
  private constructor(
    private readonly state: ExternalListState,
    private readonly n: number,
  ) {}

  static nothing(): Given {
    return new Given({}, 0);
  }

  static mirror(): Given {
    return Given.nothing().and({ type: 'RegisterMirroredList', data: MIRROR }, OPERATOR);
  }

  static reference(): Given {
    return Given.nothing().and({ type: 'RegisterReferenceList', data: REFERENCE }, ASSOCIATION);
  }

  /** A mirror on which the first delivery stands. */
  static standing(): Given {
    return Given.mirror()
      .and(delivery(1), OPERATOR)
      .and({ type: 'FinishDelivery', data: { deliveryId: 'd-1' } }, OPERATOR, { chunksWritten: 1 });
  }

  and(command: ExternalListCommand, actor: CommandActor, context: Context = {}): Given {
    const events = decideExternalList(command, this.state, this.context(actor, context));
    return new Given(events.reduce(evolveExternalList, this.state), this.n + 1);
  }

  when(command: ExternalListCommand, actor: CommandActor, context: Context = {}) {
    const decide = (): readonly ExternalListEvent[] =>
      decideExternalList(command, this.state, this.context(actor, context));
    return {
      /** The events, by their types, and their data. */
      expect: (...types: readonly ExternalListEvent['type'][]) => {
        const events = decide();
        expect(events.map(({ type }) => type)).toEqual(types);
        return <T extends ExternalListEvent['type']>(type: T): ExternalListEventMap[T] =>
          events.find((event) => event.type === type)?.data as ExternalListEventMap[T];
      },
      /** Nothing comes of it but this. */
      refuse: (code: ExternalListRefusalCode) => {
        expect(decide).toThrow(new ExternalListRefusal(code));
      },
    };
  }

  private context(actor: CommandActor, context: Context): ExternalListContext {
    return {
      ...{ now: '2026-10-08T01:00:00.000Z', actor, listId: LIST, chunksWritten: 0 },
      isUnit: (unitId) => unitId.startsWith('unit-'),
      newId: (label) => `${label}-${this.n}`,
      ...context,
    };
  }
}
