import type { RulePack } from '../types.js';
import { packFrom } from './pack-rows.js';

/** The sector packs of Annex B. Days of effect before 2026 are from memory and to be verified by the legal owner. */
export const SECTOR_PACKS: readonly RulePack[] = [
  packFrom(
    {
      rulePackId: 'SAMR-44',
      title: '市场监督管理严重违法失信名单管理办法',
      scope: 'SECTOR',
      appliesTo: 'MARKET_REGULATION',
      effectiveFrom: '2021-09-01',
    },
    [
      ['black.validity', '3 YEAR', '市场监管总局令第44号', 'MEMORY'],
      ['repair.minPublicity.SERIOUS', '1 YEAR', '市场监管总局令第44号', 'EXTERNAL'],
      ['notice.statement', '5 WD', '市场监管总局令第44号修订草案', 'EXTERNAL'],
      ['correction.propagate', '3 WD', '市场监管总局令第44号 19', 'EXTERNAL'],
      ['remedy.execute', '3 WD', '市场监管总局令第44号 19', 'EXTERNAL'],
    ],
  ),
  packFrom(
    {
      rulePackId: 'MOHRSS-45',
      title: '拖欠农民工工资失信联合惩戒对象名单管理暂行办法',
      scope: 'SECTOR',
      appliesTo: 'LABOUR',
      effectiveFrom: '2022-01-01',
    },
    [
      ['black.validity', '3 YEAR', '人力资源社会保障部令第45号', 'EXTERNAL'],
      // Six months after correction with a commitment: the correction is a condition of every repair, checked apart.
      ['repair.minPublicity.SERIOUS', '6 MONTH', '人力资源社会保障部令第45号', 'EXTERNAL'],
    ],
  ),
  packFrom(
    {
      rulePackId: 'STA-54',
      title: '重大税收违法失信主体信息公布管理办法',
      scope: 'SECTOR',
      appliesTo: 'TAXATION',
      effectiveFrom: '2022-02-01',
    },
    [['black.validity', '3 YEAR', '国家税务总局令第54号', 'MEMORY']],
  ),
  packFrom(
    {
      rulePackId: 'SPC-SX',
      title: '最高人民法院关于公布失信被执行人名单信息的若干规定',
      scope: 'SECTOR',
      appliesTo: 'JUDICIAL',
      effectiveFrom: '2017-05-01',
      allowsValidityExtension: true,
    },
    [
      ['black.validity', '2 YEAR', '最高人民法院失信被执行人规定', 'MEMORY'],
      ['black.validityExtension', '3 YEAR', '最高人民法院失信被执行人规定', 'MEMORY'],
      ['correction.propagate', '3 WD', '最高人民法院失信被执行人规定 11', 'EXTERNAL'],
    ],
  ),
];
