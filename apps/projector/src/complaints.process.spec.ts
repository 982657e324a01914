import { Refusal } from '#libs/dossier';
import type { DossierAnswer, DossierRequest } from '#libs/dossier-store';
import type { ComplaintRequest } from '#libs/complaints';
import type { RecordedEvent } from '#libs/event-store';
import { VaultKeyDestroyed } from '#libs/vault';
import { ComplaintsProcess, SystemComplaints } from './complaints.process.js';
import { SystemCommands } from './system-commands.js';

const ALLEGATION = {
  ...{ subjectId: 'subject-1', entryId: 'entry-1', fields: ['FACTS'] as const, allegedError: '有误' },
};

/** The two sides of a split, remembered; the dossier answers, or refuses with what is given. */
function split(dossier: Error | 'opens', allegation: typeof ALLEGATION | 'nothing' = ALLEGATION) {
  const given: DossierRequest[] = [];
  const recorded: ComplaintRequest[] = [];
  const execute = async (request: DossierRequest): Promise<DossierAnswer> => {
    given.push(request);
    if (dossier !== 'opens') throw dossier;
    return { created: { verificationId: 'v-1' }, events: [{}], replayed: false } as unknown as DossierAnswer;
  };
  const complaints = {
    openAllegation: async () => (allegation === 'nothing' ? undefined : allegation),
    run: async (request: ComplaintRequest) => {
      recorded.push(request);
      return undefined as never;
    },
  };
  const process = new ComplaintsProcess(new SystemComplaints(complaints), new SystemCommands({ execute }));
  const told = (eventType: string) =>
    process.handle({ eventType, eventId: 'event-1', streamId: 'complaint-c-1' } as RecordedEvent);
  return { given, recorded, told };
}

describe('a complaint that says that data are wrong (A-26)', () => {
  it('is verified in the dossier once it is assigned, caused by that event and naming nothing of the complaint', async () => {
    const { given, recorded, told } = split('opens');
    await told('ComplaintFiled');
    expect(given).toEqual([]);
    await told('ComplaintAssigned');
    const { subjectId, ...alleged } = ALLEGATION;
    expect(given).toMatchObject([
      {
        ...{ subjectId, causationId: 'event-1', systemRule: 'complaint.split', actor: { role: 'SYSTEM' } },
        command: { type: 'OpenVerification', data: { ...alleged, trigger: 'COMPLAINT' } },
      },
    ]);
    expect(JSON.stringify(given)).not.toContain('c-1');
    expect(recorded).toMatchObject([
      { complaintId: 'c-1', command: { type: 'RecordComplaintVerification', data: { verificationId: 'v-1' } } },
    ]);
  });

  it('is split by the same commands when the event is handled again', async () => {
    const { given, recorded, told } = split('opens');
    await told('ComplaintAssigned');
    await told('ComplaintAssigned');
    expect(given[1]).toEqual(given[0]);
    expect(recorded[1]).toEqual(recorded[0]);
  });

  it.each([
    ['a refusal', new Refusal('OBJECTION_NOT_POSSIBLE', { state: 'CLOSED' }), 'OBJECTION_NOT_POSSIBLE'],
    ['the end of the retention', new VaultKeyDestroyed('subject-1', 'entry-1'), 'RETENTION_OVER'],
  ])('hears of %s, and is done with it', async (_, error, refusedBecause) => {
    const { recorded, told } = split(error);
    await told('ComplaintAssigned');
    expect(recorded).toMatchObject([{ command: { data: { refusedBecause } } }]);
  });

  it('is tried again when the dossier cannot be reached, and left alone when there is nothing to verify', async () => {
    const away = split(new Error('away'));
    await expect(away.told('ComplaintAssigned')).rejects.toThrow('away');
    expect(away.recorded).toEqual([]);
    const none = split('opens', 'nothing');
    await none.told('ComplaintAssigned');
    expect([none.given, none.recorded]).toEqual([[], []]);
  });
});
