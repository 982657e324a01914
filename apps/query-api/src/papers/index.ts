import { LookUpPaperController, LookUpPaperHandler } from './look-up-paper.js';
import { PaperDesk } from './paper-desk.js';
import { ReadPaperController, ReadPaperHandler } from './read-paper.js';
import { ReadPapersController, ReadPapersHandler } from './read-papers.js';

export const PAPER_CONTROLLERS = [ReadPapersController, ReadPaperController, LookUpPaperController];
export const PAPER_PROVIDERS = [PaperDesk, ReadPapersHandler, ReadPaperHandler, LookUpPaperHandler];
