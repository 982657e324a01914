import type { EventData } from '#libs/dossier';
import { dossierRecords } from '../dossier-event.js';
import { DossierScript, initialEntry, sealed } from '../testing/dossier-events.js';
import { foldOwed, type Owed } from './fold.js';

const E = { entryId: 'e-1' };
const text = sealed('s-x', 'e-1', '文字');
const deadline = (deadlineId: string, key: string, dueOn: string): EventData<'DeadlineSet'> => ({
  ...{ ...E, deadlineId, key, ownerRef: 'e-1', startOn: '2026-09-18', dueOn, calendarVersion: 'v1' },
  ...{ provisional: false, ruleFrom: 'DEFAULT@1', legalSource: '设计决定' },
});
const publication = (...ids: string[]): EventData<'EntryPublished'> => ({
  ...{ ...E, publicationId: 'p-1', channels: ids.map((channelId) => ({ channelId })), maskedText: text },
  ...{ maskedContentHash: 'a'.repeat(64), maskProfile: 'SPEC-6.4@1', publishedOn: '2026-09-21' },
  publishUntil: '2029-09-18',
});
const exit = (exitReason: EventData<'EntryExited'>['exitReason']): EventData<'EntryExited'> => ({
  ...{ ...E, exitReason, effectiveOn: '2026-10-12' },
});

const black = () => new DossierScript('s-x').add('InitialEntryGenerated', initialEntry('s-x', 'e-1'));
const published = () =>
  black()
    .add('DeadlineSet', deadline('d-1', 'list.publish', '2026-09-29'))
    .add('EntryPublished', publication('portal', 'credit'));

/** What is owed after these events: act, channel, and how it stands. */
function told(script: DossierScript): readonly string[] {
  const owed = dossierRecords(script.events()).reduce<Owed | undefined>(foldOwed, undefined);
  return (owed?.tasks ?? [])
    .map(({ act, channelId, dueOn, closedBecause }) => `${act} ${channelId}: ${closedBecause ?? `due ${dueOn ?? '-'}`}`)
    .sort();
}

describe('what a unit owes its channels (3.9, 3.12)', () => {
  it('a first publication, from the day its deadline is set, moved with it, until it is published', () => {
    const set = black().add('DeadlineSet', deadline('d-1', 'list.publish', '2026-09-29'));
    expect(told(set)).toEqual(['PUBLISH : due 2026-09-29']);
    const moved = { ...E, deadlineId: 'd-1', dueOn: '2026-09-30', calendarVersion: 'v2', provisional: false } as const;
    expect(told(set.add('DeadlineRescheduled', { ...moved, because: 'CALENDAR' }))).toEqual([
      'PUBLISH : due 2026-09-30',
    ]);
    expect(told(published())).toEqual(['PUBLISH : DONE', 'PUBLISH credit: DONE', 'PUBLISH portal: DONE']);
  });

  it('nothing more to publish once it has left: that lapses, and nobody is told who saw nothing but the subject', () => {
    const set = black().add('DeadlineSet', deadline('d-1', 'list.publish', '2026-09-29'));
    const left = set.add('EntryExited', exit('VALIDITY_EXPIRED'));
    expect(told(left)).toEqual(['ANNOUNCE_EXIT : due -', 'PUBLISH : LAPSED']);
    const notice = { ...E, to: 'SUBJECT', channels: [], missing: [], text, announcedOn: '2026-10-12' } as const;
    expect(told(left.add('ExitAnnounced', notice))).toEqual(['ANNOUNCE_EXIT : DONE', 'PUBLISH : LAPSED']);
    expect(told(black().add('EntryExited', exit('SUBJECT_EXTINCT')))).toEqual([]);
  });

  it('after an exit announcement and take-down on every channel that showed it, each closed by its act alone', () => {
    const left = published()
      .add('EntryExited', exit('REPAIRED'))
      .add('DeadlineSet', deadline('d-2', 'exit.announce', '2026-10-13'));
    const owed = ['ANNOUNCE_EXIT credit', 'ANNOUNCE_EXIT portal', 'TAKE_DOWN credit', 'TAKE_DOWN portal'];
    expect(told(left).slice(0, 2)).toEqual(owed.slice(0, 2).map((task) => `${task}: due 2026-10-13`));
    expect(told(left).slice(-2)).toEqual(owed.slice(2).map((task) => `${task}: due 2026-10-13`));
    left.add('EntryTakenDown', { ...E, channels: ['credit'], takenDownOn: '2026-10-12' });
    expect(told(left).filter((task) => task.includes('credit'))).toEqual([
      'ANNOUNCE_EXIT credit: due 2026-10-13',
      'PUBLISH credit: DONE',
      'TAKE_DOWN credit: DONE',
    ]);
  });

  it('a restoration too where the public was misled about dishonesty, also when that is found after the exit (R4)', () => {
    const wrong = published().add('EntryExited', exit('REMEDY_ANNULLED'));
    wrong.add('DeadlineSet', deadline('d-3', 'correction.propagate', '2026-10-15'));
    expect(told(wrong)).toContain('PUBLISH_RESTORATION portal: due 2026-10-15');
    const later = published().add('EntryExited', exit('REPAIRED'));
    expect(told(later).some((task) => task.startsWith('PUBLISH_RESTORATION'))).toBe(false);
    later.add('EntryAnnulledAfterExit', { ...E, annulledOn: '2026-10-20', reasons: text });
    expect(told(later).filter((task) => task.startsWith('PUBLISH_RESTORATION'))).toHaveLength(2);
    const red = new DossierScript('s-x')
      .add('InitialEntryGenerated', { ...initialEntry('s-x', 'e-1'), listKind: 'RED' })
      .add('EntryPublished', publication('portal'))
      .add('EntryExited', exit('WRONGLY_LISTED'));
    expect(told(red).some((task) => task.startsWith('PUBLISH_RESTORATION'))).toBe(false);
  });
});
