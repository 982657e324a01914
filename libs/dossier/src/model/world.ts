import type { RecognitionStandard } from '#libs/rules';
import type { ExternalCrossCheck } from '../context.js';
import {
  AWAY,
  BLK_1,
  CHANNELS,
  CLEAN,
  FOC_1,
  ON_NATIONAL_BLACK,
  RED_1,
  SOURCES_AWAY,
  standardLike,
  SURROUNDINGS,
  withPack,
  type Surroundings,
} from '../testing/world.js';

const A_LAW = { title: '某法', level: 'LAW' } as const;

/** Standards of every kind that the rules distinguish, so that a random sequence meets them all. */
const STANDARDS: readonly RecognitionStandard[] = [
  RED_1,
  standardLike(RED_1, { standardId: 'RED-2', approval: { conferenceConfirmation: true } }),
  BLK_1,
  standardLike(BLK_1, { version: 2, effectiveFrom: '2027-06-01', criteria: { text: '更严' } }),
  standardLike(BLK_1, {
    standardId: 'BLK-2',
    publicity: { required: true, period: { value: 5, unit: 'WD' }, channels: [] },
    naturalPersonPublication: { allowed: true, basis: A_LAW },
    personsExtend: { capacities: ['LEGAL_REPRESENTATIVE'], basis: [A_LAW] },
    focusAfterExit: {
      standardId: 'FOC-2',
      mode: 'FULL',
      validity: { value: 1, unit: 'YEAR' },
      onStandardChange: false,
    },
  }),
  standardLike(BLK_1, {
    standardId: 'BLK-2',
    version: 2,
    status: 'RETIRED',
    effectiveFrom: '2028-01-01',
    effectiveTo: '2028-12-31',
  }),
  FOC_1,
  // Its last day comes while black entries still name it for their exit.
  standardLike(FOC_1, {
    standardId: 'FOC-2',
    effectiveTo: '2029-12-31',
    notice: { required: false, waivable: true, hearing: false },
    earlyRelease: { allowed: true },
  }),
];

/** What the decisions of a random sequence find around them. */
export const WORLD: Surroundings = {
  ...SURROUNDINGS,
  standards: STANDARDS,
  channels: CHANNELS,
  rulePacks: withPack({
    allowsOptOut: true,
    allowsValidityExtension: true,
    rules: [
      {
        key: 'black.validityExtension',
        value: { value: 2, unit: 'YEAR' },
        legalSource: 'test',
        provenance: 'DECISION',
        effectiveFrom: '2020-01-01',
      },
    ],
  }),
};

/** The sources outside: reachable, away, away for one direction, or knowing the subject. */
export const SOURCES: readonly ExternalCrossCheck[] = [
  CLEAN,
  CLEAN,
  CLEAN,
  CLEAN,
  SOURCES_AWAY,
  { black: CLEAN.black, red: AWAY },
  ON_NATIONAL_BLACK,
];
