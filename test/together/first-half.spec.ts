import { SCENARIOS, together } from './scenarios.js';

await together(SCENARIOS.filter((_, at) => at % 2 === 0));
