import { Injectable } from '@nestjs/common';
import { Registers, type Actor, type Lookup, type Role } from '#libs/access';
import { handles, InformantStore, mayResolve, ReportRefusal, type Report } from '#libs/informants';
import { Clock } from '#libs/platform';
import { ReferenceData } from '#libs/reference-data';
import type { PurposeDto } from '../subject/look-up-subject.js';
import { ReportDesk } from './report-desk.js';
import type { ReportFactsDto, UnsealedInformantDto, UnsealingsDto } from './report-dtos.js';

/** Roles that see which unsealings were proposed and granted, and why. */
export const UNSEALING_READERS: readonly Role[] = ['PRIVACY_REVIEWER', 'SUPERVISOR'];

/** A question about a report, as it came over HTTP. */
export interface ReportQuestion {
  readonly reportId: string;
  readonly actor: Actor;
  readonly clientIp: string;
  readonly purpose: PurposeDto;
}

/** What the sealed store is asked for. Each answer stands in the register of look-ups before it leaves (6.2). */
@Injectable()
export class ReportQuestions {
  constructor(
    private readonly desk: ReportDesk,
    private readonly informants: InformantStore,
    private readonly registers: Registers,
    private readonly reference: ReferenceData,
    private readonly clock: Clock,
  ) {}

  /** What was reported, for those who deal with it; never who reported it. @throws ReportRefusal */
  async facts(question: ReportQuestion): Promise<ReportFactsDto> {
    const report = await this.desk.read(question.reportId);
    const { unitSuccessors } = this.reference.snapshot();
    if (!handles(question.actor, report, (unitId) => unitSuccessors[unitId] ?? unitId))
      throw new ReportRefusal('REPORT_NOT_YOURS');
    const texts = await this.informants.facts(report.facts.map(({ factsId }) => factsId));
    const items = report.facts.flatMap(({ on }, i) => {
      const facts = texts[i];
      return facts === undefined ? [] : [{ ...facts, on }];
    });
    return { items, queryId: await this.register(question, ['facts'], 'DEPARTMENT', items.length) };
  }

  /** Who reported, for the two persons of an unsealing while it lasts. @throws ReportRefusal */
  async informant(question: ReportQuestion): Promise<UnsealedInformantDto> {
    const report = await this.desk.read(question.reportId);
    if (!mayResolve(question.actor.userId, report, this.clock.now())) throw new ReportRefusal('INFORMANT_SEALED');
    const queryId = await this.register(question, ['informant'], 'UNMASKED', 1);
    return { ...(await this.informants.identity(report.informantRef)), queryId };
  }

  /** What was proposed and granted, and why. @throws ReportRefusal */
  async unsealings(question: ReportQuestion): Promise<UnsealingsDto> {
    const report = await this.desk.read(question.reportId);
    const items = await Promise.all(unsealingsOf(report).map((one) => this.withReason(one)));
    return { items, queryId: await this.register(question, ['reason'], 'DEPARTMENT', items.length) };
  }

  private async withReason({ reasonId, ...one }: ReturnType<typeof unsealingsOf>[number]) {
    return { ...one, reason: (await this.informants.text(reasonId)) ?? '' };
  }

  private async register(
    { reportId, actor, clientIp, purpose }: ReportQuestion,
    fieldsReturned: readonly string[],
    maskLevel: Lookup['maskLevel'],
    resultCount: number,
  ): Promise<string> {
    const [role = 'PUBLIC'] = actor.roles;
    const at = this.clock.now();
    const about = { subjectRef: reportId, purpose, fieldsReturned, maskLevel, resultCount };
    return (await this.registers.registerLookup({ at, actor, role, clientIp, ...about })).queryId;
  }
}

function unsealingsOf({ unsealings, proposals }: Report) {
  return [
    ...unsealings.map(({ proposalId, reasonId, until, twoPersons: { proposer, approver } }) => ({
      ...{ proposalId, reasonId, proposedBy: proposer.userId, grantedBy: approver.userId, until },
    })),
    ...proposals.map(({ proposalId, reasonId, proposer }) => ({ proposalId, reasonId, proposedBy: proposer.userId })),
  ];
}
