import { Param, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiProperty } from '@nestjs/swagger';
import { CommandController, QuestionRoute } from '../http/command-route.js';
import { csvChunks } from '../http/csv-body.js';
import { Code, InstantAt } from '../http/fields.js';
import { codesOf, SNAPSHOT_PROBLEMS } from '../http/rule-problems.js';
import { SnapshotImporter } from '../ports.js';

const PATH = '/cross-check-sources/{sourceId}/snapshots';

export class SnapshotSourceDto {
  @Code({ zh: '比对来源编号', en: 'source', example: 'national' })
  sourceId!: string;
}

export class SnapshotDto {
  @Code({ zh: '来源的版本号', en: 'version, as the source counts', example: '2026-09-18' })
  version!: string;

  @InstantAt({ zh: '快照时刻', en: 'when the source took it' })
  snapshotAt!: string;
}

export class SnapshotImportedDto {
  @ApiProperty({ type: 'integer', description: '行数 · rows' })
  rows!: number;

  @ApiProperty({ description: '文件的 SHA-256 · SHA-256 of the file', pattern: '^[0-9a-f]{64}$' })
  sha256!: string;

  @ApiProperty({ description: '此前已导入同一文件 · the very file had been imported before' })
  repeated!: boolean;
}

/** Snapshots of the lists of other places, which cross-checks ask (spec 3.5 R2). */
@CommandController('reference')
export class SnapshotsController {
  constructor(private readonly importer: SnapshotImporter) {}

  @QuestionRoute('ImportSnapshot', PATH, SnapshotImportedDto, {
    zh: '导入外部名单快照',
    en: 'Import a snapshot of the lists of another place, whole or not at all',
    clause: '3.5 R2',
    roles: ['PLATFORM_OPERATOR'],
    problems: codesOf(SNAPSHOT_PROBLEMS),
  })
  @ApiConsumes('text/csv')
  @ApiBody({
    required: true,
    schema: {
      type: 'string',
      example: 'identifierKind,identifier,listKind,ref,unit\nUSCC,91640100MA00TE5T1D,BLACK,GX-2026-1,unit-x\n',
    },
    description: 'UTF-8 CSV，首行为列名 · with a header line',
  })
  import(
    @Param() { sourceId }: SnapshotSourceDto,
    @Query() { version, snapshotAt }: SnapshotDto,
    @Req() request: { readonly body?: unknown },
  ): Promise<SnapshotImportedDto> {
    return this.importer.import({ sourceId, version, snapshotAt, csv: csvChunks(request.body) });
  }
}
