import fc from 'fast-check';
import { formatPosition, type JsonObject, type RecordedEvent } from '#libs/event-store';
import { move, movesFor, pickFrom, wildMove } from '../../../libs/dossier/src/model/moves.js';
import { PRELUDES, type Prelude } from '../../../libs/dossier/src/model/preludes.js';
import { eraseEverything, leaveNothingOpen } from '../../../libs/dossier/src/model/rescue.js';
import { Run } from '../../../libs/dossier/src/model/run.js';
import { A, OTHER_SUBJECT_ID, OTHERS, SUBJECT_ID } from '../../../libs/dossier/src/testing/world.js';
import { uuidOf } from './dossier-events.js';

export interface RandomLog {
  readonly dossiers: number;
  /** The same seed makes the same log. */
  readonly seed: number;
  /** Random commands a dossier. Default 40. */
  readonly commands?: number;
}

interface Step {
  readonly dossier: number;
  readonly event: { readonly type: string; readonly data: object; readonly system?: string };
}

const chances = fc.noBias(fc.nat(1_000_000));
const steps = fc.record({
  days: fc.constantFrom(0, 0, 0, 0, 0, 1, 4, 12, 40, 400),
  wild: fc.noBias(fc.nat(14)),
  ...{ sources: chances, pick: chances, a: chances, b: chances },
});

/**
 * The log of dossiers under random commands, decided by the domain: of persons and of enterprises, open, ended and erased
 * ones, their events shuffled into each other, each dossier in its order.
 */
export function randomLog({ dossiers, seed, commands = 40 }: RandomLog): readonly RecordedEvent[] {
  const scripts = Array.from({ length: dossiers }, (_, dossier) => played(dossier, seed, commands));
  const order = fc.sample(fc.noBias(fc.nat(1_000_000)), { numRuns: scripts.flat().length, seed });
  const left = scripts.map((script) => [...script].reverse());
  const log: RecordedEvent[] = [];
  const revisions = new Map<number, bigint>();
  for (const number of order) {
    const open = left.filter((script) => script.length > 0);
    const step = open[number % open.length]?.pop();
    if (step === undefined) break;
    const revision = revisions.get(step.dossier) ?? 0n;
    revisions.set(step.dossier, revision + 1n);
    log.push(recorded(step, revision, log.length + 1));
  }
  return log;
}

function played(dossier: number, seed: number, commands: number): readonly Step[] {
  const natural = dossier % 3 === 0;
  const run = new Run(natural);
  const subject = natural
    ? ({ subjectType: 'NATURAL_PERSON', identifierKind: 'CITIZEN_ID' } as const)
    : ({ subjectType: 'ENTERPRISE', identifierKind: 'USCC' } as const);
  run.take(move('RegisterSubject', A.drafter, { subjectId: SUBJECT_ID, ...subject }), 0);
  const preludes = Object.keys(PRELUDES) as Prelude[];
  PRELUDES[preludes[dossier % preludes.length] ?? 'EMPTY'](run);
  for (const { days, wild, sources, ...chance } of fc.sample(steps, { numRuns: commands, seed: seed + dossier })) {
    run.pass(days);
    const chosen = wild === 0 ? undefined : pickFrom(movesFor(run.state, run.date, chance), chance);
    run.take(chosen ?? wildMove(run.state, run.date, chance), sources);
    if (days > 0) run.take(move('SettleDueDeadlines', OTHERS.system, {}), 0);
  }
  if (dossier % 2 === 0) leaveNothingOpen(run);
  if (dossier % 4 === 0) eraseEverything(run);
  return run.log.map((event) => ({ dossier, event }));
}

/** Ids of the model are unique in a dossier only; here they are in the log. */
function recorded({ dossier, event }: Step, revision: bigint, place: number): RecordedEvent {
  const own = (id: string): string =>
    id === SUBJECT_ID
      ? subjectOf(dossier)
      : id === OTHER_SUBJECT_ID
        ? subjectOf(dossier + 1)
        : id.replace(/#(\d+)/g, `#${dossier}-$1`);
  const text = JSON.stringify(event.data, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('$personal' in value)) return value;
    const { about, scope, value: content } = value.$personal as { about: string; scope: string; value: unknown };
    return { $sealed: { about, scope, box: Buffer.from(String(content)).toString('base64url') } };
  });
  const data = JSON.parse(text, (_, value: unknown) => (typeof value === 'string' ? own(value) : value)) as JsonObject;
  const entryId = typeof data['entryId'] === 'string' ? { entryId: data['entryId'] } : {};
  const recordedAt = new Date(Date.UTC(2026, 8, 1) + place * 1_000).toISOString();
  return {
    eventId: uuidOf(`${dossier} ${revision}`),
    eventType: event.type,
    schemaVersion: 1,
    streamId: `dossier-${subjectOf(dossier)}`,
    revision,
    position: formatPosition(BigInt(place)),
    data,
    metadata: {
      ...{ subjectId: subjectOf(dossier), ...entryId, occurredAt: recordedAt, recordedAt },
      actor: event.system === undefined ? { userId: 'li', unitId: 'unit-a', role: 'RECOGNIZING_UNIT' } : SYSTEM,
      ...{ commandId: uuidOf(`command ${dossier} ${revision}`), commandType: 'Spec' },
      ...{ legalBasisRefs: ['食品安全法 第123条'], evidenceRefs: [] },
    },
  };
}

const SYSTEM = { role: 'SYSTEM', rule: 'spec' };
const subjectOf = (dossier: number): string => `subject-${dossier}`;
