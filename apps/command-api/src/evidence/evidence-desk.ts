import { Injectable } from '@nestjs/common';
import { GrantMissing, Grants, Registers, type Actor, type LookupPurpose } from '#libs/access';
import { createdId } from '#libs/command-loop';
import { isPersonalName, Refusal } from '#libs/dossier';
import { DossierRepository, dossierStreamOf } from '#libs/dossier-store';
import { Documents, evidenceProblem, type EvidenceDocument } from '#libs/evidence';
import { Clock, problem } from '#libs/platform';
import { legalDateOf } from '#libs/rules';
import { PresentUnits } from '../reference/present-units.js';
import { asProblems } from './described.js';
import { EVIDENCE_PROBLEMS } from './evidence-problems.js';
import { maySee, mayUpload, worksOn, type EvidenceFacts } from './evidence-rights.js';

export interface EvidenceToAdd {
  readonly subjectId: string;
  readonly entryId?: string;
  /** `Idempotency-Key` of the command that will make the entry. */
  readonly commandId?: string;
  readonly title: string;
  readonly confidential: boolean;
  readonly bytes: Buffer;
}

function refused(code: keyof typeof EVIDENCE_PROBLEMS): Error {
  return problem({ code, ...EVIDENCE_PROBLEMS[code] });
}

/** Takes and gives out documents, to those who may. */
@Injectable()
export class EvidenceDesk {
  constructor(
    readonly documents: Documents,
    private readonly repository: DossierRepository,
    private readonly units: PresentUnits,
    private readonly registers: Registers,
    private readonly grants: Grants,
    private readonly clock: Clock,
  ) {}

  async add(actor: Actor, given: EvidenceToAdd): Promise<EvidenceDocument> {
    const { subjectId, commandId, title, bytes } = given;
    const entryId = given.entryId ?? entryToBe(actor, subjectId, commandId ?? '');
    const { facts } = await this.factsOf(subjectId, entryId);
    if (given.entryId !== undefined && facts.entry === undefined) throw new Refusal('ENTRY_UNKNOWN', { entryId });
    if (!mayUpload(actor, facts)) throw refused('EVIDENCE_NOT_ALLOWED');
    const { userId, kind, unitId } = actor;
    return asProblems([evidenceProblem], () =>
      this.documents.add({
        ...{ subjectId, entryId, title, bytes, uploadedBy: userId, uploaderKind: kind },
        // What an objector or informant brings would tell who it was.
        confidential: given.confidential || kind === 'PUBLIC',
        ...(unitId === undefined ? {} : { unitId }),
        at: this.clock.now(),
      }),
    );
  }

  /**
   * A document with its content; registered before it leaves when it is about a natural person.
   * @throws GrantMissing, PurposeNotPublished, RegisterUnavailable
   */
  async open(
    actor: Actor,
    docId: string,
    purpose: LookupPurpose | undefined,
    clientIp: string,
  ): Promise<{ readonly document: EvidenceDocument; readonly bytes: Buffer }> {
    const document = await this.documents.find(docId);
    // A document that does not exist and one that may not be seen are answered alike.
    if (document === undefined) throw refused('EVIDENCE_NOT_VISIBLE');
    const { facts, aboutPerson } = await this.factsOf(document.subjectId, document.entryId);
    if (!maySee(actor, facts, document)) throw refused('EVIDENCE_NOT_VISIBLE');
    if (aboutPerson && actor.kind === 'OFFICIAL' && purpose === undefined) throw refused('PURPOSE_REQUIRED');
    // A document cannot be masked: who does not work on the case sees it whole only by grant.
    const byGrant =
      aboutPerson && purpose !== undefined && actor.kind === 'OFFICIAL' && !worksOn(actor, facts, document);
    const grantId = byGrant ? await this.grantFor(actor, purpose) : undefined;
    const bytes = await asProblems([evidenceProblem], () => this.documents.open(document));
    if (aboutPerson) {
      const own = actor.kind !== 'OFFICIAL';
      await this.registers.registerLookup({
        at: this.clock.now(),
        actor,
        role: actor.roles[0] ?? 'PUBLIC',
        subjectRef: document.subjectId,
        purpose: purpose ?? { purposeCode: 'OWN_DATA', matterNo: docId },
        fieldsReturned: ['evidence'],
        maskLevel: own ? 'OWN' : 'UNMASKED',
        resultCount: 1,
        clientIp,
        ...(grantId === undefined ? {} : { grantId }),
      });
    }
    return { document, bytes };
  }

  /** @throws PurposeNotPublished, GrantMissing */
  private async grantFor({ unitId = '', userId, ...actor }: Actor, { purposeCode }: LookupPurpose): Promise<string> {
    this.registers.requirePublished({ ...actor, unitId, userId }, purposeCode);
    const at = this.clock.now();
    const grant = await this.grants.find({ kind: 'UNMASKED', unitId, userId, purposeCode, at });
    if (grant === undefined) throw new GrantMissing('UNMASKED');
    return grant.grantId;
  }

  private async factsOf(
    subjectId: string,
    entryId: string,
  ): Promise<{ readonly facts: EvidenceFacts; readonly aboutPerson: boolean }> {
    const { state, record } = await this.repository.load(subjectId);
    if (record === undefined) throw new Refusal('SUBJECT_UNKNOWN');
    const entry = state.entries[entryId];
    const unitId = entry === undefined ? undefined : this.units.presentUnit(entry.unitId);
    const presentUnit = (one: string): string => this.units.presentUnit(one);
    const facts = { subjectId, state, entry, unitId, presentUnit, today: legalDateOf(this.clock.now()) };
    return { facts, aboutPerson: isPersonalName(record.subjectType) };
  }
}

/** The id that the entry will have which this actor makes under this command id. */
function entryToBe({ userId }: Actor, subjectId: string, commandId: string): string {
  return createdId({ streamId: dossierStreamOf(subjectId), actorId: userId, commandId }, 'entry');
}
