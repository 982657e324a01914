import { ApiProperty } from '@nestjs/swagger';

export class RecordedEventDto {
  @ApiProperty({ description: '事件类型 · type of the event', example: 'ObjectionAccepted' })
  type!: string;
}

/** Answer to every command on a dossier. */
export class CommandAnswerDto {
  @ApiProperty({ format: 'uuid', description: '命令编号 · the `Idempotency-Key`, sent or made' })
  commandId!: string;

  @ApiProperty({ format: 'uuid', description: '主体编号 · subject' })
  subjectId!: string;

  @ApiProperty({ format: 'uuid', required: false, description: '条目编号 · entry' })
  entryId?: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: '新产生的编号 · ids that came into being, by name',
    example: { proposalId: '7d4a3f5e-52c0-4a56-9a6f-3a1f0f3c2b10' },
  })
  created!: Record<string, string>;

  @ApiProperty({ type: [RecordedEventDto], description: '已记录的事件，按顺序 · events recorded, in order' })
  events!: RecordedEventDto[];

  @ApiProperty({
    required: false,
    description: '日志位置，可用于查询的 `after` · position in the log, for `after` of the queries',
    example: '0000000000000042',
  })
  position?: string;

  @ApiProperty({ type: 'integer', required: false, description: '条目的修订号 · revision of the entry', example: 12 })
  entryRevision?: number;
}
