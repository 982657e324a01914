import { runProcess } from '#libs/composition';
import { commandApiProcess } from './process.js';

await runProcess(commandApiProcess);
