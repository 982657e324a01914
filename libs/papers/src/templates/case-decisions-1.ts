import type { PaperTemplate } from '../paper.js';
import { WORDS_1 } from '../words.js';
import { ADDRESSEE_1, FOOT_1, HEAD_1, LAYOUT_1, remedies1 } from './layout-1.js';

/** 信用修复决定书 (3.10 P6). */
export const REPAIR_DECISION_1: PaperTemplate = {
  id: 'repair-decision',
  version: 1,
  kind: 'REPAIR_DECISION',
  layout: LAYOUT_1,
  words: WORDS_1,
  body: `${HEAD_1}${ADDRESSEE_1}<p>{{you}}{{#appliedOn}}于{{appliedOn}}{{/appliedOn}}就列入{{list}}的决定（{{decisionNo}}）提出信用修复申请，我单位已经审查。</p>
<h2>一、决定</h2>
{{#agreed}}{{^ofPerson}}<p>同意{{you}}的信用修复申请，{{you}}自{{effectiveOn}}起退出{{list}}，有关联合惩戒措施同时停止。{{#focusMode}}退出后列入重点关注名单，{{focusMode}}。{{/focusMode}}</p>
{{/ofPerson}}{{#ofPerson}}<p>同意{{you}}的信用修复申请，自{{effectiveOn}}起不再将{{you}}作为该决定的责任人员，对{{you}}采取的联合惩戒措施同时停止。</p>
{{/ofPerson}}{{/agreed}}{{^agreed}}<p>不同意{{you}}的信用修复申请。</p>
{{/agreed}}<h2>二、理由</h2>
{{*reasons}}
${remedies1('三')}${FOOT_1}`,
};

/** 异议处理决定书 (3.8 O8). */
export const OBJECTION_DECISION_1: PaperTemplate = {
  id: 'objection-decision',
  version: 1,
  kind: 'OBJECTION_DECISION',
  layout: LAYOUT_1,
  words: WORDS_1,
  body: `${HEAD_1}${ADDRESSEE_1}<p>{{you}}{{#filedOn}}于{{filedOn}}{{/filedOn}}就{{list}}信息提出异议{{#grounds}}（{{grounds}}）{{/grounds}}，我单位已经核实，现将处理结果告知如下。</p>
{{#relief}}<h2>一、异议请求</h2>
{{*relief}}
{{/relief}}{{^relief}}<h2>一、异议请求</h2>
<p>未载明。</p>
{{/relief}}<h2>二、处理结果</h2>
<p>{{outcome}}。</p>
<h2>三、理由</h2>
{{*reasons}}
<h2>四、复核</h2>
<p>{{you}}对处理结果不满意的，可以申请复核。</p>
${remedies1('五')}${FOOT_1}`,
};
