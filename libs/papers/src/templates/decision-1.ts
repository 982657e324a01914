import type { PaperTemplate } from '../paper.js';
import { WORDS_1 } from '../words.js';
import { ADDRESSEE_1, FOOT_1, HEAD_1, IRREPARABLE_BASIS_1, LAYOUT_1, LEGAL_BASIS_1, remedies1 } from './layout-1.js';

/** 认定决定书 (3.6 B8, B9). */
export const DECISION_1: PaperTemplate = {
  id: 'decision',
  version: 1,
  kind: 'DECISION',
  layout: LAYOUT_1,
  words: WORDS_1,
  body: `${HEAD_1}${ADDRESSEE_1}<p>依照《{{standardTitle}}》（{{standardId}}，第{{standardVersion}}版），我单位决定将{{you}}列入{{list}}。</p>
<h2>一、事实</h2>
{{*facts}}
<h2>二、理由</h2>
{{*reasons}}
<h2>三、依据</h2>
<ol>
${LEGAL_BASIS_1}{{#basis}}<li>{{issuer}}{{date}}作出的{{docNo}}文书。</li>
{{/basis}}</ol>
<h2>四、决定</h2>
<p>自{{validFrom}}起将{{you}}列入{{list}}，有效期至{{validTo}}24时止。{{#grade}}失信程度：{{grade}}。{{/grade}}{{#mode}}列入后{{mode}}。{{/mode}}有效期届满自动退出。</p>
${remedies1('五')}<p>{{you}}认为名单信息有误的，可以随时向我单位提出异议。</p>
{{#guide}}<p class="attached">附：信用修复告知书{{#guideNo}}（{{guideNo}}）{{/guideNo}}</p>
{{/guide}}${FOOT_1}`,
};

/** 信用修复告知书, 两书同达 (3.6 B9, 3.10; 信用修复管理办法). */
export const REPAIR_GUIDE_1: PaperTemplate = {
  id: 'repair-guide',
  version: 1,
  kind: 'REPAIR_GUIDE',
  layout: LAYOUT_1,
  words: WORDS_1,
  body: `${HEAD_1}${ADDRESSEE_1}<p>我单位作出列入{{list}}的决定（{{decisionNo}}），现将信用修复的有关事项一并告知如下。</p>
{{#repairable}}<h2>一、可以申请修复的时间</h2>
<p>{{#earliestRepairOn}}自{{earliestRepairOn}}起，{{/earliestRepairOn}}至有效期届满（{{validTo}}）前，{{you}}可以申请信用修复，提前退出{{list}}。</p>
<h2>二、修复的方式</h2>
<p>{{#repairMethods}}{{repairMethods}}。{{/repairMethods}}{{^repairMethods}}主动纠正失信行为、消除不良社会影响。{{/repairMethods}}</p>
<h2>三、修复的条件</h2>
<ol>
<li>达到规定的最短公示期限；</li>
<li>纠正失信行为，全部履行法定义务；</li>
<li>公开作出信用承诺；</li>
<li>符合法律、法规和国家规定的其他条件。</li>
</ol>
<h2>四、申请的途径和材料</h2>
<p>{{you}}可以通过“信用中国”网站或者向我单位提出申请，并提交纠正失信行为、履行法定义务的证明材料，信用承诺书，以及法律、法规和国家规定应当提交的其他材料。委托他人办理的，还应当提交授权委托书。</p>
<p>信用修复不收取任何费用。提供虚假材料或者违背信用承诺的，撤销修复，恢复列入，并在规定期限内不得再次申请。</p>
{{/repairable}}{{#irreparable}}<h2>一、不得修复</h2>
<p>依照${IRREPARABLE_BASIS_1}，{{you}}的失信信息不得修复，有效期届满（{{validTo}}）后退出{{list}}。</p>
{{/irreparable}}${FOOT_1}`,
};
