import { runProcess } from '#libs/composition';
import { projectorProcess } from './process.js';

await runProcess(projectorProcess);
