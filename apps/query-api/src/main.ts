import { runProcess } from '#libs/composition';
import { queryApiProcess } from './process.js';

await runProcess(queryApiProcess);
