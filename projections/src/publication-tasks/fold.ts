import { UNANNOUNCED, WRONG_EXITS, type ExitReason } from '#libs/dossier';
import type { LegalDate } from '#libs/rules';
import type { DossierRecord } from '../dossier-event.js';

/** What a unit has to do with a channel: show an entry there, announce its exit, take it down, restore the reputation. */
export type PublicationAct = 'PUBLISH' | 'ANNOUNCE_EXIT' | 'TAKE_DOWN' | 'PUBLISH_RESTORATION';

/** One act owed on one channel. Only the act itself makes it DONE; it is LAPSED when it is owed no more. */
export interface Task {
  readonly act: PublicationAct;
  /** Empty before the first publication, whose channels are yet to be chosen, and where the subject gets the notice. */
  readonly channelId: string;
  readonly openedOn: LegalDate;
  readonly dueOn?: LegalDate;
  readonly deadlineId?: string;
  readonly closedOn?: LegalDate;
  readonly closedBecause?: 'DONE' | 'LAPSED';
}

/** What an entry owes its channels. */
export interface Owed {
  readonly listKind: string;
  readonly unitId: string;
  /** Channels that have shown it as recognised. */
  readonly shown: readonly string[];
  readonly exited: boolean;
  readonly tasks: readonly Task[];
}

/** The deadline that each act is owed by. */
const ACT_OF: Readonly<Record<string, readonly PublicationAct[]>> = {
  'list.publish': ['PUBLISH'],
  'exit.announce': ['ANNOUNCE_EXIT', 'TAKE_DOWN'],
  'correction.propagate': ['PUBLISH', 'PUBLISH_RESTORATION'],
};

/** Folds one event of an entry; the same where it changes nothing, `undefined` while the entry is not known. */
export function foldOwed(owed: Owed | undefined, record: DossierRecord): Owed | undefined {
  if (record.type === 'InitialEntryGenerated') {
    const { listKind, unitId } = record.data;
    return { listKind, unitId, shown: [], exited: false, tasks: [] };
  }
  if (owed === undefined) return undefined;
  switch (record.type) {
    case 'DeadlineSet':
      return due(owed, record.data);
    case 'DeadlineRescheduled':
      return { ...owed, tasks: owed.tasks.map((task) => moved(task, record.data)) };
    case 'EntryPublished': {
      const { channels, publishedOn } = record.data;
      const ids = channels.map(({ channelId }) => channelId);
      const opened = open(owed, 'PUBLISH', ids, publishedOn);
      const shown = [...new Set([...owed.shown, ...ids])];
      return { ...done(opened, 'PUBLISH', ['', ...ids], publishedOn), shown };
    }
    case 'EntryCorrected':
      return owed.exited ? owed : open(owed, 'PUBLISH', owed.shown, record.data.correctedOn);
    case 'EntryExited':
      return left(owed, record.data.exitReason, record.data.effectiveOn);
    case 'EntryAnnulledAfterExit':
      return restorable(owed, record.data.annulledOn);
    case 'ExitAnnounced': {
      const { to, channels, announcedOn } = record.data;
      return done(owed, 'ANNOUNCE_EXIT', to === 'SUBJECT' ? [''] : channels, announcedOn);
    }
    case 'EntryTakenDown':
      return done(owed, 'TAKE_DOWN', record.data.channels, record.data.takenDownOn);
    case 'ReputationRestorationNoticePublished':
      return done(owed, 'PUBLISH_RESTORATION', record.data.channels, record.data.publishedOn);
    case 'EntryReinstated':
      return { ...lapsed(owed, record.data.reinstatedOn), shown: [], exited: false };
    default:
      return owed;
  }
}

function left(owed: Owed, reason: ExitReason, on: LegalDate): Owed {
  const without = { ...lapsed(owed, on), exited: true };
  if (owed.shown.length === 0) return UNANNOUNCED.includes(reason) ? without : open(without, 'ANNOUNCE_EXIT', [''], on);
  const announced = open(without, 'ANNOUNCE_EXIT', owed.shown, on);
  const down = open(announced, 'TAKE_DOWN', owed.shown, on);
  return WRONG_EXITS.includes(reason) ? restorable(down, on) : down;
}

/** 3.9: the public was misled about somebody's dishonesty. */
function restorable(owed: Owed, on: LegalDate): Owed {
  return owed.listKind === 'RED' ? owed : open(owed, 'PUBLISH_RESTORATION', owed.shown, on);
}

/** Opens an act on channels, again where it had been done before. */
function open(owed: Owed, act: PublicationAct, channelIds: readonly string[], openedOn: LegalDate): Owed {
  const isOpen = ({ channelId, closedOn, act: known }: Task) =>
    known === act && closedOn === undefined && channelIds.includes(channelId);
  const kept = owed.tasks.filter((task) => isOpen(task) || task.act !== act || !channelIds.includes(task.channelId));
  const fresh = channelIds.filter((channelId) => !kept.some((task) => isOpen(task) && task.channelId === channelId));
  return { ...owed, tasks: [...kept, ...fresh.map((channelId) => ({ act, channelId, openedOn }))] };
}

function done(owed: Owed, act: PublicationAct, channelIds: readonly string[], closedOn: LegalDate): Owed {
  return {
    ...owed,
    tasks: owed.tasks.map((task) =>
      task.act === act && task.closedOn === undefined && channelIds.includes(task.channelId)
        ? { ...task, closedOn, closedBecause: 'DONE' }
        : task,
    ),
  };
}

function lapsed(owed: Owed, closedOn: LegalDate): Owed {
  return {
    ...owed,
    tasks: owed.tasks.map((task) =>
      task.closedOn === undefined ? { ...task, closedOn, closedBecause: 'LAPSED' } : task,
    ),
  };
}

/** A deadline opens the first publication, and says by when the acts that are open already are due. */
function due(
  owed: Owed,
  set: { readonly deadlineId: string; readonly key: string; readonly startOn: LegalDate; readonly dueOn: LegalDate },
): Owed {
  const acts = ACT_OF[set.key];
  if (acts === undefined) return owed;
  const opened = set.key === 'list.publish' ? open(owed, 'PUBLISH', [''], set.startOn) : owed;
  const { deadlineId, dueOn } = set;
  return {
    ...opened,
    tasks: opened.tasks.map((task) =>
      acts.includes(task.act) && task.closedOn === undefined && task.dueOn === undefined
        ? { ...task, deadlineId, dueOn }
        : task,
    ),
  };
}

function moved(task: Task, { deadlineId, dueOn }: { readonly deadlineId: string; readonly dueOn: LegalDate }): Task {
  return task.deadlineId === deadlineId && task.closedOn === undefined ? { ...task, dueOn } : task;
}
