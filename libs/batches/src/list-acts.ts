import type { Command, CommandData, CommandType, DossierState, ShownText } from '#libs/dossier';

/** Acts that can be done on a whole list, and the command each of them is. */
export const LIST_ACTS = {
  CROSS_CHECK: 'PerformCrossCheck',
  PUBLICITY: 'StartPublicity',
  PROPOSE_RECOGNITION: 'ProposeRecognition',
  RECOGNIZE: 'RecognizeEntry',
  PUBLISH: 'PublishEntry',
  REPORT: 'ReportToPlatform',
} as const satisfies Record<string, CommandType>;
/** Acts that put entries on a list; initial lists put nobody there, and nothing takes entries off in bulk. */
export const ADDING_ACTS: readonly ListAct[] = ['RECOGNIZE'];
export type ListAct = keyof typeof LIST_ACTS;

/** An entry of the list, and the text approved for it where it was approved one by one. */
export interface ActOnEntry {
  readonly subjectId: string;
  readonly entryId: string;
  readonly approvedContentHash?: string;
}

/** What all entries have in common. Of a number, `{n}` is replaced by a running number of the list. */
export interface ActParameters {
  readonly CROSS_CHECK: Record<never, never>;
  readonly PUBLICITY: Pick<CommandData<'StartPublicity'>, 'channels' | 'startsOn' | 'objectionContact'>;
  readonly PROPOSE_RECOGNITION: Pick<CommandData<'ProposeRecognition'>, 'terms' | 'reasons'>;
  readonly RECOGNIZE: Pick<CommandData<'RecognizeEntry'>, 'decisionNo' | 'decidedOn'> & {
    readonly firstNumber?: number;
  };
  readonly PUBLISH: Pick<CommandData<'PublishEntry'>, 'channels' | 'publishedOn' | 'authority'>;
  readonly REPORT: Pick<CommandData<'ReportToPlatform'>, 'platformId' | 'reportedOn' | 'reportRef'> & {
    readonly firstNumber?: number;
  };
}

/** An act on a list, as it is kept in an encrypted file until the job and its keeping are over. */
export type ListActRequest = {
  readonly [A in ListAct]: {
    readonly act: A;
    readonly entries: readonly ActOnEntry[];
    readonly parameters: ActParameters[A];
  };
}[ListAct];

/** What the public would see of an entry. */
export interface Shown extends ShownText {
  readonly contentHash: string;
}

/** What an act needs beside its parameters; asked only where it is needed. */
export interface ActSources {
  readonly shown: (kind: 'PUBLICITY' | 'PUBLICATION') => Promise<Shown>;
  readonly dossier: () => Promise<DossierState>;
}

/** The text of an entry is not the one that was approved. */
export class ShownTextChanged extends Error {}

/** The ordinary command that the act is for one entry. @throws ShownTextChanged; and what the sources throw */
export async function commandOf(
  request: ListActRequest,
  entry: ActOnEntry,
  rowNo: number,
  sources: ActSources,
): Promise<Command> {
  const { entryId } = entry;
  switch (request.act) {
    case 'CROSS_CHECK':
      return { type: 'PerformCrossCheck', data: { entryId } };
    case 'PUBLICITY':
      return {
        type: 'StartPublicity',
        data: { entryId, ...request.parameters, ...(await shownOf('PUBLICITY', entry, sources)) },
      };
    case 'PROPOSE_RECOGNITION':
      return { type: 'ProposeRecognition', data: { entryId, ...request.parameters } };
    case 'RECOGNIZE': {
      const { decisionNo, firstNumber, ...rest } = request.parameters;
      const proposalId = proposalOf(await sources.dossier(), entryId);
      return {
        type: 'RecognizeEntry',
        data: { entryId, proposalId, decisionNo: numbered(decisionNo, firstNumber, rowNo), ...rest },
      };
    }
    case 'PUBLISH':
      return {
        type: 'PublishEntry',
        data: { entryId, ...request.parameters, ...(await shownOf('PUBLICATION', entry, sources)) },
      };
    case 'REPORT': {
      const { reportRef, firstNumber, ...rest } = request.parameters;
      return {
        type: 'ReportToPlatform',
        data: { entryId, reportRef: numbered(reportRef, firstNumber, rowNo), ...rest },
      };
    }
  }
}

async function shownOf(
  kind: 'PUBLICITY' | 'PUBLICATION',
  { approvedContentHash }: ActOnEntry,
  sources: ActSources,
): Promise<ShownText> {
  const { contentHash, ...shown } = await sources.shown(kind);
  if (approvedContentHash !== undefined && approvedContentHash !== contentHash) throw new ShownTextChanged();
  return shown;
}

/** The open proposal to recognise the entry; else the last one, so that the refusal says what became of it. */
function proposalOf({ proposals }: DossierState, entryId: string): string {
  const ofEntry = Object.values(proposals).filter(
    (one) => one.entryId === entryId && one.content.kind === 'RECOGNITION',
  );
  return (ofEntry.find(({ status }) => status === 'OPEN') ?? ofEntry.at(-1))?.proposalId ?? 'none';
}

function numbered(pattern: string, first = 1, rowNo: number): string {
  return pattern.replaceAll('{n}', String(first + rowNo - 1));
}
