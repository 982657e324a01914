import { indexMigration } from '#libs/read-store';
import { measureResponses } from './projector.js';

/** Instructions that units have not confirmed, found behind all that they have. */
export const FindUnconfirmedInstructions1763700050006 = indexMigration(
  'FindUnconfirmedInstructions',
  1763700050006,
  measureResponses,
  {
    measure_instructions: [{ name: 'measure_instructions_unit', columns: ['unit_id', 'pushed_on', 'instruction_id'] }],
  },
);
