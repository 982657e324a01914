import { Injectable } from '@nestjs/common';
import { canonicalize } from 'json-canonicalize';
import { stableId } from '#libs/command-loop';
import {
  InformantStore,
  newReportCode,
  normalReportCode,
  ReportCommands,
  ReportRefusal,
  type Report,
  type ReportCommand,
} from '#libs/informants';
import type { CommandCall } from '../http/call.js';
import { CommandOutcome } from '../http/outcome.js';
import type {
  AddReportFactsDto,
  ReceiveReportDto,
  ReportAnswerDto,
  ReportReceivedDto,
  ReportStandDto,
} from './report-dtos.js';

/** Issues commands on reports for HTTP. Of informants it knows what they tell and nothing else. */
@Injectable()
export class ReportDesk {
  constructor(
    private readonly reports: ReportCommands,
    private readonly informants: InformantStore,
  ) {}

  /** Takes in a report. Its id comes from the command, so that a repeat finds it and makes no second one. */
  async receive(call: CommandCall, { kind, facts, informant, channel }: ReceiveReportDto): Promise<ReportReceivedDto> {
    const reportId = stableId('report', call.commandId.toLowerCase());
    const identity = informant && Object.keys(informant).length > 0 ? { identity: informant } : {};
    const code = newReportCode();
    const data = { kind, channel, facts, ...identity, code };
    const { replayed } = await this.run(call, reportId, { type: 'ReceiveReport', data });
    const stand = await this.stand(await this.read(reportId));
    return replayed ? stand : { ...stand, reportCode: code };
  }

  async addFacts(call: CommandCall, { reportCode, facts }: AddReportFactsDto): Promise<ReportStandDto> {
    const reportId = await this.reportOf(reportCode);
    await this.run(call, reportId, { type: 'AddReportFacts', data: { facts } });
    return this.stand(await this.read(reportId));
  }

  /** @throws ReportRefusal REPORT_CODE_UNKNOWN */
  async standOf(code: string): Promise<ReportStandDto> {
    return this.stand(await this.read(await this.reportOf(code)));
  }

  /** An act of an official. */
  async issue(call: CommandCall, command: ReportCommand): Promise<CommandOutcome> {
    const { commandId, actor } = call;
    const reportId = call.param('reportId');
    const { events, position, scopeRevision, replayed } = await this.run(call, reportId, command, actor);
    const body: ReportAnswerDto = {
      ...{ commandId, id: reportId, revision: scopeRevision },
      events: events.map(({ type }) => ({ type })),
      created: Object.assign({}, ...events.map(({ ids }) => ids)) as Record<string, string>,
      ...(position === undefined ? {} : { position }),
    };
    return new CommandOutcome(body, replayed, events.length > 0 ? 201 : 200, scopeRevision);
  }

  /** @throws ReportRefusal REPORT_UNKNOWN */
  async read(reportId: string): Promise<Report> {
    const report = await this.reports.read(reportId);
    if (report === undefined) throw new ReportRefusal('REPORT_UNKNOWN');
    return report;
  }

  private async run(call: CommandCall, reportId: string, command: ReportCommand, actor?: CommandCall['actor']) {
    const { name, params, sent, ifMatch, commandId } = call;
    return this.reports.run({
      ...{ reportId, command },
      // What an informant has sent as a key is in the log of no proxy and in none of ours under the same name.
      ...(actor === undefined ? { commandId: stableId('informant', commandId.toLowerCase()) } : { commandId, actor }),
      fingerprint: await this.informants.fingerprint(canonicalize({ name, params, body: sent })),
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });
  }

  private async reportOf(code: string): Promise<string> {
    const reportId = await this.informants.reportOf(normalReportCode(code));
    if (reportId === undefined) throw new ReportRefusal('REPORT_CODE_UNKNOWN');
    return reportId;
  }

  private async stand({ status, receivedOn, facts, result }: Report): Promise<ReportStandDto> {
    const stand = { status, receivedOn, facts: facts.length };
    if (result === undefined) return stand;
    const { decidedOn, textId } = result;
    const text = await this.informants.text(textId);
    return { ...stand, result: result.result, decidedOn, ...(text !== undefined && { text }) };
  }
}
