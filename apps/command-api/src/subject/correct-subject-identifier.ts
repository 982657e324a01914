import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { demandGrants } from '#libs/dossier';
import { SubjectRegistry } from '#libs/dossier-store';
import { DossierCommand, Dossiers, outcomeOf } from '../dossiers.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Nested, Text } from '../http/fields.js';
import { People } from '../people.js';
import { IdentifierDto } from '../shared/dtos.js';

export class CorrectSubjectIdentifierDto {
  @Nested(() => IdentifierDto, { zh: '正确的证件', en: 'the right identifier' })
  identifier!: IdentifierDto;

  @Text({ zh: '理由', en: 'reason', example: '建档时录入有误。' })
  reason!: string;
}

export class CorrectSubjectIdentifierCommand extends DossierCommand<CorrectSubjectIdentifierDto> {}

@CommandHandler(CorrectSubjectIdentifierCommand)
export class CorrectSubjectIdentifierHandler implements ICommandHandler<CorrectSubjectIdentifierCommand> {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly people: People,
    private readonly registry: SubjectRegistry,
  ) {}

  async execute({ call, body }: CorrectSubjectIdentifierCommand) {
    const { actor, commandId, ifMatch, subjectId } = call;
    // Before the index is asked whether the number is somebody else's.
    demandGrants('CorrectSubjectIdentifier', actor);
    const { value } = this.people.checked(body.identifier);
    const answer = await this.registry.correctIdentifier(
      {
        subjectId,
        actor,
        commandId,
        fingerprint: await this.dossiers.fingerprint(call),
        ...(ifMatch === undefined ? {} : { ifMatch }),
      },
      { identifier: value, reason: body.reason },
    );
    return outcomeOf(answer);
  }
}

@CommandController('subject')
export class CorrectSubjectIdentifierController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('CorrectSubjectIdentifier', {
    zh: '更正主体证件号码',
    en: 'Correct the identifier of a subject',
    clause: '1.3, 3.5',
  })
  execute(@Call() call: CommandCall, @Body() body: CorrectSubjectIdentifierDto) {
    return this.commands.execute(new CorrectSubjectIdentifierCommand(call, body));
  }
}
