import { Injectable } from '@nestjs/common';
import type { ListKind } from '#libs/rules';
import { safeCell, streamRows } from '#libs/read-store';
import type { MaskLevel } from '#libs/subjects';
import { answerStatement, ASKED_FROM, type ListFilter, type ListRow } from '#projections';
import { PersonalData } from '../reading/personal-data.js';
import { StreamPool } from '../reading/stream-pool.js';
import type { ListFormat } from './export.js';
import { CSV_HEADER, CSV_CELLS, itemText, LISTED_FIELDS, NAME_AT } from './listed-entry.dto.js';
import { workbookChunks } from './workbook.js';

/** Names of the sheets. */
const TITLES: Readonly<Record<ListKind, string>> = { RED: '红名单', BLACK: '黑名单', FOCUS: '重点关注名单' };

export type FileFormat = Exclude<ListFormat, 'JSON'>;

export interface ListFile {
  readonly format: FileFormat;
  readonly filter: ListFilter;
  readonly level: MaskLevel;
  /** Awaited before the rows leave; with none where there are none at all. */
  readonly beforeLeaving?: (rows: readonly ListRow[]) => Promise<void>;
}

/**
 * Whole lists as they are at one instant, from the database to whoever reads them: the database makes the JSON or the
 * cells, and only what is sealed is opened and masked on the way, batch by batch.
 */
@Injectable()
export class ListFiles {
  constructor(
    private readonly streams: StreamPool,
    private readonly people: PersonalData,
  ) {}

  /** A chunk or more for each batch of rows. Formula-like cells of CSV are neutralised. */
  async *chunks(file: ListFile): AsyncGenerator<string | Uint8Array> {
    switch (file.format) {
      case 'XLSX':
        yield* workbookChunks(TITLES[file.filter.listKind], CSV_HEADER, this.cells(file));
        return;
      case 'CSV': {
        let text = `\uFEFF${CSV_HEADER.join(',')}\r\n`;
        for await (const rows of this.cells(file)) {
          for (const row of rows) text += csvLine(row);
          yield text;
          text = '';
        }
        if (text !== '') yield text;
        return;
      }
      case 'NDJSON':
        for await (const rows of this.rows(file, { json: LISTED_FIELDS })) {
          const names = await this.people.rowNames(rows, file.level);
          let text = '';
          for (const [at, row] of rows.entries()) text += `${itemText(row, names[at])}\n`;
          yield text;
        }
    }
  }

  private async *cells(file: ListFile): AsyncGenerator<readonly (readonly unknown[])[]> {
    for await (const rows of this.rows(file, { cells: CSV_CELLS })) {
      const names = await this.people.rowNames(rows, file.level);
      yield rows.map((row, at) => {
        const shown = (names[at] ?? []).map((text) => JSON.parse(text) as unknown);
        return [...row.slice(ASKED_FROM, ASKED_FROM + NAME_AT), ...shown, ...row.slice(ASKED_FROM + NAME_AT)];
      });
    }
  }

  private async *rows(
    { filter, beforeLeaving }: ListFile,
    answer: Parameters<typeof answerStatement>[1],
  ): AsyncGenerator<readonly ListRow[]> {
    const { sql, values } = answerStatement(filter, answer);
    let any = false;
    for await (const batch of streamRows({ pool: this.streams.pool, sql, params: values })) {
      const rows = batch as unknown as readonly ListRow[];
      await beforeLeaving?.(rows);
      yield rows;
      any = true;
    }
    if (!any) await beforeLeaving?.([]);
  }
}

const QUOTED = /[",\r\n\t]/;

/** RFC 4180. */
function csvLine(row: readonly unknown[]): string {
  let line = '';
  for (const [at, value] of row.entries()) {
    const text = safeCell(value);
    if (at > 0) line += ',';
    line += QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }
  return `${line}\r\n`;
}
