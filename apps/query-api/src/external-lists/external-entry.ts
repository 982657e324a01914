import { Injectable } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { maskIdentifierAsOwner, maskNameAsOwner } from '#libs/external-lists';
import type { ExternalEntry } from '#projections';
import { ERASED, isSealed, PersonalData } from '../reading/personal-data.js';
import { ExternalHitDto, externalHit } from './external-hit.js';

/** An entry of a list of somebody else, persons masked as the owner shows them. */
export class ExternalEntryDto extends ExternalHitDto {
  @ApiProperty({ description: '名称；自然人按所有者的方式脱敏 · persons as the owner shows them', example: '张*' })
  name!: string;
  @ApiProperty({ description: '识别码；自然人按所有者的方式脱敏', example: '6401**********0012' })
  identifier!: string;
  @ApiProperty({ enum: ['ENTERPRISE', 'SELF_EMPLOYED', 'SOCIAL_ORG', 'INSTITUTION', 'NATURAL_PERSON'] })
  subjectType!: string;
  @ApiProperty({ description: '所有者的条目编号 · number at the owner', example: '2026-0001' })
  ref!: string;
  @ApiPropertyOptional({ type: String, format: 'uuid', description: '主体编号，不含证件号码 · opaque' })
  subjectId?: string;
}

/** Shows entries of lists of others (6.4). */
@Injectable()
export class ExternalEntries {
  constructor(private readonly people: PersonalData) {}

  async shown(entries: readonly ExternalEntry[], now: string): Promise<readonly ExternalEntryDto[]> {
    const texts = await this.people.texts(entries.flatMap(({ name, identifier }) => [name, identifier]));
    return entries.map((entry, i) => {
      const { list, name, identifier, subjectType, ref, subjectRef } = entry;
      const masked = (stored: unknown, text: string, mask: (text: string) => string): string =>
        isSealed(stored) && text !== ERASED ? mask(text) : text;
      return {
        ...externalHit(entry, now),
        name: masked(name, texts[2 * i] ?? '', (text) => maskNameAsOwner(text, list.ownerMask)),
        identifier: masked(identifier, texts[2 * i + 1] ?? '', (text) => maskIdentifierAsOwner(text, list.ownerMask)),
        ...{ subjectType, ref, subjectId: subjectRef },
      };
    });
  }
}
