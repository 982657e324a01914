import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ExternalList } from '#libs/external-lists';

/** What every reader of a reference list is told. */
export const FOR_REFERENCE = '供参考';
const HOUR_MS = 3_600_000;

/** Whose list an entry stands on, in which version, and how old that is. */
export class ExternalFlagDto {
  @ApiProperty({ format: 'uuid', description: '外部名单编号 · list' })
  listId!: string;
  @ApiProperty({ example: '失信被执行人名单' })
  title!: string;
  @ApiProperty({ description: '名单所有者 · owner', example: '示范市中级人民法院' })
  owner!: string;
  @ApiProperty({ enum: ['EXTERNAL_MIRROR', 'REFERENCE'], description: '外部镜像、参考名单' })
  origin!: string;
  @ApiPropertyOptional({ type: String, description: '外地名单的地区代码 · another region', example: '620100' })
  foreignRegion?: string;
  @ApiProperty({ description: '版本 · version, as the owner counts', example: '2026-10-01' })
  version!: string;
  @ApiProperty({ format: 'date-time', description: '该版本生效的时刻 · since when it stands here' })
  appliedAt!: string;
  @ApiProperty({
    type: 'integer',
    description: '距生效或来源最近一次确认的小时数 · hours since it was applied, or last confirmed by its source',
    example: 5,
  })
  ageHours!: number;
  @ApiPropertyOptional({
    type: String,
    description: '参考名单仅供参考 · a reference list only informs',
    example: FOR_REFERENCE,
  })
  note?: string;
}

/** The version of a list that stands. */
export interface StandingVersion {
  readonly list: Pick<ExternalList, 'listId' | 'title' | 'owner' | 'origin' | 'foreignRegion'>;
  readonly version: string;
  readonly appliedAt: Date;
  readonly confirmedAt: Date | null;
}

/** @param now the instant of the answer */
export function flagOf({ list, version, appliedAt, confirmedAt }: StandingVersion, now: string): ExternalFlagDto {
  const { listId, title, owner, origin, foreignRegion } = list;
  return {
    ...{ listId, title, owner: owner.name, origin, version, appliedAt: appliedAt.toISOString() },
    ...(foreignRegion !== undefined && { foreignRegion }),
    ageHours: ageHours(appliedAt, confirmedAt, now),
    ...(origin === 'REFERENCE' && { note: FOR_REFERENCE }),
  };
}

export function ageHours(appliedAt: Date, confirmedAt: Date | null, now: string): number {
  const last = Math.max(appliedAt.getTime(), confirmedAt?.getTime() ?? 0);
  return Math.max(0, Math.floor((Date.parse(now) - last) / HOUR_MS));
}
