export { Seeded } from '../../../apps/operator/src/generator/seeded.js';
