import type { RulePack } from '../types.js';
import { packFrom } from './pack-rows.js';

/**
 * What the provincial regulations of source E14 say in numbers. Only the year of each is known from the source, so each
 * counts as in force from the first day after it.
 */
export const REGION_PACKS: readonly RulePack[] = [
  packFrom(
    {
      rulePackId: 'REGION-SHANGHAI',
      title: '上海市社会信用条例',
      scope: 'REGION',
      appliesTo: '310000',
      effectiveFrom: '2018-01-01',
    },
    [
      ['objection.intake', '1 WD', '上海市社会信用条例 36', 'EXTERNAL'],
      ['objection.refer', '2 WD', '上海市社会信用条例 36', 'EXTERNAL'],
      ['objection.providerReply', '5 WD', '上海市社会信用条例 36', 'EXTERNAL'],
      ['correction.propagate', '3 WD', '上海市社会信用条例 37', 'EXTERNAL'],
      ['retention.disclosure', '5 YEAR', '上海市社会信用条例 35', 'EXTERNAL'],
    ],
  ),
  packFrom(
    {
      rulePackId: 'REGION-SHANDONG',
      title: '山东省社会信用条例',
      scope: 'REGION',
      appliesTo: '370000',
      effectiveFrom: '2021-01-01',
    },
    [
      ['objection.total', '7 WD', '山东省社会信用条例 39', 'EXTERNAL'],
      ['correction.propagate', '3 WD', '山东省社会信用条例 40', 'EXTERNAL'],
      ['retention.disclosure', '5 YEAR', '山东省社会信用条例 38', 'EXTERNAL'],
    ],
  ),
  packFrom(
    {
      rulePackId: 'REGION-HENAN',
      title: '河南省社会信用条例',
      scope: 'REGION',
      appliesTo: '410000',
      effectiveFrom: '2020-01-01',
    },
    [
      ['objection.providerReply', '3 WD', '河南省社会信用条例 41', 'EXTERNAL'],
      ['objection.total', '7 WD', '河南省社会信用条例 41', 'EXTERNAL'],
      ['correction.propagate', '1 WD', '河南省社会信用条例', 'EXTERNAL'],
      ['retention.disclosure', '5 YEAR', '河南省社会信用条例 19', 'EXTERNAL'],
    ],
  ),
  packFrom(
    {
      rulePackId: 'REGION-ZHEJIANG',
      title: '浙江省公共信用信息管理条例',
      scope: 'REGION',
      appliesTo: '330000',
      effectiveFrom: '2018-01-01',
    },
    [
      ['objection.maxWithExtension', '20 WD', '浙江省公共信用信息管理条例 31', 'EXTERNAL'],
      ['objection.reviewMax', '20 WD', '浙江省公共信用信息管理条例 31', 'EXTERNAL'],
      ['retention.disclosure', '5 YEAR', '浙江省公共信用信息管理条例 16', 'EXTERNAL'],
      ['retention.queryLog', '10 YEAR', '浙江省公共信用信息管理条例 20', 'EXTERNAL'],
    ],
  ),
  packFrom(
    {
      rulePackId: 'REGION-SHENZHEN',
      title: '深圳经济特区社会信用条例',
      scope: 'REGION',
      appliesTo: '440300',
      effectiveFrom: '2024-01-01',
      allowsOptOut: true,
    },
    // Two working days, three more where the matter is complex: the extension is an act of its own.
    [['objection.providerReply', '2 WD', '深圳经济特区社会信用条例', 'EXTERNAL']],
  ),
];
