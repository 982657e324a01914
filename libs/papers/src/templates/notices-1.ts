import type { PaperTemplate } from '../paper.js';
import { WORDS_1 } from '../words.js';
import { ADDRESSEE_1, FOOT_1, HEAD_1, LAYOUT_1 } from './layout-1.js';

/** 名单退出公告; where nothing was ever shown, a 名单退出告知书 to the subject (3.9). */
export const EXIT_NOTICE_1: PaperTemplate = {
  id: 'exit-notice',
  version: 1,
  kind: 'EXIT_NOTICE',
  layout: LAYOUT_1,
  words: WORDS_1,
  body: `${HEAD_1}{{#toPublic}}<p>{{subjectName}}（{{identifierName}}：{{identifier}}）经我单位决定{{#decisionNo}}（{{decisionNo}}）{{/decisionNo}}列入{{list}}，自{{effectiveOn}}起退出。退出原因：{{exitReason}}。</p>
{{/toPublic}}{{^toPublic}}${ADDRESSEE_1}<p>{{you}}经我单位决定{{#decisionNo}}（{{decisionNo}}）{{/decisionNo}}列入{{list}}，自{{effectiveOn}}起退出。退出原因：{{exitReason}}。</p>
{{/toPublic}}<p>自退出之日起，{{#rewarding}}有关联合激励措施{{/rewarding}}{{^rewarding}}有关联合惩戒措施{{/rewarding}}同时停止。</p>
{{#toPublic}}<p>特此公告。</p>
{{/toPublic}}{{^toPublic}}<p>特此告知。</p>
{{/toPublic}}${FOOT_1}`,
};

/** 恢复信誉公告 (3.6 B13; 6.1: on all original channels, with the same prominence). */
export const RESTORATION_NOTICE_1: PaperTemplate = {
  id: 'restoration-notice',
  version: 1,
  kind: 'RESTORATION_NOTICE',
  layout: LAYOUT_1,
  words: WORDS_1,
  body: `${HEAD_1}<p>我单位此前将{{subjectName}}（{{identifierName}}：{{identifier}}）列入{{list}}{{#decisionNo}}（{{decisionNo}}）{{/decisionNo}}并予以公布。{{#wrongOn}}{{wrongOn}}，{{/wrongOn}}经查明，该认定有误{{#exitReason}}（{{exitReason}}）{{/exitReason}}，已予撤销。</p>
<p>该主体不存在所公布的列入情形，此前公布的名单信息自始不应作为评价其信用状况的依据，据此采取的联合奖惩措施已经停止。为恢复该主体信誉、消除不良影响，特此公告。</p>
${FOOT_1}`,
};
