import { Body } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Clock, problem } from '#libs/platform';
import { CommandController, QuestionRoute } from '../http/command-route.js';
import { InstantAt } from '../http/fields.js';
import { httpProblem } from '../http/problem-catalogue.js';
import { DemoClock } from '../ports.js';

export class SetClockDto {
  @InstantAt({ zh: '新的时刻，不得早于当前', en: 'the new instant, never before the present one' })
  now!: string;
}

export class ClockDto {
  @ApiProperty({ format: 'date-time', description: '演示时钟 · clock of the demonstration' })
  now!: string;

  @ApiProperty({ type: 'integer', description: '途中处理的到期时刻数 · due instants settled on the way' })
  settled!: number;
}

/** In the demonstration only: lets a person live a three-year entry in a minute. */
@CommandController('demo')
export class DemoClockController {
  constructor(
    private readonly demoClock: DemoClock,
    private readonly clock: Clock,
  ) {}

  @QuestionRoute('SetDemoClock', '/demo/clock', ClockDto, {
    zh: '拨动演示时钟（仅演示模式）',
    en: 'Move the clock of the demonstration forward',
    clause: '3.16',
    roles: [],
    problems: ['CLOCK_BACKWARDS'],
  })
  set(@Body() { now }: SetClockDto): Promise<ClockDto> {
    if (Date.parse(now) < Date.parse(this.clock.now())) throw problem(httpProblem('CLOCK_BACKWARDS'));
    return this.demoClock.advanceTo(new Date(now).toISOString());
  }
}
