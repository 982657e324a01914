import { Body } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, QuestionRoute } from '../http/command-route.js';
import { Text } from '../http/fields.js';
import { OwnEntries } from './own-entries.js';
import { findingsShown, ScrubFindingDto, ScrubTermsDto } from './shown-text-dtos.js';
import { ShownTexts } from './shown-texts.js';

const PATH = '/subjects/{subjectId}/entries/{entryId}/notice-text';

export class PreviewNoticeTextDto extends ScrubTermsDto {
  @Text({ zh: '公告内容', en: 'text of the notice', example: '该主体已退出名单。' })
  text!: string;
}

export class NoticeTextDto {
  @ApiProperty({ description: '将要公告的文字，已去除身份信息 · the text that would be published' })
  text!: string;

  @ApiProperty({ description: '文字的 SHA-256 · SHA-256 of the text', pattern: '^[0-9a-f]{64}$' })
  contentHash!: string;

  @ApiProperty({ type: [ScrubFindingDto], description: '应替换的内容 · what was taken out, to be confirmed' })
  findings!: ScrubFindingDto[];
}

export class PreviewNoticeTextQuery extends Query<NoticeTextDto> {
  constructor(
    readonly call: CommandCall,
    readonly body: PreviewNoticeTextDto,
  ) {
    super();
  }
}

@QueryHandler(PreviewNoticeTextQuery)
export class PreviewNoticeTextHandler implements IQueryHandler<PreviewNoticeTextQuery> {
  constructor(
    private readonly texts: ShownTexts,
    private readonly own: OwnEntries,
  ) {}

  async execute({ call, body }: PreviewNoticeTextQuery): Promise<NoticeTextDto> {
    await this.own.demand(call);
    const { findings, ...notice } = await this.texts.notice(call.subjectId, body.text, body.names);
    return { ...notice, findings: findingsShown(findings) };
  }
}

@CommandController('measures')
export class PreviewNoticeTextController {
  constructor(private readonly queries: QueryBus) {}

  @QuestionRoute('PreviewNoticeText', PATH, NoticeTextDto, {
    zh: '预览公告文字',
    en: 'Preview a notice of exit or restoration',
    clause: '3.9, 6.4',
    roles: ['RECOGNIZING_UNIT'],
    problems: ['SUBJECT_UNKNOWN', 'ENTRY_UNKNOWN', 'NOT_YOUR_ENTRY'],
  })
  execute(@Call() call: CommandCall, @Body() body: PreviewNoticeTextDto) {
    return this.queries.execute(new PreviewNoticeTextQuery(call, body));
  }
}
