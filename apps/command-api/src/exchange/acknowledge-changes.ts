import { Body } from '@nestjs/common';
import { CurrentActor, type Actor, type Role } from '#libs/access';
import { Clock } from '#libs/platform';
import { Acknowledgements } from '#libs/webhooks';
import { CommandController, QuestionRoute } from '../http/command-route.js';
import { AcknowledgeChangesDto, AcknowledgedDto } from './exchange-dtos.js';
import { ExchangeDesk } from './exchange-desk.js';

/** Whoever may read the feed. */
const CONSUMERS: readonly Role[] = [
  'RECOGNIZING_UNIT',
  'INITIATING_UNIT',
  'IMPLEMENTING_UNIT',
  'INFORMATION_PROVIDER',
  'JOINT_CONFERENCE_OFFICE',
  'DISPUTE_HANDLER',
  'SUPERVISOR',
  'SOCIAL_ORGANISATION',
  'PLATFORM_OPERATOR',
];

/** Consumers of the feed say how far they are, so that it shows who is behind (spec 5.2). */
@CommandController('exchange')
export class AcknowledgeChangesController {
  constructor(
    private readonly acknowledgements: Acknowledgements,
    private readonly desk: ExchangeDesk,
    private readonly clock: Clock,
  ) {}

  @QuestionRoute('AcknowledgeChanges', '/exchange/acknowledgements', AcknowledgedDto, {
    zh: '确认已处理到某一变动；早于已确认的不作改变',
    en: 'Acknowledge changes up to a cursor; one before what is acknowledged changes nothing',
    clause: '5.2',
    roles: CONSUMERS,
    problems: ['CURSOR_INVALID'],
  })
  async acknowledge(
    @CurrentActor() actor: Actor,
    @Body() { consumer, cursor }: AcknowledgeChangesDto,
  ): Promise<AcknowledgedDto> {
    const { place: _place, ...told } = await this.acknowledgements.acknowledge({
      unitId: actor.unitId ?? actor.userId,
      consumer,
      place: this.desk.place(cursor),
      acknowledgedAt: this.clock.now(),
    });
    return told;
  }
}
