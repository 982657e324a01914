import { Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty } from '@nestjs/swagger';
import { proposedDesignations } from '#projections';
import { AfterDto } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { ReadModels } from '../reading/catch-up.js';
import { ReadPool } from '../reading/read-pool.js';
import { ProposedUnitsDto } from './read-entry-measures.js';

/** The oldest proposals; what is behind them comes when they are decided. */
const SHOWN = 200;

export class ProposedDesignationDto extends ProposedUnitsDto {
  @ApiProperty({ format: 'uuid' })
  subjectId!: string;
  @ApiProperty({ format: 'uuid' })
  entryId!: string;
  @ApiProperty({ example: 'unit-a', description: '发起单位 · initiating unit' })
  unitId!: string;
}

export class ProposedDesignationsDto {
  @ApiProperty({
    type: [ProposedDesignationDto],
    description: '最早发起的在前，至多 200 项 · oldest first, at most 200',
  })
  items!: readonly ProposedDesignationDto[];
}

export class ReadDesignationsQuery extends Query<ProposedDesignationsDto> {
  constructor(readonly after: string | undefined) {
    super();
  }
}

@QueryHandler(ReadDesignationsQuery)
export class ReadDesignationsHandler implements IQueryHandler<ReadDesignationsQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
  ) {}

  async execute({ after }: ReadDesignationsQuery): Promise<ProposedDesignationsDto> {
    await this.models.caughtUp(after, 'measure-responses');
    const rows = await proposedDesignations(this.read.pool, SHOWN);
    const items = rows.flatMap(({ entryId, subjectId, unitId, state }) => {
      const { proposal } = state.trigger ?? {};
      if (proposal === undefined) return [];
      const { proposalId, designations, proposedOn } = proposal;
      return [{ entryId, subjectId, unitId, proposalId, designations, proposedOn }];
    });
    return { items };
  }
}

@QueryController('measures')
export class ReadDesignationsController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/measures/proposals', {
    name: 'readProposedDesignations',
    zh: '待办公室确定的实施单位',
    en: 'Implementing units that wait for the office',
    clause: '5.2; S1 §17',
    roles: ['JOINT_CONFERENCE_OFFICE', 'SUPERVISOR'],
    answer: ProposedDesignationsDto,
  })
  async designations(@QueryString() { after }: AfterDto): Promise<ProposedDesignationsDto> {
    return this.queries.execute(new ReadDesignationsQuery(after));
  }
}
