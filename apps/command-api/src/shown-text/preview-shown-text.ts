import { Body } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { SHOWN_TEXT_KIND } from '../enums.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, QuestionRoute } from '../http/command-route.js';
import { Choice } from '../http/fields.js';
import { OwnEntries } from './own-entries.js';
import { findingsShown, ScrubFindingDto, ScrubTermsDto } from './shown-text-dtos.js';
import { ShownTexts } from './shown-texts.js';
import type { ShownTextKind } from './template.js';

const PATH = '/subjects/{subjectId}/entries/{entryId}/shown-text';

export class PreviewShownTextDto extends ScrubTermsDto {
  @Choice('ShownTextKind', SHOWN_TEXT_KIND, { zh: '公示或发布', en: 'publicity or publication' })
  kind!: ShownTextKind;
}

export class ShownTextDto {
  @ApiProperty({ description: '将要展示的文字，已脱敏 · the text that would be shown, masked' })
  maskedText!: string;

  @ApiProperty({ description: '脱敏方案及版本 · mask profile and version', example: 'SPEC-6.4@1' })
  maskProfile!: string;

  @ApiProperty({ description: '文字模板及版本 · template and version', example: 'shown-text@1' })
  template!: string;

  @ApiProperty({ type: [ScrubFindingDto], description: '事实中应替换的内容 · what was taken out of the facts' })
  findings!: ScrubFindingDto[];

  @ApiProperty({
    description: '文字的 SHA-256，核准后作为 approvedContentHash · SHA-256 of the text, for `approvedContentHash`',
    pattern: '^[0-9a-f]{64}$',
  })
  contentHash!: string;
}

export class PreviewShownTextQuery extends Query<ShownTextDto> {
  constructor(
    readonly call: CommandCall,
    readonly body: PreviewShownTextDto,
  ) {
    super();
  }
}

@QueryHandler(PreviewShownTextQuery)
export class PreviewShownTextHandler implements IQueryHandler<PreviewShownTextQuery> {
  constructor(
    private readonly texts: ShownTexts,
    private readonly own: OwnEntries,
  ) {}

  async execute({ call, body }: PreviewShownTextQuery): Promise<ShownTextDto> {
    const { kind, names } = body;
    const entryId = call.param('entryId');
    const { unitId, rendering, ...shown } = await this.texts.render(kind, call.subjectId, entryId, names);
    this.own.demandUnit(call, unitId);
    return { ...shown, template: rendering.template, findings: findingsShown(rendering.findings) };
  }
}

@CommandController('entry')
export class PreviewShownTextController {
  constructor(private readonly queries: QueryBus) {}

  @QuestionRoute('PreviewShownText', PATH, ShownTextDto, {
    zh: '预览展示文字',
    en: 'Preview the text to be shown',
    clause: '3.5 R3, R6, 6.4',
    roles: ['RECOGNIZING_UNIT'],
    problems: [
      ...(['SUBJECT_UNKNOWN', 'ENTRY_UNKNOWN', 'NOT_YOUR_ENTRY', 'MINOR_NEVER_PUBLIC'] as const),
      ...(['MASK_PROFILE_NOT_IN_FORCE', 'RETENTION_OVER'] as const),
    ],
  })
  execute(@Call() call: CommandCall, @Body() body: PreviewShownTextDto) {
    return this.queries.execute(new PreviewShownTextQuery(call, body));
  }
}
