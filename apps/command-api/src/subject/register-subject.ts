import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ForActors } from '#libs/access';
import { SubjectRegistry } from '#libs/dossier-store';
import type { SubjectType } from '#libs/rules';
import { DossierCommand, Dossiers, outcomeOf } from '../dossiers.js';
import { SUBJECT_TYPE } from '../enums.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Choice, Code, DocNo, Nested, Text } from '../http/fields.js';
import type { CommandAnswerDto } from '../http/command-answer.dto.js';
import { CommandOutcome } from '../http/outcome.js';
import { IdentifierDto } from '../shared/dtos.js';

/** Supervised override of a code whose check digit fails although it was issued so (1.3). */
export class ChecksumExceptionDto {
  @Text({ zh: '理由', en: 'reason', max: 1_000, example: '登记机关核发的代码校验位有误，已核对原件。' })
  reason!: string;

  @DocNo({ zh: '证明材料编号', en: 'reference of the evidence', example: 'ZM-2026-3' })
  evidenceRef!: string;

  @Code({ zh: '批准人', en: 'official who approved it', example: 'a-approver' })
  approvedBy!: string;
}

export class RegisterSubjectDto {
  @Choice('SubjectType', SUBJECT_TYPE, { zh: '主体类型', en: 'type of subject' })
  subjectType!: SubjectType;

  @Nested(() => IdentifierDto, { zh: '证件', en: 'identifier' })
  identifier!: IdentifierDto;

  @Text({ zh: '名称或姓名', en: 'name', max: 200, example: '某某科技有限公司' })
  name!: string;

  @Nested(() => ChecksumExceptionDto, { zh: '校验位例外', en: 'exception from the check digit', optional: true })
  checksumException?: ChecksumExceptionDto;
}

export class RegisterSubjectCommand extends DossierCommand<RegisterSubjectDto> {}

/** Finds or opens the dossier of an identifier. */
@CommandHandler(RegisterSubjectCommand)
export class RegisterSubjectHandler implements ICommandHandler<RegisterSubjectCommand> {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly registry: SubjectRegistry,
  ) {}

  async execute({ call, body }: RegisterSubjectCommand) {
    const { actor, commandId } = call;
    const fingerprint = await this.dossiers.fingerprint(call);
    const found = await this.registry.registerSubject({ actor, commandId, fingerprint, ...body });
    if (found.created) return outcomeOf(found.answer);
    const { subjectId } = found;
    const answer: CommandAnswerDto = { commandId, subjectId, created: {}, events: [] };
    return new CommandOutcome(answer, false, 200);
  }
}

@CommandController('subject')
export class RegisterSubjectController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('RegisterSubject', {
    zh: '主体建档，已有档案则返回其编号',
    en: 'Open the dossier of a subject, or find the one it has',
    clause: '1.3, 3.5',
  })
  // The index is asked before the domain: it is not open to everybody.
  @ForActors('RECOGNIZING_UNIT', 'DISPUTE_HANDLER')
  execute(@Call() call: CommandCall, @Body() body: RegisterSubjectDto) {
    return this.commands.execute(new RegisterSubjectCommand(call, body));
  }
}
