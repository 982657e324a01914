import { Body } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DossierCommand, Dossiers } from '../dossiers.js';
import { AGENT_SCOPE } from '../enums.js';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, CommandRoute } from '../http/command-route.js';
import { Choice, DateOn, Nested } from '../http/fields.js';
import { People } from '../people.js';
import { EvidenceDto, PersonDto, MAX_EVIDENCE } from '../shared/dtos.js';

export class AuthorizeAgentDto {
  @Nested(() => PersonDto, { zh: '代理人', en: 'agent' })
  agent!: PersonDto;

  @Choice('AgentScope', AGENT_SCOPE, { zh: '授权范围', en: 'scope', upTo: 4, example: ['REPAIR'] })
  scope!: (keyof typeof AGENT_SCOPE)[];

  @DateOn({ zh: '授权起始日', en: 'first day' })
  validFrom!: string;

  @DateOn({ zh: '授权截止日', en: 'last day', example: '2027-09-18' })
  validTo!: string;

  @Nested(() => EvidenceDto, { zh: '证据材料', en: 'evidence', upTo: MAX_EVIDENCE, optional: true })
  evidence?: EvidenceDto[];
}

export class AuthorizeAgentCommand extends DossierCommand<AuthorizeAgentDto> {}

@CommandHandler(AuthorizeAgentCommand)
export class AuthorizeAgentHandler implements ICommandHandler<AuthorizeAgentCommand> {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly people: People,
  ) {}

  async execute({ call, body }: AuthorizeAgentCommand) {
    const { agent, ...rest } = body;
    return this.dossiers.run(call, {
      type: 'AuthorizeAgent',
      data: {
        agentRef: await this.people.refOf(agent.identifier),
        agentName: agent.name,
        ...rest,
      },
    });
  }
}

@CommandController('subject')
export class AuthorizeAgentController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('AuthorizeAgent', {
    zh: '登记代理人授权',
    en: 'Record the authorisation of an agent',
    clause: '2, 3.10 P1',
  })
  execute(@Call() call: CommandCall, @Body() body: AuthorizeAgentDto) {
    return this.commands.execute(new AuthorizeAgentCommand(call, body));
  }
}
