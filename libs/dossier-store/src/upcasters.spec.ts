import { readdirSync, readFileSync } from 'node:fs';
import type { RecordedEvent } from '#libs/event-store';
import { isLegalDate } from '#libs/rules';
import { createdIdsOf } from './created-ids.js';
import { dossierDecider } from './dossier-decider.js';
import { asDossierEvent, dossierFolding } from './dossier-kind.js';
import { DOSSIER_EVENT_TYPES, legalDateOfEvent } from './legal-dates.js';
import { dossierUpcasters } from './upcasters.js';

const folder = new URL('../../dossier/src/golden/', import.meta.url);
const golden = readdirSync(folder)
  .filter((file) => /\.v\d+/.test(file))
  .sort()
  .map((file, n): RecordedEvent => {
    const event = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as RecordedEvent;
    return { ...event, streamId: 'dossier-golden', revision: BigInt(n), position: String(n).padStart(16, '0') };
  });

describe('every event ever released (habit of golden files)', () => {
  it('is lifted to the present version of its type', () => {
    for (const event of golden) {
      expect(dossierUpcasters.lift(event).schemaVersion).toBe(dossierUpcasters.latestVersion(event.eventType));
    }
  });

  it('folds through the upcasters into the record and the dossier', () => {
    const { initialState, evolve } = dossierFolding(dossierDecider);
    const view = golden.map((event) => dossierUpcasters.lift(event)).reduce(evolve, initialState);
    expect(view.record).toMatchObject({ subjectType: 'NATURAL_PERSON', identifier: { $sealed: { scope: 'record' } } });
    expect(Object.keys(view.dossier.entries).length).toBeGreaterThan(1);
  });

  it('has a legal date, the one it names itself', () => {
    for (const event of golden) {
      const date = legalDateOfEvent(asDossierEvent(event), '2020-01-01T00:00:00.000Z');
      expect(isLegalDate(date)).toBe(true);
    }
    const dateOf = (type: string) => {
      const event = golden.findLast(({ eventType }) => eventType === type);
      return event && legalDateOfEvent(asDossierEvent(event), '2020-01-01T16:00:00.000Z');
    };
    expect(['EntryRecognized', 'EntryExited', 'MeasuresStopped', 'DisputeMarkApplied'].map(dateOf)).toEqual([
      '2026-10-15',
      '2028-03-02',
      '2028-03-02',
      '2020-01-02',
    ]);
  });

  it('is of a type that the envelope knows', () => {
    expect([...new Set(golden.map(({ eventType }) => eventType))].sort()).toEqual([...DOSSIER_EVENT_TYPES].sort());
  });

  it('gives its ids to the answer where it creates something', () => {
    const created = new Map(
      golden.map(({ eventType, data }) => [eventType, Object.keys(createdIdsOf(eventType, data))]),
    );
    expect(Object.fromEntries([...created].filter(([, ids]) => ids.length > 0))).toEqual({
      SubjectRegistered: ['subjectId'],
      AgentAuthorized: ['agentRef'],
      InitialEntryGenerated: ['entryId'],
      DecisionProposed: ['proposalId'],
      PriorNoticeServed: ['noticeId'],
      StatementSubmitted: ['statementId'],
      PublicityStarted: ['publicityId'],
      EntryPublished: ['publicationId'],
      ImproperUseInquiryOpened: ['inquiryId'],
      ObjectionFiled: ['objectionId'],
      VerificationOpened: ['verificationId'],
      ReviewRequested: ['reviewId'],
      RemedyFiled: ['remedyId'],
      RepairApplied: ['repairId'],
      EducationRecorded: ['educationId'],
      ArchiveDutyRecorded: ['dutyId'],
      StandardChangeReviewOpened: ['standardReviewId'],
    });
  });
});
