import type { PaperTemplate } from '../paper.js';
import { WORDS_1 } from '../words.js';
import { ADDRESSEE_1, FOOT_1, HEAD_1, IRREPARABLE_BASIS_1, LAYOUT_1, LEGAL_BASIS_1 } from './layout-1.js';

/** 事前告知书 (3.6 B3, 3.7 F2; 行政处罚法 44, 45; 国办发〔2020〕49号 八). */
export const PRIOR_NOTICE_1: PaperTemplate = {
  id: 'prior-notice',
  version: 1,
  kind: 'PRIOR_NOTICE',
  layout: LAYOUT_1,
  words: WORDS_1,
  body: `${HEAD_1}${ADDRESSEE_1}{{#forRecognition}}<p>经审查，我单位拟依照《{{standardTitle}}》（{{standardId}}，第{{standardVersion}}版）将{{^toGuardian}}{{you}}{{/toGuardian}}{{#toGuardian}}{{subjectName}}{{/toGuardian}}列入{{list}}。现将有关事项告知如下。</p>
{{/forRecognition}}{{#forExtension}}<p>我单位拟延长{{you}}列入{{list}}的期限。现将有关事项告知如下。</p>
{{/forExtension}}{{#forRevocation}}<p>我单位拟撤销对{{you}}作出的同意信用修复的决定，恢复列入{{list}}。现将有关事项告知如下。</p>
{{/forRevocation}}<h2>一、拟认定的事实</h2>
{{*facts}}
<h2>二、理由</h2>
{{*reasons}}
<h2>三、依据</h2>
<ol>
${LEGAL_BASIS_1}{{#basis}}<li>{{issuer}}{{date}}作出的{{docNo}}文书。</li>
{{/basis}}</ol>
<h2>四、拟采取的措施</h2>
{{#measures}}<p>{{measure}}。</p>
{{/measures}}{{^measures}}<p>无。</p>
{{/measures}}<h2>五、{{you}}的权利</h2>
<p>{{you}}有权在{{statementDueOn}}前（含当日）向我单位陈述、申辩，并提交有关证据材料。逾期提出而我单位尚未作出决定的，仍将予以考虑。我单位不因陈述、申辩而作出更为不利的处理。</p>
{{#hearing}}<p>{{you}}有权在上述期限内要求举行听证。</p>
{{/hearing}}{{#terms}}<h2>六、拟定的期限和条件</h2>
<p>有效期：{{validity}}，自作出决定之日起计算。{{#grade}}失信程度：{{grade}}。{{/grade}}</p>
{{#repairable}}<p>信用修复：可以修复。{{#repairMethods}}方式：{{repairMethods}}。{{/repairMethods}}{{#minTimeBeforeRepair}}列入满{{minTimeBeforeRepair}}后可以修复。{{/minTimeBeforeRepair}}</p>
{{/repairable}}{{#irreparable}}<p>信用修复：依照${IRREPARABLE_BASIS_1}，不得修复。</p>
{{/irreparable}}{{#focusMode}}<p>退出后：列入重点关注名单{{#focusValidity}}{{focusValidity}}{{/focusValidity}}，{{focusMode}}。</p>
{{/focusMode}}{{/terms}}${FOOT_1}`,
};
