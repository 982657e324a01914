import type { ImportPayload, ListActPayload } from '#libs/batches';
import type { KeptFile } from '#libs/evidence';
import type { Job, JobRow } from '#libs/jobs';
import { PROBLEMS, type DocumentedProblem } from '../http/problem-catalogue.js';
import type { BatchDto, BatchRowDto } from './batch-dtos.js';
import { ROW_TEXTS } from './batch-problems.js';

/** A job as it is told; of its payload only what everybody of the unit may know. */
export function batchView(job: Job, file: KeptFile | undefined): BatchDto {
  const { jobId, kind, unitId, state, total, done, accepted, refused, duplicate, failure } = job;
  const { standardId, format, encoding } = job.payload as unknown as Partial<ImportPayload>;
  const { act } = job.payload as unknown as Partial<ListActPayload>;
  const { createdAt, startedAt, finishedAt, heldFor, confirmedBy } = job;
  return withoutAbsent({
    ...{ batchId: jobId, kind, standardId, act, unitId, format, encoding, state },
    ...{ total, done, accepted, refused, duplicate, failure, createdAt, startedAt, finishedAt },
    ...{ heldFor, confirmedBy },
    fileKeptUntil: file?.keepUntil,
  });
}

export function rowView({ rowNo, line, state, code, field, subjectId, entryId }: JobRow): BatchRowDto {
  const text = code === undefined ? undefined : textOf(code);
  return withoutAbsent({
    ...{ row: rowNo, line, state, code, field, detail: text?.zh, detailEn: text?.en },
    ...{ subjectId, entryId },
  });
}

/** The Chinese text of every code a row can have, for the downloadable result. */
export function rowTexts(): Readonly<Record<string, string>> {
  const all: Readonly<Record<string, { readonly zh: string }>> = { ...PROBLEMS, ...ROW_TEXTS };
  return Object.fromEntries(Object.entries(all).map(([code, { zh }]) => [code, zh]));
}

function textOf(code: string): { readonly zh: string; readonly en: string } | undefined {
  const text = ROW_TEXTS[code] ?? (PROBLEMS as Readonly<Record<string, DocumentedProblem>>)[code];
  // Which value it was is not kept with the row: the row itself shows it.
  const open = (words: string): string => words.replace(/\{\w+\}/g, '…');
  return text && { zh: open(text.zh), en: open(text.en) };
}

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

function withoutAbsent<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Present<T>;
}
