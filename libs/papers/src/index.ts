export { PAPER_FACTS, type OpenEvent } from './facts.js';
export {
  makePaper,
  styleSource,
  type MadePaper,
  type PaperLayout,
  type PaperSource,
  type PaperTemplate,
} from './paper.js';
export { PAPER_TEMPLATES, PaperTemplates, SHIPPED_TEMPLATES } from './templates.js';
