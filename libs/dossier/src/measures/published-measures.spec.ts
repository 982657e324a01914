import type { ListedMeasure } from '#libs/rules';
import { act } from '../testing/acts.js';
import { activeBlack } from '../testing/journeys.js';
import { givenDossier } from '../testing/scenario.js';
import { A } from '../testing/world.js';

const LISTED: ListedMeasure = {
  ...{ measureItemId: 'M-1', measureListId: 'CITY', listVersion: 1, kind: 'PUNISHMENT', force: 'MANDATORY' },
  ...{ category: 'MARKET', text: '限制参加政府采购', implementingUnitTypes: [], effectiveFrom: '2026-01-01' },
  legalBasis: [{ title: '《政府采购法》', level: 'LAW' }],
  appliesTo: { listKinds: ['BLACK'], persons: false },
};
const black = () => activeBlack(givenDossier(), { from: '2026-09-07', ready: '2026-09-15' });
const trigger = (...items: string[]) => act('TriggerJointMeasures', { items });

describe('measures that are triggered (5.1, 上海 32, 浙江 28)', () => {
  it('stand on a published list that is in force', () => {
    black()
      .where({ measures: [LISTED] })
      .when(trigger('M-1', 'M-2'), A.drafter)
      .refuse('MEASURE_NOT_PUBLISHED');
    black().where({ measures: [] }).when(trigger('M-1'), A.drafter).refuse('MEASURE_NOT_PUBLISHED');
    black()
      .where({ measures: [LISTED] })
      .when(trigger('M-1'), A.drafter)
      .expectEvents([['MeasuresTriggered', { items: ['M-1'] }]]);
  });

  it('are meant for the list, the field and the kind of subject', () => {
    for (const appliesTo of [
      { listKinds: ['FOCUS'], persons: false },
      { listKinds: ['BLACK'], fields: ['LABOUR'], persons: false },
      { listKinds: ['BLACK'], subjectTypes: ['NATURAL_PERSON'], persons: false },
    ] as const)
      black()
        .where({ measures: [{ ...LISTED, appliesTo }] })
        .when(trigger('M-1'), A.drafter)
        .refuse('MEASURE_NOT_FOR_ENTRY');
  });

  it('are held against nothing while no list has been published', () => {
    black().when(trigger('anything'), A.drafter).expectEvents(['MeasuresTriggered']);
  });
});
